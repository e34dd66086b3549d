"""What TikTok tells of parcels: in their own details, and in the orders that they are for."""

from datetime import datetime
from typing import NamedTuple

from . import order_units, values

# Its shipping is arranged, or it has left: it must not be shipped once more.
ARRANGED = ('PROCESSING', 'FULFILLING', 'COMPLETED')
# The carrier has scanned it.
SCANNED = ('FULFILLING', 'COMPLETED')
# `split_or_combine_tag` of orders
SHAPED = ('SPLIT', 'COMBINED')

# `package_sub_status` of what could not be delivered; a part of it was, with the first one.
PARTLY_THERE = 'PART_DELIVERED_AND_EXCEPTION'
EXCEPTIONS = ('SHIP_EXCEPTION', PARTLY_THERE)
# `ship_exception_reason` of what goes back to the seller
RETURNED = 'RETURNED_TO_SHIPPER'


class Told(NamedTuple):
    """What orders tell of a package: how far it is, and which orders and items are in it;
    `is_shaped`: it holds a part of an order, or several.
    """

    status: str = ''
    tracking_number: str = ''
    orders: frozenset = frozenset()
    items: tuple = ()
    update_time: datetime | None = None  # only the search of packages tells it
    is_shaped: bool = False


def fields_of(payload):
    """Return the values of fields of `tts.package`. Must not fail, whatever is missing or new.

    :param dict payload: of the search or of the details; `client.fulfilment` names id and status
        the same in both
    """
    slot = payload.get('pickup_slot')
    slot = slot if isinstance(slot, dict) else {}
    return {
        'status': values.text(payload.get('status')),
        'sub_status': values.text(payload.get('sub_status')),
        'trouble': _trouble(payload),
        'tag': values.text(payload.get('split_and_combine_tag')),
        'handover_method': values.text(payload.get('handover_method')),
        'pickup_start': values.moment(slot.get('start_time')),
        'pickup_end': values.moment(slot.get('end_time')),
        'provider_ref': values.identity(payload.get('shipping_provider_id')),
        'provider_name': values.text(payload.get('shipping_provider_name')),
        'tracking_number': values.text(payload.get('tracking_number')),
        'last_mile_number': values.text(payload.get('last_mile_tracking_number')),
        'warehouse_ref': values.identity(payload.get('warehouse_id')),
        'order_refs': [
            ref for order in values.listed(payload.get('orders'), dict)
            if (ref := values.identity(order.get('id')))],
        'item_refs': [
            ref for each in values.listed(payload.get('order_line_item_ids'))
            if (ref := values.identity(each))],
    }


def _trouble(payload):
    """Return what is wrong with a package on its way, in TikTok's words; '' once that is over."""
    status, sub_status = values.text(payload.get('status')), values.text(payload.get('sub_status'))
    reason = values.text(payload.get('ship_exception_reason'))
    is_there = status == 'COMPLETED' and reason != RETURNED and sub_status != PARTLY_THERE
    if status == 'CANCELLED' or is_there:
        return ''
    return reason or (sub_status if sub_status in EXCEPTIONS else '')


def told_by(payload):
    """Return what one order tells of its packages: {package's id: Told}.

    :param dict payload: the order
    """
    order, found = values.identity(payload.get('id')), {}
    for item in values.listed(payload.get('line_items'), dict):
        ref = values.identity(item.get('package_id'))
        if ref:
            before = found.get(ref, Told())
            found[ref] = Told(
                values.text(item.get('package_status')) or before.status,
                values.text(item.get('tracking_number')) or before.tracking_number,
                frozenset([order]), (*before.items, values.identity(item.get('id'))))
    is_shaped = len(found) > 1 or values.text(payload.get('split_or_combine_tag')) in SHAPED
    return {ref: told._replace(is_shaped=is_shaped) for ref, told in found.items()}


def told_by_search(rows):
    """Return what TikTok's search tells of packages: {package's id: Told}."""
    found = {}
    for row in rows:
        vals = fields_of(row)
        found[values.identity(row.get('id'))] = Told(
            vals['status'], vals['tracking_number'], frozenset(vals['order_refs']),
            tuple(vals['item_refs']), values.moment(row.get('update_time')))
    found.pop('', None)
    return found


def joined(several):
    """Return what several orders tell: {package's id: Told}.

    :param several: of `told_by`
    """
    found = {}
    for told in several:
        for ref, each in told.items():
            before = found.get(ref, Told())
            found[ref] = Told(
                each.status or before.status, each.tracking_number or before.tracking_number,
                before.orders | each.orders, before.items + each.items,
                is_shaped=before.is_shaped or each.is_shaped)
    return found


def live(payload):
    """Return the ids of an order's items that are not cancelled."""
    return [
        values.identity(item.get('id')) for item in values.listed(payload.get('line_items'), dict)
        if not order_units.is_cancelled(item)]


def left(payload):
    """Return the ids of an order's items that are to be shipped: neither cancelled nor arranged."""
    arranged = {
        item for told in told_by(payload).values() if told.status in ARRANGED
        for item in told.items}
    return [ref for ref in live(payload) if ref not in arranged]


def of_items(payload, items):
    """Return the packages that hold some of an order's items: {package's id: Told}."""
    return {
        ref: told for ref, told in told_by(payload).items() if set(told.items) & set(items)}


def divided(payload, items):
    """Return the packages of an order that are to be shipped, each of them divided into what is
    among some items and what is not: {an id: ids of items}.
    """
    places = {item: ref for ref, told in told_by(payload).items() for item in told.items}
    groups = {}
    for item in left(payload):
        groups.setdefault((places.get(item), item in items), []).append(item)
    return {str(number): group for number, group in enumerate(groups.values(), 1)}


def is_missed(status, sub_status):
    """Tell whether the carrier has not fetched a package as arranged, so that it may be again."""
    return status == 'PROCESSING' and sub_status == 'ISSUE'


def numbered(reasons, units):
    """Return in which parcel each of some units goes, so that none has more than TikTok allows.

    :param list reasons: `must_split_reasons`; of a category it is not known what is in it, so that
        its limit is taken to be every unit's
    :param list units: how many there are of what has to stay together, one after the other
    :return: the number of the parcel of each, from 1
    :rtype: list[int]
    """
    limits = [values.whole(reason.get('max_count')) for reason in reasons or ()]
    most = min(filter(None, limits), default=1)
    found, parcel, inside = [], 1, 0
    for count in units:
        if inside and inside + count > most:
            parcel, inside = parcel + 1, 0
        inside += count
        found.append(parcel)
    return found
