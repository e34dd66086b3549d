from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import payloads
from ..shop_case import GBCase

LEFT = payloads.NOON - 3600


@tagged('post_install', '-at_install')
class TestShippedElsewhere(GBCase):
    """Parcels that were shipped in Seller Center, or before Odoo saw their order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outside = cls.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})

    def move_goods(self):
        self.shop.write({'shipped_policy': 'move', 'shipped_location_id': self.outside.id})

    def blocked(self, sale):
        """Return why the order of a sales order is blocked for want of goods."""
        order = sale.tts_order_id
        self.assertEqual((order.state, order.reason_code), ('blocked', 'stock'))
        return order.reason

    # === LEAVE THE STOCK AS IT IS === #

    def test_open_transfer_stays_with_a_to_do_that_closes_by_itself(self):
        self.stock_up(5)
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual(sale.picking_ids.state, 'assigned')
        self.assertIn("has left", sale.activity_ids.summary)
        self.deliver(sale.picking_ids)
        self.change(sale, 'DELIVERED')
        self.assertFalse(sale.activity_ids)

    def test_order_without_transfer_moves_nothing(self):
        self.stock_up(5)
        order = self.mirror(self.payload('IN_TRANSIT'))
        self.assertEqual((order.state, order.sale_order_id.state), ('applied', 'sale'))
        self.assertFalse(order.sale_order_id.picking_ids)
        self.assertFalse(order.sale_order_id.activity_ids)

    def test_delivered_by_odoo_is_nothing_to_do(self):
        self.stock_up(5)
        sale = self.mirror(self.payload()).sale_order_id
        self.deliver(sale.picking_ids)
        self.change(sale, 'IN_TRANSIT')
        self.assertFalse(sale.activity_ids)

    # === TAKE THE GOODS OUT OF STOCK === #

    def test_policy_needs_a_location(self):
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'):
            self.shop.shipped_policy = 'move'
            self.env.flush_all()

    def test_open_transfer_is_done_from_where_it_is_reserved(self):
        self.move_goods()
        self.stock_up(5)
        self.stock_up(5, self.outside)
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, 'IN_TRANSIT', rts_time=LEFT)
        self.assertEqual(sale.picking_ids.state, 'done')
        self.assertEqual((self.on_hand(), self.on_hand(self.outside)), (3, 5))
        self.assertEqual(sale.order_line.qty_delivered, 2)

    def test_open_transfer_is_done_from_the_location(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual(sale.picking_ids.state, 'done')
        self.assertEqual((self.on_hand(), self.on_hand(self.outside)), (0, 3))

    def test_all_steps_are_done(self):
        self.move_goods()
        self.warehouse.delivery_steps = 'pick_pack_ship'
        for place in (self.warehouse.lot_stock_id, self.outside):
            self.stock_up(2, place)
            sale = self.mirror(self.payload()).sale_order_id
            self.change(sale, 'IN_TRANSIT')
            self.assertEqual(set(sale.picking_ids.mapped('state')), {'done'})
            self.assertEqual(len(sale.picking_ids), 3)
            self.assertEqual(sale.order_line.qty_delivered, 2)
        self.assertEqual((self.on_hand(), self.on_hand(self.outside)), (0, 0))

    def test_order_without_transfer_leaves_from_the_location_at_tiktoks_time(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        sale = self.mirror(self.payload('DELIVERED', collection_time=LEFT)).sale_order_id
        picking = sale.picking_ids
        self.assertEqual((picking.state, picking.location_id), ('done', self.outside))
        self.assertEqual(picking.partner_id, sale.partner_shipping_id)
        moment = fields.Datetime.to_datetime('2026-11-21 11:00:00')
        moment = min(moment, fields.Datetime.now())
        for date in (picking.date_done, picking.move_ids.date, picking.move_line_ids.date):
            self.assertLess(abs(date - moment), timedelta(minutes=1))
        self.assertEqual(sale.order_line.qty_delivered, 2)
        self.assertEqual(sale.delivery_status, 'full')
        self.assertEqual(self.on_hand(self.outside), 3)

    def test_it_is_done_once(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        for status in ('IN_TRANSIT', 'DELIVERED', 'COMPLETED'):
            self.change(sale, status)
        self.assertEqual(len(sale.picking_ids), 1)
        self.assertEqual(self.on_hand(self.outside), 3)

    def test_what_a_person_cancelled_is_not_moved(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        sale = self.mirror(self.payload()).sale_order_id
        sale.picking_ids.action_cancel()
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual(self.on_hand(self.outside), 5)

    def test_rest_of_a_partial_delivery(self):
        self.move_goods()
        self.stock_up(5)
        sale = self.mirror(self.payload()).sale_order_id
        self.deliver(sale.picking_ids, quantity=1)
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual(sale.picking_ids.mapped('state'), ['done', 'done'])
        self.assertEqual(self.on_hand(), 3)

    # === WHAT IS LACKING === #

    def test_lacking_goods_block_and_nothing_is_moved(self):
        self.move_goods()
        self.stock_up(1, self.outside)
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.assertEqual(
            self.blocked(sale),
            "This has left, but 1 x [A] Product A lack in Outside. Receive them there, or correct "
            "the quantity on hand; it is tried again by itself.")
        self.assertFalse(sale.picking_ids)
        self.assertEqual((sale.state, self.on_hand(self.outside)), ('sale', 1))
        self.stock_up(2, self.outside)
        sale.tts_order_id._apply()
        self.assertEqual((sale.tts_order_id.state, sale.picking_ids.state), ('applied', 'done'))

    def test_lacking_goods_leave_the_open_transfer_as_it_was(self):
        self.move_goods()
        self.stock_up(1)
        sale = self.mirror(self.payload()).sale_order_id
        move = sale.picking_ids.move_ids
        before = move.read(['state', 'quantity', 'location_id', 'picked'])
        self.change(sale, 'IN_TRANSIT')
        self.assertIn("Outside", self.blocked(sale))
        self.assertEqual(move.read(['state', 'quantity', 'location_id', 'picked']), before)

    def test_one_of_two_products_is_lacking(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        units = [payloads.unit('A', '5'), payloads.unit('B', '5')]
        sale = self.mirror(self.payload('IN_TRANSIT', units)).sale_order_id
        self.assertIn("Product B", self.blocked(sale))
        self.assertEqual(self.on_hand(self.outside), 5)

    def test_quantities_that_a_person_entered_do_not_bring_stock_below_zero(self):
        self.move_goods()
        sale = self.mirror(self.payload()).sale_order_id
        sale.picking_ids.move_ids.quantity = 2
        self.change(sale, 'IN_TRANSIT')
        self.blocked(sale)
        self.assertEqual(self.on_hand(), 0)
        self.assertNotEqual(sale.picking_ids.state, 'done')

    def test_one_row_of_the_stock_below_zero_is_nothing_lacking(self):
        """Odoo leaves such rows behind where two transactions took from one at once."""
        self.move_goods()
        self.stock_up(5, self.outside)
        there = self.env['stock.quant'].search([('location_id', '=', self.outside.id)])
        there.create({
            'product_id': there.product_id.id, 'location_id': self.outside.id, 'quantity': -2})
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.assertEqual((sale.tts_order_id.state, sale.picking_ids.state), ('applied', 'done'))
        self.assertEqual(self.on_hand(self.outside), 1)

    def test_another_choice_of_the_shop_tries_again(self):
        self.move_goods()
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.blocked(sale)
        self.shop.shipped_policy = 'none'
        sale.tts_order_id._apply()
        self.assertEqual(sale.tts_order_id.state, 'applied')

    def test_the_others_of_a_batch_are_not_held_up(self):
        self.move_goods()
        self.stock_up(2, self.outside)
        orders = self.mirror(*(self.payload('IN_TRANSIT') for _order in range(3)))
        self.assertEqual(sorted(orders.mapped('state')), ['applied', 'blocked', 'blocked'])
        self.assertEqual(self.on_hand(self.outside), 0)

    # === LOTS AND SERIALS === #

    def test_lots_are_those_that_lie_there(self):
        self.move_goods()
        self.product.tracking = 'serial'
        lots = self.env['stock.lot'].create([
            {'name': name, 'product_id': self.product.id} for name in ('S1', 'S2', 'S3')])
        for lot in lots:
            self.stock_up(1, self.outside, lot=lot)
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        used = sale.picking_ids.move_line_ids.lot_id
        self.assertEqual(len(used), 2)
        self.assertLess(used, lots)

    def test_serials_are_not_invented(self):
        self.move_goods()
        self.product.tracking = 'serial'
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.assertIn("Product A", self.blocked(sale))
        self.assertFalse(self.env['stock.lot'].search([('product_id', '=', self.product.id)]))

    # === NEVER === #

    def test_before_go_live_nothing_moves(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        self.shop.go_live_date = fields.Date.to_date('2026-12-01')
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        sale.action_confirm()
        self.change(sale, 'DELIVERED')
        self.assertEqual(self.on_hand(self.outside), 5)

    def test_what_a_person_added_is_not_taken_along(self):
        self.move_goods()
        self.stock_up(5, self.outside)
        self.shop.auto_confirm = False
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        sale.order_line = [Command.create({'product_id': self.products['B'].id})]
        sale.action_confirm()
        done = sale.picking_ids
        self.assertEqual(done.move_ids.product_id, self.products['B'])
        done.action_cancel()
        self.change(sale, 'DELIVERED')
        self.assertEqual(sale.tts_order_id.state, 'applied')
