import re
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models import ir_cron

from ...client import Client
from ...client.transport import parse_retry_after
from ...models.engine.tts_work import pause
from ..common import TtsCase

WRITES = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM)\s+"?(\w+)')
LOG = 'odoo.addons.tiktok_shop.models.connection.tts_account_token'


class FetchCase(TtsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, 'tts_user', 'tiktok_shop.group_user')
        cls.gb = cls.account.shop_ids.filtered(lambda shop: shop.region == 'GB')
        cls.cron = cls.env.ref('tiktok_shop.ir_cron_sync')

    def wizard(self, **vals):
        """Open the wizard as a user and fill in some of its fields."""
        return self.env['tts.order.fetch'].with_user(self.user).create(vals)

    def start(self, shop=None, days=365, date_field='create_time'):
        """Start a run over the last days, and leave it waiting."""
        now = fields.Datetime.now()
        shop = (shop or self.gb).with_user(self.user)
        return shop.action_fetch_orders(now - timedelta(days=days), now, date_field)

    def process_page(self):
        """Let the scheduled action do one page."""
        with self.one_page():
            self.process()

    def come_due(self, run):
        """Let the time pass until a run is to be tried again."""
        # The database's clock stands still since the tests of this class began.
        run.sudo().next_attempt = fields.Datetime.now() - timedelta(days=1)

    def mirrored(self, shop=None):
        """Return TikTok's ids of a shop's orders in Odoo, one per row."""
        return (
            self.env['tts.order']
            .search([('shop_id', '=', (shop or self.gb).id)])
            .mapped('tiktok_id')
        )

    def true_ids(self, shop=None):
        return [
            order.id for order in self.world.orders_of(self.world.shop((shop or self.gb).tiktok_id))
        ]

    def assertComplete(self, run):
        """Check that a run over all orders has brought each of them, once."""
        self.assertEqual(run.state, 'done', run.message)
        self.assertCountEqual(self.mirrored(run.shop_id), self.true_ids(run.shop_id))


