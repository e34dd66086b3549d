from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestBar(GBCase):
    """Goods of an order that TikTok does not let go cannot leave, whoever validates and how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.on_hold_policy = 'reserve'

    def setUp(self):
        super().setUp()
        self.stock_up(100)

    def bar(self, picking):
        """Return what the form shows when it is opened anew."""
        picking.invalidate_recordset(['tts_bar'])
        return picking.tts_bar

    def assertBarred(self, picking, reason):
        self.assertIn(reason, self.bar(picking))
        with self.assertRaisesRegex(UserError, reason):
            self.deliver(picking)
        self.assertNotEqual(picking.state, 'done')

    # === REASONS === #

    def test_on_hold(self):
        self.assertBarred(self.mirror(self.payload('ON_HOLD')).sale_order_id.picking_ids, "on hold")

    def test_buyer_asks_to_cancel(self):
        sale = self.mirror(self.payload(is_buyer_request_cancel=True)).sale_order_id
        self.assertBarred(sale.picking_ids, "asks to cancel")
        self.change(sale, is_buyer_request_cancel=False)
        self.assertFalse(self.bar(sale.picking_ids))
        self.deliver(sale.picking_ids)

    def test_request_to_cancel_what_is_held_for_its_total_is_seen_too(self):
        payload = self.payload(is_buyer_request_cancel=True)
        payload['payment']['total_amount'] = '11'
        order = self.mirror(payload)
        self.assertEqual((order.reason_code, order.sale_order_id.state), ('total', 'draft'))
        codes = order.sale_order_id.activity_ids.mapped('tts_code')
        self.assertEqual(set(codes), {'amounts', 'cancel_requested'})

    def test_cancelled_at_tiktok_and_not_applied_yet(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.env['tts.order']._mirror(self.shop, [self.changed(payload, 'CANCELLED')])
        self.assertBarred(sale.picking_ids, "TikTok has cancelled")

    def test_total_that_differs(self):
        payload = self.payload()
        payload['payment']['total_amount'] = '11'
        order = self.mirror(payload)
        self.assertEqual((order.state, order.reason_code), ('blocked', 'total'))
        self.assertEqual(order.sale_order_id.state, 'draft')
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        payload['payment']['total_amount'] = '11'
        self.mirror(self.changed(payload))
        self.assertBarred(sale.picking_ids, "total")

    def test_departed_order_is_not_barred_by_a_late_request(self):
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, 'IN_TRANSIT', is_buyer_request_cancel=True)
        self.deliver(sale.picking_ids)

    def test_others_are_not_barred(self):
        self.mirror(self.payload('ON_HOLD'))
        sale = self.env['sale.order'].create({
            'partner_id': self.shop.generic_partner_id.id,
            'order_line': [Command.create({'product_id': self.product.id})],
        })
        sale.action_confirm()
        self.assertFalse(self.bar(sale.picking_ids))
        self.deliver(sale.picking_ids)

    # === WAYS === #

    def test_several_transfers_at_once(self):
        held = self.mirror(self.payload('ON_HOLD')).sale_order_id.picking_ids
        free = self.mirror(self.payload()).sale_order_id.picking_ids
        pickings = held + free
        pickings.move_ids.picked = True
        with self.assertRaisesRegex(UserError, held.name):
            pickings.button_validate()
        free.button_validate()
        self.assertEqual((held.state, free.state), ('assigned', 'done'))

    def test_behind_the_button(self):
        picking = self.mirror(self.payload('ON_HOLD')).sale_order_id.picking_ids
        picking.move_ids.picked = True
        for done in (picking._action_done, picking.move_ids._action_done):
            with self.assertRaisesRegex(UserError, "on hold"):
                done()

    def test_part_of_it_is_barred_too(self):
        picking = self.mirror(self.payload('ON_HOLD')).sale_order_id.picking_ids
        with self.assertRaisesRegex(UserError, "on hold"):
            self.deliver(picking, quantity=1)

    def test_by_a_user_who_sees_no_orders(self):
        user = new_test_user(self.env, 'storekeeper', groups='stock.group_stock_user')
        picking = self.mirror(self.payload('ON_HOLD')).sale_order_id.picking_ids.with_user(user)
        self.assertBarred(picking, "on hold")

    def test_each_step_of_a_delivery(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        done = self.env['stock.picking']
        for _step in range(3):
            step = sale.picking_ids - done
            self.assertEqual(len(step), 1)
            payload = self.changed(payload, is_buyer_request_cancel=True)
            self.mirror(payload)
            self.assertBarred(step, "asks to cancel")
            payload = self.changed(payload, is_buyer_request_cancel=False)
            self.mirror(payload)
            self.deliver(step)
            done += step
        self.assertEqual(sale.order_line.qty_delivered, 2)

    def test_steps_that_are_procured_one_by_the_other(self):
        """Chains as Odoo made them before: each step has its own end, not the customer's."""
        sale = self.mirror(self.payload('ON_HOLD')).sale_order_id
        ship = sale.picking_ids.move_ids
        ship._do_unreserve()
        output = self.env['stock.location'].create({
            'name': "Output", 'location_id': self.warehouse.view_location_id.id})
        ship.location_id = output
        pick = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.int_type_id.id,
            'location_id': self.warehouse.lot_stock_id.id, 'location_dest_id': output.id,
            'move_ids': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 2,
                'location_id': self.warehouse.lot_stock_id.id, 'location_dest_id': output.id,
                'move_dest_ids': [Command.link(ship.id)],
                'reference_ids': [Command.set(sale.stock_reference_ids.ids)],
            })],
        })
        pick.action_confirm()
        self.assertFalse(pick.move_ids.sale_line_id)
        self.assertBarred(pick, "on hold")

    # === RETURNS === #

    def test_returns_are_never_barred(self):
        for steps in ('one_step', 'three_steps'):
            self.warehouse.reception_steps = steps
            sale = self.mirror(self.payload()).sale_order_id
            self.deliver(sale.picking_ids)
            back = self.take_back(sale.picking_ids)
            self.change(sale, 'CANCELLED')
            while back:
                self.assertFalse(self.bar(back))
                self.deliver(back)
                back = back.move_ids.move_dest_ids.picking_id
        self.assertEqual(self.on_hand(), 100)

    def test_return_of_what_was_picked_is_not_barred(self):
        self.warehouse.delivery_steps = 'pick_ship'
        sale = self.mirror(self.payload()).sale_order_id
        pick = sale.picking_ids
        self.deliver(pick)
        self.change(sale, is_buyer_request_cancel=True)
        back = self.take_back(pick)
        self.deliver(back)
        self.assertEqual(self.on_hand(), 100)
