"""Text messages about transfers: TikTok keeps its buyers informed, and long ago is long ago."""

from odoo import models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _tts_without_sms(self):
        """Return those of which nobody is told by text message."""
        return self if self.env.context.get('tts_departed') else self._tts_silent()

    def _pre_action_done_hook(self):
        """No question whether to send text messages where none are sent."""
        none = self == self._tts_without_sms()
        pickings = self.with_context(skip_sms=True) if none else self
        return super(StockPicking, pickings)._pre_action_done_hook()

    def _send_confirmation_email(self):
        """stock_sms sends its messages in here as well."""
        quiet = self._tts_without_sms()
        if quiet:
            super(StockPicking, quiet.with_context(skip_sms=True))._send_confirmation_email()
        return super(StockPicking, self - quiet)._send_confirmation_email()
