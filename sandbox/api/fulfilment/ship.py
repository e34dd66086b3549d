"""Shipping: one package, many, and orders of sellers who ship themselves."""

from contextlib import contextmanager

from ...errors import Refusal
from ...faults import PARTIAL
from ...fulfilment import carriers, rules, services, slots
from ...fulfilment.checks import (
    BATCH,
    MARK,
    SHIP,
    check_invoices,
    check_number,
    check_order,
    check_parts,
    use_number,
)
from .find import order_of_path, package_of, units_of

OPEN = ('TO_FULFILL',)


@contextmanager
def noted(call, name, orders, items, package=None, number=''):
    """Note a call about a parcel, and how it has ended."""
    entry = {
        'call': name, 'package_id': package.id if package else '',
        'order_ids': [order.id for order in orders], 'item_ids': items,
        'tracking_number': number, 'code': 0, 'time': call.world.clock.now(),
    }
    call.world.ship_calls.append(entry)
    try:
        for key in (package.id if package else '', *(order.id for order in orders)):
            if call.world.refusals.get(key):
                raise Refusal(call.world.refusals[key].pop(0), 'On command.')
        yield entry
    except Refusal as refusal:
        entry['code'] = refusal.code
        raise


def ship(call):
    """Ship one package."""
    _ship(call, call.path['package_id'], call.body, SHIP, 'ship')
    return {}


def batch(call):
    """Ship packages. What is wrong with one is told beside code 0; the others leave."""
    errors = []
    for number, row in enumerate(call.body['packages']):
        try:
            _on_command(call, number)
            _ship(call, row['id'], row, BATCH, 'batch')
        except Refusal as refusal:
            errors.append({
                'code': refusal.code, 'message': refusal.message,
                'detail': {'package_id': row['id']},
            })
    return {'errors': errors}


def _on_command(call, number):
    """Refuse the first package, if a fault wants that."""
    for fault in call.faults:
        found = PARTIAL.fullmatch(str(fault))
        if found and found[1] == 'package' and not number:
            raise Refusal(int(found[2]), 'On command.')


def _ship(call, package_id, how, codes, name):
    package = package_of(call, package_id, 21001001 if codes is SHIP else 21011003)
    own = how.get('self_shipment') or {}
    items = [unit.id for unit in package.units if not unit.cancelled]
    with noted(call, name, package.orders, items, package, own.get('tracking_number', '')):
        _check_package(package, codes)
        for order in package.orders:
            check_order(order, codes, again=package.missed)
            check_parts(order, [unit for unit in order.units if unit.package is package])
        check_invoices(package.orders)
        order = package.orders[0]
        if order.shipping_type == rules.SELLER:
            arranged = _by_seller(call, package, own, codes)
        elif own:
            raise Refusal(21011003)
        else:
            arranged = _handed_over(call, order, how)
        send(call, package, arranged)


def _check_package(package, codes):
    """Refuse what is no longer here; what the carrier has not fetched may be arranged again."""
    by_status = {
        'CANCELLED': codes.cancelled, 'COMPLETED': codes.delivered, 'FULFILLING': codes.shipped,
        'PROCESSING': 0 if package.missed else codes.shipped,
    }
    code = by_status.get(package.status, 0)
    if code:
        raise Refusal(code)


def _by_seller(call, package, own, codes):
    """Return how the seller's own carrier takes a package."""
    if not own:
        raise Refusal(21011022)
    chosen = carriers.find(call.shop.market, own['shipping_provider_id'])
    if not chosen:
        raise Refusal(21011022)
    for order in package.orders:
        check_number(call.world, order, own['tracking_number'], codes)
    use_number(call.world, package.orders, own['tracking_number'])
    return {'provider': chosen.id, 'tracking_number': own['tracking_number']}


def _handed_over(call, order, how):
    """Return how TikTok's carrier gets a package."""
    if order.shipping_type == rules.IN_STORE:
        return {}
    wanted = rules.rules(call.shop.market).handover
    if wanted == rules.IGNORED:
        return {'handover_method': 'PICKUP'}  # a setting of the warehouse in Seller Center
    method, slot = how.get('handover_method', 'DROP_OFF'), how.get('pickup_slot')
    if method != 'PICKUP':
        return {'handover_method': method}
    if not slot:
        if wanted == rules.REQUIRED:
            raise Refusal(21011054)
        return {'handover_method': method}
    slot = slot['start_time'], slot['end_time']
    code = slots.problem(slot, call.world.clock.now())
    if code:
        raise Refusal(code)
    return {'handover_method': method, 'pickup_slot': slot}


