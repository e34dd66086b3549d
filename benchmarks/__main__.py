"""Called by `dev/bench`: measures, and prints the table."""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from worker import ROOT, Worker, database_of_its_own

from . import labels, offers, prices, products, transfers, webhooks
from .laps import alternate, different, laps, total
from .shop import SPACING

SCRIPT = 'benchmarks/inside.py'
LATENCY = 0.1
# Orders that every database has from the start: PostgreSQL plans badly for tables that it has only
# seen empty, and when it looks again is a matter of luck.
WARM = 100
# Orders by which a shop with many and one with few are compared.
SAMPLE = 500
# What a run writes of itself: all else is business.
OWN_TABLES = {'tts_sync', 'tts_sync_order_rel', 'ir_cron_trigger'}
# What only the import writes: TikTok's orders as they came, and the units that they promise.
MIRROR = {'tts_order', 'tts_order_units'}
# What only the floor writes: its orders have a pricelist of their own.
PLAIN = {'product_pricelist'}
ROWS = ('import', 'sql', 'again', 'growth', 'memory', *webhooks.ROWS, *products.ROWS,
        *offers.ROWS, *prices.ROWS, *transfers.ROWS, *labels.ROWS)


class Row(NamedTuple):
    """A row of the table; `measured` and `floor` are shown as they are."""

    what: str
    measured: str
    floor: str
    ratio: str
    goal: str
    ok: bool


def say(text):
    """Tell what is going on; the table alone goes to the standard output."""
    print(text, file=sys.stderr, flush=True)


class Bench:
    """A TikTok Shop, and a database that is connected to it and ready for orders.

    :param int few: number of orders to import
    :param int many: number of orders that a big shop has
    """

    def __init__(self, few, many):
        self.few, self.many = few, many

    @contextlib.contextmanager
    def ready(self, orders):
        """Start the shop with a number of orders, and prepare the database."""
        say(f"Preparing a shop with {orders} orders ...")
        command = [sys.executable, '-m', 'benchmarks.shop', 'orders', str(WARM + orders)]
        with (
            subprocess.Popen(
                command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            ) as self.shop,
            database_of_its_own() as self.database,
        ):
            facts = json.loads(self.shop.stdout.readline())
            self.start = facts['start'] + WARM * SPACING
            with Worker(self.database, SCRIPT) as odoo:
                odoo.call('stock_up', articles=facts['articles'], rates=facts['rates'])
                odoo.call('connect', **facts['account'])
                total(self.importing(odoo, -WARM, 0))
                odoo.call('analyze')
            try:
                yield self
            finally:
                self.shop.stdin.close()

    @contextlib.contextmanager
    def odoo(self):
        """Give a worker on a clone of the prepared database."""
        with database_of_its_own(self.database) as name, Worker(name, SCRIPT) as odoo:
            yield odoo

    def set_latency(self, seconds):
        self.shop.stdin.write(f'{seconds}\n')
        self.shop.stdin.flush()

    def importing(self, odoo, first, last):
        """Import the orders of these numbers (`last` excluded) and yield the laps."""
        moments = [
            datetime.fromtimestamp(self.start + number * SPACING, timezone.utc)
            for number in (first, last)
        ]
        begin, end = (f'{moment:%Y-%m-%d %H:%M:%S}' for moment in moments)
        return laps(odoo, 'import_orders', date_from=begin, date_to=end)


# === MEASURING === #

def compare_with_floor(bench):
    """Import for the first time and again, then once more side by side with the floor."""
    with tempfile.TemporaryDirectory() as folder:
        orders = str(Path(folder, 'orders.json'))
        say("Importing without latency, twice ...")
        with bench.odoo() as odoo:
            first = total(bench.importing(odoo, 0, bench.few))
            before = odoo.call('fingerprints')
            again = total(bench.importing(odoo, 0, bench.few))
            after = odoo.call('fingerprints')
            made = odoo.call('describe', path=orders, count=bench.few)
        if made != bench.few:
            sys.exit(f"{made} of {bench.few} orders were confirmed: the floor cannot be compared.")
        written = different(before, after) - OWN_TABLES
        say("Importing with latency, and the floor beside it ...")
        bench.set_latency(LATENCY)
        with bench.odoo() as ours, bench.odoo() as plain:
            course, floor = alternate(
                bench.importing(ours, 0, bench.few), laps(plain, 'make_orders', path=orders)
            )
            unlike = different(ours.call('counts'), plain.call('counts'))
            unlike -= OWN_TABLES | MIRROR | PLAIN
            if unlike:
                sys.exit(f"The floor has made something else: see {', '.join(sorted(unlike))}.")
        bench.set_latency(0)
    return {
        'import': row_of_import(course, floor),
        'sql': row_of_statements(course, floor),
        'again': row_of_again(first, again, written),
    }


def row_of_import(course, floor):
    ratio = course['seconds'] / floor['seconds']
    say(
        f"Processor time, PostgreSQL's included: {course['processor']:.1f} s, floor "
        f"{floor['processor']:.1f} s ({course['processor'] / floor['processor']:.2f}x)"
    )
    return Row(
        f"import {course['count']} new orders, {LATENCY * 1000:.0f} ms per call",
        f"{course['seconds']:.1f} s", f"{floor['seconds']:.1f} s", f'{ratio:.2f}x', '<= 1.0x',
        ratio <= 1.0,
    )


