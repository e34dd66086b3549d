"""Labels that are bought (US, JP): what they cost, and the package that comes with one."""

from ...errors import NotAllowed, Refusal
from ...fulfilment import rules, services
from ...fulfilment.checks import BUY, check_order
from ...fulfilment.state import has_label
from .find import order_of, order_of_path
from .ship import chosen_units, noted, send

WHOLE, PART, SEVERAL = '1', '2', '3'


def query(call):
    """List the services by which an order, or a part of it, can be sent."""
    order, body = order_of_path(call), call.body
    if not _is_bought(call, order):
        raise Refusal(21001001)
    if order.rts_time and order.status != 'PARTIALLY_SHIPPING':
        raise Refusal(21011006)
    lines = body.get('order_line_list') or [
        {'order_line_id': key} for key in body.get('order_line_item_ids', ())]
    units = chosen_units(order, lines, 21011029)
    weight = body.get('weight') or _weight(call, units)
    dimension = body.get('dimension') or services.DIMENSIONS[_units(call)]
    found = services.offered(call.shop.market, weight, call.world.knobs.one_service)
    if not found or not services.fits(dimension):
        raise Refusal(21011037)
    return {
        'order_id': order.id, 'order_line_id': [unit.id for unit in units], 'weight': weight,
        'dimension': dimension, 'shipping_services': found,
    }


def create(call):
    """Buy a label and ship with it."""
    body = call.body
    kind = body['ship_type']
    if kind not in (WHOLE, PART, SEVERAL):
        raise Refusal(21001001)
    ids = body.get('order_list_ids', []) if kind == SEVERAL else [body.get('order_id', '')]
    if kind == SEVERAL and len(set(ids)) < 2:
        raise Refusal(21001001)
    orders = [order_of(call, order_id) for order_id in ids]
    lines = body.get('order_line_item', []) if kind == PART else []
    with noted(call, 'buy', orders, [line['order_line_id'] for line in lines]) as entry:
        for order in orders:
            _check(call, order, lines, is_part=kind == PART)
        service = _service(call, orders, lines)
        package = _package(call, orders, lines)
        entry['package_id'] = package.id
        package.size = {key: body[key] for key in ('weight', 'dimension') if key in body}
        send(call, package, {'provider': service['shipping_provider_id']}, service)
        entry['item_ids'] = [unit.id for unit in package.units]
    return {
        'package_id': package.id, 'create_time': package.create_time, **services.guess(package),
        'shipping_service_info': {
            key: value for key, value in service.items() if key != 'is_default'},
    }


def _check(call, order, lines, is_part):
    """Refuse orders for which no label is sold, or was sold already."""
    if not rules.buys(order, call.world.knobs.early_gb):
        raise Refusal(21008106)
    if order.fulfillment_type == 'FULFILLMENT_BY_SELLER' and order.shipping_type != rules.TIKTOK:
        raise Refusal(21011012)
    named = {line['order_line_id'] for line in lines}
    bought = [unit.package for unit in order.units
              if unit.package and unit.package.service and (not named or unit.id in named)]
    if bought and (named or len(bought) == len(order.live)):
        ready = all(has_label(package, call.world.clock.now()) for package in bought)
        raise Refusal(21022025 if ready else 21030005)
    check_order(order, BUY)
    if is_part and not lines:
        raise Refusal(21011048)
    if order.combined:
        raise Refusal(21011046 if lines else 21011033)
    units = chosen_units(order, lines, 21011035)
    if order.must_split and len(units) > order.must_split['max_count']:
        raise Refusal(21011012)


def _service(call, orders, lines):
    """Return the service that the call wants, or TikTok's choice."""
    body = call.body
    units = [unit for order in orders for unit in chosen_units(order, lines, 21011035)]
    weight = body.get('weight') or _weight(call, units)
    dimension = body.get('dimension') or services.DIMENSIONS[_units(call)]
    if not services.fits(dimension):
        raise Refusal(11021014)
    found = services.offered(call.shop.market, weight, call.world.knobs.one_service)
    if not found:
        raise Refusal(11021009)
    wanted = body.get('shipping_service_id')
    if not wanted or call.world.knobs.one_service:
        return found[0]
    chosen = next((each for each in found if each['id'] == wanted), None)
    if not chosen:
        raise Refusal(21004008)
    return chosen


def _package(call, orders, lines):
    """Put units into a new package, which all of the orders share."""
    world = call.world
    if len(orders) > 1:
        try:
            return world.combine(orders)[0].packages[0]
        except NotAllowed:
            raise Refusal(21011003) from None
    units = chosen_units(orders[0], lines, 21011035)
    return world.life.package_for(orders[0], world.clock.now(), units)


def _is_bought(call, order):
    return rules.buys(order, call.world.knobs.early_gb) and order.shipping_type == rules.TIKTOK


def _units(call):
    return 'US' if call.shop.market.region == 'US' else ''


def _weight(call, units):
    return services.weight(len(units), _units(call))
