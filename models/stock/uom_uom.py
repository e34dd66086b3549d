from odoo import models

from .tts_shop import SWITCH


class UomUom(models.Model):
    """Another size of a unit is another quantity, and another price, of whatever is in it."""

    _inherit = 'uom.uom'

    def write(self, vals):
        result = super().write(vals)
        if 'relative_factor' in vals or 'relative_uom_id' in vals:
            for kind in SWITCH:
                self.env['tts.mark']._add(kind, 'all')
        return result
