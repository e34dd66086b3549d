from odoo import api, fields, models

from ...tools import fbt


class TtsSku(models.Model):
    """What TikTok's own warehouses have of a SKU. Which SKUs these are is told by the goods that
    they are matched with, never by a name. How it is asked for: `tts_shop_fbt.py`.
    """

    _inherit = 'tts.sku'

    fbt_on_hand = fields.Integer(
        "On Hand (FBT)", readonly=True,
        help="In TikTok's warehouses, of the goods that the SKU is matched with: what can be sold, "
             "what is reserved for orders, and what is defective.")
    fbt_available = fields.Integer("Available (FBT)", readonly=True)
    fbt_reserved = fields.Integer("Reserved (FBT)", readonly=True)
    fbt_unfulfillable = fields.Integer("Defective (FBT)", readonly=True)
    fbt_in_transit = fields.Integer(
        "On the Way (FBT)", readonly=True, help="To TikTok's warehouses; not on hand yet.")
    fbt_date = fields.Datetime("Counted by TikTok (FBT)", readonly=True)
    fbt_goods = fields.Json(
        readonly=True, help="The goods that the SKU is matched with, and the figures of each.")

    @api.model
    def _note_fbt(self, shop, found):
        """Note what TikTok's warehouses have.

        :param dict found: {SKU id: {goods id: {figure: units}}}, see `tools.fbt`
        :return: the SKUs, as far as Odoo knows them
        """
        skus = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(found))])
        now = fields.Datetime.now()
        for sku in skus:
            sku._note_fbt_goods(found[sku.tiktok_id], now)
        return skus

    def _note_fbt_goods(self, goods, now):
        totals = fbt.total(goods)
        self.write({
            'is_fbt': bool(goods), 'fbt_goods': goods, 'fbt_date': now,
            **{f'fbt_{name}': units for name, units in totals.items()}})
