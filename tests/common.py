"""What the tests in Odoo share: a TikTok Shop on this machine, an account of it, goods, rates."""

import copy
import time
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tests.common import HOST, _super_send

from ..client.transport import Transport
from ..models.catalogue.tts_category import paths
from ..sandbox import Sandbox
from ..sandbox.world.markets import MARKETS

# What the sandbox remembers of who let the app in; Odoo's side is rolled back after each test.
AUTHORIZED = ('_codes', '_access', '_refresh', 'grants')


def make_catalogue(shop):
    """Give a shop a category with an attribute, its value, and a brand; return the category."""
    env = shop.env
    env['tts.category']._mirror(shop, paths([
        {'id': '1', 'local_name': "Home", 'parent_id': '0'},
        {'id': '2', 'local_name': "Mugs", 'parent_id': '1', 'is_leaf': True},
    ]), shop.category_version, 0)
    env['tts.brand']._mirror(shop, [{'id': '5', 'name': "Brand"}])
    leaf = env['tts.category'].search([('shop_id', '=', shop.id), ('is_leaf', '=', True)])
    leaf._mirror_details({'rules': {}, 'attributes': [{
        'id': '3', 'name': "Material", 'type': 'PRODUCT_PROPERTY', 'is_requried': True,
        'values': [{'id': '4', 'name': "Steel"}],
    }]})
    return leaf


def match(theirs, ours):
    """Return that of TikTok's attributes or values for which one of Odoo's stands, or none."""
    return theirs._matches(ours)[ours]


