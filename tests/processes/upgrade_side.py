"""What `test_upgrade.py` does inside Odoo: `fill` with the old addon, the rest with today's.

A topic is a function that makes its data (called by `fill`) and one that looks at it afterwards.
What must be found again gets a name (`name`, `named`).
"""

import runpy
from pathlib import Path
from types import SimpleNamespace

from odoo.fields import Command

ORDERS = ('held', 'confirmed', 'invoiced', 'late', 'late_and_done')
payloads = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / 'payloads.py')))


def name(record, as_):
    """Remember a record, to be found again after the upgrade by `named`."""
    record.env['ir.model.data'].create({
        'module': '__upgrade__', 'name': as_, 'model': record._name, 'res_id': record.id,
    })
    return record


def named(env, as_):
    return env.ref(f'__upgrade__.{as_}')


# === WITH THE OLD ADDON === #

def fill(env):
    """Make a database in use: a connected shop with orders and listings in every condition."""
    shop = fill_shop(env)
    fill_orders(shop)
    fill_listings(shop)
    fill_skus(shop)
    save_searches(env)


def fill_shop(env):
    account = name(env['tts.account'].create({
        'name': "Seller", 'app_key': 'key', 'app_secret': 'secret', 'service_id': '1',
    }), 'account')
    env['res.currency.rate'].create({
        'currency_id': env.ref('base.GBP').id, 'rate': 0.8, 'name': '2020-01-01',
    })
    shop = name(env['tts.shop']._connect(account, [{
        'id': '7494001', 'name': "Shop", 'region': 'GB', 'cipher': 'cipher', 'code': 'GB',
    }]), 'shop')
    account.write({
        'state': 'connected', 'access_token': 'access', 'refresh_token': 'refresh',
        'access_token_expiry': '2099-01-01', 'refresh_token_expiry': '2099-01-01',
    })
    account._toggle_crons()
    return shop


def fill_orders(shop):
    """Orders that were held, confirmed, delivered and invoiced; one that was cancelled too late."""
    env = shop.env
    product = env['product.product'].create({
        'name': "Mug", 'default_code': 'MUG', 'is_storable': True, 'invoice_policy': 'order',
    })
    env['stock.quant'].with_context(inventory_mode=True).create({
        'product_id': product.id, 'inventory_quantity': 100,
        'location_id': env['stock.warehouse'].search([], limit=1).lot_stock_id.id,
    }).action_apply_inventory()
    sell(shop, 'held', 'ON_HOLD')
    sell(shop, 'confirmed', 'AWAITING_SHIPMENT')
    invoiced = sell(shop, 'invoiced', 'AWAITING_SHIPMENT').sale_order_id
    deliver(invoiced)
    invoiced._create_invoices().action_post()
    for as_ in ('late', 'late_and_done'):
        late = sell(shop, as_, 'AWAITING_SHIPMENT')
        deliver(late.sale_order_id)
        env['tts.order']._mirror(shop, [{
            **late.payload, 'status': 'CANCELLED', 'update_time': payloads.NOON + 60,
        }])._apply()
    # Done by a person: Odoo archives it.
    late.sale_order_id.activity_ids.action_done()
    sell_cancelled(shop)
    sell(shop, 'forgotten', 'AWAITING_SHIPMENT')._forget()
    spoilt = sell(shop, 'spoilt', 'AWAITING_SHIPMENT')
    units = [{**unit, 'original_price': 'x'} for unit in spoilt.payload['line_items']]
    env['tts.order']._mirror(shop, [{
        **spoilt.payload, 'line_items': units, 'update_time': payloads.NOON + 60,
    }])._apply()


def sell(shop, as_, status, **extra):
    units = [payloads.unit('MUG', '5'), payloads.unit('MUG', '5')]
    payload = payloads.order(units, 'GBP', status=status, **extra)
    order = name(shop.env['tts.order']._mirror(shop, [payload]), as_)
    order._apply()
    return order


