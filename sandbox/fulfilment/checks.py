"""Why parcels cannot be shipped now: TikTok's codes, which differ from call to call."""

import re
from typing import NamedTuple

from ..errors import Refusal
from . import rules

NUMBER = re.compile(r'[A-Za-z0-9_./-]{4,50}')
MOST_ORDERS = 20


class Codes(NamedTuple):
    """The codes of one call, by what is the matter.

    :param int state: none of the others
    :param int number: the tracking number cannot be one
    """

    fbt: int
    cancelled: int
    requested: int
    shipped: int
    delivered: int
    state: int = 21011003
    held: int = 21011044
    number: int = 21011022
    crowded: int = 21011026


SHIP = Codes(21008025, 21011041, 21011007, 11006021, 21011027)
BATCH = Codes(21011003, 21011041, 21008044, 21011040, 21011027, crowded=21011025)
MARK = Codes(21008025, 21011003, 21008044, 21011020, 21011020, number=21004012)
BUY = Codes(21008025, 21011003, 21011007, 21011020, 21011020)


def check_order(order, codes, again=False):
    """Refuse what an order's state forbids.

    :param bool again: it has been arranged, and may be once more
    """
    found = rules.rules(order.shop.market)
    if order.fulfillment_type != 'FULFILLMENT_BY_SELLER':
        raise Refusal(codes.fbt)
    if order.status == 'CANCELLED':
        raise Refusal(codes.cancelled)
    if order.status == 'ON_HOLD':
        raise Refusal(codes.held)
    if order.status == 'UNPAID':
        raise Refusal(codes.state)
    if order.status in ('DELIVERED', 'COMPLETED'):
        raise Refusal(codes.delivered)
    if order.status in ('AWAITING_COLLECTION', 'IN_TRANSIT') and not again:
        raise Refusal(codes.shipped)
    if order.request_cancel_time and found.waits_for_requests:
        raise Refusal(codes.requested)
    if order.combine_until:
        raise Refusal(codes.state)


def check_invoices(orders):
    """Refuse orders without the invoice that comes before the parcel (BR)."""
    if not rules.rules(orders[0].shop.market).invoices:
        return
    states = [(order.invoice or ('', ''))[0] for order in orders]
    if 'PROCESSING' in states:
        raise Refusal(21004020)
    if not all(state == 'SUCCESS' for state in states):
        raise Refusal(21004019 if 'SUCCESS' in states else 21004006)


def check_parts(order, units):
    """Refuse more units in a parcel than an order that has to be split allows."""
    limit = order.must_split
    if limit and len([unit for unit in units if not unit.cancelled]) > limit['max_count']:
        raise Refusal(11006013 if limit['category_id'] else 11021018)


def check_number(world, order, number, codes):
    """Refuse a tracking number that cannot be one, or that is of other parcels."""
    if not NUMBER.fullmatch(number):
        raise Refusal(codes.number)
    used = world.numbers.get((order.shop.id, number), {})
    others = {key: place for key, place in used.items() if key != order.id}
    if any(place != destination(order) for place in others.values()):
        raise Refusal(21011025)
    if len(others) >= MOST_ORDERS:
        raise Refusal(codes.crowded)


def use_number(world, orders, number):
    """Note that a number is of some orders' parcel."""
    for order in orders:
        world.numbers.setdefault((order.shop.id, number), {})[order.id] = destination(order)


def destination(order):
    """Return whom a parcel goes to, and where."""
    return order.buyer.user_id, order.address['full_address'], order.address['postal_code']
