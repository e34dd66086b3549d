from odoo import fields, models

from ..engine.tts_guard import needs


class TtsShop(models.Model):
    """How products of a shop come into Odoo."""

    _inherit = 'tts.shop'

    create_products = fields.Boolean(
        default=True,
        help="Fetched products that Odoo does not have are created with their variants. Off: their "
             "SKUs wait for a person to choose a product.",
    )
    update_products = fields.Boolean(
        default=True,
        help="Products get the name, description, brand, attributes, package and images that "
             "TikTok has changed. Off: fetching only finds what is listed.",
    )
    products_fetched = fields.Datetime(
        readonly=True, copy=False,
        help="When the whole catalogue was fetched. From then on what is new at TikTok comes in by "
             "itself; before, only what Odoo has listed is kept up to date.",
    )
    products_watermark = fields.Datetime(readonly=True, copy=False)
    listing_count = fields.Integer("Listings", compute='_compute_listing_counts')
    listing_blocked_count = fields.Integer(compute='_compute_listing_counts')

    def _compute_listing_counts(self):
        counts = {
            (shop, state): count for shop, state, count in self.env['tts.listing']._read_group(
                [('shop_id', 'in', self.ids)], ['shop_id', 'state'], ['__count'])
        }
        for shop in self:
            shop.listing_count = sum(n for (owner, _state), n in counts.items() if owner == shop)
            shop.listing_blocked_count = counts.get((shop, 'blocked'), 0)

    # === BUSINESS METHODS === #

    def _lists_anything(self):
        return bool(self.env['tts.listing'].search_count(
            [('shop_id', '=', self.id), ('tiktok_id', '!=', False)], limit=1))

    # === ACTION METHODS === #

    @needs('user')
    def action_fetch_products(self):
        """Button: fetch the whole catalogue of these shops; show how it goes on."""
        runs = self.env['tts.sync'].union(*(
            self.env['tts.sync']._start(shop, 'products', {}) for shop in self))
        return runs.action_open()

    @needs('viewer')
    def action_open_listings(self):
        """Button: what is listed in these shops; what waits for a person by `tts_blocked`."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_listing')
        context = {'search_default_blocked': 1} if self.env.context.get('tts_blocked') else {}
        return {**action, 'domain': [('shop_id', 'in', self.ids)], 'context': context}
