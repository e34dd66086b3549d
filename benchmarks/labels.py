"""Labels: what it costs to keep those of many parcels, and to print them in one go."""

import statistics
import sys

from worker import Worker, database_of_its_own

SCRIPT = 'benchmarks/labels_side.py'
ROWS = ('labels',)
PARCELS, ROUNDS = 600, 4
GOAL = 2


def measure(wanted):
    """Return the fields of the rows that are wanted: {name: (what, measured, floor, ...)}."""
    return {'labels': measure_labels()} if wanted else {}


def measure_labels():
    """Fetch and print, and beside it write and merge the same PDFs alone, by turns."""
    print(f"Fetching and printing {PARCELS} labels ...", file=sys.stderr, flush=True)
    with database_of_its_own() as name, Worker(name, SCRIPT) as odoo:
        odoo.call('fill', parcels=PARCELS)
        laps = [(odoo.call('work'), odoo.call('floor')) for _round in range(ROUNDS)][1:]
    found = {
        key: statistics.median(ours[key] for ours, _plain in laps) for key in laps[0][0]}
    plain = statistics.median(plain['seconds'] for _ours, plain in laps)
    seconds = found['fetching'] + found['printing']
    print(
        f"Fetching {found['fetching']:.2f} s, {found['calls'] / PARCELS:.0f} calls per parcel; "
        f"printing {found['printing']:.2f} s, {found['statements']:.0f} statements; "
        f"{found['peak']:.0f} MiB", file=sys.stderr, flush=True)
    return (
        f'fetch, keep and print {PARCELS} labels, documents at 0 ms', f'{seconds:.2f} s',
        f'{plain:.2f} s', f'{seconds / plain:.2f}x', f'<= {GOAL}x', seconds <= GOAL * plain,
    )
