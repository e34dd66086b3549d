"""Webhooks: how fast they are taken in, and how fast two processes serve them."""

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from client import webhook_signature
from sandbox import Sandbox
from sandbox.world.markets import MARKETS
from worker import Worker, database_of_its_own

SCRIPT = 'benchmarks/webhooks_side.py'
ROWS = ('webhook', 'drain')
FLOOR_PATH, PATH = '/benchmark/floor', '/tts/webhook'
LAPS, POSTS = 40, 50
# So many are under way at a time: the worker never waits for the next.
SENDERS = 2
APP_KEY, APP_SECRET, SHOP = '6benchmark', 'secret', '7495000000000000001'
# Orders that are created and then go four steps further, each told by a webhook.
ORDERS = 300
STEPS = (None, 'release', 'ship', 'collect', 'deliver')
LATENCY = 0.1
REGION = 'GB'


def measure(wanted):
    """Return the fields of the rows that are wanted: {name: (what, measured, floor, ...)}."""
    found = {}
    if 'webhook' in wanted:
        found['webhook'] = measure_acknowledgements()
    if 'drain' in wanted:
        found['drain'] = measure_draining()
    return found


def say(text):
    print(text, file=sys.stderr, flush=True)


# === ACKNOWLEDGEMENTS === #

def measure_acknowledgements():
    say("Sending webhooks, and as many requests to the floor in between ...")
    with (
        database_of_its_own() as name, Worker(name, SCRIPT) as odoo,
        ThreadPoolExecutor(SENDERS) as senders,
    ):
        odoo.call('pretend', app_key=APP_KEY, app_secret=APP_SECRET, shop=SHOP)
        port = odoo.call('serve_http')
        numbers = iter(range(10**9))

        def lap(path):
            bodies = [body_of(next(numbers)) for _post in range(POSTS)]
            begin = time.perf_counter()
            statuses = set(senders.map(lambda body: post(port, path, body), bodies))
            assert statuses == {200}, statuses
            return time.perf_counter() - begin

        for path in (FLOOR_PATH, PATH):
            lap(path)  # the first request builds caches
        laps = [(lap(FLOOR_PATH), lap(PATH)) for _lap in range(LAPS)]
        stored = odoo.call('events')['pending']
    assert stored == (LAPS + 1) * POSTS, stored
    floor, ours = (POSTS * LAPS / sum(seconds) for seconds in zip(*laps, strict=True))
    return (
        f'webhooks acknowledged, one worker; {POSTS * LAPS} of them', f'{ours:.0f}/s',
        f'{floor:.0f}/s', f'{ours / floor:.2f}x', '>= 0.8x', ours / floor >= 0.8,
    )


def body_of(number):
    return json.dumps({
        'type': 1, 'tts_notification_id': str(7 * 10**18 + number), 'shop_id': SHOP,
        'timestamp': 1795262400, 'data': {
            'order_id': str(576 * 10**15 + number), 'order_status': 'AWAITING_SHIPMENT',
            'is_on_hold_order': False, 'update_time': 1795262400,
        },
    }).encode()


def post(port, path, body):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        connection.request('POST', path, body, {
            'Content-Type': 'application/json',
            'Authorization': webhook_signature(APP_KEY, APP_SECRET, body),
        })
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


# === DRAINING === #

def measure_draining():
    """Let orders live in two databases, one served by one process, the other by two, in turns."""
    say("Serving webhooks with one process and with two, in turns ...")
    with (
        Sandbox(orders=0, markets=(REGION,)) as tiktok, database_of_its_own() as alone,
        database_of_its_own(prepared(alone, tiktok)) as together,
        Worker(alone, SCRIPT) as odoo, Worker(together, SCRIPT) as first,
        Worker(together, SCRIPT) as second,
    ):
        shop, orders = tiktok.world.shops[0], []
        one = two = 0
        for number, step in enumerate(STEPS):
            orders = advance(tiktok.world, orders, step)
            told = {'orders': orders, 'shop': shop.id, 'begin': 10**18 + number * 10**6}
            tiktok.latency = LATENCY
            odoo.call('ring', **told)
            first.call('ring', **told)
            alone_for, together_for = drain(odoo), drain(first, second)
            tiktok.latency = 0
            say(f"  {step or 'create'}: {alone_for:.1f} s, {together_for:.1f} s")
            one, two = one + alone_for, two + together_for
        assert odoo.call('events') == first.call('events') == {
            'done': len(STEPS) * ORDERS, 'orders': ORDERS}
    count = len(STEPS) * ORDERS
    return (
        f'{count} events drained by 2 processes, {LATENCY * 1000:.0f} ms per call',
        f'{count / two:.0f}/s', f'{count / one:.0f}/s', f'{one / two:.2f}x', '>= 1.7x',
        one / two >= 1.7,
    )


def prepared(name, tiktok):
    """Connect a database to the shop, and return its name."""
    articles = [
        (article.seller_sku, article.name, float(article.price), article.barcode)
        for article in tiktok.world.catalogue(0)
    ]
    market = MARKETS[REGION]
    with Worker(name, SCRIPT) as odoo:
        odoo.call('stock_up', articles=articles, rates={market.currency: float(market.rate)})
        odoo.call(
            'connect', url=tiktok.url, app_key=tiktok.app_key, app_secret=tiktok.app_secret,
            code=tiktok.authorize(seller=0))
        odoo.call('analyze')
    return name


def advance(world, orders, step):
    """Make the orders, or let each go a step; return their ids."""
    if step:
        for order in orders:
            getattr(world, step)(order)
        return orders
    skus = [sku for sku in world.shops[0].skus if sku.known and not sku.components]
    return [
        world.create_order(0, status='ON_HOLD', items=[
            {'sku': skus[number % len(skus)].id, 'quantity': 1 + number % 3},
            {'sku': skus[(number * 7 + 3) % len(skus)].id},
        ]).id
        for number in range(ORDERS)
    ]


def drain(*workers):
    """Have workers serve all that waits; return the seconds that it took."""
    begin = time.perf_counter()
    for odoo in workers:
        odoo.begin('drain')
    shares = [odoo.result() for odoo in workers]
    if sum(shares) != ORDERS:
        sys.exit(f"Of {ORDERS} events {shares} were served.")
    return time.perf_counter() - begin
