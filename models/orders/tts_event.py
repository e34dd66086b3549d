from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...tools import values
from ..engine.tts_event import Webhook

_lt = LazyTranslate(__name__)

# https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
WEBHOOKS = {
    1: Webhook('order', 'orders', 'ORDER_STATUS_CHANGE', _lt("Order status")),
    2: Webhook('return', 'orders'),
    3: Webhook('order', 'orders', 'RECIPIENT_ADDRESS_UPDATE', _lt("Address of a buyer")),
    4: Webhook('package', 'orders', 'PACKAGE_UPDATE', _lt("Package")),
    11: Webhook('cancellation', 'orders', 'CANCELLATION_STATUS_CHANGE', _lt("Cancellation")),
    12: Webhook('return', 'orders', 'RETURN_STATUS_CHANGE', _lt("Return")),
    36: Webhook('package', 'orders', 'INVOICE_STATUS_CHANGE', _lt("Invoice of a package")),
    64: Webhook('return', 'orders'),
    65: Webhook('return', 'orders'),
    67: Webhook('return', 'orders'),
}


class TtsEvent(models.Model):
    """Webhooks about orders, and about what becomes of them."""

    _inherit = 'tts.event'

    kind = fields.Selection(selection_add=[
        ('order', "Order"),
        ('package', "Package"),
        ('cancellation', "Cancellation"),
        ('return', "Return"),
    ], ondelete=dict.fromkeys(('order', 'package', 'cancellation', 'return'), 'cascade'))

    @api.model
    def _webhooks(self):
        return {**super()._webhooks(), **WEBHOOKS}

    @api.model
    def _orders_refs(self, data):
        refs = [data.get('order_id'), *values.listed(data.get('order_ids'))]
        for parcel in values.listed(data.get('package_list'), dict):
            refs += values.listed(parcel.get('order_id_list'))
        for item in values.listed(data.get('line_items'), dict):
            refs.append(item.get('main_order_id'))
        return map(values.identity, refs)

    @api.model
    def _other_refs(self, data):
        """Most of what is new at TikTok is about orders as well."""
        return self._orders_refs(data)

    def _orders_ask(self):
        shop = self.shop_id
        with shop._tiktok(in_words=False) as client:
            return client.order_details(shop.sudo().cipher, self._refs())

    def _orders_take(self, payloads):
        refs = self._refs()
        payloads = [payload for payload in payloads if str(payload.get('id')) in refs]
        self.env['tts.order']._take_news(self.shop_id, payloads)
        found = {str(payload.get('id')) for payload in payloads}
        unknown = self.filtered(lambda event: not found.intersection(event.tiktok_ref.split(',')))
        (self - unknown)._end()
        # TikTok's order search can lag behind its webhooks.
        unknown._fail(self.env._("TikTok does not know this order in this shop."), again=True)
