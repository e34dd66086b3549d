from odoo import models

from .tts_shop import SWITCH


class TtsAccount(models.Model):
    """Of a shop that is connected again everything is compared with TikTok."""

    _inherit = 'tts.account'

    def write(self, vals):
        result = super().write(vals)
        if 'state' in vals:
            self.env['tts.shop']._forget_pushing()
            for kind in SWITCH:
                self.env['tts.mark']._add(kind, 'shop', self.sudo().shop_ids.ids)
        return result
