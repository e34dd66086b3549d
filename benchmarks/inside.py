"""What the benchmarks run inside Odoo: the import, its floor, and what both cost."""

import json
from pathlib import Path

from measuring import Meter, analyze, counts, of_tables, plain, run  # noqa: F401 told to be called

from odoo.fields import Command
from odoo.tools import split_every

from odoo.addons.tiktok_shop.models.engine.tts_work import QUIET

from inside import begin

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


def import_orders(env, date_from, date_to):
    """Import the orders of a period, with a turn after each page."""
    begin(env, date_from, date_to)
    run(env)


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


def make_orders(env, path):
    """The floor: the same sales orders as plain bulk `create` makes them, with a turn per batch.

    As quiet as ours: no mail, no tracking.
    """
    env = env(context={**env.context, **QUIET})
    orders = json.loads(Path(path).read_text())
    # Ids in the description to ids here. Some buyers have ordered before.
    partners = {number: number for number in env['res.partner'].search([]).ids}
    # A shop's pricelist is no ordinary order's.
    plain = {
        shop.pricelist_id.id: env['product.pricelist'].create({
            'name': "Plain", 'currency_id': shop.currency_id.id, 'company_id': shop.company_id.id,
        }).id for shop in env['tts.shop'].search([])
    }
    meter = Meter(env)
    for batch in split_every(BATCH, orders):
        find_or_create(env, partners, dict(each['buyer'] for each in batch))
        find_or_create(env, partners, {
            each['address'][0]: {**each['address'][1], 'parent_id': partners[each['buyer'][0]]}
            for each in batch
        })
        env['sale.order'].create([
            {**plain_order(each, partners), 'pricelist_id': plain[each['order']['pricelist_id']]}
            for each in batch
        ]).action_confirm()
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
