from odoo import api, fields, models

from ...tools import fbt, inventory, values
from ..engine.tts_event import Webhook
from ..engine.tts_work import commit_progress

# https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
WEBHOOKS = {
    24: Webhook('fbt', 'fbt', of_seller=True),
    27: Webhook('inventory', 'inventory'),
    39: Webhook('promotion', 'promotion'),
    63: Webhook('promotion', 'promotion'),
    71: Webhook('inventory', 'inventory'),
}


class TtsEvent(models.Model):
    """Webhooks about stock."""

    _inherit = 'tts.event'

    kind = fields.Selection(selection_add=[
        ('inventory', "Inventory"),
        ('fbt', "Stock at TikTok (FBT)"),
        ('promotion', "Promotion"),
    ], ondelete={'inventory': 'cascade', 'fbt': 'cascade', 'promotion': 'cascade'})

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
        return [values.identity(data.get('sku_id'))]

    @api.model
    def _inventory_told(self, data):
        return inventory.causes(data)

    def _inventory_ask(self):
        """One search for all SKUs: of what was sent from here TikTok tells, too."""
        shop = self.shop_id
        skus = self.env['tts.sku'].search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', self._refs()),
            ('stock_state', '!=', 'none')])
        if not skus:
            return {}
        with shop._tiktok(in_words=False) as client:
            there = shop._ask_stock(client, skus)
            if differences := skus._stock_differences(there):
                shop._catch_up_first(client)
                commit_progress(self.env, 0, 1)
                there = shop._ask_again(client, there, differences)
        known = {each.key: each.known for each in skus._stock_differences(there)}
        return {ref: {'there': each, 'known': known} for ref, each in there.items()}

    def _inventory_take(self, answer):
        refs = self._refs()
        rows = {ref: row for ref, row in answer.items() if ref in refs}
        skus = self.env['tts.sku'].search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', 'in', list(rows))])
        if skus:
            self.shop_id._take_stock(skus, rows)
        self._end()

    # === PROMOTIONS === #

    @api.model
    def _promotion_refs(self, data):
        return [values.identity(data.get('activity_id'))]

    def _promotion_ask(self):
        shop = self.shop_id
        with shop._tiktok(in_words=False) as client:
            return shop._ask_promotions(client, self._refs())

    def _promotion_take(self, answer):
        payloads, problem = answer
        refs = self._refs()
        self.shop_id._note_promotions(
            {ref: payload for ref, payload in payloads.items() if ref in refs}, problem)
        self._end()
