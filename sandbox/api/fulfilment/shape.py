"""Which orders are in which packages: splitting and combining before they are shipped."""

import hashlib

from ...errors import NotAllowed, Refusal
from ...fulfilment import rules
from ...fulfilment.checks import MOST_ORDERS, destination
from ..paging import page
from .find import order_of, order_of_path, package_of_path, units_of

# === SPLITTING === #

def attributes(call):
    """Say of orders whether they can be split, and whether they must be."""
    ids = list(dict.fromkeys(call.query['order_ids']))
    return {'split_attributes': [_attributes(order_of(call, each)) for each in ids]}


def _attributes(order):
    reason = _whole(order)
    shown = {
        'order_id': order.id, 'can_split': not reason, 'must_split': bool(_must_split(order)),
    }
    if reason:
        shown['reason'] = reason
    if shown['must_split']:
        limit = order.must_split
        kind = 'CATEGORY_ITEM_LIMITATION' if limit['category_id'] else 'TOTAL_COUNT_LIMITATION'
        why = {'type': kind, 'max_count': str(limit['max_count'])}
        if limit['category_id']:
            why['category_id'] = limit['category_id']
        shown['must_split_reasons'] = [why]
    return shown


def _must_split(order):
    limit = order.must_split
    return limit and any(
        len(units) > limit['max_count'] for units in _parcels(order).values())


def _parcels(order):
    """Return what has not left, by package id."""
    found = {}
    for unit in _waiting(order):
        found.setdefault(unit.package.id if unit.package else '', []).append(unit)
    return found


def _waiting(order):
    return [unit for unit in order.live
            if not unit.package or unit.package.status == 'TO_FULFILL']


def _whole(order):
    """Return why an order cannot be split, or nothing."""
    units = _waiting(order)
    kinds = units if order.shop.market.splits_units else {unit.sku.id for unit in units}
    if order.status not in ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'):
        return "The order is not waiting to be shipped."
    if order.fulfillment_type != 'FULFILLMENT_BY_SELLER':
        return "The order is fulfilled by TikTok."
    if order.combined:
        return "The order is combined with others."
    if order.request_cancel_time:
        return "The buyer has asked to cancel the order."
    return "" if len(kinds) > 1 else "There is only one item that could be shipped."


def split(call):
    """Divide an order over packages."""
    order, groups = order_of_path(call, 21011005), _groups(call)
    if order.status == 'ON_HOLD':
        raise Refusal(21011044)
    if order.combined:
        raise Refusal(21011046)
    before = rules.rules(call.shop.market).splits_before
    if _whole(order) or not (before or all(unit.package for unit in _waiting(order))):
        raise Refusal(21011035)
    _check_groups(order, groups)
    made = call.world.life.split(order, call.world.clock.now(), list(groups.values()))
    call.world.changed(order)
    return {'packages': [
        {'splittable_group_id': key, 'id': package.id}
        for key, package in zip(groups, made, strict=True)
    ]}


def _groups(call):
    """Return the groups that the call names: {its id: line items}."""
    order = order_of_path(call, 21011005)
    rows, finer = call.body['splittable_groups'], call.body.get('splittable_groups_v2')
    found = {row['id']: units_of(order, row['order_line_item_ids'], 21011005) for row in rows}
    if len(found) < len(rows):
        raise Refusal(21011005)
    for row in finer or ():
        lines = row.get('order_line_list', [])
        for unit in units_of(order, list(dict.fromkeys(
                line['order_line_id'] for line in lines)), 21011005):
            parts = {line.get('sub_item_id') for line in lines
                     if line['order_line_id'] == unit.id} - {None}
            if parts and parts != set(unit.sub_ids):
                raise Refusal(21011035)  # a bundle stays together
    return found


def _check_groups(order, groups):
    named = [unit for units in groups.values() for unit in units]
    waiting = _waiting(order)
    if len(groups) < 2 or not all(groups.values()):
        raise Refusal(21011005)
    if len({unit.id for unit in named}) < len(named) or len(named) != len(waiting):
        raise Refusal(21011005)
    if any(unit not in waiting for unit in named):
        raise Refusal(21011005)
    skus = [sku for units in groups.values() for sku in {unit.sku.id for unit in units}]
    if not order.shop.market.splits_units and len(set(skus)) < len(skus):
        raise Refusal(21011036)


# === COMBINING === #

def combinable(call):
    """Return a page of packages in which orders of one buyer could be sent."""
    found = _combinable(call)
    chosen, token = page(call, list(found), call.world.knobs)
    return {
        'combinable_packages': [
            {'id': key, 'order_ids': [order.id for order in found[key]]} for key in chosen],
        'next_page_token': token, 'total_count': len(found),
    }


def _combinable(call):
    """Return groups of orders that could travel together, by the ids that combining knows."""
    if not rules.rules(call.shop.market).combines:
        return {}
    groups = {}
    for order in call.world.orders_of(call.shop):
        is_whole = len(order.packages) == 1 and not order.combined and not order.split
        if order.status == 'AWAITING_SHIPMENT' and is_whole and not order.request_cancel_time:
            key = (destination(order), order.warehouse.id, order.shipping_type,
                   order.fulfillment_type)
            groups.setdefault(key, []).append(order)
    return {_key(key): orders for key, orders in groups.items() if len(orders) > 1}


def _key(what):
    number = int(hashlib.sha256(repr(what).encode()).hexdigest()[:16], 16) % 10**15
    return f'1154{number:015d}'


def combine(call):
    """Put orders into packages; what is wrong with one group is told beside code 0."""
    packages, errors = [], []
    for row in call.body['combinable_packages']:
        try:
            packages.append(_combine(call, row))
        except Refusal as refusal:
            errors.append({
                'code': refusal.code, 'message': refusal.message,
                'detail': {'package_id': row['id']},
            })
    return {'packages': packages, 'errors': errors}


def _combine(call, row):
    group = _combinable(call).get(row['id'])
    if not group:
        raise Refusal(21011028)
    wanted = row.get('order_ids') or [order.id for order in group]
    found = [order for order in group if order.id in wanted]
    if len(found) < len(set(wanted)) or not 2 <= len(found) <= MOST_ORDERS:
        raise Refusal(21011031)
    try:
        package = call.world.combine(found)[0].packages[0]
    except NotAllowed:
        raise Refusal(21011031) from None
    return {'id': package.id, 'order_ids': [order.id for order in package.orders]}


def uncombine(call):
    """Take orders out of a package, or all of them."""
    package = package_of_path(call, 21011005)
    wanted = call.body.get('order_ids') or [order.id for order in package.orders[1:]]
    if len(package.orders) < 2 or package.status != 'TO_FULFILL':
        raise Refusal(21011005)
    found = [order for order in package.orders if order.id in wanted]
    if len(found) < len(set(wanted)):
        raise Refusal(21011029)
    before = list(package.orders)
    for order in found:
        if len(package.orders) > 1:
            call.world.uncombine(order)
    made = {each.id: each for order in before for each in order.packages}
    return {'packages': [
        {'id': each.id, 'order_ids': [order.id for order in each.orders]}
        for each in made.values()
    ]}
