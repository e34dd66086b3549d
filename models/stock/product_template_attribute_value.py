from odoo import models


class ProductTemplateAttributeValue(models.Model):
    """What a variant costs more than its template."""

    _inherit = 'product.template.attribute.value'

    def write(self, vals):
        result = super().write(vals)
        if 'price_extra' in vals:
            self.env['tts.mark']._add('price', 'template', self.sudo().product_tmpl_id.ids)
        return result
