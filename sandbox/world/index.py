"""Orders of one shop, kept sorted by creation and by update, as a search needs them."""

from bisect import bisect_left, insort

FIELDS = ('create_time', 'update_time')


class OrderIndex:
    """Sorted (time, order id) pairs per time field, beside the orders themselves."""

    def __init__(self):
        self.orders = {}
        self._sorted = {name: [] for name in FIELDS}
        self._keys = {}

    def put(self, order):
        """Add an order, or move it to where its times now belong."""
        self.orders[order.id] = order
        old = self._keys.get(order.id, {})
        new = {name: (getattr(order, name), order.id) for name in FIELDS}
        for name, key in new.items():
            if old.get(name) == key:
                continue
            if old:
                keys = self._sorted[name]
                del keys[bisect_left(keys, old[name])]
            insort(self._sorted[name], key)
        self._keys[order.id] = new

    def between(self, field, start=None, end=None):
        """Return the ids of orders with start <= time < end, oldest first."""
        keys = self._sorted[field]
        low = 0 if start is None else bisect_left(keys, (start,))
        high = len(keys) if end is None else bisect_left(keys, (end,))
        return [order_id for _time, order_id in keys[low:high]]