def sell_cancelled(shop):
    """Orders of which units were cancelled: before they were confirmed, or afterwards."""
    def units(left, price='5'):
        return [
            payloads.unit('MUG', price, display_status='CANCELLED' if n >= left else 'IN_TRANSIT')
            for n in range(2)]

    def cancel(order, *items):
        cancelled = {order.payload['line_items'][n]['id'] for n in items}
        live = [unit for unit in order.payload['line_items'] if unit['id'] not in cancelled]
        gone = [{**unit, 'display_status': 'CANCELLED'} for unit in order.payload['line_items']
                if unit['id'] in cancelled]
        paid = payloads.order(live, 'GBP')['payment']
        order._mirror(shop, [{
            **order.payload, 'line_items': live + gone, 'payment': paid,
            'update_time': payloads.NOON + 60,
        }])._apply()

    Order = shop.env['tts.order']
    early = units(1)
    order = name(Order._mirror(shop, [
        payloads.order(early, 'GBP', header_units=early[:1])]), 'cancelled_before')
    order._apply()
    cancel(sell(shop, 'cancelled_part', 'AWAITING_SHIPMENT'), 1)
    order = name(Order._mirror(shop, [
        payloads.order(units(2) + units(2, '7'), 'GBP')]), 'cancelled_line')
    order._apply()
    cancel(order, 2, 3)


def deliver(sale):
    for move in sale.picking_ids.move_ids:
        move.quantity = move.product_uom_qty
    sale.picking_ids.move_ids.picked = True
    sale.picking_ids.button_validate()


def fill_listings(shop):
    """A listing as it was fetched, and one whose payload a nightly purge has emptied."""
    for number, as_ in enumerate(('listing', 'purged_listing'), start=1):
        listing = name(shop.env['tts.listing']._mirror(shop, [listed(number)]), as_)
        listing._apply()
    listing._forget()


def listed(number):
    return {
        'id': f'17280000{number}', 'title': f"Mug {number}", 'status': 'ACTIVATE',
        'audit': {'status': 'APPROVED'}, 'create_time': payloads.NOON, 'update_time': payloads.NOON,
        'skus': [{
            'id': f'17290000{number}', 'seller_sku': f'MUG-{number}',
            'price': {'currency': 'GBP', 'sale_price': '5', 'tax_exclusive_price': '5'},
        }],
    }


def fill_skus(shop):
    """SKUs that their codes, the app and a person have mapped."""
    env = shop.env
    sell(shop, 'sold', 'AWAITING_SHIPMENT')
    known = env['product.product'].create({'name': "Cup", 'default_code': 'CUP'})
    env.cr.execute(
        "UPDATE product_product SET create_date = '2026-01-01' WHERE id = %s", [known.id])
    for ref, code, product in (('1', ' cup', known), ('2', 'OTHER', known)):
        name(env['tts.sku'].create({
            'shop_id': shop.id, 'tiktok_id': ref, 'seller_sku': code, 'product_id': product.id,
            'tiktok_product_id': f'P-{ref}',
        }), f'sku_{ref}')
    name(env['tts.category'].create({
        'shop_id': shop.id, 'tiktok_id': '1', 'name': "Mugs", 'complete_name': "Mugs",
        'version': 'v1', 'download_id': 7,
    }), 'category')


def save_searches(env):
    name(env['ir.filters'].create({
        'name': "One order", 'model_id': 'sale.order', 'domain': "[('tts_tiktok_id', '=', '1')]",
        'context': "{'group_by': ['tts_tiktok_id']}", 'sort': '["tts_tiktok_id desc"]',
    }), 'favourite')
    name(env['ir.exports'].create({
        'name': "Orders", 'resource': 'sale.order',
        'export_fields': [Command.create({'name': 'tts_tiktok_id'})],
    }), 'export')


# === WITH THE PRESENT ADDON === #

