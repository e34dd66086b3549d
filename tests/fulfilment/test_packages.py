from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestPackages(GBCase):
    """Orders tell how far their packages are; what is new is read, and told to the transfers."""

    def setUp(self):
        super().setUp()
        self.stock_up(100)

    def in_package(self, payload, status='PROCESSING', ref='1153', number='AB123456', units=None):
        """Return an order as it is when (some of) its units are in a package."""
        items = [dict(unit) for unit in payload['line_items']]
        for item in items if units is None else items[units]:
            item.update(package_id=ref, package_status=status, tracking_number=number)
        return self.changed(payload, line_items=items)

    def package(self, payload, status='PROCESSING', ref='1153', number='AB123456', **extra):
        """Return what TikTok tells of a package when it is read."""
        return {
            'id': ref, 'status': status, 'tracking_number': number,
            'shipping_provider_name': "Royal Mail", 'shipping_provider_id': '7117',
            'orders': [{'id': payload['id']}], 'update_time': payload['update_time'],
            'order_line_item_ids': [
                item['id'] for item in payload['line_items'] if item.get('package_id') == ref],
            **extra}

    def take(self, *rows):
        Package = self.env['tts.package']
        Package._take(self.shop, list(rows))
        return Package.search([
            ('shop_id', '=', self.shop.id), ('tiktok_id', 'in', [row['id'] for row in rows])])

    def stale(self):
        return self.env['tts.package'].search([
            ('shop_id', '=', self.shop.id), ('is_stale', '=', True)]).mapped('tiktok_id')

    # === WHAT IS READ === #

    def test_package_that_is_not_arranged_is_not_read(self):
        self.mirror(self.in_package(self.payload(), 'TO_FULFILL', number=''))
        self.assertFalse(self.env['tts.package'].search([('shop_id', '=', self.shop.id)]))

    def test_arranged_one_is_read_once(self):
        payload = self.in_package(self.payload())
        self.mirror(payload)
        self.assertEqual(self.stale(), ['1153'])
        self.take(self.package(payload))
        self.assertFalse(self.stale())
        self.mirror(self.changed(payload, buyer_message="Please hurry"))
        self.assertFalse(self.stale())

    def test_one_that_goes_on_is_read_again(self):
        payload = self.in_package(self.payload())
        self.mirror(payload)
        self.take(self.package(payload))
        self.mirror(self.in_package(self.changed(payload), 'FULFILLING'))
        self.assertEqual(self.stale(), ['1153'])

    def test_orders_from_before_go_live_are_not_read(self):
        self.shop.go_live_date = '2030-01-01'
        self.mirror(self.in_package(self.payload('DELIVERED'), 'COMPLETED'))
        self.assertFalse(self.stale())

    def test_what_is_stale_is_not_applied_before_it_is_read(self):
        self.mirror(self.in_package(self.payload()))
        self.env['tts.package']._cron_apply()
        package = self.env['tts.package'].search([('shop_id', '=', self.shop.id)])
        self.assertEqual((package.state, package.is_stale), ('pending', True))

    # === WHAT TRANSFERS ARE TOLD === #

    def test_number_and_state_on_the_transfer(self):
        payload = self.in_package(self.payload())
        picking = self.mirror(payload).sale_order_id.picking_ids
        package = self.take(self.package(payload))
        self.assertEqual(package.picking_ids, picking)
        self.assertEqual(package.order_ids.tiktok_id, payload['id'])
        self.assertEqual(picking.carrier_tracking_ref, 'AB123456')
        self.assertEqual(picking.tts_report_state, 'reported')
        self.take(self.package(self.changed(payload), 'FULFILLING'))
        self.assertEqual(picking.tts_report_state, 'scanned')

    def test_number_of_a_person_stays(self):
        payload = self.in_package(self.payload())
        picking = self.mirror(payload).sale_order_id.picking_ids
        picking.carrier_tracking_ref = 'MINE1234'
        self.take(self.package(payload))
        self.assertEqual(picking.carrier_tracking_ref, 'MINE1234')

    def test_one_package_for_two_orders(self):
        payloads = [self.in_package(self.payload()) for _each in range(2)]
        pickings = self.mirror(*payloads).sale_order_id.picking_ids
        row = self.package(payloads[0], split_and_combine_tag='COMBINE')
        row['orders'] = [{'id': each['id']} for each in payloads]
        package = self.take(row)
        self.assertEqual(package.picking_ids, pickings)
        self.assertEqual(set(pickings.mapped('carrier_tracking_ref')), {'AB123456'})

    def test_package_of_an_unknown_order_waits_for_it(self):
        payload = self.in_package(self.payload())
        package = self.take(self.package(payload))
        self.assertEqual((package.state, package.reason_code), ('ignored', 'order'))
        self.mirror(payload)
        self.assertEqual(self.stale(), ['1153'])
        self.take(self.package(payload))
        self.assertEqual(package.state, 'applied')
        self.assertTrue(package.picking_ids)

    def test_cancelled_one_counts_no_more(self):
        payload = self.in_package(self.payload())
        picking = self.mirror(payload).sale_order_id.picking_ids
        self.take(self.package(payload), self.package(payload, 'CANCELLED', ref='1154'))
        self.assertEqual(picking.tts_report_state, 'reported')

    def test_odd_payloads(self):
        payload = self.in_package(self.payload())
        self.mirror(payload)
        row = self.package(payload, pickup_slot='none', orders=None, order_line_item_ids='x')
        row['status'] = None
        package = self.take(row)
        self.assertEqual((package.state, package.status), ('ignored', ''))

    def test_found_by_the_state_of_its_parcel(self):
        payload = self.in_package(self.payload())
        picking = self.mirror(payload).sale_order_id.picking_ids
        Picking = self.env['stock.picking']
        self.assertIn(picking, Picking.search([('tts_report_state', '=', 'none')]))
        self.take(self.package(payload))
        self.assertIn(picking, Picking.search([('tts_report_state', '=', 'reported')]))
        self.assertNotIn(picking, Picking.search([('tts_report_state', '=', 'none')]))
        self.assertNotIn(picking, Picking.search([('tts_report_state', '!=', 'reported')]))
