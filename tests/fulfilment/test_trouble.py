from odoo import fields
from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestTrouble(GBCase):
    """What goes wrong with a parcel on its way is somebody's to see to, until it is over."""

    def setUp(self):
        super().setUp()
        self.stock_up(100)
        payload = self.payload('IN_TRANSIT')
        for item in payload['line_items']:
            item.update(
                package_id='1153', package_status='FULFILLING', tracking_number='AB123456')
        self.sold = payload
        self.picking = self.mirror(self.changed(payload, 'AWAITING_SHIPMENT')
                                   ).sale_order_id.picking_ids
        self.deliver(self.picking)

    def told(self, status='FULFILLING', **what):
        """Have TikTok tell of the package a minute later."""
        self.sold['update_time'] += 60
        row = {
            'id': '1153', 'status': status, 'tracking_number': 'AB123456',
            'orders': [{'id': self.sold['id']}], 'update_time': self.sold['update_time'],
            'order_line_item_ids': [item['id'] for item in self.sold['line_items']], **what}
        self.env['tts.package']._take(self.shop, [row])
        self.env.invalidate_all()
        return self.env['tts.package'].search([
            ('shop_id', '=', self.shop.id), ('tiktok_id', '=', '1153')])

    def todos(self):
        return self.picking.activity_ids.filtered(
            lambda todo: (todo.tts_code or '').startswith('trouble:'))

    def test_lost_and_found(self):
        self.told(ship_exception_reason='PACKAGE_LOST', sub_status='SHIP_EXCEPTION')
        self.assertIn("has lost", self.todos().summary)
        self.assertIn("Claim for it", self.todos().note)
        self.assertIn("has lost", self.picking.tts_trouble)
        self.assertIn("has lost", self.picking._tts_orders().trouble)
        self.told(ship_exception_reason='PACKAGE_LOST', sub_status='SHIP_EXCEPTION')
        self.assertEqual(len(self.todos()), 1)
        self.told('COMPLETED', sub_status='DELIVERED', ship_exception_reason='PACKAGE_LOST')
        self.assertFalse(self.todos())
        self.assertFalse(self.picking.tts_trouble)

    def test_what_a_person_is_done_with_is_not_asked_for_again(self):
        self.told(ship_exception_reason='PACKAGE_SCRAP')
        self.todos().action_feedback()
        self.told(ship_exception_reason='PACKAGE_SCRAP')
        self.assertFalse(self.todos())
        self.assertTrue(self.picking.tts_trouble)

    def test_returned_to_the_seller_until_it_is_here(self):
        self.told('COMPLETED', ship_exception_reason='RETURNED_TO_SHIPPER')
        self.assertIn("comes back", self.todos().summary)
        self.deliver(self.take_back(self.picking))
        self.assertFalse(self.todos())
        self.assertFalse(self.picking.tts_trouble)

    def test_each_kind_has_its_words(self):
        for sub_status, reason, words in (
            ('SHIP_EXCEPTION', 'PACKAGE_DAMAGAED', "has damaged"),
            ('SHIP_EXCEPTION', None, "could not be delivered"),
            ('PART_DELIVERED_AND_EXCEPTION', '', "Only a part"),
            ('SHIP_EXCEPTION', 'EATEN<b>', "went wrong: EATEN<b>"),
        ):
            with self.subTest(sub_status, reason=reason):
                package = self.told(sub_status=sub_status, ship_exception_reason=reason)
                self.assertEqual(len(self.todos()), 1)
                self.assertIn(words, self.todos().summary)
                self.assertNotIn('<b>', self.todos().note)
                self.assertTrue(package.trouble)
        self.told('CANCELLED', ship_exception_reason='PACKAGE_LOST')
        self.assertFalse(self.todos())

    def test_search_that_tells_a_later_change_has_the_package_read(self):
        package = self.told()
        run = self.env['tts.sync'].new({'shop_id': self.shop.id})
        row = {'id': '1153', 'status': 'FULFILLING', 'tracking_number': 'AB123456',
               'orders': [{'id': self.sold['id']}], 'update_time': self.sold['update_time']}
        run._packages_take([row])
        self.assertFalse(package.is_stale)
        run._packages_take([{**row, 'update_time': row['update_time'] + 1}])
        self.assertTrue(package.is_stale)

    def test_scanned_and_delivered_stay_known(self):
        package = self.told()
        self.assertTrue(package.is_scanned)
        self.assertFalse(self.picking.tts_delivered_date)
        self.told('COMPLETED')
        moment = fields.Datetime.from_string('1970-01-01')
        self.assertEqual(
            (self.picking.tts_delivered_date - moment).total_seconds(), self.sold['update_time'])
