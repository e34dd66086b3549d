"""What all benchmarks need inside Odoo: laps of a run, what they cost, what has come of them."""

import time
from pathlib import Path

from odoo import sql_db
from odoo.fields import Datetime

from inside import channel, replaced


class Meter:
    """Measures laps: time, processor time (ours and PostgreSQL's for us), statements, memory.

    Waiting between laps does not count.
    """

    def __init__(self, env):
        self._stat = Path(f'/proc/{env.cr._cnx.info.backend_pid}/stat')
        self._begun = self._now()

    def _now(self):
        return {
            'seconds': time.perf_counter(), 'processor': time.process_time() + self._postgres(),
            'statements': sql_db.sql_counter,
        }

    def _postgres(self):
        """Return PostgreSQL's processor time for our connection, 0 on another machine."""
        try:
            fields = self._stat.read_text().rsplit(')', 1)[1].split()
        except OSError:
            return 0
        return (int(fields[11]) + int(fields[12])) / 100

    def turn(self, count):
        """End a lap and wait for the next."""
        lap = {name: value - self._begun[name] for name, value in self._now().items()}
        channel.turn({'count': count, 'peak': peak(), **lap})
        self._begun = self._now()


def peak():
    """Return the most memory that this process has had, in MiB."""
    status = Path('/proc/self/status').read_text()
    return int(status.split('VmHWM:')[1].split()[0]) / 1024


def run(env):
    """Do the run that waits, with a turn after each page."""
    env.cr.commit()
    meter, taken = Meter(env), []

    def take(original, sync, payloads, *args):
        taken.append(len(payloads))
        original(sync, payloads, *args)

    def commit(original, *args, **kwargs):
        time_left = original(*args, **kwargs)
        meter.turn(sum(taken))
        taken.clear()
        return time_left

    with (
        replaced(type(env['tts.sync']), '_take', take),
        replaced(type(env['ir.cron']), '_commit_progress', commit),
    ):
        env['tts.sync']._process()


def analyze(env):
    """Have PostgreSQL look at its tables."""
    env.cr.execute('ANALYZE')


def plain(record, names):
    [vals] = record.read(names, load=None)
    del vals['id']
    return {
        name: Datetime.to_string(value) if hasattr(value, 'year') else value
        for name, value in vals.items()
    }


def counts(env):
    """Return {table: number of rows}."""
    return of_tables(env, 'count(*)')


def of_tables(env, expression):
    env.cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for [name] in env.cr.fetchall():
        env.cr.execute(f'SELECT {expression} FROM "{name}"')  # noqa: S608
        [found[name]] = env.cr.fetchone()
    return found
