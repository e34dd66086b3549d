"""One bad thing is set aside with its reason, and the others go on: every loop is fed with it."""
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...client import Client
from ...client.pages import Page
from .. import payloads
from ..common import TtsCase
from ..publish_case import PublishCase
from ..shop_case import GBCase
from .test_event import Ringing

LOGS = [f'odoo.addons.tiktok_shop.{name}' for name in (
    'models.engine.tts_mirror', 'models.engine.tts_mirror_apply',
    'models.engine.tts_sync_work', 'models.engine.tts_event_serve',
    'models.engine.tts_work', 'tools.sentences', 'client.walk',
)]
DEEP = [[]]
for _level in range(900):
    DEEP = [DEEP]
# What is no id, and must not be taken for one.
NO_IDS = ({}, [], {'a': 1}, ['5'], None, 5.0, True, '', 'a\x00b', '\ud800', ' 5', 'x' * 999, 1e300)
# What anything can raise.
FAULTS = (
    ValueError("bad"), RecursionError(), UnicodeEncodeError('utf-8', '\ud800', 0, 1, "bad"),
    psycopg2.DataError("bad"), psycopg2.ProgrammingError("bad"), MemoryError(),
    UserError("Do this first"), RedirectWarning("Do that first", 1, "Go"),
)


def hijack(env, order):
    """Have a quotation of a salesperson bear the place of a TikTok order; return it."""
    sale = env['sale.order'].create({'partner_id': env.user.partner_id.id})
    env.flush_all()
    env.cr.execute("UPDATE sale_order SET tts_order_id = %s WHERE id = %s", [order.id, sale.id])
    env.invalidate_all()
    return sale


