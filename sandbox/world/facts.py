"""What the world remembers of an order to notice what has changed about it."""

from typing import NamedTuple


class Facts(NamedTuple):
    """An order as it was when somebody last looked.

    :param dict address: never changed in place, so that it can be kept
    :param dict parcels: package id -> ids of the orders and of this order's units in it
    :param dict cancellations: id -> status
    """

    status: str
    address: dict
    parcels: dict
    cancellations: dict
    invoice: tuple = ()


def facts(order):
    """Note what webhooks tell about.

    :rtype: Facts
    """
    parcels = {
        package.id: (
            frozenset(each.id for each in package.orders),
            frozenset(unit.id for unit in order.units if unit.package is package),
        )
        for package in order.packages
    }
    cancellations = {each.id: each.status for each in order.cancellations}
    return Facts(order.status, order.address, parcels, cancellations, order.invoice)
