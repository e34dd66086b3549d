"""Which call tells TikTok of a parcel: decided here alone, by what the order itself says.

TIKTOK SHIPS: where there is a package, it is shipped; where there is none, a label is bought. That
goes by the order, not by its market, for TikTok changes the latter every quarter.

THE SELLER SHIPS: Mark Package As Shipped is offered in some markets alone, which the order does not
tell; in all others the package is shipped.

https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview
"""
import re
import time
from typing import NamedTuple

from . import order_fields, order_status, parcels, values

# `shipping_type`
TIKTOK, SELLER, DIGITAL, IN_STORE = 'TIKTOK', 'SELLER', 'TIKTOK_DIGITAL', 'IN_STORE_PICKUP'
SHIPPING_TYPES = (TIKTOK, SELLER, DIGITAL, IN_STORE)
# `fulfillment_type`; an order without one is the seller's as well.
BY_SELLER = ('', 'FULFILLMENT_BY_SELLER')
BY_TIKTOK = ('FULFILLMENT_BY_TIKTOK', 'FULFILLMENT_BY_DILAYANI_TOKOPEDIA')

# Where the seller marks packages as shipped (page "Mark Package As Shipped", 2026-10).
MARKED = ('US', 'GB', 'ES', 'IE', 'IT', 'DE', 'FR', 'JP')
# Where an order has its package when it is paid, so that one which has none has not got it yet.
BORN_PACKED = ('ID', 'MY', 'PH', 'SG', 'TH', 'VN', 'BR', 'MX')

# Statuses of a package: it is to be shipped; what a unit shows whose package has none.
TO_SHIP = 'TO_FULFILL'
SHOWN = {'AWAITING_SHIPMENT': TO_SHIP, 'AWAITING_COLLECTION': 'PROCESSING',
         'IN_TRANSIT': 'FULFILLING', 'DELIVERED': 'COMPLETED', 'COMPLETED': 'COMPLETED'}

# How long TikTok waits (US) for more orders of the same buyer: up to six hours after one that it
# holds, so that he may cancel, after the payment. In seconds.
COMBINING = 7 * 3600
# `need_upload_invoice` of a parcel that may leave, and what one waits for that may not.
INVOICE_IN_ORDER = ('', 'NO_NEED', 'INVOICE_UPLOADED')
INVOICES = {'NEED_INVOICE': 'invoice', 'INVOICE_PROCESSING': 'invoice_checked'}

# Reasons of each of these calls.
NOTHING = ('fbt', 'digital', 'cancelled', 'gone', 'arranged')
WAITS = ('unpaid', 'on_hold', 'cancel_requested', 'combining', 'invoice', 'invoice_checked',
         'invoice_unknown', 'package')
UNKNOWNS = ('forgotten', 'status', 'fulfillment_type', 'shipping_type', 'package_status', 'mixed',
            'region')

LEAST_LETTERS, MOST_LETTERS = 4, 50
_NUMBER = re.compile(r'[A-Za-z0-9_./-]*')


class Order(NamedTuple):
    """What is known of an order.

    `region` is the shop's market; `invoice_status` is TikTok's (Brazil); `is_combining` tells
    whether TikTok may still put other orders of the buyer into the same parcel, `is_known` whether
    anything is known at all. `items` are the units that the question is about, without those that
    are cancelled.
    """

    status: str = ''
    fulfillment_type: str = ''
    shipping_type: str = ''
    region: str = ''
    invoice_status: str = ''
    is_cancel_requested: bool = False
    is_combining: bool = False
    is_known: bool = True
    items: tuple = ()


class Package(NamedTuple):
    """A package that the order shows, and which of its units are in it: none where TikTok does not
    say.
    """

    id: str
    status: str = ''
    item_ids: tuple = ()


class Way(NamedTuple):
    """The call that tells TikTok of a parcel, or why there is none.

    `ship`      ship the packages; TikTok's carrier takes them
    `buy`       create a package for the items: TikTok's carrier takes it, and its label costs money
    `ship_self` ship the packages, with the seller's carrier and number
    `mark`      mark the items as shipped, with the seller's carrier and number
    `hand_out`  ship the packages without more: the buyer comes for them
    `none`      nothing is to be sent, one of `NOTHING`
    `wait`      not yet, one of `WAITS`
    `unknown`   a person has to look, one of `UNKNOWNS`: what there is was not seen before
    """

    call: str
    reason: str = ''
    package_ids: tuple = ()
    item_ids: tuple = ()


def facts(payload, items=None, region='', now=None):
    """Return what `decide` asks for.

    :param dict payload: the order, as TikTok has it now; empty where it is forgotten, of which
        nothing can be decided
    :param items: ids of the units that the question is about; None for all
    :param str region: the shop's market, which the order does not tell: buyers of the EU order in
        other countries than their own
    :param float now: epoch seconds
    :rtype: tuple[Order, list[Package]]
    """
    if not payload:
        return Order(is_known=False), []
    live = parcels.live(payload)
    asked = live if items is None else [ref for ref in live if ref in set(map(str, items))]
    order = Order(
        status=order_status.read(payload),
        fulfillment_type=values.text(payload.get('fulfillment_type')),
        shipping_type=re.sub(r'[-\s]+', '_', values.text(payload.get('shipping_type')).upper()),
        region=region,
        invoice_status=order_fields.fulfilment_of(payload)['invoice_status'],
        is_cancel_requested=values.flag(payload.get('is_buyer_request_cancel')),
        is_combining=_is_combining(payload, time.time() if now is None else now),
        items=tuple(asked))
    return order, _packages(payload, asked)


