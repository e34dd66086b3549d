from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestCallback(TtsCase):
    """A parcel whose order is cancelled before the carrier scans it is called back."""

    sandbox_options = {'markets': ('GB', 'MY')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = new_test_user(cls.env, 'packer', 'stock.group_stock_user')
        cls.stock = cls.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(product, self.stock, 100)

    # === HELPERS === #

    def sold(self, region='MY', **what):
        _order, sale = self.order(
            self.shop(region), shipping_type='TIKTOK' if region == 'MY' else 'SELLER', **what)
        return sale.picking_ids

    def arrange(self, picking):
        self.assertFalse(picking._tts_arrange())
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)

    def validate(self, picking, quantity=None):
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def packed(self, **what):
        """Return a transfer that is arranged and done, and waits for the carrier."""
        picking = self.sold(**what)
        self.arrange(picking)
        self.validate(picking)
        return picking

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def news(self, picking):
        """Take over what TikTok has of the order of a transfer by now."""
        order, _sale = self.take(picking._tts_orders().shop_id, picking.tts_order_ref)
        return order

    def codes(self, picking):
        codes = filter(None, picking.activity_ids.mapped('tts_code'))
        return [code.partition(':')[2] for code in codes]

    def on_hand(self, product):
        return self.env['stock.quant']._get_available_quantity(product, self.stock)

    # === NOT DONE YET === #

    def test_arranged_and_cancelled_before_it_is_done(self):
        picking = self.sold()
        self.arrange(picking)
        picking.tts_package_ids.sudo().label_printed = fields.Datetime.now()
        self.world.cancel(picking.tts_order_ref)
        self.news(picking)
        self.report()
        self.assertEqual(picking.state, 'cancel')
        self.assertFalse(picking._tts_printable())
        self.assertFalse(picking.tts_package_ids._has_label())
        self.assertEqual(self.codes(picking), ['label'])
        self.assertIn("label was printed", picking.tts_call_back)
        self.assertFalse(picking.tts_can_take_back)

    def test_request_bars_each_step_of_what_is_arranged(self):
        self.shop('MY').warehouse_ids.warehouse_id[:1].delivery_steps = 'pick_ship'
        pick = self.sold()
        self.arrange(pick)
        self.world.request_cancel(pick.tts_order_ref)
        self.news(pick)
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.validate(pick)
        self.world.answer_cancel(pick.tts_order_ref, approve=False)
        self.news(pick)
        self.validate(pick)
        ship = pick.move_ids.move_dest_ids.picking_id
        self.world.request_cancel(pick.tts_order_ref)
        self.news(pick)
        self.assertIn("asks to cancel", ship.tts_bar)
        self.assertFalse(ship._tts_printable())
        ship.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            ship.move_ids._action_done()

    def test_what_waits_to_be_sent_is_not_sent(self):
        picking = self.sold()
        picking._tts_arrange()
        self.world.cancel(picking.tts_order_ref)
        self.sandbox.calls.clear()
        self.report()
        self.assertEqual(picking.tts_shipment_ids.state, 'cancelled')
        self.assertFalse([call for call in self.sandbox.calls if call.path.endswith('/ship')])

    # === DONE, NOT SCANNED === #

    def test_pulled_out_and_taken_back_once(self):
        picking = self.packed(items=[{'quantity': 2}])
        product, left = picking.move_ids.product_id, self.on_hand(picking.move_ids.product_id)
        self.assertFalse(picking.tts_call_back)
        self.world.cancel(picking.tts_order_ref)
        self.news(picking)
        self.assertEqual(self.codes(picking), ['units'])
        self.assertIn("pull the parcel out of the pile", picking.tts_call_back)
        self.assertFalse(picking._tts_printable())
        found = picking.search([('tts_found', '=', picking.carrier_tracking_ref)])
        self.assertEqual(found, picking)
        self.assertIn(picking, found.search([('tts_call_back', '!=', False)]))
        mine = picking.with_user(self.packer)
        self.assertTrue(mine.tts_can_take_back)
        back = picking.browse(mine.action_tts_take_back()['res_id'])
        self.assertEqual(mine.action_tts_take_back()['res_id'], back.id)
        self.assertEqual((back.state, back.move_ids.product_uom_qty), ('assigned', 2))
        self.assertEqual(self.on_hand(product), left)
        self.assertEqual(self.codes(picking), ['units'])
        back.move_ids.picked = True
        back.with_user(self.packer).button_validate()
        self.assertEqual(self.on_hand(product), left + 2)
        self.assertFalse(self.codes(picking))
        self.assertFalse(picking.tts_call_back)
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            mine.action_tts_take_back()

    def test_units_that_are_cancelled(self):
        picking = self.packed(items=[{'quantity': 3}])
        order = self.world.order(picking.tts_order_ref)
        self.world.cancel(order, [order.units[0].id])
        self.news(picking)
        self.assertIn("take them out of it", picking.tts_call_back)
        back = picking.browse(picking.action_tts_take_back()['res_id'])
        self.assertEqual(back.move_ids.product_uom_qty, 1)

    def test_of_two_parcels_the_one_with_the_units(self):
        first = self.sold(items=[{'quantity': 2}])
        order = self.world.order(first.tts_order_ref)
        self.validate(first, 1)
        rest = self.env['stock.picking'].search([('backorder_id', '=', first.id)])
        self.validate(rest)
        kept, cancelled = (unit.id for unit in order.units)
        for picking, item in ((first, cancelled), (rest, kept)):
            self.env['tts.shipment'].create({
                'shop_id': self.shop('MY').id, 'order_id': picking._tts_orders().id,
                'picking_id': picking.id, 'state': 'reported', 'item_refs': [item]})
        self.world.cancel(order, [cancelled])
        self.news(first)
        self.assertEqual((self.codes(first), self.codes(rest)), (['units'], []))

    def test_request_that_the_buyer_withdraws(self):
        picking = self.packed()
        self.world.request_cancel(picking.tts_order_ref)
        self.news(picking)
        self.assertEqual(self.codes(picking), ['request'])
        self.assertIn("keep the parcel back", picking.tts_call_back)
        self.world.answer_cancel(picking.tts_order_ref, approve=False)
        self.news(picking)
        self.assertFalse(self.codes(picking))

    def test_what_the_carrier_has_is_not_called_back(self):
        picking = self.packed()
        self.world.collect(picking.tts_order_ref)
        self.news(picking)
        self.report()
        self.world.cancel(picking.tts_order_ref, initiator='SYSTEM')
        order = self.news(picking)
        self.assertEqual(order.status, 'CANCELLED')
        self.assertFalse(self.codes(picking))
        self.assertFalse(picking.tts_call_back)
        self.assertTrue(order.sale_order_id.activity_ids)
