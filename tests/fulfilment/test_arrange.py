from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .arrange_case import ArrangeCase


@tagged('post_install', '-at_install')
class TestArrange(ArrangeCase):
    """What TikTok's carrier takes is arranged from its transfer, once."""

    # === ARRANGED === #

    def test_package_that_is_there(self):
        picking = self.sold('MY')
        self.assertTrue(picking.tts_can_arrange)
        self.arrange(picking)
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        [package] = self.there(picking)
        self.assertEqual(package.status, 'PROCESSING')
        self.assertEqual(picking.carrier_tracking_ref, package.tracking_number)
        self.assertFalse(picking.tts_can_arrange)
        self.report()
        self.assertEqual(self.shipped(), 1)

    def test_label_is_bought_once_where_there_is_no_package(self):
        picking = self.sold('US')
        self.assertFalse(self.there(picking))
        self.arrange(picking)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        [package] = self.there(picking)
        self.assertEqual(picking.tts_package_ids.tiktok_id, package.id)
        self.report()
        self.assertEqual(self.shipped(), 1)

    def test_answer_that_is_lost_buys_no_second_label(self):
        picking = self.sold('US')
        self.arrange(picking)
        self.sandbox.faults.next('cut', path='/packages')
        self.report()
        picking.tts_shipment_ids.sudo().write({'retry': False, 'lease': False})
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertEqual(len(self.there(picking)), 1)
        self.assertEqual(self.shipped(), 1)

    def test_pickup_at_one_of_tiktoks_times(self):
        picking = self.sold('GB')
        wizard = self.env['tts.shipment.arrange'].with_context(
            active_model='stock.picking', active_ids=picking.ids).create({
                'handover_method': 'pickup'})
        with self.assertRaisesRegex(UserError, "Load Pickup Times"):
            wizard.action_arrange()
        wizard.action_ask_slots()
        self.assertTrue(wizard.slot_ids, wizard.slot_problem)
        wizard.action_arrange()
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        package = picking.tts_package_ids
        self.assertEqual(
            (package.handover_method, package.pickup_start), ('PICKUP', wizard.slot_id.start))

    def test_selection_leaves_out_what_cannot_be_arranged(self):
        picking, other = self.sold('MY'), self.sold('MY')
        self.world.request_cancel(other.tts_order_ref)
        self.take(self.shop('MY'), other.tts_order_ref)
        wizard = self.arrange(picking | other)
        self.assertEqual(wizard.picking_count, 1)
        self.assertIn(other.name, wizard.left_out)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertFalse(other.tts_shipment_ids)

    def test_second_click_changes_nothing(self):
        picking = self.sold('MY')
        self.arrange(picking)
        with self.assertRaisesRegex(UserError, "arranged already"):
            self.arrange(picking)
        self.report()
        self.assertEqual(self.shipped(), 1)

    def test_arranged_in_seller_center_meanwhile(self):
        picking = self.sold('MY')
        self.arrange(picking)
        self.world.ship(picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertFalse(self.shipped())

    def test_seller_shipping_is_not_arranged(self):
        _order, sale = self.order(self.shop('GB'), shipping_type='SELLER')
        self.assertFalse(sale.picking_ids.tts_can_arrange)

    def test_first_step_is_arranged_and_the_last_one_shows_it(self):
        warehouse = self.shop('MY').warehouse_ids.warehouse_id[:1]
        warehouse.delivery_steps = 'pick_ship'
        pick = self.sold('MY')
        self.arrange(pick)
        self.report()
        for move in pick.move_ids:
            move.quantity = move.product_uom_qty
        pick.move_ids.picked = True
        pick.button_validate()
        ship = pick.move_ids.move_dest_ids.picking_id
        self.assertEqual(ship.tts_report_state, 'reported', ship.tts_report_message)
        self.assertEqual(ship.tts_package_ids, pick.tts_package_ids)
        self.assertEqual(ship.carrier_tracking_ref, pick.carrier_tracking_ref)

    def test_two_orders_in_one_transfer_go_on_to_their_own(self):
        self.shop('MY').warehouse_ids.warehouse_id[:1].delivery_steps = 'pick_ship'
        pick, other = self.sold('MY'), self.sold('MY')
        orders = pick._tts_orders() | other._tts_orders()
        other.move_ids.picking_id = pick
        self.arrange(pick)
        self.report()
        self.validate(pick)
        for order in orders:
            ship = order._deliveries()
            self.assertEqual(ship.tts_shipment_ids.order_id, order)
            self.assertEqual(ship.tts_package_ids.order_ids, order)

    def test_rest_that_was_picked_later_can_be_done(self):
        self.shop('MY').warehouse_ids.warehouse_id[:1].delivery_steps = 'pick_ship'
        pick = self.sold('MY', items=[{'quantity': 2}])
        self.arrange(pick)
        self.validate(pick, 1)
        rest = self.env['stock.picking'].search([('backorder_id', '=', pick.id)])
        self.arrange(rest)
        self.validate(rest)
        ship = pick.move_ids.move_dest_ids.picking_id
        self.assertEqual(len(ship.tts_shipment_ids), 1)
        self.report()
        self.assertEqual(ship.tts_report_state, 'reported', ship.tts_report_message)
        self.assertEqual(self.shipped(), 1)

    def test_what_the_seller_ships_is_not_dropped_where_both_are_in_one_transfer(self):
        picking = self.sold('MY')
        _order, sale = self.order(self.shop('MY'), shipping_type='SELLER')
        sale.picking_ids.move_ids.picking_id = picking
        [shipment] = self.env['tts.shipment']._plan([(picking, sale.tts_order_id)])
        shipment.state = 'lacking'
        picking._tts_arrange()
        self.assertEqual(shipment.state, 'lacking')
        self.assertEqual(len(picking.tts_shipment_ids), 2)

    def test_packer_without_any_right_of_ours(self):
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        picking = self.sold('GB').with_user(packer)
        self.assertTrue(picking.tts_can_arrange)
        wizard = self.arrange(picking, packer)
        self.assertTrue(wizard.is_asked)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
