"""`/order`: search and detail."""

from ..errors import Refusal
from ..world import render
from .paging import page, shake


def search(call):
    """Return one page of orders, whole, newest first unless asked otherwise."""
    knobs, faults = call.world.knobs, call.faults
    ids = _matching(call)
    if 'shift' in faults and shake(call, ids):
        ids = _matching(call)
    chosen, token = page(call, ids, knobs)
    found = call.world.index_of(call.shop).orders
    return {
        'next_page_token': token,
        'total_count': len(ids),
        'orders': [render.order(found[order_id], knobs) for order_id in chosen],
    }


def _matching(call):
    """Return the ids of all matching orders, sorted."""
    field = call.query.get('sort_field', 'create_time')
    index = call.world.index_of(call.shop)
    # A missing end means now, and nothing is later than now.
    ids = index.between(field, call.body.get(f'{field}_ge'), call.body.get(f'{field}_lt'))
    others = {name: wanted for name, wanted in call.body.items() if not name.startswith(field)}
    if others:
        ids = [each for each in ids if _fits(index.orders[each], others)]
    if call.query.get('sort_order', 'DESC') == 'DESC':
        ids.reverse()
    return ids


def _fits(order, body):
    return all(FILTERS[name](order, wanted) for name, wanted in body.items())


FILTERS = {
    'order_status': lambda order, wanted: order.status == wanted,
    'create_time_ge': lambda order, wanted: order.create_time >= wanted,
    'create_time_lt': lambda order, wanted: order.create_time < wanted,
    'update_time_ge': lambda order, wanted: order.update_time >= wanted,
    'update_time_lt': lambda order, wanted: order.update_time < wanted,
    'shipping_type': lambda order, wanted: order.shipping_type == wanted,
    'buyer_user_id': lambda order, wanted: order.buyer.user_id == wanted,
    'is_buyer_request_cancel': lambda order, wanted: bool(order.request_cancel_time) == wanted,
    'warehouse_ids': lambda order, wanted: order.warehouse.id in wanted,
}


def detail(call):
    """Return orders by id; those of other shops do not exist here."""
    version = call.endpoint.path.split('/')[2]
    found, knobs = call.world.index_of(call.shop).orders, call.world.knobs
    ids = list(dict.fromkeys(call.query['ids']))
    missing = [order_id for order_id in ids if order_id not in found]
    if missing and knobs.missing_orders == 'refuse':
        raise Refusal(36009004, f'Invalid parameter. The order {missing[0]} does not exist.')
    return {'orders': [render.order(found[each], knobs, version) for each in ids if each in found]}
