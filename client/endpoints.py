"""Every endpoint that we call, with its version and what it needs.

Versions differ per endpoint, and there is no newest one for all: each is the newest that TikTok's
Partner Center listed for it in 2026-10.
"""
from typing import NamedTuple


class Endpoint(NamedTuple):
    """How one endpoint is called."""

    method: str
    path: str  # with {placeholders}
    cipher: bool = True  # shop_cipher: needed (True) or refused (False)
    signed: bool = True  # False: of the token host, which takes the secret instead of a signature
    repeat: bool = True  # safe to repeat although the first call may have been carried out
    page_size: 'int | None' = None  # most rows of a page
    batch: 'int | None' = None  # most ids of a call
    scope: 'str | None' = None  # permission that the app needs, where known
    call: 'str | None' = None  # TikTok's name, as in the address of its page, where it has one


ENDPOINTS = {
    # An authorization code is used up by the first call and a refresh token may be, so a second
    # call would only hide what happened to the first.
    'token_get': Endpoint(
        'GET', '/api/v2/token/get', cipher=False, signed=False, repeat=False, call='token-get',
    ),
    'token_refresh': Endpoint(
        'GET', '/api/v2/token/refresh', cipher=False, signed=False, repeat=False,
        call='token-refresh',
    ),
    'authorized_shops': Endpoint(
        'GET', '/authorization/202309/shops', cipher=False, scope='seller.authorization.info',
    ),
    'active_shops': Endpoint(
        'GET', '/seller/202309/shops', cipher=False, scope='seller.shop.info',
    ),
    # No public page names the scope.
    'shop_groups': Endpoint('GET', '/seller/202601/shop_groups', cipher=False),
    'warehouses': Endpoint(
        'GET', '/logistics/202309/warehouses', scope='seller.logistics', call='get-warehouse-list',
    ),
    'order_search': Endpoint(
        'POST', '/order/202309/orders/search', page_size=100, scope='seller.order.info',
        call='get-order-list',
    ),
    'order_detail': Endpoint(
        'GET', '/order/202507/orders', batch=50, scope='seller.order.info', call='get-order-detail',
    ),
    'product_search': Endpoint(
        'POST', '/product/202502/products/search', page_size=100, scope='seller.product.basic',
        call='search-products',
    ),
    'product': Endpoint('GET', '/product/202309/products/{product_id}',
                        scope='seller.product.basic'),
    # Created twice where the first answer was lost, unless the body has an `idempotency_key`.
    'product_create': Endpoint(
        'POST', '/product/202309/products', repeat=False, scope='seller.product.write',
        call='create-product',
    ),
    'product_edit': Endpoint(
        'PUT', '/product/202509/products/{product_id}', scope='seller.product.write',
        call='edit-product',
    ),
    'product_partial_edit': Endpoint(
        'POST', '/product/202509/products/{product_id}/partial_edit', scope='seller.product.write',
        call='partial-edit-product',
    ),
    'product_activate': Endpoint(
        'POST', '/product/202309/products/activate', batch=20, scope='seller.product.write',
        call='activate-product',
    ),
    'product_deactivate': Endpoint(
        'POST', '/product/202309/products/deactivate', batch=20, scope='seller.product.write',
    ),
    'product_recover': Endpoint(
        'POST', '/product/202309/products/recover', batch=20, scope='seller.product.write',
    ),
    # No public page names the scope.
    'product_delete': Endpoint('DELETE', '/product/202309/products', batch=20),
    'price_update': Endpoint(
        'POST', '/product/202309/products/{product_id}/prices/update', scope='seller.product.write',
        call='update-price',
    ),
    'inventory_update': Endpoint(
        'POST', '/product/202309/products/{product_id}/inventory/update',
        scope='seller.product.write', call='update-inventory',
    ),
    'inventory_search': Endpoint(
        'POST', '/product/202309/inventory/search', batch=600, scope='seller.product.basic',
        call='inventory-search',
    ),
    # No public page names the scopes from here to the promotions' end.
    'auto_restock': Endpoint('POST', '/product/202608/inventory/operation/settings', batch=500),
    'fbt_inventory': Endpoint(
        'POST', '/fbt/202408/inventory/search', page_size=50, batch=100,
    ),
    'promotion_search': Endpoint(
        'POST', '/promotion/202309/activities/search', page_size=100, call='search-activities',
    ),
    'promotion': Endpoint(
        'GET', '/promotion/202309/activities/{activity_id}', call='get-activity',
    ),
    'promotion_leave': Endpoint(
        'DELETE', '/promotion/202309/activities/{activity_id}/products', batch=300,
        call='remove-activity-product',
    ),
    'promotion_end': Endpoint(
        'POST', '/promotion/202309/activities/{activity_id}/deactivate', call='deactivate-activity',
    ),
    # An upload that is repeated leaves a copy that nobody uses.
    'image_upload': Endpoint(
        'POST', '/product/202309/images/upload', cipher=False, scope='seller.product.write',
        call='upload-product-image',
    ),
    'file_upload': Endpoint(
        'POST', '/product/202309/files/upload', cipher=False, scope='seller.product.write',
    ),
    'categories': Endpoint(
        'GET', '/product/202309/categories', scope='seller.product.basic', call='get-categories',
    ),
    'category_attributes': Endpoint(
        'GET', '/product/202309/categories/{category_id}/attributes', scope='seller.product.basic',
        call='get-attributes',
    ),
    'category_rules': Endpoint(
        'GET', '/product/202309/categories/{category_id}/rules', scope='seller.product.basic',
        call='get-category-rules',
    ),
    'category_recommend': Endpoint(
        'POST', '/product/202309/categories/recommend', scope='seller.product.basic',
        call='recommend-category',
    ),
    'brands': Endpoint(
        'GET', '/product/202309/brands', page_size=100, scope='seller.product.basic',
        call='get-brands',
    ),
    'listing_check': Endpoint(
        'POST', '/product/202309/products/listing_check', scope='seller.product.write',
        call='check-product-listing',
    ),
    'prerequisites': Endpoint('GET', '/product/202312/prerequisites',
                              scope='seller.product.basic'),
    # === FULFILMENT === #
    # No public page names the scopes of these, nor the most packages or orders of a call.
    'package_search': Endpoint('POST', '/fulfillment/202309/packages/search', page_size=50),
    'package': Endpoint(
        'GET', '/fulfillment/202309/packages/{package_id}', call='get-package-detail',
    ),
    # After a lost answer the package is read first: it may be shipped, or be another one by now.
    'package_ship': Endpoint(
        'POST', '/fulfillment/202309/packages/{package_id}/ship', repeat=False,
        call='ship-package',
    ),
    'packages_ship': Endpoint(
        'POST', '/fulfillment/202309/packages/ship', repeat=False, batch=20,
        call='batch-ship-packages',
    ),
    'package_mark': Endpoint(
        'POST', '/fulfillment/202610/orders/{order_id}/packages', repeat=False,
        call='mark-package-as-shipped',
    ),
    'shipping_services': Endpoint(
        'POST', '/fulfillment/202309/orders/{order_id}/shipping_services/query',
        call='get-eligible-shipping-service',
    ),
    # It buys a label.
    'package_create': Endpoint(
        'POST', '/fulfillment/202512/packages', repeat=False, call='create-packages',
    ),
    'handover_slots': Endpoint(
        'GET', '/fulfillment/202309/packages/{package_id}/handover_time_slots',
        call='get-package-handover-time-slots',
    ),
    'shipping_document': Endpoint(
        'GET', '/fulfillment/202309/packages/{package_id}/shipping_documents',
        call='get-package-shipping-document',
    ),
    'split_attributes': Endpoint(
        'GET', '/fulfillment/202309/orders/split_attributes', batch=20,
    ),
    # These make new packages, whose ids a second call would not tell.
    'order_split': Endpoint(
        'POST', '/fulfillment/202309/orders/{order_id}/split', repeat=False, call='split-orders',
    ),
    'combinable_search': Endpoint(
        'GET', '/fulfillment/202309/combinable_packages/search', page_size=50,
    ),
    'package_combine': Endpoint(
        'POST', '/fulfillment/202309/packages/combine', repeat=False, call='combine-package',
    ),
    'package_uncombine': Endpoint(
        'POST', '/fulfillment/202309/packages/{package_id}/uncombine', repeat=False,
        call='uncombine-packages',
    ),
    'order_tracking': Endpoint('GET', '/fulfillment/202309/orders/{order_id}/tracking'),
    # A number may be corrected once: a second call would be told that it was.
    'order_correct': Endpoint(
        'POST', '/fulfillment/202309/orders/{order_id}/shipping_info/update', repeat=False,
        call='update-shipping-info',
    ),
    'package_correct': Endpoint(
        'POST', '/fulfillment/202610/packages/{package_id}/shipping_info/update', repeat=False,
        call='update-package-shipping-info',
    ),
    # While an invoice is looked at, none may be sent.
    'invoice_upload': Endpoint('POST', '/fulfillment/202502/invoice/upload', repeat=False),
    'tracking_check': Endpoint('GET', '/fulfillment/202508/tts_tracking_validation'),
    'delivery_options': Endpoint(
        'GET', '/logistics/202309/warehouses/{warehouse_id}/delivery_options',
    ),
    'shipping_providers': Endpoint(
        'GET', '/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers',
        call='get-shipping-providers',
    ),
    # No public page names the scope of these. An order that is cancelled twice was read before.
    'cancel_reasons': Endpoint(
        'GET', '/return_refund/202602/orders/{order_id}/aftersale_eligibility',
    ),
    'order_cancel': Endpoint(
        'POST', '/return_refund/202602/cancellations', repeat=False, call='cancel-order',
    ),
    # No public page names the scope of these.
    'webhooks': Endpoint('GET', '/event/202309/webhooks'),
    'webhook_set': Endpoint('PUT', '/event/202309/webhooks'),
    'webhook_delete': Endpoint('DELETE', '/event/202309/webhooks'),
}
