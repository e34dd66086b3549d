"""What a seller fills in on the pages of Seller Center, turned into the content of a product."""

import copy
from decimal import Decimal

from ..errors import NotAllowed, NotFound
from .model import Offer, Product
from .properties import ATTRIBUTES, SALES
from .seeding import word_id
from .taxonomy import ALL, BY_LEAF, version_of

SALES_IDS = {each.name: each.id for each in ATTRIBUTES.values() if each.type == SALES}
EDITABLE = ('title', 'description', 'image', 'category', 'brand', 'weight')


def edited(world, product, changes):
    """Return the content of a product with some changes; see `ProductCommands.edit_product`."""
    unknown = set(changes) - set(EDITABLE)
    if unknown or not changes:
        raise NotAllowed(f"What can be edited is {', '.join(EDITABLE)}.")
    content = copy.deepcopy(product.content)
    for name in ('title', 'description'):
        if name in changes:
            content[name] = str(changes[name])
    if 'image' in changes:
        content['main_images'][:1] = [_image(world, product.shop, changes['image'])]
    if 'category' in changes:
        content['category_id'] = find_category(product.shop, changes['category'], world.knobs).id
    if 'weight' in changes:
        content['package_weight']['value'] = str(changes['weight'])
    if 'brand' in changes:
        content.pop('brand_id', None)
        if changes['brand']:
            seller = product.shop.seller.index
            content['brand_id'] = find_brand(world, changes['brand'], seller).id
    return content


def with_sku(world, product, seller_sku, options, price, quantity):
    """Return the content of a product with one more SKU, and that SKU's offer."""
    content = copy.deepcopy(product.content)
    names = [each['name'] for each in content['skus'][0].get('sales_attributes', [])]
    if not names or set(options) != set(names):
        every = ', '.join(names) or 'no options'
        raise NotAllowed(f"Every SKU of product {product.id} has {every}.")
    sku = {
        'id': world.ids.new('sku'), 'seller_sku': seller_sku,
        'sales_attributes': [_option(name, str(options[name])) for name in names],
    }
    taken = [_values(each) for each in content['skus']]
    if _values(sku) in taken:
        raise NotAllowed(f"Product {product.id} has a SKU with these options.")
    content['skus'].append(sku)
    like = product.offers[product.sku_ids[0]]
    amount = like.price if price is None else Decimal(str(price))
    return content, Offer(amount, dict.fromkeys(like.stock, int(quantity)))


def without_sku(product, sku):
    """Return the content of a product without one of its SKUs."""
    gone, content = sku_id(product, sku), copy.deepcopy(product.content)
    content['skus'] = [each for each in content['skus'] if each['id'] != gone]
    if not content['skus']:
        raise NotAllowed(f"Product {product.id} has no other SKU.")
    return content


def created(
    world, shop, title='A new product of the seller', category='decor', seller_sku='', price='10',
    quantity=100, description='<p>New.</p>', image='new', brand='', gift=False,
):
    """Return a new product with one SKU, not yet submitted.

    :param category: id or leaf; the price is in the money of the shop
    :param bool gift: whether it is only given away beside others
    """
    leaf = find_category(shop, category, world.knobs)
    sku = {'id': world.ids.new('sku'), **({'seller_sku': seller_sku} if seller_sku else {})}
    content = {
        'title': title, 'description': description, 'category_id': leaf.id,
        'category_version': leaf.version, 'main_images': [_image(world, shop, image)],
        'product_attributes': [], 'skus': [sku],
        'package_weight': {'value': '0.5', 'unit': 'KILOGRAM'},
        'package_dimensions': {'length': '20', 'width': '15', 'height': '10', 'unit': 'CENTIMETER'},
    }
    if gift:
        content['is_not_for_sale'] = True
    if brand:
        content['brand_id'] = find_brand(world, brand, shop.seller.index).id
    now = world.clock.now()
    where = next(each for each in shop.warehouses if each.type == 'SALES_WAREHOUSE')
    offer = Offer(Decimal(str(price)), {where.id: int(quantity)})
    return Product(
        world.ids.new('product'), shop, content, 'DRAFT', now, now, {sku['id']: offer},
        source='SELLER_CENTER',
    )


def sku_id(product, sku):
    """Return the id of a product's SKU, given by its id or its seller SKU."""
    for each in product.content['skus']:
        if str(sku) in (each['id'], each.get('seller_sku')):
            return each['id']
    raise NotFound(f"Product {product.id} has no SKU {sku!r}.")


def find_category(shop, key, knobs):
    """Return a category, given by its id or by the key of its leaf."""
    version = version_of(shop.market, knobs)
    found = BY_LEAF.get((version, key)) or ALL.get(str(key))
    if not found or found.version != version or not found.leaf:
        raise NotFound(f"The shop's tree ({version}) has no leaf {key!r}.")
    return found


def find_brand(world, key, seller):
    """Return a brand that a seller sees, given by its id or name."""
    for found in world.shelves.brands.of(seller).values():
        if key in (found.id, found.name):
            return found
    raise NotFound(f"Seller {seller} sees no brand {key!r}.")


def _image(world, shop, word):
    return {'uri': world.shelves.media.drawn(shop.seller.index, f'seller/{word}').uri}


def _option(name, value):
    identifier = SALES_IDS.get(name) or word_id('attribute', name)
    built_in = ATTRIBUTES[identifier].values if identifier in ATTRIBUTES else {}
    known = {each: key for key, each in built_in.items()}
    value_id = known.get(value) or word_id('value', name, value)
    return {'id': identifier, 'name': name, 'value_id': value_id, 'value_name': value}


def _values(sku):
    return [each['value_id'] for each in sku.get('sales_attributes', [])]
