"""What `test_neighbours.py` does inside an Odoo that has more modules than ours needs."""

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.tiktok_shop.tests import payloads


def shop_of(env, **vals):
    account = env['tts.account'].create({'name': "Test", 'app_key': 'key', 'app_secret': 'secret'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Shop", 'region': 'US'}])
    shop.write(vals)
    return shop


def product_of(env, reference, **vals):
    return env['product.product'].create({
        'name': reference, 'default_code': reference, 'is_storable': True, **vals,
    })


def put(env, product, location, quantity):
    env['stock.quant'].with_context(inventory_mode=True).create({
        'product_id': product.id, 'location_id': location.id, 'inventory_quantity': quantity,
    }).action_apply_inventory()


def sell(shop, reference, status, **extra):
    payload = payloads.order([payloads.unit(reference, '50')], 'USD', status=status, **extra)
    order = shop.env['tts.order']._mirror(shop, [payload])
    order._apply()
    return order


def hold(env):
    """Take orders on hold for goods from stock, bought for the order, and made for the order.

    :return: {product: state of its sales order}, and how many purchases and productions there are
    """
    shop = shop_of(env, on_hold_policy='reserve')
    to_order = env.ref('stock.route_warehouse0_mto')
    to_order.active = True
    buy = env.ref('purchase_stock.route_warehouse0_buy')
    make = env.ref('mrp.route_warehouse0_manufacture')
    product_of(env, 'STOCK', route_ids=[Command.set(buy.ids)])
    product_of(
        env, 'BUY', route_ids=[Command.set((buy | to_order).ids)],
        seller_ids=[Command.create({'partner_id': env['res.partner'].create({'name': "V"}).id})],
    )
    made = product_of(env, 'MAKE', route_ids=[Command.set((make | to_order).ids)])
    env['mrp.bom'].create({
        'product_tmpl_id': made.product_tmpl_id.id,
        'bom_line_ids': [Command.create({'product_id': product_of(env, 'PART').id})],
    })
    states = {
        reference: sell(shop, reference, 'ON_HOLD').sale_order_id.state
        for reference in ('STOCK', 'BUY', 'MAKE')
    }
    return {
        **states, 'purchases': env['purchase.order'].search_count([]),
        'productions': env['mrp.production'].search_count([]),
    }


def batch(env):
    """Validate a batch of transfers of which one is barred; return what is said and their states.
    """
    shop = shop_of(env, on_hold_policy='reserve')
    put(env, product_of(env, 'STOCK'), env['stock.warehouse'].search([], limit=1).lot_stock_id, 9)
    held, free = (sell(shop, 'STOCK', status) for status in ('ON_HOLD', 'AWAITING_SHIPMENT'))
    pickings = (held + free).sale_order_id.picking_ids
    together = env['stock.picking.batch'].create({'picking_ids': [Command.set(pickings.ids)]})
    together.action_confirm()
    pickings.move_ids.picked = True
    try:
        together.action_done()
    except UserError as error:
        return [error.args[0], *pickings.mapped('state')]
    return pickings.mapped('state')


def kit(env):
    """Take an order that TikTok fulfilled, of a kit; return what lies at TikTok afterwards."""
    shop = shop_of(env)
    part, whole = product_of(env, 'PART'), product_of(env, 'KIT')
    env['mrp.bom'].create({
        'product_tmpl_id': whole.product_tmpl_id.id, 'type': 'phantom',
        'bom_line_ids': [Command.create({'product_id': part.id, 'product_qty': 2})],
    })
    put(env, part, shop.fbt_location_id, 5)
    order = sell(shop, 'KIT', 'IN_TRANSIT', fulfillment_type='FULFILLMENT_BY_TIKTOK')
    return [
        order.state, order.sale_order_id.order_line.qty_delivered,
        part.with_context(location=shop.fbt_location_id.id).qty_available,
    ]
