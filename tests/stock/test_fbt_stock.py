from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .. import payloads
from ..shop_case import GBCase
from ..stock_case import StockCase


def row(goods, skus, total=0, warehouse='1', **figures):
    """Return a row of TikTok's search."""
    return {
        'goods': {'id': goods, 'skus': [{'id': sku} for sku in skus]},
        'fbt_warehouse_id': warehouse, 'in_transit_quantity': figures.pop('in_transit', 0),
        'on_hand_detail': {'total_quantity': total, **{
            f'{name}_quantity': units for name, units in figures.items()}},
    }


class Answers:
    """TikTok's FBT stock: what is there; goods of which nothing is there by name alone."""

    def __init__(self, *rows):
        self.rows = rows
        self.asked = []

    def fbt_inventory(self, _cipher, sku_ids=()):
        self.asked.append(list(sku_ids))
        if not sku_ids:
            return [each for each in self.rows if each['on_hand_detail']['total_quantity']]
        return [each for each in self.rows
                if {sku['id'] for sku in each['goods']['skus']} & set(sku_ids)]


@tagged('post_install', '-at_install')
class TestFbtStock(GBCase):
    """What TikTok's own warehouses have, and Odoo's location for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.state = 'connected'
        cls.location = cls.shop.fbt_location_id
        cls.skus = cls.env['tts.sku'].create([{
            'shop_id': cls.shop.id, 'tiktok_id': letter, 'seller_sku': letter,
            'product_id': cls.products[letter].id,
        } for letter in 'ABC'])
        cls.a, cls.b, cls.c = cls.skus

    def fetch(self, *rows, shop=None):
        """Have the button fetch what TikTok has; return the run."""
        run = self.env['tts.sync'].browse((shop or self.shop).action_fetch_fbt()['res_id'])
        with self.tiktok(*rows):
            self.env['tts.sync']._process()
        return run

    @contextmanager
    def tiktok(self, *rows):
        answers = Answers(*rows)

        @contextmanager
        def client(_shop, **_options):
            yield answers

        def commit(cron, *_args, **_more):
            cron.env.invalidate_all()
            return 60

        with (
            patch.object(self.registry['tts.shop'], '_tiktok', client),
            patch.object(self.registry['ir.cron'], '_commit_progress', commit),
        ):
            yield answers

    def at_tiktok(self, sku):
        return {name: sku[f'fbt_{name}'] for name in (
            'on_hand', 'available', 'reserved', 'unfulfillable', 'in_transit')}

    def adjustments(self):
        return self.env['stock.move'].search([
            ('reference', '=', f"TikTok Shop: FBT stock as TikTok counts it ({self.shop.name})")])

    # === ON SCREEN === #

    def test_figures_of_all_warehouses(self):
        run = self.fetch(
            row('G', ['A'], 10, available=6, reserved=3, unfulfillable=1, in_transit=4),
            row('G', ['A'], 5, '2', available=5))
        self.assertEqual(self.at_tiktok(self.a), {
            'on_hand': 15, 'available': 11, 'reserved': 3, 'unfulfillable': 1, 'in_transit': 4})
        self.assertTrue(self.a.is_fbt and self.a.fbt_date)
        self.assertFalse(self.b.is_fbt or self.b.fbt_date)
        self.assertEqual((run.state, run.done, run.message), (
            'done', 1, "SKUs with stock in TikTok's warehouses: 1."))

    def test_skus_are_known_by_their_match_alone(self):
        """Whatever goods are called: a SKU that nothing is matched with is the seller's own."""
        self.fetch({**row('G', ['nobody knows'], 5), 'name': "B", 'reference_code': 'B'})
        self.assertFalse(any(self.skus.mapped('is_fbt')))

    def test_what_is_sold_out_is_asked_for_by_name(self):
        self.fetch(row('G', ['A'], 5))
        with self.tiktok(row('G', ['A'], 0, in_transit=7)) as answers:
            self.shop.action_fetch_fbt()
            self.env['tts.sync']._process()
        self.assertEqual(answers.asked, [[], ['A']])
        self.assertEqual((self.a.is_fbt, self.a.fbt_on_hand, self.a.fbt_in_transit), (True, 0, 7))

    def test_what_is_not_matched_any_more_is_the_sellers_own(self):
        self.fetch(row('G', ['A'], 5))
        self.fetch(row('G', ['B'], 5))
        self.assertEqual((self.a.is_fbt, self.a.fbt_on_hand), (False, 0))
        self.assertTrue(self.b.is_fbt)

    def test_odd_rows_stop_nothing(self):
        self.fetch(
            row('G', ['A'], 5), {**row('H', ['B'], 5), 'goods': {'id': 'H', 'skus': [3, {}, None]}},
            {**row('I', ['B'], 5), 'on_hand_detail': {'total_quantity': 'many'}},
            {'goods': {'id': {}}, 'on_hand_detail': {'total_quantity': 1}})
        self.assertEqual((self.a.fbt_on_hand, self.b.fbt_on_hand), (5, 0))

    # === ODOO'S LOCATION === #

    def test_it_stays_as_it_is_unless_the_switch_is_on(self):
        self.fetch(row('G', ['A'], 5))
        self.assertEqual(self.on_hand(self.location), 0)
        self.assertFalse(self.adjustments())

    def test_it_is_brought_to_what_tiktok_has_on_hand(self):
        self.shop.adjust_fbt = True
        self.stock_up(3)
        self.fetch(row('G', ['A'], 5, in_transit=9), row('G', ['A'], 2, '2'))
        self.assertEqual((self.on_hand(self.location), self.on_hand()), (7, 3))
        move = self.adjustments()
        self.assertEqual((move.quantity, move.state, move.is_inventory), (7, 'done', True))
        self.assertEqual(move.location_id, self.product.property_stock_inventory)
        self.fetch(row('G', ['A'], 4))
        self.assertEqual(self.on_hand(self.location), 4)
        self.assertEqual(sorted(self.adjustments().mapped('quantity')), [3, 7])
        self.fetch(row('G', ['A'], 4))
        self.assertEqual(len(self.adjustments()), 2)

    def test_what_is_gone_at_tiktok_goes(self):
        self.shop.adjust_fbt = True
        self.fetch(row('G', ['A'], 5))
        self.fetch(row('G', ['A'], 0))
        self.assertEqual(self.on_hand(self.location), 0)

    def test_what_tiktok_never_counted_stays(self):
        self.shop.adjust_fbt = True
        self.stock_up(5, self.location, self.products['B'])
        self.fetch(row('G', ['A'], 5))
        self.assertEqual(self.on_hand(self.location, self.products['B']), 5)

    def test_goods_are_there_once_however_many_skus_they_are_matched_with(self):
        self.shop.adjust_fbt = True
        self.b.product_id = self.product
        self.fetch(row('G', ['A', 'B'], 5))
        self.assertEqual((self.a.fbt_on_hand, self.b.fbt_on_hand), (5, 5))
        self.assertEqual(self.on_hand(self.location), 5)
        self.fetch(row('G', ['A', 'B'], 5), row('H', ['B'], 2))
        self.assertEqual(self.on_hand(self.location), 7)

    def test_packs_are_units_of_the_product(self):
        self.shop.adjust_fbt = True
        self.a.quantity = 3
        self.fetch(row('G', ['A'], 5))
        self.assertEqual(self.on_hand(self.location), 15)
        self.b.product_id = self.product
        self.fetch(row('G', ['A', 'B'], 5))  # a pack that is sent as three single ones
        self.assertEqual(self.on_hand(self.location), 5)

    def test_what_lies_below_the_location_counts(self):
        self.shop.adjust_fbt = True
        shelf = self.env['stock.location'].create(
            {'name': "Shelf", 'usage': 'internal', 'location_id': self.location.id})
        self.stock_up(4, shelf)
        self.stock_up(4, self.location)
        self.fetch(row('G', ['A'], 5))
        self.assertEqual(self.on_hand(self.location) + self.on_hand(shelf), 5)
        self.fetch(row('G', ['A'], 9))
        self.assertEqual(self.on_hand(self.location) + self.on_hand(shelf), 9)

    def test_lots_and_goods_of_several_products_are_left_alone_and_said(self):
        self.shop.adjust_fbt = True
        self.product.tracking = 'lot'
        run = self.fetch(row('G', ['A'], 5), row('H', ['B', 'C'], 5))
        for product in self.products.values():
            self.assertEqual(self.on_hand(self.location, product), 0)
        for name in ('[A]', '[B]', '[C]'):
            self.assertIn(name, run.message)

    def test_a_location_of_two_shops_is_left_alone_and_said(self):
        other = self.make_shop('DE', fbt_location_id=self.location.id)
        self.shop.adjust_fbt = True
        run = self.fetch(row('G', ['A'], 5))
        self.assertEqual(self.on_hand(self.location), 0)
        self.assertIn(other.name, run.message)

    def test_services_and_unknown_products_have_no_stock(self):
        self.shop.adjust_fbt = True
        self.product.is_storable = False
        self.b.product_id = False
        run = self.fetch(row('G', ['A', 'B'], 5))
        self.assertEqual((run.state, self.a.fbt_on_hand), ('done', 5))
        self.assertFalse(self.adjustments())

    def test_an_order_that_leaves_takes_from_it(self):
        self.shop.adjust_fbt = True
        self.fetch(row('G', [payloads.unit('A', '1')['sku_id']], 5))
        self.a.tiktok_id = payloads.unit('A', '1')['sku_id']
        self.fetch(row('G', [self.a.tiktok_id], 5))
        self.mirror(self.payload('IN_TRANSIT', fulfillment_type='FULFILLMENT_BY_TIKTOK'))
        self.assertEqual(self.on_hand(self.location), 3)

    # === BY ITSELF === #

    def test_once_a_day_where_there_is_anything(self):
        Sync = self.env['tts.sync']
        self.assertNotIn('fbt', Sync._news_of(self.shop))
        self.mirror(self.payload(fulfillment_type='FULFILLMENT_BY_TIKTOK',
                                 create_time=int(fields.Datetime.now().timestamp())))
        self.assertIn('fbt', Sync._news_of(self.shop))
        run = self.fetch(row('G', ['A'], 5))
        self.assertNotIn('fbt', Sync._news_of(self.shop))
        self.env.cr.execute("UPDATE tts_sync SET create_date = %s WHERE id = %s", [
            fields.Datetime.now() - timedelta(hours=25), run.id])
        self.env.invalidate_all()
        self.assertIn('fbt', Sync._news_of(self.shop))

    def test_webhook_names_a_seller_and_the_sku_tells_the_shop(self):
        self.shop.adjust_fbt = True
        other = self.make_shop('DE')
        event = self.env['tts.event'].create({
            'account_id': self.account.id, 'type': 24, 'kind': 'fbt', 'tiktok_ref': 'A',
            'notification_id': '1'})
        unknown = event.copy({'tiktok_ref': 'X', 'notification_id': '2'})
        with self.tiktok(row('G', ['A'], 5), row('H', ['B'], 3)) as answers:
            self.env['tts.event']._process()
        self.assertEqual((event.state, unknown.state), ('done', 'done'))
        self.assertEqual(answers.asked, [['A']])
        self.assertEqual((self.a.fbt_on_hand, self.on_hand(self.location)), (5, 5))
        self.assertFalse(self.b.fbt_date)
        self.assertFalse(self.env['tts.sku'].search([('shop_id', '=', other.id)]))


@tagged('post_install', '-at_install')
class TestFbtOverHttp(StockCase):
    """The same, as the sandbox tells it."""

    def test_goods_that_tiktok_fulfils(self):
        mug = self.sku(self.products[0])
        self.world.set_fbt(mug.listing_id.tiktok_id, available=7, unfulfillable=2, in_transit=4)
        self.gb.adjust_fbt = True
        self.gb.action_fetch_fbt()
        self.process()
        self.assertEqual(
            (mug.is_fbt, mug.fbt_on_hand, mug.fbt_available, mug.fbt_unfulfillable,
             mug.fbt_in_transit), (True, 9, 7, 2, 4))
        location = self.gb.fbt_location_id
        self.assertEqual(mug.product_id.with_context(location=location.id).qty_available, 9)

    def test_it_is_found_out_before_stock_is_sent_by_itself(self):
        mug = self.sku(self.products[0])
        self.world.set_fbt(mug.listing_id.tiktok_id, available=7)
        self.gb.push_stock = True
        self.process()
        self.assertTrue(mug.is_fbt)
        mug._compare('stock')
        self.assertEqual(mug.stock_state, 'none')