def _is_combining(payload, now):
    """Tell whether TikTok may still combine the order. The group stays on it when that is over."""
    told = order_fields.fulfilment_of(payload)
    if not told['auto_combine_ref'] or told['split_tag'] == 'COMBINED':
        return False
    paid = values.whole(payload.get('paid_time') or payload.get('create_time'))
    return not paid or now < paid + COMBINING


def _packages(payload, items):
    """Return the packages of some units, and those of which TikTok does not say what is in them."""
    told = parcels.told_by(payload)
    shown = {values.identity(item.get('id')): SHOWN.get(values.text(item.get('display_status')), '')
             for item in values.listed(payload.get('line_items'), dict)}
    inside = {ref: tuple(item for item in each.items if item in items)
              for ref, each in told.items()}
    found = [Package(ref, told[ref].status or shown[some[0]], some)
             for ref, some in inside.items() if some]
    loose = _loose(items, found)
    named = _named(payload) - set(told) if loose else ()
    if len(named) == 1:
        return [*found, Package(*named, shown[loose[0]], loose)]
    return [*found, *map(Package, sorted(named))]


def _named(payload):
    """Return the ids of the packages that an order names beside its units."""
    return {values.identity(each.get('id'))
            for each in values.listed(payload.get('packages'), dict)} - {''}


def _loose(items, packages):
    """Return the units that are in none of some packages."""
    packed = {item for each in packages for item in each.item_ids}
    return tuple(item for item in items if item not in packed)


def decide(order, packages):
    """Return which call tells TikTok of units of an order.

    :param Order order:
    :param list packages: of `Package`
    :rtype: Way
    """
    for check in (_never, _state, _not_yet):
        if way := check(order):
            return way
    return _by_packages(order, packages)


def _never(order):
    """Return why nothing of the order is ever sent from here, or why that is not known; else None.
    """
    if not order.is_known:
        return Way('unknown', 'forgotten')
    if order.fulfillment_type in BY_TIKTOK:
        return Way('none', 'fbt')
    if order.fulfillment_type not in BY_SELLER:
        return Way('unknown', 'fulfillment_type')
    if order.shipping_type == DIGITAL:
        return Way('none', 'digital')
    return None if order.shipping_type in SHIPPING_TYPES else Way('unknown', 'shipping_type')


def _state(order):
    """Return why the order's status allows no call; None where it does."""
    if order.status == 'CANCELLED' or (order.status in order_status.STATUSES and not order.items):
        return Way('none', 'cancelled')
    if order.status in order_status.GONE:
        return Way('none', 'gone')
    if order.status in order_status.HELD:
        return Way('wait', order.status.lower())
    return None if order.status in order_status.TO_SHIP else Way('unknown', 'status')


def _not_yet(order):
    """Return what has to end first, or to be done; None: nothing."""
    if order.is_cancel_requested:
        return Way('wait', 'cancel_requested')
    if order.is_combining:
        return Way('wait', 'combining')
    if order.invoice_status in INVOICES:
        return Way('wait', INVOICES[order.invoice_status])
    is_unclear = order.invoice_status not in INVOICE_IN_ORDER and order.region == 'BR'
    return Way('wait', 'invoice_unknown') if is_unclear else None


def _by_packages(order, packages):
    """Return the call for units of an order that may leave."""
    told = [each for each in packages if each.item_ids]
    if {each.status for each in told} - {TO_SHIP, *parcels.ARRANGED}:
        return Way('unknown', 'package_status')
    ready, loose = _ready(told), _loose(order.items, told)
    if not ready and not loose:
        return Way('none', 'arranged')
    if order.status not in order_status.TO_ARRANGE:
        return Way('unknown', 'mixed')  # of what TikTok calls arranged
    return _call(order, ready, loose, is_opaque=told != packages)


def _ready(packages):
    return [each for each in packages if each.status == TO_SHIP]


def _call(order, ready, loose, is_opaque):
    """Return the call for packages that are to be shipped, and units that are in none.

    :param bool is_opaque: whether there are packages of which nobody knows what is in them
    """
    inside = tuple(item for each in ready for item in each.item_ids)
    if order.shipping_type == SELLER and order.region in MARKED:
        return Way('mark', item_ids=inside + loose)
    if not loose:
        return _of_packages(order, ready, inside)
    return Way('unknown', 'mixed') if ready or is_opaque else _of_loose(order, loose)


def _of_packages(order, ready, inside):
    """Return the call for packages that are to be shipped."""
    if order.shipping_type == SELLER and not order.region:
        return Way('unknown', 'region')
    call = {TIKTOK: 'ship', SELLER: 'ship_self', IN_STORE: 'hand_out'}[order.shipping_type]
    return Way(call, package_ids=tuple(each.id for each in ready), item_ids=inside)


def _of_loose(order, loose):
    """Return the call for units that are in no package, where packages are what is shipped."""
    if order.shipping_type == IN_STORE or order.region in BORN_PACKED:
        return Way('wait', 'package')
    # Of what the seller ships, none is known that needs no package and is offered there.
    return Way('buy', item_ids=loose) if order.shipping_type == TIKTOK else Way('unknown', 'region')


def number_problem(number):
    """Return what is wrong with a tracking number, as the seller has entered it: `missing`,
    `letters`, `short` or `long`; '' for nothing.
    """
    if not number:
        return 'missing'
    if not _NUMBER.fullmatch(number):
        return 'letters'
    if len(number) < LEAST_LETTERS:
        return 'short'
    return 'long' if len(number) > MOST_LETTERS else ''
