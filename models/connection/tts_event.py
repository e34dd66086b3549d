from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ... import const
from ...tools import values
from ..engine.tts_event import Webhook

_lt = LazyTranslate(__name__)

# https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
WEBHOOKS = {
    const.DEAUTHORIZED: Webhook(
        'authorization', 'access', 'SELLER_DEAUTHORIZATION', _lt("Authorization withdrawn"),
        of_seller=True),
    const.AUTHORIZATION_ENDS: Webhook(
        'authorization', 'access', 'UPCOMING_AUTHORIZATION_EXPIRATION',
        _lt("Authorization about to end"), of_seller=True),
}


class TtsEvent(models.Model):
    """Webhooks about the authorization. They are the account's, whose shops may all be gone."""

    _inherit = 'tts.event'

    @api.model
    def _webhooks(self):
        return {**super()._webhooks(), **WEBHOOKS}

    @api.model
    def _access_refs(self, data):
        return [values.text(data.get('expiration_time')) or '-']

    def _access_ask(self):
        for event in self:
            event.account_id._on_authorization_event(event)

    def _access_take(self, _answer):
        self._end()
