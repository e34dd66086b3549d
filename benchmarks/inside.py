"""What the benchmarks run inside Odoo: the import, its floor, and what both cost."""

import json
import time
from pathlib import Path

from odoo import sql_db
from odoo.fields import Command, Datetime
from odoo.tools import split_every

from odoo.addons.tiktok_shop.models.tts_order_apply import QUIET

from inside import begin, channel, replaced

# What a careful script would do at a time.
BATCH = 50
# The floor is told all that we tell Odoo of a partner and an order, but nothing of TikTok: what a
# script leaves open costs it statements.
BUYER = ('name', 'company_id', 'country_id', 'state_id', 'customer_rank')
ADDRESS = (
    'name', 'type', 'company_id', 'street', 'street2', 'city', 'zip', 'state_id', 'country_id',
    'phone',
)
ORDER = (
    'company_id', 'warehouse_id', 'pricelist_id', 'currency_id', 'team_id', 'user_id', 'tag_ids',
    'payment_term_id', 'validity_date', 'require_signature', 'require_payment',
    'sale_order_template_id', 'date_order', 'commitment_date', 'client_order_ref', 'origin',
)
LINE = ('product_id', 'product_uom_qty', 'price_unit', 'sequence')


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

    def turn(self, orders):
        """End a lap and wait for the next."""
        lap = {name: value - self._begun[name] for name, value in self._now().items()}
        channel.turn({'orders': orders, 'peak': peak(), **lap})
        self._begun = self._now()


def peak():
    """Return the most memory that this process has had, in MiB."""
    status = Path('/proc/self/status').read_text()
    return int(status.split('VmHWM:')[1].split()[0]) / 1024


def import_orders(env, date_from, date_to):
    """Import the orders of a period, with a turn after each page."""
    begin(env, date_from, date_to)
    env.cr.commit()
    meter, taken = Meter(env), []

    def take(original, sync, payloads, cursor):
        taken.append(len(payloads))
        original(sync, payloads, cursor)

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


def describe(env, path, count):
    """Write down the latest sales orders as plain values for `create`, and return their number."""
    domain = [('state', '=', 'sale')]
    orders = env['sale.order'].search(domain, order='id desc', limit=count).sorted('id')
    Path(path).write_text(json.dumps([
        {
            'buyer': [order.partner_id.id, plain(order.partner_id, BUYER)],
            'address': [order.partner_shipping_id.id, plain(order.partner_shipping_id, ADDRESS)],
            'order': plain(order, ORDER),
            'lines': [plain(line, LINE) for line in order.order_line],
        }
        for order in orders
    ]))
    return len(orders)


def plain(record, names):
    [vals] = record.read(names, load=None)
    del vals['id']
    return {
        name: Datetime.to_string(value) if hasattr(value, 'year') else value
        for name, value in vals.items()
    }


def make_orders(env, path):
    """The floor: the same sales orders as plain bulk `create` makes them, with a turn per batch.

    As quiet as ours: no mail, no tracking.
    """
    env = env(context={**env.context, **QUIET})
    orders = json.loads(Path(path).read_text())
    # Ids in the description to ids here. Some buyers have ordered before.
    partners = {number: number for number in env['res.partner'].search([]).ids}
    meter = Meter(env)
    for batch in split_every(BATCH, orders):
        find_or_create(env, partners, dict(each['buyer'] for each in batch))
        find_or_create(env, partners, {
            each['address'][0]: {**each['address'][1], 'parent_id': partners[each['buyer'][0]]}
            for each in batch
        })
        env['sale.order'].create([plain_order(each, partners) for each in batch]).action_confirm()
        env.cr.commit()
        meter.turn(len(batch))


def find_or_create(env, partners, wanted):
    new = {number: vals for number, vals in wanted.items() if number not in partners}
    partners.update(zip(new, env['res.partner'].create(list(new.values())).ids, strict=True))


def plain_order(each, partners):
    buyer = partners[each['buyer'][0]]
    return {
        **each['order'], 'partner_id': buyer, 'partner_invoice_id': buyer,
        'partner_shipping_id': partners[each['address'][0]],
        'order_line': [Command.create(line) for line in each['lines']],
    }


def fingerprints(env):
    """Return {table: fingerprint}: it differs as soon as a row was written, even with the same."""
    return of_tables(env, "md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid))")


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
