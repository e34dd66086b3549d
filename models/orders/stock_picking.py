from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import order_status


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # What those who pack see, who may see neither TikTok's orders nor sales orders.
    tts_order_ref = fields.Char(
        "TikTok Order ID", compute='_compute_tts_shown', search='_search_tts_order_ref',
        compute_sudo=True,
    )
    tts_shop = fields.Char(
        "TikTok Shop", compute='_compute_tts_shown', search='_search_tts_shop', compute_sudo=True)
    tts_ship_deadline = fields.Datetime(
        "Ship by", compute='_compute_tts_shown', compute_sudo=True, help="TikTok's deadline.",
    )
    tts_buyer_message = fields.Text(
        "Buyer's Message", compute='_compute_tts_shown', compute_sudo=True,
    )
    tts_bar = fields.Char(
        "Barred by TikTok Shop", compute='_compute_tts_bar', search='_search_tts_bar',
        help="Why this transfer cannot be done now.",
    )

    # === COMPUTE METHODS === #

    def _compute_tts_shown(self):
        for picking in self:
            moves = picking.move_ids
            sales = moves.sale_line_id.order_id | moves.reference_ids.sale_ids
            orders = sales.tts_order_id
            deadlines = filter(None, orders.mapped('ship_deadline'))
            picking.tts_order_ref = ', '.join(orders.mapped('tiktok_id'))
            picking.tts_shop = ', '.join(orders.shop_id.mapped('name'))
            picking.tts_ship_deadline = min(deadlines, default=False)
            picking.tts_buyer_message = '\n'.join(filter(None, orders.mapped('buyer_message')))

    def _compute_tts_bar(self):
        reasons = {}
        moves = self.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
        outgoing = moves._tts_outgoing()
        for order in self.env['tts.order'].sudo().union(*outgoing):  # all are read at once
            if reason := order._bar():
                for picking in outgoing[order].picking_id:
                    reasons.setdefault(picking.id, []).append(reason)
        for picking in self:
            picking.tts_bar = '; '.join(dict.fromkeys(reasons.get(picking.id, ())))

    @api.model
    def _tts_domain(self, orders):
        """Return the domain of the transfers of some of TikTok's orders.

        :param orders: domain of `tts.order`; that a user may not see them does not matter
        """
        sales = Domain('tts_order_id', 'any!', orders)
        moves = Domain('sale_line_id', 'any!', Domain('order_id', 'any!', sales))
        moves |= Domain('reference_ids', 'any!', Domain('sale_ids', 'any!', sales))
        return Domain('move_ids', 'any!', moves)

    def _search_tts_order_ref(self, operator, value):
        return self._tts_search_orders(operator, value, lambda found: found)

    def _search_tts_shop(self, operator, value):
        return self._tts_search_orders(
            operator, value, lambda found: Domain('shop_id', 'any!', found), 'name')

    @api.model
    def _tts_search_orders(self, operator, value, of_order, name='tiktok_id'):
        """Return the domain of the transfers for whose orders something is searched.

        :param of_order: makes a domain of orders of the one that is searched for
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == 'in' and False in value:
            found = self._tts_domain(of_order(Domain(name, 'in', set(value) - {False})))
            return found | ~self._tts_domain(Domain.TRUE)
        return self._tts_domain(of_order(Domain(name, operator, value)))

    def _search_tts_bar(self, operator, value):
        if operator != 'in':
            return NotImplemented
        candidates = self._tts_domain(Domain('status', 'not in', order_status.GONE))
        barred = self.sudo().search(
            candidates & Domain('state', 'not in', ('done', 'cancel'))).filtered('tts_bar')
        found = Domain('id', 'in', barred.filtered(lambda each: each.tts_bar in value).ids)
        return found | ~Domain('id', 'in', barred.ids) if False in value else found

    # === SILENCE: TikTok keeps its buyers informed === #

    def _tts_silent(self):
        """Return those whose buyers Odoo must not write to."""
        return self.filtered(lambda picking: picking.sudo().sale_id._tts_silent())

    def _send_confirmation_email(self):
        """Leave the mail out, not what carriers do in here as well."""
        silent = self._tts_silent()
        # What has left already needs no carrier.
        if silent and not self.env.context.get('tts_departed'):
            quiet = silent.with_context(tts_silent=True)
            super(StockPicking, quiet)._send_confirmation_email()
        return super(StockPicking, self - silent)._send_confirmation_email()

    def message_post_with_source(self, source_ref, **kwargs):
        if self.env.context.get('tts_silent'):
            return self.env['mail.message']
        return super().message_post_with_source(source_ref, **kwargs)
