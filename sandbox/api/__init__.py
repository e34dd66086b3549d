"""The endpoints of the open API: one table, and a handler for each row."""

import re

from ..errors import Refusal
from ..params import Choice, Flag, IdList, Integer, Text
from ..webhooks.topics import EVENT_TYPES
from . import event, logistics, orders, shops
from .cancellations import CANCELLATION_ENDPOINTS
from .endpoint import Endpoint
from .fbt import FBT_ENDPOINTS
from .fulfilment.table import FULFILMENT_ENDPOINTS
from .products.table import PRODUCT_ENDPOINTS
from .promotions import PROMOTION_ENDPOINTS

STATUSES = (
    'UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION',
    'IN_TRANSIT', 'DELIVERED', 'COMPLETED', 'CANCELLED',
)
SHIPPING_TYPES = ('TIKTOK', 'SELLER', 'TIKTOK_DIGITAL', 'IN-STORE PICKUP')
VERSION = re.compile(r'^\d{6}$')


ENDPOINTS = (
    Endpoint(
        'GET', '/authorization/202309/shops', shops.authorized, 'seller.authorization.info',
        cipher=False,
    ),
    Endpoint('GET', '/seller/202309/shops', shops.active, 'seller.shop.info', cipher=False),
    Endpoint('GET', '/seller/202601/shop_groups', shops.groups, 'seller.shop.info', cipher=False),
    Endpoint(
        'POST', '/order/202309/orders/search', orders.search, 'seller.order.info',
        query={
            'page_size': Integer(required=True, low=1, high=100),
            'page_token': Text(most=1000),
            'sort_field': Choice(words=('create_time', 'update_time')),
            'sort_order': Choice(words=('ASC', 'DESC')),
        },
        body={
            'order_status': Choice(words=STATUSES),
            'create_time_ge': Integer(),
            'create_time_lt': Integer(),
            'update_time_ge': Integer(),
            'update_time_lt': Integer(),
            'shipping_type': Choice(words=SHIPPING_TYPES),
            'buyer_user_id': Text(),
            'is_buyer_request_cancel': Flag(),
            'warehouse_ids': IdList(most=100),
        },
    ),
    Endpoint(
        'GET', '/order/202309/orders', orders.detail, 'seller.order.info',
        query={'ids': IdList(required=True)},
    ),
    Endpoint(
        'GET', '/order/202507/orders', orders.detail, 'seller.order.info',
        query={'ids': IdList(required=True)},
    ),
    Endpoint('GET', '/logistics/202309/warehouses', logistics.warehouses, 'seller.logistics'),
    Endpoint(
        'GET', '/logistics/202309/warehouses/{warehouse_id}/delivery_options',
        logistics.delivery_options, 'seller.logistics',
        query={'scope': Choice(words=('WAREHOUSE', 'PRODUCT'))},
    ),
    Endpoint(
        'GET', '/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers',
        logistics.shipping_providers, 'seller.logistics',
        query={'warehouse_region': Text(), 'buyer_region': Text()},
    ),
    Endpoint('GET', '/event/202309/webhooks', event.webhooks, 'seller.event'),
    Endpoint(
        'PUT', '/event/202309/webhooks', event.update, 'seller.event',
        body={
            'address': Text(required=True), 'event_type': Choice(required=True, words=EVENT_TYPES),
        },
    ),
    Endpoint(
        'DELETE', '/event/202309/webhooks', event.delete, 'seller.event',
        body={'event_type': Choice(required=True, words=EVENT_TYPES)},
    ),
    *PRODUCT_ENDPOINTS,
    *PROMOTION_ENDPOINTS,
    *FBT_ENDPOINTS,
    *FULFILMENT_ENDPOINTS,
    *CANCELLATION_ENDPOINTS,
)


def find(method, path):
    """Find the endpoint of a call, or say what is wrong: its path, method or version.

    :return: the endpoint and what stands for the names in its path
    """
    parts = path.split('/')
    matches = [(each, each.match(parts)) for each in ENDPOINTS]
    matches = [(each, names) for each, names in matches if names is not None]
    for each, names in matches:
        if each.method == method:
            return each, names
    if matches:
        raise Refusal(36009010)
    raise Refusal(36009014 if _is_other_version(parts) else 36009009)


def _is_other_version(parts):
    if len(parts) < 3 or not VERSION.match(parts[2]):
        return False
    versions = {each.path.split('/')[2] for each in ENDPOINTS}
    return any(
        each.match([*parts[:2], version, *parts[3:]]) is not None
        for version in versions for each in ENDPOINTS
    )
