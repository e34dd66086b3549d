"""What the benchmark of prices runs inside Odoo: prices of SKUs by pricelists of three kinds."""

import time

from odoo import sql_db

from odoo.addons.tiktok_shop.models.engine.tts_work import QUIET

# As many as are made at once.
BATCH = 5000


def list_goods(env, count):
    """Have a shop that lists so many products, each with one SKU."""
    env = env(context={**env.context, **QUIET})
    account = env['tts.account'].create({
        'name': "Benchmark", 'app_key': 'key', 'app_secret': 'secret', 'service_id': '1'})
    shop = env['tts.shop']._connect(
        account, [{'id': '1', 'name': "Benchmark", 'region': 'GB', 'seller_type': 'LOCAL'}])
    euro = env.ref('base.EUR')
    euro.active = True
    env['res.currency.rate'].create([
        {'currency_id': currency.id, 'rate': rate, 'name': '2020-01-01'}
        for currency, rate in ((shop.currency_id, 0.8), (euro, 0.9))
        if currency != env.company.currency_id])
    for begin in range(0, count, BATCH):
        products = env['product.template'].create([
            {'name': f"Goods {number}", 'type': 'consu', 'list_price': 5 + number % 90}
            for number in range(begin, min(begin + BATCH, count))]).product_variant_id
        env['tts.sku'].create([
            {'shop_id': shop.id, 'tiktok_id': str(product.id), 'product_id': product.id,
             'name': product.name} for product in products])
        env.cr.commit()
        env.invalidate_all()


def use_rules(env, kind):
    """Give the shop's pricelist rules of a kind: `formula`, `nested` or `single`."""
    pricelist = env['tts.shop'].search([]).pricelist_id
    pricelist.item_ids.unlink()
    formula = {
        'pricelist_id': pricelist.id, 'compute_price': 'formula', 'base': 'list_price',
        'price_discount': 10, 'price_round': 0.1, 'price_surcharge': -0.01}
    if kind == 'nested':
        base = env['product.pricelist'].create(
            {'name': "Base", 'currency_id': env.ref('base.EUR').id})
        env['product.pricelist.item'].create(
            {'pricelist_id': base.id, 'compute_price': 'percentage', 'percent_price': 5})
        formula.update(base='pricelist', base_pricelist_id=base.id)
    env['product.pricelist.item'].create(formula if kind != 'single' else [
        {'pricelist_id': pricelist.id, 'applied_on': '0_product_variant', 'product_id': product.id,
         'product_tmpl_id': product.product_tmpl_id.id, 'compute_price': 'fixed',
         'fixed_price': 7 + product.id % 5}
        for product in env['tts.sku'].search([]).product_id])
    env.cr.commit()
    env.cr.execute('ANALYZE')


def price(env, count):
    """Work out the prices of so many SKUs; return what that costs."""
    env.invalidate_all()
    skus = env['tts.sku'].search([], limit=count)
    statements, begun = sql_db.sql_counter, time.perf_counter()
    prices, refused = skus.shop_id._sku_prices(skus)
    cost = {
        'seconds': time.perf_counter() - begun, 'statements': sql_db.sql_counter - statements}
    assert len(prices) == count, list(refused.values())[:1]
    return cost
