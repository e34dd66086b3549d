from odoo import api, fields, models

from ...tools import fbt, values
from ..engine.tts_event import Webhook

# https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
WEBHOOKS = {
    24: Webhook('fbt', 'fbt', of_seller=True),
    27: Webhook('inventory', 'inventory'),
    71: Webhook('inventory', 'inventory'),
}


class TtsEvent(models.Model):
    """Webhooks about stock."""

    _inherit = 'tts.event'

    kind = fields.Selection(selection_add=[
        ('inventory', "Inventory"),
        ('fbt', "Stock at TikTok (FBT)"),
    ], ondelete={'inventory': 'cascade', 'fbt': 'cascade'})

    @api.model
    def _webhooks(self):
        return {**super()._webhooks(), **WEBHOOKS}

    # === STOCK IN TIKTOK'S WAREHOUSES === #

    @api.model
    def _fbt_refs(self, data):
        return [values.identity(data.get('sku_id'))]

    def _fbt_ask(self):
        """These webhooks name a seller: the shop is the one that has the SKU."""
        skus = self.env['tts.sku'].search([
            ('tiktok_id', 'in', self._refs()), ('shop_id.account_id', '=', self.account_id.id)])
        answers = {}
        for shop, of_shop in skus.grouped('shop_id').items():
            refs = of_shop.mapped('tiktok_id')
            with shop._tiktok(in_words=False) as client:
                found = fbt.by_sku(client.fbt_inventory(shop.sudo().cipher, refs))
            answers[shop] = {ref: found.get(ref, {}) for ref in refs}
        return answers

    def _fbt_take(self, answers):
        refs = self._refs()
        for shop, found in answers.items():
            mine = {ref: goods for ref, goods in found.items() if ref in refs}
            skus = self.env['tts.sku']._note_fbt(shop, mine)
            shop.with_company(shop.company_id)._adjust_fbt(skus)
        self._end()

    # === STOCK ON OFFER === #

    @api.model
    def _inventory_refs(self, data):
        return [values.identity(data.get('product_id'))]
