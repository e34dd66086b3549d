"""The bodies of the product endpoints: names, types and bounds as documented, versions apart."""

from ...params import Choice, Flag, IdList, Integer, Strings, Struct, Structs, Text, Words

# As published in the list of locales of `Get Categories`.
LOCALES = (
    'cs-CZ', 'de-AT', 'de-BE', 'de-DE', 'el-GR', 'en-GB', 'en-IE', 'en-US', 'es-ES', 'es-MX',
    'fr-BE', 'fr-FR', 'hu-HU', 'id-ID', 'it-IT', 'ja-JP', 'ms-MY', 'nl-BE', 'nl-NL', 'pl-PL',
    'pt-BR', 'pt-PT', 'th-TH', 'vi-VN', 'zh-CN',
)
# SAR is not published, though there are shops in Saudi Arabia.
CURRENCIES = (
    'BRL', 'CZK', 'EUR', 'GBP', 'HUF', 'IDR', 'JPY', 'MXN', 'MYR', 'PHP', 'PLN', 'SAR', 'SGD',
    'THB', 'USD', 'VND',
)
PLATFORMS = ('TIKTOK_SHOP', 'TOKOPEDIA')
SAVE_MODES = ('AS_DRAFT', 'LISTING')
LONG, NAME = 100_000, 2000
VERSION = Choice(words=('v1', 'v2'))
LOCALE = Choice(words=LOCALES)
PLATFORM_LIST = Words(most=2, words=PLATFORMS)
IDS = IdList(most=50)


def text(required=False, most=NAME):
    return Text(required=required, most=most)


def number(required=False, high=10**12):
    return Integer(required=required, low=-high, high=high)


URI = {'uri': text(True)}
SIDES = {name: text(True) for name in ('length', 'width', 'height', 'unit')}
WEIGHT = {'value': text(True), 'unit': text(True)}
DOLLARS = {'amount': text(True), 'currency': Choice(required=True, words=('USD',))}
PRICE = {
    'currency': Choice(required=True, words=CURRENCIES), 'amount': text(), 'sale_price': text(),
}
INVENTORY = {
    'warehouse_id': text(True), 'quantity': number(), 'backorder_quantity': number(),
    'handling_time': number(),
}
OPTION = {
    'id': text(), 'name': text(), 'value_id': text(), 'value_name': text(),
    'sku_img': Struct(fields=URI), 'supplementary_sku_images': Structs(fields=URI),
}
EXTERNAL_PRICE = {**DOLLARS, 'source': Choice(required=True, words=('SHOPIFY_COMPARE_AT_PRICE',))}
OLD_SKU = {
    'inventory': Structs(fields=INVENTORY), 'price': Struct(fields=PRICE),
    'sales_attributes': Structs(fields=OPTION), 'seller_sku': text(),
    'external_sku_id': text(most=999),
    'identifier_code': Struct(fields={'code': text(), 'type': text()}),
    'combined_skus': Structs(fields={
        'product_id': text(True), 'sku_id': text(True), 'sku_count': number(True)}),
    'sku_unit_count': text(), 'external_urls': Strings(longest=500),
    'extra_identifier_codes': Strings(most=10),
    'pre_sale': Struct(fields={
        'type': text(), 'fulfillment_type': Struct(fields={
            'handling_duration_days': number(), 'release_date': number()})}),
    'list_price': Struct(fields=DOLLARS),
    'external_list_prices': Structs(fields=EXTERNAL_PRICE),
    'fees': Structs(fields={'type': text(), 'amount': text(), 'additional_attribute': text()}),
}
SKU = {
    **OLD_SKU, 'sku_dimensions': Struct(fields=SIDES), 'sku_weight': Struct(fields=WEIGHT),
}
NEW_SKU = {
    **SKU, 'price': Struct(fields={**PRICE, 'starting_bid_price': text()}),
}
VALUE = {
    'id': text(), 'name': text(),
    'metric_standard_info': Struct(fields={
        'id': text(), 'metric_value_module_infos': Structs(fields={
            'id': text(), 'value': text(), 'unit_id': text()})}),
}
CERTIFICATE = {
    'id': text(True), 'images': Structs(fields=URI),
    'files': Structs(fields={'id': text(True), 'name': text(True), 'format': text(True)}),
    'expiration_date': number(),
}


def _properties(value):
    return Structs(fields={'id': text(True), 'values': Structs(required=True, fields=value)})


