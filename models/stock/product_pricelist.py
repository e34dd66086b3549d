from odoo import models


class ProductPricelist(models.Model):
    _inherit = 'product.pricelist'

    def write(self, vals):
        """Prices in another currency are other prices, also where they are made from these."""
        result = super().write(vals)
        if 'currency_id' in vals:
            self.env['tts.mark']._add('price', 'pricelist', self.ids)
        return result
