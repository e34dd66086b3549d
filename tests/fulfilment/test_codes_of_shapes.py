"""What TikTok's codes do to what splits, combines, corrects parcels, or asks for prices."""

import logging
from itertools import count

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client import codes
from ...models.fulfilment.tts_shipment_correction import NOT_SHIPPED
from ...sandbox.fulfilment.carriers import carrier
from ..common import TtsCase
from .test_codes_of_shipping import NEXT_STEP, rows

TRANSPORT = logging.getLogger('odoo.addons.tiktok_shop.client.transport')
NUMBERS = count(323456785)


@tagged('post_install', '-at_install')
class TestCodesOfShapes(TtsCase):
    """Refused with each code over HTTP: nothing changes, the code is told with what to do, and the
    same goes through once TikTok takes it.
    """

    sandbox_options = {'markets': ('GB', 'MY', 'US')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.shop_ids.push_tracking = True
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Our carrier", 'product_id': cls.products[0].id})
        cls.carrier.tts_provider_ids = cls.env['tts.provider'].create({
            'shop_id': cls.account.shop_ids.filtered(lambda shop: shop.region == 'GB').id,
            'name': 'Royal Mail', 'tiktok_id': carrier('Royal Mail').id})
        for product in cls.products:
            cls.env['stock.quant']._update_available_quantity(
                product, cls.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    def setUp(self):
        super().setUp()
        # What is our own fault is in the log, each time.
        level, TRANSPORT.level = TRANSPORT.level, logging.CRITICAL
        self.addCleanup(TRANSPORT.setLevel, level)

    # === HELPERS === #

    def sold(self, region='MY', shipping_type='TIKTOK', quantities=(1, 1), **what):
        _order, sale = self.order(self.shop(region), shipping_type=shipping_type, items=[
            {'sku': article.seller_sku, 'quantity': quantity}
            for article, quantity in zip(self.world.catalogue(0), quantities, strict=False)],
            **what)
        return sale.picking_ids

    def pair(self):
        """Return the transfers of two orders of one buyer."""
        first = self.sold()
        order = self.world.order(first.tts_order_ref)
        return first, self.sold(
            user_id=order.buyer.user_id, address=order.address, warehouse=order.warehouse.id)

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def walk(self, call, path, check):
        """Have each code of a call answered in turn, to as many repeats as there may be.

        :param check: function that makes the call and looks at what comes of it; it gets the code
        """
        known = sorted({code for code, each, _kind in rows('fulfilment') if each == call})
        self.assertTrue(known)
        for code in known:
            with self.subTest(call=call, code=code):
                self.sandbox.faults.next(code, times=9, path=path)
                check(code)
            self.sandbox.faults.clear()

    def assert_told(self, text, code, call):
        """The code is told, and where a person has to do something, what."""
        self.assertIn(str(code), text)
        if codes.kind_of(code, call) in (codes.FIX, codes.NEVER):
            self.assertRegex(text.split(' [')[0], NEXT_STEP)

    def there(self, picking):
        return [each.id for each in self.world.order(picking.tts_order_ref).packages]

    # === BY THE QUEUE === #

    def test_split(self):
        call = 'split-orders'
        picking = self.sold()
        picking.move_ids[0].quantity = 0
        picking.action_split_transfer()
        before = self.there(picking)
        picking._tts_arrange()
        shipment = picking.tts_shipment_ids

        def check(code):
            shipment._wake()
            self.report()
            self.assertIn(shipment.state, ('waiting', 'refused'))
            self.assert_told(shipment.error, code, call)
            self.assertEqual(self.there(picking), before)

        self.walk(call, '/split', check)
        shipment._wake()
        self.report()
        self.assertEqual(shipment.state, 'reported', shipment.error)
        self.assertEqual(len(self.there(picking)), 2)

    def test_prices(self):
        call = 'get-eligible-shipping-service'
        picking = self.sold('US', quantities=(1,))
        wizard = self.env['tts.shipment.arrange'].with_context(
            active_model='stock.picking', active_ids=picking.ids).create({})
        picking._tts_arrange()
        shipment = picking.tts_shipment_ids
        shipment.is_cheapest = True

        def check(code):
            shipment._wake()
            self.report()
            self.assertIn(shipment.state, ('waiting', 'refused'))
            self.assert_told(shipment.error, code, call)
            shipment.state = 'cancelled'  # as it was before it was arranged
            wizard.action_ask_prices()
            self.assert_told(wizard.service_problem, code, call)
            self.assertFalse(wizard.service_ids)
            shipment.state = 'refused'

        self.walk(call, '/shipping_services/query', check)
        self.assertFalse(self.world.labels)
        shipment._wake()
        self.report()
        self.assertEqual(shipment.state, 'reported', shipment.error)

    def test_correct(self):
        call = 'update-shipping-info'
        picking = self.sold('GB', 'SELLER', (1,))
        picking.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'RM{next(NUMBERS)}GB'})
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        self.report()
        shipment, number = picking.tts_shipment_ids, f'RM{next(NUMBERS)}GB'
        self.assertEqual(shipment.state, 'reported', shipment.error)

        def correct():
            self.env['tts.number.correct'].with_context(
                active_model='stock.picking', active_id=picking.id,
            ).create({'number': number}).action_correct()
            self.report()

        def check(code):
            shipment.correction = False
            correct()
            self.assertIn(shipment.correction, ('waiting', 'refused', 'over'))
            told = picking.tts_correction_message
            # Our own sentence says all there is of this one.
            self.assert_told(told + str(code) if code == NOT_SHIPPED else told, code, call)
            self.assertNotEqual(shipment.package_id.tracking_number, number)

        self.walk(call, '/shipping_info/update', check)
        shipment.correction = False
        correct()
        self.assertEqual(shipment.correction, 'done', picking.tts_correction_message)

    # === BY A BUTTON === #

    def test_split_by_button(self):
        picking = self.sold()
        order, before = picking._tts_orders(), self.there(picking)
        units = [unit.id for unit in self.world.order(picking.tts_order_ref).live]

        def check(code):
            with self.assertRaises(UserError) as caught:
                order._split_there([units[:1], units[1:]])
            self.assert_told(caught.exception.args[0], code, 'split-orders')
            self.assertEqual(self.there(picking), before)

        self.walk('split-orders', '/split', check)

    def test_combine_and_take_apart(self):
        first, second = self.pair()

        def combine(code):
            wizard = self.wizard(first | second)
            wizard.action_combine()
            self.assertEqual(wizard.line_ids.mapped('is_refused'), [True])
            self.assert_told(wizard.line_ids.result, code, 'combine-package')
            self.assertNotEqual(self.there(first), self.there(second))

        def take_apart(code):
            with self.assertRaises(UserError) as caught:
                first.action_tts_take_apart()
            self.assert_told(caught.exception.args[0], code, 'uncombine-packages')
            self.assertEqual(self.there(first), self.there(second))

        self.walk('combine-package', '/packages/combine', combine)
        self.wizard(first | second).action_combine()
        self.report()
        self.assertEqual(self.there(first), self.there(second))
        self.walk('uncombine-packages', '/uncombine', take_apart)
        first.action_tts_take_apart()
        self.assertNotEqual(self.there(first), self.there(second))

    def wizard(self, pickings):
        action = pickings.action_tts_combine()
        return self.env[action['res_model']].browse(action['res_id'])
