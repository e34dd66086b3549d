from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import TtsCase

REFUSED = 11021010  # the buyer's postcode


@tagged('post_install', '-at_install')
class TestUndeliverable(TtsCase):
    """What no carrier takes is cancelled free of penalty, once, by whoever sells."""

    sandbox_options = {'markets': ('GB', 'MY')}

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)
        self.seller = new_test_user(
            self.env, 'seller', 'stock.group_stock_user,tiktok_shop.group_user')

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def refused(self, region='GB', code=REFUSED):
        """Return a transfer whose parcel no carrier takes."""
        _order, sale = self.order(self.shop(region), shipping_type='TIKTOK')
        picking = sale.picking_ids
        picking._tts_arrange('DROP_OFF')
        self.world.refuse_shipping(picking.tts_order_ref, code)
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        return picking

    def asked(self, picking):
        """Return the dialog."""
        action = picking.with_user(self.seller).action_tts_cancel_undeliverable()
        return self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])

    def cancels(self):
        return sum(call.path.endswith('/cancellations') for call in self.sandbox.calls)

    def test_cancelled_once(self):
        picking = self.refused()
        wizard = self.asked(picking)
        self.assertEqual(
            wizard.reason_id.name, 'seller_cancel_paid_reason_address_not_deliver_uk')
        self.assertIn("Cannot be delivered", wizard.reason_id.display_name)
        self.assertTrue(wizard.is_free)
        self.assertFalse(self.cancels())
        wizard.action_cancel_order()
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.report()
        order = self.world.order(picking.tts_order_ref)
        self.assertEqual(
            (order.status, order.cancellations[-1].reason), ('CANCELLED', wizard.reason_id.name))
        self.assertEqual(picking.state, 'cancel')
        self.assertEqual(picking.tts_shipment_ids.state, 'cancelled')
        self.assertFalse(picking.activity_ids)
        with self.assertRaisesRegex(UserError, "does not say any more"):
            wizard.action_cancel_order()
        self.report()
        self.assertEqual(self.cancels(), 1)

    def test_lost_answer_cancels_once(self):
        picking = self.refused()
        self.asked(picking).action_cancel_order()
        self.sandbox.faults.next('cut', path='/cancellations')
        self.report()
        self.assertEqual(picking.tts_shipment_ids.state, 'waiting')
        picking.tts_shipment_ids.sudo().retry = False
        self.report()
        self.assertEqual(picking.tts_shipment_ids.state, 'cancelled')
        self.assertEqual(picking.state, 'cancel')
        self.assertEqual(self.cancels(), 1)

    def test_tiktok_does_not_cancel(self):
        """It says why, and is not cancelled by a later Retry, which ships."""
        picking = self.refused()
        self.asked(picking).action_cancel_order()
        self.sandbox.faults.next(25001046, path='/cancellations')
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        self.assertIn("See Seller Center", picking.tts_report_message)
        self.assertTrue(picking.tts_is_undeliverable)
        picking.action_tts_retry()
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertEqual(self.cancels(), 1)

    def test_shipped_in_seller_center_meanwhile(self):
        picking = self.refused()
        self.asked(picking).action_cancel_order()
        self.world.ship(picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertIn("It is not cancelled", picking.tts_report_message)
        self.assertFalse(self.cancels())

    def test_where_tiktok_has_no_such_reason(self):
        """A person chooses another, and is told what that means."""
        wizard = self.asked(self.refused('MY'))
        self.assertTrue(wizard.reason_ids)
        self.assertFalse(wizard.reason_id or wizard.is_free)
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            wizard.action_cancel_order()

    def test_where_tiktok_does_not_allow_it(self):
        picking = self.refused()
        self.world.cancel(picking.tts_order_ref)
        with self.assertRaisesRegex(UserError, "does not allow"):
            self.asked(picking)

    def test_offered_for_what_cannot_be_delivered_alone(self):
        picking = self.refused(code=21011003)
        self.assertFalse(picking.tts_is_undeliverable)
        with self.assertRaisesRegex(UserError, "does not say any more"):
            self.asked(picking)

    def test_a_packer_is_told_whom_to_ask(self):
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        picking = self.refused()
        with self.assertRaises(AccessError):
            picking.with_user(packer).action_tts_cancel_undeliverable()
        for user, shown in ((packer, False), (self.seller, True)):
            arch = picking.with_user(user).get_view(view_type='form')['arch']
            self.assertEqual('action_tts_cancel_undeliverable' in arch, shown)
            self.assertEqual("Ask whoever sells" in arch, not shown)
        self.assertTrue(picking.with_user(packer).tts_is_undeliverable)
