"""What is wrong with the SKUs of a listing; see `checks`."""

import re
from decimal import Decimal, InvalidOperation

from ..world.markets import CENT, EU

MANY_SKUS = ('BR', 'JP', 'MX', 'GB', 'US', *EU)
MOST_OPTIONS, NAME, VALUE, MORE_IMAGES = 3, 20, 50, 8
SELLER_SKU, EU_SELLER_SKU = 50, re.compile(r'[A-Za-z0-9_-]{6,50}')
HIGHEST = Decimal(10) ** 12
DOLLARS = Decimal('0.01'), Decimal(7600)  # of a list price
QUANTITY = 99_999
CODES = {
    'GTIN': r'\d{14}', 'EAN': r'\d{8}|\d{13}|\d{14}', 'UPC': r'\d{12}',
    'ISBN': r'\d{13}|\d{9}X', 'JAN': r'\d{8}|\d{13}',
}
PRE_SALES = ('PRE_ORDER', 'MADE_TO_ORDER', 'CUSTOM')


def wrong(name, problem):
    """Return a problem for which no code is public."""
    return 36009004, f'Invalid parameter. The value of the `skus.{name}` parameter {problem}.'


def most_skus(region):
    """Return how many SKUs a product of a market may have."""
    return 300 if region in MANY_SKUS else 100


def check_count(listing):
    most = most_skus(listing.region)
    if not listing.entries:
        yield wrong('id', 'is missing: a product has at least one SKU')
    if len(listing.entries) > most:
        yield 12052050, most


def check_seller_skus(listing):
    before = {sku['id']: sku.get('seller_sku') for sku in (listing.old or {'skus': []})['skus']}
    for entry in listing.entries:
        code = entry.sku.get('seller_sku', '')
        if len(code) > SELLER_SKU:
            yield 12052054, ''
        elif code and code != before.get(entry.sku['id']):
            yield from _check_code(listing.region, code)
        elif not code and entry.new and listing.region in EU:
            yield wrong('seller_sku', 'is required in this market')


def _check_code(region, code):
    if region in EU and not EU_SELLER_SKU.fullmatch(code):
        yield wrong('seller_sku', 'must be 6 to 50 letters, digits, hyphens or underscores')
    elif re.search(r'\s', code):
        yield wrong('seller_sku', 'must not contain spaces')


def check_options(listing):
    """Check the sales attributes: the same ones for all SKUs, no two SKUs alike."""
    rows = [entry.sku.get('sales_attributes', []) for entry in listing.entries]
    names = [[each['id'] for each in row] for row in rows]
    if len(rows) > 1 and not all(rows):
        yield wrong('sales_attributes', 'are required if there are several SKUs')
    elif len({frozenset(each) for each in names}) > 1:
        yield wrong('sales_attributes', 'must be the same ones for all SKUs')
    if any(len(row) > MOST_OPTIONS for row in rows):
        yield wrong('sales_attributes', f'must not be more than {MOST_OPTIONS}')
    if any(len(set(each)) < len(each) for each in names):
        yield wrong('sales_attributes', 'contain an attribute twice')
    values = [
        frozenset((each['id'], each['value_name'].casefold()) for each in row) for row in rows
    ]
    if len(rows) > 1 and all(rows) and len(set(values)) < len(values):
        yield 12052560, ''
    for option in (each for row in rows for each in row):
        yield from _check_option(listing, option)
    if listing.old and not rows[0] and listing.old['skus'][0].get('sales_attributes'):
        yield wrong('sales_attributes', 'must not all be removed')


def _check_option(listing, option):
    if not option['name'] or len(option['name']) > NAME:
        yield wrong('sales_attributes.name', f'must have 1 to {NAME} characters')
    if not option['value_name'] or len(option['value_name']) > VALUE:
        yield wrong('sales_attributes.value_name', f'must have 1 to {VALUE} characters')
    more = option.get('supplementary_sku_images', [])
    if len(more) > MORE_IMAGES:
        yield wrong('sales_attributes.supplementary_sku_images', f'are {MORE_IMAGES} at most')
    if more and listing.region != 'US':
        yield wrong('sales_attributes.supplementary_sku_images', 'exist in the US only')
    media, seller = listing.world.shelves.media, listing.shop.seller.index
    own = [option['sku_img']] if 'sku_img' in option else []
    for image in own + more:
        if not media.picture(image['uri'], seller):
            yield 12052722, image['uri']


# === PRICES === #

