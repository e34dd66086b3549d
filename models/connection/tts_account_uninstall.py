import logging
import time

from odoo import api, models

_logger = logging.getLogger(__name__)

# Seconds for telling TikTok: who uninstalls sits and waits.
PATIENCE = 30


class TtsAccount(models.Model):
    _inherit = 'tts.account'

    @api.model
    def _take_leave(self):
        """Before the app is uninstalled: end the webhooks, leave Odoo's records sound, and mark
        those that are found again if it should be installed once more.
        """
        end = time.monotonic() + PATIENCE
        for account in self.search([('state', '=', 'connected')]):
            try:
                account._end_webhooks(end)
            except Exception as error:
                # Whatever it is, it must not keep anybody from uninstalling.
                _logger.warning("Webhooks of TikTok Shop account %s stay: %r", account.id, error)
        self.env['tts.shop'].with_context(active_test=False).search(
            [('account_id', '!=', False)])._leave()

    def _end_webhooks(self, end):
        """Have TikTok send us nothing more, as far as there is time.

        :param float end: in seconds of the monotonic clock
        """
        with self._tiktok(in_words=False) as client:
            for shop in self.with_context(active_test=False).shop_ids:
                if time.monotonic() > end:
                    raise TimeoutError("TikTok takes too long")
                shop._unregister_webhooks(client)
