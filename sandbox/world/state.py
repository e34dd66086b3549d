"""The true state of orders, for tests and demos; the API never shows any of it."""

from . import money
from .money import amount


def of_order(order):
    """State an order, with what an accountant should get out of it.

    `seller` and `buyer` are the amounts of its live units; `parts` says what they are made of.
    `ordered` is the same for all units, also cancelled ones. `unknown_skus` names SKUs that the
    catalogue does not have, and `corrupt` says that the figures contradict each other: both must
    keep the order from being booked.

    :rtype: dict
    """
    return {
        'id': order.id,
        'shop_id': order.shop.id,
        'region': order.shop.market.region,
        'status': order.status,
        'kind': order.kind,
        'user_id': order.buyer.user_id,
        'create_time': order.create_time,
        'update_time': order.update_time,
        'currency': order.shop.market.currency,
        'warehouse_id': order.warehouse.id,
        'live_units': len(order.live),
        'cancelled_units': len(order.units) - len(order.live),
        'units': [_unit(unit) for unit in order.units],
        'unknown_skus': sorted({unit.sku.id for unit in order.live if not unit.sku.known}),
        'corrupt': bool(order.total_error or order.line_error),
        'variant': order.variant._asdict(),
        'header_includes_cancelled': order.header_includes_cancelled,
        'total_amount': amount(money.total_amount(order) + order.total_error),
        **_amounts(money.expected(order)),
        'ordered': _amounts(money.expected(order, order.units)),
    }


def _amounts(expected):
    return {
        'seller': amount(expected['seller']),
        'buyer': amount(expected['buyer']),
        'parts': {name: amount(value) for name, value in expected['parts'].items()},
    }


def _unit(unit):
    return {
        'id': unit.id,
        'sku_id': unit.sku.id,
        'seller_sku': unit.sku.seller_sku,
        'known': unit.sku.known,
        'cancelled': bool(unit.cancelled),
        'is_gift': unit.is_gift,
        'seller_price': amount(unit.original_price - unit.seller_discount),
        'components': [[sku.seller_sku, count] for sku, count in unit.sku.components],
    }
