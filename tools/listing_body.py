"""The shapes of a product: as TikTok shows it, and as it takes it.

https://partner.tiktokshop.com/docv2/page/get-product-202309 and edit-product-202509
"""

from decimal import ROUND_UP, Decimal

from . import values

# Shown as they are taken.
PLAIN = (
    'title', 'description', 'external_product_id', 'is_cod_allowed', 'is_pre_owned',
    'package_weight', 'package_dimensions', 'manufacturer_ids', 'responsible_person_ids',
    'minimum_order_quantity', 'shipping_insurance_requirement', 'shipping_template_id',
    'search_terms', 'key_product_features', 'scheduled_sale',
)
PLAIN_SKU = (
    'id', 'seller_sku', 'external_sku_id', 'identifier_code', 'sku_unit_count', 'external_urls',
    'extra_identifier_codes', 'pre_sale', 'fees', 'sku_dimensions', 'sku_weight', 'list_price',
    'external_list_prices',
)
# What an edit can replace alone. A category cannot: it goes with all the rest.
PARTS = (
    'title', 'description', 'brand_id', 'main_images', 'product_attributes', 'package_weight',
    'package_dimensions', 'certifications', 'size_chart', 'skus',
)
# Of a SKU in an edit: what is left out stays.
OFFERED = ('price', 'inventory')
KILOGRAMS = {
    'KILOGRAM': Decimal(1), 'GRAM': Decimal('0.001'), 'POUND': Decimal('0.45359237'),
}
CENTIMETERS = {'CENTIMETER': Decimal(1), 'INCH': Decimal('2.54')}
SIDES = ('length', 'width', 'height')


def taken(shown):
    """Return a product that TikTok shows in the shape in which it takes one.

    Prices and stock are left out: what an edit does not say about them stays.

    :param dict shown: as `Get Product` gives it
    """
    shown = values.well_formed(shown, {
        'brand': dict, 'category_chains': list, 'main_images': list, 'product_attributes': list,
        'skus': list, 'certifications': list, 'size_chart': dict, 'delivery_options': list,
        'package_weight': dict, 'package_dimensions': dict,
    })
    body = {key: shown[key] for key in PLAIN if shown.get(key) not in (None, '', [], {})}
    chain = shown.get('category_chains') or []
    if chain:
        body['category_id'] = str(chain[-1].get('id'))
    if (shown.get('brand') or {}).get('id'):
        body['brand_id'] = str(shown['brand']['id'])
    body['main_images'] = _images(shown.get('main_images'))
    body['product_attributes'] = [
        {'id': str(each['id']), 'values': values.listed(each.get('values'), dict)}
        for each in shown.get('product_attributes') or [] if each.get('id')
    ]
    body.update(_papers(shown))
    options = [each['id'] for each in shown.get('delivery_options') or [] if each.get(
        'is_available') and each.get('id')]
    if options:
        body['delivery_option_ids'] = options
    body['skus'] = [
        _sku(each) for each in shown.get('skus') or [] if values.identity(each.get('id'))]
    return body


def _images(rows):
    return [{'uri': each['uri']} for each in values.listed(rows, dict) if each.get('uri')]


def _papers(shown):
    """Return certificates and size chart, without what TikTok only shows."""
    body = {}
    papers = shown.get('certifications') or []
    if papers:
        body['certifications'] = [_certificate(each) for each in papers if each.get('id')]
    chart = shown.get('size_chart') or {}
    if (chart.get('template') or {}).get('id'):
        body['size_chart'] = {'template': {'id': chart['template']['id']}}
    elif (chart.get('image') or {}).get('uri'):
        body['size_chart'] = {'image': {'uri': chart['image']['uri']}}
    return body


def _certificate(shown):
    paper = {'id': str(shown['id'])}
    if shown.get('images'):
        paper['images'] = _images(shown['images'])
    if shown.get('files'):
        paper['files'] = [
            {key: each.get(key) for key in ('id', 'name', 'format')}
            for each in values.listed(shown['files'], dict)
        ]
    if shown.get('expiration_date'):
        paper['expiration_date'] = shown['expiration_date']
    return paper


