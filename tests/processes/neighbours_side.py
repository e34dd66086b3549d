"""What `test_neighbours.py` does inside an Odoo that has more modules than ours needs."""

from lxml import etree

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
    """Validate a batch of transfers of which one is barred, then what is left of it.

    :return: the states of both transfers, the batch's, whether the barred one is in it, what it
        says, and why it cannot be done in a batch of its own
    """
    shop = shop_of(env, on_hold_policy='reserve')
    put(env, product_of(env, 'STOCK'), env['stock.warehouse'].search([], limit=1).lot_stock_id, 9)
    held, free = (sell(shop, 'STOCK', status) for status in ('ON_HOLD', 'AWAITING_SHIPMENT'))
    barred, other = held.sale_order_id.picking_ids, free.sale_order_id.picking_ids
    together = env['stock.picking.batch'].create({
        'picking_ids': [Command.set((barred | other).ids)]})
    together.action_confirm()
    (barred | other).move_ids.picked = True
    together.action_done()
    found = [barred.state, other.state, together.state, barred in together.picking_ids,
             barred.message_ids[:1].body]
    alone = env['stock.picking.batch'].create({'picking_ids': [Command.set(barred.ids)]})
    alone.action_confirm()
    try:
        alone.action_done()
    except UserError as error:
        found.append(error.args[0])
    return found


def make_kit(env):
    """Return a product, and a kit of two of it."""
    part, whole = product_of(env, 'PART'), product_of(env, 'KIT')
    env['mrp.bom'].create({
        'product_tmpl_id': whole.product_tmpl_id.id, 'type': 'phantom',
        'bom_line_ids': [Command.create({'product_id': part.id, 'product_qty': 2})],
    })
    return part, whole


def kit(env):
    """Take an order that TikTok fulfilled, of a kit; return what lies at TikTok afterwards."""
    shop = shop_of(env)
    part, _whole = make_kit(env)
    put(env, part, shop.fbt_location_id, 5)
    order = sell(shop, 'KIT', 'IN_TRANSIT', fulfillment_type='FULFILLMENT_BY_TIKTOK')
    return [
        order.state, order.sale_order_id.order_line.qty_delivered,
        part.with_context(location=shop.fbt_location_id.id).qty_available,
    ]


def kit_waits(env):
    """Take an order that the seller has shipped while there is nothing; return its state, and what
    it is after parts have come in elsewhere, and there.
    """
    shop = shop_of(env)
    part, _whole = make_kit(env)
    there = env['stock.location'].create({
        'name': "Shop", 'location_id': shop.fbt_location_id.location_id.id})
    shop.write({'shipped_policy': 'move', 'shipped_location_id': there.id})
    order = sell(shop, 'KIT', 'IN_TRANSIT')
    states = [order.reason_code]
    for location in (env['stock.warehouse'].search([], limit=1).lot_stock_id, there):
        put(env, part, location, 5)
        states.append(order.state)
    return states


def goods(sale):
    """Return what is to leave: [[reference, quantity], ...]."""
    moves = sale.picking_ids.move_ids.filtered(lambda move: move.state != 'cancel')
    return sorted([move.product_id.default_code, move.product_uom_qty] for move in moves)


def kit_cancelled(env):
    """Cancel units of a kit one by one; return the goods each time, and what can be invoiced."""
    shop = shop_of(env)
    make_kit(env)
    units = [payloads.unit('KIT', '50') for _unit in range(3)]
    order = shop.env['tts.order']._mirror(shop, [payloads.order(units, 'USD')])
    order._apply()
    sale = order.sale_order_id
    seen = [goods(sale)]
    for number in range(2):
        units[number]['display_status'] = 'CANCELLED'
        paid = payloads.order(units[number + 1:], 'USD')['payment']
        order._mirror(shop, [{
            **order.payload, 'line_items': units, 'payment': paid,
            'update_time': order.payload['update_time'] + 60,
        }])._apply()
        seen.append(goods(sale))
    return [*seen, order.state, sale.amount_total]


def kit_short(env):
    """Do a transfer of three kits with the parts of two, without a backorder; return how many of
    TikTok's items are in the parcel.
    """
    shop = shop_of(env, push_tracking=True)
    part, _whole = make_kit(env)
    put(env, part, env['stock.warehouse'].search([], limit=1).lot_stock_id, 9)
    units = [payloads.unit('KIT', '50') for _unit in range(3)]
    order = env['tts.order']._mirror(shop, [payloads.order(units, 'USD')])
    order._apply()
    picking = order.sale_order_id.picking_ids
    picking.move_ids.quantity = 4
    picking.move_ids.picked = True
    picking.with_context(
        skip_tts_number=True, skip_backorder=True,
        picking_ids_not_to_backorder=picking.ids).button_validate()
    [shipment] = env['tts.shipment']._plan([(picking, order)]) or picking.tts_shipment_ids
    return [picking.state, len(shipment._items_of(order.payload))]


def kit_repaired(env):
    """Map a SKU to a part, then to the kit that it is; return the goods before and after."""
    shop = shop_of(env)
    part, whole = make_kit(env)
    part.default_code = 'SOLD'
    order = sell(shop, 'SOLD', 'AWAITING_SHIPMENT')
    sale, sku = order.sale_order_id, order.sale_order_id.order_line.tts_sku_id
    part.default_code = 'PART'
    before = goods(sale)
    sku.product_id = whole
    env['tts.sku.repair']._propose(sku).action_repair()
    after = goods(sale)
    sku.product_id = part
    env['tts.sku.repair']._propose(sku).action_repair()
    return [before, after, goods(sale), sale.amount_total, len(sale.activity_ids)]


