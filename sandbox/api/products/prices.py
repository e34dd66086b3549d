"""Update Price: prices count at once, without a review."""

import re
from decimal import Decimal

from ...errors import Refusal
from ...products.ranges import SALE_PRICE_NEEDED, is_abroad, price_range
from ...products.sku_checks import check_list_prices, price_of
from .read import own

EXTRAS = ('list_price', 'external_list_prices')


def prices(call):
    """Set the prices of SKUs, of all that are named or of none. The answer is empty."""
    product = own(call, call.path['product_id'])
    rows = call.body['skus']
    _check_product(product)
    check_skus(rows)
    for row in rows:
        _check_sku(call, product, row['id'])
    found = [(row, _price(call, product, row)) for row in rows]
    for row, price in found:
        offer = product.offers[row['id']]
        offer.price = price
        offer.extras.update((key, row[key]) for key in EXTRAS if _counts(row, key, price))
    product.update_time = call.world.clock.now()
    call.world.shelves.put(product)
    return {}


def check_skus(rows):
    """Refuse an empty list of SKUs."""
    if not rows:
        raise Refusal(12052902)


def _check_product(product):
    if product.status == 'DELETED':
        raise Refusal(12052032)
    if product.status != 'ACTIVATE':
        raise Refusal(12019113, f'It is {product.status}.')
    if product.content.get('is_not_for_sale'):
        raise Refusal(12052163)


def _check_sku(call, product, sku_id):
    if [row['id'] for row in call.body['skus']].count(sku_id) > 1:
        raise Refusal(12052553, sku_id)
    if sku_id not in product.sku_ids:
        raise Refusal(12052557, sku_id)
    if call.world.promotions.lock(product, sku_id):
        raise Refusal(call.world.knobs.price_lock)


def _price(call, product, row):
    """Return the price that a row sets, if it may be that high and that low."""
    shop, knobs = call.shop, call.world.knobs
    if is_abroad(shop, knobs) and shop.market.region in SALE_PRICE_NEEDED and (
            'sale_price' not in row['price']):
        raise Refusal(12052424)
    price, problem = price_of(row['price'], shop, knobs)
    if problem and not _is_number(row['price'], shop):
        problem = 12052012, ''
    for each in [problem] if problem else check_list_prices(shop.market.region, row):
        raise Refusal(*each)
    allowed = price_range(shop, knobs)
    if allowed and not allowed[0] <= price <= allowed[1]:
        raise Refusal(12052570, f'It must be {allowed[0]} to {allowed[1]}.')
    _check_bundle(call, product, row['id'], price)
    return price


def _is_number(sent, shop):
    """Tell whether what was sent as the price, if anything, looks like a number."""
    text = sent.get('amount')
    if shop.seller_type == 'CROSS_BORDER' and 'sale_price' in sent:
        text = sent['sale_price']
    return not text or bool(re.fullmatch(r'-?\d+(\.\d+)?', text))


def _check_bundle(call, product, sku_id, price):
    """Refuse a bundle that costs more than its parts."""
    sku = next(each for each in product.content['skus'] if each['id'] == sku_id)
    parts = sku.get('combined_skus', [])
    total = sum(
        other.offers[part['sku_id']].price * part['sku_count'] for part in parts
        if (other := call.world.shelves.get(part['product_id'])) and part['sku_id'] in other.offers
    )
    if parts and price > total:
        raise Refusal(12052861, total)


def _counts(row, key, price):
    """Tell whether a price of elsewhere counts: one below the own price is dropped in silence."""
    return key in row and (key != 'list_price' or Decimal(row[key]['amount']) >= price)