@tagged('post_install', '-at_install')
class TestPoisonedRows(GBCase):
    """Mirroring and applying."""

    def work(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)['tts.mirror']._cron_apply()
        self.env.invalidate_all()

    def orders(self, count):
        return self.env['tts.order']._mirror(
            self.shop, [self.payload(units=[payloads.unit('A', '5')]) for _ in range(count)])

    @mute_logger('odoo.sql_db')
    def test_quotation_that_bears_an_order_of_tiktok_s(self):
        orders = self.orders(151)
        hijack(self.env, orders[0])
        self.work()
        self.assertEqual((orders[0].state, orders[0].reason_code), ('blocked', 'conflict'))
        self.assertIn(f"({orders[0].id})", orders[0].reason)
        self.assertEqual(set(orders[1:].mapped('state')), {'applied'})
        self.assertGreater(orders[0].next_attempt, fields.Datetime.now())

    @mute_logger('odoo.sql_db', *LOGS)
    def test_what_cannot_be_read_is_blocked_alone(self):
        vals_of = self.registry['tts.order']._mirror_vals
        odd, huge, good = (self.payload(units=[payloads.unit('A', '5')]) for _ in range(3))

        def mirror_vals(orders, shop, payload):
            vals = vals_of(orders, shop, payload)
            if payload['id'] == odd['id']:
                raise ZeroDivisionError
            return {**vals, 'attempts': 10 ** 12} if payload['id'] == huge['id'] else vals

        with patch.object(self.registry['tts.order'], '_mirror_vals', mirror_vals):
            self.mirror(odd, huge, good)
            again = self.env['tts.order']._mirror(self.shop, [odd, huge, good])
        self.assertFalse(again)
        rows = self.env['tts.order'].search([('shop_id', '=', self.shop.id)]).grouped('tiktok_id')
        self.assertEqual(rows[good['id']].state, 'applied')
        for payload in (odd, huge):
            row = rows[payload['id']]
            self.assertEqual((row.state, row.reason_code), ('blocked', 'unreadable'))
            row.action_apply()
            self.assertEqual(row.state, 'blocked')
        self.assertIn("ZeroDivisionError", rows[odd['id']].reason)
        # What can be read is taken.
        self.mirror(odd, huge)
        self.assertEqual(set(self.env['tts.order'].search(
            [('shop_id', '=', self.shop.id)]).mapped('state')), {'applied'})

    @mute_logger(*LOGS)
    def test_payload_that_cannot_be_read_any_more_does_not_cost_what_is_known(self):
        order = self.mirror(self.payload())
        payload = order.payload
        with patch.object(self.registry['tts.order'], '_mirror_vals', side_effect=KeyError):
            self.mirror(self.changed(payload))
        self.assertEqual((order.reason_code, order.payload), ('unreadable', payload))
        self.assertEqual(order.sale_order_id.state, 'sale')

    @mute_logger(*LOGS)
    def test_ids_that_are_none(self):
        good = self.payload()
        orders = self.mirror(*({**self.payload(), 'id': bad} for bad in NO_IDS), good)
        self.assertEqual(orders.mapped('tiktok_id'), [good['id']])
        self.assertEqual(orders.state, 'applied')

    @mute_logger(*LOGS)
    def test_values_of_any_kind(self):
        """None of them stops the order it stands in, or one beside it."""
        values = ('\x00', '\ud800', 10 ** 30, -(2 ** 63), 1e300, float('nan'), DEEP, {}, [], True)
        names = ('note', 'update_time', 'buyer_message', 'user_id', 'rts_sla_time', 'order_type')
        sent = [{**self.payload(), name: value} for value in values for name in names]
        orders = self.mirror(*sent, self.payload())
        self.assertEqual(len(orders), len(sent) + 1)
        odd = {order.tiktok_id: order.reason for order in orders if order.state != 'applied'}
        self.assertEqual(odd, {})

    @mute_logger(*LOGS)
    def test_units_whose_ids_are_none(self):
        """The order waits and can be looked at; nothing is made of what is no id."""
        skus = self.env['tts.sku'].search_count([])
        for name in ('id', 'sku_id'):
            for bad in NO_IDS:
                unit = {**payloads.unit('A', '5'), name: bad}
                order = self.mirror(self.payload(units=[unit]))
                self.assertEqual((order.state, order.reason_code), ('blocked', 'incomplete'))
                self.assertLessEqual(len(order.sku_ids), 1)
        self.assertLessEqual(self.env['tts.sku'].search_count([]), skus + 1)
        self.assertEqual(self.mirror(self.payload(warehouse_id={'a': 1})).state, 'applied')

    def test_skus_whose_ids_are_none(self):
        listing = self.env['tts.listing']._mirror(self.shop, [{
            'id': '17', 'title': "Mug", 'status': 'ACTIVATE',
            'skus': [{'id': bad, 'seller_sku': 'A'} for bad in NO_IDS] + [{'id': 18}],
        }])
        listing._apply()
        self.assertEqual(listing.sku_ids.mapped('tiktok_id'), ['18'])
        self.assertEqual([sku['id'] for sku in listing._current()['skus']], ['18'])

    @mute_logger(*LOGS)
    def test_apply_that_fails_outside_of_its_savepoint(self):
        orders = self.orders(25)
        apply = self.registry['tts.order']._apply

        def failing(rows):
            if orders[7] in rows:
                raise RuntimeError
            return apply(rows)

        with patch.object(self.registry['tts.order'], '_apply', failing):
            self.work()
        self.assertEqual((orders[7].state, orders[7].reason_code), ('blocked', 'error'))
        self.assertEqual(set((orders - orders[7]).mapped('state')), {'applied'})

    @mute_logger(*LOGS)
    def test_whatever_applying_raises(self):
        orders = self.orders(len(FAULTS) + 1)
        faults = dict(zip(orders.ids, FAULTS, strict=False))
        batch = self.registry['tts.order']._apply_batch

        def failing(rows):
            for row in rows:
                if row.id in faults:
                    raise faults[row.id]
            return batch(rows)

        with patch.object(self.registry['tts.order'], '_apply_batch', failing):
            self.work()
        self.assertEqual(set(orders[:-1].mapped('state')), {'blocked'})
        self.assertEqual(orders[-1].state, 'applied')
        self.assertIn("Do that first", ' '.join(orders.filtered('reason').mapped('reason')))


