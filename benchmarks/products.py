"""Products: how fast a catalogue comes in, and how much memory that takes."""

import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from worker import ROOT, Worker, database_of_its_own

from .laps import alternate, different, laps, total
from .shop import SPACING

SCRIPT = 'benchmarks/products_side.py'
ROWS = ('products', 'products-memory')
GOAL = 1.2
# Products that every database has from the start, as of orders.
WARM = 100
# After so many the process has what it needs.
SETTLED = 500
# What a run writes of itself, and what only the import writes.
NO_BUSINESS = {'tts_sync', 'ir_cron_trigger', 'tts_listing', 'tts_sku'}


def measure(count):
    """Return the fields of the rows: {name: (what, measured, floor, ...)}."""
    with tempfile.TemporaryDirectory() as folder, Catalogue(count).ready() as catalogue:
        path = str(Path(folder, 'products.json'))
        say(f"Importing {count} products ...")
        with catalogue.odoo() as odoo:
            memory = memory_of(catalogue.importing(odoo))
            made = odoo.call('describe', path=path, count=count)
        if made != count:
            sys.exit(f"{made} of {count} products were made: the floor cannot be compared.")
        say("Importing, and the floor beside it ...")
        return {'products': compared(catalogue, path), 'products-memory': memory}


class Catalogue:
    """A TikTok Shop with products, and a database that is connected to it."""

    def __init__(self, count):
        self.count = count

    @contextlib.contextmanager
    def ready(self):
        say(f"Preparing a shop with {self.count} products ...")
        command = [sys.executable, '-m', 'benchmarks.shop', 'products', str(WARM + self.count)]
        with (
            subprocess.Popen(
                command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            ) as self.shop,
            database_of_its_own() as self.database,
        ):
            facts = json.loads(self.shop.stdout.readline())
            self.start = facts['start'] + WARM * SPACING
            with Worker(self.database, SCRIPT) as odoo:
                odoo.call('stock_up', articles=[], rates=facts['rates'])
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
            odoo.call('hurry')
            yield odoo

    def importing(self, odoo, first=0, last=None):
        """Import the products of these numbers (`last` excluded) and yield the laps."""
        last = self.count if last is None else last
        period = [self.start + number * SPACING for number in (first, last)]
        return laps(odoo, 'import_products', period=period)


def say(text):
    print(text, file=sys.stderr, flush=True)


def compared(catalogue, path):
    """Import side by side with the floor.

    The API answers at once and at any pace: TikTok shows details product by product, and waiting
    for that at the pace of calls that we keep takes longer than all the rest.
    """
    with catalogue.odoo() as ours, catalogue.odoo() as plain:
        course, floor = alternate(
            catalogue.importing(ours), laps(plain, 'make_products', path=path))
        unlike = different(ours.call('counts'), plain.call('counts')) - NO_BUSINESS
    if unlike:
        sys.exit(f"The floor has made something else: see {', '.join(sorted(unlike))}.")
    ratio = course['seconds'] / floor['seconds']
    say(
        f"Processor time, PostgreSQL's included: {course['processor']:.1f} s, floor "
        f"{floor['processor']:.1f} s ({course['processor'] / floor['processor']:.2f}x); "
        f"SQL statements per product: {course['statements'] / course['count']:.1f}, floor "
        f"{floor['statements'] / floor['count']:.1f}"
    )
    return (
        f"import {course['count']} products of 4 SKUs, 0 ms per call, at any pace",
        f"{course['seconds']:.1f} s", f"{floor['seconds']:.1f} s", f'{ratio:.2f}x',
        f'<= {GOAL}x', ratio <= GOAL,
    )


def memory_of(course):
    """Return the row of memory, of an import that this does."""
    before = most = done = 0
    for lap in course:
        done, most = done + lap['count'], lap['peak']
        if done <= SETTLED:
            before = most
    return (
        f'memory while importing {done} products', f'{most:.0f} MiB', f'{before:.0f} MiB',
        f'{most - before:+.0f} MiB', '<= +100 MiB', most - before <= 100,
    )
