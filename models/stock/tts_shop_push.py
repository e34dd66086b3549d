from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ... import const
from ...tools import values
from ..engine.tts_guard import needs
from ..engine.tts_work import commit_progress

# SKUs that are compared at once.
CHUNK = 30_000
# Orders from so long ago are looked for where none were ever fetched; what is older and still open
# came in by then, or Odoo does not know it.
FIRST_LOOK = timedelta(days=1)
# TikTok finds a change a little later than it tells of it.
OVERLAP = timedelta(minutes=5)


class TtsShop(models.Model):
    """How all that a shop lists is compared and sent, and what has to be known before."""

    _inherit = 'tts.shop'

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_push_stock(self):
        """Button: send the stock of all that these shops list, where it differs."""
        return self._listed_skus()._push_by_hand('stock')

    @needs('product_manager')
    def action_push_prices(self):
        """Button: send the prices of all that these shops list, where they differ."""
        return self._listed_skus()._push_by_hand('price')

    def _listed_skus(self):
        return self.env['tts.sku'].search([
            ('shop_id', 'in', self.ids), ('listing_id', '!=', False)], order='id')

    # === BUSINESS METHODS === #

    def _push_stock(self):
        """Compare the stock of all that these shops list, and send what differs until nothing is
        due. Commits.
        """
        self._push('stock')

    def _push_prices(self):
        """Compare the prices of all that these shops list, and send what differs until nothing is
        due. Commits.
        """
        self._push('price')

    def _push(self, kind):
        for shop in self.sudo():
            shop._compare_all(kind, again=True)
        here = [('shop_id', 'in', self.ids)]
        self.env['tts.sku'].sudo().search([*here, (f'{kind}_state', '=', 'waiting')])._ask(kind)
        commit_progress(self.env, 0, 1)
        self.env['tts.stock'].sudo()._work({kind: here})

    def _compare_all(self, kind, again=False):
        """Compare all that one shop lists with Odoo, see `tts.sku._compare`."""
        skus = self._listed_skus()
        for start in range(0, len(skus), CHUNK):
            skus[start:start + CHUNK]._compare_safely(kind, again)

    def _catch_up_orders(self, client):
        """Mirror the orders that one shop has had up to now: what they have taken must not be
        offered once more. They are applied in their own time.

        :raises TikTokError:
        """
        now = fields.Datetime.now()
        # The schedule fetches them, too: whose stock was long at rest has not missed any.
        known = filter(None, (self.caught_up, self.orders_watermark))
        since = max(known, default=now - FIRST_LOOK) - OVERLAP
        cursor = {'ranges': [[values.epoch(since), values.epoch(now) + 1]]}
        found = [rows for rows, _cursor in client.walk_orders(
            self.sudo().cipher, 'update_time', cursor)]
        Order = self.env['tts.order'].with_company(self.company_id)
        for rows in found:
            Order._mirror(self, rows)
        self.caught_up = now
        if found:
            Order._ring()

    def _price_body(self, price):
        """Return a price as TikTok takes it of this shop: of one that sells across borders it takes
        the final price alone. https://partner.tiktokshop.com/docv2/page/update-price-202309
        """
        amount = self._rounded(Decimal(str(price)))
        key = 'sale_price' if self.seller_type == const.CROSS_BORDER else 'amount'
        return {key: f'{amount:f}', 'currency': self.currency_id.name}