@tagged('post_install', '-at_install')
class TestPoisonedLoops(Ringing, TtsCase):
    """Runs, events, shops and images."""

    sandbox_options = {'markets': ('GB', 'VN', 'US'), 'orders': 12}

    def setUp(self):
        super().setUp()
        self.gb, self.vn = self.shop('GB'), self.shop('VN')

    def runs(self, kind='orders'):
        now = fields.Datetime.now()
        vals = {'date_from': now - timedelta(days=365), 'date_to': now} if kind == 'orders' else {}
        runs = [self.env['tts.sync']._start(shop, kind, vals) for shop in self.account.shop_ids]
        return {run.shop_id.region: run for run in runs}

    @contextmanager
    def failing(self, name, fault, kind='orders', region='GB'):
        """Let a step of the runs of one shop raise."""
        step = getattr(self.registry['tts.sync'], f'_{kind}_{name}')

        def maybe(run, *args):
            if run.shop_id.region == region:
                raise fault
            return step(run, *args)

        with patch.object(self.registry['tts.sync'], f'_{kind}_{name}', maybe):
            yield

    # === RUNS === #

    @mute_logger(*LOGS)
    def test_run_that_fails_in_whatever_way_fails_alone(self):
        for name in ('pages', 'take', 'summary', 'done'):
            for fault in FAULTS:
                kind = 'news' if name == 'done' else 'orders'
                with self.subTest(name, fault=fault), self.failing(name, fault, kind):
                    self.env['tts.sync'].search([]).unlink()
                    if kind == 'news':
                        self.process('tts.shop', '_cron_fetch_news')
                    else:
                        self.runs()
                    self.process()
                    runs = {run.shop_id.region: run for run in self.env['tts.sync'].search(
                        [('kind', '=', kind)])}
                    self.assertEqual(runs['GB'].state, 'failed')
                    self.assertTrue(runs['GB'].message)
                    self.assertEqual((runs['VN'].state, runs['US'].state), ('done', 'done'))

    @mute_logger('odoo.sql_db', *LOGS)
    def test_order_that_cannot_be_taken_is_set_aside_and_named(self):
        mirror = self.registry['tts.order']._mirror
        bad = self.world.create_order(self.gb.tiktok_id).id

        def poisoned(orders, shop, rows):
            if any(row['id'] == bad for row in rows):
                orders.env.cr.execute("SELECT 10^400::int")
            return mirror(orders, shop, rows)

        with patch.object(self.registry['tts.order'], '_mirror', poisoned):
            runs = self.runs()
            self.process()
        run = runs['GB']
        self.assertEqual((run.state, run.has_problems), ('done', True))
        self.assertEqual(run.set_aside['count'], 1)
        self.assertIn(bad, run.message)
        self.assertEqual(
            len(run.fetched_order_ids), len(self.world.truth(self.gb.tiktok_id)) - 1)
        self.assertEqual((runs['VN'].state, runs['VN'].has_problems), ('done', False))

    @mute_logger(*LOGS)
    def test_page_with_impossible_numbers_and_ids(self):
        search = Client.search_orders

        def poisoned(client, cipher, **options):
            page = search(client, cipher, **options)
            token = f'{page.next_token}\x00\ud800' if page.next_token else ''
            return Page(page.rows, token, 10 ** 30, odd=2)

        with patch.object(Client, 'search_orders', poisoned), self.one_page():
            run = self.runs()['GB']
            for _turn in range(40):
                self.process()
        self.assertEqual(run.state, 'done')
        self.assertEqual(len(run.fetched_order_ids), len(self.world.truth(self.gb.tiktok_id)))
        self.assertTrue(run.has_problems)
        self.assertIn("TikTok has sent no ID", run.message)

    @mute_logger('odoo.sql_db')
    def test_quotation_that_bears_an_order_of_tiktok_s(self):
        """Neither runs nor events of other orders wait for it."""
        self.env['tts.order'].search([]).unlink()
        ids = [self.world.create_order(self.gb.tiktok_id).id for _ in range(20)]
        self.gb.auto_create = False
        self.fetch(self.gb)
        self.gb.auto_create = True
        orders = self.env['tts.order'].search([('tiktok_id', 'in', ids)])
        bad = orders.filtered(lambda order: order.tiktok_id == ids[0])
        hijack(self.env, bad)
        for number, ref in enumerate(ids):
            self.ring(number=number, order_id=ref)
        self.process('tts.event')
        events = self.env['tts.event'].search([('tiktok_ref', 'in', ids)])
        self.assertEqual(set(events.mapped('state')), {'done'})
        runs = self.runs()
        self.process()
        self.assertEqual({run.state for run in runs.values()}, {'done'})
        self.process('tts.mirror', '_cron_apply')
        self.assertEqual((bad.state, bad.reason_code), ('blocked', 'conflict'))
        self.assertEqual(set((orders - bad).mapped('state')), {'applied'})

    # === EVENTS === #

    @mute_logger('odoo.sql_db', *LOGS)
    def test_whatever_serving_raises(self):
        refs = [self.world.create_order(self.gb.tiktok_id).id for _ in range(len(FAULTS) + 2)]
        faults = dict(zip(refs, FAULTS, strict=False))
        for number, ref in enumerate(refs):
            self.ring(number=f'9{number}', order_id=ref)
        take = self.registry['tts.order']._take_news

        def failing(orders, shop, rows):
            for row in rows:
                if row['id'] in faults:
                    raise faults[row['id']]
            return take(orders, shop, rows)

        with patch.object(self.registry['tts.order'], '_take_news', failing):
            self.process('tts.event')
        events = self.env['tts.event'].search([('tiktok_ref', 'in', refs)], order='id')
        self.assertEqual(events.mapped('state'), ['failed'] * len(FAULTS) + ['done', 'done'])
        self.assertTrue(all(events[:-2].mapped('error')))

    def test_webhooks_about_no_id(self):
        for number, bad in enumerate((*NO_IDS[:-1], DEEP)):
            for type_, name in ((1, 'order_id'), (5, 'product_id')):
                status, event = self.ring(type_, number=f'8{type_}{number}', **{name: bad})
                self.assertEqual((status, event.state), (200, 'ignored'), repr(bad)[:50])

    # === SHOPS === #

    @mute_logger(*LOGS)
    def test_shop_whose_news_cannot_be_asked_for_stops_none(self):
        for fault in FAULTS:
            start = self.registry['tts.shop']._start_news

            def failing(shop, *args, start=start, fault=fault):
                if shop.region == 'GB':
                    raise fault
                return start(shop, *args)

            with (
                self.subTest(fault=fault),
                patch.object(self.registry['tts.shop'], '_start_news', failing),
            ):
                self.env['tts.sync'].search([]).unlink()
                self.process('tts.shop', '_cron_fetch_news')
                self.process('tts.shop', '_cron_fetch_news')
                runs = self.env['tts.sync'].search([('kind', '=', 'news')])
                self.assertEqual(sorted(runs.mapped('shop_id.region')), ['GB', 'US', 'VN'])
                self.env.invalidate_all()
                self.assertTrue(self.gb.trouble)
                self.assertFalse(self.vn.trouble)
        self.process('tts.shop', '_cron_fetch_news')
        self.process()
        self.env.invalidate_all()
        self.assertFalse(self.gb.trouble)

    # === IMAGES === #

    @mute_logger(*LOGS)
    def test_image_that_raises_anything_costs_itself_alone(self):
        download = 'odoo.addons.tiktok_shop.models.products.tts_listing_images.download'
        for fault in FAULTS:
            with self.subTest(fault=fault), patch(download, side_effect=fault):
                self.env['tts.sync'].search([]).unlink()
                self.env['tts.listing'].search([]).write({'images_due': True})
                self.env['tts.image'].search([]).unlink()
                run = self.env['tts.sync']._start(self.gb, 'products', {})
                self.process()
                self.assertEqual(run.state, 'done', run.message)
        listings = self.env['tts.listing'].search([('shop_id', '=', self.gb.id)])
        self.assertTrue(listings.filtered('images_problem'))
        self.assertFalse(listings.filtered('images_due'))


@tagged('post_install', '-at_install')
class TestPoisonedProducts(PublishCase):
    """Sending."""

    @mute_logger('odoo.sql_db', *LOGS)
    def test_product_that_raises_anything_costs_itself_alone(self):
        good, bad = self.make_goods("Good mug"), self.make_goods("Bad mug")
        listings = self.registry['tts.listing']
        for name in ('_bodies', '_offers', '_fetch_missing'):
            step = getattr(listings, name)

            def failing(rows, *args, step=step):
                if bad in rows.product_tmpl_id:
                    rows.env.cr.execute("SELECT 10^400::int")
                return step(rows, *args)

            with self.subTest(name), patch.object(listings, name, failing):
                good.name += '!'
                self.send()
                self.assertEqual(
                    (self.listing(good).push_state, self.listing(bad).push_state),
                    ('sent', 'refused'))
                self.assertTrue(self.listing(bad).push_message)