class TestFetch(FetchCase):
    sandbox_options = {'markets': ('GB', 'VN'), 'orders': 24}

    # === WHAT THE WIZARD TAKES === #

    def test_wizard_offers_the_connected_shops_and_the_last_week(self):
        form = Form(self.env['tts.order.fetch'].with_user(self.user))
        self.assertEqual(form.shop_ids[:], self.account.shop_ids.with_user(self.user))
        today = fields.Date.context_today(self.user)
        self.assertEqual((form.date_from, form.date_to), (today - timedelta(days=7), today))
        self.assertTrue(form.has_shop)

    def test_wizard_of_a_shop_is_for_this_shop(self):
        action = self.gb.with_user(self.user).action_open_fetch()
        wizard = self.env['tts.order.fetch'].with_context(**action['context']).create({})
        self.assertEqual(wizard.shop_ids, self.gb)

    def test_fetch_data_returns_at_once_and_shows_the_run(self):
        action = self.wizard(shop_ids=self.gb.ids).action_fetch()
        run = self.env['tts.sync'].browse(action['res_id'])
        self.assertEqual((action['res_model'], run.shop_id), ('tts.sync', self.gb))
        self.assertEqual((run.state, run.progress), ('pending', 0))
        self.assertFalse(self.sandbox.calls)
        self.assertTrue(self.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)]))

    def test_several_shops_are_a_run_each(self):
        action = self.wizard(shop_ids=self.account.shop_ids.ids).action_fetch()
        runs = self.env['tts.sync'].search(action['domain'])
        self.assertEqual(runs.shop_id, self.account.shop_ids)
        self.process()
        self.assertEqual(set(runs.mapped('state')), {'done'})

    def test_without_a_shop_it_is_said_what_to_do(self):
        self.account.action_disconnect()
        wizard = self.wizard()
        self.assertFalse(wizard.has_shop)
        with self.assertRaisesRegex(UserError, "No shop is connected"):
            wizard.action_fetch()
        with self.assertRaisesRegex(UserError, "is not connected to TikTok"):
            self.wizard(shop_ids=self.gb.ids).action_fetch()

    def test_wrong_dates_are_told(self):
        today = fields.Date.today()
        wrong = {
            "ends before it begins": (today, today - timedelta(days=3)),
            "is in the future": (today + timedelta(days=3), today + timedelta(days=4)),
            "ends in the future": (today, today + timedelta(days=30)),
            "no orders from before 2021-01-01": (date(2019, 5, 1), today),
            "Choose both dates": (False, today),
        }
        for sentence, (date_from, date_to) in wrong.items():
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                wizard = self.wizard(shop_ids=self.gb.ids)
                wizard.write({'date_from': date_from, 'date_to': date_to})
                wizard.action_fetch()
        self.assertFalse(self.env['tts.sync'].search([]))

    def test_days_are_those_of_the_shop(self):
        run = self.shop('VN').action_fetch_orders('2026-03-05', '2026-03-06')
        self.assertEqual(run.date_from, datetime(2026, 3, 4, 17))
        self.assertEqual(run.date_to, datetime(2026, 3, 6, 17))

    def test_day_on_which_clocks_are_put_back_has_25_hours(self):
        run = self.gb.action_fetch_orders('2025-10-26', '2025-10-26')
        self.assertEqual(run.date_from, datetime(2025, 10, 25, 23))
        self.assertEqual(run.date_to, datetime(2025, 10, 27))

    def test_order_of_the_first_and_of_the_last_moment_of_a_day(self):
        vn = self.shop('VN')
        day = date.fromtimestamp(self.world.clock.now()) - timedelta(days=20)
        begin = vn._to_moment(day)
        moments = {
            'before': begin - timedelta(seconds=1),
            'first': begin,
            'last': begin + timedelta(days=1, seconds=-1),
            'after': begin + timedelta(days=1),
        }
        orders = {}
        for name, moment in moments.items():
            age = self.world.clock.now() - int((moment - datetime(1970, 1, 1)).total_seconds())
            orders[name] = self.world.create_order(vn.tiktok_id, status='COMPLETED', age=age).id
        self.fetch(vn, day, day)
        found = [name for name, order_id in orders.items() if order_id in self.mirrored(vn)]
        self.assertEqual(found, ['first', 'last'])

    # === ONE ORDER === #

    def test_order_is_fetched_by_its_id_whatever_its_date(self):
        order_id = self.world.create_order(self.gb.tiktok_id).id
        wizard = self.wizard(shop_ids=self.gb.ids, order_ref=f' {order_id} ')
        run = self.env['tts.sync'].browse(wizard.action_fetch()['res_id'])
        self.process()
        self.assertEqual(self.mirrored(), [order_id])
        self.assertEqual((run.state, run.done, run.total, run.failed), ('done', 1, 1, 0))
        self.assertEqual(run.sale_order_count, 1)

    def test_several_ids_can_be_given_and_unknown_ones_are_named(self):
        ids = [self.world.create_order(self.gb.tiktok_id).id for _ in range(2)]
        wizard = self.wizard(
            shop_ids=self.gb.ids, order_ref=f'{ids[0]}, {ids[1]};579999999999999999'
        )
        run = self.env['tts.sync'].browse(wizard.action_fetch()['res_id'])
        self.process()
        self.assertCountEqual(self.mirrored(), ids)
        self.assertEqual((run.state, run.has_problems), ('done', True))
        self.assertIn("579999999999999999", run.message)
        self.assertNotIn(ids[0], run.message)

    def test_unknown_id_is_one_red_line_whatever_number_of_shops_is_asked(self):
        shops = self.account.shop_ids
        known = self.world.create_order(self.gb.tiktok_id).id
        for missing in ('omit', 'refuse'):
            with self.subTest(missing=missing):
                self.sandbox.knobs.set(missing_orders=missing)
                self.env['tts.sync'].search([]).unlink()
                self.wizard(
                    shop_ids=shops.ids, order_ref=f'579999999999999999 {known}').action_fetch()
                self.process()
                runs = self.env['tts.sync'].search([])
                self.assertEqual(set(runs.mapped('state')), {'done'})
                red = runs.filtered('has_problems')
                self.assertEqual(
                    red.mapped('message'), ["TikTok does not know: 579999999999999999"])
                others = (runs - red).mapped('message')
                self.assertFalse([message for message in others if '57999' in message])
                self.assertIn(known, self.mirrored())
                self.env['tts.sync'].search([]).unlink()
                self.wizard(shop_ids=shops.ids, order_ref=known).action_fetch()
                self.process()
                self.assertFalse(self.env['tts.sync'].search([('has_problems', '=', True)]))

    def test_run_shows_the_orders_that_it_has_fetched_and_no_others(self):
        self.fetch(self.gb)
        total = len(self.mirrored())
        day = fields.Datetime.now()
        with self.one_page(), patch.dict(Client.search_orders.__kwdefaults__, page_size=2):
            run = self.gb.action_fetch_orders(day - timedelta(days=365), day)
            self.process()
        run.action_cancel()
        self.assertEqual((run.state, run.done), ('cancelled', 2))
        self.assertLessEqual(run.sale_order_count, 2)
        self.assertEqual(self.env['tts.order'].search_count(run.action_open_orders()['domain']), 2)
        run.action_retry()
        self.process()
        self.assertEqual(
            self.env['tts.order'].search_count(run.action_open_orders()['domain']), run.done)
        # Nor those that have changed since.
        latest = self.gb.action_fetch_orders(day - timedelta(days=365), day, 'update_time')
        self.process()
        new = self.world.create_order(self.gb.tiktok_id)
        self.take(self.gb, new)
        self.assertEqual(len(latest.fetched_order_ids), latest.done)
        self.assertLessEqual(latest.sale_order_count, latest.done)
        self.assertGreaterEqual(total, latest.done)

    def test_unknown_id_is_told(self):
        for missing in ('omit', 'refuse'):
            with self.subTest(missing=missing):
                self.sandbox.knobs.set(missing_orders=missing)
                run = self.env['tts.sync']._start(
                    self.gb, 'orders', {'order_ref': '579999999999999999'}
                )
                self.process()
                self.assertIn("579999999999999999", run.message)
                self.assertFalse(self.mirrored())

    def test_id_of_another_shop_is_not_found(self):
        order_id = self.world.create_order(self.shop('VN').tiktok_id).id
        run = self.env['tts.sync']._start(self.gb, 'orders', {'order_ref': order_id})
        self.process()
        self.assertEqual((run.state, run.done), ('done', 0))

    def test_what_is_no_id_is_refused(self):
        for ref in ('S00012', '576-1', "1' OR 1=1", '<b>1</b>', '٥٧٦'):
            with self.subTest(ref), self.assertRaisesRegex(UserError, "digits only"):
                self.wizard(shop_ids=self.gb.ids, order_ref=ref).action_fetch()

    def test_blank_id_is_none(self):
        self.wizard(shop_ids=self.gb.ids, order_ref=' , ').action_fetch()
        run = self.env['tts.sync'].search([('shop_id', '=', self.gb.id)])
        self.assertTrue(run.date_from and not run.order_ref)

    # === WHAT A RUN DOES === #

    def test_run_brings_every_order_of_the_period_once(self):
        run = self.start()
        self.process()
        self.assertComplete(run)
        count = len(self.true_ids())
        self.assertEqual((run.progress, run.done, run.total), (100, count, count))
        orders = self.env['tts.order'].search([('shop_id', '=', self.gb.id)])
        self.assertEqual(run.failed, len(orders.filtered(lambda order: order.state == 'blocked')))
        self.assertEqual(run.sale_order_count, len(orders.sale_order_id))
        self.assertTrue(run.sale_order_count)
        self.assertEqual(self.gb.last_fetch, run.date_done)

    def test_links_of_a_run_show_what_came_in(self):
        self.world.corrupt(self.world.create_order(self.gb.tiktok_id))
        run = self.start()
        self.process()
        orders = self.env['tts.order'].search(run.action_open_orders()['domain'])
        self.assertEqual(len(orders), run.done)
        action = run.action_open_sale_orders()
        sales = self.env['sale.order'].search(action['domain'])
        self.assertEqual(sales, orders.sale_order_id.sorted(lambda sale: sales.ids.index(sale.id)))
        self.assertEqual(run.failed, len(orders.filtered(lambda order: order.state == 'blocked')))
        self.assertGreaterEqual(run.failed, 1)

    def test_scheduled_action_does_the_work(self):
        run = self.start()
        with self.committing() as env:
            env['ir.cron'].browse(self.cron.id).method_direct_trigger()
        self.assertComplete(run)

    def test_period_without_orders_says_so(self):
        run = self.gb.action_fetch_orders('2021-02-01', '2021-02-02')
        self.process()
        self.assertEqual((run.state, run.progress, run.done), ('done', 100, 0))
        self.assertEqual(run.message, "TikTok has no order that matches.")

    def test_repeat_changes_nothing(self):
        self.fetch()
        with self.written() as tables:
            runs = self.fetch()
        self.assertEqual(set(runs.mapped('state')), {'done'})
        self.assertLessEqual(tables, {'tts_sync', 'tts_sync_order_rel', 'ir_cron_trigger'})

    @contextmanager
    def written(self):
        """Collect the tables that are written to meanwhile."""
        tables, execute = set(), Cursor.execute

        def noting(cursor, query, *args, **kwargs):
            tables.update(WRITES.findall(query.code if isinstance(query, SQL) else query))
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        with patch.object(Cursor, 'execute', noting):
            yield tables

    def test_order_that_changed_is_brought_by_its_time_of_change(self):
        self.fetch(self.gb)
        order_id = self.true_ids()[0]
        self.world.touch(order_id, 'Ring twice')
        now = fields.Datetime.now()
        self.gb.action_fetch_orders(now - timedelta(minutes=30), now, 'update_time')
        self.process()
        order = self.env['tts.order'].search([('tiktok_id', '=', order_id)])
        self.assertEqual(order.seller_note, 'Ring twice')
        self.assertLess(order.create_time, now - timedelta(minutes=30))

    def test_bad_orders_hinder_no_other(self):
        bad = self.world.create_order(self.gb.tiktok_id)
        self.world.corrupt(bad)
        run = self.start()
        self.process()
        self.assertComplete(run)
        orders = self.env['tts.order'].search([('shop_id', '=', self.gb.id)])
        self.assertEqual(orders.filtered(lambda order: order.tiktok_id == bad.id).state, 'blocked')
        self.assertIn('applied', orders.mapped('state'))

    def test_shop_in_trouble_hinders_no_other(self):
        inactive = self.world.shop(self.gb.tiktok_id)
        inactive.active = False
        self.addCleanup(setattr, inactive, 'active', True)
        runs = self.fetch()
        states = {run.shop_id.region: run.state for run in runs}
        self.assertEqual(states, {'GB': 'failed', 'VN': 'done'})
        failed = runs.filtered(lambda run: run.state == 'failed')
        self.assertIn("deactivated this shop", failed.message)
        self.assertEqual(self.account.state, 'connected')

    def test_shop_that_the_authorization_does_not_cover_hinders_no_other(self):
        self.gb.sudo().cipher = 'ROW_of_another_seller'
        runs = self.fetch()
        states = {run.shop_id.region: run.state for run in runs}
        self.assertEqual(states, {'GB': 'failed', 'VN': 'done'})
        failed = runs.filtered(lambda run: run.state == 'failed')
        self.assertIn("does not cover this shop", failed.message)
        self.assertEqual(self.account.state, 'connected')
        self.assertFalse(self.account.activity_ids)

    # === ONE AT A TIME === #

    def test_second_run_of_a_shop_is_refused_while_one_is_at_work(self):
        self.start()
        with self.assertRaisesRegex(UserError, "is at work for .* just now"):
            self.start()
        with self.assertRaisesRegex(UserError, "is at work for .* just now"):
            self.wizard(shop_ids=self.gb.ids, order_ref='576').action_fetch()
        self.start(self.shop('VN'))
        self.process()
        run = self.start()
        self.process()
        self.assertComplete(run)

    @mute_logger('odoo.sql_db')
    def test_database_refuses_what_two_users_start_in_the_same_moment(self):
        run = self.start()
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            run.sudo().copy()

    # === CANCEL AND GO ON === #

    def test_run_that_was_cancelled_does_nothing_and_can_go_on(self):
        run = self.start()
        run.action_cancel()
        self.process()
        self.assertEqual(run.state, 'cancelled')
        self.assertIn(self.user.name, run.message)
        self.assertFalse(self.sandbox.calls)
        run.action_retry()
        self.process()
        self.assertComplete(run)

    def test_run_that_ended_cannot_be_cancelled(self):
        run = self.start()
        self.process()
        run.action_cancel()
        self.assertEqual(run.state, 'done')

    def test_go_on_is_refused_while_another_run_is_at_work(self):
        run = self.start()
        run.action_cancel()
        self.start()
        with self.assertRaisesRegex(UserError, "is at work for .* just now"):
            run.action_retry()

    def test_failed_run_names_the_scope_and_goes_on_when_it_is_there(self):
        self.world.withdraw_scope('seller.order.info', 0)
        run = self.start()
        self.process()
        self.assertEqual(run.state, 'failed')
        self.assertIn("The app lacks a permission: seller.order.info", run.message)
        self.account._exchange_code(self.sandbox.authorize(0))
        run.action_retry()
        self.process()
        self.assertComplete(run)

    @mute_logger(LOG)
    def test_revoked_authorization_ends_the_run_and_is_kept(self):
        self.world.revoke(0)
        run = self.start()
        self.process()
        self.assertEqual((run.state, self.account.state), ('failed', 'revoked'))
        self.assertIn("press Authorize", run.message)
        self.assertTrue(self.account.activity_ids)

    def test_fault_of_ours_ends_the_run_in_words(self):
        def fail(*_args):
            raise ZeroDivisionError

        run = self.start()
        with (
            patch.object(type(self.env['tts.order']), '_mirror', fail),
            self.assertLogs('odoo.addons.tiktok_shop', 'ERROR'),
        ):
            self.process()
        self.assertEqual(run.state, 'failed')
        self.assertIn("ZeroDivisionError", run.message)

    # === WHO MAY === #

    def test_runs_are_changed_by_their_buttons_only(self):
        run = self.start()
        for change in ({'state': 'done'}, {'cursor': {}}, {'order_ref': '1'}):
            with self.subTest(change), self.assertRaises(AccessError):
                run.with_user(self.user).write(change)
        with self.assertRaises(AccessError):
            run.with_user(self.user).unlink()

    def test_salesperson_without_the_group_cannot_fetch(self):
        seller = new_test_user(self.env, 'salesman', 'sales_team.group_sale_manager')
        with self.assertRaises(AccessError):
            self.env['tts.order.fetch'].with_user(seller).create({})
        with self.assertRaises(AccessError):
            self.gb.with_user(seller).action_fetch_orders('2026-01-01', '2026-01-02')

    # === TIKTOK IN TROUBLE === #

    def test_hiccups_are_waited_out_within_the_run(self):
        kinds = (
            'throttle',
            'throttle_bare',
            'unavailable',
            'internal',
            'timed_out',
            'cut',
            'broken_json',
        )
        for kind in kinds:
            with self.subTest(kind=kind):
                self.pauses.clear()
                self.sandbox.faults.next(kind, times=2)
                run = self.start()
                self.process()
                self.assertComplete(run)
                self.assertTrue(any(self.pauses))

    def test_expired_token_is_renewed_on_the_way(self):
        token = self.account.refresh_token
        self.sandbox.faults.at(1, 'expire_token', path='/orders/search')
        run = self.start()
        self.process()
        self.assertComplete(run)
        self.assertNotEqual(self.account.refresh_token, token)

    def test_throttled_run_waits_and_tries_again_later(self):
        self.sandbox.faults.next('throttle', times=5)
        run = self.start()
        self.process()
        self.assertIn(run.state, ('pending', 'running'))
        self.assertIn("asks for fewer calls just now. It is tried again by itself.", run.message)
        self.assertEqual(run.attempts, 1)
        now = fields.Datetime.now()
        self.assertAlmostEqual(
            run.next_attempt, now + timedelta(minutes=1), delta=timedelta(seconds=30)
        )
        self.assertIn(
            run.next_attempt,
            self.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)]).mapped('call_at'),
        )
        # Before its time it is left alone, and another run is not held up.
        self.sandbox.calls.clear()
        self.process()
        self.assertFalse(self.sandbox.calls)
        other = self.start(self.shop('VN'))
        self.process()
        self.assertComplete(other)
        self.come_due(run)
        self.process()
        self.assertComplete(run)
        self.assertFalse(run.attempts or run.next_attempt)

    # === A WORKER THAT IS ENDED === #

    def end_worker(self):
        """Have the worker killed that asks TikTok, before the answer, as Odoo's limits do it."""
        def killed(*_args, **_options):
            raise SystemExit

        # Not `assertRaises`, which undoes what was written.
        with patch.object(Client, 'search_orders', killed), suppress(SystemExit):
            self.process()
            self.fail("TikTok was not asked.")
        self.env.invalidate_all()

    def test_attempt_is_noted_before_tiktok_is_asked(self):
        """A worker that was ended leaves a trace, and its run is not what ends the next one."""
        run = self.start()
        self.end_worker()
        now = fields.Datetime.now()
        self.assertEqual((run.state, run.attempts), ('pending', 1))
        self.assertGreater(run.next_attempt, now + timedelta(seconds=30))
        self.assertIn(
            run.next_attempt,
            self.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)]).mapped('call_at'))
        other = self.start(self.shop('VN'))
        self.process()
        self.assertComplete(other)
        self.come_due(run)
        self.end_worker()
        self.assertEqual(run.attempts, 2)
        self.assertIn("A worker was ended", run.message)
        self.come_due(run)
        self.process()
        self.assertComplete(run)
        self.assertFalse(run.attempts or run.next_attempt)

    def test_run_that_ends_ten_workers_is_not_tried_any_more(self):
        run = self.start()
        for _attempt in range(10):
            self.come_due(run)
            self.end_worker()
        self.come_due(run)
        self.process()
        self.assertEqual(run.state, 'failed')
        self.assertIn("A worker was ended", run.message)

    def test_run_that_others_are_faster_than_says_so_and_waits(self):
        """Ten times in a row, that is; another run is not held up by it."""
        run, other = self.start(), self.start(self.shop('VN'))
        take = self.registry['tts.sync']._orders_take
        tries = []

        def slower(sync, rows):
            if sync.shop_id != self.gb:
                return take(sync, rows)
            tries.append(rows)
            raise psycopg2.errors.SerializationFailure

        with patch.object(self.registry['tts.sync'], '_orders_take', slower):
            self.process()
        self.assertEqual((run.state, run.attempts, len(tries)), ('pending', 1, 10))
        self.assertIn("Other work on the same data was faster 10 times", run.message)
        self.assertGreater(run.next_attempt, fields.Datetime.now() + timedelta(seconds=30))
        self.assertIn(
            run.next_attempt,
            self.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)]).mapped('call_at'))
        self.assertComplete(other)
        self.come_due(run)
        self.process()
        self.assertComplete(run)
        self.assertFalse(run.message and "faster" in run.message)

    def test_run_whose_time_is_over_is_left_to_whoever_comes_next(self):
        run = self.start()
        with self.one_page():
            self.process()
        self.assertEqual((run.state, run.attempts, run.next_attempt), ('running', 0, False))

    def test_scheduled_action_that_has_used_up_its_time_is_rung_and_not_called_on_end(self):
        """Odoo calls one that has more to do ten times, however long each takes, and ends a worker
        after two minutes.
        """
        calls = []
        original = self.registry['tts.sync']._process

        def process(model):
            calls.append(model)
            return original(model)

        self.patch(self.registry['tts.sync'], '_process', process)
        self.patch(ir_cron, 'MIN_TIME_PER_JOB', 0)
        run = self.start()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((run.state, len(calls)), ('running', 1))
        self.assertTrue(self.env['ir.cron.trigger'].search([
            ('cron_id', '=', self.cron.id), ('call_at', '<=', fields.Datetime.now())]))

    def test_pause_that_tiktok_asks_for_is_kept(self):
        self.sandbox.knobs.set(retry_after=1800)
        self.sandbox.faults.next('throttle')
        run = self.start()
        self.process()
        self.assertGreater(run.next_attempt, fields.Datetime.now() + timedelta(minutes=29))
        self.assertFalse([pause for pause in self.pauses if pause > 60])

    def test_pause_beyond_all_measure_is_a_day(self):
        for seconds in ('99999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'):
            self.assertEqual(pause(1, parse_retry_after(seconds)), timedelta(days=1))

    def test_pauses_grow_and_the_tenth_failure_in_a_row_ends_the_run(self):
        self.sandbox.faults.next('unavailable', times=99)
        run = self.start()
        pauses = []
        for _ in range(10):
            self.process()
            if run.next_attempt:
                pauses.append(run.next_attempt - fields.Datetime.now())
                self.come_due(run)
        self.assertEqual(
            [round(p.total_seconds() / 60) for p in pauses], [1, 2, 4, 8, 16, 32, 60, 60, 60]
        )
        self.assertEqual(run.state, 'failed')
        self.assertIn("does not answer just now. Try again in some minutes.", run.message)
        self.sandbox.faults.clear()
        run.action_retry()
        self.process()
        self.assertComplete(run)


