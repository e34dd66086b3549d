"""The packages and orders that calls are about."""

from ...errors import Refusal

ELSEWHERE = 21011028


def package_of_path(call, unknown):
    """Return the package that a call names in its path.

    :param int unknown: the code for one that does not exist
    """
    return package_of(call, call.path['package_id'], unknown)


def package_of(call, package_id, unknown):
    """Return a package of the shop; one of another shop has a code of its own."""
    found = call.world.packages.of(call.shop).get(package_id)
    if found:
        return found
    if any(package_id in call.world.packages.of(shop) for shop in call.world.shops):
        raise Refusal(unknown if unknown == 36009004 else ELSEWHERE, _words(package_id))
    raise Refusal(unknown, _words(package_id))


def order_of_path(call, unknown=21001001):
    """Return the order of the shop that a call names in its path."""
    return order_of(call, call.path['order_id'], unknown)


def order_of(call, order_id, unknown=21001001):
    """Return an order of the shop; one that does not exist is a wrong parameter."""
    found = call.world.index_of(call.shop).orders.get(order_id)
    if not found:
        raise Refusal(unknown, _words(order_id))
    return found


def units_of(order, ids, unknown=21011029):
    """Return units of an order by the ids of their line items."""
    by_id = {unit.id: unit for unit in order.units}
    if not set(ids) <= set(by_id) or len(set(ids)) < len(ids):
        raise Refusal(unknown)
    return [by_id[each] for each in ids]


def _words(key):
    return f'Invalid parameter. There is no {key}.'
