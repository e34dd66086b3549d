"""What can be done by hand to stock: what buyers, sellers, campaigns and TikTok's warehouses do."""

from ..errors import NotAllowed, NotFound
from ..world import orders
from ..world.lock import locked
from ..world.model import Warehouse
from . import seller_center
from .levels import BY_FBT, BY_SELLER, LOCKED

LOCKS = ('campaign', 'creator')


class SoldOut(NotAllowed):
    """A buyer wants more than can be ordered."""


class StockCommands:
    """The commands of `World` that are about stock; products and SKUs as in `ProductCommands`."""

    # === BUYERS === #

    @locked
    def buy(self, sku, quantity=1, shop=0, **what):
        """Order through the shop window, where no more can be bought than is there for anybody.

        `create_order` makes orders of anything; this one may be refused. Nobody comes between the
        look and the order, however many buy at once.

        :param sku: its id or seller SKU
        :param what: as in `create_order`
        """
        shop, quantity = self.shop(shop), int(quantity)
        product = self._sold(shop, str(sku))
        sku_id = seller_center.sku_id(product, sku)
        free = self.levels.of(product, sku_id).in_shop
        warehouse = self._source(product, sku_id, quantity)
        if quantity < 1 or quantity > free or not warehouse:
            raise SoldOut(f"Sold out: {free} of {sku} can be ordered, not {quantity}.")
        if warehouse.fbt:
            what['kind'] = 'FBT'
        return orders.create(
            self, shop, items=[{'sku': sku_id, 'quantity': quantity}], warehouse=warehouse.id,
            **what)

    def _sold(self, shop, sku):
        """Return the product that a SKU is of, if it can be bought."""
        shelf = self.shelves.of(shop)
        product = (shelf.products.get(shelf.by_sku[sku]) if sku in shelf.by_sku
                   else self.product(sku, shop))
        sku_id = seller_center.sku_id(product, sku)
        if product.status != 'ACTIVATE' or product.offers[sku_id].off:
            raise NotAllowed(f"{sku} is not for sale.")
        return product

    def _source(self, product, sku_id, quantity):
        """Return the warehouse that all units of an order can leave from: the fullest one."""
        sku = next(each for each in product.content['skus'] if each['id'] == sku_id)
        stock = self.shelves.stock(product, sku)
        places = [each for each in product.shop.warehouses if each.enabled and each.id in stock]
        best = max(places, key=lambda each: stock[each.id], default=None)
        return best if best and stock[best.id] >= quantity else None

    # === CAMPAIGNS === #

    @locked
    def lock_units(self, product, quantity, sku=None, kind='campaign', name='Flash'):
        """Keep units for a campaign or a creator; 0 lets go. They stay inside of what is available.

        :param str kind: `campaign` or `creator`
        :param str name: whose; a second one locks beside the first
        """
        if kind not in LOCKS:
            raise NotAllowed(f"`kind` is one of {', '.join(LOCKS)}.")
        product = self.product(product)
        wanted = [seller_center.sku_id(product, sku)] if sku else product.sku_ids
        with self.levels.telling(product, wanted, LOCKED):
            for each in wanted:
                offer = product.offers[each]
                locks = offer.campaigns if kind == 'campaign' else offer.creators
                locks[name] = int(quantity)
        return product

    # === WAREHOUSES === #

    @locked
    def add_warehouse(self, shop=0, name='third'):
        """Give a shop one more warehouse to sell from; nothing is there yet.

        :return: its id
        """
        shop = self.shop(shop)
        self.shelves.of(shop)  # stocked before, so that nothing goes to the new one
        like = next(each for each in shop.warehouses if each.type == 'SALES_WAREHOUSE')
        made = Warehouse(
            self.ids.new('warehouse'), self.ids.new('entity'), name, like.type, like.sub_type,
            is_default=False, address={**like.address},
        )
        shop.warehouses.append(made)
        return made.id

    @locked
    def enable_warehouse(self, warehouse, enabled=True):
        """Open a warehouse for sales, or close it."""
        self._warehouse(warehouse).enabled = bool(enabled)

    @locked
    def assign_warehouse(self, product, warehouse, sku=None, assigned=True, quantity=0):
        """Let SKUs of a product be sold from a warehouse, or no longer."""
        product, place = self.product(product), self._warehouse(warehouse)
        if place not in product.shop.warehouses or place.type != 'SALES_WAREHOUSE':
            raise NotAllowed(f"The shop of product {product.id} does not sell from {warehouse}.")
        wanted = [seller_center.sku_id(product, sku)] if sku else product.sku_ids
        stocks = [product.offers[each].stock for each in wanted]
        if not assigned and any(set(stock) <= {place.id} for stock in stocks):
            raise NotAllowed("A SKU has one warehouse at least.")
        with self.levels.telling(product, wanted, BY_SELLER):
            for stock in stocks:
                stock.pop(place.id, None)
                stock.update({place.id: int(quantity)} if assigned else {})
        product.update_time = self.clock.now()
        return product

    def _warehouse(self, key):
        for shop in self.shops:
            for each in shop.warehouses:
                if key in (each, each.id):
                    return each
        raise NotFound(f"There is no warehouse {key!r}.")

    # === TIKTOK === #

    @locked
    def set_restock(self, product, enabled=True, sku=None):
        """Set by hand whether TikTok puts the units of cancelled orders back into stock."""
        product = self.product(product)
        for each in [seller_center.sku_id(product, sku)] if sku else product.sku_ids:
            product.offers[each].restock = bool(enabled)
        return product

    @locked
    def set_fbt(self, product, sku=None, available=None, unfulfillable=None, in_transit=None):
        """Set what TikTok's own warehouse has of a product, which it then ships if it did not.

        :param available: can be sold; units that orders have reserved stand beside it
        :param unfulfillable: damaged; `in_transit`: on the way to it
        """
        product = self.product(product)
        place = next((each for each in product.shop.warehouses if each.fbt), None)
        if not place:
            raise NotAllowed("TikTok has no warehouse in this market.")
        wanted = [seller_center.sku_id(product, sku)] if sku else product.sku_ids
        with self.levels.telling(product, wanted, BY_FBT):
            for offer in (product.offers[each] for each in wanted):
                if place.id not in offer.stock:
                    offer.stock = {place.id: 0}
                if available is not None:
                    offer.stock[place.id] = int(available)
                for name, value in (('unfulfillable', unfulfillable), ('in_transit', in_transit)):
                    if value is not None:
                        setattr(offer, name, int(value))
        return product
