"""Stock that orders have taken: it can no longer be ordered, and is there until it ships."""

from collections import Counter

NOT_SHIPPED = ('TO_FULFILL', 'CANCELLED')
OVER = ('COMPLETED', 'CANCELLED')


class Committed:
    """Counts units by SKU and warehouse. Bundles count as what they consist of.

    :param Shelves shelves: whose offers lose and regain what orders take
    """

    def __init__(self, shelves):
        self._shelves = shelves
        self._waiting = {}
        self._taken = {}
        self._by_order = {}

    def of(self, sku_id):
        """Return how many units wait to be shipped, by warehouse id."""
        return {key: count for key, count in self._waiting.get(sku_id, {}).items() if count}

    def note(self, order, moves):
        """Count an order that is new or has changed.

        :param bool moves: whether stock moves; what is past has been taken off it already
        """
        waiting, taken = _count(order)
        before = self._by_order.get(order.id, (Counter(), Counter()))
        for (sku_id, warehouse), change in _difference(before[0], waiting):
            self._waiting.setdefault(sku_id, Counter())[warehouse] += change
        if moves:
            for (sku_id, warehouse), change in _difference(before[1], taken):
                if change > 0 or self._comes_back(order, sku_id):
                    self._move(order.shop, sku_id, warehouse, -change)
        if order.status in OVER:
            self._by_order.pop(order.id, None)
        else:
            self._by_order[order.id] = waiting, taken

    def _comes_back(self, order, sku_id):
        """Tell whether TikTok puts a cancelled unit back: of what the seller ships, if set so."""
        shelf = self._shelves.of(order.shop)
        product = shelf.products.get(shelf.by_sku.get(sku_id))
        own = order.fulfillment_type == 'FULFILLMENT_BY_SELLER'
        return not (own and product) or product.offers[sku_id].restock

    def _move(self, shop, sku_id, warehouse, change):
        shelf = self._shelves.of(shop)
        product = shelf.products.get(shelf.by_sku.get(sku_id))
        if product:
            stock = product.offers[sku_id].stock
            # What was ordered from another place is taken from where there is most.
            where = warehouse if warehouse in stock else max(stock, key=stock.get)
            stock[where] = max(0, stock[where] + change)


def _count(order):
    """Return units that wait, and units that are gone for others, by (SKU id, warehouse id)."""
    waiting, taken = Counter(), Counter()
    for unit in order.units:
        parts = [(part.id, count) for part, count in unit.sku.components] or [(unit.sku.id, 1)]
        shipped = bool(unit.package) and unit.package.status not in NOT_SHIPPED
        for sku_id, count in parts:
            key = sku_id, order.warehouse.id
            waiting[key] += 0 if unit.cancelled or shipped else count
            taken[key] += 0 if unit.cancelled and not shipped else count
    return waiting, taken


def _difference(before, now):
    return [
        (key, now[key] - before[key]) for key in {*before, *now} if now[key] != before[key]
    ]
