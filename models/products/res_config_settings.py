from odoo import models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    def _compute_pos_pricelist_id(self):
        """Called by point_of_sale alone, which here gives a point of sale every list there is."""
        others = self.with_context(tts_others_only=True)
        return super(ResConfigSettings, others)._compute_pos_pricelist_id()
