"""What TikTok tells the app when an order has changed: types of webhooks and their `data`."""

from . import topics

# The words that differ from those of the API.
STATUS_WORDS = {'CANCELLED': 'CANCEL'}
CANCELLATION_WORDS = {'CANCELLATION_REQUEST_CANCEL': 'CANCELLATION_REQUEST_CANCELLED'}
# A status that TikTok's page does not list: nothing is told when an order reaches it.
UNTOLD = ('PARTIALLY_SHIPPING',)


def notices(order, before, now):
    """List what follows from a change, as (type, data).

    :param Facts before: the order before the change, None if it is new
    :param Facts now: the order after it
    """
    found = []
    if (before is None or before.status != now.status) and now.status not in UNTOLD:
        found.append((topics.ORDER_STATUS, order_status(order)))
    if before and before.address != now.address:
        found.append((topics.ADDRESS, address(order)))
    package = before and _package(order, before, now)
    if package:
        found.append((topics.PACKAGE, package))
    if before and before.invoice != now.invoice:
        found.append((topics.INVOICE, invoice(order)))
    known = before.cancellations if before else {}
    found += [
        (topics.CANCELLATION, cancellation(order, each)) for each in order.cancellations
        if known.get(each.id) != each.status
    ]
    return found


def order_status(order):
    """State the order's status, in the words of webhook 1."""
    return {
        'order_id': order.id,
        'order_status': STATUS_WORDS.get(order.status, order.status),
        'is_on_hold_order': True,
        'update_time': order.update_time,
    }


def address(order):
    """State that the address has changed, but not to what."""
    return {'order_id': order.id, 'update_time': order.update_time}


def package(order, packages=None, why='SPLIT', who='ROLE_SELLER'):
    """State which orders are in which packages (all of the order's by default)."""
    return {
        'sc_type': why,
        'role_type': who,
        'package_list': [
            {'package_id': each.id, 'order_id_list': [other.id for other in each.orders]}
            for each in (order.packages if packages is None else packages)
        ],
        'update_time': order.update_time,
    }


def invoice(order):
    """State what has become of an order's invoice."""
    package, (status, reason) = order.packages[0], order.invoice
    found = {
        'package_id': package.id, 'order_ids': [each.id for each in package.orders],
        'invoice_status': status,
    }
    return {**found, 'invalid_reason': reason} if reason else found


def cancellation(order, found):
    """State how far a cancellation is."""
    initiator = found.initiator
    return {
        'order_id': order.id,
        'cancellations_role': 'SYSTEM' if initiator == 'OPERATOR' else initiator,
        'cancel_status': CANCELLATION_WORDS.get(found.status, found.status),
        'cancel_id': found.id,
        'create_time': found.time,
    }


def _package(order, before, now):
    """State which parcels were torn apart or put together; to be shipped is no such change."""
    changed = [
        each for each in order.packages if before.parcels.get(each.id) != now.parcels[each.id]
    ]
    if order.package_words and changed:
        # One of several orders in a parcel speaks for all.
        own = [each for each in changed if each.orders[0] is order]
        return package(order, own, *order.package_words) if own else None
    apart = any(len(orders) > 1 for orders, _units in before.parcels.values())
    together = [each for each in changed if len(each.orders) > 1]
    if together:
        # One word for all of its orders: the first of them speaks.
        mine = [each for each in together if each.orders[0] is order]
        return package(order, mine, 'COMBINE') if mine else None
    if changed and apart:
        if before.address != now.address:
            return package(order, changed, 'ADDRESS_UPDATE_SPLIT', 'ROLE_USER')
        return package(order, changed, 'CANCEL_COMBINE')
    if changed and order.split:
        return package(order, changed)
    return None


def of_order(order, number):
    """State an order as it is now for a type of webhook, as if it had just changed.

    :param int number: the type; of those that the world does not make only the id is stated
    """
    if number == topics.CANCELLATION and order.cancellations:
        return cancellation(order, order.cancellations[-1])
    made = {topics.ORDER_STATUS: order_status, topics.PACKAGE: package}
    if number == topics.INVOICE and order.invoice:
        return invoice(order)
    return made.get(number, address)(order)
