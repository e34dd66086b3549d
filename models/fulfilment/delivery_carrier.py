from odoo import fields, models


class DeliveryCarrier(models.Model):
    """Which of TikTok's shipping providers a carrier is, in each shop."""

    _inherit = 'delivery.carrier'

    tts_provider_ids = fields.Many2many(
        'tts.provider', string="TikTok Shipping Providers",
        help="What this carrier is called at TikTok, in each shop.")

    def _tts_provider(self, shop):
        """Return the shipping provider that a carrier is in a shop; empty where it is none."""
        providers = self.sudo().tts_provider_ids
        return providers.filtered(lambda provider: provider.shop_id == shop)[:1]
