from odoo import models


class MergePartner(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_values(self, src_partners, dst_partner):
        """The contact that stays is the buyer, or the address, of all that it was made of."""
        keys = src_partners.sudo()._tts_give_up_keys()
        result = super()._update_values(src_partners, dst_partner)
        dst_partner.sudo()._tts_take_keys(keys)
        return result
