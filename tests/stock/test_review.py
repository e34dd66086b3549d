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

    # === WHAT WAS SET ASIDE === #

    def test_warehouse_taken_away_and_given_back(self):
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        places = self.mug.stock_ids.warehouse_id
        warehouse = places.warehouse_id
        places.warehouse_id = False
        self.mug._compare('stock')
        self.assertEqual(self.mug.stock_state, 'refused')
        places.warehouse_id = warehouse
        self.mug._compare('stock')
        self.assertEqual(self.mug.stock_state, 'waiting')

    def test_cured_at_tiktok(self):
        """What TikTok refuses of a product is tried again once it tells of another product."""
        self.gb.push_stock = True
        self.stock_up(self.mug.product_id, 7)
        listing = self.mug.listing_id
        self.sandbox.faults.next(12052530, path=f'/{listing.tiktok_id}/inventory/update')
        self.push()
        self.assertEqual(self.mug.stock_state, 'refused')
        self.process('tts.stock')
        self.assertEqual(self.mug.stock_state, 'refused')
        self.world.edit_product(listing.tiktok_id, title="Enamel camping mug, now cured")
        listing.action_fetch()
        self.process('tts.stock')
        self.assertEqual(self.mug.stock_state, 'sent')

    def test_what_could_not_be_worked_out_once(self):
        for kind, method in (('stock', '_work_out_stock'), ('price', '_compare_prices')):
            self.mug.write({'wanted_price': 12, 'pushed_price': 11})
            if kind == 'stock':
                self.stock_up(self.mug.product_id, 7)
            self.mug._compare(kind)
            wanted = self.mug[f'wanted_{"quantity" if kind == "stock" else "price"}']
            with (
                patch.object(self.registry['tts.sku'], method, side_effect=ValueError("Once")),
                self.assertLogs('odoo.addons.tiktok_shop.tools.sentences', 'ERROR'),
            ):
                self.mug._compare_safely(kind)
            self.assertEqual(self.mug[f'{kind}_state'], 'refused')
            self.mug._compare(kind)
            self.assertEqual((kind, self.mug[f'{kind}_state']), (kind, 'waiting'), wanted)

    def test_tiktok_has_it_in_fewer_warehouses(self):
        self.stock_up(self.mug.product_id, 7)
        kept = self.mug.stock_ids[:1].warehouse_id
        gone = kept.copy({'tiktok_id': '1', 'shop_id': self.gb.id})
        self.env['tts.stock'].create({
            'sku_id': self.mug.id, 'warehouse_id': gone.id, 'shop_id': self.gb.id})
        gone.share = 0
        self.mug._compare('stock')
        self.mug.write({'stock_state': 'refused', 'stock_attempts': 1})
        self.mug._compare('stock')
        self.assertEqual(self.mug.stock_state, 'refused')
        self.env['tts.stock']._assign({self.mug: {kept: 0}})
        self.mug._compare('stock')
        self.assertEqual(self.mug.stock_state, 'waiting')

    def test_what_never_has_a_price_to_send_is_not_refused(self):
        for field, why in (('is_gift', "gives this SKU away"), ('is_bundle', "virtual bundle")):
            with self.subTest(field):
                self.mug.write({
                    'own_price': 7, 'is_gift': False, 'is_bundle': False,
                    'price_state': 'refused', 'price_attempts': 1, field: True})
                with self.committing() as env:
                    told = self.mug.with_env(env).action_push_prices()
                self.assertEqual((self.mug.price_state, self.mug.price_attempts), ('none', 0))
                self.assertIn(why, self.mug.price_error)
                self.assertIn(why, told['params']['message'])
                self.assertEqual(self.told_of(self.mug), [])
        self.mug.is_bundle = False
        self.mug._compare('price')
        self.assertEqual((self.mug.price_state, self.mug.price_error), ('waiting', False))

    # === CHANGES WITHOUT AN END === #

    def test_marks_without_an_end(self):
        """What differs is sent although something is always marked."""
        self.gb.push_stock = True
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        with (
            patch.object(self.registry['tts.stock'], '_compare_marked', lambda _stock: True),
            self.committing() as env,
        ):
            env['tts.stock']._work({'stock': []}, by_itself=True, seconds=1)
        self.assertEqual(self.mug.stock_state, 'sent')

    def test_what_changes_all_the_time_gets_ripe(self):
        since = fields.Datetime.now() - timedelta(seconds=10)
        for kind, field in (('stock', 'fixed_quantity'), ('price', 'own_price')):
            self.mug.stock_rule = 'fixed'
            self.mug[field] = 7
            self.mug._compare(kind)
            self.mug[f'{kind}_since'] = since
            self.mug[field] = 6
            self.mug._compare(kind)
            self.assertEqual(self.mug[f'{kind}_state'], 'waiting')
            self.assertEqual(self.mug[f'{kind}_since'], since)

    def test_orders_that_cannot_be_read(self):
        """What fails in one shop's orders ends nobody else's stock: its own has to wait."""
        self.gb.write({'push_stock': True, 'import_orders': True, 'caught_up': False})
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        with (
            patch.object(Client, 'walk_orders', side_effect=ValueError("Never seen")),
            self.assertLogs('odoo.addons.tiktok_shop.models.stock.tts_stock_work', 'ERROR'),
            self.committing() as env,
        ):
            self.assertTrue(env['tts.stock']._work({'stock': []}))
        self.assertEqual(self.mug.stock_state, 'waiting')
