"""How many units of a SKU TikTok should offer, by what there is of its product.

Pure functions over plain numbers. What there is: `models/stock/tts_stock_available.py`.
"""
from math import floor
from typing import NamedTuple

from .listing.rules import MOST_STOCK

# Quantities of Odoo's are floats: 6.999999 units are 7.
TINY = 1e-6


class Rule(NamedTuple):
    """What a shop offers of what there is.

    `buffer` units of the product are held back; of what is left `share` per cent are offered, of a
    SKU `cap` at most (0: no limit).
    """

    buffer: int = 0
    share: float = 100
    cap: int = 0


class Way(NamedTuple):
    """How a shop counts what there is.

    `consigned` whether goods that belong to somebody else count
    `figure`    by which of Odoo's quantities, see `tts.shop._stock_figures`
    """

    consigned: bool = True
    figure: str = 'odoo'


class Stand(NamedTuple):
    """What there is of a product in one place, in units of the product.

    `on_hand`  lies there, what has expired included
    `free`     can be promised to somebody: neither reserved, nor promised to an order whose goods
               are not reserved yet, nor expired; negative where more is promised than there is
    `held`     units of TikTok's orders that are not in Odoo's figures yet
    """

    on_hand: float = 0
    free: float = 0
    held: float = 0

    @property
    def left(self):
        """What can be sold, in units; negative where more is sold than there is."""
        return self.free - self.held


def offered(left, units, rule):
    """Return how many of a SKU are to be offered.

    :param float left: units of the product that can be sold
    :param int units: of the product in one SKU
    :param Rule rule:
    :rtype: int
    """
    shared = max(0, left - rule.buffer) * rule.share / 100
    return capped(floor(shared / units + TINY), rule.cap)


def capped(quantity, cap=0):
    """Return a number of SKUs within what a shop (0: no limit) and TikTok allow."""
    return max(0, min(quantity, cap or MOST_STOCK, MOST_STOCK))


def divided(quantity, shares):
    """Share units out over several warehouses that stand for one place: never more than there are.

    >>> divided(7, [100, 100])
    [4, 3]

    :param list shares: per cent of each; where they are more than 100 together, in proportion
    :rtype: list
    """
    whole = max(100, sum(shares))
    exact = [quantity * share / whole for share in shares]
    parts = [floor(part + TINY) for part in exact]
    rest = floor(sum(exact) + TINY) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda each: parts[each] - exact[each])
    for each in by_remainder[:rest]:
        parts[each] += 1
    return parts


def of_kit(stands, components):
    """Return what there is of a kit in one place: as many as the scarcest component allows.

    :param dict stands: component's id to Stand; what is missing is not there
    :param dict components: component's id to units of it in one kit
    :rtype: Stand
    """
    parts = [(stands.get(each, Stand()), quantity) for each, quantity in components.items()]
    if not parts:
        return Stand()
    scarce, quantity = min(parts, key=lambda part: floor(part[0].left / part[1] + TINY))
    return Stand(*(floor(each / quantity + TINY) for each in (scarce.on_hand, scarce.left)))
