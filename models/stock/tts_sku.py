from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.listing import rules
from ..engine.tts_guard import check_role
from .tts_shop import SWITCH

# In which status a product takes what. TikTok's pages Update Inventory and Update Price, 2026-10.
TAKES = {
    'stock': ('DRAFT', 'PENDING', 'FAILED', 'ACTIVATE', 'SELLER_DEACTIVATED'),
    'price': ('ACTIVATE',),
}
STATES = [
    ('none', "Not sent"),
    ('waiting', "Waiting"),
    ('sent', "At TikTok"),
    ('refused', "Refused"),
]

# By these it is decided what TikTok should have of it.
DECIDING = {
    'stock': frozenset((
        'product_id', 'quantity', 'listing_id', 'stock_rule', 'own_buffer', 'own_share', 'own_cap',
        'fixed_quantity', 'is_fbt')),
    'price': frozenset(('product_id', 'quantity', 'listing_id', 'own_price')),
}
# What is offered: for those to say who may send it.
OFFERED = frozenset((
    'stock_rule', 'own_buffer', 'own_share', 'own_cap', 'fixed_quantity', 'own_price'))


# By these it is decided what orders take of which product.
TAKING = frozenset(('product_id', 'quantity'))


class TtsSku(models.Model):
    """What TikTok should offer of a SKU, at what price, and whether it does.

    How that is worked out: `tts_sku_compare.py`; how it gets there: `tts_sku_push.py`.
    """

    _inherit = 'tts.sku'

    stock_rule = fields.Selection([
        ('shop', "As the shop has it"),
        ('own', "By rules of its own"),
        ('fixed', "Always the same"),
        ('off', "Do not send"),
    ], "Stock", required=True, default='shop')
    own_buffer = fields.Integer(
        "Buffer", help="Units of the product that are held back.")
    own_share = fields.Float(
        "Share (%)", default=100, digits=(5, 2), help="Of what is left after the buffer.")
    own_cap = fields.Integer("At Most", help="0: no limit.")
    fixed_quantity = fields.Integer(
        "Units Offered",
        help="For what Odoo does not count: dropshipped goods, goods made to order.")
    is_fbt = fields.Boolean(
        "Fulfilled by TikTok", readonly=True, help="TikTok counts its stock: none is sent.")

    stock_ids = fields.One2many(
        'tts.stock', 'sku_id', string="Stock by Warehouse", readonly=True)
    wanted_quantity = fields.Integer("Should Be", readonly=True)
    pushed_quantity = fields.Integer("At TikTok", readonly=True)
    wanted_price = fields.Monetary("Price Should Be", readonly=True)
    is_urgent = fields.Boolean(
        readonly=True, help="TikTok offers what is not there: it goes first.")

    stock_state = fields.Selection(
        STATES, required=True, default='none', readonly=True, index=True)
    stock_error = fields.Char("Stock: What Is Wrong", readonly=True)
    stock_date = fields.Datetime("Stock Acknowledged", readonly=True)
    stock_since = fields.Datetime("Stock Waiting Since", readonly=True)
    stock_attempts = fields.Integer(readonly=True)
    stock_retry = fields.Datetime("Stock Tried Again", readonly=True, help="Not before.")
    stock_lease = fields.Datetime(
        readonly=True, help="So long it is owned by the worker that sends it.")
    stock_asked = fields.Boolean(readonly=True, help="A person wants it sent, by itself or not.")
    price_state = fields.Selection(
        STATES, required=True, default='none', readonly=True, index=True)
    price_error = fields.Char("Price: What Is Wrong", readonly=True)
    price_date = fields.Datetime("Price Acknowledged", readonly=True)
    price_since = fields.Datetime("Price Waiting Since", readonly=True)
    price_attempts = fields.Integer(readonly=True)
    price_retry = fields.Datetime("Price Tried Again", readonly=True)
    price_lease = fields.Datetime(readonly=True)
    price_asked = fields.Boolean(readonly=True)

    push_state = fields.Selection(STATES, "Sending", compute='_compute_push', store=True)
    push_error = fields.Char("What Is Wrong", compute='_compute_push', store=True)
    push_date = fields.Datetime("Acknowledged", compute='_compute_push', store=True)

    _quantities_in_range = models.Constraint(
        f'CHECK (fixed_quantity BETWEEN 0 AND {rules.MOST_STOCK} AND own_buffer >= 0 '
        'AND own_cap >= 0 AND own_share BETWEEN 0 AND 100)',
        f"TikTok offers 0 to {rules.MOST_STOCK} units; a buffer and a limit are not negative, a "
        "share is from 0 to 100 %.")

    @api.depends('stock_state', 'price_state', 'stock_error', 'price_error', 'stock_date',
                 'price_date')
    def _compute_push(self):
        """The worse of stock and price."""
        order = ('refused', 'waiting', 'sent', 'none')
        for sku in self:
            sku.push_state = min(sku.stock_state, sku.price_state, key=order.index)
            errors = dict.fromkeys(filter(None, (sku.stock_error, sku.price_error)))
            sku.push_error = ' '.join(errors) or False
            dates = list(filter(None, (sku.stock_date, sku.price_date)))
            sku.push_date = max(dates, default=False)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        skus = super().create(vals_list)
        self.env['tts.mark']._add_changed(DECIDING, ('product_id',), 'sku', skus.ids)
        return skus

    def write(self, vals):
        """What it decides is worked out anew, also of other SKUs of the same products: open orders
        take as many of them as it says. What is offered is for those to say who may send it.
        """
        if not OFFERED.isdisjoint(vals):
            check_role(self, 'product_manager')
        is_other = not TAKING.isdisjoint(vals)
        before = self.product_id if is_other else self.env['product.product']
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'sku', self.ids)
        if is_other:
            self.env['tts.mark']._add('stock', 'product', (before | self.product_id).ids)
        return result

    # === WHICH ARE SENT BY THEMSELVES === #

    @api.model
    def _sent_by_itself(self, kind):
        """Return the domain of the SKUs whose stock, or price, is sent by itself.

        :param str kind: `stock` or `price`
        """
        domain = Domain([
            ('product_id', '!=', False),
            ('shop_id', 'any', self.env['tts.shop']._pushing(kind)),
            ('listing_id', 'any', [(SWITCH[kind], '=', True), ('is_stopped', '=', False)]),
        ])
        return domain & Domain('is_fbt', '=', False) if kind == 'stock' else domain
