"""The sandbox as a thing that can be started, asked and stopped."""

import hashlib
import socket
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from .app import Application
from .authorization import App, Authorization
from .clock import Clock
from .faults import Faults
from .knobs import Knobs
from .webhooks import Webhooks
from .world import World
from .world.markets import DEFAULT_MARKETS

TICK_SECONDS = 0.5


class Sandbox:
    """A TikTok Shop on this machine, served over HTTP while it is open.

    :param int seed: the same seed makes the same world, keys and ids
    :param int orders: number of orders to begin with
    :param float latency: seconds that every call takes
    :param int port: 0 for any free one
    :param str redirect_url: where the consent page sends people back to
    :param tuple markets: regions in which both sellers have a shop
    :param int now: the world's time, the real one by default
    :param bool ticking: whether the world's clock goes on by itself
    :param str webhook_url: where webhooks go for which a shop has no address of its own
    :param int webhook_workers: how many webhooks are sent at a time
    :param knobs: any of `Knobs`
    """

    def __init__(
        self, seed=7, orders=200, latency=0, port=0, host='127.0.0.1', redirect_url='',
        markets=DEFAULT_MARKETS, now=None, ticking=False, webhook_url='', webhook_workers=4,
        **knobs,
    ):
        self.knobs = Knobs()
        self.knobs.set(**knobs)
        self.latency = latency
        self.faults = Faults()
        self.calls = []
        self.app = App(
            key=f'6sandbox{seed:05d}', secret=hashlib.sha256(f'{seed}'.encode()).hexdigest()[:40],
            service_id=f'7059{seed:015d}', redirect_url=redirect_url, webhook_url=webhook_url,
        )
        self.authorization = Authorization(self.app, self.knobs)
        self._clock_options = (now, ticking)
        self._markets = tuple(markets)
        self.seed, self.orders = seed, orders
        self.webhooks = Webhooks(self, webhook_workers)
        self.reset(seed, orders)
        self._address = (host, port)
        self._closing = threading.Event()
        self._server = None

    # === LIFE === #

    def start(self):
        """Serve in a thread of this process. A port in use raises `OSError`."""
        listener = socket.create_server(self._address, backlog=128)
        host, port = listener.getsockname()[:2]
        self._server = make_server(
            host, port, Application(self), threaded=True, fd=listener.fileno(),
            request_handler=_QuietHandler,
        )
        listener.close()  # the server has a duplicate
        self._server.daemon_threads = True
        self._address = (host, port)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        if self._clock_options[1]:
            threading.Thread(target=self._tick, daemon=True).start()
        return self

    def stop(self):
        """Stop serving; calls that hang end at once."""
        self._closing.set()
        self.webhooks.close()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def pause(self, seconds):
        """Let time pass in a call, unless the sandbox closes meanwhile."""
        if seconds:
            self._closing.wait(seconds)

    def _tick(self):
        """Let happen what is due by a clock that goes on, also when nobody calls."""
        while not self._closing.wait(TICK_SECONDS):
            self.world.tick()
            self.webhooks.let_go()

    # === PROPERTIES === #

    @property
    def url(self):
        host, port = self._address
        return f'http://{host}:{port}'

    @property
    def app_key(self):
        return self.app.key

    @property
    def app_secret(self):
        return self.app.secret

    @property
    def service_id(self):
        return self.app.service_id

    @property
    def clock(self):
        return self.world.clock

    # === COMMANDS === #

    def authorize(self, seller=0, state=None):
        """Have a seller agree, as on the consent page, and return the code for the app.

        :param str state: taken for completeness; it would come back beside the code
        """
        return self.authorization.consent(self.world.sellers[seller].index)

    def reset(self, seed=None, orders=None):
        """Begin a new world; the app, its keys and what sellers have allowed it stay."""
        self.seed = self.seed if seed is None else seed
        self.orders = self.orders if orders is None else orders
        self.world = World(
            self.seed, self.orders, Clock(*self._clock_options), self.knobs, self._markets,
            self.authorization,
        )
        self.authorization.world = self.world
        self.webhooks.watch(self.world)

    def describe(self):
        """State what there is: addresses, keys, time, sellers and their shops."""
        return {
            'url': self.url, 'seed': self.seed, 'now': self.clock.now(),
            'app_key': self.app_key, 'app_secret': self.app_secret,
            'service_id': self.service_id, 'redirect_url': self.app.redirect_url,
            'webhook_url': self.app.webhook_url,
            'sellers': [
                {
                    'seller': seller.index, 'name': seller.name,
                    'shops': [
                        {
                            'id': shop.id, 'name': shop.name, 'region': shop.market.region,
                            'code': shop.code, 'orders': len(self.world.orders_of(shop)),
                        }
                        for shop in seller.shops
                    ],
                }
                for seller in self.world.sellers
            ],
        }


class _QuietHandler(WSGIRequestHandler):
    """Serves without a line per request: query strings carry secrets."""

    def log(self, *_args):
        """Say nothing."""
