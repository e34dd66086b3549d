"""What the tests of this folder run inside Odoo."""

import json
import os
import signal
import threading
import time
from collections import Counter

import psycopg2

from odoo import Command
from odoo.service.model import call_kw

from odoo.addons.tiktok_shop.client import Client, webhook_signature
from odoo.addons.tiktok_shop.client.transport import Transport
from odoo.addons.tiktok_shop.sandbox.fulfilment import carriers

from inside import channel, replaced

# Many small pages: many calls, many commits, many moments to be killed in.
PAGE_SIZE = 10
# What may differ between two imports of one world: ids, moments, and what the sandbox's fault
# `shift` changes of an order.
LEFT_OUT = (
    'id', 'create_date', 'write_date', 'attempts', 'next_attempt', 'todo_time',
    'payload', 'payload_hash', 'tiktok_update_time', 'seller_note',
)
PARTNER = (
    'name', 'type', 'street', 'street2', 'city', 'zip', 'phone', 'email', 'vat', 'active',
    'tts_buyer_id', 'customer_rank',
)
SALE = (
    'state', 'locked', 'amount_untaxed', 'amount_tax', 'amount_total', 'date_order',
    'commitment_date', 'origin', 'tts_status', 'tts_ship_deadline', 'delivery_status',
    'invoice_status',
)
LINE = (
    'sequence', 'name', 'product_uom_qty', 'price_unit', 'discount', 'price_total', 'tts_kind',
    'tts_item_ids', 'tts_original_price', 'qty_delivered', 'qty_to_invoice',
)
TEMPLATE = (
    'name', 'description_sale', 'type', 'is_storable', 'list_price', 'standard_price', 'tts_brand',
    'tts_weight', 'tts_length', 'tts_width', 'tts_height',
)
# Whom sellers send with, by market
CARRIERS = {'GB': 'Royal Mail', 'MY': 'Pos Malaysia'}
# Products and their listings; what a run that changes nothing notes all the same is `PASSING`.
CATALOGUE = (
    'product.template', 'product.product', 'product.attribute', 'product.attribute.value',
    'product.document', 'product.pricelist.item', 'tts.listing', 'tts.sku', 'tts.image',
)
PRODUCT_MODELS = (
    *CATALOGUE, 'product.template.attribute.line', 'product.template.attribute.value',
)
LINKING = ('one2many', 'many2many', 'binary', 'properties', 'properties_definition')
PASSING = ('fetched', 'write_date', 'push_run_id', 'push_message')
MODELS = (
    'res.partner', 'sale.order', 'sale.order.line', 'stock.picking', 'stock.move',
    'stock.move.line', 'stock.reference', 'product.product', 'mail.activity',
    'tts.order', 'tts.sku', 'tts.warehouse', 'tts.shop', 'tts.account',
)


def hurry(_env, pages=True):
    """Have the client not wait before it repeats a call, and ask for small pages."""
    Transport._wait = lambda _self, seconds: time.sleep(min(seconds, 0.01))
    if pages:
        for search in (Client.search_orders, Client.search_products):
            search.__kwdefaults__['page_size'] = PAGE_SIZE


def watch(env):
    """Let no call of TikTok's be made by a transaction that has written or locks rows."""
    send, one_by_one = Transport._send, threading.Lock()

    def watched(transport, method, path, *args):
        with one_by_one:
            env.cr.execute("SELECT pg_current_xact_id_if_assigned()")
            assert env.cr.fetchone() == (None,), path
        return send(transport, method, path, *args)

    Transport._send = watched


def press(env, model, method, domain=(), limit=None):
    """Press a button of all records, or of some."""
    getattr(env[model].search(list(domain), limit=limit), method)()
    env.cr.commit()


# === WORK === #