def row_of_statements(course, floor):
    ours, plain = (each['statements'] / each['count'] for each in (course, floor))
    return Row(
        "SQL statements per imported order", f'{ours:.1f}', f'{plain:.1f}',
        f'{ours - plain:+.1f}', '<= +2', ours - plain <= 2,
    )


def row_of_again(first, again, written):
    share = again['seconds'] / first['seconds']
    rows = ', '.join(sorted(written)) or 'none'
    return Row(
        f"the same again, unchanged; tables written: {rows}",
        f"{again['seconds']:.2f} s", f"{first['seconds']:.1f} s", f'{share:.1%}', '<= 3 %, none',
        share <= 0.03 and not written,
    )


def compare_sizes(bench):
    """Fill one shop with few orders and one with many, then import a sample into both."""
    with bench.odoo() as small, bench.odoo() as big:
        say(f"Importing {bench.few} orders, then {bench.many} into another database ...")
        total(bench.importing(small, 0, bench.few))
        at_few, most, done = 0, 0, 0
        for lap in bench.importing(big, 0, bench.many):
            done += lap['count']
            most = lap['peak']
            if done <= bench.few:
                at_few = most
            if lap['count'] and done // 1000 > (done - lap['count']) // 1000:
                say(f"  {done} orders, {lap['seconds'] / lap['count'] * 1000:.0f} ms each")
        say(f"Importing {SAMPLE} more into both ...")
        sample = bench.many, bench.many + SAMPLE
        few, many = alternate(bench.importing(small, *sample), bench.importing(big, *sample))
    return {
        'growth': row_of_growth(bench, few, many),
        'memory': Row(
            f'memory while importing {bench.many} orders', f'{most:.0f} MiB', f'{at_few:.0f} MiB',
            f'{most - at_few:+.0f} MiB', '<= +100 MiB', most - at_few <= 100,
        ),
    }


def row_of_growth(bench, few, many):
    ours, floor = (each['seconds'] / each['count'] * 1000 for each in (many, few))
    return Row(
        f'time per order, {bench.many} orders in the shop instead of {bench.few}',
        f'{ours:.1f} ms', f'{floor:.1f} ms', f'{ours / floor:.2f}x', '<= 1.15x',
        ours / floor <= 1.15,
    )


# === THE TABLE === #

def show(rows):
    head = Row('what', 'measured', 'floor', 'ratio', 'goal', 'ok')
    cells = [head, *(row._replace(ok='yes' if row.ok else 'NO') for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(' | '.join(padded).rstrip())


def main():
    parser = argparse.ArgumentParser(prog='dev/bench', description=__doc__)
    parser.add_argument('rows', nargs='*', metavar='ROW', help=f"of {', '.join(ROWS)}; all")
    parser.add_argument('--orders', type=int, default=1000, help="to import; default %(default)s")
    parser.add_argument('--many', type=int, default=20000, help="of a big shop; %(default)s")
    parser.add_argument('--products', type=int, default=600, help="to import; %(default)s")
    parser.add_argument('--skus', type=int, default=50000, help="to compare; %(default)s")
    options = parser.parse_args()
    wanted = options.rows or list(ROWS)
    if unknown := set(wanted) - set(ROWS):
        parser.error(f"no row {', '.join(sorted(unknown))}: there are {', '.join(ROWS)}")
    bench = Bench(options.orders, options.many)
    of_webhooks = set(webhooks.ROWS) & set(wanted)
    of_products = set(products.ROWS) & set(wanted)
    of_offers = set(offers.ROWS) & set(wanted)
    of_prices = set(prices.ROWS) & set(wanted)
    of_transfers = set(transfers.ROWS) & set(wanted)
    of_labels = set(labels.ROWS) & set(wanted)
    importing = set(wanted) - of_webhooks - of_products - of_offers - of_prices - of_transfers
    importing -= of_labels
    growing = {'growth', 'memory'} & importing
    found = {name: Row(*fields) for name, fields in webhooks.measure(of_webhooks).items()}
    found |= {
        name: Row(*fields) for name, fields in offers.measure(of_offers, options.skus).items()}
    if of_products:
        measured = products.measure(options.products)
        found |= {name: Row(*measured[name]) for name in of_products}
    if of_prices:
        measured = prices.measure(of_prices, options.skus)
        found |= {name: Row(*fields) for name, fields in measured.items()}
    found |= {name: Row(*fields) for name, fields in transfers.measure(of_transfers).items()}
    found |= {name: Row(*fields) for name, fields in labels.measure(of_labels).items()}
    if importing:
        with bench.ready(options.many + SAMPLE if growing else options.orders):
            if importing - growing:
                found |= compare_with_floor(bench)
            if growing:
                found |= compare_sizes(bench)
    rows = [found[name] for name in ROWS if name in wanted]
    show(rows)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == '__main__':
    sys.exit(main())