def price_of(sent, shop, knobs):
    """Return (amount, problem) of a price as it was sent.

    Cross-border sellers may send a `sale_price`, which then counts alone; others cannot.
    """
    market, text = shop.market, sent.get('amount')
    if shop.seller_type == 'CROSS_BORDER' and 'sale_price' in sent:
        text = sent['sale_price']
    if sent['currency'] != market.currency:
        return None, (12052084, market.currency)
    try:
        value = Decimal(text or '')
    except InvalidOperation:
        return None, (12052073, 'It is no number.')
    if not re.fullmatch(r'\d{1,13}(\.\d+)?', text) or not 0 < value < HIGHEST:
        return None, (12052073, 'It must be positive.')
    step = market.step if knobs.whole_amounts else min(market.step, CENT)
    if value % step:
        return None, (12052073, f'It must be a multiple of {step}.')
    return value, None


def check_prices(listing):
    for entry in listing.entries:
        if entry.price:
            problem = price_of(entry.price, listing.shop, listing.world.knobs)[1]
            if problem:
                yield problem
        elif entry.new:
            yield 12052073, 'It is missing.'
        yield from check_list_prices(listing.region, entry.extras)


def check_list_prices(region, extras):
    """Check the prices of elsewhere: in dollars, within bounds, in the US only."""
    rows = [extras['list_price']] if 'list_price' in extras else []
    for each in rows + extras.get('external_list_prices', []):
        if region != 'US':
            yield 12052376, ''
        try:
            fits = DOLLARS[0] <= Decimal(each['amount']) <= DOLLARS[1]
        except InvalidOperation:
            fits = False
        if not fits:
            yield 12052383, f'It must be {DOLLARS[0]} to {DOLLARS[1]}.'


# === STOCK === #

def warehouses(shop):
    """Return the ids of the warehouses from which a shop sells."""
    return [each.id for each in shop.warehouses if each.type == 'SALES_WAREHOUSE']


def quantity_fits(quantity, knobs):
    """Tell whether a quantity is one that TikTok takes."""
    return (0 if knobs.zero_stock else 1) <= quantity <= QUANTITY


def check_stock(listing):
    known = warehouses(listing.shop)
    for entry in listing.entries:
        bundle = 'combined_skus' in entry.sku
        if entry.inventory is None and (bundle or not entry.new):
            continue
        rows = entry.inventory or []
        ids = [row['warehouse_id'] for row in rows]
        if not rows or set(ids) - set(known):
            yield 12052097, ', '.join(sorted(set(ids) - set(known)))
        if len(set(ids)) < len(ids):
            yield wrong('inventory.warehouse_id', 'is given twice')
        for row in rows:
            yield from check_row(row, listing.world.knobs)


def check_row(row, knobs):
    """Check what is said about one warehouse."""
    # Beside a back-order nothing need be there.
    if not quantity_fits(row.get('quantity', 1 if row.get('backorder_quantity') else -1), knobs):
        yield 12052055, ''
    if ('backorder_quantity' in row) != ('handling_time' in row):
        yield wrong('inventory.backorder_quantity', 'and handling_time go together')


# === THE REST === #

def check_identifiers(listing):
    seen = set(listing.others)
    for entry in listing.entries:
        sent = entry.sku.get('identifier_code') or {}
        code, kind = sent.get('code', ''), sent.get('type', '')
        if not code and not kind:
            entry.sku.pop('identifier_code', None)
        elif kind not in CODES:
            yield 12052591, f'Its type is one of {", ".join(CODES)}.'
        elif not re.fullmatch(CODES[kind], code, re.ASCII):
            yield 12052591, f'It is no {kind}.'
        elif code in seen:
            yield 12052592, code
        seen.add(code)


def check_sales(listing):
    """Check pre-sales and bundles."""
    kinds = PRE_SALES if listing.region == 'US' else PRE_SALES[:1]
    for entry in listing.entries:
        kind = entry.sku.get('pre_sale', {}).get('type')
        if kind and kind not in kinds:
            yield wrong('pre_sale.type', f'must be one of {", ".join(kinds)}')
        for part in entry.sku.get('combined_skus', []):
            found = listing.world.shelves.of(listing.shop).products.get(part['product_id'])
            if not found or part['sku_id'] not in found.sku_ids or part['sku_count'] < 1:
                yield wrong('combined_skus', 'must be SKUs of the shop')


SKU_CHECKS = (
    check_count, check_seller_skus, check_options, check_prices, check_stock, check_identifiers,
    check_sales,
)
