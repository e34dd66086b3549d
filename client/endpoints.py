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


ENDPOINTS = {
    # An authorization code is used up by the first call and a refresh token may be, so a second
    # call would only hide what happened to the first.
    'token_get': Endpoint('GET', '/api/v2/token/get', cipher=False, signed=False, repeat=False),
    'token_refresh': Endpoint(
        'GET', '/api/v2/token/refresh', cipher=False, signed=False, repeat=False,
    ),
    'authorized_shops': Endpoint(
        'GET', '/authorization/202309/shops', cipher=False, scope='seller.authorization.info',
    ),
    'active_shops': Endpoint(
        'GET', '/seller/202309/shops', cipher=False, scope='seller.shop.info',
    ),
    'warehouses': Endpoint('GET', '/logistics/202309/warehouses', scope='seller.logistics'),
    'order_search': Endpoint(
        'POST', '/order/202309/orders/search', page_size=100, scope='seller.order.info',
    ),
    'order_detail': Endpoint('GET', '/order/202507/orders', batch=50, scope='seller.order.info'),
    # No public page names the scope of these.
    'webhooks': Endpoint('GET', '/event/202309/webhooks'),
    'webhook_set': Endpoint('PUT', '/event/202309/webhooks'),
    'webhook_delete': Endpoint('DELETE', '/event/202309/webhooks'),
}
