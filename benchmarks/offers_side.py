"""What the benchmarks of stock and prices run inside Odoo: shops of many SKUs, and their sweeps."""

from measuring import Meter, analyze

# SKUs of a product.
VARIANTS = 4


def fill(env, count):
    """Have a connected shop that lists so many SKUs, all in stock and all sent. Made of copies of
    one row by SQL: how they come into Odoo is not what is measured.
    """
    account = env['tts.account'].create({
        'name': "Benchmark", 'app_key': 'key', 'app_secret': 'secret', 'service_id': '1'})
    shop = env['tts.shop']._connect(account, [{
        'id': '7495', 'name': "Shop", 'region': 'GB', 'seller_type': 'LOCAL'}])
    place = env['stock.warehouse'].search([], limit=1)
    warehouse = env['tts.warehouse'].create({
        'shop_id': shop.id, 'tiktok_id': '1', 'name': "Place", 'type': 'SALES_WAREHOUSE',
        'warehouse_id': place.id})
    template = env['product.template'].create({
        'name': "Mug", 'type': 'consu', 'is_storable': True, 'list_price': 10})
    product = template.product_variant_id
    listing = env['tts.listing'].create({
        'shop_id': shop.id, 'tiktok_id': '17', 'title': "Mug", 'status': 'ACTIVATE',
        'state': 'applied'})
    sku = env['tts.sku'].create({
        'shop_id': shop.id, 'tiktok_id': '18', 'name': "Mug", 'product_id': product.id,
        'listing_id': listing.id})
    env.flush_all()
    env.cr.execute("UPDATE tts_account SET state = 'connected'")
    templates = copied(env, template, ['NULL'] * count)
    products = copied(env, product, templates, product_tmpl_id='each.value')
    listings = copied(
        env, listing, ['NULL'] * (count // VARIANTS), tiktok_id="'17' || each.number")
    skus = copied(
        env, sku, products, product_id='each.value', tiktok_id="'18' || each.number",
        listing_id=f'({listings[0]} + (each.number - 1) / {VARIANTS})')
    env.cr.execute("""
        INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity,
                                 in_date, create_date, write_date)
             SELECT id, %s, %s, 10 + id %% 90, id %% 3, now(), now(), now()
               FROM unnest(%s) id
    """, [place.lot_stock_id.id, env.company.id, products])
    env.cr.execute("""
        INSERT INTO tts_stock (sku_id, warehouse_id, shop_id, company_id)
             SELECT id, %s, %s, %s FROM unnest(%s) id
    """, [warehouse.id, shop.id, env.company.id, skus])
    env.invalidate_all()
    shop._compare_all('stock')
    acknowledge(env)
    env.cr.commit()
    analyze(env)
    env.cr.commit()


def copied(env, record, values, **columns):
    """Insert a copy of a record for each of some values; return the ids.

    :param values: numbers, or NULL
    :param columns: what is another in the copies, as SQL of `each.value` and `each.number`
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [record._table])
    names = [name for [name] in env.cr.fetchall() if name != 'id']
    chosen = ', '.join(columns.get(name, f'one."{name}"') for name in names)
    numbers = [None if value == 'NULL' else value for value in values]
    env.cr.execute(f"""
        INSERT INTO {record._table} ({', '.join(f'"{name}"' for name in names)})
             SELECT {chosen}
               FROM {record._table} one, unnest(%s::int[]) WITH ORDINALITY each(value, number)
              WHERE one.id = %s ORDER BY each.number RETURNING id
    """, [numbers, record.id])  # noqa: S608
    return [row[0] for row in env.cr.fetchall()]


def acknowledge(env):
    """Have TikTok have all that it should."""
    env.cr.execute("UPDATE tts_stock SET pushed_quantity = wanted_quantity")
    env.invalidate_all()
    env['tts.shop'].search([])._compare_all('stock')
    env.flush_all()


def change(env, part):
    """Receive a unit of every so many-th product."""
    env.cr.execute(
        "UPDATE stock_quant SET quantity = quantity + 1 WHERE product_id %% %s = 0", [part])
    env.cr.commit()


def sweep(env):
    """Compare all that there is; tell what that cost, and how many wait to be sent."""
    env.invalidate_all()
    meter = Meter(env)
    env['tts.shop'].search([])._compare_all('stock')
    env.cr.commit()
    meter.turn(env['tts.sku'].search_count([('stock_state', '=', 'waiting')]))


# === BY THE CLOCK === #

def follow(env, shop):
    """Have a shop send its stock by itself, and send it once."""
    shop = env['tts.shop'].search([('tiktok_id', '=', shop)])
    env['tts.sync']._start(shop, 'products', {})
    env['tts.sync']._process()
    shop.push_stock = True
    env.cr.commit()
    env['tts.stock']._process()
    skus = env['tts.sku'].search([('stock_state', '=', 'sent'), ('product_id', '!=', False)])
    # Of products that are listed once, in one warehouse: what arrives is what was set.
    return [
        [sku.product_id.id, sku.listing_id.tiktok_id, sku.tiktok_id] for sku in skus
        if len(sku.product_id.tts_sku_ids.filtered('listing_id')) == 1 and len(sku.stock_ids) == 1]


def set_stock(env, product, quantity):
    """Count so many units of a product; the transaction ends with it."""
    location = env['stock.warehouse'].search([], limit=1).lot_stock_id
    env['stock.quant'].with_context(inventory_mode=True).create({
        'product_id': product, 'location_id': location.id, 'inventory_quantity': quantity,
    }).action_apply_inventory()
    env.cr.commit()
