from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError

from ... import const
from ..engine.tts_guard import needs

MONEY_POLICIES = [
    ('seller', "What TikTok credits to you"),
    ('buyer', "What the buyer paid"),
]
TAX_POLICIES = [
    ('included', "Prices contain tax, you remit it"),
    ('marketplace', "TikTok collects and remits tax on top"),
    ('remitted', "Prices contain tax that TikTok remits"),
]
# By these a shop's documents are made: what Odoo has refused may have been for them.
DOCUMENTS = (
    'auto_confirm', 'auto_transfer', 'charge_product_id', 'currency_id', 'customer_policy',
    'fiscal_position_id', 'generic_partner_id', 'invoice_policy', 'passthrough_product_id',
    'platform_product_id', 'pricelist_id', 'shipping_product_id', 'tag_ids', 'team_id', 'user_id',
)


class TtsShop(models.Model):
    """How a shop's orders are taken, and the button that fetches them."""

    _inherit = 'tts.shop'

    # How orders are taken
    import_orders = fields.Boolean(
        "Fetch Orders by Itself", default=True,
        help="New orders come in by TikTok's webhooks and every ten minutes. Off: they come in by "
             "the button Fetch E-commerce Orders only; those in Odoo stay up to date.",
    )
    auto_create = fields.Boolean(
        "Create Sales Orders", default=True,
        help="Off: fetched orders wait in TikTok Shop > Orders until a person presses Create.",
    )
    auto_confirm = fields.Boolean(
        "Confirm Sales Orders", default=True,
        help="Confirm orders that are to be shipped. Off: they stay quotations.",
    )
    import_unpaid = fields.Boolean(
        "Record Unpaid Orders", help="As quotations. Off: they are taken once paid.",
    )
    on_hold_policy = fields.Selection([
        ('ignore', "Do not record them"),
        ('quotation', "Quotation"),
        ('reserve', "Confirm and set goods aside"),
    ], string="Orders on Hold", required=True, default='quotation',
        help="Paid orders that the buyer may still cancel, for about an hour. TikTok gives no "
             "address yet.\n"
             "Confirm and set goods aside: for the generic customer; no transfer can be done "
             "before TikTok releases the order. Pre-orders, and what would be bought or made for "
             "the order, stay quotations.")
    import_shipped = fields.Boolean(
        "Take Orders That Have Left", default=True,
        help="Also orders that were shipped before Odoo saw them (history, an outage). Off: they "
             "wait in TikTok Shop > Orders until a person presses Create.",
    )
    platform_shipping_from_collection = fields.Boolean(
        "Platform Shipping: Only from Collection",
        help="Take orders that TikTok's carriers ship only once they await collection: for those "
             "who arrange the parcels in Seller Center first.",
    )
    missing_product = fields.Selection([
        ('block', "Wait for a mapping"),
        ('fallback', "Use the fallback product"),
        ('create', "Create a product"),
    ], string="Unknown SKUs", required=True, default='block')
    fallback_product_id = fields.Many2one('product.product', check_company=True)
    go_live_date = fields.Date(
        help="Orders from before this day become quotations for the record: Odoo neither ships nor "
             "invoices them.",
    )
    payload_days = fields.Integer(
        "Keep TikTok's Data", default=90,
        help="Days after its last change until what TikTok sent of an order (names, addresses, "
             "masked or not) is forgotten. The sales order stays. 0: never.",
    )

    # Goods
    auto_transfer = fields.Boolean(
        "Create Transfers", default=True,
        help="Automatic shipping instruction: a confirmed order gets its transfer at once. Off: "
             "when a person presses Create Transfer on the sales order.",
    )
    shipped_policy = fields.Selection([
        ('none', "Leave the stock as it is"),
        ('move', "Take the goods out of stock"),
    ], string="Shipped Outside Odoo", required=True, default='none',
        help="When TikTok says that a parcel has left, and Odoo has not delivered it.\n"
             "Leave the stock as it is: the salesperson gets a to-do where a transfer is open.\n"
             "Take the goods out of stock: open transfers are done by themselves; orders without "
             "transfer leave from the location that you choose. Where goods are lacking, the order "
             "is blocked and says what is.",
    )
    shipped_location_id = fields.Many2one(
        'stock.location', string="Shipped from", check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Goods of parcels that were shipped outside Odoo are taken from here.",
    )
    fbt_location_id = fields.Many2one(
        'stock.location', string="Stock at TikTok (FBT)", check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="What TikTok's warehouses hold for you, apart from your own: receive there what you "
             "send to TikTok. Orders that TikTok fulfils are taken out of it once they have left. "
             "Empty: they move nothing.",
    )

    # Customers
    customer_policy = fields.Selection([
        ('buyer', "One contact per buyer"),
        ('generic', "One contact for all"),
    ], string="Customers", required=True, default='buyer')
    generic_partner_id = fields.Many2one(
        'res.partner', string="Generic Customer", check_company=True, ondelete='restrict',
        help="For all orders, or for those without buyer data (on hold).",
    )
    notify_buyers = fields.Boolean(
        "Odoo May Write to Buyers",
        help="Off: Odoo sends buyers neither confirmations of orders and deliveries nor text "
             "messages, whatever the company's settings are. TikTok keeps buyers informed.",
    )

    # Money
    money_policy = fields.Selection(
        MONEY_POLICIES, string="Order Total", required=True, default='seller',
        help="What TikTok credits: goods and shipping, discounts that TikTok funds not deducted.\n"
             "What the buyer paid: the same, with lines for TikTok's discounts and for taxes and "
             "fees that TikTok collects, on clearing accounts. Revenue and tax are the same with "
             "both.")
    tax_policy = fields.Selection(
        TAX_POLICIES, string="Taxes", required=True, default='included')
    fiscal_position_id = fields.Many2one('account.fiscal.position', check_company=True)
    invoice_policy = fields.Selection([
        ('never', "By hand"),
        ('confirm', "When the order is confirmed"),
        ('shipped', "When TikTok has shipped it"),
        ('delivered', "When it is delivered"),
        ('completed', "When it is completed"),
    ], string="Invoices", required=True, default='never',
        help="Create and post the invoice at this status, as far as something is to be invoiced by "
             "the invoicing policy of the products. It is not sent to anybody. Where that fails, "
             "the salesperson gets a to-do.",
    )
    shipping_product_id = fields.Many2one(
        'product.product', string="Shipping", check_company=True, ondelete='restrict',
    )
    charge_product_id = fields.Many2one(
        'product.product', string="Other Charges", check_company=True, ondelete='restrict',
    )
    platform_product_id = fields.Many2one(
        'product.product', string="Discounts Funded by TikTok", check_company=True,
        ondelete='restrict',
    )
    passthrough_product_id = fields.Many2one(
        'product.product', string="Taxes and Fees for Others", check_company=True,
        ondelete='restrict',
    )

    # Sales
    team_id = fields.Many2one('crm.team', string="Sales Team", check_company=True)
    user_id = fields.Many2one('res.users', string="Salesperson")
    tag_ids = fields.Many2many('crm.tag', string="Tags")

    order_count = fields.Integer(compute='_compute_order_counts')
    pending_count = fields.Integer("Waiting", compute='_compute_order_counts')
    blocked_count = fields.Integer("Blocked", compute='_compute_order_counts')
    last_fetch = fields.Datetime(compute='_compute_last_fetch')

    _shipped_from_somewhere = models.Constraint(
        "CHECK (shipped_policy != 'move' OR shipped_location_id IS NOT NULL)",
        "Choose the location from which goods are taken that were shipped outside Odoo.",
    )

    # === COMPUTE METHODS === #

    def _compute_order_counts(self):
        counts = {
            (shop, state): count for shop, state, count in self.env['tts.order']._read_group(
                [('shop_id', 'in', self.ids)], ['shop_id', 'state'], ['__count'],
            )
        }
        for shop in self:
            shop.pending_count = counts.get((shop, 'pending'), 0)
            shop.blocked_count = counts.get((shop, 'blocked'), 0)
            shop.order_count = sum(n for (owner, _state), n in counts.items() if owner == shop)

    def _compute_last_fetch(self):
        last = dict(self.env['tts.sync']._read_group(
            [
                ('shop_id', 'in', self.ids), ('state', '=', 'done'),
                ('kind', 'in', ('orders', 'news')),
            ],
            ['shop_id'], ['date_done:max'],
        ))
        for shop in self:
            shop.last_fetch = last.get(shop)

    # === ACTION METHODS === #

    @needs('user')
    def action_open_fetch(self):
        """Button: choose which orders of these shops are fetched."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Fetch E-commerce Orders"),
            'res_model': 'tts.order.fetch',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_shop_ids': self.ids},
        }

    @needs('viewer')
    def action_open_orders(self):
        """Button: the shop's orders; those in a state by `tts_state`."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_order')
        state = self.env.context.get('tts_state')
        action['context'] = {
            'search_default_shop_id': self.id, **({f'search_default_{state}': 1} if state else {}),
            **({'search_default_by_reason': 1} if state == 'blocked' else {}),
        }
        return action

    # === BUSINESS METHODS === #

    @needs('user')
    def action_fetch_orders(self, date_from, date_to, date_field='create_time'):
        """Start a run that fetches this shop's orders of a period, and return it.

        :param date_from: day (in the shop's time zone) or naive UTC datetime; that moment counts
        :param date_to: day, which counts in full, or naive UTC datetime
        :param str date_field: `create_time` or `update_time`: which of an order's times counts
        :rtype: tts.sync
        :raises UserError: for a period that cannot be fetched, and while another run is at work
        """
        self.ensure_one()
        begin, end = self._period(date_from, date_to)
        return self.env['tts.sync']._start(self, 'orders', {
            'date_from': begin,
            'date_to': end,
            'date_field': date_field,
        })

    def _period(self, date_from, date_to):
        """Return a period as two naive UTC datetimes, the end not later than now.

        :raises UserError: for a period without orders: in the future, before TikTok Shop, upside
            down
        """
        begin = self._to_moment(date_from)
        end = self._to_moment(date_to, timedelta(days=1))
        now = fields.Datetime.now().replace(microsecond=0)
        # Where the user is, today may have begun already.
        tomorrow = self._to_moment(fields.Date.context_today(self), timedelta(days=1))
        latest = max(tomorrow, now + timedelta(days=1))
        if begin > now:
            raise UserError(self.env._("The period is in the future. Choose days up to today."))
        if end > latest:
            raise UserError(self.env._("The period ends in the future. Choose a day up to today."))
        if begin >= end:
            raise UserError(self.env._("The period ends before it begins. Exchange the two dates."))
        if begin.date() < const.FIRST_ORDERS:
            raise UserError(self.env._(
                "TikTok has no orders from before %s. Choose a later day.", const.FIRST_ORDERS))
        return begin, min(end, now)

    def _to_moment(self, value, later=timedelta()):
        """Return a datetime as it is, a day (or one `later`) as its beginning where the shop is.

        :param value: date, naive UTC datetime, or either as Odoo's string
        :rtype: datetime
        """
        if isinstance(value, str):
            to_value = fields.Date.to_date if len(value) == 10 else fields.Datetime.to_datetime
            value = to_value(value)
        if isinstance(value, datetime):
            return value.replace(microsecond=0)
        zone = pytz.timezone(self.timezone or 'UTC')
        midnight = zone.localize(datetime.combine(value + later, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)