class TtsCommon:
    """Helpers of both base classes. The sandbox and its world are the class's: a test looks at
    orders of its own; what it does to tokens, faults and knobs is undone.
    """

    #: Of the `Sandbox`: `orders` to begin with, `markets`, `seed`, any of its knobs.
    sandbox_options = {}
    #: Whether the class begins with an account that the first seller has authorized.
    connected = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody is asked for carrier and number: of that `test_number_asked.py` tells.
        cls.env = cls.env(context={**cls.env.context, 'skip_tts_number': True})
        # A minute ago, so that what is made by a test is in the past by any clock.
        options = {'orders': 0, 'now': int(time.time()) - 60, **cls.sandbox_options}
        cls.sandbox = Sandbox(**options).start()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.world = cls.sandbox.world
        cls.pauses = []  # seconds that the client would have waited
        cls.startClassPatcher(
            patch.object(Transport, '_wait', lambda _self, seconds: cls.pauses.append(seconds))
        )
        cls.company = cls.env.company
        cls.make_rates()
        cls.products = cls.make_products(0)
        cls.account = cls.make_account()
        if cls.connected:
            cls.account._exchange_code(cls.sandbox.authorize(seller=0))

    def setUp(self):
        super().setUp()
        authorization = vars(self.sandbox.authorization)
        kept = copy.deepcopy({name: authorization[name] for name in AUTHORIZED})
        self.addCleanup(authorization.update, kept)
        for thing in (self.sandbox.app, self.sandbox.knobs, self.sandbox.clock):
            self.addCleanup(vars(thing).update, copy.deepcopy(vars(thing)))
        self.addCleanup(self.sandbox.faults.clear)
        self.addCleanup(self.sandbox.webhooks.clear)
        self.pauses.clear()
        self.sandbox.calls.clear()

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Let calls to this machine through as they are: Odoo would change their time-outs."""
        if urlsplit(request.url).hostname == HOST:
            return _super_send(session, request, **kwargs)
        return super()._request_handler(session, request, **{**kwargs, 'timeout': 10})

    # === WHAT THERE IS === #

    @classmethod
    def make_rates(cls, company=None):
        """Give each currency of the sandbox the rate by which the sandbox makes its prices."""
        for market in MARKETS.values():
            currency = cls.env.ref(f'base.{market.currency}')
            if currency != (company or cls.company).currency_id:
                currency.active = True
                cls.env['res.currency.rate'].create(
                    {
                        'currency_id': currency.id,
                        'company_id': (company or cls.company).id,
                        'name': '2020-01-01',
                        'rate': float(market.rate),
                    }
                )

    @classmethod
    def make_products(cls, seller, company=None):
        """Create what a seller sells as products, and return them."""
        return cls.env['product.product'].create(
            [
                {
                    'name': article.name,
                    'default_code': article.seller_sku,
                    'barcode': article.barcode,
                    'is_storable': True,
                    'tracking': article.tracking,
                    'list_price': float(article.price),
                    'company_id': company and company.id,
                }
                for article in cls.world.catalogue(seller)
            ]
        )

    @classmethod
    def make_account(cls, **vals):
        """Create an account with the keys of the sandbox's app, not connected."""
        sandbox = cls.sandbox
        return cls.env['tts.account'].create(
            {
                'name': "Sandbox",
                'app_key': sandbox.app_key,
                'app_secret': sandbox.app_secret,
                'service_id': sandbox.service_id,
                'api_url': sandbox.url,
                'auth_url': sandbox.url,
                **vals,
            }
        )

    def shop(self, region):
        """Return the account's shop of a market, as 'GB'."""
        return self.account.shop_ids.filtered(lambda shop: shop.region == region)

    # === WHAT HAPPENS === #

    @contextmanager
    def committing(self):
        """Give an environment in which code may commit: all of it is undone after the test."""
        mode = nullcontext() if self._registry_patched else self.enter_registry_test_mode()
        self.env.flush_all()
        with mode, self.registry.cursor() as cr:
            yield self.env(cr=cr)
        self.env.invalidate_all()

    def process(self, model='tts.sync', method='_process'):
        """Do what a scheduled action does."""
        with self.committing() as env:
            getattr(env[model], method)()

    @contextmanager
    def one_page(self):
        """Let scheduled actions do one page at a time, after which their time is over."""

        def time_is_over(cron, *_args, **_kwargs):
            cron.env.cr.commit()
            return 0

        with patch.object(self.registry['ir.cron'], '_commit_progress', time_is_over):
            yield

    def fetch(self, shop=None, date_from=None, date_to=None, date_field='create_time'):
        """Fetch the orders of a shop (or all) and of a period (or a year), and return the runs."""
        now = fields.Datetime.now()
        runs = self.env['tts.sync'].union(
            *(
                each.action_fetch_orders(
                    date_from or now - timedelta(days=365), date_to or now, date_field
                )
                for each in shop or self.account.shop_ids
            )
        )
        self.process()
        return runs

    def download(self, kind, shop):
        """Download a part of the catalogue: `categories`, `attributes` or `brands`; return the run.
        """
        run = self.env['tts.sync']._start(shop, kind, {})
        self.process()
        return run

    def take(self, shop, order_id):
        """Fetch one order by its id, as it is now, and return (tts.order, sale.order)."""
        order_id = getattr(order_id, 'id', order_id)
        self.env['tts.sync']._start(shop, 'orders', {'order_ref': order_id})
        self.process()
        order = self.env['tts.order'].search(
            [('shop_id', '=', shop.id), ('tiktok_id', '=', order_id)]
        )
        return order, order.sale_order_id

    def order(self, shop, **what):
        """Have an order come in at TikTok, fetch it, and return (tts.order, sale.order).

        :param what: of `World.create_order`: `items`, `status`, `seller_discount`, `charges`, ...
        """
        return self.take(shop, self.world.create_order(shop.tiktok_id, **what))

    def expected(self, order):
        """Return what is true of a `tts.order`, with the amounts to arrive at: `World.truth`."""
        return next(
            truth
            for truth in self.world.truth(order.shop_id.tiktok_id)
            if truth['id'] == order.tiktok_id
        )


class TtsCase(TtsCommon, TransactionCase):
    """Base of the tests that need no browser and no request to Odoo."""


@tagged('post_install', '-at_install')
class TtsHttpCase(TtsCommon, HttpCase):
    """Base of the tests that send requests to Odoo, by themselves or from a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo gives Chrome 10 seconds to start, on a busy machine too few, and skips the test then.
        cls.startClassPatcher(patch('odoo.tests.common.CHECK_BROWSER_ITERATIONS', 600))