def send(call, package, how, service=None):
    """Let a package leave, with all orders that are in it.

    :param dict service: by which it is sent, where a label is bought
    """
    world, order = call.world, package.orders[0]
    for each in package.orders:
        if each.request_cancel_time:  # US: who ships has refused
            world.answer_cancel(each, approve=False)
    if package.missed:
        world.arrange_again(package, **how)
        return
    items = [unit for unit in order.live if unit.package is package]
    world.ship(order, items, **how)
    package.ready_time = world.clock.now() + world.knobs.label_seconds
    if order.shipping_type == rules.TIKTOK and rules.buys(order, world.knobs.early_gb):
        services.sell(world, package, service or services.of_package(package))


# === MARK PACKAGE AS SHIPPED === #

def mark(call):
    """Note that the seller has shipped line items of an order (202309)."""
    body = call.body
    lines = [{'order_line_id': key} for key in body.get('order_line_item_ids', ())]
    return _mark(call, lines, [body])


def mark_lines(call):
    """Note the same, with parts of bundles (202610)."""
    return _mark(call, call.body.get('order_line_list', []), call.body['shipping_info_list'])


def _mark(call, lines, infos):
    order, info = order_of_path(call), infos[0] if len(infos) == 1 else {}
    number = info.get('tracking_number', '')
    named = [line['order_line_id'] for line in lines]
    with noted(call, 'mark', [order], named, number=number) as entry:
        if not rules.rules(call.shop.market).marks:
            raise Refusal(21008106)
        if not number or not info.get('shipping_provider_id'):
            raise Refusal(21001001)  # several numbers are for sellers whom TikTok has chosen
        check_order(order, MARK)
        if order.shipping_type != rules.SELLER:
            raise Refusal(21008042 if any(each.service for each in order.packages) else 21011004)
        units = chosen_units(order, lines, 21011036)
        if order.combined:
            raise Refusal(21011046 if lines else 21011033)
        if order.must_split and len(units) > order.must_split['max_count']:
            raise Refusal(21011012)
        chosen = carriers.find(call.shop.market, info['shipping_provider_id'])
        if not chosen:
            raise Refusal(21011022)
        check_number(call.world, order, number, MARK)
        use_number(call.world, [order], number)
        if order.request_cancel_time:
            call.world.answer_cancel(order, approve=False)
        call.world.ship(order, units, tracking_number=number, provider=chosen.id)
        entry['package_id'], entry['item_ids'] = units[0].package.id, [each.id for each in units]
    warning = carriers.warning(call.shop.market, chosen, number)
    return {
        'order_id': order.id, 'order_line_item_ids': [unit.id for unit in units],
        'package_id': units[0].package.id, **({'warning': {'message': warning}} if warning else {}),
    }


def chosen_units(order, lines, divided):
    """Return the units of an order that a call names; where it names none, all that are left.

    :param list lines: of `order_line_id` and, for a part of a bundle, `sub_item_id`
    :param int divided: the code where parts of a bundle would travel apart
    """
    waiting = [unit for unit in order.live
               if not unit.package or unit.package.status in OPEN]
    if not lines:
        if order.split or len(waiting) < len(order.live):
            raise Refusal(21011048)
        return waiting
    units = units_of(order, list(dict.fromkeys(line['order_line_id'] for line in lines)))
    for unit in units:
        parts = {line['sub_item_id'] for line in lines
                 if line['order_line_id'] == unit.id and line.get('sub_item_id')}
        if not parts <= set(unit.sub_ids):
            raise Refusal(21011029)
        if parts and parts != set(unit.sub_ids):
            raise Refusal(divided)
    if any(unit.cancelled for unit in units):
        raise Refusal(21011003)
    if any(unit not in waiting for unit in units):
        raise Refusal(21011020)
    return units
