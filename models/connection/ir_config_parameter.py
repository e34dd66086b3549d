from odoo import models


class IrConfigParameter(models.Model):
    _inherit = 'ir.config_parameter'

    def write(self, vals):
        """Odoo gives each copy of a database that it makes an identity of its own."""
        result = super().write(vals)
        if 'value' in vals and 'database.uuid' in self.mapped('key'):
            self.env['tts.account']._silence_copies()
        return result
