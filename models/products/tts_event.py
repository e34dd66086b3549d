from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...tools import values
from ..engine.tts_event import Webhook

_lt = LazyTranslate(__name__)

# https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
WEBHOOKS = {
    5: Webhook('product', 'products', 'PRODUCT_STATUS_CHANGE', _lt("Product status")),
    15: Webhook('product', 'products', 'PRODUCT_INFORMATION_CHANGE', _lt("Product details")),
    16: Webhook('product', 'products', 'PRODUCT_CREATION', _lt("New product")),
    18: Webhook('product', 'products', 'PRODUCT_CATEGORY_CHANGE', _lt("Product category")),
    37: Webhook('product', 'products', 'PRODUCT_AUDIT_STATUS_CHANGE', _lt("Product review")),
    50: Webhook('product', 'products'),
}
# Seconds by which TikTok's clocks may differ from each other.
MARGIN = 3600


class TtsEvent(models.Model):
    """Webhooks about products."""

    _inherit = 'tts.event'

    kind = fields.Selection(selection_add=[
        ('product', "Product"),
    ], ondelete={'product': 'cascade'})

    @api.model
    def _webhooks(self):
        return {**super()._webhooks(), **WEBHOOKS}

    @api.model
    def _products_refs(self, data):
        return [values.identity(data.get('product_id'))]

    def _products_ask(self):
        shop, refs = self.shop_id, self._refs()
        if not shop.products_fetched:
            # The catalogue has never been fetched: only what is known already concerns Odoo.
            refs = self.env['tts.listing'].search([
                ('shop_id', '=', shop.id), ('tiktok_id', 'in', refs)]).mapped('tiktok_id')
        with shop._tiktok(in_words=False) as client:
            payloads, gone = client.products(shop.sudo().cipher, refs), []
            if len(payloads) < len(refs):
                since = min(self.mapped(lambda event: event.sent or event.create_date))
                gone = client.products_without_details(
                    shop.sudo().cipher, values.epoch(since) - MARGIN)
        return payloads, gone

    def _products_take(self, answer):
        shop, Listing, refs = self.shop_id, self.env['tts.listing'], self._refs()
        payloads, gone = answer
        Listing._note_statuses(shop, gone)
        Listing._mirror_and_apply(shop, [each for each in payloads if str(each.get('id')) in refs])
        Listing._start_images(shop)
        self._end()
