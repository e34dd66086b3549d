"""In what a body differs from what TikTok shows, and what an edit would delete there.

https://partner.tiktokshop.com/docv2/page/edit-product-202509
"""

from .. import values
from .shape import price_of

# What an edit can replace alone. A category cannot: it goes with all the rest.
PARTS = (
    'title', 'description', 'brand_id', 'main_images', 'product_attributes', 'package_weight',
    'package_dimensions', 'certifications', 'size_chart', 'skus',
)
# What an edit is compared by; a new category is sent with all the rest.
COMPARED = (*PARTS, 'category_id')
# Of a SKU in an edit: what is left out stays.
OFFERED = ('price', 'inventory')


def part(body, name):
    """Return one part of a product to be compared: without prices and stock."""
    value = body.get(name)
    if name == 'skus':
        return [{k: v for k, v in sku.items() if k not in OFFERED} for sku in value or []]
    return value or None


def places(shown):
    """Return which SKUs TikTok shows of a product, and in which warehouses: {id: {id, ...}}."""
    return {
        str(sku['id']): {
            str(row.get('warehouse_id')) for row in values.listed(sku.get('inventory'), dict)}
        for sku in values.listed(shown.get('skus'), dict) if values.identity(sku.get('id'))
    }


def dropped(body, shown, known):
    """Return the ids that an edit would delete at TikTok: SKUs, and warehouses of SKUs, which are
    there and which the edit does not name though it names others.

    :param dict body: of the edit
    :param dict shown: the product as TikTok shows it
    :param list known: ids of SKUs that are known besides
    """
    if 'skus' not in body:
        return []
    there = places(shown)
    named = {sku['id']: sku for sku in body['skus'] if sku.get('id')}
    gone = sorted({*there, *known} - set(named))
    for sku_id, sku in named.items():
        if 'inventory' in sku:
            kept = {str(row['warehouse_id']) for row in sku['inventory']}
            had = there.get(sku_id, set())
            gone += [f"{sku_id}/{warehouse}" for warehouse in sorted(had - kept)]
    return gone


def changed_parts(body, current, sent):
    """Return the names of those parts that TikTok is to be told.

    :param dict current: what TikTok says, in the shape in which it takes it
    :param dict sent: digests by part: of what TikTok was told, and of what it showed thereupon; as
        long as both are the same, there is nothing to send
    """
    changed = []
    for name in COMPARED:
        ours, theirs = part(body, name), part(current, name)
        if ours != theirs and sent.get(name) != [values.digest(ours), values.digest(theirs)]:
            changed.append(name)
    return changed


def digests(body, current, parts):
    """Return what `changed_parts` compares with the next time."""
    return {
        name: [values.digest(part(each, name)) for each in (body, current)] for name in parts}


def changed_prices(body, shown):
    """Return the SKUs that TikTok shows at another price than a body: {id: price}."""
    prices = {str(sku.get('id')): price_of(sku) for sku in shown.get('skus') or []}
    return {
        sku['id']: sku['price'] for sku in body['skus']
        if sku.get('price') and sku.get('id') in prices
        and amount(sku['price']) != prices[sku['id']]
    }


def amount(price):
    """Return the price of a SKU in a body as Decimal, whichever key the seller's kind demands."""
    return values.amount(price.get('sale_price') or price.get('amount'))


def without_same_price(sku, prices):
    """Return a SKU of an edit without the price that TikTok has: what is left out stays.

    :param dict prices: of the SKUs that TikTok shows at another one
    """
    if sku.get('id') and sku['id'] not in prices and 'inventory' not in sku:
        return {key: value for key, value in sku.items() if key != 'price'}
    return sku


def gist(shown):
    """Return what both a search and the details tell of a product."""
    return (
        shown.get('title'), shown.get('status'), (shown.get('audit') or {}).get('status'),
        sorted(
            (str(sku.get('id')), values.text(sku.get('seller_sku')),
             values.text((values.well_formed(sku, {'price': dict}).get('price') or {}).get(
                 'sale_price')))
            for sku in shown.get('skus') or []
        ),
    )
