"""What keeps a product from being sent: the checks of its variants. See `checks.py`."""

import re

from .. import names
from . import edit, identifiers, rules

# === VARIANTS === #

def sku_count(case):
    """Yield that there is no variant, or are too many."""
    most = rules.MOST_SKUS.get(case.listing.shop.region, rules.MOST_SKUS_ELSEWHERE)
    count = len(case.body['skus'])
    if not count:
        yield 'attribute_line_ids', case._("Variants: the product has none."), case.product.place
    elif count > most:
        yield 'attribute_line_ids', case._(
            "Variants: %(count)s, TikTok takes %(most)s per product in this market.",
            count=count, most=most), case.product.place


def options(case):
    """Check the attributes that tell variants apart."""
    rows = [sku.get('sales_attributes', []) for sku in case.body['skus']]
    most = max(map(len, rows), default=0)
    if most > rules.MOST_SALES_ATTRIBUTES:
        yield 'attribute_line_ids', case._(
            "Variants: %(count)s attributes tell them apart, TikTok takes %(most)s.",
            count=most, most=rules.MOST_SALES_ATTRIBUTES), case.product.place
    yield from _same_options(case)
    given = {names.key(each.get('name')) for row in rows for each in row}
    for attribute in case.category.attributes:
        if attribute.type == 'sales' and attribute.is_required and (
                attribute.key not in given) and case.is_new('skus'):
            yield 'attribute_line_ids', case._(
                "Attribute \"%s\" must tell the variants apart in this category. Add it to the "
                "product.", attribute.name), case.product.place


def _same_options(case):
    """TikTok must not take two variants for one: M for m, where it knows one of them only."""
    seen = {}
    for sku in case.body['skus']:
        pairs = frozenset(
            (each.get('name', ''), each.get('value_name', ''))
            for each in sku.get('sales_attributes', []))
        place = _place(case, sku)
        if pairs and pairs in seen:
            yield 'attribute_line_ids', case._(
                "Variants: %(first)s and %(second)s are both %(options)s at TikTok. Give one "
                "of them another value, or another TikTok value.",
                first=case.name(seen[pairs]), second=case.name(place),
                options=', '.join(sorted(value for _name, value in pairs))), case.product.place
        seen.setdefault(pairs, place)


def option_words(case):
    """Yield which names and values TikTok does not take."""
    if not case.is_new('skus'):
        return
    found = {
        (option.get('name', ''), option.get('value_name', '')): option
        for sku in case.body['skus'] for option in sku.get('sales_attributes', [])
    }
    for name in sorted({name for name, _value in found}):
        if len(name) > rules.LONGEST_ATTRIBUTE_NAME:
            yield 'attribute_line_ids', case._(
                "Attribute \"%(name)s\": TikTok takes %(most)s characters.",
                name=name, most=rules.LONGEST_ATTRIBUTE_NAME), case.product.place
    for (name, value), option in found.items():
        yield from _option_value(case, name, value, option)


def _option_value(case, name, value, option):
    closed = {each.tiktok_id for each in case.category.attributes if not each.takes_text}
    if len(value) > rules.LONGEST_ATTRIBUTE_VALUE:
        yield 'attribute_line_ids', case._(
            "Attribute value \"%(value)s\": TikTok takes %(most)s characters.",
            value=value, most=rules.LONGEST_ATTRIBUTE_VALUE), case.product.place
    if option.get('id') in closed and not option.get('value_id'):
        yield 'attribute_line_ids', case._(
            "Attribute \"%(name)s\": TikTok does not list \"%(value)s\". Choose what "
            "TikTok calls it, on the value.", name=name, value=value), case.product.place


def strangers(case):
    """What TikTok lists and Odoo has no variant for must be told apart by the same attributes."""
    rows = case.body['skus']
    sets = {
        frozenset(names.key(each.get('name')) for each in sku.get('sales_attributes', []))
        for sku in rows
    }
    if len(sets) > 1 or (len(rows) > 1 and not all(sets)):
        yield 'sku_ids', case._(
            "Variants: all must be told apart by the same attributes. Those at TikTok and "
            "those of the product are not."), case.listing.place


# === CODES AND PRICES === #

def seller_skus(case):
    """Check seller SKUs that TikTok does not have yet, which are internal references."""
    current = {sku['id']: sku.get('seller_sku') for sku in case.current['skus']}
    seen = set()
    for sku in case.body['skus']:
        code = sku.get('seller_sku', '')
        is_there = code == current.get(sku.get('id'))
        message = '' if code and is_there else _seller_sku(case, code, seen)
        seen.add(code)
        if message:
            yield 'default_code', message, _place(case, sku)


