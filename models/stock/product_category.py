from odoo import models


class ProductCategory(models.Model):
    """Rules for a category hold for those below it."""

    _inherit = 'product.category'

    def write(self, vals):
        result = super().write(vals)
        if 'parent_id' in vals:
            self.env['tts.mark']._add('price', 'category', self.ids)
        return result
