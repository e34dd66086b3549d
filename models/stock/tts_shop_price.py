from odoo import models

from ...tools.sentences import explained

READ = ('shop_id', 'tiktok_id', 'product_id', 'quantity', 'own_price', 'is_gift', 'is_bundle')


class TtsShop(models.Model):
    """What price TikTok should have of each SKU, or why none can be sent."""

    _inherit = 'tts.shop'

    def _sku_prices(self, skus):
        """Return the prices of this shop's SKUs: their own ones, else by the pricelist's formula.

        :return: ({tts.sku: Decimal}, {tts.sku: why none can be sent, as a sentence})
        """
        skus.fetch(READ)
        failed = {}
        found = self._product_prices((
            (sku.product_id, sku.quantity) for sku in skus
            if sku.product_id and not sku.own_price), failed)
        own, none, limits = skus._own_prices(), self._why_none(), self._price_range()
        prices, refused = {}, {}
        for sku in skus:
            key = sku.product_id.id, sku.quantity
            price, error = own.get(sku.tiktok_id) or found.get(key), failed.get(key)
            why = sku._why_never_priced() or (
                self._why_out_of(limits, price) if price
                else explained(self.env, error) if error else none)
            if why:
                refused[sku] = why
            else:
                prices[sku] = price
        return prices, refused

    def _why_out_of(self, limits, price):
        """Return why a price cannot be sent, as to its height; nothing if it can.

        :param tuple limits: the lowest and the highest price that TikTok takes
        """
        lowest, highest = limits
        if lowest <= price <= highest:
            return ''
        return self.env._(
            "TikTok takes prices of %(lowest)s to %(highest)s %(currency)s in this market, this is "
            "%(price)s: correct the pricelist %(pricelist)s, or the SKU's own price.",
            lowest=lowest, highest=highest, currency=self.currency_id.name, price=f'{price:f}',
            pricelist=self.pricelist_id.name)

    def _why_none(self):
        """Return why a product of this shop has no price, if it has none."""
        if not self._has_rate():
            return self.env._(
                "%s has no rate. Enter one in the currency.", self.currency_id.name)
        return self.env._(
            "The product has no price on the pricelist %s.", self.pricelist_id.name)
