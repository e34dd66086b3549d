from odoo.fields import Command
from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestWarehouseSwitched(GBCase):
    """TikTok has an order sent from another warehouse than the one that it came with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['stock.warehouse'].create({'name': "Other", 'code': 'OTH'})
        cls.shop.warehouse_ids = [
            Command.create({'tiktok_id': ref, 'name': ref, 'warehouse_id': warehouse.id})
            for ref, warehouse in (('W1', cls.warehouse), ('W2', cls.other))]

    def setUp(self):
        super().setUp()
        self.stock_up(10)
        self.stock_up(10, self.other.lot_stock_id)

    def sold(self, **extra):
        return self.mirror(self.payload(warehouse_id='W1', **extra)).sale_order_id

    def reserved(self, warehouse):
        quants = self.env['stock.quant'].search([
            ('product_id', '=', self.product.id),
            ('location_id', 'child_of', warehouse.view_location_id.id)])
        return sum(quants.mapped('reserved_quantity'))

    def open(self, sale):
        return sale.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))

    def todos(self, sale):
        return sale.picking_ids.activity_ids.filtered(
            lambda todo: todo.tts_code == 'warehouse')

    # === FOLLOWED === #

    def test_moved_once(self):
        sale = self.sold()
        before = sale.picking_ids
        self.assertEqual((self.reserved(self.warehouse), self.reserved(self.other)), (2, 0))
        self.change(sale, warehouse_id='W2')
        picking = self.open(sale)
        self.assertEqual((before.state, sale.warehouse_id), ('cancel', self.other))
        self.assertEqual(picking.picking_type_id, self.other.out_type_id)
        self.assertEqual((picking.state, picking.move_ids.product_uom_qty), ('assigned', 2))
        self.assertEqual((self.reserved(self.warehouse), self.reserved(self.other)), (0, 2))
        self.assertTrue(picking.date_deadline)
        self.change(sale, warehouse_id='W2', buyer_message="Hello")
        self.assertEqual(self.open(sale), picking)
        self.change(sale, warehouse_id='W1')
        self.assertEqual(self.open(sale).picking_type_id, self.warehouse.out_type_id)
        self.assertEqual((self.reserved(self.warehouse), self.reserved(self.other)), (2, 0))

    def test_chains_of_steps_and_locked_orders(self):
        self.warehouse.delivery_steps = 'pick_ship'
        self.other.delivery_steps = 'pick_pack_ship'
        sale = self.sold()
        sale.locked = True
        self.change(sale, warehouse_id='W2')
        self.assertTrue(sale.locked)
        pick = self.open(sale)
        self.assertEqual(pick.picking_type_id, self.other.pick_type_id)
        for _step in range(3):
            self.deliver(self.open(sale))
        self.assertEqual(sale.order_line.filtered('tts_item_ids').qty_delivered, 2)
        self.assertEqual((self.on_hand(), self.on_hand(self.other.lot_stock_id)), (10, 8))

    def test_what_was_arranged_goes_along(self):
        sale = self.sold(shipping_type='TIKTOK')
        self.assertFalse(sale.picking_ids._tts_arrange())
        shipment = sale.picking_ids.tts_shipment_ids
        self.change(sale, warehouse_id='W2')
        self.assertEqual((shipment.picking_id, shipment.state), (self.open(sale), 'waiting'))

    def test_package_that_tells_another_warehouse(self):
        sale = self.sold(shipping_type='TIKTOK')
        order = sale.tts_order_id
        self.env['tts.package']._take(self.shop, [{
            'id': '1153', 'status': 'PROCESSING', 'tracking_number': 'AB123456',
            'warehouse_id': 'W2', 'orders': [{'id': order.tiktok_id}], 'update_time': 1,
            'order_line_item_ids': sale.order_line.filtered('tts_item_ids').tts_item_ids}])
        picking = self.open(sale)
        self.assertEqual(picking.picking_type_id, self.other.out_type_id)
        self.assertEqual(picking.tts_package_ids.tiktok_id, '1153')
        self.assertEqual(picking.carrier_tracking_ref, 'AB123456')

    # === NOT FOLLOWED === #

    def test_what_was_begun_is_a_persons(self):
        sale = self.sold()
        picking = sale.picking_ids
        picking.move_ids.picked = True
        self.change(sale, warehouse_id='W2')
        self.assertEqual((self.open(sale), sale.warehouse_id), (picking, self.warehouse))
        self.assertIn("Other", self.todos(sale).summary)
        self.assertIn(self.warehouse.name, self.todos(sale).summary)
        self.assertIn("has begun", self.todos(sale).note)
        self.change(sale, warehouse_id='W1')
        self.assertFalse(self.todos(sale))

    def test_step_that_is_done(self):
        self.warehouse.delivery_steps = 'pick_ship'
        sale = self.sold()
        self.deliver(sale.picking_ids)
        ship = self.open(sale)
        self.change(sale, warehouse_id='W2')
        self.assertEqual(self.open(sale), ship)
        self.assertEqual(self.todos(sale).res_id, ship.id)
        self.deliver(ship)
        self.change(sale, 'IN_TRANSIT')
        self.assertFalse(self.todos(sale))

    def test_warehouse_that_odoo_does_not_know_yet(self):
        sale = self.sold()
        self.change(sale, warehouse_id='W3')
        self.assertEqual(sale.warehouse_id, self.warehouse)
        self.assertIn("W3", self.todos(sale).summary)
        self.shop.warehouse_ids.filtered(
            lambda each: each.tiktok_id == 'W3').warehouse_id = self.other
        self.assertEqual(sale.tts_order_id.state, 'pending')
        sale.tts_order_id._apply()
        self.assertEqual(self.open(sale).picking_type_id, self.other.out_type_id)
        self.assertFalse(self.todos(sale))

    def test_person_who_has_chosen_another_one_here(self):
        sale = self.sold()
        sale.warehouse_id = self.other
        self.change(sale, warehouse_id='W1', buyer_message="Hello")
        self.assertEqual(sale.warehouse_id, self.other)