def work(env):
    """Do what the scheduled actions do until all runs are done.

    Somebody sits beside it who presses Retry where a run has failed, and no minute passes before
    what waits for its time is tried again.
    """
    Sync = env['tts.sync']
    while True:
        Sync._process()
        if env['tts.account'].search_count([('state', 'in', ('expired', 'revoked'))]):
            raise RuntimeError("An account has lost its authorization: its runs would never end.")
        Sync.search([('state', '=', 'failed')]).action_retry()
        waiting = Sync.search([('state', 'in', ('pending', 'running'))])
        time.sleep(0.05)
        free(env)
        if not waiting:
            break
    env['tts.order']._cron_apply()


def free(env):
    """Let the time pass until runs are tried again, but for those that a worker has at hand."""
    try:
        env.cr.execute("""
            UPDATE tts_sync SET next_attempt = NULL
             WHERE state IN ('pending', 'running') AND next_attempt IS NOT NULL
               AND write_date < now() AT TIME ZONE 'UTC' - interval '2 seconds'
               AND pg_try_advisory_xact_lock(hashtext('tts_sync'), id)
        """)
        env.cr.commit()
    except psycopg2.OperationalError:  # another worker has it just now
        env.cr.rollback()


def wake(env):
    """Have Odoo's scheduler look for work now: by itself it does so once a minute."""
    free(env)
    env['tts.sync']._ring()
    env['ir.cron']._notifydb()


def move(env, url):
    """Have accounts ask another host."""
    env['tts.account'].search([]).api_url = url


def attempts(env):
    """Tell how often each run has been tried, when it is tried again, and what is said of that."""
    env.invalidate_all()
    return [
        (run.attempts, run.next_attempt and str(run.next_attempt), run.message)
        for run in env['tts.sync'].search([], order='id')]


def apply_all(env):
    """Apply what waits, as the scheduled action does; return the number of batches."""
    batches = []

    def apply(original, rows):
        batches.append(len(rows))
        original(rows)

    with replaced(type(env['tts.order']), '_apply', apply):
        env['tts.order']._cron_apply()
    return batches


def hold_stock(env):
    """Hold what says what is on hand, as a worker does who has just taken of it, and let it go."""
    env.cr.execute("SELECT FROM stock_quant FOR NO KEY UPDATE")
    channel.turn('held')


def take_out_of_stock(env):
    """Have the shops take what was shipped elsewhere out of their warehouses' own stock."""
    for shop in env['tts.shop'].search([]):
        warehouse = env['stock.warehouse'].search(
            [('company_id', '=', shop.company_id.id)], limit=1)
        shop.write({
            'shipped_policy': 'move', 'shipped_location_id': warehouse.lot_stock_id.id})


def lacking(env):
    """Return (orders that are said to lack goods, orders that wait, orders that have left)."""
    Order = env['tts.order']
    return [Order.search_count(domain) for domain in (
        [('reason_code', '=', 'stock')], [('state', '=', 'pending')],
        [('state', '=', 'applied'), ('sale_order_id.picking_ids.state', '=', 'done')])]


def mirror_all(env):
    """Fetch the orders of all shops, but apply none; return how many there are."""
    with replaced(type(env['tts.order']), '_apply', lambda _original, _rows: None):
        env['tts.sync']._process()
    return env['tts.order'].search_count([('state', '=', 'pending')])


def cancel(env, run):
    """Cancel a run as the button does; having to wait for a worker is an error."""
    env.cr.execute("SET LOCAL lock_timeout = '500ms'")
    env['tts.sync'].browse(run).action_cancel()
    env.cr.commit()


def retry(env, run):
    env['tts.sync'].browse(run).action_retry()


# === WEBHOOKS === #

def listen(env, url):
    """Say where this Odoo is reached, which the webhooks' address follows from."""
    env['ir.config_parameter'].set_param('web.base.url', url)
    env['ir.config_parameter'].set_param('web.base.url.freeze', 'True')


def serve(env):
    """Do what scheduled actions do when webhooks have come."""
    env['tts.event']._process()
    env['tts.order']._cron_apply()


