"""Parcels: how they leave, and those that several orders of one buyer share."""

from ..errors import NotAllowed
from ..fulfilment import carriers

EVENTS = {
    'PROCESSING': "The seller has arranged the shipment.",
    'FULFILLING': "The carrier has collected the package.",
    'COMPLETED': "The package has been delivered.",
}


def arrange(package, at, provider=None, tracking_number=None, handover_method='', pickup_slot=()):
    """Have a carrier fetch a package, or give it to one."""
    market = package.orders[0].shop.market
    found = carriers.find(market, provider or market.provider)
    found = found or carriers.carrier(provider or market.provider)
    package.status, package.rts_time, package.missed, package.trouble = 'PROCESSING', at, False, ''
    package.provider_id, package.provider = found.id, found.name
    package.tracking_number = tracking_number or f'{market.region}{package.id[-10:]}'
    package.handover_method, package.pickup_slot = handover_method, pickup_slot
    note(package, at)


def note(package, at, text=None):
    """Add a line to what can be read of a package's way."""
    # Several things of one second keep their order.
    package.events.append((at * 1000 + len(package.events), text or EVENTS[package.status]))


def combine(life, orders, at):
    """Put orders that have not been shipped into one new parcel.

    :param Lifecycle life: makes the parcel
    :param list orders: of one shop, for one buyer at one address
    """
    if len({order.id for order in orders}) < 2:
        raise NotAllowed("It takes two orders to combine them.")
    for order in orders:
        if order.status != 'AWAITING_SHIPMENT' or order.split or order.combined:
            raise NotAllowed(f"Order {order.id} is not one whole that waits to be shipped.")
        if _destination(order) != _destination(orders[0]):
            raise NotAllowed("The orders differ in shop, buyer, address, warehouse or shipping.")
    package = life.new_package(at, *orders)
    for order in orders:
        for each in order.packages:
            each.orders = []
        order.packages, order.update_time = [package], at
        for unit in order.units:
            unit.package = package if unit.package or not unit.cancelled else None


def part(life, order, at):
    """Take an order out of a parcel that it shares, if that has not been shipped.

    :return: the orders that have changed
    """
    shared = next((each for each in order.packages if len(each.orders) > 1), None)
    if not shared or shared.status != 'TO_FULFILL':
        raise NotAllowed(f"Order {order.id} shares no parcel that could still be changed.")
    touched = list(shared.orders)
    shared.orders = [other for other in touched if other is not order]
    package = life.new_package(at, order)
    order.packages = [package if each is shared else each for each in order.packages]
    for unit in order.units:
        unit.package = package if unit.package is shared else unit.package
    for other in touched:
        other.update_time = at
    return touched


def companions(order):
    """Return the other orders in its parcels: what happens to a parcel happens to all of them."""
    found = {other.id: other for package in order.packages for other in package.orders}
    found.pop(order.id, None)
    return list(found.values())


def _destination(order):
    return (
        order.shop.id, order.buyer.user_id, order.address, order.warehouse.id,
        order.shipping_type, order.fulfillment_type,
    )
