"""What `test_available.py` does inside an Odoo that has OCA's stock_available."""

from kits_side import bom_of, selling, taken
from neighbours_side import product_of, put, shop_of

from odoo.fields import Command

from odoo.addons.tiktok_shop.tests import payloads


def offering(env, *products, figure='available', places=1, **vals):
    """Return the SKUs of products, which a shop offers from a number of TikTok's warehouses."""
    shop = shop_of(env, stock_figure=figure, **vals)
    warehouse = env['stock.warehouse'].search([], limit=1)
    theirs = env['tts.warehouse'].create([{
        'shop_id': shop.id, 'tiktok_id': str(number + 1), 'name': f"Place {number + 1}",
        'type': 'SALES_WAREHOUSE', 'warehouse_id': warehouse.id,
    } for number in range(places)])
    listing = env['tts.listing'].create({
        'shop_id': shop.id, 'tiktok_id': '77', 'title': "All", 'status': 'ACTIVATE'})
    return env['tts.sku'].create([{
        'shop_id': shop.id, 'tiktok_id': f'sku{product.id}', 'name': product.name,
        'listing_id': listing.id, 'product_id': product.id,
        'stock_ids': [Command.create({'warehouse_id': each.id, 'shop_id': shop.id})
                      for each in theirs],
    } for product in products])


def wanted(skus):
    """Return what TikTok should offer of SKUs, by warehouse."""
    skus._compare('stock')
    return skus.stock_ids.sorted('id').mapped('wanted_quantity')


def explained(sku):
    sku.invalidate_recordset(['stock_formula'])
    return sku.stock_formula


def expect(env, product, quantity, warehouse):
    """Have so many units of a product on their way to a warehouse."""
    env['stock.move'].create({
        'product_id': product.id, 'product_uom_qty': quantity,
        'location_id': env.ref('stock.stock_location_suppliers').id,
        'location_dest_id': warehouse.lot_stock_id.id})._action_confirm()


def choice(env):
    """Return the figures among which a shop chooses, and whether a person is shown them."""
    shop = shop_of(env)
    selection = shop.fields_get(['stock_figure'])['stock_figure']['selection']
    return [value for value, _name in selection], shop.has_stock_figures


def on_its_way(env):
    """Offer what is there and what is expected: by Odoo's figure, by this one, by a rule as well.
    """
    warehouse = env['stock.warehouse'].search([], limit=1)
    product = product_of(env, 'A')
    put(env, product, warehouse.lot_stock_id, 3)
    expect(env, product, 9, warehouse)
    sku = offering(env, product, figure='odoo')
    found = []
    for vals in ({}, {'stock_figure': 'available'}, {'stock_buffer': 2, 'stock_share': 80}):
        sku.shop_id.write(vals)
        found.append([*wanted(sku), explained(sku)])
    return found


def places(env):
    """Offer from two warehouses, then from one location of the second, which others sell from."""
    first = env['stock.warehouse'].search([], limit=1)
    second = env['stock.warehouse'].create({'name': "Leeds", 'code': 'LDS'})
    shelf = env['stock.location'].create({'name': "Shelf", 'location_id': second.lot_stock_id.id})
    product = product_of(env, 'A')
    sku = offering(env, product, places=2)
    sku.stock_ids.warehouse_id[1].warehouse_id = second
    put(env, product, first.lot_stock_id, 4)
    found = [wanted(sku)]
    put(env, product, first.lot_stock_id, 1)
    put(env, product, shelf, 3)
    expect(env, product, 4, second)
    found.append(wanted(sku))
    sku.stock_ids.warehouse_id[1].location_id = shelf
    put(env, product, shelf, 5)
    return [*found, wanted(sku)]


def open_order(env):
    """Explain a SKU of which an order is not confirmed yet, and then is."""
    warehouse = env['stock.warehouse'].search([], limit=1)
    product = product_of(env, 'A')
    put(env, product, warehouse.lot_stock_id, 10)
    sku = offering(env, product, auto_confirm=False)
    order = sell_units(sku, 2)
    found = [explained(sku)]
    order.sale_order_id.action_confirm()
    return [*found, explained(sku)]


def sell_units(sku, count):
    """Return an order of so many units of a SKU, as far as the shop's settings let it come."""
    shop, code = sku.shop_id, sku.product_id.default_code
    units = [payloads.unit(code, '50', sku_id=sku.tiktok_id) for _time in range(count)]
    payload = payloads.order(units, 'USD', status='AWAITING_SHIPMENT', warehouse_id='1')
    order = sku.env['tts.order']._mirror(shop, [payload])
    order._apply()
    return order


def kit(env):
    """Offer a kit by a component that is there, and by more of it that is on its way."""
    warehouse = env['stock.warehouse'].search([], limit=1)
    part, whole = product_of(env, 'PART'), product_of(env, 'KIT')
    bom_of(env, whole, (part, 2))
    put(env, part, warehouse.lot_stock_id, 7)
    sku = offering(env, whole)
    found = wanted(sku)
    expect(env, part, 5, warehouse)
    return [*found, *wanted(sku)]


def marked(env):
    """Return what is marked by a component: without that figure, with it; then by its bill."""
    products = selling(env, 'PART', 'MADE', 'WHOLE')
    part, made, whole = products.values()
    bom = bom_of(env, made, (part, 2), type='normal')
    bom_of(env, whole, (made, 1), type='normal')
    place = env['stock.warehouse'].search([], limit=1).lot_stock_id
    taken(env)
    found = []
    for figure in ('odoo', 'available'):
        env['tts.shop'].search([]).stock_figure = figure
        taken(env)
        put(env, part, place, 5)
        found.append(taken(env))
    env['tts.shop'].search([]).stock_figure = 'odoo'
    taken(env)
    bom.bom_line_ids.product_qty = 3
    return [*found, taken(env)]


def first_stock(env):
    """Return with what stock a product is listed."""
    warehouse = env['stock.warehouse'].search([], limit=1)
    product = product_of(env, 'A')
    put(env, product, warehouse.lot_stock_id, 3)
    expect(env, product, 9, warehouse)
    shop = offering(env, product_of(env, 'B')).shop_id
    return shop._quantities(product)[product.id]


def statements(env, few, many):
    """Return how many statements it takes to compare a few SKUs, and many."""
    products = env['product.product'].create(
        [{'name': "Mug", 'is_storable': True} for _time in range(many)])
    skus = offering(env, *products)
    found = []
    for some in (skus[:few], skus):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        some._work_out_stock()
        found.append(env.cr.sql_log_count - before)
    return found
