"""How an order moves from status to status (TikTok's table, written as one method per step).

::

    UNPAID -pay-> ON_HOLD -release-> AWAITING_SHIPMENT -ship-> [PARTIALLY_SHIPPING ->]
    AWAITING_COLLECTION -collect-> IN_TRANSIT -deliver-> DELIVERED -complete-> COMPLETED
    any but the last two -cancel-> CANCELLED, when every unit is cancelled

Each step takes the time at which it happens and leaves `update_time` there.
"""

from ..errors import NotAllowed
from ..fulfilment import rules
from .dues import due
from .model import Cancellation, Package
from .money import spread_fees
from .parcels import arrange, combine, note

SHIPPED = ('AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED')
CANCELLABLE = {
    'BUYER': ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING',
              'AWAITING_COLLECTION'),
    'SELLER': ('ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'),
    'SYSTEM': ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING',
               'AWAITING_COLLECTION', 'IN_TRANSIT'),
}
CANCELLABLE['OPERATOR'] = CANCELLABLE['SYSTEM']
REASONS = {
    'BUYER': 'Need to change color or size',
    'SELLER': 'seller_cancel_reason_out_of_stock',
    'SYSTEM': 'Not handed over in time',
    'OPERATOR': 'Package lost',
    'UNPAID': 'Not paid in time',
}
STAGES = {None: 0, 'TO_FULFILL': 0, 'PROCESSING': 1, 'FULFILLING': 2, 'COMPLETED': 3}
STAGE_STATUSES = ('AWAITING_SHIPMENT', *SHIPPED)
MOVING = ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION', 'IN_TRANSIT')
PENDING, GRANTED, DENIED = (
    'CANCELLATION_REQUEST_PENDING', 'CANCELLATION_REQUEST_SUCCESS', 'CANCELLATION_REQUEST_CANCEL',
)


def stage(unit):
    """Return how far a unit's parcel is: 0 not shipped, 1 arranged, 2 on its way, 3 there."""
    return STAGES[unit.package.status if unit.package else None]


