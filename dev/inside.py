"""What a `dev/worker.py` can be told to do, inside its Odoo. Functions get the environment."""

import contextlib
import json
import runpy
import socket
import sys
from pathlib import Path

from odoo.fields import Command

STOCK = 1_000_000


class Channel:
    """The line to the process that tells this one what to do."""

    def __init__(self):
        self._file = None

    def open(self, descriptor):
        self._file = socket.socket(fileno=descriptor).makefile('rw')

    def requests(self):
        for line in self._file:
            yield json.loads(line)

    def say(self, what):
        self._file.write(json.dumps(what) + '\n')
        self._file.flush()

    def turn(self, what):
        """Say something in the middle of a function, and wait until told to go on."""
        self.say(what)
        self._file.readline()


channel = Channel()


def serve(env, descriptor, script):
    """Do what is asked for until nobody asks any more; what a function did is committed."""
    sys.path.append(str(Path(script).parent))
    functions = {**globals(), **runpy.run_path(script)}
    channel.open(descriptor)
    for name, arguments in channel.requests():
        result = functions[name](env, **arguments)
        env.cr.commit()
        channel.say(result)


# === WHAT A COMPANY NEEDS === #

def stock_up(env, articles, rates):
    """Create products, with plenty of each in stock, and give the currencies their rates.

    :param list articles: of (seller SKU, name, price, barcode)
    :param dict rates: currency's code to units per dollar
    """
    products = env['product.product'].create([
        {
            'name': name, 'default_code': code, 'barcode': barcode, 'list_price': price,
            'is_storable': True,
        }
        for code, name, price, barcode in articles
    ])
    location = env['stock.warehouse'].search([], limit=1).lot_stock_id
    env['stock.quant'].with_context(inventory_mode=True).create([
        {'product_id': product.id, 'location_id': location.id, 'inventory_quantity': STOCK}
        for product in products
    ]).action_apply_inventory()
    for code, rate in rates.items():
        currency = env.ref(f'base.{code}')
        currency.active = True
        if currency != env.company.currency_id:
            currency.rate_ids = [Command.create({'name': '2020-01-01', 'rate': rate})]


def connect(env, url, app_key, app_secret, code):
    """Create an account for whom `code` authorizes, and return the ids of its shops."""
    account = env['tts.account'].create({
        'name': code[:8], 'app_key': app_key, 'app_secret': app_secret, 'service_id': '1',
        'api_url': url, 'auth_url': url,
    })
    env.cr.commit()  # tokens are saved in a transaction of their own
    account._exchange_code(code)
    shops = account.shop_ids
    for shop in shops:
        # Whatever TikTok's warehouse: all of it lies in the only one that there is.
        shop.warehouse_ids.warehouse_id = env['stock.warehouse'].search([], limit=1)
    return shops.ids


def begin(env, date_from, date_to, shops=None):
    """Start runs that fetch the orders of shops (all by default), and return their ids."""
    shops = env['tts.shop'].browse(shops) if shops else env['tts.shop'].search([])
    return [shop.action_fetch_orders(date_from, date_to).id for shop in shops]


def process(env):
    """Do what the scheduled action does."""
    env['tts.sync']._process()


def state(env):
    """Tell how the runs are: [(id, state, orders fetched, message)]."""
    env.invalidate_all()
    runs = env['tts.sync'].search([], order='id')
    return [(run.id, run.state, run.done, run.message) for run in runs]


@contextlib.contextmanager
def replaced(owner, name, substitute):
    """Put `substitute(original, ...)` in the place of a method."""
    original = getattr(owner, name)
    setattr(owner, name, lambda *args, **kwargs: substitute(original, *args, **kwargs))
    try:
        yield
    finally:
        setattr(owner, name, original)
