"""OCA's job queue: our work can be done by its jobs as well as by scheduled actions."""

from odoo import models


class TtsAccount(models.Model):
    _inherit = 'tts.account'

    def _is_in_background(self):
        return super()._is_in_background() or bool(self.env.context.get('job_uuid'))
