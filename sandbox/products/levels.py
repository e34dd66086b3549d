"""How much there is of a SKU, and what the app is told when that changes: webhooks 71, 27 and 24.

None of them is sent before the app's developer has switched it on, see `App.muted`.
"""

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from ..webhooks import topics

# Why stock changes. TikTok's page has a list that nobody has published; ORDER_CREATE was seen.
ORDERED, CANCELLED, SHIPPED = 'ORDER_CREATE', 'ORDER_CANCEL', 'ORDER_SHIP'
BY_APP, BY_SELLER, LOCKED, BY_FBT = (
    'OPEN_API', 'SELLER_CENTER', 'PROMOTION_LOCK', 'FBT_INVENTORY')


class Level(NamedTuple):
    """Units of a SKU.

    :param int available: can be ordered, those inside that are locked for somebody
    :param int committed: ordered, and not shipped
    """

    available: int
    committed: int
    campaign: int
    creator: int

    @property
    def in_shop(self):
        """What anybody can order."""
        return self.available - self.campaign - self.creator

    @property
    def total(self):
        return self.available + self.committed

    def status(self, threshold):
        """Return the word of webhook 27."""
        if self.in_shop <= 0:
            return 'OUT_OF_STOCK'
        return 'LOW_STOCK' if self.in_shop <= threshold else 'SUFFICIENT_STOCK'


