"""The shape of a product: as TikTok shows it, and as it takes it.

https://partner.tiktokshop.com/docv2/page/get-product-202309 and edit-product-202509
"""

from .. import values

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


def editable(shown):
    """Return a product that TikTok shows in the shape in which it takes one.

    Prices and stock are left out: what an edit does not say about them stays.

    :param dict shown: as `Get Product` gives it
    """
    shown = values.well_formed(shown, {
        'brand': dict, 'category_chains': list, 'main_images': list, 'product_attributes': list,
        'skus': list, 'certifications': list, 'size_chart': dict, 'delivery_options': list,
        'package_weight': dict, 'package_dimensions': dict,
    })
    return {
        **{key: shown[key] for key in PLAIN if shown.get(key) not in (None, '', [], {})},
        **_references(shown),
        'main_images': _images(shown.get('main_images')),
        'product_attributes': [
            {'id': str(each['id']), 'values': values.listed(each.get('values'), dict)}
            for each in shown.get('product_attributes') or [] if each.get('id')
        ],
        **_documents(shown),
        'skus': [_sku(each) for each in shown.get('skus') or [] if values.identity(each.get('id'))],
    }


def _references(shown):
    """Return category, brand and ways of delivery, which are taken by their ids."""
    body, chain = {}, shown.get('category_chains') or []
    if chain:
        body['category_id'] = str(chain[-1].get('id'))
    if (shown.get('brand') or {}).get('id'):
        body['brand_id'] = str(shown['brand']['id'])
    deliveries = [
        each['id'] for each in shown.get('delivery_options') or []
        if each.get('is_available') and each.get('id')]
    return {**body, 'delivery_option_ids': deliveries} if deliveries else body


def _images(rows):
    return [{'uri': each['uri']} for each in values.listed(rows, dict) if each.get('uri')]


def _documents(shown):
    """Return certifications and size chart, without what TikTok only shows."""
    body = {}
    certifications = shown.get('certifications') or []
    if certifications:
        body['certifications'] = [
            _certification(each) for each in certifications if each.get('id')]
    chart = shown.get('size_chart') or {}
    if (chart.get('template') or {}).get('id'):
        body['size_chart'] = {'template': {'id': chart['template']['id']}}
    elif (chart.get('image') or {}).get('uri'):
        body['size_chart'] = {'image': {'uri': chart['image']['uri']}}
    return body


def _certification(shown):
    certification = {'id': str(shown['id'])}
    if shown.get('images'):
        certification['images'] = _images(shown['images'])
    if shown.get('files'):
        certification['files'] = [
            {key: each.get(key) for key in ('id', 'name', 'format')}
            for each in values.listed(shown['files'], dict)
        ]
    if shown.get('expiration_date'):
        certification['expiration_date'] = shown['expiration_date']
    return certification


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


def price_of(shown_sku):
    """Return the price of a SKU that TikTok shows as Decimal, None if it shows none."""
    price = values.well_formed(shown_sku, {'price': dict}).get('price') or {}
    try:
        return values.amount(price['sale_price']) if price.get('sale_price') else None
    except ValueError:
        return None
