"""Correcting the number of a parcel that the seller has shipped: once, and for some days."""

from ...errors import Refusal
from ...fulfilment import carriers, rules
from ...fulfilment.checks import SHIP, check_number, use_number
from .find import order_of_path, package_of_path

# Where an order is named and where a package is.
CANCELLED = {'order': 21011041, 'package': 21011042}


def of_order(call):
    """Correct the number of an order that is in one package."""
    order = order_of_path(call, 10007002)
    packages = [each for each in order.packages if each.status != 'CANCELLED']
    _check_order(call, order, 'order')
    if len(packages) != 1:
        raise Refusal(21011049)
    return _correct(call, packages[0], call.body, 'order')


def of_package(call):
    """Correct the number of a package (202610)."""
    infos = call.body['shipping_info_list']
    package = package_of_path(call, 10007002)
    if len(infos) != 1 or not all(
            infos[0].get(key) for key in ('tracking_number', 'shipping_provider_id')):
        raise Refusal(21011022)
    return _correct(call, package, infos[0], 'package')


def of_package_plainly(call):
    """Correct the number of a package (202309)."""
    return _correct(call, package_of_path(call, 10007002), call.body, 'package')


def _correct(call, package, info, what):
    if package.status == 'CANCELLED':
        raise Refusal(CANCELLED[what])
    for order in package.orders:
        _check_order(call, order, what)
    _check_package(call, package)
    chosen = carriers.find(call.shop.market, info['shipping_provider_id'])
    if not chosen:
        raise Refusal(21011022)
    for order in package.orders:
        check_number(call.world, order, info['tracking_number'], SHIP._replace(crowded=21011022))
    use_number(call.world, package.orders, info['tracking_number'])
    call.world.correct(package, info['tracking_number'], chosen)
    return {}


def _check_order(call, order, what):
    if order.status == 'CANCELLED':
        raise Refusal(CANCELLED[what])
    if order.shipping_type != rules.SELLER:
        raise Refusal(21011004)
    if order.request_cancel_time and rules.rules(call.shop.market).waits_for_requests:
        raise Refusal(21011007)
    if order.status in ('DELIVERED', 'COMPLETED'):
        raise Refusal(21011030)
    if order.status in ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT'):
        raise Refusal(21011043)


def _check_package(call, package):
    if package.status == 'TO_FULFILL':
        raise Refusal(21011043)
    if package.status == 'COMPLETED':
        raise Refusal(21011030)
    if any(order.corrections for order in package.orders):
        raise Refusal(21011051)
    within = rules.rules(call.shop.market).correct_within
    if within and call.world.clock.now() > package.rts_time + within:
        raise Refusal(21011050)