class Levels:
    """Knows how much there is of SKUs, and tells of changes.

    :param World world: whose shelves, knobs and watcher it works with
    """

    def __init__(self, world):
        self._world = world
        self._number = 0

    def of(self, product, sku_id):
        """Return how much there is of a SKU; of a bundle, what its parts allow."""
        sku = next((each for each in product.content['skus'] if each['id'] == sku_id), None)
        stock = self._world.shelves.stock(product, sku) if sku else {}
        return self._level(product.offers[sku_id], stock, sku_id)

    def _level(self, offer, stock, sku_id):
        available = sum(max(0, each) for each in stock.values())
        campaign = min(available, sum(offer.campaigns.values()))
        creator = min(available - campaign, sum(offer.creators.values()))
        return Level(
            available, sum(self._world.committed.of(sku_id).values()), campaign, creator)

    # === TELLING === #

    @contextmanager
    def telling(self, product, sku_ids, source):
        """Tell what changes within about some SKUs of a product, if somebody listens.

        :param str source: why
        """
        with self._telling([(product, each) for each in sku_ids], lambda: source):
            yield

    @contextmanager
    def telling_of(self, order, told):
        """Tell what an order does to the stock of what it consists of.

        :param bool told: whether the app is told of the order at all
        """
        pairs = self._parts(order) if told and self._world.watcher else []
        with self._telling(pairs, lambda: _cause(order)):
            yield

    def _parts(self, order):
        """Return (product, SKU id) of all that an order consists of and that is still listed."""
        shelf, seen = self._world.shelves.of(order.shop), {}
        for unit in order.units:
            parts = [part.id for part, _count in unit.sku.components] or [unit.sku.id]
            seen.update(dict.fromkeys(parts))
        return [
            (shelf.products[shelf.by_sku[each]], each) for each in seen if each in shelf.by_sku]

    @contextmanager
    def _telling(self, pairs, source):
        if not self._world.watcher:
            yield
            return
        # A SKU that is new within had nothing before.
        before = {
            sku_id: self._own(product, sku_id) for product, sku_id in pairs
            if sku_id in product.offers
        }
        yield
        for product, sku_id in pairs:
            old, new = before.get(sku_id, Level(0, 0, 0, 0)), self._own(product, sku_id)
            if old != new:
                self._tell(product, sku_id, old, new, source())

    def _own(self, product, sku_id):
        """Return the level of a SKU; a bundle has nothing of its own to tell of."""
        offer = product.offers[sku_id]
        return self._level(offer, offer.stock, sku_id)

    def _tell(self, product, sku_id, old, new, source):
        at = self._world.clock.now()
        self._send(product, topics.STOCK, self._change(product, sku_id, old, new, source, at))
        threshold = self._world.knobs.low_stock
        if old.status(threshold) != new.status(threshold):
            self._send(product, topics.STOCK_STATUS, _status(product, sku_id, new, threshold, at))
        self.tell_fbt(product, sku_id)

    def _send(self, product, number, data, **envelope):
        self._world.watcher.shop_event(
            product.shop, number, data, self._world.clock.now(), envelope)

    def _change(self, product, sku_id, old, new, source, at):
        """State a change as webhook 71 does: ids are numbers there, and times are texts."""
        self._number += 1
        when = datetime.fromtimestamp(at, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
        return {
            'event_id': f'evt-{sku_id}-{self._number}', 'occurred_at': when,
            'shop_id': int(product.shop.id), 'product_id': int(product.id), 'sku_id': int(sku_id),
            'quantity_snapshot_after_change': {
                'total_quantity': new.total, 'total_available_quantity': new.available,
                'total_committed_quantity': new.committed, 'in_shop_quantity': new.in_shop,
                'campaign_locked_quantity': new.campaign, 'creator_locked_quantity': new.creator,
            },
            'change_detail': [{
                'idempotency_key': f'chg-{sku_id}-{self._number}', 'trigger_source': source,
                'occurred_at': when,
                'total_quantity_delta': new.total - old.total,
                'available_quantity_delta': new.available - old.available,
                'committed_quantity_delta': new.committed - old.committed,
                'in_shop_quantity_delta': new.in_shop - old.in_shop,
                'campaign_locked_quantity_delta': new.campaign - old.campaign,
                'creator_locked_quantity_delta': new.creator - old.creator,
            }],
        }

    # === FULFILLED BY TIKTOK === #

    def fbt_detail(self, product, sku_id, warehouse):
        """Return what of a SKU is on hand in one of TikTok's own warehouses."""
        offer = product.offers[sku_id]
        available = max(0, offer.stock.get(warehouse.id, 0))
        reserved = self._world.committed.of(sku_id).get(warehouse.id, 0)
        return {
            'total_quantity': available + reserved, 'available_quantity': available,
            'reserved_quantity': reserved,
        }

    def tell_fbt(self, product, sku_id):
        """Send webhook 24, which names the seller and no shop, about a SKU that TikTok ships."""
        offer = product.offers[sku_id]
        places = [each for each in product.shop.warehouses if each.fbt and each.id in offer.stock]
        if places and self._world.watcher:
            self._send(product, topics.FBT, {
                'goods_id': goods_id(sku_id), 'sku_id': sku_id,
                'fbt_warehouse_inventory': [
                    {'fbt_warehouse_id': each.entity_id,
                     'on_hand_detail': self.fbt_detail(product, sku_id, each)}
                    for each in places
                ],
                'update_time': self._world.clock.now(),
            }, shop_id=None, seller_open_id=product.shop.seller.open_id)


def _status(product, sku_id, level, threshold, at):
    """State how the stock is as webhook 27 does: available is without what is locked there."""
    return {
        'product_id': product.id, 'sku_id': sku_id,
        'trigger_reason': {'alert_type': 'REALTIME', 'low_stock_threshold': threshold},
        'current_inventory_status': level.status(threshold),
        'inventory_distribution': {
            'total_quantity': level.total, 'available_quantity': level.in_shop,
            'creator_reserved_quantity': level.creator,
            'campaign_reserved_quantity': level.campaign,
            'committed_quantity': level.committed,
        },
        'update_time': at,
    }


def _cause(order):
    """Return why an order has just changed some stock."""
    if order.facts is None:
        return ORDERED
    before = order.facts.cancellations
    cancelled = any(before.get(each.id) != each.status for each in order.cancellations)
    return CANCELLED if cancelled else SHIPPED


def goods_id(sku_id):
    """Return TikTok's own id of the goods that a SKU is matched with."""
    return f'1738{sku_id[4:]}'
