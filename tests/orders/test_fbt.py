from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

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

    # === WHAT TIKTOK HAS SHIPPED WAS THERE === #

    def brought_in(self):
        return self.env['stock.move'].search([
            ('location_dest_id', '=', self.shop.fbt_location_id.id), ('is_inventory', '=', True),
            ('reference', 'like', "TikTok Shop: was there")])

    def assertLeft(self, order, quantity=2):
        """Assert that an order has left, and that Odoo has none of it more, nor less."""
        self.assertEqual((order.state, order.reason), ('applied', False))
        sale = order.sale_order_id
        self.assertEqual(sale.picking_ids.mapped('state'), ['done'])
        self.assertEqual(sale.order_line.qty_delivered, quantity)
        self.assertEqual(self.on_hand(self.shop.fbt_location_id), 0)

    def test_what_lacks_is_brought_in_and_leaves(self):
        """Nothing waits for stock that Odoo does not know of: TikTok has shipped it."""
        order = self.order('IN_TRANSIT')
        self.assertLeft(order)
        came = self.brought_in()
        self.assertEqual((came.quantity, came.state), (2, 'done'))
        self.assertEqual(came.reference, f"TikTok Shop: was there ({order.tiktok_id})")
        self.assertEqual(came.date, order.sale_order_id.picking_ids.date_done)
        self.assertEqual(came.location_id, self.product.property_stock_inventory)

    def test_only_what_lacks_is(self):
        self.stock_up(1, self.shop.fbt_location_id)
        self.assertLeft(self.order('DELIVERED'))
        self.assertEqual(self.brought_in().quantity, 1)

    def test_what_is_there_is_taken_and_nothing_comes(self):
        self.stock_up(2, self.shop.fbt_location_id)
        self.assertLeft(self.order('DELIVERED'))
        self.assertFalse(self.brought_in())

    def test_a_location_below_zero_is_put_right(self):
        self.env['stock.quant']._update_available_quantity(
            self.product, self.shop.fbt_location_id, -3)
        self.assertLeft(self.order('DELIVERED'))
        self.assertEqual(self.brought_in().quantity, 5)

    def test_it_is_valued_as_odoo_values_what_is_found(self):
        self.product.categ_id = self.env['product.category'].create(
            {'name': "At average cost", 'property_cost_method': 'average'})
        self.product.standard_price = 7
        order = self.order('IN_TRANSIT')
        self.assertLeft(order)
        self.assertEqual(self.brought_in().value, 14)
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.value, 14)
        self.assertEqual(self.product.total_value, 0)

    def test_lots_that_tiktok_does_not_tell_say_so(self):
        self.product.tracking = 'lot'
        lot = self.env['stock.lot'].create({'name': "L1", 'product_id': self.product.id})
        self.stock_up(1, self.shop.fbt_location_id, lot=lot)
        order = self.order('IN_TRANSIT')
        self.assertLeft(order)
        self.assertEqual(
            set(order.sale_order_id.picking_ids.move_line_ids.lot_id.mapped('name')),
            {"L1", "TikTok FBT"})
        self.assertLeft(self.order('IN_TRANSIT'))
        self.assertEqual(
            self.env['stock.lot'].search_count([('name', '=', "TikTok FBT")]), 1)

    def test_serials_are_the_orders(self):
        self.product.tracking = 'serial'
        order = self.order('IN_TRANSIT')
        self.assertLeft(order)
        self.assertEqual(
            order.sale_order_id.picking_ids.move_line_ids.lot_id.mapped('name'),
            [f"TikTok {order.tiktok_id}-1", f"TikTok {order.tiktok_id}-2"])

    def test_whoever_has_it_applied(self):
        self.shop.auto_create = False
        order = self.order('IN_TRANSIT')
        user = new_test_user(self.env, 'tts_applies', 'tiktok_shop.group_user')
        self.shop.auto_create = True
        order.with_user(user).action_apply()
        self.assertLeft(order)

    def test_what_odoo_refuses_still_blocks(self):
        with patch.object(
            self.registry['stock.location'], '_tts_adjust', side_effect=UserError("No"),
        ):
            order = self.order('IN_TRANSIT')
        self.assertEqual((order.state, order.reason_code), ('blocked', 'stock'))
        self.assertIn("No", order.reason)
        order._apply()
        self.assertLeft(order)

    def test_cleared_location_moves_nothing(self):
        self.shop.fbt_location_id = False
        order = self.order('IN_TRANSIT')
        self.assertEqual(order.state, 'applied')
        self.assertFalse(order.sale_order_id.picking_ids)
        self.assertFalse(order.sale_order_id.activity_ids)

    def test_the_sellers_policy_is_another_one(self):
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        self.stock_up(5, outside)
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': outside.id})
        self.assertLeft(self.order('IN_TRANSIT'))
        self.assertEqual(self.on_hand(outside), 5)
