from odoo import models


class TtsWarehouse(models.Model):
    """Orders that TikTok has moved to a warehouse that Odoo did not know follow once it does."""

    _inherit = 'tts.warehouse'

    def write(self, vals):
        result = super().write(vals)
        if vals.get('warehouse_id'):
            waiting = self.env['tts.order'].sudo().search([
                ('shop_id', 'in', self.shop_id.ids),
                ('moved_to_ref', 'in', self.mapped('tiktok_id'))])
            waiting.write({'state': 'pending', 'attempts': 0, 'next_attempt': False})
            waiting._ring()
        return result
