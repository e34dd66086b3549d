import json

from odoo import api, models
from odoo.exceptions import ValidationError


class IrDefault(models.Model):
    _inherit = 'ir.default'

    @api.constrains('field_id', 'json_value')
    def _check_tts_pricelist(self):
        """What is a default becomes the pricelist of all who choose none."""
        for default in self.filtered(lambda each: each.field_id.relation == 'product.pricelist'):
            pricelists = self.env['product.pricelist'].browse(json.loads(default.json_value) or ())
            if pricelists.exists().filtered('tts_shop_id'):
                raise ValidationError(self.env._(
                    "A TikTok shop's pricelist cannot be a default: others would get its prices."))
