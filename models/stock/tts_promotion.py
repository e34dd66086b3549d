from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from ...tools import values
from ...tools.sentences import term

_lt = LazyTranslate(__name__)

# TikTok's page Search Activities, 2026-10
RUNNING = 'ONGOING'
STATUSES = {
    'DRAFT': _lt("Draft"),
    'NOT_START': _lt("Planned"),
    RUNNING: _lt("Running"),
    'EXPIRED': _lt("Over"),
    'DEACTIVATED': _lt("Ended"),
    'NOT_EFFECTIVE': _lt("Not in force"),
}
TYPES = {
    'FIXED_PRICE': _lt("Fixed price"),
    'DIRECT_DISCOUNT': _lt("Discount"),
    'FLASHSALE': _lt("Flash sale"),
    'SHIPPING_DISCOUNT': _lt("Shipping discount"),
    'BUY_MORE_SAVE_MORE': _lt("Buy more, save more"),
}
# What a promotion holds: single SKUs, whole products, or all of the shop.
SKUS, SHOP = 'VARIATION', 'SHOP'


class TtsPromotion(models.Model):
    """A promotion at TikTok, as far as it concerns us: while it runs, TikTok takes no other price
    of what it holds, and may refuse to lower the stock.
    """

    _name = 'tts.promotion'
    _description = "TikTok Shop Promotion"
    _inherit = ['tts.guard']
    _order = 'begin_time desc, id desc'
    _rec_name = 'title'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    title = fields.Char(readonly=True)
    type = fields.Char("Type Code", readonly=True)
    type_label = fields.Char("Type", compute='_compute_labels')
    status = fields.Char("Status Code", readonly=True)
    status_label = fields.Char("Status", compute='_compute_labels')
    level = fields.Char(
        readonly=True, help="Whether it holds single SKUs, whole products, or the whole shop.")
    begin_time = fields.Datetime("Begins", readonly=True)
    end_time = fields.Datetime("Ends", readonly=True, help="Empty: it has no end.")
    listing_ids = fields.Many2many('tts.listing', string="Products", readonly=True)
    sku_ids = fields.Many2many('tts.sku', string="SKUs", readonly=True)
    told = fields.Datetime(readonly=True, help="When TikTok was last asked for it.")

    _unique_per_shop = models.UniqueIndex('(shop_id, tiktok_id)')

    @api.depends('type', 'status')
    @api.depends_context('lang')
    def _compute_labels(self):
        for promotion in self:
            promotion.type_label = term(self.env, TYPES, promotion.type)
            promotion.status_label = term(self.env, STATUSES, promotion.status)

    # === BUSINESS METHODS === #

    @api.model
    def _running(self):
        """Return the domain of promotions that run now, whether TikTok has said so or not."""
        now = fields.Datetime.now()
        return Domain([
            ('status', '=', RUNNING),
            '|', ('begin_time', '=', False), ('begin_time', '<=', now),
            '|', ('end_time', '=', False), ('end_time', '>', now),
        ])

    def _held(self):
        """Return the SKUs that those of these promotions hold which run now."""
        running = self.filtered_domain(self._running())
        whole = running.filtered(lambda each: each.level != SKUS)
        shops = running.filtered(lambda each: each.level == SHOP).shop_id
        skus = (running - whole).sku_ids | whole.listing_ids.sku_ids
        return skus | skus.search([('shop_id', 'in', shops.ids)]) if shops else skus

    def _holds(self, sku):
        """Tell whether one promotion is for a SKU of its shop."""
        if self.level == SKUS:
            return sku in self.sku_ids
        return self.level == SHOP or sku.listing_id in self.listing_ids

    @api.model
    def _mirror(self, shop, payloads):
        """Write promotions as TikTok tells them. What waits for one to end is tried again where
        that has changed.

        :param dict payloads: by TikTok's id; None of what is there no more
        """
        known = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(payloads))])
        before = known._held()
        by_ref = known.grouped('tiktok_id')
        for ref, payload in payloads.items():
            vals = {
                'told': fields.Datetime.now(),
                **(self._mirror_vals(shop, payload) if payload else {'status': 'EXPIRED'})}
            if ref in by_ref:
                by_ref[ref].write(vals)
            elif payload:
                known += self.create({'shop_id': shop.id, 'tiktok_id': ref, **vals})
        held = known._held()
        ((before | held) - (before & held))._try_again()

    @api.model
    def _mirror_vals(self, shop, payload):
        """Return the values of a promotion by all that TikTok tells of it, which leaves an empty
        list of products out.
        """
        payload = values.well_formed(payload, {'products': list})
        names = {
            'title': 'title', 'activity_type': 'type', 'status': 'status', 'product_level': 'level'}
        vals = {
            name: values.text(payload[key]) for key, name in names.items() if payload.get(key)}
        for name in ('begin_time', 'end_time'):
            if name in payload:
                # An end of 0 is none.
                vals[name] = values.moment(values.whole(payload[name]))
        return {**vals, **self._members(shop, payload.get('products') or [])}

    @api.model
    def _members(self, shop, products):
        """Return which products and SKUs a promotion is for, as far as they are in Odoo."""
        refs = [values.identity(product.get('id')) for product in products]
        skus = [
            values.identity(sku.get('id')) for product in products
            for sku in values.listed(product.get('skus'), dict)]
        of_shop = ('shop_id', '=', shop.id)
        listings = self.env['tts.listing'].search([of_shop, ('tiktok_id', 'in', refs)])
        found = self.env['tts.sku'].search([of_shop, ('tiktok_id', 'in', skus)])
        return {
            'listing_ids': [Command.set(listings.ids)], 'sku_ids': [Command.set(found.ids)]}

    def _leave(self, client, skus):
        """Take these SKUs out of one promotion; of one for whole products, their products."""
        shop = self.shop_id.sudo()
        if self.level == SKUS:
            client.leave_promotion(shop.cipher, self.tiktok_id, [], skus.mapped('tiktok_id'))
            self.sku_ids -= skus
        else:
            listings = skus.listing_id
            client.leave_promotion(shop.cipher, self.tiktok_id, listings.mapped('tiktok_id'))
            self.listing_ids -= listings
