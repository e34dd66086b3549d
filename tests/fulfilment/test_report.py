from itertools import count
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ...client.fulfilment import FulfilmentCalls
from ...sandbox.fulfilment.carriers import carrier
from ..common import TtsCase

# TikTok takes each once.
NUMBERS = count(123456785)


@tagged('post_install', '-at_install')
class TestReport(TtsCase):
    """What the seller ships himself: TikTok is told once, after its transfer is done."""

    sandbox_options = {'markets': ('GB', 'MY')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb, cls.my = (cls.account.shop_ids.filtered(
            lambda shop, region=region: shop.region == region) for region in ('GB', 'MY'))
        (cls.gb | cls.my).push_tracking = True
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Our carrier", 'product_id': cls.products[0].id})
        for shop, name in ((cls.gb, 'Royal Mail'), (cls.my, 'Pos Malaysia')):
            cls.carrier.tts_provider_ids |= cls.env['tts.provider'].create({
                'shop_id': shop.id, 'tiktok_id': carrier(name).id, 'name': name})

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.gb.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    # === HELPERS === #

    def sold(self, shop=None, **what):
        """Return the transfer of an order that the seller ships, with carrier and number."""
        _order, sale = self.order(shop or self.gb, shipping_type='SELLER', **what)
        picking = sale.picking_ids
        picking.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'RM{next(NUMBERS)}GB'})
        return picking

    def done(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, 'done')
        return picking

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def told(self, path='/packages'):
        """Return how often TikTok was told that something has left."""
        return sum(
            call.method == 'POST' and (call.path.endswith((path, '/ship')))
            for call in self.sandbox.calls)

    def there(self, picking):
        """Return TikTok's packages of a transfer's order."""
        ref = picking.tts_order_ref
        return self.world.order(ref).packages

    # === TOLD === #

    def test_marked_as_shipped_once(self):
        picking = self.done(self.sold())
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        [package] = self.there(picking)
        self.assertEqual(package.tracking_number, picking.carrier_tracking_ref)
        self.assertEqual(picking.tts_package_ids.tiktok_id, package.id)
        self.assertEqual(picking.tts_shipment_ids.package_id, picking.tts_package_ids)
        self.report()
        self.assertEqual(self.told(), 1)

    def test_package_that_is_there_is_shipped(self):
        picking = self.done(self.sold(self.my))
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        [package] = self.there(picking)
        self.assertEqual(
            (package.status, package.tracking_number),
            ('PROCESSING', picking.carrier_tracking_ref))
        self.assertEqual(self.told(), 1)

    def test_scanned(self):
        picking = self.done(self.sold())
        self.report()
        self.world.collect(picking.tts_order_ref)
        self.take(self.gb, picking.tts_order_ref)
        self.report()
        self.assertEqual(picking.tts_report_state, 'scanned')

    def test_backorder_is_a_parcel_of_its_own(self):
        picking = self.sold(items=[{'quantity': 3}])
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
        self.report()
        [package] = self.there(picking)
        self.assertEqual(
            len(self.env['tts.package'].search([('tiktok_id', '=', package.id)]).item_refs), 2)
        rest = self.env['stock.picking'].search([('backorder_id', '=', picking.id)])
        rest.write({'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'RM{next(NUMBERS)}GB'})
        self.done(rest)
        self.report()
        self.assertEqual(
            {each.tracking_number for each in self.there(picking)},
            set((picking | rest).mapped('carrier_tracking_ref')))
        self.assertNotEqual(rest.tts_package_ids, picking.tts_package_ids)
        self.assertEqual(len(picking.tts_package_ids), 1)

    # === NOT TOLD === #

    def test_number_is_missing(self):
        picking = self.sold()
        picking.carrier_tracking_ref = False
        self.done(picking)
        self.report()
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.assertIn("Enter the tracking number", picking.tts_report_message)
        [todo] = picking.activity_ids
        self.assertIn("does not know yet", todo.summary)
        self.assertFalse(self.told())
        picking.carrier_tracking_ref = f'RM{next(NUMBERS)}GB'
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertFalse(picking.activity_ids)

    def test_carrier_that_is_none_of_tiktoks(self):
        picking = self.sold()
        picking.carrier_id = self.carrier.copy({'tts_provider_ids': False})
        self.done(picking)
        self.report()
        self.assertIn("is none of TikTok's in this shop", picking.tts_report_message)

    def test_number_that_tiktok_does_not_take(self):
        picking = self.sold()
        picking.carrier_tracking_ref = 'RM 12/34#'
        self.done(picking)
        self.report()
        self.assertIn("is none that TikTok takes", picking.tts_report_message)
        self.assertFalse(self.told())

    def test_what_has_left_by_seller_center_is_not_told_again(self):
        picking = self.sold()
        self.world.ship(picking.tts_order_ref, tracking_number='SC123456')
        self.done(picking)
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertNotEqual(picking.carrier_tracking_ref, 'SC123456')
        self.assertFalse(self.told())

    def test_cancelled_meanwhile(self):
        picking = self.done(self.sold())
        self.world.cancel(picking.tts_order_ref)
        self.report()
        self.assertFalse(self.told())
        self.assertEqual(picking.tts_shipment_ids.state, 'cancelled')

    # === WHAT GOES WRONG === #

    def test_lost_answer_ships_once(self):
        picking = self.done(self.sold())
        self.sandbox.faults.next('cut', path=f'/orders/{picking.tts_order_ref}/packages')
        self.report()
        picking.tts_shipment_ids.sudo().retry = False
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        self.assertEqual(len(self.there(picking)), 1)

    def test_refused_by_tiktok(self):
        picking = self.done(self.sold())
        self.sandbox.faults.next(21011026, path=f'/orders/{picking.tts_order_ref}/packages')
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        self.assertTrue(picking.activity_ids)
        picking.action_tts_retry()
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')

    def test_shipped_already_ends_green(self):
        picking = self.done(self.sold())
        self.world.ship(picking.tts_order_ref, tracking_number='SC123456')
        self.sandbox.faults.next(21011020, path=f'/orders/{picking.tts_order_ref}/packages')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')

    def test_tiktok_out_of_order_for_a_day(self):
        picking = self.done(self.sold())
        self.sandbox.faults.next('unavailable', times=1000)
        for _hour in range(13):
            picking.tts_shipment_ids.sudo().retry = False
            self.report()
            self.assertEqual(picking.tts_report_state, 'waiting', picking.tts_report_message)
        self.sandbox.faults.clear()
        picking.tts_shipment_ids.sudo().retry = False
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')

    def test_one_that_never_has_an_answer_keeps_no_others(self):
        bad, good = self.done(self.sold()), self.done(self.sold())
        self.sandbox.faults.next(
            'unavailable', times=1000, path=f'/orders/{bad.tts_order_ref}/packages')
        for _hour in range(13):
            (bad | good).tts_shipment_ids.sudo().retry = False
            self.report()
        self.assertEqual(bad.tts_report_state, 'refused')
        self.assertEqual(good.tts_report_state, 'reported', good.tts_report_message)

    def test_found_by_its_state(self):
        lacking, refused, _reported, scanned, none = some = self.sold().union(
            *(self.sold() for _each in range(4)))
        lacking.carrier_tracking_ref = False
        for picking in some - none:
            self.done(picking)
        self.sandbox.faults.next(21011026, path=f'/orders/{refused.tts_order_ref}/packages')
        self.report()
        self.world.collect(scanned.tts_order_ref)
        self.take(self.gb, scanned.tts_order_ref)
        self.report()
        self.assertEqual(
            some.mapped('tts_report_state'),
            ['waiting', 'refused', 'reported', 'scanned', 'none'])
        for picking in some:
            found = some.search([
                ('id', 'in', some.ids), ('tts_report_state', '=', picking.tts_report_state)])
            self.assertEqual(found, picking)
        self.assertEqual(some.search([
            ('id', 'in', some.ids), ('tts_report_state', 'not in', ('waiting', 'reported'))]),
            refused | scanned | none)

    # === WHO === #

    def test_packer_without_any_right_of_ours(self):
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        picking = self.sold().with_user(packer)
        self.done(picking)
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported')
        picking.action_tts_retry()

    # === PACKAGES THAT ARE READ === #

    def test_package_that_tiktok_does_not_tell_of_keeps_no_other(self):
        for number in range(2):
            picking = self.sold()
            self.world.ship(picking.tts_order_ref, tracking_number=f'SC00000{number}')
            self.take(self.gb, picking.tts_order_ref)
        stale = self.env['tts.package'].search([('is_stale', '=', True)])
        self.assertEqual(len(stale), 2)
        self.sandbox.faults.next(21011003, path=f'/packages/{stale[0].tiktok_id}')
        self.report()
        self.assertFalse(stale.filtered('is_stale'))
        self.assertEqual(stale.mapped('status'), [False, 'PROCESSING'])

    def test_answer_about_no_package_is_not_asked_for_on_end(self):
        picking = self.sold()
        self.world.ship(picking.tts_order_ref, tracking_number='SC123456')
        self.take(self.gb, picking.tts_order_ref)
        asked = self.startPatcher(patch.object(
            FulfilmentCalls, 'package', side_effect=[{'id': ''}, AssertionError("Asked again")]))
        self.report()
        asked.assert_called_once()
        self.assertTrue(self.env['tts.package'].search([('is_stale', '=', True)]).next_attempt)

    def test_package_that_cannot_be_read_now_is_read_later(self):
        picking = self.sold()
        self.world.ship(picking.tts_order_ref, tracking_number='SC123456')
        self.take(self.gb, picking.tts_order_ref)
        stale = self.env['tts.package'].search([('is_stale', '=', True)])
        self.sandbox.faults.next(36009003, times=5, path=f'/packages/{stale.tiktok_id}')
        self.report()
        self.assertTrue(stale.is_stale)
        self.sandbox.faults.clear()
        stale.sudo().next_attempt = False
        self.report()
        self.assertFalse(stale.is_stale)
        self.assertEqual(picking.tts_report_state, 'reported')

    # === WORDS === #

    def test_retry_says_where_nothing_can_be_sent(self):
        picking = self.sold()
        picking.carrier_tracking_ref = False
        self.done(picking)
        self.gb.push_tracking = False
        self.assertEqual(picking.action_tts_retry()['params']['type'], 'warning')
        self.gb.push_tracking = True
        self.assertEqual(picking.action_tts_retry()['params']['type'], 'info')

    def test_reasons_are_in_the_language_of_who_reads_them(self):
        seen = []
        shipments = self.registry['tts.shipment']
        lacking = shipments._lacking_number
        self.env['res.lang']._activate_lang('fr_FR')
        self.gb.user_id = new_test_user(self.env, 'reader', 'base.group_user', lang='fr_FR')
        picking = self.sold()
        picking.carrier_tracking_ref = False
        self.done(picking)

        def noted(shipment):
            seen.append(shipment.env.lang)
            return lacking(shipment)

        self.startPatcher(patch.object(shipments, '_lacking_number', noted))
        self.report()
        self.assertEqual(seen, ['fr_FR'])
