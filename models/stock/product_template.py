from odoo import models

# By these it is decided whether there is any stock of a product, and what it costs.
DECIDING = {
    'stock': frozenset(('active', 'type', 'is_storable', 'uom_id')),
    'price': frozenset(('list_price', 'uom_id', 'categ_id')),
}


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    def write(self, vals):
        """What it decides of the SKUs of all variants is worked out anew."""
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'template', self.ids)
        return result
