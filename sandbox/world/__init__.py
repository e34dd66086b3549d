"""The world behind the API: sellers, shops, orders, and time that passes.

Everything here is what is true; what TikTok shows of it is decided in `render` and `api`.
"""

import heapq
import random
import threading

from ..clock import Clock
from ..errors import NotFound
from ..fulfilment.commands import FulfilmentCommands
from ..knobs import Knobs
from ..products.commands import ProductCommands
from ..products.promotion_commands import PromotionCommands
from ..products.stock_commands import StockCommands
from . import money, orders, parcels, state
from .catalogue import articles
from .consent import ConsentCommands
from .facts import facts
from .generate import Dealer, sellers_and_shops
from .ids import Ids
from .index import OrderIndex
from .lifecycle import Lifecycle
from .lock import locked
from .markets import DEFAULT_MARKETS, MARKETS


class World(
    ProductCommands, StockCommands, PromotionCommands, FulfilmentCommands, ConsentCommands,
):
    """A TikTok Shop with two sellers.

    :param int seed: the same seed makes the same world
    :param int size: number of orders to begin with
    :param Clock clock: the world's time
    :param Knobs knobs: how this TikTok behaves
    :param tuple markets: regions in which both sellers have a shop
    :param Authorization authorization: what the sellers have allowed the app
    """

    def __init__(
        self, seed=7, size=200, clock=None, knobs=None, markets=DEFAULT_MARKETS,
        authorization=None,
    ):
        self.seed = seed
        self.clock = clock or Clock()
        self.knobs = knobs or Knobs()
        self.authorization = authorization
        self.lock = threading.RLock()
        self.ids = Ids(seed)
        self.life = Lifecycle(self.ids, self.knobs)
        self.rng = random.Random(f'{seed}/later')
        chosen = [MARKETS[region] for region in markets]
        self.sellers = sellers_and_shops(seed, self.ids, chosen)
        self.shops = [shop for seller in self.sellers for shop in seller.shops]
        self._indexes = {shop.id: OrderIndex() for shop in self.shops}
        self._lists = {shop.id: [] for shop in self.shops}
        self._due = []
        self._settling = False
        self.watcher = None  # is told what happens from now on, see `webhooks.Webhooks`
        self.stock_shelves()
        self.plan_promotions()
        self.open_depot()
        dealer = Dealer(self)
        for number in range(size):
            dealer.deal(number)

    # === LOOKING === #

    @property
    def orders(self):
        """All orders, shop by shop."""
        return [order for shop in self.shops for order in self._lists[shop.id]]

    def orders_of(self, shop):
        """Return the orders of a shop, in the order in which they came into the world."""
        return self._lists[shop.id]

    def index_of(self, shop):
        """Return the sorted index of a shop's orders."""
        return self._indexes[shop.id]

    def shop(self, key):
        """Find a shop by itself, its id, its cipher, its code or its number."""
        if isinstance(key, int):
            return self.shops[key]
        for shop in self.shops:
            if key is shop or key in (shop.id, shop.cipher, shop.code):
                return shop
        raise NotFound(f"There is no shop {key!r}.")

    def order(self, key):
        """Find an order by itself or by its id."""
        order_id = getattr(key, 'id', key)
        for index in self._indexes.values():
            if order_id in index.orders:
                return index.orders[order_id]
        raise NotFound(f"There is no order {order_id!r}.")

    def catalogue(self, seller=None):
        """Return what the Odoo users sell: (seller_sku, name, price, barcode, tracking).

        Prices are in dollars. Some orders contain SKUs that are not here, on purpose.
        """
        chosen = range(len(self.sellers)) if seller is None else (seller,)
        return [article for index in chosen for article in articles(self.seed, index)]

    @locked
    def truth(self, shop=None):
        """State every order as it truly is, with the amounts to expect; see `state.of_order`."""
        found = self.orders if shop is None else self.orders_of(self.shop(shop))
        return [state.of_order(order) for order in found]

    @locked
    def expected(self, order):
        """State what an accountant books for an order's live units; see `money.expected`."""
        return money.expected(self.order(order))

    # === TIME === #

    def settle(self):
        """Let everything happen that is due by now, each at its own time."""
        if self._settling:
            return
        self._settling = True
        try:
            while self._due and self._due[0][0] <= self.clock.now():
                _time, key = heapq.heappop(self._due)
                self._look_at(key)
        finally:
            self._settling = False
        if self.watcher:
            self.watcher.time_passed()

    def _look_at(self, key):
        product, promotion = self.shelves.get(key), self.promotions.get(key)
        if product:
            self.review_falls_due(product)
        elif promotion:
            self.promotion_falls_due(promotion)
        else:
            self._fall_due(self.order(key))

    @locked
    def tick(self):
        """Let everything happen that is due by now; with a ticking clock this comes by itself."""

    def _fall_due(self, order):
        due = self.life.due(order)
        # What was postponed or done meanwhile has a newer entry, or none.
        if due and due[0] <= self.clock.now():
            time, step, arguments = due
            step(order, time, **arguments)
            self._follow(order, time)

    @locked
    def advance(self, seconds):
        """Move the clock; what falls due on the way happens on the way."""
        self.clock.advance(seconds)
        self.settle()
        if self.watcher:
            self.watcher.let_go()
        return self.clock.now()

    def schedule(self, time, key):
        """Look at an order, a product or a promotion again, by its id, when a time has come."""
        heapq.heappush(self._due, (time, key))

    # === CHANGING === #

    def add(self, order, told=True):
        """Take a new order into the world."""
        self._lists[order.shop.id].append(order)
        self.changed(order, told)

    def changed(self, order, told=True):
        """Note that an order has changed, whether the app is told or not: all follows here."""
        self._indexes[order.shop.id].put(order)
        due = self.life.due(order)
        if due:
            self.schedule(due[0], order.id)
        with self.levels.telling_of(order, told):
            self.committed.note(order, told)
        before, order.facts = order.facts, facts(order)
        self.packages.note(order, before)
        if told and self.watcher:
            self.watcher.order_changed(order, before, order.facts)
        order.package_words = ()

    @locked
    def create_order(self, shop=0, **what):
        """Make an order that is as asked for and otherwise plain; see `orders.create`."""
        return orders.create(self, self.shop(shop), **what)

    @locked
    def _step(self, name, order, *args, **kwargs):
        order = self.order(order)
        now = self.clock.now()
        getattr(self.life, name)(order, now, *args, **kwargs)
        self._follow(order, now)
        return order

    def _follow(self, order, at):
        """Note that an order has changed, and those that share its parcels with it."""
        self.changed(order)
        for other in parcels.companions(order):
            self.life.follow(other, at)
            self.changed(other)

    def pay(self, order):
        """The buyer pays; the order is on hold for an hour."""
        return self._step('pay', order)

    def hold(self, order, seconds=None):
        """Put an order on hold, for an hour unless told otherwise."""
        return self._step('hold', order, seconds)

    def release(self, order):
        """End the hold now."""
        return self._step('release', order)

    @locked
    def ship(self, order, items=None, tracking_number=None, provider=None, **how):
        """Ship some line items (ids), or all that are left, in one package; see `Lifecycle.ship`.
        """
        units = orders.units(self.order(order), items)
        return self._step('ship', order, units, tracking_number, provider, **how)

    def collect(self, order, package=None):
        """The carrier scans a package, or all."""
        return self._step('collect', order, package)

    def deliver(self, order, package=None):
        """A package arrives, or all do."""
        return self._step('deliver', order, package)

    def complete(self, order):
        """The order can no longer be returned."""
        return self._step('complete', order)

    @locked
    def cancel(self, order, items=None, initiator='BUYER', reason=None):
        """Cancel some line items (ids), or the whole order."""
        units = orders.units(self.order(order), items)
        return self._step('cancel', order, units, initiator, reason)

    def request_cancel(self, order):
        """The buyer asks the seller to cancel."""
        return self._step('request_cancel', order)

    def answer_cancel(self, order, approve=True):
        """The seller approves or rejects the buyer's request."""
        return self._step('answer_cancel', order, approve)

    @locked
    def update_address(self, order, **changes):
        """The buyer corrects the address: any keys of `recipient_address`."""
        return orders.update_address(self, self.order(order), changes)

    @locked
    def touch(self, order, note=None):
        """Move the `update_time` of an order, and change the seller's note if there is one."""
        return orders.touch(self, self.order(order), note)

    @locked
    def corrupt(self, order, what='total'):
        """Make the figures of an order contradict each other; a reader must not accept it."""
        return orders.corrupt(self, self.order(order), what)
