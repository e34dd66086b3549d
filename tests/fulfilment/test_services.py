from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...tools import parcel_size
from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestServices(TtsCase):
    """Where TikTok sells the label: what it costs is shown before, and one service is bought."""

    sandbox_options = {'markets': ('GB', 'US')}

    def setUp(self):
        super().setUp()
        self.us = self.shop('US')
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.us.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)
        self.packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')

    # === HELPERS === #

    def sold(self, region='US', **what):
        _order, sale = self.order(self.shop(region), shipping_type='TIKTOK', **what)
        return sale.picking_ids

    def wizard(self, pickings, **vals):
        return self.env['tts.shipment.arrange'].with_user(self.packer).with_context(
            active_model='stock.picking', active_ids=pickings.ids).create(vals)

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def bought(self, picking):
        """Return the labels that TikTok has sold for a transfer's order."""
        return [label for label in self.world.labels
                if picking.tts_order_ref in label['order_ids']]

    # === CHOSEN === #

    def test_prices_are_shown_and_nothing_is_bought(self):
        pickings = self.sold() | self.sold()
        wizard = self.wizard(pickings)
        self.assertTrue(wizard.is_bought)
        wizard.action_ask_prices()
        self.assertEqual(len(wizard.service_ids), 4, wizard.service_problem)
        chosen = wizard.service_ids.filtered('is_chosen')
        self.assertEqual(chosen.mapped('is_default'), [True, True])
        self.assertEqual(wizard.service_total, f"{sum(chosen.mapped('price')):.2f} USD")
        self.assertFalse(self.world.labels)

    def test_the_one_that_is_chosen_is_bought(self):
        picking = self.sold()
        wizard = self.wizard(picking)
        wizard.action_ask_prices()
        fast = wizard.service_ids.filtered(lambda each: not each.is_default)
        (wizard.service_ids - fast).is_chosen = False
        fast.is_chosen = True
        wizard.action_arrange()
        self.report()
        [label] = self.bought(picking)
        shipment = picking.tts_shipment_ids
        self.assertEqual(label['service_id'], fast.tiktok_id)
        self.assertEqual(
            (shipment.service_name, f'{shipment.cost:.2f}', shipment.cost_currency_id.name),
            (label['service'], f"{float(label['price']):.2f}", 'USD'))

    def test_the_cheapest_is_bought_also_where_nobody_has_looked(self):
        self.sandbox.knobs.one_service = False
        picking = self.sold()
        self.wizard(picking, service_choice='cheapest').action_arrange()
        self.report()
        [label] = self.bought(picking)
        self.assertEqual(label['service'], 'USPS Ground Advantage')

    def test_tiktok_may_choose_for_itself(self):
        self.sandbox.knobs.one_service = True
        picking = self.sold()
        wizard = self.wizard(picking)
        wizard.action_ask_prices()
        self.assertEqual(len(wizard.service_ids), 1)
        wizard.service_ids.tiktok_id = '1'  # as TikTok ignores what is asked for
        wizard.action_arrange()
        self.report()
        self.assertEqual(len(self.bought(picking)), 1)
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)

    def test_not_asked_where_there_is_a_package(self):
        wizard = self.wizard(self.sold('GB'))
        self.assertFalse(wizard.is_bought)
        wizard.action_ask_prices()
        self.assertFalse(wizard.service_ids)

    def test_many_are_not_asked_while_a_person_waits(self):
        picking = self.sold()
        wizard = self.wizard(picking)
        with self.assertRaises(UserError):
            self.patch(type(wizard), '_bought', lambda *_args: [(picking, None)] * 31)
            wizard.action_ask_prices()

    # === WEIGHT AND SIZE === #

    def test_weight_and_size_are_those_of_the_transfer(self):
        picking = self.sold()
        shipment = self.env['tts.shipment'].new({
            'shop_id': self.us.id, 'order_id': picking._tts_orders().id, 'picking_id': picking.id})
        self.assertEqual(shipment._measures(), {'weight': None, 'dimension': None})
        picking.move_ids.product_id.weight = 1
        kind = self.env['stock.package.type'].create({
            'name': "Box", 'packaging_length': 254, 'width': 127, 'height': 50.8})
        picking.move_line_ids.result_package_id = self.env['stock.package'].create({
            'package_type_id': kind.id})
        picking.shipping_weight = 1
        measures = shipment._measures()
        self.assertEqual(measures['dimension'], {
            'length': '10.00', 'width': '5.00', 'height': '2.00', 'unit': 'INCH'})
        self.assertEqual(measures['weight']['unit'], 'POUND')
        self.assertAlmostEqual(float(measures['weight']['value']), 2.21, 2)

    def test_of_whole_grams(self):
        self.assertEqual(
            parcel_size.weight(350.0000000001, False), {'value': '350', 'unit': 'GRAM'})
        self.assertEqual(parcel_size.weight(350.2, False)['value'], '351')
        self.assertIsNone(parcel_size.weight(0, True))
        self.assertIsNone(parcel_size.dimension((), True))
