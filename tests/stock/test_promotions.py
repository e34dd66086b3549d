"""Promotions at TikTok lock prices and hold stock up: until when, and what a person can do."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client import Client
from ...client.errors import PermissionMissing
from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestPromotions(StockCase):

    def setUp(self):
        super().setUp()
        self.mug = self.sku(self.products[0])
        self.stock_up(self.mug.product_id, 9)
        self.push()
        self.gb.push_stock = self.gb.push_prices = True
        self.told.clear()
        self.sandbox.calls.clear()

    def promote(self, sku=None, **options):
        """Begin a promotion for the product of a SKU; return it."""
        if not options.keys() & {'products', 'skus', 'level'}:
            options['products'] = [(sku or self.mug).listing_id.tiktok_id]
        promotion = self.world.create_promotion(shop=self.gb.tiktok_id, **options)
        self.addCleanup(self.end, promotion)
        return promotion

    def end(self, promotion):
        """End a promotion at TikTok, if it has not."""
        if promotion.status(self.world.clock.now()) in ('NOT_START', 'ONGOING'):
            self.world.end_promotion(promotion)

    def fetch_promotions(self):
        self.env['tts.sync']._start(self.gb, 'promotions', {})
        self.process()
        return self.env['tts.promotion'].search([('shop_id', '=', self.gb.id)])

    def ring(self, number, promotion):
        """Have a webhook about a promotion served."""
        count = self.env['tts.event'].search_count([])
        self.env['tts.event'].create({
            'account_id': self.account.id, 'shop_id': self.gb.id, 'type': number,
            'kind': 'promotion', 'tiktok_ref': promotion.id,
            'notification_id': f'{promotion.id}-{count}'})
        self.process('tts.event')

    def lower(self, quantity=2):
        """Take units of the mug out of stock, and have that sent."""
        self.stock_up(self.mug.product_id, quantity)
        self.mug._compare('stock')
        self.process('tts.stock')

    def todos(self):
        return self.env['mail.activity'].sudo().search([
            ('res_model', '=', 'tts.listing'), ('res_id', '=', self.mug.listing_id.id)])

    def asked(self, path):
        return [call for call in self.sandbox.calls if path in call.path]

    # === WHAT IS KNOWN OF THEM === #

    def test_running_ones_are_fetched_with_what_they_hold(self):
        there = self.promote(title="Spring", lasts=7200)
        self.promote(begins_in=3600, products=[self.mug.listing_id.tiktok_id])
        [promotion] = self.fetch_promotions()
        self.assertEqual(
            (promotion.tiktok_id, promotion.title, promotion.type_label, promotion.status_label),
            (there.id, "Spring", "Discount", "Running"))
        self.assertEqual(promotion.end_time.timestamp(), there.end)
        self.assertEqual(promotion.listing_ids, self.mug.listing_id)
        self.assertEqual(self.mug._promotion(), promotion)
        until = promotion.end_time, "Spring"
        self.assertEqual(
            self.gb._locked_until(self.gb_skus()),
            dict.fromkeys(self.mug.listing_id.sku_ids, until))

    def gb_skus(self):
        return self.env['tts.sku'].search(
            [('shop_id', '=', self.gb.id), ('listing_id', '!=', False)])

    def test_single_skus_and_the_whole_shop(self):
        self.promote(skus=[self.mug.tiktok_id])
        self.fetch_promotions()
        self.assertEqual(list(self.gb_skus()._promotions()), [self.mug])
        self.promote(level='SHOP', type='SHIPPING_DISCOUNT', lasts=None)
        self.fetch_promotions()
        skus = self.gb_skus()
        self.assertEqual(set(skus._promotions()), set(skus))
        ends = {end for end, _title in self.gb._locked_until(skus).values()}
        self.assertEqual(ends, {False}, "What has no end ends last")

    def test_what_is_over_is_not_running(self):
        there = self.promote()
        promotion = self.fetch_promotions()
        self.world.end_promotion(there)
        self.env.cr.execute("UPDATE tts_promotion SET told = told - interval '1 day'")
        promotion.invalidate_recordset()
        self.fetch_promotions()
        self.assertEqual(promotion.status, 'EXPIRED')
        self.assertFalse(self.mug._promotion())

    def test_what_has_ended_by_the_clock_holds_nothing(self):
        self.promote()
        promotion = self.fetch_promotions()
        promotion.end_time = fields.Datetime.now() - timedelta(seconds=1)
        self.assertFalse(self.mug._promotion())

    def test_missing_scope_is_said_once_on_the_shop(self):
        refusal = PermissionMissing(105005, "No scope")
        with patch.object(Client, 'promotions', side_effect=refusal):
            self.fetch_promotions()
        self.assertIn("lacks a permission", self.gb.promotions_problem)
        run = self.env['tts.sync'].search([('kind', '=', 'promotions')])
        self.assertEqual(run.state, 'done')
        self.fetch_promotions()
        self.assertFalse(self.gb.promotions_problem)

    def test_once_a_day_where_something_is_sent_by_itself(self):
        Sync = self.env['tts.sync']
        self.assertIn('promotions', Sync._news_of(self.gb))
        self.fetch_promotions()
        self.assertNotIn('promotions', Sync._news_of(self.gb))
        self.gb.push_stock = self.gb.push_prices = False
        Sync.search([('kind', '=', 'promotions')]).unlink()
        self.assertNotIn('promotions', Sync._news_of(self.gb))

    # === WHEN WHAT THEY LOCK IS SENT === #

    def test_a_refused_price_has_promotions_fetched_and_waits_for_the_end(self):
        there = self.promote(lasts=7200)
        self.mug.own_price = 3.33
        self.mug._compare('price')
        self.process('tts.stock')
        self.assertEqual(self.mug.price_state, 'waiting')
        self.process()
        self.assertTrue(self.mug._promotion())
        self.assertFalse(self.mug.price_retry, "Tried again now that its end is known")
        self.process('tts.stock')
        self.assertEqual(self.mug.price_retry.timestamp(), there.end)

    def test_its_end_frees_at_once(self):
        there = self.promote(lasts=7200)
        self.fetch_promotions()
        self.mug.own_price = 4.44
        self.mug._compare('price')
        self.process('tts.stock')
        self.assertTrue(self.mug.price_retry)
        self.world.end_promotion(there)
        self.ring(39, there)
        self.assertFalse(self.mug.price_retry)
        self.process('tts.stock')
        self.assertEqual(self.mug.price_state, 'sent')

    def test_a_webhook_tells_of_new_and_of_changed_ones(self):
        there = self.promote()
        self.ring(63, there)
        self.assertTrue(self.mug._promotion())
        self.world.change_promotion(there, remove=[self.mug.listing_id.tiktok_id])
        self.ring(63, there)
        self.assertFalse(self.mug._promotion())

    def test_what_is_being_sent_is_left_alone(self):
        soon = fields.Datetime.now() + timedelta(minutes=2)
        self.mug.write({'stock_state': 'waiting', 'stock_retry': soon})
        self.mug._try_again()
        self.assertEqual(self.mug.stock_retry, soon)

    # === WHAT MAY BE OVERSOLD === #

    def test_stock_that_cannot_be_lowered_is_a_todo_until_it_is(self):
        there = self.promote(title="Spring")
        self.fetch_promotions()
        self.lower()
        self.assertIn('12052393', self.mug.oversale)
        [todo] = self.todos()
        self.assertIn(self.mug.seller_sku, todo.summary)
        self.assertIn("Spring", todo.note)
        self.assertEqual(self.mug.listing_id.oversale_count, 1)
        self.world.end_promotion(there)
        self.ring(39, there)
        self.process('tts.stock')
        self.assertEqual(sum(self.there(self.mug).values()), 2)
        self.assertFalse(self.mug.oversale)
        self.assertFalse(self.todos())
        self.assertEqual(self.mug.listing_id.oversale_count, 0)

    def test_other_refusals_are_no_oversale(self):
        path = f'/{self.mug.listing_id.tiktok_id}/inventory/update'
        self.sandbox.faults.next(12052700, path=path)
        self.lower()
        self.assertEqual(self.mug.stock_state, 'refused')
        self.assertFalse(self.todos())

    def test_taken_out_of_the_promotion(self):
        self.promote()
        self.lower()
        self.assertTrue(self.todos())
        self.mug.listing_id.action_leave_promotion()
        self.assertFalse(self.mug._promotion())
        self.assertFalse(self.mug.stock_retry)
        self.process('tts.stock')
        self.assertEqual(sum(self.there(self.mug).values()), 2)
        self.assertFalse(self.todos())

    def test_single_skus_are_taken_out_alone(self):
        there = self.promote(skus=[self.mug.tiktok_id])
        self.mug.action_leave_promotion()
        self.assertFalse(there.products)

    def test_what_is_for_the_whole_shop_cannot_be_left(self):
        self.promote(level='SHOP')
        with self.assertRaisesRegex(UserError, "whole shop"):
            self.mug.action_leave_promotion()

    def test_no_promotion_is_known(self):
        with self.assertRaisesRegex(UserError, "no running promotion"):
            self.mug.action_leave_promotion()
        refusal = PermissionMissing(105005, "No scope")
        with (
            patch.object(Client, 'promotions', side_effect=refusal),
            self.assertRaisesRegex(UserError, "lacks a permission"),
        ):
            self.mug.action_leave_promotion()

    def test_deactivated(self):
        # The world is the class's: the others' product stays on sale.
        others = self.gb_skus() - self.mug.listing_id.sku_ids
        self.mug = others.filtered(lambda sku: sku.product_id and not sku.is_fbt)[:1]
        self.stock_up(self.mug.product_id, 9)
        self.push()
        self.promote()
        self.lower()
        self.mug.action_deactivate()
        self.assertEqual(self.mug.listing_id.status, 'SELLER_DEACTIVATED')
        self.assertFalse(self.mug.stock_retry)
