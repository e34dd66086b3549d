from odoo import models

from .tts_sku import TAKES


class TtsSku(models.Model):
    """What SKUs should cost at TikTok, against what they do, and whose price it never takes."""

    _inherit = 'tts.sku'

    def _why_never_priced(self):
        """Return why no price is sent of one SKU, whatever it is; nothing if one can be."""
        if self.is_gift:
            return self.env._("TikTok gives this SKU away: its price cannot be changed.")
        if self.is_bundle:
            return self.env._(
                "A virtual bundle: TikTok makes it of other SKUs. Change its price in Seller "
                "Center.")
        if not (self.product_id or self.own_price):
            return self.env._("It has no product in Odoo: choose one on the SKU.")
        return ''

    # === WHAT IS TO BE SENT === #

    def _compare_prices(self):
        """Write what these SKUs should cost, and which of them wait for that to be sent."""
        self.fetch(['wanted_price', 'pushed_price', 'price_state', 'price_error', 'price_attempts',
                    'listing_id'])
        priced = self.filtered(lambda sku: sku.product_id or sku.own_price)
        (self - priced).filtered(lambda sku: sku.price_state != 'none').write(
            {'wanted_price': 0, **self._state_vals('price', 'none')})
        for shop, skus in priced.grouped('shop_id').items():
            prices, problems = shop._sku_prices(skus)
            for sku in skus:
                sku._settle_price(prices.get(sku), problems.get(sku))

    def _settle_prices(self):
        """Note how the prices of these SKUs stand once TikTok has other ones."""
        for sku in self:
            state = sku._price_standing(sku.wanted_price, False)
            if state != sku.price_state:
                sku.write(self._state_vals('price', state))

    def _settle_price(self, price, problem):
        """Note how one SKU's price stands.

        :param Decimal price: that it should have, None if there is none
        :param str problem: why it cannot be sent, in a sentence
        """
        wanted = float(price or 0)
        is_moved = wanted != self.wanted_price
        vals = {'wanted_price': wanted}
        if self._why_never_priced():
            # Nothing is to be done about it: it is said, and nobody is called.
            vals.update(self._state_vals('price', 'none'), price_error=problem)
        elif problem and self.listing_id.status in TAKES['price']:
            vals.update(price_state='refused', price_error=problem)
        else:
            state = self._price_standing(wanted, is_moved)
            if state != self.price_state or (is_moved and state == 'waiting'):
                vals.update(self._state_vals('price', state, self.price_state))
        self._tts_write_changed(vals)

    def _price_standing(self, wanted, is_moved):
        if not wanted or self.listing_id.status not in TAKES['price']:
            return 'none'
        if not self.currency_id.compare_amounts(wanted, self.pushed_price):
            return 'sent'
        # As with stock: what TikTok was never asked is no refusal of its.
        is_refused = self.price_state == 'refused' and self.price_attempts
        return 'refused' if is_refused and not is_moved else 'waiting'
