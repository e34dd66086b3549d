"""Transfers: what it costs whoever validates one that changes in stock are marked."""

import statistics
import sys

from worker import Worker, database_of_its_own

SCRIPT = 'benchmarks/transfers_side.py'
ROWS = ('transfer',)
LINES, ROUNDS = 200, 9
GOAL = 1.03


def measure(wanted):
    """Return the fields of the rows that are wanted: {name: (what, measured, floor, ...)}."""
    return {'transfer': measure_transfers()} if wanted else {}


def measure_transfers():
    """Validate beside an Odoo without marks: by turns, each is first every other time."""
    print(f"Validating {ROUNDS} transfers of {LINES} lines ...", file=sys.stderr, flush=True)
    with database_of_its_own() as name:
        with Worker(name, SCRIPT) as odoo:
            odoo.call('fill', lines=LINES)
            odoo.call('analyze')
        with (
            database_of_its_own(name) as copy,
            Worker(name, SCRIPT) as ours, Worker(copy, SCRIPT) as plain,
        ):
            plain.call('take_out')
            found = by_turns(ours, plain)
    marked, unmarked = (
        {key: statistics.median(lap[key] for lap in laps[1:]) for key in laps[0]} for laps in found)
    ratio = marked['processor'] / unmarked['processor']
    print(
        f"{marked['statements']:.0f} statements, without marks {unmarked['statements']:.0f}; by "
        f"the clock {marked['seconds']:.3f} s, {unmarked['seconds']:.3f} s",
        file=sys.stderr, flush=True)
    return (
        f"validate a transfer of {LINES} lines, processor time, median of {ROUNDS - 1}",
        f"{marked['processor']:.3f} s", f"{unmarked['processor']:.3f} s", f'{ratio:.3f}x',
        f'<= {GOAL}x', ratio <= GOAL,
    )


def by_turns(*workers):
    """Return the laps of each worker."""
    found = [[] for _worker in workers]
    for number in range(ROUNDS):
        order = list(enumerate(workers))
        for place, odoo in order if number % 2 else reversed(order):
            lap = odoo.go_on() if number else odoo.call('validate', rounds=ROUNDS)
            found[place].append(lap)
    return found
