"""What TikTok should say of the variants of a product. Whatever it lists already stays listed, also
what Odoo has no variant for; seller SKUs that it has are not changed.
"""

from .. import names
from . import identifiers, options, rules


def skus(listing, current):
    """Return the SKUs of a body.

    :param facts.Listing listing:
    :param list current: the SKUs that TikTok shows, in the shape in which it takes them
    """
    variants = {each.id: each for each in _listed_variants(listing)}
    attributes = options.sales_attributes(listing, list(variants.values()), current)
    rows, done = [], set()
    for sku in current:
        product_id, units = listing.products.get(sku['id'], (None, 1))
        row = dict(sku)
        if product_id in variants:
            row.update(_changed(listing, sku, variants[product_id], units, attributes))
            done.add(product_id)
        rows.append(row)
    return rows + [
        _new(listing, variant, attributes) for variant in variants.values()
        if variant.id not in done]


def _listed_variants(listing):
    """Return the variants that are or shall be listed: all, unless the shop's pricelist names
    single ones, or the shop does not want new ones.
    """
    variants = listing.product.variants
    listed = {product_id for product_id, _units in listing.products.values()}
    if listing.tiktok_id and not listing.shop.add_variants:
        return [each for each in variants if each.id in listed]
    if listing.chosen:
        return [each for each in variants if each.id in listed | listing.chosen]
    return variants


def _changed(listing, sku, variant, units, attributes):
    """Return what is to change of a SKU that TikTok shows."""
    part = {}
    if not sku.get('seller_sku') and variant.code:
        part['seller_sku'] = variant.code
    # The barcode is that of one unit.
    code = units == 1 and identifier(listing, variant, sku.get('identifier_code'))
    if code:
        part['identifier_code'] = code
    if attributes.get(variant.id):
        part['sales_attributes'] = _in_order(
            attributes[variant.id], sku.get('sales_attributes', []))
    return {**part, **_price(listing, variant, units, sku['id'])}


def _new(listing, variant, attributes):
    row = {'external_sku_id': str(variant.id)}
    if str(variant.id) in listing.reviewed:
        row['id'] = listing.reviewed[str(variant.id)]
    if variant.code:
        row['seller_sku'] = variant.code
    code = identifier(listing, variant)
    if code:
        row['identifier_code'] = code
    if attributes.get(variant.id):
        row['sales_attributes'] = attributes[variant.id]
    row.update(_price(listing, variant, 1))
    row['inventory'] = [
        {'warehouse_id': warehouse, 'quantity': min(quantity, rules.MOST_STOCK)}
        for warehouse, quantity in listing.stock.get(variant.id, {}).items()
    ]
    return row


def _price(listing, variant, units, sku_id=None):
    price = listing.own_prices.get(sku_id) or listing.prices.get((variant.id, units))
    if not price:
        return {}
    return {'price': price_body(price, listing.shop.currency, listing.shop.is_cross_border)}


def price_body(price, currency, is_cross_border):
    """Return a price as TikTok takes it: of global sellers as the final one (12052424)."""
    return {'sale_price' if is_cross_border else 'amount': f'{price:f}', 'currency': currency}


def identifier(listing, variant, current=None):
    """Return the barcode with its kind, None where Odoo has none or TikTok the same.

    :param dict current: what TikTok has
    """
    code = ''.join((variant.barcode or '').split()).upper()
    kind, kinds = listing.product.identifier_type, listing.shop.identifier_kinds
    if current and current.get('code') == code and (not kind or kind == current.get('type')):
        return None
    if not code or not kinds:
        return None
    return {'code': code, 'type': kind or identifiers.kind_of(code, kinds)}


def _in_order(attributes, current):
    """Return sales attributes in TikTok's order, with the images that only TikTok knows."""
    places = {names.key(each.get('name')): place for place, each in enumerate(current)}
    ordered = []
    for each in sorted(
            attributes, key=lambda each: places.get(names.key(each['name']), len(current))):
        place = places.get(names.key(each['name']))
        more = {} if place is None else {
            key: value for key, value in current[place].items()
            if key == 'supplementary_sku_images'}
        ordered.append({**each, **more})
    return ordered
