"""The product endpoints, one row each; older versions where clients still use them."""

from ...params import Choice, Flag, IdList, Integer, Strings, Text, Words
from ..endpoint import Endpoint
from . import catalog, forms, prices, read, states, stock, uploads, write

READ, WRITE = 'seller.product.basic', 'seller.product.write'
STATUSES = (
    'ALL', 'DRAFT', 'PENDING', 'FAILED', 'ACTIVATE', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED',
    'FREEZE', 'DELETED',
)
TREE = {'locale': forms.LOCALE, 'category_version': forms.VERSION}
PAGE = {'page_size': Integer(required=True, low=1, high=100), 'page_token': Text(most=1000)}
TIMES = {
    f'{name}_time_{end}': Integer() for name in ('create', 'update') for end in ('ge', 'le')
}
SEARCH_202309 = {
    **TIMES, 'status': Choice(words=STATUSES), 'seller_skus': Strings(),
}
SEARCH_202312 = {
    **SEARCH_202309, 'category_version': forms.VERSION, 'listing_platforms': forms.PLATFORM_LIST,
    'listing_quality_tier': Text(), 'sku_ids': IdList(most=10),
    'audit_status': Words(words=('AUDITING', 'FAILED', 'APPROVED')),
}
SEARCH = {
    **{key: value for key, value in SEARCH_202312.items() if key != 'listing_quality_tier'},
    'listing_quality_tiers': Words(words=('EXCELLENT', 'FAIR', 'GOOD', 'POOR')),
    'sns_filter': Choice(words=('CONFIGURED', 'ELIGIBLE')), 'return_draft_version': Flag(),
    'locale': forms.LOCALE, 'include_live_quick_products': Flag(),
}
TWENTY = {'product_ids': IdList(required=True, most=20)}
PLATFORM = {'listing_platforms': forms.PLATFORM_LIST}
ORIGIN_CATEGORY = {
    'id': Text(), 'name': Text(), 'full_name': Text(), 'is_leaf': Flag(), 'is_root': Flag(),
}
RECOMMEND = {
    'product_title': Text(required=True), 'category_version': forms.VERSION,
    'description': Text(most=forms.LONG), 'images': forms.Structs(fields=forms.URI),
    'include_prohibited_categories': Flag(), 'listing_platform': Choice(words=forms.PLATFORMS),
    'locale': forms.LOCALE, 'origin_platform_product_type': Text(),
    'origin_platform_vendor': Text(), 'origin_platform_tags': Strings(),
    'origin_platform_category': forms.Struct(fields=ORIGIN_CATEGORY),
    'origin_platform_product_meta_data': forms.Struct(fields={
        'attribute_value_list': forms.Structs(fields={'name': Text(), 'values': Strings()})}),
    'is_live_quick': Flag(),
}
VERSIONS = {'return_under_review_version': Flag(), 'return_draft_version': Flag()}
CATEGORY, PRODUCT = '/product/202309/categories', '/product/202309/products'

PRODUCT_ENDPOINTS = (
    Endpoint('GET', CATEGORY, catalog.categories, READ, query={
        **TREE, 'keyword': Text(), 'listing_platform': Choice(words=forms.PLATFORMS),
        'include_prohibited_categories': Flag(), 'is_live_quick': Flag(),
    }),
    Endpoint('GET', f'{CATEGORY}/{{category_id}}/attributes', catalog.attributes, READ, query={
        **TREE, 'is_live_quick': Flag(),
    }),
    Endpoint('GET', f'{CATEGORY}/{{category_id}}/rules', catalog.category_rules, READ, query=TREE),
    Endpoint('POST', f'{CATEGORY}/recommend', catalog.recommend, READ, body=RECOMMEND),
    Endpoint('GET', '/product/202309/brands', catalog.brands, READ, query={
        **PAGE, 'category_id': Text(), 'is_authorized': Flag(), 'brand_name': Text(),
        'category_version': forms.VERSION,
    }),
    Endpoint('POST', '/product/202309/brands', catalog.create_brand, WRITE, cipher=False,
             body={'name': Text(required=True)}),
    Endpoint('GET', '/product/202312/prerequisites', catalog.prerequisites, READ),
    Endpoint('POST', '/product/202407/sizecharts/search', catalog.size_charts, READ, cipher=False,
             query={**PAGE, 'locales': Words(words=forms.LOCALES)},
             body={'ids': IdList(most=50), 'keyword': Text(), 'size_chart_mode': Choice(
                 words=('PRODUCT_SCOPED', 'REUSABLE_TEMPLATE'))}),
    Endpoint('POST', '/product/202309/images/upload', uploads.image, WRITE, cipher=False,
             body={'use_case': Text()}, form=True),
    Endpoint('POST', '/product/202309/files/upload', uploads.file, WRITE, cipher=False,
             body={'name': Text(required=True)}, form=True),
    Endpoint('POST', '/product/202502/products/search', read.search, READ, query=PAGE, body=SEARCH),
    Endpoint('POST', '/product/202312/products/search', read.search, READ, query=PAGE,
             body=SEARCH_202312),
    Endpoint('POST', f'{PRODUCT}/search', read.search, READ,
             query={**PAGE, 'category_version': forms.VERSION}, body=SEARCH_202309),
    Endpoint('POST', PRODUCT, write.create, WRITE, body=forms.CREATE),
    Endpoint('POST', f'{PRODUCT}/listing_check', write.check, WRITE,
             query={'is_diagnosis_required': Flag()}, body=forms.CHECK),
    Endpoint('DELETE', PRODUCT, states.delete, WRITE, body=TWENTY),
    Endpoint('POST', f'{PRODUCT}/recover', states.recover, WRITE, body=TWENTY),
    Endpoint('POST', f'{PRODUCT}/activate', states.activate, WRITE, body={**TWENTY, **PLATFORM}),
    Endpoint('POST', f'{PRODUCT}/deactivate', states.deactivate, WRITE,
             body={**TWENTY, **PLATFORM}),
    Endpoint('GET', f'{PRODUCT}/{{product_id}}', read.detail, READ,
             query={**VERSIONS, 'locale': forms.LOCALE}),
    Endpoint('PUT', f'{PRODUCT}/{{product_id}}', write.edit, WRITE, body=forms.EDIT_202309),
    Endpoint('PUT', '/product/202509/products/{product_id}', write.edit, WRITE, body=forms.EDIT),
    Endpoint('POST', f'{PRODUCT}/{{product_id}}/partial_edit', write.partial_edit, WRITE,
             body=forms.PARTIAL_202309),
    Endpoint('POST', '/product/202509/products/{product_id}/partial_edit', write.partial_edit,
             WRITE, body=forms.PARTIAL),
    Endpoint('POST', f'{PRODUCT}/{{product_id}}/prices/update', prices.prices, WRITE,
             body=forms.PRICES),
    Endpoint('POST', f'{PRODUCT}/{{product_id}}/inventory/update', stock.quantities, WRITE,
             body=forms.QUANTITIES),
    Endpoint('POST', '/product/202309/inventory/search', stock.inventory, READ, body={
        'product_ids': IdList(most=10_000), 'sku_ids': IdList(most=10_000),
    }),
    Endpoint('POST', '/product/202608/inventory/operation/settings', stock.settings, WRITE, body={
        'seller_id': Text(required=True), 'sku_ids': IdList(required=True, most=500),
        'stock_operation_setting': forms.Struct(fields={'enable_auto_restock': Flag()}),
    }),
)
