"""The calls about what is offered: prices, and stock at the seller's and at TikTok's warehouses."""
from functools import partial
from typing import NamedTuple

from . import errors
from .endpoints import ENDPOINTS
from .pages import Page, all_pages, batches, dicts, rows_of
from .partial import detail_of, extra_errors_of, partial_error

# Most ids of a search of the stock; that of SKUs is in the table of endpoints.
PRODUCTS_OF_A_SEARCH = 100


class SkuError(NamedTuple):
    """What TikTok refused of one SKU, in a call that it carried out for the others."""

    sku_id: str
    error: errors.TikTokError
    warehouse_id: str = ''  # where it is about one warehouse only


class OfferCalls:
    """Prices and stock of a shop. Part of `Client`, whose `call` it uses."""

    # === PRICES AND STOCK === #

    def update_prices(self, cipher, product_id, skus):
        """Set prices of a product's SKUs.

        :param list skus: of `{'id': ..., 'price': {'amount': '9.99', 'currency': 'GBP'}}`
        :rtype: list[SkuError]
        """
        return self._on_skus('price_update', cipher, product_id, skus)

    def update_inventory(self, cipher, product_id, skus):
        """Set the available quantities of a product's SKUs, in all warehouses of each.

        :param list skus: of `{'id': ..., 'inventory': [{'warehouse_id': ..., 'quantity': 3}]}`
        :rtype: list[SkuError]
        """
        return self._on_skus('inventory_update', cipher, product_id, skus)

    def _on_skus(self, name, cipher, product_id, skus):
        """Have SKUs changed. What is refused without naming one of them is every one's."""
        data = self.call(name, cipher, product_id=product_id, body={'skus': skus})
        sent = [str(sku['id']) for sku in skus]
        return [
            SkuError(sku_id, partial_error(row, extra, call=ENDPOINTS[name].call),
                     str(extra.get('warehouse_id') or ''))
            for row in dicts(data.get('errors'))
            for extra in extra_errors_of(row) or [{}]
            for sku_id in _named(row, sent)
        ]

    def search_inventory(self, cipher, *, product_ids=(), sku_ids=()):
        """Return what TikTok has in stock, as it tells it: product_id, and skus with quantities in
        total and by warehouse. In as many calls as needed, so that a product of which SKUs were
        asked for can come more than once.

        :param product_ids: all SKUs of these products
        :param sku_ids: these SKUs; where there are any, products are not looked at
        """
        if sku_ids:
            bodies = [{'sku_ids': some}
                      for some in batches(sku_ids, ENDPOINTS['inventory_search'].batch)]
        else:
            bodies = [{'product_ids': some} for some in batches(product_ids, PRODUCTS_OF_A_SEARCH)]
        return [
            row
            for body in bodies
            for row in rows_of(
                self.call('inventory_search', cipher, body=body), 'inventory', 'product_id')
        ]

    def set_auto_restock(self, cipher, sku_ids, enabled):
        """Have TikTok put the units of cancelled orders back into stock, or leave that to us. It
        is about orders that the seller sends.

        The setting is always sent: SKUs without one are switched off.

        :param bool enabled:
        :return: the ids of SKUs that TikTok did not take
        :rtype: set[str]
        """
        sku_ids = list(sku_ids)
        refused = set()
        seller_id = self._seller_id(cipher) if sku_ids else None
        for some in batches(sku_ids, ENDPOINTS['auto_restock'].batch):
            data = self.call('auto_restock', cipher, body={
                'seller_id': seller_id,
                'sku_ids': some,
                'stock_operation_setting': {'enable_auto_restock': bool(enabled)},
            })
            refused |= set(some) - _taken(data.get('stock_operation'))
        return refused

    def _seller_id(self, cipher):
        """Return the id of the global seller that a shop belongs to, which no other call needs."""
        shop_id = next((str(shop['id']) for shop in self.authorized_shops()
                        if shop.get('cipher') == cipher), None)
        for shop in self.related_shops():
            if str(shop['shop_id']) == shop_id and shop.get('seller_id'):
                return str(shop['seller_id'])
        raise errors.ValidationError(message="TikTok does not tell whose shop it is")

    # === FULFILLED BY TIKTOK === #

    def fbt_inventory(self, cipher, sku_ids=()):
        """Return the stock at TikTok's own warehouses: a row for each goods and warehouse, with
        `on_hand_detail`, `in_transit_quantity` and the SKUs that are matched with the goods (in
        `goods.skus`, beside those that were asked for).

        The shop's cipher is sent, although an example of TikTok's of 2025-12 does without: its
        schema of 2026-10 has it, and without it nothing tells the shop of a seller with several.

        :param sku_ids: goods of these SKUs only; else all that have any stock
        """
        if not sku_ids:
            return list(all_pages(partial(self._search_fbt, cipher, None)))
        return [
            row
            for some in batches(sku_ids, ENDPOINTS['fbt_inventory'].batch)
            for row in all_pages(partial(self._search_fbt, cipher, {'sku_ids': some}))
        ]

    def _search_fbt(self, cipher, body, page_token):
        data = self.call('fbt_inventory', cipher, body=body, query={
            'page_size': ENDPOINTS['fbt_inventory'].page_size, 'page_token': page_token or None,
        })
        rows = [row for row in dicts(data.get('inventory')) if isinstance(row.get('goods'), dict)]
        return Page(rows, str(data.get('next_page_token') or ''), None)


def _named(row, sent):
    """Return the SKUs of a call that one of its errors is about: all where it names none of them.
    """
    key = str(detail_of(row).get('sku_id') or '')
    return [key] if key in sent else sent


def _taken(operation):
    """Return the SKUs that TikTok says it has changed."""
    taken = operation.get('success_sku_ids') if isinstance(operation, dict) else None
    return set(map(str, taken)) if isinstance(taken, list) else set()