def _seller_sku(case, code, seen):
    """Return what is wrong with one internal reference, or nothing."""
    is_eu = case.listing.shop.region in rules.EU_REGIONS
    if not code:
        is_needed = is_eu or case.category.requires('seller_sku')
        return is_needed and case._("Internal reference: it is needed as seller SKU.")
    if len(code) > rules.LONGEST_SELLER_SKU:
        return case._(
            "Internal reference \"%(code)s\": TikTok takes %(most)s characters.",
            code=code, most=rules.LONGEST_SELLER_SKU)
    if re.search(r'\s', code):
        return case._("Internal reference \"%s\": TikTok takes no spaces.", code)
    if is_eu and not re.fullmatch(rules.EU_SELLER_SKU, code):
        return case._(
            "Internal reference \"%s\": in the EU TikTok takes 6 to 50 letters, digits, "
            "hyphens and underscores.", code)
    if code in seen:
        return case._("Internal reference \"%s\": two variants have it.", code)
    return ''


def new_barcodes(body, current):
    """Return the SKUs of a body with barcodes that TikTok does not have yet: {barcode: SKU}."""
    there = {sku['id']: sku.get('identifier_code') for sku in current['skus']}
    return {
        sku['identifier_code']['code']: sku for sku in body['skus'] if _has_new_barcode(sku, there)}


def _has_new_barcode(sku, there):
    sent = sku.get('identifier_code') or {}
    return bool(sent.get('code')) and sent != there.get(sku.get('id'))


def barcodes(case):
    """Yield which barcodes TikTok does not take."""
    there = {sku['id']: sku.get('identifier_code') for sku in case.current['skus']}
    seen = set()
    for sku in case.body['skus']:
        code = (sku.get('identifier_code') or {}).get('code')
        if code and code in seen:
            yield 'barcode', case._("Barcode %s: two variants have it.", code), _place(case, sku)
        seen.add(code)
        if _has_new_barcode(sku, there):
            yield from _barcode(case, sku)
    new = new_barcodes(case.body, case.current)
    for code, other in case.twins:
        yield 'barcode', case._(
            "Barcode %(code)s: TikTok has it on \"%(other)s\" of this shop already.",
            code=code, other=other), _place(case, new[code])


def _barcode(case, sku):
    code, kind = sku['identifier_code']['code'], sku['identifier_code']['type']
    if not kind:
        yield 'barcode', case._(
            "Barcode %(code)s: it is of no kind that the shop sends (%(kinds)s).",
            code=code, kinds=case.listing.shop.identifier_priority), _place(case, sku)
    elif not identifiers.fits(kind, code):
        yield 'barcode', case._(
            "Barcode %(code)s: it has not the digits of the kind %(kind)s.",
            code=code, kind=kind), _place(case, sku)
    elif not identifiers.is_checked(code):
        yield 'barcode', case._(
            "Barcode %s: its last digit does not fit the others, so some digit is wrong.",
            code), _place(case, sku)


def prices(case):
    """Yield which variants have no price that TikTok takes."""
    listing, shop = case.listing, case.listing.shop
    if not case.has_rate:
        yield 'currency_id', case._(
            "Price: %s has no rate. Enter one in the currency.", shop.currency), shop.currency_place
        return
    lowest, highest = shop.price_range
    current = {sku['id'] for sku in case.current['skus']}
    ours = {each.id for each in listing.product.variants}
    for sku in case.body['skus']:
        product_id, _units = listing.products.get(sku.get('id'), (None, 1))
        if sku.get('id') in current and product_id not in ours:
            continue  # of no variant of this product: its price is none of our business
        place, price = _place(case, sku), sku.get('price')
        if not price:
            yield 'lst_price', case._(
                "Price: %(product)s has none on the pricelist %(pricelist)s.",
                product=case.name(place), pricelist=shop.pricelist), place
        elif not lowest <= edit.amount(price) <= highest:
            yield 'lst_price', case._(
                "Price: %(product)s costs %(price)s, but TikTok takes %(lowest)s to %(highest)s "
                "%(currency)s in this market.", product=case.name(place),
                price=f'{edit.amount(price):f}', lowest=lowest, highest=highest,
                currency=shop.currency), place


def _place(case, sku):
    """Return the variant that a SKU of a body is about, else the product, as a place."""
    product_id, _units = case.listing.products.get(sku.get('id'), (None, 1))
    if product_id:
        return 'product.product', product_id
    return next((
        each.place for each in case.product.variants
        if str(each.id) == sku.get('external_sku_id')), case.product.place)


CHECKS = (sku_count, options, option_words, strangers, seller_skus, barcodes, prices)