# What all versions of create, edit and partial edit have beside the SKUs.
CORE = {
    'title': text(most=LONG), 'description': text(most=LONG), 'save_mode': Choice(words=SAVE_MODES),
    'main_images': Structs(fields=URI), 'brand_id': text(), 'is_cod_allowed': Flag(),
    'certifications': Structs(fields=CERTIFICATE, most=10),
    'package_dimensions': Struct(fields=SIDES), 'package_weight': Struct(fields=WEIGHT),
    'product_attributes': _properties(VALUE), 'video': Struct(fields={'id': text(True)}),
    'external_product_id': text(most=999),
    'size_chart': Struct(fields={
        'image': Struct(fields=URI), 'template': Struct(fields={'id': text(True)})}),
    'manufacturer_ids': IDS, 'responsible_person_ids': IDS, 'listing_platforms': PLATFORM_LIST,
}
WHOLE = {
    'category_id': text(), 'category_version': VERSION, 'delivery_option_ids': IDS,
    'shipping_insurance_requirement': Choice(words=('NOT_SUPPORTED', 'OPTIONAL', 'REQUIRED')),
    'minimum_order_quantity': Integer(low=1, high=20), 'is_pre_owned': Flag(),
    'shipping_template_id': text(),
}
RECENT = {
    'scheduled_sale': Struct(fields={
        'is_enabled_scheduled_sale': Flag(required=True),
        'schedule_sale_time': number(True, 10**15),  # milliseconds
    }),
    'locale': LOCALE, 'search_terms': Strings(most=15),
    'key_product_features': Strings(most=5, longest=1500),
}
ONLINE = {
    'product_tag_operations': Structs(fields={
        'product_tag': Choice(required=True, words=('AUCTION',)), 'enable': Flag(required=True)}),
    'purchase_order_quantity_limit': Struct(fields={
        'maximum_order_quantity': number(), 'cumulative_order_quantity': number()}),
    'selling_format': Choice(words=('FIXED_PRICE', 'FIXED_PRICE_AND_LIVE_AUCTION')),
    'is_live_quick': Flag(),
}
DETAILS = {'auto_translate_enabled': Flag(), 'is_blind_box': Flag()}
# Copies in other markets are read and checked for their form; nothing follows from them.
REPLICA_SKU = {
    'price': Struct(required=True, fields={
        'currency': Choice(required=True, words=CURRENCIES), 'sale_price': text(True)}),
    'id': text(), 'seller_sku': text(),
    'inventory': Structs(fields={'quantity': number(), 'warehouse_id': text()}),
}


def _replicas(sku):
    return Structs(fields={
        'region': text(True), 'inventory_mode': text(), 'skus': Structs(fields=sku),
    })


REPLICAS = {
    'replicated_products': _replicas(REPLICA_SKU),
    'subscribe_info_edit': Struct(fields={
        'subscribe_status': text(), 'discount_details': Structs(fields={
            'discount_level': text(), 'discount_value': number()})}),
}


def _demand(form):
    """Return a form in which title and description are required.

    So are category and main images, but TikTok has codes of their own for these.
    """
    needed = {'title': text(True, LONG), 'description': text(True, LONG)}
    return {**form, 'category_id': text(), **needed}


def _skus(fields, required=True):
    return Structs(required=required, fields=fields)


EDIT_SKU = {**SKU, 'id': text(), 'price': NEW_SKU['price']}
OLD_EDIT_SKU = {**OLD_SKU, 'id': text()}
PARTIAL_SKU = {
    key: value for key, value in {**SKU, 'id': text()}.items() if key != 'combined_skus'
}
CREATE = _demand({
    **CORE, **WHOLE, **RECENT, **ONLINE, **DETAILS, 'skus': _skus(NEW_SKU),
    'primary_combined_product_id': text(), 'is_not_for_sale': Flag(),
    'idempotency_key': text(most=128),
})
EDIT = _demand({
    **CORE, **WHOLE, **RECENT, **ONLINE, **DETAILS, **REPLICAS, 'skus': _skus(EDIT_SKU),
    'inventory_mode': text(),
})
EDIT_202309 = _demand({**CORE, **WHOLE, **REPLICAS, 'skus': _skus(OLD_EDIT_SKU)})
PARTIAL = {
    **CORE, **RECENT, **DETAILS, **REPLICAS, 'category_version': VERSION,
    'replicated_products': _replicas({**REPLICA_SKU, 'external_sku_id': text()}),
    'skus': _skus(PARTIAL_SKU, False), 'inventory_mode': text(),
}
PARTIAL_202309 = {
    **CORE, **REPLICAS,
    'skus': _skus({k: v for k, v in OLD_EDIT_SKU.items() if k != 'combined_skus'}, False),
}
CHECK = _demand({
    **{key: value for key, value in {**CORE, **WHOLE}.items()
       if key not in ('category_version', 'save_mode')},
    **RECENT, **{key: ONLINE[key] for key in ONLINE if key != 'purchase_order_quantity_limit'},
    'skus': _skus(NEW_SKU), 'primary_combined_product_id': text(),
    'product_attributes': _properties({'id': text(), 'name': text()}),
    'option': Struct(fields={
        'need_trigger_gne_async_check': Flag(), 'gne_async_check_session_id': text()}),
})
PRICES = {
    'skus': Structs(required=True, fields={
        'id': text(True), 'price': Struct(required=True, fields=PRICE),
        'list_price': Struct(fields=DOLLARS),
        'external_list_prices': Structs(fields=EXTERNAL_PRICE),
    }),
}
QUANTITIES = {
    'skus': Structs(required=True, fields={
        'id': text(True), 'inventory': Structs(required=True, least=1, fields={
            **INVENTORY, 'warehouse_id': text(), 'quantity': number(True)}),
    }),
}