def _packer(env):
    return env['res.users'].create({
        'name': "Packer", 'login': 'packer',
        'group_ids': [Command.set(env.ref('stock.group_stock_user').ids)]})


def scan(env):
    """Scan what stands on the papers of one transfer of a batch, as those who pack do.

    :return: how many batches are found by each: by the field of the search, by their name
    """
    shop = shop_of(env)
    put(env, product_of(env, 'STOCK'), env['stock.warehouse'].search([], limit=1).lot_stock_id, 9)
    orders = [sell(shop, 'STOCK', 'AWAITING_SHIPMENT') for _each in range(3)]
    pickings = [order.sale_order_id.picking_ids for order in orders]
    pickings[0].carrier_tracking_ref = 'AB123456'
    Batch = env['stock.picking.batch']
    Batch.create({'picking_ids': [Command.set((pickings[0] | pickings[1]).ids)]})
    Batch = Batch.with_user(_packer(env))
    assert 'tts_found' in Batch.get_view(view_type='search')['arch']
    in_package(orders[1], '115300')
    refs = {'order': orders[1].tiktok_id, 'alone': orders[2].tiktok_id, 'tracking': 'AB123456',
            'package': '115300'}
    return {name: [
        Batch.search_count([('picking_ids.tts_found', '=', ref)]), len(Batch.name_search(ref)),
    ] for name, ref in refs.items()}


def in_package(order, ref, **extra):
    """Have TikTok tell that all of an order is in a package, whose shipping is arranged."""
    order.env['tts.package']._take(order.shop_id, [{
        'id': ref, 'status': 'PROCESSING', 'orders': [{'id': order.tiktok_id}],
        'update_time': order.payload['update_time'],
        'order_line_item_ids': [item['id'] for item in order.payload['line_items']], **extra}])


def described(env):
    return sorted(
        [len(batch.picking_ids), batch.description]
        for batch in env['stock.picking.batch'].search([]))


def batches_of_handovers(env):
    """Have ready transfers put together by shop, handover, pickup time and provider.

    :return: the batches before what TikTok's carrier takes is arranged, and after
    """
    kind = env['stock.warehouse'].search([], limit=1).out_type_id
    kind.write({'auto_batch': True, 'tts_batch_by_shop': True, 'tts_batch_by_handover': True,
                'tts_batch_by_provider': True})
    shop = shop_of(env)
    put(env, product_of(env, 'STOCK'), kind.warehouse_id.lot_stock_id, 9)
    carrier = env['delivery.carrier'].create({
        'name': "By Hand",
        'product_id': env['product.product'].create({'name': "By Hand", 'type': 'service'}).id})
    own = sell(shop, 'STOCK', 'AWAITING_SHIPMENT', shipping_type='SELLER')
    picking = own.sale_order_id.picking_ids
    picking.batch_id.unlink()
    picking.carrier_id = carrier
    picking._find_auto_batch()
    orders = [
        sell(shop, 'STOCK', 'AWAITING_SHIPMENT', shipping_type='TIKTOK') for _each in range(4)]
    early = described(env)
    for number, (order, (method, start)) in enumerate(zip(orders, [
        ('PICKUP', 1790000000), ('PICKUP', 1790000000), ('PICKUP', 1790090000),
        ('DROP_OFF', 0)], strict=True)):
        slot = {'pickup_slot': {'start_time': start, 'end_time': start + 3600}} if start else {}
        in_package(order, f'11530{number}', handover_method=method,
                   shipping_provider_name="Royal Mail", **slot)
    return [early, described(env)]


def batch_buttons(env):
    """Press the buttons of a batch's form as those who pack do.

    :return: its transfers, those that are to be arranged, and what is said of their labels
    """
    shop = shop_of(env)
    put(env, product_of(env, 'STOCK'), env['stock.warehouse'].search([], limit=1).lot_stock_id, 9)
    pickings = env['stock.picking'].union(*(
        sell(shop, 'STOCK', 'AWAITING_SHIPMENT', shipping_type='TIKTOK').sale_order_id.picking_ids
        for _each in range(2)))
    batch = env['stock.picking.batch'].create({'picking_ids': [Command.set(pickings.ids)]})
    batch = batch.with_user(_packer(env))
    arch = etree.fromstring(batch.get_view(view_type='form')['arch'])
    arrange, print_labels = (
        env['ir.actions.server'].browse(int(button.get('name'))).with_user(batch.env.user)
        .with_context(active_model=batch._name, active_id=batch.id, active_ids=batch.ids)
        for button in arch.xpath('//header/button[@type="action"]'))
    action = arrange.run()
    wizard = batch.env[action['res_model']].with_context(**action['context']).create({})
    try:
        print_labels.run()
    except UserError as error:
        return [pickings.ids, wizard.picking_ids.ids, error.args[0]]
    return []


def batches_of_shops(env):
    """Have ready transfers put together by shop; return which orders are in each batch."""
    kind = env['stock.warehouse'].search([], limit=1).out_type_id
    kind.write({'auto_batch': True, 'tts_batch_by_shop': True})
    assert 'tts_batch_by_shop' in kind.get_view(view_type='form')['arch']
    first, second = env['tts.shop']._connect(
        env['tts.account'].create({'name': "Test", 'app_key': 'key', 'app_secret': 'secret'}),
        [{'id': ref, 'name': f"Shop {ref}", 'region': 'US'} for ref in ('1', '2')])
    put(env, product_of(env, 'STOCK'), kind.warehouse_id.lot_stock_id, 9)
    for shop in (first, second, first, second):
        sell(shop, 'STOCK', 'AWAITING_SHIPMENT')
    return sorted(
        [len(batch.picking_ids), batch.picking_ids.tts_shop_id.mapped('name'), batch.description]
        for batch in env['stock.picking.batch'].search([]))
