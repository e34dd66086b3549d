from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...sandbox.fulfilment.carriers import carrier
from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestNumberAsked(TtsCase):
    """Carrier and number are asked for before what the seller ships is validated; never twice, and
    of nobody else.
    """

    sandbox_options = {'markets': ('GB', 'MY')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb = cls.account.shop_ids.filtered(lambda shop: shop.region == 'GB')
        cls.gb.push_tracking = True
        Carrier = cls.env['delivery.carrier']
        cls.carrier, cls.unknown = Carrier.create([
            {'name': name, 'product_id': cls.products[0].id} for name in ("Ours", "Not TikTok's")])
        cls.carrier.tts_provider_ids = cls.env['tts.provider'].create({
            'shop_id': cls.gb.id, 'name': 'Royal Mail', 'tiktok_id': carrier('Royal Mail').id})
        cls.packer = new_test_user(cls.env, 'packer', 'stock.group_stock_user')

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.gb.warehouse_ids.warehouse_id[:1].lot_stock_id, 1000)

    # === HELPERS === #

    def sold(self, shop=None, shipping_type='SELLER', **what):
        """Return the transfer of an order, with all picked, as a packer sees it."""
        _order, sale = self.order(shop or self.gb, shipping_type=shipping_type, **what)
        return self.picked(sale.picking_ids).with_user(self.packer).with_context(
            skip_tts_number=False)

    def picked(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        return picking

    def dialog(self, action):
        """Return the dialog that an action opens, as the web client calls it."""
        self.assertEqual(action['res_model'], 'tts.number.ask', action)
        return self.env[action['res_model']].with_user(self.packer).with_context(
            **action['context']).browse(action['res_id'])

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    # === ASKED === #

    def test_number_that_is_entered_is_told(self):
        picking = self.sold()
        dialog = self.dialog(picking.button_validate())
        self.assertFalse(dialog.problem)
        self.assertNotEqual(picking.state, 'done')
        self.assertEqual(dialog.allowed_carrier_ids, self.carrier)
        with self.assertRaisesRegex(UserError, "Choose the carrier"):
            dialog.action_validate()
        dialog.write({'carrier_id': self.unknown.id, 'number': 'RM 12/34#'})
        self.assertIn("none of TikTok's", dialog.problem)
        dialog.carrier_id = self.carrier
        self.assertIn("none that TikTok takes", dialog.problem)
        dialog.number = ' RM123456785GB '
        self.assertFalse(dialog.problem)
        self.assertTrue(dialog.action_validate())
        self.assertEqual(
            (picking.state, picking.carrier_tracking_ref), ('done', 'RM123456785GB'))
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertEqual(
            self.world.order(picking.tts_order_ref).packages[0].tracking_number, 'RM123456785GB')

    def test_without_a_number_it_is_done_and_waits(self):
        picking = self.sold()
        dialog = self.dialog(picking.button_validate())
        dialog.carrier_id = self.carrier
        dialog.action_validate_without()
        self.assertEqual((picking.state, picking.carrier_id), ('done', self.carrier))
        self.report()
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.assertIn("Enter the tracking number", picking.tts_report_message)

    def test_backorder_is_asked_for_next(self):
        picking = self.sold(items=[{'quantity': 3}])
        picking.move_ids.quantity = 2
        dialog = self.dialog(picking.button_validate())
        dialog.write({'carrier_id': self.carrier.id, 'number': 'RM123456786GB'})
        action = dialog.action_validate()
        self.assertEqual(action['res_model'], 'stock.backorder.confirmation')
        backorder = self.env[action['res_model']].with_user(self.packer).with_context(
            **action['context']).create({})
        self.assertTrue(backorder.process())
        self.assertEqual(picking.state, 'done')
        self.assertEqual(picking.backorder_ids.move_ids.product_uom_qty, 1)

    def test_last_step_asks_and_a_number_of_an_earlier_one_counts(self):
        self.gb.warehouse_ids.warehouse_id[:1].delivery_steps = 'pick_ship'
        for number in (False, 'RM123456787GB'):
            pick = self.sold()
            pick.write({'carrier_id': self.carrier.id, 'carrier_tracking_ref': number})
            self.assertTrue(pick.button_validate())
            self.assertEqual(pick.state, 'done')
            ship = self.picked(pick.move_ids.move_dest_ids.picking_id).with_user(self.packer)
            ship.carrier_tracking_ref = False
            result = ship.button_validate()
            if number:
                self.assertEqual((result, ship.state), (True, 'done'))
            else:
                self.assertEqual(self.dialog(result).carrier_id, self.carrier)

    # === NOT ASKED === #

    def test_nobody_else_is_asked(self):
        here = self.sold()
        here.sudo()._action_done()
        self.assertEqual(here.state, 'done')
        several = self.sold() | self.sold()
        self.assertTrue(several.button_validate())
        self.assertEqual(several.mapped('state'), ['done', 'done'])
        alone = self.sold()
        alone.with_context(batches_to_validate=[1]).button_validate()
        self.assertEqual(alone.state, 'done')
        skipped = self.sold()
        skipped.with_context(skip_tts_number=True).button_validate()
        self.assertEqual(skipped.state, 'done')
        for shipping_type in ('TIKTOK', 'TIKTOK_DIGITAL', 'IN-STORE PICKUP'):
            picking = self.sold(shipping_type=shipping_type)
            self.assertIs(picking.button_validate(), True, shipping_type)
        other = self.sold(self.shop('MY'))  # whose shipments are not reported
        self.assertIs(other.button_validate(), True)

    # === ONE NUMBER FOR SEVERAL === #

    def test_one_number_for_orders_of_one_buyer(self):
        first = self.sold()
        payload = first.sudo()._tts_orders().payload
        own = self.sold()
        for picking, address in (
                (own, payload['recipient_address']),
                (other := self.sold(), {
                    **payload['recipient_address'], 'postal_code': 'ZZ1 1ZZ'})):
            order = picking.sudo()._tts_orders()
            order.payload = {**order.payload, 'recipient_address': address}
        number = 'RM123456788GB'
        (first | own).write({'carrier_id': self.carrier.id, 'carrier_tracking_ref': number})
        wizard = self.env['tts.number.ask'].with_user(self.packer).with_context(
            active_model='stock.picking', active_ids=(first | own).ids).create({
                'carrier_id': self.carrier.id, 'number': number})
        wizard.action_set()
        (first | own).button_validate()
        self.assertFalse(own._tts_number_problem(self.carrier, number))
        self.assertIn("goes to somebody else", other._tts_number_problem(self.carrier, number))
        self.env['tts.package'].create({
            'shop_id': self.gb.id, 'tiktok_id': '115', 'status': 'PROCESSING',
            'tracking_number': 'RM123456789GB', 'order_ids': self.env['tts.order'].create([
                {'shop_id': self.gb.id, 'tiktok_id': f'57{number}'} for number in range(20)]).ids})
        self.assertIn(
            "20 other orders", other._tts_number_problem(self.carrier, 'RM123456789GB'))
