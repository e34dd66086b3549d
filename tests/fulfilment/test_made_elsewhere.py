from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common import TtsCase
from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestMadeElsewhere(TtsCase):
    """What was arranged in Seller Center comes to its transfer."""

    sandbox_options = {'markets': ('MY',)}

    def setUp(self):
        super().setUp()
        self.my = self.shop('MY')
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.my.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    def query(self):
        """Do what the schedule does of the switch, and read what it has found."""
        now = fields.Datetime.now()
        self.env['tts.sync']._start(
            self.my, 'packages', {'date_from': now - timedelta(hours=1), 'date_to': now})
        self.process()
        self.process('stock.picking', '_tts_cron_report')

    def test_number_package_and_then_the_transfer_is_done(self):
        self.my.write({
            'shipped_policy': 'move', 'push_tracking': False,
            'shipped_location_id': self.my.warehouse_ids.warehouse_id[:1].lot_stock_id.id})
        order, sale = self.order(self.my, shipping_type='TIKTOK')
        picking = sale.picking_ids
        self.assertFalse(picking.carrier_tracking_ref)
        self.world.ship(order.tiktok_id)
        self.query()  # no news of the order itself
        [package] = self.world.order(order.tiktok_id).packages
        self.assertEqual(picking.tts_package_ids.tiktok_id, package.id)
        self.assertEqual(picking.carrier_tracking_ref, package.tracking_number)
        self.assertEqual((picking.tts_report_state, picking.state), ('reported', 'assigned'))
        self.world.collect(order.tiktok_id)
        self.take(self.my, order.tiktok_id)
        self.query()
        self.assertEqual(
            (picking.tts_report_state, picking.state), ('scanned', 'done'), order.reason)

    def test_switch(self):
        Sync = self.env['tts.sync']
        self.my.push_tracking = False
        self.assertTrue(self.my.fetch_packages)
        self.assertTrue(Sync._packages_since(self.my))
        self.my.write({'fetch_packages': False, 'push_tracking': True})
        self.assertIsNone(Sync._packages_since(self.my))


@tagged('post_install', '-at_install')
class TestMadeElsewhereOdd(GBCase):
    """Numbers that come later, or are two; parcels of TikTok's own warehouse."""

    def setUp(self):
        super().setUp()
        self.stock_up(100)

    def packed(self, payload, status='PROCESSING', number=''):
        items = [{**item, 'package_id': '1153', 'package_status': status,
                  'tracking_number': number} for item in payload['line_items']]
        return self.changed(payload, line_items=items)

    def told(self, payload, status='PROCESSING', number='', **extra):
        self.env['tts.package']._take(self.shop, [{
            'id': '1153', 'status': status, 'tracking_number': number,
            'orders': [{'id': payload['id']}], 'update_time': payload['update_time'],
            'order_line_item_ids': [item['id'] for item in payload['line_items']], **extra}])
        return self.env['tts.package'].search([
            ('shop_id', '=', self.shop.id), ('tiktok_id', '=', '1153')])

    def test_number_that_appears_later(self):
        payload = self.packed(self.payload())
        picking = self.mirror(payload).sale_order_id.picking_ids
        package = self.told(payload)
        self.assertEqual((package.picking_ids, picking.carrier_tracking_ref), (picking, False))
        payload = self.packed(payload, number='MY12345678')
        self.mirror(payload)
        self.assertTrue(package.is_stale)
        self.told(payload, number='MY12345678', last_mile_tracking_number='9400111')
        self.assertEqual(picking.carrier_tracking_ref, 'MY12345678')
        self.assertEqual(picking.tts_last_mile_number, '9400111')
        for number in ('MY12345678', '9400111'):
            self.assertEqual(picking.search([('tts_found', '=', number)]), picking)

    def test_parcel_of_tiktoks_warehouse(self):
        payload = self.payload(
            fulfillment_type='FULFILLMENT_BY_TIKTOK', shipping_type='TIKTOK')
        self.stock_up(5, self.shop.fbt_location_id)
        order = self.mirror(payload)
        payload = self.packed(payload, 'FULFILLING', 'FBT1234567')
        package = self.told(payload, 'FULFILLING', 'FBT1234567')
        self.assertFalse(package.picking_ids)  # nothing of it has moved here
        payload['status'] = 'IN_TRANSIT'
        self.mirror(self.changed(payload))
        picking = order.sale_order_id.picking_ids
        self.assertEqual((picking.state, picking.tts_package_ids), ('done', package))
        self.assertEqual(picking.carrier_tracking_ref, 'FBT1234567')
        self.assertFalse(picking.tts_can_arrange)
        self.assertFalse(package.filtered_domain(package._label_wanted()))
        self.assertIn("TikTok's warehouse", package._label_lacking())
