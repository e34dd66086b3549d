from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.tts_guard import needs

VIEWER = 'tiktok_shop.group_viewer'
MANAGER = 'tiktok_shop.group_manager'
# What changes amounts, beside the lines themselves.
REPRICING = {'pricelist_id', 'currency_id', 'fiscal_position_id', 'order_line'}


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'tts.guard']

    tts_order_id = fields.Many2one(
        'tts.order', string="TikTok Order", index='btree_not_null', ondelete='set null', copy=False,
        readonly=True,
    )
    tts_shop_id = fields.Many2one(
        'tts.shop', string="TikTok Shop", index='btree_not_null', ondelete='restrict', copy=False,
        readonly=True,
    )
    tts_status = fields.Char(
        "TikTok Status Code", related='tts_order_id.status', store=True, index='btree_not_null',
        copy=False,
    )
    # The rest is there to be seen, by those who work with TikTok.
    tts_status_tab = fields.Selection(
        related='tts_order_id.status_tab', string="TikTok Status", groups=VIEWER,
    )
    tts_status_label = fields.Char(
        "Status at TikTok", related='tts_order_id.status_label', groups=VIEWER,
    )
    tts_order_ref = fields.Char("TikTok Order ID", related='tts_order_id.tiktok_id', groups=VIEWER)
    tts_state = fields.Selection(
        related='tts_order_id.state', string="TikTok State", groups=VIEWER,
    )
    tts_reason = fields.Char("Why Blocked", related='tts_order_id.reason', groups=VIEWER)
    tts_reason_code = fields.Selection(
        related='tts_order_id.reason_code', string="Reason Kind", groups=VIEWER,
    )
    tts_money_html = fields.Html("Amounts", related='tts_order_id.money_html', groups=VIEWER)
    tts_marks = fields.Char("Kind", related='tts_order_id.marks', groups=VIEWER)
    tts_buyer_paid = fields.Monetary(
        "Buyer Paid", related='tts_order_id.buyer_paid', groups=VIEWER,
    )
    tts_platform_discount = fields.Monetary(
        "Funded by TikTok", related='tts_order_id.platform_discount', groups=VIEWER,
    )
    tts_ship_deadline = fields.Datetime(
        "Ship by", related='tts_order_id.ship_deadline', store=True, groups=VIEWER,
    )
    tts_handover_deadline = fields.Datetime(
        "Hand over by", related='tts_order_id.handover_deadline', groups=VIEWER,
    )
    tts_delivery_deadline = fields.Datetime(
        "Deliver by", related='tts_order_id.delivery_deadline', groups=VIEWER,
    )
    tts_cancel_deadline = fields.Datetime(
        "Cancelled by TikTok after", related='tts_order_id.cancel_deadline', groups=VIEWER,
    )
    tts_buyer_message = fields.Text(
        "Buyer's Message", related='tts_order_id.buyer_message', groups=VIEWER,
    )
    tts_seller_note = fields.Text(
        "Seller's Note", related='tts_order_id.seller_note', groups=VIEWER,
    )

    tts_awaits_transfer = fields.Boolean(
        compute='_compute_tts_awaits_transfer', groups='tiktok_shop.group_user',
    )

    # By which sales orders are found again: `tts_order_found.py`.
    _tts_found = models.Index(
        '(client_order_ref) WHERE tts_order_id IS NULL AND client_order_ref IS NOT NULL')
    _tts_unique_order = models.UniqueIndex(
        '(tts_order_id) WHERE tts_order_id IS NOT NULL', "A TikTok order is one sales order.",
    )

    @api.constrains('tts_order_id', 'tts_shop_id', 'pricelist_id', 'currency_id')
    def _check_tts_currency(self):
        """An amount is never read in another currency than TikTok's."""
        # Who sells need not be allowed to see TikTok's orders.
        for order in self.sudo().filtered('tts_shop_id'):
            tiktok_currency = order.tts_order_id.currency_id or order.tts_shop_id.currency_id
            if order.currency_id != tiktok_currency:
                raise ValidationError(self.env._(
                    "TikTok's order %(order)s is in %(tiktok)s: it cannot be in %(odoo)s. Choose "
                    "a pricelist in %(tiktok)s.", order=order.name,
                    tiktok=tiktok_currency.name, odoo=order.currency_id.name))

    # === COMPUTE METHODS === #

    @api.depends('state', 'picking_ids', 'tts_status')
    def _compute_tts_awaits_transfer(self):
        for order in self:
            order.tts_awaits_transfer = (
                order.tts_order_id and order.state == 'sale' and not order.picking_ids
                and not order.sudo().tts_order_id._is_shipped_elsewhere()
                and any(line.product_id.type == 'consu' for line in order.order_line)
            )

    # === ACTION METHODS === #

    @needs('user')
    def action_tts_create_transfer(self):
        """Button, where the shop makes no transfers by itself."""
        self.ensure_one()
        with self._tts_unlocked():
            lines = self.order_line.with_context(tts_create_transfer=True)
            lines._action_launch_stock_rule()
        return self.action_view_delivery() if self.picking_ids else True

    @needs('viewer')
    def action_tts_open_seller_center(self):
        """Button: the order as TikTok's Seller Center shows it."""
        return self.tts_order_id.action_open_seller_center()

    @needs('viewer')
    def action_tts_open_order(self):
        """Button: the TikTok order."""
        return self.tts_order_id._get_records_action()

    @needs('manager')
    def action_tts_accept(self):
        """Button: take this order although its amounts are not TikTok's."""
        return self.tts_order_id.action_accept()

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and REPRICING & vals.keys():
            self._tts_look_again()
        return result

    def action_confirm(self):
        """Odoo takes the moment of confirming for the date of the order: TikTok's is put back.

        Where an order's amounts are not TikTok's, a manager is asked whether to accept that.
        """
        held = self.sudo().tts_order_id.filtered(lambda order: order._money_gap())
        if held and len(self) == 1 and self.env.user.has_group(MANAGER):
            return held.with_context(tts_confirm=True).action_accept()
        dates = {order: order.date_order for order in self if order.tts_order_id}
        result = super().action_confirm()
        for order, date in dates.items():
            order.date_order = date
        return result

    def _confirmation_error_message(self):
        gap = self.sudo().tts_order_id._money_gap() if self.tts_order_id else ''
        return super()._confirmation_error_message() or gap

    # === BUSINESS METHODS === #

    def _tts_look_again(self):
        """A person may have changed what TikTok has priced: the schedule compares, and says so."""
        orders = self.filtered(lambda sale: sale.tts_order_id and sale.state == 'sale')
        orders.sudo().tts_order_id._compare_again()

    def _tts_priced_by_shop(self):
        return self.filtered('tts_shop_id')

    @contextmanager
    def _tts_unlocked(self):
        """Unlock sales orders for a moment: where confirming locks, TikTok's news come later."""
        locked = self.filtered('locked')
        locked.locked = False
        yield
        locked.locked = True

    def _tts_silent(self):
        """Return those whose buyers Odoo must not write to."""
        return self.filtered(
            lambda order: order.tts_shop_id and not order.tts_shop_id.sudo().notify_buyers)

    def _send_order_notification_mail(self, mail_template, allow_deferred_sending=True):
        """Mails that Odoo sends by itself: TikTok keeps its buyers informed."""
        if self._tts_silent():
            return None
        return super()._send_order_notification_mail(mail_template, allow_deferred_sending)

    def _get_update_prices_lines(self):
        return super()._get_update_prices_lines().filtered(lambda line: not line.tts_kind)

    @api.onchange('sale_order_template_id')
    def _onchange_sale_order_template_id(self):
        """A template replaces all lines: those that TikTok has priced stay."""
        ours = self.order_line.filtered('tts_kind')
        result = super()._onchange_sale_order_template_id()
        if ours:
            self.order_line |= ours
        return result
