"""Kits: products that are sold as one and leave as their components."""

from odoo import models


class ProductProduct(models.Model):
    _inherit = 'product.product'

    def _tts_with_kits(self):
        """Add the kits that contain these, and the kits that contain those."""
        found = new = super()._tts_with_kits()
        while new and 'bom_line_ids' in self._fields:
            boms = new.sudo().bom_line_ids.bom_id.filtered(lambda bom: bom.type == 'phantom')
            kits = boms.product_id
            for bom in boms:
                if not bom.product_id:
                    kits |= bom.product_tmpl_id.product_variant_ids
            new = kits - found
            found |= new
        return found
