from odoo import api, models
from odoo.fields import Domain


class TtsCategory(models.Model):
    _inherit = 'tts.category'

    @api.model
    def _use_domain(self, shop):
        """Categories that listings have at TikTok, or get from here, are of use as well."""
        Listing = self.env['tts.listing']
        refs = Listing.search([
            ('shop_id', '=', shop.id), ('category_ref', '!=', False)]).mapped('category_ref')
        chosen = Listing._search([('category_id', '!=', False)]).select('category_id')
        return (
            super()._use_domain(shop) | Domain('tiktok_id', 'in', refs)
            | Domain('id', 'in', chosen))
