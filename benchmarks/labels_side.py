"""What the benchmark of labels runs inside Odoo. TikTok is not there: documents take no time."""

import io
import os
import time
from contextlib import contextmanager

from measuring import peak
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from odoo import sql_db
from odoo.fields import Command
from odoo.tools import pdf

from odoo.addons.tiktok_shop.models.engine.tts_work import QUIET
from odoo.addons.tiktok_shop.tools import documents

from inside import replaced

LABELS = {}


class Shelf:
    """What stands for a client of TikTok's."""

    calls = 0

    def shipping_document(self, _cipher, package_id, _document_type, *, size=None, format=None):
        self.calls += 1
        return {'url': package_id, 'tracking_number': '', 'size': size, 'format': format}

    def download_document(self, url):
        self.calls += 1
        return LABELS[url]


def fill(env, parcels):
    """Have so many arranged parcels, each with its order, sales order and transfer."""
    env = env(context={**env.context, **QUIET})
    account = env['tts.account'].create(
        {'name': "Benchmark", 'app_key': 'key', 'app_secret': 'secret', 'state': 'connected'})
    shop = env['tts.shop']._connect(account, [{'id': '1', 'name': "Benchmark", 'region': 'US'}])
    products = env['product.product'].create(
        [{'name': f"Goods {number}", 'type': 'consu', 'is_storable': True} for number in range(50)])
    stock = env['stock.warehouse'].search([], limit=1).lot_stock_id
    places = env['stock.location'].create(
        [{'name': f"Shelf {number}", 'location_id': stock.id} for number in range(20)])
    env['stock.quant'].create([
        {'product_id': product.id, 'location_id': places[number % 20].id, 'quantity': 1e6}
        for number, product in enumerate(products)])
    orders = env['tts.order'].create([
        {'shop_id': shop.id, 'tiktok_id': str(number), 'shipping_type': 'TIKTOK',
         'status': 'AWAITING_COLLECTION'}
        for number in range(parcels)])
    sales = env['sale.order'].create([{
        'partner_id': shop.generic_partner_id.id, 'tts_order_id': order.id, 'tts_shop_id': shop.id,
        'order_line': [Command.create(
            {'product_id': products[number % 50].id, 'product_uom_qty': 1, 'tts_kind': 'item'})],
    } for number, order in enumerate(orders)])
    for order, sale in zip(orders, sales, strict=True):
        order.sale_order_id = sale
    sales.action_confirm()
    env['tts.package'].create([{
        'shop_id': shop.id, 'tiktok_id': order.tiktok_id, 'status': 'PROCESSING',
        'order_ids': [Command.set(order.ids)],
        'picking_ids': [Command.set(order.sale_order_id.picking_ids.ids)],
    } for order in orders])
    env.cr.commit()
    env.cr.execute('ANALYZE')
    LABELS.update((order.tiktok_id, label(order.tiktok_id)) for order in orders)


def label(text):
    """Return a label as large as a carrier's: a picture, which cannot be compressed, and text."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=documents.A6)
    page.drawImage(ImageReader(Image.frombytes('L', (300, 100), os.urandom(30000))), 20, 20)
    for line in range(12):
        page.drawString(20, 380 - 20 * line, f'{text}, line {line}')
    page.save()
    return stream.getvalue()


def work(env):
    """Fetch the labels and print them; return what that costs."""
    packages = env['tts.package'].search([])
    packages._drop_labels()
    packages.label_printed = False
    env.cr.commit()
    env.invalidate_all()
    shelf = Shelf()

    @contextmanager
    def tiktok(_original, _shop, **_options):
        yield shelf

    begun = time.perf_counter()
    with replaced(type(env['tts.shop']), '_tiktok', tiktok):
        while env['tts.package']._fetch_some(set()):
            env.cr.commit()
    fetching = time.perf_counter() - begun
    env.invalidate_all()
    pickings = env['tts.package'].search([]).picking_ids
    env.invalidate_all()
    statements, begun = sql_db.sql_counter, time.perf_counter()
    content, _kind = env['ir.actions.report'].with_context(
        force_report_rendering=True)._render_qweb_pdf('tiktok_shop.report_labels', pickings.ids)
    env.cr.commit()
    printing = time.perf_counter() - begun
    assert len(pdf.PdfFileReader(io.BytesIO(content)).pages) == len(LABELS)
    return {
        'fetching': fetching, 'printing': printing, 'calls': shelf.calls, 'peak': peak(),
        'statements': sql_db.sql_counter - statements}


def floor(env):
    """Write the same PDFs and merge them, alone."""
    begun = time.perf_counter()
    for begin in range(0, len(LABELS), 10):
        env['ir.attachment'].create([
            {'name': name, 'raw': LABELS[name]} for name in list(LABELS)[begin:begin + 10]])
        env.cr.commit()
    pdf.merge_pdf(list(LABELS.values()))
    seconds = time.perf_counter() - begun
    env['ir.attachment'].search([('name', 'in', list(LABELS))]).unlink()
    env.cr.commit()
    return {'seconds': seconds}
