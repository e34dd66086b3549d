"""Prices: what it costs to work out those of a whole shop, whatever its pricelist."""

import sys

from worker import Worker, database_of_its_own

SCRIPT = 'benchmarks/prices_side.py'
KINDS = {
    'formula': "one formula", 'nested': "a nested pricelist", 'single': "one rule per SKU"}
ROWS = tuple(f'prices-{kind}' for kind in KINDS)
MOST_STATEMENTS, MOST_GROWTH = 120, 11


def measure(wanted, count):
    """Return the fields of the rows: {name: (what, measured, floor, ...)}.

    :param wanted: names of rows
    :param int count: SKUs; a tenth of them is what they are compared with
    """
    with database_of_its_own() as name, Worker(name, SCRIPT) as odoo:
        print(f"Listing {count} products ...", file=sys.stderr, flush=True)
        odoo.call('list_goods', count=count)
        return {f'prices-{kind}': row(odoo, kind, count) for kind in KINDS
                if f'prices-{kind}' in wanted}


def row(odoo, kind, count):
    odoo.call('use_rules', kind=kind)
    odoo.call('price', count=10)  # what is cached for longer
    few, many = odoo.call('price', count=count // 10), odoo.call('price', count=count)
    growth, statements = many['seconds'] / few['seconds'], many['statements']
    return (
        f'price difference over {count} SKUs: {KINDS[kind]}; {statements} statements',
        f"{many['seconds']:.2f} s", f"{few['seconds']:.2f} s", f'{growth:.1f}x',
        f'<= {MOST_STATEMENTS} statements, <= {MOST_GROWTH}x of {count // 10}',
        statements <= MOST_STATEMENTS and growth <= MOST_GROWTH,
    )
