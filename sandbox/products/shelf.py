"""All products of a world, by id and by SKU; and what follows for the SKUs that can be ordered."""

from dataclasses import dataclass, field

from ..errors import NotFound
from ..world.model import Sku
from .brands import Brands
from .media import Media
from .model import Product
from .seeding import seed_products

CHECK_ITEMS = (
    'SHOP_STATUS', 'SHOP_TAX', 'PICKUP_WAREHOUSE', 'RETURN_WAREHOUSE', 'DELIVERY_OPTION',
    'SHIPPING_TEMPLATE', 'PRODUCT_QUANTITY_LIMIT', 'EXTENDED_PRODUCER_RESPONSIBILITY',
    # The small k is TikTok's.
    'BANk_ACCOUNT', 'CONTACT_INFO',
)


@dataclass
class Shelf:
    """The products of one shop, the oldest first.

    :param dict by_sku: product id by SKU id, of all SKUs that there ever were
    :param dict places: where a SKU is in the shop's list of those that can be ordered, by its id
    :param dict ordered: the ids of a product's SKUs in that list, by product id
    :param set known: seller SKUs that Odoo has
    :param int bulk: how many products `stock_up` has made
    :param dict keys: product id by idempotency key
    :param dict days: number of listings by day
    :param dict failing: reasons by the prerequisite that the shop does not meet
    :param set approved: restricted categories (leaves) that the shop has been let into
    """

    products: dict = field(default_factory=dict)
    by_sku: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    ordered: dict = field(default_factory=dict)
    known: set = field(default_factory=set)
    bulk: int = 0
    keys: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    failing: dict = field(default_factory=dict)
    approved: set = field(default_factory=set)


class Shelves:
    """Everything about products that a world has. A shop is stocked when somebody looks at it.

    :param World world: whose shops get their products
    """

    def __init__(self, world):
        self.media = Media(world.ids)
        self.brands = Brands(world.ids)
        self._world, self._began = world, world.clock.now()
        self._shelves = {}
        self._by_id = {}

    def of(self, shop):
        """Return the shelf of a shop."""
        if shop.id not in self._shelves:
            shelf = self._shelves[shop.id] = Shelf(
                places={sku.id: place for place, sku in enumerate(shop.skus)},
                known={sku.seller_sku for sku in shop.skus if sku.known},
            )
            for sku in shop.skus:
                shelf.ordered.setdefault(sku.product_id, []).append(sku.id)
            for product in seed_products(self._world, shop, self.media, self._began):
                self.put(product)
        return self._shelves[shop.id]

    def find(self, key):
        """Find a product by itself or by its id."""
        for shop in self._world.shops:
            self.of(shop)
        product = self._by_id.get(key.id if isinstance(key, Product) else str(key))
        if not product:
            raise NotFound(f"There is no product {key!r}.")
        return product

    def get(self, product_id):
        """Return a product of a shop that has been stocked by its id, or None."""
        return self._by_id.get(product_id)

    def stock(self, product, sku):
        """Return what can be ordered of a SKU by warehouse id: of a bundle what its parts allow.

        :param dict sku: as the content of the product has it
        """
        if 'combined_skus' not in sku:
            return product.offers[sku['id']].stock
        shelf, found = self.of(product.shop), {}
        for part in sku['combined_skus']:
            other = shelf.products[shelf.by_sku[part['sku_id']]]
            for key, quantity in other.offers[part['sku_id']].stock.items():
                found.setdefault(key, []).append(quantity // part['sku_count'])
        return {
            key: min(each) for key, each in found.items() if len(each) == len(sku['combined_skus'])
        }

    def put(self, product):
        """Add a product, or note that its content has changed: orders get its SKUs."""
        shelf = self.of(product.shop)
        shelf.products[product.id] = product
        shelf.by_sku.update(dict.fromkeys(product.sku_ids, product.id))
        self._by_id[product.id] = product
        if product.listed:
            _follow(product, shelf)


def _follow(product, shelf):
    """Let the shop's SKUs be what the product says. Orders keep the SKU that they were made of."""
    skus, places, ids = product.shop.skus, shelf.places, product.sku_ids
    for content in product.content['skus']:
        place = places.get(content['id'])
        if place is None:
            places[content['id']] = len(skus)
            skus.append(_sku(product, content, None, shelf, skus))
        else:
            now = _sku(product, content, skus[place], shelf, skus)
            skus[place] = now if now != skus[place] else skus[place]
    gone = set(shelf.ordered.get(product.id, ())) - set(ids)
    shelf.ordered[product.id] = ids
    if gone:
        skus[:] = [sku for sku in skus if sku.id not in gone]
        shelf.places = {sku.id: place for place, sku in enumerate(skus)}


def _sku(product, content, before, shelf, skus):
    """Return the SKU that orders are made of."""
    values = [each['value_name'] for each in content.get('sales_attributes', [])]
    parts = [
        (skus[shelf.places[part['sku_id']]], part['sku_count'])
        for part in content.get('combined_skus', []) if part['sku_id'] in shelf.places
    ]
    code = content.get('seller_sku', '')
    return Sku(
        id=content['id'], product=before.product if before else product.id, product_id=product.id,
        product_name=product.content['title'], name=', '.join(values) or 'Default',
        seller_sku=code, price=product.offers[content['id']].price,
        known=before.known if before else code in shelf.known, components=tuple(parts),
        ordered=before.ordered if before else False,
    )
