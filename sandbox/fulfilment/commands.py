"""What can be done by hand to parcels: what sellers, carriers, authorities and TikTok do."""

from ..errors import NotAllowed, NotFound
from ..world import orders as world_orders
from ..world import parcels
from ..world.lock import locked
from .documents import FAULTS, Documents
from .registry import Registry
from .state import INVOICES, of_package

TROUBLES = ('PACKAGE_DAMAGAED', 'PACKAGE_LOST', 'RETURNED_TO_SHIPPER', 'PACKAGE_SCRAP')
# The words that webhook 4 has for a change.
SHAPES = (
    'COMBINE', 'CANCEL_COMBINE', 'SPLIT', 'CANCEL_SPLIT', 'ADDRESS_UPDATE_SPLIT',
    'CANCEL_FULFILL_SPLIT', 'FULFILL_UNCOMBINE', 'PARTLY_CANCEL_SPLIT', 'SPLIT_BY_SKU_CANCEL',
)
ROLES = ('ROLE_USER', 'ROLE_SELLER', 'ROLE_OPERATOR', 'ROLE_SYSTEM')


class FulfilmentCommands:
    """The commands of `World` that are about parcels: `package` is one or its id, `order` likewise.
    """

    def open_depot(self):
        """Make room for what is known of parcels."""
        self.packages = Registry()
        self.documents = Documents()
        self.labels = []  # bought ones: they cost money
        self.ship_calls = []
        self.refusals = {}  # package or order id -> codes
        self.numbers = {}  # (shop id, tracking number) -> {order id: where it goes}

    def package(self, key):
        """Find a package by itself or its id."""
        return self.packages.find(key)

    @locked
    def parcel_truth(self, shop=None):
        """State every package; see `state.of_package`."""
        shops = self.shops if shop is None else [self.shop(shop)]
        return [
            of_package(package) for each in shops for package in self.packages.of(each).values()]

    # === SHAPE === #

    @locked
    def combine(self, orders, why='COMBINE', who='ROLE_SELLER'):
        """Put orders of one buyer, not shipped yet, into one package."""
        found = [self.order(order) for order in orders]
        parcels.combine(self.life, found, self.clock.now())
        return self._tell(found, why, who)

    @locked
    def uncombine(self, order, why='CANCEL_COMBINE', who='ROLE_SELLER'):
        """Take an order out of the package that it shares; return all orders of that package."""
        return self._tell(parcels.part(self.life, self.order(order), self.clock.now()), why, who)

    @locked
    def split_parcel(self, order, groups, why='SPLIT', who='ROLE_SELLER'):
        """Divide an order that is not shipped over packages, as a seller does in Seller Center.

        :param list groups: lists of line items (ids), one for each package; what is in none stays
        """
        order = self.order(order)
        parts = [world_orders.units(order, group) for group in groups]
        if any(unit.cancelled or (unit.package and unit.package.status != 'TO_FULFILL')
               for part in parts for unit in part):
            raise NotAllowed("Only what is neither cancelled nor shipped can be divided.")
        self.life.split(order, self.clock.now(), parts)
        return self._tell([order], why, who)[0]

    @locked
    def unsplit_parcel(self, order, why='CANCEL_SPLIT', who='ROLE_SELLER'):
        """Put what is not shipped of an order into one package again."""
        order = self.order(order)
        waiting = [unit for unit in order.live
                   if not unit.package or unit.package.status == 'TO_FULFILL']
        if not waiting:
            raise NotAllowed(f"All of order {order.id} has left.")
        self.life.split(order, self.clock.now(), [waiting])
        return self._tell([order], why, who)[0]

    @locked
    def require_split(self, order, max_count=1, category_id=''):
        """Let an order travel only if no parcel has more than so many units.

        :param str category_id: because of what they are; else because of how many
        """
        order = self.order(order)
        order.must_split = {'max_count': int(max_count), 'category_id': category_id}
        return order

    @locked
    def mark_dangerous(self, order):
        """Let the goods of an order be dangerous: their parcels carry a sign."""
        order = self.order(order)
        for unit in order.units:
            unit.is_dangerous = True
        return self._tell([order])[0]

    @locked
    def open_combination(self, orders, seconds=4 * 3600):
        """Let TikTok (US) collect orders of one buyer for some time, then put them together."""
        found = [self.order(order) for order in orders]
        if any(order.status != 'AWAITING_SHIPMENT' or order.packages for order in found):
            raise NotAllowed("They all have to wait to be shipped, without a package.")
        group = self.ids.new('group')
        for order in found:
            order.combine_group, order.combine_with = group, found
            order.combine_until = self.clock.now() + int(seconds)
            order.update_time = self.clock.now()
        return self._tell(found)

    def _tell(self, found, why='', who=''):
        """Note changes of orders, with the words that webhook 4 has for them."""
        if why and (why not in SHAPES or who not in ROLES):
            raise NotAllowed(f"`why` is one of {', '.join(SHAPES)}, `who` of {', '.join(ROLES)}.")
        for order in found:
            order.package_words = (why, who) if why else ()
        for order in found:
            self.changed(order)
        return found

    # === CARRIERS === #

    def scan(self, package):
        """The carrier scans a package."""
        package = self.package(package)
        return self.collect(_order_of(package), package.id)

    def arrive(self, package):
        """A package arrives."""
        package = self.package(package)
        return self.deliver(_order_of(package), package.id)

    @locked
    def package_exception(self, package, reason='PACKAGE_LOST'):
        """Something happens to a package on its way."""
        if reason not in TROUBLES:
            raise NotAllowed(f"`reason` is one of {', '.join(TROUBLES)}.")
        package = self.package(package)
        if package.status not in ('PROCESSING', 'FULFILLING'):
            raise NotAllowed(f"Package {package.id} is {package.status}.")
        package.trouble = reason
        return self._touched(package, f"Exception: {reason.replace('_', ' ').lower()}.")

    @locked
    def miss_pickup(self, package):
        """The carrier does not come for a package, which can be arranged again."""
        package = self.package(package)
        if package.status != 'PROCESSING':
            raise NotAllowed(f"Package {package.id} is {package.status}.")
        package.missed = True
        return self._touched(package, "The carrier could not collect the package.")

    @locked
    def arrange_again(self, package, **how):
        """Have the carrier come again for a package that he has missed; see `parcels.arrange`."""
        package = self.package(package)
        provider, number = package.provider_id, package.tracking_number
        parcels.arrange(package, self.clock.now(), provider, number, **how)
        for order in package.orders:
            order.update_time = self.clock.now()
        self._tell(package.orders)
        return package

    @locked
    def correct(self, package, number, carrier):
        """Write another number on a package that the seller has shipped."""
        now = self.clock.now()
        package.tracking_number = number
        package.provider_id, package.provider = carrier.id, carrier.name
        for order in package.orders:
            order.corrections, order.update_time = order.corrections + 1, now
        return self._tell(package.orders)

    @locked
    def switch_warehouse(self, order, warehouse=None):
        """Have an order sent from another warehouse (by default: the shop's next one).

        :return: the order
        """
        order = self.order(order)
        places = [each for each in order.shop.warehouses
                  if each.type == 'SALES_WAREHOUSE' and each.fbt == order.warehouse.fbt]
        found = [each for each in places if each is not order.warehouse
                 and warehouse in (None, each.id)]
        if not found:
            raise NotFound(f"Order {order.id} cannot be sent from warehouse {warehouse}.")
        order.warehouse, order.update_time = found[0], self.clock.now()
        return self._tell([order])[0]

    def _touched(self, package, text):
        package.update_time = self.clock.now()
        parcels.note(package, package.update_time, text)
        return package

    # === LABELS === #

    @locked
    def late_labels(self, seconds, package=None):
        """Let carriers take some time for a label: of a package, or of all from now on."""
        if package is None:
            self.knobs.set(label_seconds=int(seconds))
            return None
        package = self.package(package)
        package.ready_time = self.clock.now() + int(seconds)
        return package

    @locked
    def break_labels(self, every=200, how='cut', package=None):
        """Break the label of a package, or of one in so many that are asked for from now on.

        :param int every: 0 for none, which also mends the others
        :param str how: `cut`, `empty`, `html`, `text`, or '' to mend the package's
        """
        if how and how not in FAULTS:
            raise NotAllowed(f"`how` is one of {', '.join(FAULTS)}.")
        if package is not None:
            self.package(package).broken = how
            return
        self.documents.break_next(int(every), how)
        if not every:
            for shop in self.shops:
                for each in self.packages.of(shop).values():
                    each.broken = ''

    @locked
    def refuse_shipping(self, key, code, times=1):
        """Refuse to ship a package, or an order's, with a code; alone or among others.

        :param key: id of a package or an order
        :param int times: how often, whatever the call
        """
        key = str(getattr(key, 'id', key))
        self.refusals.setdefault(key, []).extend([int(code)] * int(times))

    # === INVOICES === #

    @locked
    def answer_invoice(self, order, status='SUCCESS', reason=''):
        """The Brazilian authorities answer about an order's invoice, which webhook 36 tells.

        :param str status: `SUCCESS`, `PROCESSING`, `FAILED` or `INVALID`
        :param str reason: why it is invalid, such as `NOT_FOUND`
        """
        if status not in INVOICES:
            raise NotAllowed(f"`status` is one of {', '.join(INVOICES)}.")
        order = self.order(order)
        order.invoice, order.invoice_until = (status, reason), 0
        order.update_time = self.clock.now()
        return self._tell([order])[0]


def _order_of(package):
    if not package.orders:
        raise NotAllowed(f"Package {package.id} is no more.")
    return package.orders[0]
