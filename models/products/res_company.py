from odoo import models


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _activate_or_create_pricelists(self):
        """A shop's list is not the company's: the company gets one of its own all the same."""
        others = self.with_context(tts_others_only=True)
        return super(ResCompany, others)._activate_or_create_pricelists()