class TestPaging(FetchCase):
    """Several pages; orders are mirrored only, which is what paging is about."""

    sandbox_options = {'markets': ('GB',), 'orders': 500}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.shop_ids.auto_create = False

    def test_pages_are_brought_one_by_one(self):
        run = self.start()
        self.process_page()
        self.assertEqual(run.state, 'running')
        count = len(self.true_ids())
        self.assertEqual((run.done, run.total), (100, count))
        self.assertEqual(run.progress, 100 * 100 // count)
        self.assertEqual(len(self.mirrored()), 100)
        self.process_page()
        self.assertGreater(run.done, 190)
        self.process()
        self.assertComplete(run)
        self.assertEqual((run.progress, run.done, run.total), (100, count, count))

    def test_cancelling_in_the_middle_keeps_what_came_and_goes_on_from_there(self):
        run = self.start()
        self.process_page()
        run.action_cancel()
        self.process()
        self.assertEqual((run.state, run.done), ('cancelled', 100))
        self.assertEqual(len(self.mirrored()), 100)
        self.sandbox.calls.clear()
        run.action_retry()
        self.process()
        self.assertComplete(run)
        self.assertLessEqual(len(self.sandbox.calls), 3)

    def test_failure_in_the_middle_goes_on_from_there(self):
        run = self.start()
        self.process_page()
        self.sandbox.faults.next('ip_denied')
        self.process()
        self.assertEqual((run.state, run.done), ('failed', 100))
        self.assertIn("IP allow list", run.message)
        run.action_retry()
        self.process()
        self.assertComplete(run)

    def test_orders_that_move_while_paging_are_neither_lost_nor_doubled(self):
        for date_field in ('create_time', 'update_time'):
            for kind in ('shift', 'duplicate_rows', 'duplicate_across', 'repeat_token'):
                with self.subTest(date_field=date_field, kind=kind):
                    self.sandbox.faults.clear()
                    self.sandbox.faults.next(kind, times=2, path='/orders/search')
                    self.env['tts.order'].search([]).unlink()
                    run = self.start(date_field=date_field)
                    self.process()
                    self.assertComplete(run)

    def test_results_that_tiktok_calls_too_many_are_asked_for_in_parts(self):
        self.sandbox.knobs.set(offset_limit=120)
        run = self.start()
        self.process()
        self.assertComplete(run)

    def test_orders_that_come_in_meanwhile_do_not_disturb(self):
        run = self.start()
        self.process_page()
        known = self.true_ids()
        new = self.world.create_order(self.gb.tiktok_id, status='UNPAID', age=0)
        self.process()
        self.assertEqual(run.state, 'done')
        self.assertLessEqual(set(known), set(self.mirrored()))
        self.fetch(self.gb)
        self.assertIn(new.id, self.mirrored())

    def test_every_kind_of_trouble_at_a_tenth_of_the_calls(self):
        self.sandbox.faults.rate(0.1, seed=3)
        run = self.start()
        for _ in range(10):
            self.process()
            if run.next_attempt:
                self.come_due(run)
        self.assertComplete(run)
