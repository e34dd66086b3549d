"""Tests of what commits or is killed: Odoo in processes of its own, on databases of their own."""

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from complaints import complaints_in
from odoo_server import server
from sandbox import Sandbox
from sandbox.world.markets import DEFAULT_MARKETS, MARKETS
from worker import Worker, database_of_its_own

sys.path.insert(0, str(Path(__file__).parent))

SCRIPT = 'tests/processes/odoo_side.py'
# How many orders the tests import: TTS_ORDERS=1000 ./dev/test tests/processes is the full measure.
ORDERS = int(os.environ.get('TTS_ORDERS') or 160)


class Setting:
    """A TikTok Shop in this process, and Odoo in others."""

    def __init__(self, tiktok, template, stack):
        self.tiktok = tiktok
        self.orders = tiktok.orders
        self._template = template
        self._stack = stack
        self._logs = []

    def database(self, source=None):
        """Return the name of a new database: goods in stock and not connected, or like another."""
        return self._stack.enter_context(database_of_its_own(source or self._template))

    def odoo(self, database, small_pages=True):
        """Return a new Odoo process on a database."""
        worker = self._stack.enter_context(Worker(database, SCRIPT))
        worker.call('hurry', pages=small_pages)
        self._logs.append(worker.log)
        return worker

    def connect(self, odoo, sellers=(0, 1)):
        """Connect the accounts of sellers; return the shops' ids."""
        tiktok = self.tiktok
        return [
            shop
            for seller in sellers
            for shop in odoo.call(
                'connect', url=tiktok.url, app_key=tiktok.app_key, app_secret=tiktok.app_secret,
                code=tiktok.authorize(seller),
            )
        ]

    def begin(self, odoo, shops=None):
        """Start the fetching of all orders; return the runs' ids."""
        now = time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(self.tiktok.clock.now() + 1))
        return odoo.call('begin', date_from='2025-01-01 00:00:00', date_to=now, shops=shops)

    def undisturbed(self):
        """Return what an import that nothing disturbs makes of the world as it is now."""
        self.tiktok.faults.clear()
        odoo = self.odoo(self.database())
        self.connect(odoo)
        return self.fetched(odoo)

    def fetched(self, odoo):
        """Fetch all orders as they are now; return what there is then."""
        self.begin(odoo)
        odoo.call('work')
        return odoo.call('dump')

    def listen(self, database, port):
        """Start an Odoo that answers requests and does nothing else."""
        self._stack.enter_context(server(database, port))

    def complaints(self):
        """Return what Odoo's logs should not contain."""
        return [line for log in self._logs for line in complaints_in(log)]


@pytest.fixture(scope='session')
def template():
    """Give a database with the goods that the sellers sell, and rates."""
    rates = {MARKETS[region].currency: float(MARKETS[region].rate) for region in DEFAULT_MARKETS}
    articles = [
        (article.seller_sku, article.name, float(article.price), article.barcode)
        for article in Sandbox(orders=0).world.catalogue()
    ]
    with database_of_its_own() as name:
        with Worker(name, SCRIPT) as odoo:
            odoo.call('stock_up', articles=articles, rates=rates)
        yield name


@pytest.fixture
def setting(template):
    with ExitStack() as stack:
        # A minute ago, so that what there is lies in the past by any clock.
        tiktok = stack.enter_context(
            Sandbox(orders=ORDERS, now=int(time.time()) - 60, hang=0.2, retry_after=0)
        )
        yield Setting(tiktok, template, stack)
