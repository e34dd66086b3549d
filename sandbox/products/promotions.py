"""Promotions, TikTok's "activities": while they run, they lock prices and hold stock up."""

from dataclasses import dataclass, field

from ..webhooks import topics

TYPES = (
    'FIXED_PRICE', 'DIRECT_DISCOUNT', 'FLASHSALE', 'SHIPPING_DISCOUNT', 'BUY_MORE_SAVE_MORE',
    'GIFT_WITH_PURCHASE', 'BUY_X_GET_Y',
)
LEVELS = ('PRODUCT', 'VARIATION', 'SHOP')
# Those that a search without a status finds.
STATUSES = ('NOT_START', 'ONGOING', 'EXPIRED', 'DEACTIVATED')
# Flash sales are Southeast Asia's; a promotion without an end is about the parcel only.
FLASH_SALE, ENDLESS = 'FLASHSALE', 'SHIPPING_DISCOUNT'
# The words of webhook 39: that one waits for its beginning is told to nobody.
TOLD = ('ONGOING', 'EXPIRED', 'DEACTIVATED')


@dataclass(slots=True)
class Promotion:
    """One promotion of a shop; times are in seconds.

    :param str level: what takes part: whole products, single SKUs (VARIATION), or all of the shop
    :param int begin: when it begins, and `end` when it is over: both 0 of one without an end
    :param dict products: the ids of SKUs that take part, by product id
    :param str stopped: DEACTIVATED by the seller, NOT_EFFECTIVE by TikTok, or not
    :param str told: the last status that the app has heard of
    """

    id: str
    shop: object
    title: str
    type: str
    level: str
    begin: int
    end: int
    create_time: int
    update_time: int
    products: dict = field(default_factory=dict)
    discount: str = '10'
    stopped: str = ''
    told: str = ''

    def status(self, now):
        """Return the status at a time."""
        if self.stopped:
            return self.stopped
        if now < self.begin:
            return 'NOT_START'
        return 'EXPIRED' if self.end and now >= self.end else 'ONGOING'

    def holds(self, product, sku_id):
        """Tell whether a SKU takes part, running or not."""
        if self.level == 'VARIATION':
            return sku_id in self.products.get(product.id, ())
        return self.level == 'SHOP' or product.id in self.products


class Promotions:
    """All promotions of a world, the newest last.

    :param World world: whose clock and watcher they work with
    """

    def __init__(self, world):
        self._world = world
        self._by_id = {}

    def get(self, key):
        """Return a promotion by its id, or None."""
        return self._by_id.get(key)

    def of(self, shop):
        """Return the promotions of a shop."""
        return [each for each in self._by_id.values() if each.shop is shop]

    def lock(self, product, sku_id):
        """Return a running promotion that a SKU takes part in, or None."""
        now = self._world.clock.now()
        return next((
            each for each in self.of(product.shop)
            if each.holds(product, sku_id) and each.status(now) == 'ONGOING'
        ), None)

    def add(self, promotion):
        """Let a promotion be, and tell of it."""
        self._by_id[promotion.id] = promotion
        self.tell(promotion, 'CREATE', added=promotion.products)
        self.plan(promotion)

    def plan(self, promotion):
        """Look at a promotion again when it begins and when it ends."""
        for time in (promotion.begin, promotion.end):
            if time:
                self._world.schedule(time, promotion.id)
        self.tell_status(promotion, self._world.clock.now())

    def remove(self, promotion, product_ids, sku_ids):
        """Take products, and single SKUs, out of a promotion."""
        for product_id in product_ids:
            promotion.products.pop(product_id, None)
        for product_id in list(promotion.products):
            left = [each for each in promotion.products[product_id] if each not in sku_ids]
            promotion.products[product_id] = left
            if not left:
                del promotion.products[product_id]
        promotion.update_time = self._world.clock.now()
        self.tell(promotion, 'UPDATE', removed=(product_ids, sku_ids))

    def stop(self, promotion, status):
        """End a promotion before its time."""
        promotion.stopped, promotion.update_time = status, self._world.clock.now()
        self.tell(promotion, 'DEACTIVATE')
        self.tell_status(promotion, promotion.update_time)

    # === TELLING === #

    def tell(self, promotion, change, added=(), removed=((), ())):
        """Send webhook 63: what has been changed about a promotion."""
        self._send(promotion, topics.PROMOTION, {
            'activity_id': promotion.id, 'change_type': change,
            'update_time': self._world.clock.now(),
            'product_update_list': {'product_ids': list(added)},
            'product_remove_list': {
                'product_ids': list(removed[0]), 'sku_ids': list(removed[1])},
        }, self._world.clock.now())

    def tell_status(self, promotion, at):
        """Send webhook 39, if the status is one that is told and has not been."""
        status = promotion.status(at)
        if status == promotion.told or status not in TOLD:
            return
        promotion.told = status
        self._send(promotion, topics.PROMOTION_STATUS, {
            'activity_id': promotion.id, 'activity_type': promotion.type,
            'product_level': promotion.level, 'status': status, 'update_time': at,
        }, at)

    def _send(self, promotion, number, data, at):
        if self._world.watcher:
            self._world.watcher.shop_event(promotion.shop, number, data, at)


def state(promotion, now):
    """State a promotion as it truly is."""
    return {
        'id': promotion.id, 'shop_id': promotion.shop.id, 'title': promotion.title,
        'activity_type': promotion.type, 'level': promotion.level, 'begin': promotion.begin,
        'end': promotion.end, 'status': promotion.status(now),
        'products': {key: list(skus) for key, skus in promotion.products.items()},
    }
