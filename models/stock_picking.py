from odoo import fields, models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    tts_bar = fields.Char(
        "Barred by TikTok Shop", compute='_compute_tts_bar',
        help="Why this transfer cannot be done now.",
    )

    # === COMPUTE METHODS === #

    def _compute_tts_bar(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
            reasons = [order._bar() for order in moves._tts_outgoing()]
            picking.tts_bar = '; '.join(filter(None, reasons))

    # === SILENCE: TikTok keeps its buyers informed === #

    def _tts_silent(self):
        """Return those whose buyers Odoo must not write to."""
        return self.filtered(lambda picking: picking.sudo().sale_id._tts_silent())

    def _pre_action_done_hook(self):
        """No question whether to send text messages (stock_sms) where none are sent."""
        all_silent = self == self._tts_silent()
        pickings = self.with_context(skip_sms=True) if all_silent else self
        return super(StockPicking, pickings)._pre_action_done_hook()

    def _send_confirmation_email(self):
        """Leave the mail and the text message out, not what carriers do in here as well."""
        silent = self._tts_silent()
        # What has left already needs no carrier.
        if silent and not self.env.context.get('tts_departed'):
            quiet = silent.with_context(skip_sms=True, tts_silent=True)
            super(StockPicking, quiet)._send_confirmation_email()
        return super(StockPicking, self - silent)._send_confirmation_email()

    def message_post_with_source(self, source_ref, **kwargs):
        if self.env.context.get('tts_silent'):
            return self.env['mail.message']
        return super().message_post_with_source(source_ref, **kwargs)