class Lifecycle:
    """The steps of orders.

    :param Ids ids: where new packages get their ids from
    :param Knobs knobs: how this TikTok behaves
    """

    def __init__(self, ids, knobs):
        self._ids = ids
        self.knobs = knobs

    def pay(self, order, at):
        """The buyer pays (or promises to, on delivery): the remorse window opens."""
        _need(order, 'pay', 'UNPAID')
        order.paid_time = 0 if order.is_cod else at
        self.hold(order, at)

    def hold(self, order, at, seconds=None):
        """Put a new order on hold, or hold it longer."""
        _need(order, 'hold', 'UNPAID', 'ON_HOLD')
        if order.status == 'UNPAID' and not order.is_cod:
            order.paid_time = order.paid_time or at
        order.hold_until = at + (order.hold_seconds if seconds is None else seconds)
        _reach(order, 'ON_HOLD', at)
        if not order.packages and rules.is_packed(order, self.knobs.early_gb):
            self.pack(order, at, order.live)

    def release(self, order, at):
        """The remorse window is over: the seller may ship."""
        _need(order, 'release', 'ON_HOLD')
        order.hold_until = min(order.hold_until, at)
        _reach(order, 'AWAITING_SHIPMENT', at)

    def ship(self, order, at, units=None, tracking_number=None, provider=None, **how):
        """The seller has shipped units (all that are left by default) in one package.

        :param provider: id or name of a carrier, the market's first by default
        :param how: `handover_method`, `pickup_slot`
        """
        _need(order, 'ship', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
        waiting = [unit for unit in order.live if not stage(unit)]
        units = waiting if units is None else units
        if not units or any(unit not in waiting for unit in units):
            raise NotAllowed("Only units that are neither shipped nor cancelled can be shipped.")
        package = self.package_for(order, at, units)
        arrange(package, at, provider, tracking_number, **how)
        order.rts_time = order.rts_time or at
        _settle(order, at)

    def collect(self, order, at, package_id=None):
        """The carrier has scanned the packages (or one of them)."""
        _need(order, 'collect', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION')
        self._advance(order, 'PROCESSING', 'FULFILLING', package_id, at)
        _settle(order, at)

    def deliver(self, order, at, package_id=None):
        """The packages (or one of them) have arrived."""
        _need(order, 'deliver', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION', 'IN_TRANSIT')
        self._advance(order, 'FULFILLING', 'COMPLETED', package_id, at)
        _settle(order, at)

    def complete(self, order, at):
        """The time for returns is over."""
        _need(order, 'complete', 'DELIVERED')
        _reach(order, 'COMPLETED', at)

    def cancel(self, order, at, units=None, initiator='BUYER', reason=None):
        """Cancel units (all by default); the order itself when none is left."""
        if initiator not in CANCELLABLE:
            raise NotAllowed(f"Nobody called {initiator!r} cancels orders: {list(CANCELLABLE)}.")
        _need(order, f'cancel as {initiator}', *CANCELLABLE[initiator])
        units = order.live if units is None else units
        if not units:
            raise NotAllowed("Nothing was named that could be cancelled.")
        partly = len(units) < len(order.live)
        if partly and initiator == 'SELLER' and not order.shop.market.part_cancel:
            raise NotAllowed("Sellers cancel single items in the US and the UK only.")
        cause = 'UNPAID' if (order.status, initiator) == ('UNPAID', 'SYSTEM') else initiator
        cancellation = self._cancellation(order, initiator, reason or REASONS[cause], at)
        for unit in units:
            unit.cancelled = unit.cancelled or cancellation
        _drop_empty_packages(order)
        order.request_cancel_time = 0
        if order.live:
            spread_fees(order)
            _settle(order, at)
        else:
            order.cancel_time, order.cancellation = at, cancellation
            _reach(order, 'CANCELLED', at)

    def request_cancel(self, order, at):
        """The buyer asks to cancel, which the seller has to answer from now on."""
        _need(order, 'request_cancel', 'AWAITING_SHIPMENT', 'AWAITING_COLLECTION')
        order.request_cancel_time = order.update_time = at
        self._cancellation(order, 'BUYER', REASONS['BUYER'], at).status = PENDING

    def answer_cancel(self, order, at, approve=True):
        """The seller (or the clock) answers the buyer's request."""
        if not order.request_cancel_time:
            raise NotAllowed(f"The buyer of order {order.id} has not asked to cancel.")
        if approve:
            self.cancel(order, at, initiator='BUYER')
        else:
            order.cancellations[-1].status = DENIED
        order.request_cancel_time, order.update_time = 0, at

    def follow(self, order, at):
        """Take part in what has happened to a parcel that another order shares.

        :return: whether that changes the order
        """
        if order.status not in MOVING or _status(order) == order.status:
            return False
        order.rts_time = order.rts_time or at
        _settle(order, at)
        return True

    def due(self, order):
        """Return when and what happens to an order if nobody acts: (time, step, arguments)."""
        return due(self, order)

    def accept_invoice(self, order, at):
        """The authorities have accepted the invoice."""
        order.invoice, order.invoice_until, order.update_time = ('SUCCESS', ''), 0, at

    def end_combination(self, order, at):
        """TikTok puts together what a buyer has ordered in a window of time."""
        group = [each for each in order.combine_with if each.status == 'AWAITING_SHIPMENT'
                 and not each.request_cancel_time and not each.packages]
        for each in group:
            each.package_words = 'COMBINE', 'ROLE_SYSTEM'
        for each in order.combine_with:
            each.combine_until = 0
        if len(group) > 1:
            combine(self, group, at)

    def split(self, order, at, groups):
        """Divide what has not been shipped over new packages, and return them."""
        _need(order, 'split', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
        made = [self.pack(order, at, units) for units in groups]
        order.split, order.update_time = len(groups) > 1, at
        _drop_empty_packages(order)
        return made

    def new_package(self, at, *orders):
        """Return an empty package for one or several orders."""
        return Package(
            self._ids.new('package'), list(orders), create_time=at, update_time=at)

    def _cancellation(self, order, initiator, reason, at):
        """Return what the buyer has asked for and now gets, or a cancellation of its own."""
        pending = next((each for each in order.cancellations if each.status == PENDING), None)
        if pending:
            pending.status = GRANTED if initiator == 'BUYER' else DENIED
        if not pending or initiator != 'BUYER':
            pending = Cancellation(initiator, reason, at, self._ids.new('cancel'))
            order.cancellations.append(pending)
        return pending

    def pack(self, order, at, units):
        """Put units of an order into a new package; what is left of others stays there."""
        package = self.new_package(at, order)
        order.packages.append(package)
        for unit in units:
            unit.package = package
        return package

    def package_for(self, order, at, units):
        """Return a package that holds exactly these units; whatever shared it stays behind."""
        package = units[0].package
        held = [unit for unit in order.live if package and unit.package is package]
        if package and {id(unit) for unit in held} == {id(unit) for unit in units}:
            return package
        order.split = order.split or len(units) < len(order.live)
        package = self.pack(order, at, units)
        _drop_empty_packages(order)
        return package

    @staticmethod
    def _advance(order, status, following, package_id, at):
        packages = [
            package for package in order.packages
            if package.status == status and package_id in (None, package.id)
        ]
        if not packages:
            raise NotAllowed(f"Order {order.id} has no package that is {status}.")
        for package in packages:
            package.status = following
            note(package, at)


def _need(order, step, *statuses):
    if order.status not in statuses:
        raise NotAllowed(f"Order {order.id} is {order.status}: it cannot {step}.")


def _reach(order, status, at):
    order.status, order.update_time = status, at


def _settle(order, at):
    """Derive the status from how far the parcels of the live units are."""
    if order.status in ('UNPAID', 'ON_HOLD'):
        _reach(order, order.status, at)
        return
    _reach(order, _status(order), at)
    if order.status == 'IN_TRANSIT':
        order.collection_time = order.collection_time or at
    if order.status == 'DELIVERED':
        order.delivery_time = at
        order.paid_time = order.paid_time or at  # cash on delivery


def _status(order):
    stages = [stage(unit) for unit in order.live]
    partly = not min(stages) and max(stages)
    return 'PARTIALLY_SHIPPING' if partly else STAGE_STATUSES[min(stages)]


def _drop_empty_packages(order):
    """Cancel packages whose units are cancelled; forget those that were never filled."""
    for package in list(order.packages):
        units = [
            unit for each in package.orders for unit in each.units if unit.package is package
        ]
        if not any(unit.package is package for unit in order.units):
            order.packages.remove(package)
            package.orders = [other for other in package.orders if other is not order]
        elif all(unit.cancelled for unit in units):
            package.status = 'CANCELLED'
