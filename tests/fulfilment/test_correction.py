from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...client.logistics import LogisticsCalls
from ...sandbox.fulfilment.carriers import carrier
from ...tools import names
from ..common import TtsCase

OLD, NEW = 'RM123456785GB', 'RM999999995GB'
DPD = '12345678901234'


@tagged('post_install', '-at_install')
class TestCorrection(TtsCase):
    """What TikTok was told of a parcel is corrected once, by a person, and never twice."""

    sandbox_options = {'markets': ('GB',)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb = cls.account.shop_ids
        cls.gb.push_tracking = True
        cls.carrier, cls.other = cls.env['delivery.carrier'].create([
            {'name': name, 'product_id': cls.products[0].id} for name in ("Ours", "Other")])
        for method, name in ((cls.carrier, 'Royal Mail'), (cls.other, 'DPD')):
            method.tts_provider_ids = cls.env['tts.provider'].create({
                'shop_id': cls.gb.id, 'name': name, 'tiktok_id': carrier(name).id})
        cls.packer = new_test_user(cls.env, 'packer', 'stock.group_stock_user')

    def setUp(self):
        super().setUp()
        self.world.numbers.clear()  # TikTok takes each once
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.gb.warehouse_ids.warehouse_id[:1].lot_stock_id, 1000)

    # === HELPERS === #

    def sent(self, number=OLD, quantity=1):
        """Return the transfer of which TikTok was told, as a packer sees it."""
        _order, sale = self.order(
            self.gb, shipping_type='SELLER', items=[{'quantity': quantity}])
        return self.send(sale.picking_ids, number)

    def send(self, picking, number, quantity=0):
        picking.write({'carrier_id': self.carrier.id, 'carrier_tracking_ref': number})
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        return picking.with_user(self.packer)

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def dialog(self, picking, **vals):
        return self.env['tts.number.correct'].with_user(self.packer).with_context(
            active_model='stock.picking', active_id=picking.id).create(vals)

    def correct(self, picking, number=NEW):
        self.dialog(picking, number=number).action_correct()

    def again(self, picking):
        picking.sudo().tts_shipment_ids.write({'retry': False, 'lease': False})
        self.report()

    def there(self, picking):
        return self.world.order(picking.tts_order_ref).packages[-1]

    def calls(self):
        return sum(call.path.endswith('/shipping_info/update') for call in self.sandbox.calls)

    def state(self, picking):
        return picking.sudo().tts_shipment_ids.correction

    # === CORRECTED === #

    def test_what_is_overwritten_is_not_sent_until_somebody_asks(self):
        picking = self.sent()
        self.assertTrue(picking.tts_can_correct)
        self.assertFalse(picking.tts_correction_message)
        picking.carrier_tracking_ref = NEW
        self.report()
        self.assertFalse(self.calls())
        self.assertEqual(
            picking.tts_correction_message, f"TikTok still has {OLD} (Royal Mail).")
        dialog = self.dialog(picking)
        self.assertEqual(
            (dialog.told, dialog.carrier_id, dialog.number),
            (f'{OLD} (Royal Mail)', self.carrier, NEW))
        dialog.action_correct()
        self.assertIn("is being sent", picking.tts_correction_message)
        self.report()
        self.assertEqual(self.there(picking).tracking_number, NEW)
        self.assertEqual(picking.sudo().tts_package_ids.tracking_number, NEW)
        self.assertFalse(picking.tts_correction_message)
        self.assertFalse(picking.tts_can_correct)
        self.report()
        with self.assertRaisesRegex(UserError, "no second correction"):
            self.correct(picking, 'RM888888885GB')
        self.assertEqual(self.calls(), 1)

    def test_carrier_that_tiktok_proposes(self):
        picking = self.sent(DPD)
        self.assertIn("select DPD", picking.tts_report_message)
        dialog = self.dialog(picking)
        with self.assertRaisesRegex(UserError, "already"):
            dialog.action_correct()
        self.assertEqual((dialog.proposal, dialog.proposed_carrier_id), ('DPD', self.other))
        dialog.action_take_proposed()
        dialog.action_correct()
        self.report()
        self.assertEqual(self.there(picking).provider, 'DPD')
        self.assertEqual(picking.carrier_id, self.other)
        self.assertFalse(picking.tts_report_message)

    def test_part_of_an_order_is_corrected_by_its_package(self):
        _order, sale = self.order(self.gb, shipping_type='SELLER', items=[{'quantity': 2}])
        first = self.send(sale.picking_ids, OLD, 1)
        rest = self.send(sale.picking_ids - first.sudo(), 'RM555555555GB')
        self.correct(rest)
        self.report()
        self.assertEqual(self.state(rest), 'done', rest.tts_correction_message)
        self.assertEqual(
            {each.tracking_number for each in self.world.order(rest.tts_order_ref).packages},
            {OLD, NEW})
        self.assertFalse(first.tts_can_correct)

    # === LOST ANSWERS === #

    def test_lost_answer_is_not_sent_again(self):
        picking = self.sent()
        self.correct(picking)
        self.sandbox.faults.next('cut', path='/shipping_info/update')
        self.report()
        self.again(picking)
        self.assertEqual(
            (self.state(picking), self.calls(), picking.carrier_tracking_ref), ('done', 1, NEW))

    def test_killed_before_the_answer_was_noted(self):
        picking = self.sent()
        self.correct(picking)
        with patch.object(self.registry['tts.shipment'], '_take_correction',
                          side_effect=RuntimeError), self.assertLogs(level='ERROR'):
            self.report()
        self.assertEqual((self.state(picking), self.calls()), ('waiting', 1))
        self.again(picking)
        self.assertEqual((self.state(picking), self.calls()), ('done', 1))

    def test_tiktok_out_of_order(self):
        picking = self.sent()
        self.correct(picking)
        self.sandbox.faults.next('unavailable', times=100)
        for _time in range(12):
            self.again(picking)
        self.assertEqual((self.state(picking), self.calls()), ('waiting', 0))
        self.assertIn("tried again", picking.tts_correction_message)
        self.sandbox.faults.clear()
        self.again(picking)
        self.assertEqual((self.state(picking), self.calls()), ('done', 1))

    # === REFUSED === #

    def test_each_refusal_has_its_sentence(self):
        picking = self.sent()
        said = set()
        for code, state in (
                (21011049, 'over'), (21011050, 'over'), (21011052, 'over'), (21011030, 'over'),
                (21011043, 'refused'), (21011022, 'refused'), (21011007, 'refused')):
            picking.sudo().tts_shipment_ids.correction = False
            self.correct(picking)
            self.sandbox.faults.next(code, path='/shipping_info/update')
            with mute_logger('odoo.addons.tiktok_shop.client.transport'):
                self.report()
            with self.subTest(code=code):
                self.assertEqual(self.state(picking), state, picking.tts_correction_message)
                self.assertEqual(picking.tts_can_correct, state == 'refused')
                self.assertEqual(self.there(picking).tracking_number, OLD)
                said.add(picking.tts_correction_message.split(' [')[0])
        self.assertEqual(len(said), 6, said)  # two of them say the same

    def test_refused_here_before_any_call(self):
        picking = self.sent()
        shipment = picking.sudo().tts_shipment_ids
        with self.assertRaisesRegex(UserError, "none that TikTok takes"):
            self.correct(picking, 'RM 1#')
        shipment.date = fields.Datetime.now() - timedelta(hours=73)
        with self.assertRaisesRegex(UserError, "72 hours"):
            self.correct(picking)
        self.gb.region = 'DE'
        self.assertFalse(shipment._why_not_corrected())
        shipment.order_id.status = 'DELIVERED'
        self.assertFalse(picking.tts_can_correct)
        with self.assertRaisesRegex(UserError, "delivered or cancelled"):
            self.correct(picking)
        self.assertFalse(self.calls())

    def test_accepted_but_not_shown_yet(self):
        picking = self.sent()
        self.correct(picking)
        with patch.object(LogisticsCalls, 'correct_shipping'):
            self.report()
        self.assertEqual(self.state(picking), 'done')

    def test_names_in_a_text(self):
        text = "It does not match Royal Mail. Select DHL eCommerce as the provider."
        self.assertEqual(
            names.mentioned(text, ["DHL", "DHL eCommerce", "Royal Mail", "Mail", "DPD", ""]),
            ["DHL eCommerce", "Royal Mail"])
