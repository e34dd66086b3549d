"""Stock and prices that reach TikTok without a click, and nothing that need not be sent."""

from odoo import Command, fields
from odoo.tests import tagged

from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestByItself(StockCase):

    def setUp(self):
        super().setUp()
        self.stock_up(self.products[0], 20)
        self.gb.write({'push_stock': True, 'push_prices': True})
        self.process('tts.stock')
        self.sandbox.calls.clear()
        self.told.clear()
        self.mug = self.sku(self.products[0])
        self.others = self.env['tts.sku'].search([
            ('product_id', '=', self.mug.product_id.id), ('listing_id', '!=', False)]) - self.mug

    def assertReaches(self, quantity):
        """Assert that a change is sent by itself, and once."""
        self.process('tts.stock')
        self.assertEqual(sum(self.there(self.mug).values()), quantity)
        self.assertEqual(self.mug.stock_state, 'sent')
        self.assertEqual(len(self.told_of(self.mug)), 1)
        self.assertEqual(len(self.told), 1 + len(self.others))
        self.told.clear()
        self.process('tts.stock')
        self.assertEqual(self.told, [], "It is there")

    def assertReachesPrice(self, price):
        self.process('tts.stock')
        self.assertEqual(float(self.offer(self.mug).price), price)
        self.assertEqual(self.mug.price_state, 'sent')
        self.told.clear()
        self.process('tts.stock')
        self.assertEqual(self.told, [])

    def sell(self, quantity):
        order = self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Buyer"}).id,
            'order_line': [Command.create({
                'product_id': self.mug.product_id.id, 'product_uom_qty': quantity})]})
        order.action_confirm()
        return order

    # === STOCK === #

    def test_nothing_changed(self):
        self.process('tts.stock')
        self.assertEqual(self.told, [])
        self.assertEqual(self.calls('/orders/search'), 0, "There is nothing to be sent")

    def test_received(self):
        self.stock_up(self.mug.product_id, 23)
        self.assertReaches(23)

    def test_sold_and_cancelled_elsewhere(self):
        order = self.sell(3)
        self.assertReaches(17)
        order.action_cancel()
        self.assertReaches(20)

    def test_scrapped(self):
        self.env['stock.scrap'].create({
            'product_id': self.mug.product_id.id, 'scrap_qty': 4,
            'location_id': self.place.id}).do_scrap()
        self.assertReaches(16)

    def test_rule(self):
        self.mug.write({'stock_rule': 'own', 'own_buffer': 5})
        self.others.write({'stock_rule': 'own', 'own_buffer': 5})
        self.assertReaches(15)

    def test_sold_out_goes_first(self):
        """What TikTok offers and is not there is sent before orders are asked for, too."""
        self.sell(20)
        self.stock_up(self.products[1], 5)
        self.process('tts.stock')
        self.assertEqual(sum(self.there(self.mug).values()), 0)
        first = [call.path for call in self.sandbox.calls][:1 + len(self.others)]
        self.assertTrue(all(path.endswith('/inventory/update') for path in first), first)

    def test_sold_on_tiktok(self):
        """TikTok has taken it off its own figure: it is told nothing that it knows."""
        sku = self.env['tts.sku'].search([
            ('stock_state', '=', 'sent'), ('wanted_quantity', '=', 0)]).filtered(
                lambda sku: len(sku.stock_ids) == 1 and sku.product_id in self.products)[:1]
        self.stock_up(sku.product_id, 9)
        self.process('tts.stock')
        sku.stock_date = fields.Datetime.subtract(sku.stock_date, minutes=5)
        self.told.clear()
        self.order(self.gb, status='UNPAID', items=[{'sku': sku.tiktok_id, 'quantity': 2}])
        self.assertEqual(sum(self.there(sku).values()), 7)
        self.process('tts.stock')
        self.assertEqual((sku.wanted_quantity, sku.pushed_quantity), (7, 7))
        self.assertEqual(self.told_of(sku), [])

    def test_switched_off(self):
        self.mug.listing_id.push_stock = False
        self.sell(1)
        self.process('tts.stock')
        self.assertEqual(self.told_of(self.mug), [])
        self.mug.listing_id.push_stock = True
        self.process('tts.stock')
        self.assertEqual(len(self.told_of(self.mug)), 1)
        self.told.clear()
        self.gb.is_stopped = True
        self.sell(1)
        self.process('tts.stock')
        self.assertEqual(self.told, [])

    # === PRICES === #

    def test_pricelist(self):
        self.gb.pricelist_id.item_ids.unlink()
        self.env['product.pricelist.item'].create({
            'pricelist_id': self.gb.pricelist_id.id, 'applied_on': '0_product_variant',
            'product_id': self.mug.product_id.id, 'compute_price': 'fixed', 'fixed_price': 33.5})
        self.assertReachesPrice(33.5)

    def test_own_price(self):
        self.mug.own_price = 41
        self.assertReachesPrice(41)
        self.assertEqual(len(self.env['tts.push.day'].search([('kind', '=', 'price')])), 1)

    def test_price_out_of_range(self):
        """It is refused before the call."""
        self.mug.own_price = 1_000_000
        self.process('tts.stock')
        self.assertEqual(self.told, [])
        self.assertEqual(self.mug.price_state, 'refused')
        self.assertIn('5', self.mug.price_error)
        self.mug.own_price = 42
        self.assertReachesPrice(42)
