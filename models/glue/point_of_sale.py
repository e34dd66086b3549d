"""Tills: none gets the prices of a TikTok shop."""

from odoo import api, models


class ProductPricelist(models.Model):
    _inherit = 'product.pricelist'

    @api.model
    def _tts_documents(self):
        return [*super()._tts_documents(), 'pos.order']


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    def _compute_pos_pricelist_id(self):
        """Called by point_of_sale alone, which here gives a till every list there is."""
        others = self.with_context(tts_others_only=True)
        return super(ResConfigSettings, others)._compute_pos_pricelist_id()
