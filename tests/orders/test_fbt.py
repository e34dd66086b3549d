from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestFBT(GBCase):
    """Orders that TikTok's warehouses fulfil, from stock that lies there."""

    def order(self, status='AWAITING_SHIPMENT', **extra):
        return self.mirror(self.payload(
            status, fulfillment_type='FULFILLMENT_BY_TIKTOK', **extra))

    def test_location_belongs_to_no_warehouse_and_is_not_sold_from(self):
        location = self.shop.fbt_location_id
        self.assertEqual((location.usage, len(location.warehouse_id)), ('internal', 0))
        self.stock_up(5, location)
        self.assertEqual(self.product.qty_available, 0)
        self.assertEqual(self.product.with_context(warehouse_id=self.warehouse.id).free_qty, 0)
        self.assertEqual(self.product.with_context(location=location.id).free_qty, 5)

    def test_each_shop_has_its_own(self):
        self.assertNotEqual(self.make_shop('DE').fbt_location_id, self.shop.fbt_location_id)

    def test_confirmed_without_warehouse_work(self):
        order = self.order()
        self.assertEqual((order.state, order.sale_order_id.state), ('applied', 'sale'))
        self.assertFalse(order.sale_order_id.picking_ids)

    def test_stock_goes_once_the_goods_have_left(self):
        self.stock_up(5)
        self.stock_up(5, self.shop.fbt_location_id)
        sale = self.order().sale_order_id
        self.change(sale, 'AWAITING_COLLECTION')
        self.assertFalse(sale.picking_ids)
        for status in ('IN_TRANSIT', 'DELIVERED', 'COMPLETED'):
            self.change(sale, status)
            self.assertEqual(sale.picking_ids.mapped('state'), ['done'])
        self.assertEqual((self.on_hand(), self.on_hand(self.shop.fbt_location_id)), (5, 3))
        self.assertEqual(sale.order_line.qty_delivered, 2)

    def test_lots_are_those_that_lie_there(self):
        self.product.tracking = 'lot'
        lot = self.env['stock.lot'].create({'name': "L1", 'product_id': self.product.id})
        self.stock_up(5, self.shop.fbt_location_id, lot=lot)
        sale = self.order('IN_TRANSIT').sale_order_id
        self.assertEqual(sale.picking_ids.move_line_ids.lot_id, lot)

    def test_lacking_stock_blocks_and_says_where(self):
        order = self.order('IN_TRANSIT')
        self.assertEqual((order.state, order.reason_code), ('blocked', 'stock'))
        self.assertIn("2 x [A] Product A lack in TikTok FBT", order.reason)
        self.assertFalse(order.sale_order_id.picking_ids)

    def test_cleared_location_moves_nothing(self):
        order = self.order('IN_TRANSIT')
        self.shop.fbt_location_id = False
        self.assertEqual(order.state, 'pending')
        order._apply()
        self.assertEqual(order.state, 'applied')
        self.assertFalse(order.sale_order_id.picking_ids)
        self.assertFalse(order.sale_order_id.activity_ids)

    def test_the_sellers_policy_is_another_one(self):
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        self.stock_up(5, outside)
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': outside.id})
        self.assertEqual(self.order('IN_TRANSIT').reason_code, 'stock')
        self.assertEqual(self.on_hand(outside), 5)