def ring(env, shop, orders=(), products=()):
    """Take in a webhook for each of these orders and products of a shop, all given by TikTok's ids.
    """
    account = env['tts.shop'].search([('tiktok_id', '=', shop)]).account_id
    news = [(1, {'order_id': order}) for order in orders]
    news += [(15, {'product_id': product}) for product in products]
    for kind, data in news:
        body = json.dumps({
            'type': kind, 'tts_notification_id': str(time.time_ns()), 'shop_id': shop,
            'timestamp': int(time.time()), 'data': data,
        }).encode()
        signature = webhook_signature(account.app_key, account.app_secret, body)
        assert env['tts.event']._receive(body, signature) == 200


def press_retry(env):
    """Have all events served again as the button does; having to wait for a worker is an error."""
    env.cr.execute("SET LOCAL lock_timeout = '500ms'")
    env['tts.event'].search([]).action_retry()
    env.cr.commit()


def tried(env):
    """Tell of each event its state, its attempts, and in how many minutes it is tried again."""
    env.cr.execute("""
        SELECT state, attempts,
               extract(minutes FROM next_attempt - now() AT TIME ZONE 'UTC')::int, error
          FROM tts_event ORDER BY id
    """)
    return env.cr.fetchall()


def end_leases(env):
    """Let the time pass until others take the events that an ended worker has left."""
    env.cr.execute("UPDATE tts_event SET next_attempt = NULL WHERE state = 'running'")
    env.invalidate_all()


def inbox(env):
    """Tell which webhooks were taken in: [(TikTok's id, state)]."""
    env.invalidate_all()
    return [(event.notification_id, event.state) for event in env['tts.event'].search([])]


def doubles(env):
    """Return the delivery addresses that are there more than once."""
    children = env['res.partner'].search([('type', '=', 'delivery')])
    groups = children.grouped(lambda child: (
        child.parent_id.id, *(str(value) for value in _plain(child, PARTNER).values())))
    return [list(key) for key, same in groups.items() if len(same) > 1]


def follow_the_schedule(env):
    """Do what scheduled actions do when no webhook comes."""
    env['tts.shop']._cron_fetch_news()
    env['tts.sync']._process()
    env['tts.order']._cron_apply()


# === PRODUCTS === #

def begin_products(env, shop):
    """Start a run that fetches the products of a shop, given by TikTok's id."""
    shop = env['tts.shop'].search([('tiktok_id', '=', shop)])
    env['tts.sync']._start(shop, 'products', {})


def follow_stock(env, shop):
    """Have a shop send its stock by itself, and note that it is all there."""
    shop = env['tts.shop'].search([('tiktok_id', '=', shop)])
    shop.push_stock = True
    env.cr.commit()
    env['tts.stock']._process()


def stock(env, quantities):
    """Set what there is of products, by internal reference, in one transaction."""
    location = env['stock.warehouse'].search([], limit=1).lot_stock_id
    products = env['product.product'].search([('default_code', 'in', list(quantities))])
    env['stock.quant'].with_context(inventory_mode=True).create([{
        'product_id': product.id, 'location_id': location.id,
        'inventory_quantity': quantities[product.default_code],
    } for product in products]).action_apply_inventory()
    env.cr.commit()


def send_stock(env, again=True):
    """Do what the scheduled action does.

    :param bool again: as often as there is anything to be tried again: nobody else is at it
    """
    if again:
        env.cr.execute("""
            UPDATE tts_sku SET stock_retry = NULL, stock_lease = NULL
             WHERE stock_retry IS NOT NULL OR stock_lease IS NOT NULL
        """)
        env.cr.commit()
    env['tts.stock']._process()


