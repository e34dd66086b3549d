"""Stock: what it costs to know what differs, and how fast a change reaches TikTok."""

import sys
import time

from odoo_server import free_port, server
from sandbox import Sandbox
from sandbox.world.markets import MARKETS
from worker import Worker, database_of_its_own

SCRIPT = 'benchmarks/offers_side.py'
ROWS = ('stock', 'sweep', 'latency')
# One in so many SKUs has changed.
PART = 100
MOST_STATEMENTS = 60
MOST_GROWTH = 11
# Changes whose way to TikTok is measured; one in so many is to zero.
CHANGES, TO_ZERO = 200, 10
SECONDS, SECONDS_TO_ZERO = 60, 10
REGION = 'GB'


def measure(wanted, count):
    """Return the fields of the rows that are wanted: {name: (what, measured, floor, ...)}."""
    found = {}
    if 'stock' in wanted:
        found['stock'] = measure_difference(count)
    if 'sweep' in wanted:
        found['sweep'] = measure_growth(count * 2)
    if 'latency' in wanted:
        found['latency'] = measure_latency()
    return found


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure_difference(count):
    say(f"Comparing {count} SKUs of which 1 % have changed ...")
    with database_of_its_own() as name, Worker(name, SCRIPT) as odoo:
        odoo.call('fill', count=count)
        odoo.call('change', part=PART)
        lap = odoo.call('sweep')
    assert lap['count'] == count // PART, lap
    say(f"{lap['seconds']:.2f} s")
    return (
        f"stock difference over {count} SKUs, 1 % changed", f"{lap['statements']} statements", '-',
        '-', f'<= {MOST_STATEMENTS}', lap['statements'] <= MOST_STATEMENTS)


def measure_growth(count):
    """Sweep a shop and one that is ten times as big, in turn."""
    say(f"Sweeping {count // 10} and {count} SKUs of which none has changed ...")
    with (
        database_of_its_own() as small, database_of_its_own() as big,
        Worker(small, SCRIPT) as few, Worker(big, SCRIPT) as many,
    ):
        few.call('fill', count=count // 10)
        many.call('fill', count=count)
        laps = {few: [], many: []}
        for _round in range(4):
            for odoo in (few, many):
                lap = odoo.call('sweep')
                odoo.go_on()
                assert not lap['count'], lap
                laps[odoo].append(lap['seconds'])
    # The first ones fill the caches.
    ours, floor = (min(laps[odoo][1:]) for odoo in (many, few))
    return (
        f'sweep over {count} SKUs, nothing changed, against {count // 10}', f'{ours:.2f} s',
        f'{floor:.2f} s', f'{ours / floor:.1f}x', f'<= {MOST_GROWTH}x',
        ours / floor <= MOST_GROWTH)


def measure_latency():
    """Change stock in one process while another one does the scheduled actions as they come."""
    say(f"Timing {CHANGES} changes of stock on their way ...")
    with (
        Sandbox(orders=0, markets=(REGION,), now=int(time.time()) - 60) as tiktok,
        database_of_its_own() as name, Worker(name, SCRIPT) as odoo,
    ):
        odoo.call('stock_up', articles=[
            (article.seller_sku, article.name, float(article.price), article.barcode)
            for article in tiktok.world.catalogue()
        ], rates={MARKETS[REGION].currency: float(MARKETS[REGION].rate)})
        odoo.call(
            'connect', url=tiktok.url, app_key=tiktok.app_key, app_secret=tiktok.app_secret,
            code=tiktok.authorize(0))
        skus = odoo.call('follow', shop=tiktok.world.shops[0].id)
        with server(name, free_port(), '--max-cron-threads', '1'):
            times = [changed(tiktok, odoo, skus, number) for number in range(CHANGES)]
    to_zero = sorted(times[::TO_ZERO])
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    say(f"To zero: {to_zero[-1]:.2f} s at most; all: {middle:.2f} s in the middle, "
        f"{times[-1]:.2f} s at most")
    return (
        f"from Odoo's commit to TikTok, {CHANGES} changes of stock", f'p95 {late:.2f} s',
        f'zero: {to_zero[-1]:.2f} s', '-', f'<= {SECONDS} s, {SECONDS_TO_ZERO} s',
        late <= SECONDS and to_zero[-1] <= SECONDS_TO_ZERO)


def changed(tiktok, odoo, skus, number):
    """Change the stock of a product, and return how many seconds TikTok did not know of it."""
    product, listing, sku = skus[number % len(skus)]
    quantity = 0 if number % TO_ZERO == 0 else 1 + number
    if sum(tiktok.world.shelves.find(listing).offers[sku].stock.values()) == quantity:
        return 0.0
    odoo.call('set_stock', product=product, quantity=quantity)
    begin = time.monotonic()
    while sum(tiktok.world.shelves.find(listing).offers[sku].stock.values()) != quantity:
        if time.monotonic() > begin + 2 * SECONDS:
            break
        time.sleep(0.01)
    return time.monotonic() - begin
