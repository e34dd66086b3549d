"""What holds beside others: other companies, causes that go away, changes without an end."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...client import Client
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

    def test_orders_are_asked_for_from_where_the_schedule_has_been(self):
        now = fields.Datetime.now()
        self.gb.caught_up, self.gb.orders_watermark = now - timedelta(days=30), now
        with (
            patch.object(Client, 'walk_orders', return_value=iter(())) as walked,
            self.gb._tiktok() as client,
        ):
            self.gb._catch_up_orders(client)
        [[since, until]] = walked.call_args.args[2]['ranges']
        self.assertLess(until - since, 3600)