def _sku(shown):
    sku = {key: shown[key] for key in PLAIN_SKU if shown.get(key) not in (None, '', [], {})}
    sku['id'] = str(sku['id'])
    options = [_option(each) for each in values.listed(shown.get('sales_attributes'), dict)]
    if options:
        sku['sales_attributes'] = options
    parts = values.listed(shown.get('combined_skus'), dict)
    if parts:
        sku['combined_skus'] = [
            {key: part.get(key) for key in ('product_id', 'sku_id', 'sku_count')} for part in parts
        ]
    return sku


def _option(shown):
    option = {
        key: shown[key] for key in ('id', 'name', 'value_id', 'value_name') if shown.get(key)}
    if (values.well_formed(shown, {'sku_img': dict}).get('sku_img') or {}).get('uri'):
        option['sku_img'] = {'uri': shown['sku_img']['uri']}
    more = _images(shown.get('supplementary_sku_images'))
    return {**option, 'supplementary_sku_images': more} if more else option


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


def price_of(shown_sku):
    """Return the price of a SKU that TikTok shows as Decimal, None if it shows none."""
    price = values.well_formed(shown_sku, {'price': dict}).get('price') or {}
    try:
        return values.amount(price['sale_price']) if price.get('sale_price') else None
    except ValueError:
        return None


# === FILES THAT TIKTOK DOES NOT HAVE YET === #

def waiting(body):
    """Yield the files of a body that are to be uploaded: dicts with `attachment` and `use_case`."""
    if isinstance(body, dict) and 'attachment' in body:
        yield body
    elif isinstance(body, (dict, list)):
        for value in body.values() if isinstance(body, dict) else body:
            yield from waiting(value)


def filled(body, fill):
    """Return a body with something else in the place of each file that was `waiting`.

    :param fill: function of such a dict
    """
    if isinstance(body, dict):
        if 'attachment' in body:
            return fill(body)
        return {key: filled(value, fill) for key, value in body.items()}
    return [filled(value, fill) for value in body] if isinstance(body, list) else body


# === PACKAGE === #

def weight(kilograms, unit, places, kept=None, digits=3):
    """Return a weight as TikTok takes it, rounded up; what it has already where that is the same.

    :param float kilograms:
    :param dict kept: what TikTok has
    :param int digits: decimals that Odoo keeps of a weight
    """
    value = (_decimal(kilograms) / KILOGRAMS[unit]).quantize(Decimal(1).scaleb(-places), ROUND_UP)
    body = {'value': _text(value), 'unit': unit}
    if kept and kept.get('unit') in KILOGRAMS:
        has = _decimal(values.shown(kept.get('value'))) * KILOGRAMS[kept['unit']]
        if _same(has, kilograms, digits) or has == value * KILOGRAMS[unit]:
            return kept
    return body


def dimensions(centimeters, unit, kept=None):
    """Return length, width and height as TikTok takes them: whole, rounded up.

    :param dict centimeters: by side
    :param dict kept: what TikTok has; it stays where it is the same
    """
    body = {'unit': unit}
    for side in SIDES:
        value = (_decimal(centimeters[side]) / CENTIMETERS[unit]).to_integral_value(ROUND_UP)
        body[side] = _text(value)
    if kept and kept.get('unit') in CENTIMETERS:
        factor = CENTIMETERS[kept['unit']]
        has = {side: _decimal(values.shown(kept.get(side))) * factor for side in SIDES}
        if all(_same(has[side], centimeters[side], 2) for side in SIDES) or all(
                has[side] == Decimal(body[side]) * CENTIMETERS[unit] for side in SIDES):
            return kept
    return body


def _decimal(number):
    return Decimal(str(round(number, 6)))


def _same(has, number, digits):
    """Tell whether a number in Odoo, of so many decimals, is what TikTok has."""
    return abs(has - _decimal(number)) <= Decimal(1).scaleb(-digits) / 2


def _text(value):
    """Return a number without exponent and superfluous zeros."""
    text = f'{value:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text
