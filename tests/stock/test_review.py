"""What holds beside others: other companies, causes that go away, changes without an end."""

from odoo.tests import tagged

from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestBesideOthers(StockCase):

    def setUp(self):
        super().setUp()
        self.push()
        self.told.clear()
        self.mug = self.sku(self.products[0])

    def test_worker_of_another_company(self):
        """The scheduled action runs in some company: what is promised is the shop's."""
        self.stock_up(self.mug.product_id, 7)
        place = self.mug.stock_ids[:1].warehouse_id
        order = self.env['tts.order'].create({
            'shop_id': self.gb.id, 'tiktok_id': '576', 'status': 'AWAITING_SHIPMENT'})
        self.env['tts.order.units']._renew(
            {order: {(self.mug.tiktok_id, place.tiktok_id): 2}}, order)
        other = self.env['res.company'].create({'name': "Other"})
        self.mug.with_company(other)._compare('stock')
        self.assertEqual(self.mug.wanted_quantity, 5)