def send_stock_and_die(env, after):
    """Do what `send_stock` does until a method of SKUs has come to its end: the process does, too.
    """
    def last(method, *arguments):
        method(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    with replaced(type(env['tts.sku']), after, last):
        send_stock(env)


def sell(env, code, orders, quantity=1):
    """Confirm orders of another channel, each in a transaction of its own, as its buyers come."""
    product = env['product.product'].search([('default_code', '=', code)])
    partner = env['res.partner'].create({'name': "Walk-in"})
    for _number in range(orders):
        env['sale.order'].create({
            'partner_id': partner.id,
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': quantity})]}).action_confirm()
        env.cr.commit()


def oversold(env):
    """Return what is said of orders that are oversold: {TikTok's id: [units, to-dos]}."""
    env.invalidate_all()
    return {
        order.tiktok_id: [
            sum(order.unit_ids.mapped('lacking')),
            order.sale_order_id.activity_ids.mapped('summary')]
        for order in env['tts.order'].search([('unit_ids.lacking', '>', 0)])}


def offers(env):
    """Return how the stock of SKUs stands: {its TikTok id: [state, {warehouse: [wanted, there]}]}.
    """
    return {
        sku.tiktok_id: [sku.stock_state, {
            row.warehouse_id.tiktok_id: [row.wanted_quantity, row.pushed_quantity]
            for row in sku.stock_ids}]
        for sku in env['tts.sku'].search([('stock_state', '!=', 'none')])}


def rpc(env, model, method, args, kwargs):
    """Call a public method as a web client does."""
    return json.loads(json.dumps(call_kw(env[model], method, args, kwargs), default=str))


def catalogue(env):
    """Return all that there is of products and listings, without moments at which TikTok was asked.
    """
    env.invalidate_all()
    return {
        model: [
            {
                name: str(record[name]) for name, field in record._fields.items()
                if field.store and field.type not in LINKING
                and name not in PASSING
            }
            for record in env[model].with_context(active_test=False).search([], order='id')
        ]
        for model in CATALOGUE
    }


# === SHIPMENTS === #

def ship_by_hand(env):
    """Have a carrier that TikTok knows in all shops, and each shop told of what it takes."""
    carrier = env['delivery.carrier'].create({
        'name': "Our carrier", 'product_id': env['product.product'].search([], limit=1).id})
    for shop in env['tts.shop'].search([('region', 'in', list(CARRIERS))]):
        shop.push_tracking = True
        name = CARRIERS[shop.region]
        carrier.tts_provider_ids |= env['tts.provider'].create({
            'shop_id': shop.id, 'tiktok_id': carriers.carrier(name).id, 'name': name})


def transfers_of(env, orders):
    """Return the transfers of orders, given by TikTok's ids, in the order in which they were made.
    """
    env.invalidate_all()
    return env['tts.order'].search([
        ('tiktok_id', 'in', orders)]).sale_order_id.picking_ids.sorted('id')


def leave(env, orders, parts=1):
    """Have orders leave, each in so many transfers of which all but the last take one unit; what
    TikTok's carrier takes is arranged.
    """
    for _part in range(parts - 1):
        for picking in _open(env, orders):
            picking.move_ids.write({'quantity': 1, 'picked': True})
            _leave(picking)
    for picking in _open(env, orders):
        for move in picking.move_ids:
            move.write({'quantity': move.product_uom_qty, 'picked': True})
        _leave(picking)
    arranged = transfers_of(env, orders).filtered('tts_can_arrange')
    reasons = arranged._tts_arrange()
    assert not reasons, reasons
    env.cr.commit()


def leave_one(env, orders):
    """Have one unit of each order leave; the rest follows."""
    for picking in _open(env, orders):
        picking.move_ids.write({'quantity': 1, 'picked': True})
        _leave(picking)
    env.cr.commit()


def _open(env, orders):
    return transfers_of(env, orders).filtered(lambda each: each.state not in ('done', 'cancel'))


def _leave(picking):
    if picking._tts_orders().payload['shipping_type'] == 'SELLER':
        picking.write({
            'carrier_id': picking.env['delivery.carrier'].search([
                ('tts_provider_ids', '!=', False)], limit=1).id,
            'carrier_tracking_ref': f'TT{picking.id:012}'})
    picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
    assert picking.state == 'done', picking.state


def report(env, again=True):
    """Do what the scheduled action does.

    :param bool again: when the time of all leases and pauses is over: nobody else is at it
    """
    if again:
        env.cr.execute("UPDATE tts_shipment SET lease = NULL, retry = NULL")
        env.cr.execute(
            "UPDATE tts_package SET next_attempt = NULL, label_lease = NULL, label_retry = NULL")
        env.cr.commit()
        env.invalidate_all()
    env['stock.picking']._tts_cron_report()


def report_and_die(env, model, method, is_over):
    """Do what `report` does until a method begins, or has come to its end: the process does, too.
    """
    def last(original, *arguments):
        if is_over:
            original(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    with replaced(type(env[model]), method, last):
        report(env)


def report_in_two_turns(env):
    """Do what `report` does, but wait between TikTok's answer and its being noted."""
    def wait(original, *arguments):
        channel.turn('told')
        original(*arguments)

    with replaced(type(env['tts.shipment']), '_take', wait):
        report(env, again=False)


def reported(env, orders):
    """Return how the transfers of orders stand: [(state, tracking number, packages, state of the
    label, number of labels, what is said)].
    """
    return [
        (picking.tts_report_state, picking.carrier_tracking_ref,
         picking.tts_package_ids.mapped('tiktok_id'), picking.tts_label_state,
         env['ir.attachment'].search_count([
             ('res_model', '=', 'stock.picking'), ('res_id', '=', picking.id),
             ('mimetype', '=', 'application/pdf')]),
         picking.tts_report_message)
        for picking in transfers_of(env, orders)]


# === UNINSTALLING === #

def make_ones_own(env):
    """Do what people do with what is ours: a to-do of our kind, one more scheduled action."""
    kind = env.ref('tiktok_shop.mail_activity_type_order')
    kind.res_model = False
    env['res.partner'].search([], limit=1).activity_schedule(
        activity_type_id=kind.id, summary="Call TikTok")
    env.ref('tiktok_shop.ir_cron_sync').copy({'active': True})


# === TOKENS === #

def only_account(env):
    return env['tts.account'].search([]).id


def expire(env, account):
    """Have the access token run out, as far as Odoo knows."""
    env['tts.account'].browse(account).access_token_expiry = '2025-01-01'


def shop_names(env, account):
    """Call TikTok with an account; return the names of its shops."""
    with env['tts.account'].browse(account)._client() as client:
        return [shop['name'] for shop in client.authorized_shops()]


def call_and_roll_back(env, account):
    """Call TikTok with an account, take a turn before the transaction ends, and undo it."""
    channel.turn(shop_names(env, account))
    env.cr.rollback()


def account_state(env, account):
    env.invalidate_all()
    record = env['tts.account'].browse(account)
    return {name: record[name] for name in ('state', 'access_token', 'refresh_token')}


# === WHAT HAS COME OF IT === #

def dump(env):
    """Return all that an import has made, without ids and in an order that does not matter."""
    # Where two workers meet, Odoo splits a quant rather than wait, and may count as reserved what
    # the other one has just given back. It mends both daily, and when somebody looks at the stock.
    env['stock.quant']._quant_tasks()
    orders = env['tts.order'].search([])
    sales = env['sale.order'].search([('tts_order_id', '!=', False)])
    return {
        'numbers': {
            model: env[model].with_context(active_test=False).search_count([]) for model in MODELS
        },
        'partners': Counter(
            str(_placed(partner))
            for partner in env['res.partner'].with_context(active_test=False).search([])
        ),
        'reserved': {
            product.default_code or product.name: reserved
            for product, reserved in env['stock.quant']._read_group(
                [('location_id.usage', '=', 'internal')], ['product_id'], ['reserved_quantity:sum'])
        },
        'skus': {
            f'{sku.shop_id.tiktok_id}/{sku.tiktok_id}':
                [sku.name, sku.seller_sku, sku.product_id.default_code, sku.state]
            for sku in env['tts.sku'].search([])
        },
        'mirror': {_key(order): _mirrored(order) for order in orders},
        'sales': {_key(sale.tts_order_id): _sold(sale) for sale in sales},
    }


def dump_products(env):
    """Return all that an import of products has made, as `dump` does."""
    return {
        'numbers': {
            model: env[model].with_context(active_test=False).search_count([])
            for model in PRODUCT_MODELS
        },
        'products': Counter(
            str(_made(template)) for template in env['product.template'].search([])),
        'prices': Counter(
            str([item.pricelist_id.name, item.product_tmpl_id.name, item.product_id.default_code,
                 item.applied_on, item.fixed_price])
            for item in env['product.pricelist.item'].search([])
        ),
        'values': Counter(
            f'{value.attribute_id.name}/{value.name}'
            for value in env['product.attribute.value'].search([])
        ),
        'listings': {
            listing.tiktok_id: [
                listing.title, listing.state, listing.reason, listing.taken, listing.images_due,
                listing.images_problem, listing.product_tmpl_id.name,
                [[sku.tiktok_id, sku.seller_sku, sku.state, sku.product_id.default_code]
                 for sku in listing.sku_ids],
            ]
            for listing in env['tts.listing'].search([])
        },
    }


def _made(template):
    documents = template.env['product.document'].search([
        ('res_model', '=', 'product.template'), ('res_id', '=', template.id)])
    return {
        **_plain(template, TEMPLATE),
        'image': len(template.image_1920 or b''),
        'documents': sorted(documents.mapped('checksum')),
        'attributes': sorted(
            [line.attribute_id.name, sorted(line.value_ids.mapped('name'))]
            for line in template.attribute_line_ids
        ),
        'variants': sorted(
            [variant.default_code or '', variant.barcode or '',
             len(variant.image_variant_1920 or b''),
             sorted(variant.product_template_attribute_value_ids.mapped('name'))]
            for variant in template.product_variant_ids
        ),
    }


def _key(order):
    return f'{order.shop_id.tiktok_id}/{order.tiktok_id}'


def _mirrored(order):
    names = [
        name for name, field in order._fields.items()
        if field.store and not field.relational and name not in LEFT_OUT
    ]
    payload = {
        name: value for name, value in order.payload.items()
        if name not in ('seller_note', 'update_time')
    }
    return {**_plain(order, names), 'payload': payload, 'sales': len(order.sale_order_id)}


def _sold(sale):
    return {
        **_plain(sale, SALE),
        'name': sale.client_order_ref,
        'buyer': _placed(sale.partner_id),
        'invoice': _placed(sale.partner_invoice_id),
        'delivery': _placed(sale.partner_shipping_id),
        'lists': [sale.currency_id.name, sale.pricelist_id.name, sale.warehouse_id.code],
        'lines': [
            {
                **_plain(line, LINE),
                'product': line.product_id.default_code, 'taxes': line.tax_ids.mapped('name'),
            }
            for line in sale.order_line.sorted('sequence')
        ],
        'transfers': sorted([picking.state, _moved(picking)] for picking in sale.picking_ids),
        'to_do': sale.activity_ids.mapped('summary'),
    }


def _placed(partner):
    return {
        **_plain(partner, PARTNER),
        'parent': partner.parent_id.tts_buyer_id, 'region': partner.state_id.code,
        'country': partner.country_id.code,
    }


def _moved(picking):
    return sorted(
        [move.product_id.default_code, move.product_uom_qty, move.quantity, move.state]
        for move in picking.move_ids
    )


def _plain(record, names):
    return {
        name: str(record[name]) if record._fields[name].type == 'datetime' else record[name]
        for name in names
    }
