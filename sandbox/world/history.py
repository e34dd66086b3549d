"""Gives an order its past: the steps that led to its status, each at a plausible time."""

from .dues import DAY, HOUR, PAY_WITHIN

MINUTE = 60
PATH = ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'AWAITING_COLLECTION', 'IN_TRANSIT',
        'DELIVERED', 'COMPLETED')
# How long an order may already have been in its status without a step being overdue.
REST = {
    'UNPAID': DAY,
    'ON_HOLD': 40 * MINUTE,
    'AWAITING_SHIPMENT': 30 * HOUR,
    'PARTIALLY_SHIPPING': DAY,
    'AWAITING_COLLECTION': DAY,
    'IN_TRANSIT': 2 * DAY,
    'DELIVERED': 6 * DAY,
    'COMPLETED': 38 * DAY,
    'CANCELLED': 45 * DAY,
}
CANCELLED_AT = (
    ('UNPAID', 'BUYER'), ('UNPAID', 'SYSTEM'), ('ON_HOLD', 'BUYER'),
    ('AWAITING_SHIPMENT', 'SELLER'), ('AWAITING_SHIPMENT', 'BUYER'),
    ('AWAITING_COLLECTION', 'SYSTEM'), ('IN_TRANSIT', 'OPERATOR'),
)


class Plan:
    """When each step of an order happens, in seconds since it was made.

    :param random.Random rng: draws the durations
    :param Recipe recipe: its status is where the plan ends
    :param int hold: seconds that the order is on hold
    """

    def __init__(self, rng, recipe, hold):
        self.status = recipe.status
        self.stop, self.initiator = self.status, None
        if self.status == 'CANCELLED':
            choices = [card for card in CANCELLED_AT if recipe.kind != 'COD' or card[0] != 'UNPAID']
            self.stop, self.initiator = rng.choice(choices)
        elif self.status == 'PARTIALLY_SHIPPING':
            self.stop = 'AWAITING_SHIPMENT'
        spans = (
            0,
            0 if recipe.kind == 'COD' else rng.randint(30, 600),
            hold,
            rng.randint(HOUR, 20 * HOUR),
            rng.randint(2 * HOUR, DAY),
            rng.randint(12 * HOUR, 4 * DAY),
            7 * DAY,
        )
        last = PATH.index(self.stop)
        self.times = [sum(spans[:step + 1]) for step in range(last + 1)]
        extra = rng.randint(2 * MINUTE, 10 * MINUTE) if self.status not in PATH[:2] else 0
        if (self.stop, self.initiator) == ('UNPAID', 'SYSTEM'):
            extra = PAY_WITHIN
        self.end = self.times[-1] + extra
        self.rest = rng.randint(0, REST[self.status])


def play(life, order, recipe, plan):
    """Take an order through the steps of its plan."""
    start = order.create_time
    steps = (life.pay, life.release, None, life.collect, life.deliver, life.complete)
    for number, seconds in enumerate(plan.times[1:]):
        at = start + seconds
        if number == 2:
            _part_cancel(life, order, recipe, at - 5 * MINUTE)
            _ship(life, order, recipe, at)
        else:
            steps[number](order, at)
    at = start + plan.end
    if plan.stop == 'AWAITING_SHIPMENT':
        _part_cancel(life, order, recipe, at - MINUTE)
    if plan.status == 'PARTIALLY_SHIPPING':
        life.ship(order, at, _first_part(order))
    elif plan.initiator:
        life.cancel(order, at, initiator=plan.initiator)
    elif recipe.cancel_request and order.status == 'AWAITING_SHIPMENT':
        life.request_cancel(order, at)


def _part_cancel(life, order, recipe, at):
    """Cancel the last units, but never all of them."""
    units = order.units[1:][-recipe.cancelled:] if recipe.cancelled else []
    if units:
        seller = order.shop.market.part_cancel
        life.cancel(order, at, units, 'SELLER' if seller else 'OPERATOR')


def _ship(life, order, recipe, at):
    first = _first_part(order)
    if recipe.split and len(first) < len(order.live):
        life.ship(order, at - MINUTE, first)
    life.ship(order, at)


def _first_part(order):
    """Return what goes into the first parcel; only some markets tear the units of a SKU apart."""
    live = order.live
    first = [unit for unit in live if unit.sku is live[0].sku]
    return first[:1] if order.shop.market.splits_units else first
