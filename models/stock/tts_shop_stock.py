from odoo import models

from ...tools.offer import Rule, Way, capped, divided, offered


class TtsShop(models.Model):
    """What a shop offers of products that are to be listed: by the same rule as of those that are.
    """

    _inherit = 'tts.shop'

    def _quantities(self, products):
        found = super()._quantities(products)
        places = self.warehouse_ids.filtered(
            lambda each: each.type != 'RETURN_WAREHOUSE' and each._place()).sorted('id')
        counted = products.filtered('is_storable')
        stands = self.env['tts.stock']._stands({
            (place, self._way()): set(counted.ids)
            for place in {each._place() for each in places}}) if counted else {}
        for place, warehouses in places.grouped(lambda each: each._place()).items():
            for product in products:
                stand = stands.get((place.id, self._way()), {}).get(product.id)
                quantities = divided(self._first_offer(stand), warehouses.mapped('share'))
                found[product.id].update(
                    zip(warehouses.mapped('tiktok_id'), quantities, strict=True))
        return found

    def _way(self):
        return Way(self.count_consigned, self.stock_figure)

    def _first_offer(self, stand):
        """Return how many are offered of a product in one place.

        :param Stand stand: None where Odoo does not count it
        """
        if stand is None:
            return capped(self.untracked_quantity)
        return offered(stand.left, 1, Rule(self.stock_buffer, self.stock_share, self.stock_cap))
