"""What the benchmark of transfers runs inside Odoo."""

from measuring import Meter, analyze  # noqa: F401 told to be called

from odoo.fields import Command

from odoo.addons.tiktok_shop.models.glue.mrp import Base
from odoo.addons.tiktok_shop.models.stock.stock_move import StockMove
from odoo.addons.tiktok_shop.models.stock.stock_quant import StockQuant


def fill(env, lines):
    """Have goods in stock, and a shop that sends their stock by itself."""
    account = env['tts.account'].create(
        {'name': "Benchmark", 'app_key': 'key', 'app_secret': 'secret', 'state': 'connected'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Benchmark", 'region': 'US'}])
    shop.push_stock = True
    account._toggle_crons()
    products = env['product.product'].create(
        [{'name': "Goods", 'is_storable': True} for _line in range(lines)])
    env['stock.quant'].create([
        {'product_id': product.id, 'location_id': warehouse(env).lot_stock_id.id, 'quantity': 1e6}
        for product in products])


def take_out(_env):
    """Be an Odoo in which nothing of stock is marked."""
    for hooked in (StockMove, StockQuant):
        for name in ('create', '_write_multi', 'unlink'):
            delattr(hooked, name)
    del Base.modified


def warehouse(env):
    return env['stock.warehouse'].search([], limit=1)


def validate(env, rounds):
    """Validate transfers of a line for each product, with a turn after each."""
    products = env['product.product'].search([('name', '=', "Goods")])
    kind = warehouse(env).out_type_id
    for _round in range(rounds):
        places = {
            'location_id': warehouse(env).lot_stock_id.id,
            'location_dest_id': env.ref('stock.stock_location_customers').id,
        }
        picking = env['stock.picking'].create({
            'picking_type_id': kind.id, **places,
            'move_ids': [Command.create({
                'product_id': product.id, 'product_uom_qty': 1, **places}) for product in products],
        })
        picking.action_confirm()
        picking.action_assign()
        env.cr.commit()
        env.invalidate_all()
        meter = Meter(env)
        picking.button_validate()
        env.cr.commit()
        assert picking.state == 'done'
        meter.turn(1)
