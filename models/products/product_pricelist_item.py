from odoo import fields, models


class ProductPricelistItem(models.Model):
    _inherit = 'product.pricelist.item'

    # A new rule goes to the first list there is: by itself never to a shop's.
    pricelist_id = fields.Many2one(
        default=lambda self: self.with_context(tts_others_only=True)._default_pricelist_id(),
    )

    def _tts_priced_by_shop(self):
        """Only another shop's list may follow a shop's prices."""
        return self.filtered('pricelist_id.tts_shop_id')
