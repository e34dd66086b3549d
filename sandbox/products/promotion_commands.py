"""What a seller does with promotions in Seller Center, and TikTok with all of them."""

from ..errors import NotAllowed, NotFound
from ..world.lock import locked
from ..world.markets import SEA
from . import seller_center
from .promotions import ENDLESS, FLASH_SALE, LEVELS, TYPES, Promotion, Promotions, state

DAY = 86400
ENDED_BY = {'SELLER': 'DEACTIVATED', 'PLATFORM': 'NOT_EFFECTIVE'}


class PromotionCommands:
    """The commands of `World` that are about promotions, given by themselves or their id."""

    def plan_promotions(self):
        """Begin without any."""
        self.promotions = Promotions(self)

    def promotion_falls_due(self, promotion):
        """Tell that a promotion has begun, or ended by itself."""
        self.promotions.tell_status(promotion, self.clock.now())

    @locked
    def promotion(self, key):
        """Find a promotion by itself or by its id."""
        found = self.promotions.get(getattr(key, 'id', str(key)))
        if not found:
            raise NotFound(f"There is no promotion {key!r}.")
        return found

    @locked
    def promotion_truth(self, shop=None):
        """State every promotion as it truly is."""
        shops = self.shops if shop is None else [self.shop(shop)]
        return [state(each, self.clock.now())
                for found in shops for each in self.promotions.of(found)]

    @locked
    def create_promotion(
        self, products=(), skus=(), shop=0, level=None, type='DIRECT_DISCOUNT', title=None,
        begins_in=0, lasts=DAY, discount='10',
    ):
        """Plan a promotion, which begins at once unless told otherwise.

        :param products: as in `ProductCommands`; all of their SKUs take part
        :param skus: ids or seller SKUs that take part by themselves: level VARIATION
        :param str level: by default what follows from these; SHOP is about everything
        :param int begins_in: seconds; `lasts`: seconds, None for no end
        :param discount: per cent, of `DIRECT_DISCOUNT`
        """
        shop, now = self.shop(shop), self.clock.now()
        level = level or ('VARIATION' if skus else 'PRODUCT' if products else 'SHOP')
        _check(shop, level, type, lasts)
        begin = now + int(begins_in) if lasts else 0
        title = title or f'{type.title()} {len(self.promotions.of(shop)) + 1}'
        promotion = Promotion(
            self.ids.new('activity'), shop, title, type, level, begin, begin + int(lasts or 0),
            now, now, self._participants(shop, products, skus), str(discount))
        self.promotions.add(promotion)
        return promotion

    def _participants(self, shop, products, skus):
        found = {}
        for key in products:
            product = self.product(key, shop)
            found[product.id] = list(product.sku_ids)
        for key in skus:
            product = self._product_of(shop, str(key))
            found.setdefault(product.id, []).append(seller_center.sku_id(product, key))
        return found

    def _product_of(self, shop, sku):
        shelf = self.shelves.of(shop)
        if sku in shelf.by_sku:
            return shelf.products[shelf.by_sku[sku]]
        return self.product(sku, shop)

    @locked
    def change_promotion(self, promotion, lasts=None, products=(), remove=()):
        """Change when a promotion ends, from now on, or what takes part in it.

        :param int lasts: seconds from now
        """
        promotion = self.promotion(promotion)
        if lasts is not None:
            promotion.end = self.clock.now() + int(lasts)
        added = self._participants(promotion.shop, products, ())
        promotion.products.update(added)
        gone = [self.product(each, promotion.shop).id for each in remove]
        for each in gone:
            promotion.products.pop(each, None)
        promotion.update_time = self.clock.now()
        self.promotions.tell(promotion, 'UPDATE', added=added, removed=(gone, ()))
        self.promotions.plan(promotion)
        return promotion

    @locked
    def end_promotion(self, promotion, by='SELLER'):
        """End a promotion before its time.

        :param str by: SELLER or PLATFORM
        """
        promotion = self.promotion(promotion)
        if by not in ENDED_BY:
            raise NotAllowed(f"`by` is one of {', '.join(ENDED_BY)}.")
        status = promotion.status(self.clock.now())
        if status not in ('NOT_START', 'ONGOING'):
            raise NotAllowed(f"Promotion {promotion.id} is {status}.")
        self.promotions.stop(promotion, ENDED_BY[by])
        return promotion


def _check(shop, level, type, lasts):
    """Refuse what TikTok has no such promotion of."""
    if type not in TYPES or level not in LEVELS:
        raise NotAllowed(
            f"The type is one of {', '.join(TYPES)}, the level one of {', '.join(LEVELS)}.")
    if type == FLASH_SALE and shop.market.region not in SEA:
        raise NotAllowed("There are no flash sales in this market.")
    if not lasts and type != ENDLESS:
        raise NotAllowed(f"Only one of type {ENDLESS} has no end.")
