from odoo import api, fields, models

from ... import const
from ...tools import addresses, order_fields, order_status, values
from ...tools.actions import seller_center
from ...tools.sentences import term
from ..engine.tts_guard import needs
from ..products.product_product import IDENTIFYING
from .tts_shop import DOCUMENTS


class TtsOrder(models.Model):
    """An order as TikTok shows it. How it becomes a sales order: `tts_order_apply.py`."""

    _name = 'tts.order'
    _description = "TikTok Shop Order"
    _inherit = ['tts.mirror']
    _order = 'create_time desc, id desc'

    _holds_buyers_data = True

    sale_order_id = fields.Many2one(
        'sale.order', index='btree_not_null', ondelete='set null', readonly=True, copy=False,
    )
    applied_once = fields.Boolean(
        readonly=True, help="A sales order was made; if a person deletes it, it stays so.",
    )
    is_provisional = fields.Boolean(
        readonly=True,
        help="Recorded while TikTok held it back: customer, address and taxes are not final, so "
             "its goods must not leave.",
    )
    reason_code = fields.Selection(selection_add=[
        ('review', "Waits for review"),
        ('unpaid', "Not paid"),
        ('on_hold', "On hold"),
        ('shipped', "Left before"),
        ('collection', "Not collected yet"),
        ('cancelled', "Cancelled before"),
        ('deleted', "Deleted in Odoo"),
        ('cancelled_by_hand', "Cancelled in Odoo"),
        ('history', "Before go-live"),
        ('product', "SKU to map"),
        ('warehouse', "Warehouse to map"),
        ('currency', "Currency"),
        ('rate', "No exchange rate"),
        ('total', "Total differs"),
        ('stock', "Goods lacking"),
        ('status', "New status"),
        ('incomplete', "Incomplete"),
        ('double', "In Odoo already"),
    ])
    _freed_by = {
        # Not wanted yet
        'review': {'tts.shop': ('auto_create',)},
        'unpaid': {'tts.shop': ('import_unpaid',)},
        'on_hold': {'tts.shop': ('on_hold_policy',)},
        'shipped': {'tts.shop': ('import_shipped',)},
        'collection': {'tts.shop': ('platform_shipping_from_collection',)},
        'history': {'tts.shop': ('go_live_date', 'timezone')},
        # Something is lacking
        'product': {
            'tts.shop': ('missing_product', 'fallback_product_id'),
            'tts.sku': ('product_id', 'quantity', 'ships_nothing'),
            **IDENTIFYING,
        },
        'warehouse': {'tts.warehouse': ('warehouse_id',)},
        'currency': {
            'tts.shop': ('currency_id', 'pricelist_id'),
            'product.pricelist': ('currency_id',),
            'res.currency': ('active',),
        },
        'rate': {
            'tts.shop': ('currency_id',),
            'res.currency': ('active',),
            'res.currency.rate': ('currency_id', 'company_id', 'name', 'rate'),
        },
        'total': {'tts.shop': ('money_policy', 'tax_policy', 'fiscal_position_id')},
        'stock': {
            'tts.shop': ('shipped_policy', 'shipped_location_id', 'fbt_location_id'),
            'stock.move': ('state',),
        },
        'double': {'tts.shop': ('money_policy', 'missing_product', 'fallback_product_id')},
        'refused': {'tts.shop': DOCUMENTS},
        'error': {'tts.shop': DOCUMENTS},
    }
    _not_freed = (
        'cancelled',  # it is cancelled at TikTok, unless TikTok says otherwise
        'deleted',  # a person has deleted it: it is made again by button
        'cancelled_by_hand',  # a person has cancelled it: it is made again by button
        'incomplete',  # TikTok has not sent all of it, and sends news when it is complete
        'status',  # what TikTok's new status means follows from its next one
    )
    status = fields.Char(index=True, readonly=True)
    tiktok_status = fields.Char(
        readonly=True, help="What TikTok writes where that is new: its units tell the status then.",
    )
    status_label = fields.Char("TikTok Status", compute='_compute_status_label')
    status_tab = fields.Selection(
        [*const.STATUS_LABELS.items(), ('OTHER', "Other")],
        compute='_compute_status_tab', store=True,
        help="TikTok's status where Odoo knows it: the tabs of the list.",
    )
    create_time = fields.Datetime("Ordered", index=True, readonly=True)
    paid_time = fields.Datetime("Paid", readonly=True)
    buyer_ref = fields.Char("Buyer ID", index='btree_not_null', readonly=True)
    recipient = fields.Char(readonly=True)

    fulfillment_type = fields.Char(readonly=True)
    shipping_type = fields.Char(readonly=True)
    order_type = fields.Char(readonly=True)
    is_cod = fields.Boolean("Cash on Delivery", readonly=True)
    is_sample = fields.Boolean("Sample", readonly=True)
    is_replacement = fields.Boolean("Replacement", readonly=True)
    is_exchange = fields.Boolean("Exchange", readonly=True)
    is_cancel_requested = fields.Boolean("Buyer Asks to Cancel", readonly=True)
    original_ref = fields.Char(
        "Original Order ID", readonly=True, help="The order that this one replaces.",
    )
    original_order_id = fields.Many2one('tts.order', compute='_compute_original_order')
    marks = fields.Char("Kind", compute='_compute_marks')

    currency_id = fields.Many2one('res.currency', readonly=True)
    currency_code = fields.Char(readonly=True)
    buyer_paid = fields.Monetary(readonly=True)
    platform_discount = fields.Monetary(
        "Funded by TikTok", readonly=True,
        help="Discounts on goods, shipping and payment that TikTok pays.",
    )

    ship_deadline = fields.Datetime("Ship by", readonly=True)
    handover_deadline = fields.Datetime("Hand over by", readonly=True)
    delivery_deadline = fields.Datetime("Deliver by", readonly=True)
    cancel_deadline = fields.Datetime(
        "Cancelled by TikTok after", readonly=True,
        help="TikTok cancels the order if it is not shipped by then.",
    )
    priority_level = fields.Integer(
        readonly=True,
        help="TikTok's: 100 instant, 200 within 8 hours, 300 same day, 400 next day, 500 express, "
             "600 standard, 700 economy, 800 cargo.")
    buyer_message = fields.Text(readonly=True)
    seller_note = fields.Text(readonly=True)
    run_ids = fields.Many2many(
        'tts.sync', 'tts_sync_order_rel', 'order_id', 'sync_id', string="Runs", readonly=True)
    sku_ids = fields.Many2many('tts.sku', compute='_compute_sku_ids', string="SKUs")

    _by_update_time = models.Index('(shop_id, tiktok_update_time)')

    # === COMPUTE METHODS === #

    @api.depends('status', 'tiktok_status')
    @api.depends_context('lang')
    def _compute_status_label(self):
        for order in self:
            label = order._selection_label('status_tab', order.status)
            other = order.tiktok_status if order.tiktok_status != order.status else False
            order.status_label = f"{label} ({values.label(other)})" if other else label

    @api.depends('status')
    def _compute_status_tab(self):
        for order in self:
            order.status_tab = order.status if order.status in const.STATUS_LABELS else 'OTHER'

    @api.depends(
        'order_type', 'is_cod', 'is_sample', 'is_replacement', 'is_exchange', 'fulfillment_type',
    )
    @api.depends_context('lang')
    def _compute_marks(self):
        for order in self:
            marks = [
                order.is_cod and self.env._("Cash on delivery"),
                order.is_sample and self.env._("Sample"),
                order.is_replacement and self.env._("Replacement"),
                order.is_exchange and self.env._("Exchange"),
                order._is_fulfilled_by_tiktok() and self.env._("Fulfilled by TikTok"),
                order.order_type not in (False, '', 'NORMAL')
                and term(self.env, const.ORDER_TYPES, order.order_type),
                order.is_cancel_requested and self.env._("Buyer asks to cancel"),
            ]
            order.marks = ', '.join(filter(None, marks))

    @api.depends('original_ref')
    def _compute_original_order(self):
        refs = [ref for ref in self.mapped('original_ref') if ref]
        originals = self.search([('tiktok_id', 'in', refs)])
        known = {(original.shop_id, original.tiktok_id): original for original in originals}
        for order in self:
            order.original_order_id = known.get((order.shop_id, order.original_ref))

    def _compute_sku_ids(self):
        for order in self:
            items = values.listed((order.sudo().payload or {}).get('line_items'), dict)
            ids = {values.identity(part.get('sku_id'))
                   for item in items for part in order._parts(item)}
            order.sku_ids = self.env['tts.sku'].search([
                ('shop_id', '=', order.shop_id.id), ('tiktok_id', 'in', list(ids - {''})),
            ])

    # === MIRROR METHODS === #

    @api.model
    def _mirror_vals(self, shop, payload):
        payload = values.well_formed(payload, order_fields.TYPES)
        vals = order_fields.fields_of(payload)
        return {
            **super()._mirror_vals(shop, payload),
            **vals,
            'currency_id': self._currency_id(shop, vals['currency_code']),
        }

    def _still_known(self, vals):
        """TikTok hides the buyer of an order that gets older: what it has told stays known."""
        if not vals.get('payload') or not addresses.hides(vals['payload']):
            return {}
        payload = addresses.fullest(self.sudo().payload or {}, vals['payload'])
        if payload is vals['payload']:
            return {}
        fuller = self._mirror_vals(self.shop_id, payload)
        return {name: fuller[name] for name in ('payload', 'recipient', 'buyer_ref')}

    @api.model
    def _currency_id(self, shop, code):
        """Return a currency by its code, active or not; False when Odoo does not know it."""
        if code == shop.currency_id.name:
            return shop.currency_id.id
        currencies = self.env['res.currency'].with_context(active_test=False)
        return currencies.search([('name', '=', code)], limit=1).id

    def _is_fulfilled_by_tiktok(self):
        return self.fulfillment_type not in (False, '', const.FULFILLED_BY_SELLER)

    def _is_shipped_elsewhere(self):
        """Tell whether Odoo ships nothing: TikTok's warehouse does, or the goods have left."""
        return self.status in order_status.GONE or self._is_fulfilled_by_tiktok()

    def _forget(self):
        self.write({'recipient': False, 'buyer_message': False})
        return super()._forget()

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_sale_order(self):
        """Button: the sales order."""
        return self.sale_order_id._get_records_action()

    @needs('viewer')
    def action_open_skus(self):
        """Button of a blocked order: the SKUs to map."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_sku')
        return {**action, 'domain': [('id', 'in', self.sku_ids.ids)], 'context': {}}

    @needs('viewer')
    def action_open_seller_center(self):
        """Button: open the order where TikTok shows it to the seller."""
        return seller_center(self.shop_id, 'order/detail', order_no=self.tiktok_id)

    # === BUSINESS METHODS === #

    @api.model
    def _take_news(self, shop, payloads):
        """Mirror and apply orders that came without anybody asking for them.

        Where a shop does not import by itself, what is in Odoo already stays in step all the same.

        :param list payloads: dicts as TikTok sent them
        """
        if not shop.import_orders:
            ids = [values.identity(payload.get('id')) for payload in payloads]
            known = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', ids)])
            refs = set(known.mapped('tiktok_id'))
            payloads = [
                payload for payload in payloads if values.identity(payload.get('id')) in refs]
        self._mirror(shop, payloads)._apply()