def fetch_listings_again(env):
    """Have TikTok say the same of its listings once more; return which have a payload then."""
    shop = named(env, 'shop')
    env['tts.listing']._mirror(shop, [listed(1), listed(2)])
    return {as_: bool(named(env, as_).payload) for as_ in ('listing', 'purged_listing')}


def asked_for_again(env):
    """Return which listings count as fetched, and since when the schedule asks for changes."""
    listings = named(env, 'purged_listing') + named(env, 'listing')
    since = named(env, 'shop').products_watermark
    return [[bool(row.fetched) for row in listings], since and str(since.date())]


def applied_kinds(env):
    """Return the model that the scheduled action applies."""
    return env.ref('tiktok_shop.ir_cron_apply').model_id.model


def crons(env):
    """Return {name of a scheduled action: [its code, whether it runs]}."""
    data = env['ir.model.data'].search([
        ('module', '=', 'tiktok_shop'), ('model', '=', 'ir.cron')])
    return {
        record.name: [cron.code, cron.active] for record in data
        if (cron := env['ir.cron'].browse(record.res_id))
    }


def orders(env):
    """Return {name: [state of the mirror, state of the sales order, its total]}."""
    return {
        as_: [order.state, order.sale_order_id.state, order.sale_order_id.amount_total]
        for as_ in ORDERS
        if (order := named(env, as_))
    }


def worth(env):
    """Return {name: [policies by which an order was made, what it is worth]}."""
    return {
        as_: [order.money_policy, order.tax_policy, order.expected_total]
        for as_ in (*ORDERS, 'forgotten', 'spoilt') if (order := named(env, as_))
    }


def reduced(env):
    """Return {name: [units left in each line for goods, whether the order counts as reduced]}."""
    return {
        as_: [order.sale_order_id.order_line.mapped('product_uom_qty'), order.is_reduced]
        for as_ in ('cancelled_before', 'cancelled_part', 'cancelled_line', 'confirmed')
        if (order := named(env, as_))
    }


def units(env):
    """Return {name: units that an order takes of what can be sold}."""
    return {
        as_: sum(env['tts.order.units'].search([('order_id', '=', order.id)]).mapped('quantity'))
        for as_ in (*ORDERS, 'cancelled_part', 'forgotten') if (order := named(env, as_))
    }


def bound(env):
    """Tell whether the account speaks, and from this database."""
    account = named(env, 'account')
    uuid = env['ir.config_parameter'].get_param('database.uuid')
    return [account.state, account.database == uuid]


def invoices(env):
    """Return what invoices know of the order they are for: [its name, kinds of their lines]."""
    order = named(env, 'invoiced')
    return [
        [move.tts_order_id == order, sorted(
            [line.tts_kind, line.tts_code, line.tts_order_id == order]
            for line in move.invoice_line_ids)]
        for move in order.sale_order_id.invoice_ids
    ]


def apply_again(env):
    """Apply all orders once more, which changes nothing; return the number of to-dos of each."""
    env['tts.order'].search([])._apply()
    return {
        as_: len(named(env, as_).sale_order_id.activity_ids)
        for as_ in ORDERS
    }


def renamed(env):
    """Return what stood in fields that are called otherwise by now."""
    return [named(env, 'sku_1').product_ref, named(env, 'category').last_download]


def saved(env):
    """Return what a favourite search and an export template are made of."""
    favourite = named(env, 'favourite')
    return {
        **{field: favourite[field] for field in ('domain', 'context', 'sort')},
        'exported': named(env, 'export').export_fields.mapped('name'),
    }


def skus(env):
    """Return who has mapped each SKU, and how the address of a buyer is shown."""
    address = named(env, 'sold').sale_order_id.partner_shipping_id
    listed = named(env, 'listing').sku_ids
    return {
        'by code': named(env, 'sku_1').mapped_by,
        'by hand': named(env, 'sku_2').mapped_by,
        'made': listed.mapped_by,
        'address': address.complete_name,
    }
