"""What was not taken is taken as soon as its cause is gone, button or not."""
from odoo import fields
from odoo.tests import tagged

from .. import payloads
from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestFreed(GBCase):

    def work(self):
        """Do what the shipped scheduled action does."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr).ref('tiktok_shop.ir_cron_apply').method_direct_trigger()
        self.env.invalidate_all()

    def order(self, code, state='blocked', units=None, **extra):
        """Return an order that has not been taken for a reason."""
        order = self.mirror(self.payload(units=units, **extra))
        self.assertEqual((order.state, order.reason_code), (state, code), order.reason)
        return order

    def assertFreed(self, order, sale_state='sale'):
        self.assertEqual(order.state, 'pending')
        self.work()
        self.assertEqual(order.state, 'applied', order.reason)
        self.assertEqual(order.sale_order_id.state, sale_state)

    def test_mapping_a_sku_by_rpc(self):
        order = self.order('product', units=[payloads.unit('Unknown', '5')])
        order.sku_ids.write({'product_id': self.product.id})
        self.assertFreed(order)

    def test_mapping_skus_by_import(self):
        order = self.order('product', units=[payloads.unit('Unknown', '5')])
        sku = order.sku_ids
        result = sku.load(['.id', 'product_id/.id'], [[str(sku.id), str(self.product.id)]])
        self.assertFalse(result['messages'])
        self.assertFreed(order)

    def test_mapping_the_skus_of_blocked_listings(self):
        self.shop.create_products = False
        listings = self.env['tts.listing']._mirror(self.shop, [{
            'id': f'17{n}', 'title': f"Mug {n}", 'status': 'ACTIVATE', 'update_time': payloads.NOON,
            'skus': [{'id': f'18{n}', 'seller_sku': f'M{n}'}],
        } for n in range(10)])
        listings._apply()
        self.assertEqual(set(listings.mapped('state')), {'blocked'})
        run = self.env['tts.sync'].create({'shop_id': self.shop.id, 'kind': 'products'})
        self.assertIn("10 of them blocked", run._products_summary())
        products = self.env['product.product'].create([{'name': n} for n in range(10)])
        for sku, product in zip(listings.sku_ids, products, strict=True):
            sku.product_id = product
        self.assertEqual(set(listings.mapped('state')), {'pending'})
        self.assertIn("0 of them blocked, 10 waiting", run._products_summary())
        self.work()
        self.assertEqual(set(listings.mapped('state')), {'applied'})
        self.assertIn("0 of them blocked.", run._products_summary())

    def test_product_with_the_code_that_is_waited_for(self):
        for number, give in enumerate((
            lambda code: self.env['product.product'].create({'name': "New", 'default_code': code}),
            lambda code: self.env['product.template'].create({'name': "New", 'default_code': code}),
            lambda code: self.env['product.product'].create({'name': "New"}).write(
                {'default_code': code}),
        )):
            with self.subTest(number):
                order = self.order('product', units=[payloads.unit(f'Later {number}', '5')])
                give(f'later  {number}')
                self.assertFreed(order)

    def test_barcode_that_is_waited_for(self):
        for number, barcode in enumerate(('4006381333931', '5901234123457')):
            with self.subTest(barcode):
                order = self.order('product', units=[payloads.unit(f'No code {number}', '5')])
                order.sku_ids.identifier = barcode
                if number:
                    self.env['product.uom'].create({
                        'product_id': self.product.id, 'barcode': barcode,
                        'uom_id': self.env.ref('uom.product_uom_dozen').id})
                else:
                    self.product.barcode = barcode
                self.assertFreed(order)

    def test_code_of_two_products_that_is_ones_alone_by_now(self):
        for number, part in enumerate((
            lambda product: product.write({'default_code': "Other"}),
            lambda product: product.action_archive(),
            lambda product: product.unlink(),
            lambda product: product.product_tmpl_id.unlink(),
        )):
            with self.subTest(number):
                twins = self.env['product.product'].create(
                    [{'name': "Twin", 'default_code': f'Twin {number}'}] * 2)
                order = self.order('product', units=[payloads.unit(f'Twin {number}', '5')])
                part(twins[1])
                self.assertFreed(order)

    def test_creating_products(self):
        self.shop.create_products = False
        listing = self.env['tts.listing']._mirror(self.shop, [{
            'id': '171', 'title': "Mug", 'status': 'ACTIVATE', 'update_time': payloads.NOON,
            'skus': [{'id': '181', 'seller_sku': 'M1'}],
        }])
        listing._apply()
        self.assertEqual(listing.state, 'blocked')
        self.shop.create_products = True
        self.work()
        self.assertEqual(listing.state, 'applied')
        self.assertTrue(listing.product_tmpl_id)

    def test_creating_sales_orders(self):
        self.shop.auto_create = False
        order = self.order('review', 'ignored')
        self.shop.auto_create = True
        self.assertFreed(order)

    def test_go_live_date_that_moves(self):
        self.shop.go_live_date = fields.Date.to_date('2026-11-25')
        order = self.order('history', 'applied')
        self.assertEqual(order.sale_order_id.state, 'draft')
        self.shop.go_live_date = fields.Date.to_date('2026-11-01')
        self.assertFreed(order)

    def test_entering_a_rate(self):
        rates = self.env['res.currency.rate'].search([
            ('currency_id', '=', self.shop.currency_id.id)])
        rates.unlink()
        order = self.order('rate')
        self.env['res.currency.rate'].create({
            'currency_id': self.shop.currency_id.id, 'rate': 0.8, 'name': '2020-01-01'})
        self.assertFreed(order)

    def test_activating_the_currency(self):
        self.shop.currency_id.active = False
        order = self.order('currency')
        self.shop.currency_id.active = True
        self.assertFreed(order)

    def test_choosing_the_warehouse(self):
        self.env['stock.warehouse'].create({'name': "Second", 'code': 'SEC'})
        order = self.order('warehouse', warehouse_id='77')
        self.shop.warehouse_ids.write({'warehouse_id': self.warehouse.id})
        self.assertFreed(order)

    def test_goods_that_come_in(self):
        location = self.env['stock.location'].create({
            'name': "Outside", 'usage': 'internal',
            'location_id': self.warehouse.view_location_id.id})
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': location.id})
        order = self.order('stock', status='IN_TRANSIT')
        other = self.env['product.product'].create({'name': "Other", 'is_storable': True})
        self.stock_up(5, location, other)
        self.assertEqual(order.state, 'blocked')
        self.stock_up(5, location)
        self.assertFreed(order)
        self.assertEqual(self.on_hand(location), 3)

    def test_goods_that_come_in_elsewhere(self):
        """An order that left from another place is not tried again: its goods have not come."""
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': outside.id})
        waiting = self.order('stock', status='IN_TRANSIT')
        attempts = waiting.attempts
        self.stock_up(5)
        self.stock_up(5, self.shop.fbt_location_id)
        self.assertEqual((waiting.state, waiting.attempts), ('blocked', attempts))
        shelf = self.env['stock.location'].create({
            'name': "Shelf", 'usage': 'internal', 'location_id': outside.id})
        self.stock_up(5, shelf)
        self.assertFreed(waiting)

    def test_goods_for_a_transfer_that_is_there(self):
        """The transfer begins in the warehouse: goods there are as good as in the shop's place."""
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': outside.id})
        sale = self.mirror(self.payload()).sale_order_id
        order = self.mirror(self.changed(sale.tts_order_id.payload, 'IN_TRANSIT'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'stock'))
        self.stock_up(5)
        self.assertFreed(order)

    def test_other_shops_do_not_wait_for_it(self):
        other = self.make_shop('GB')
        self.shop.auto_create = other.auto_create = False
        order = self.order('review', 'ignored')
        other.auto_create = True
        self.assertEqual(order.state, 'ignored')
