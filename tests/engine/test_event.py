import json
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ... import const
from ...client import Client, webhook_signature
from ..common import TtsCase, TtsHttpCase

LOG = 'odoo.addons.tiktok_shop.models.engine.tts_event'
ACCOUNT_LOG = 'odoo.addons.tiktok_shop.models.connection.tts_account_token'


class Conflict(SerializationFailure):
    """Another transaction was faster, says PostgreSQL."""

    pgcode = '40001'


class Ringing:
    """Makes webhooks as TikTok does."""

    def body(self, type_=1, shop=None, number='1', sent=None, **data):
        """Return one webhook as bytes."""
        return json.dumps({
            'type': type_,
            'tts_notification_id': f'7000{number}',
            'shop_id': (shop or self.gb).tiktok_id,
            'timestamp': int(sent or time.time() + 1),
            'data': data,
        }).encode()

    def signed(self, body):
        return webhook_signature(self.sandbox.app_key, self.sandbox.app_secret, body)

    def ring(self, type_=1, **data):
        """Take one webhook in, past the controller; return the status and the event."""
        return self.receive(self.body(type_, **data))

    def receive(self, body):
        status = self.env['tts.event']._receive(body, self.signed(body))
        return status, self.env['tts.event'].search([], limit=1)


@tagged('post_install', '-at_install')
class TestWebhook(Ringing, TtsHttpCase):
    """What TikTok gets for an answer, and what is left behind."""

    sandbox_options = {'markets': ('GB', 'VN')}

    def setUp(self):
        super().setUp()
        self.gb = self.shop('GB')

    def post(self, body, signature=None, **headers):
        return self.url_open(const.WEBHOOK_PATH, data=body, headers={
            'Content-Type': 'application/json',
            'Authorization': self.signed(body) if signature is None else signature,
            **headers,
        })

    def events(self):
        self.env.invalidate_all()
        return self.env['tts.event'].search([])

    def test_webhook_is_noted_and_answered_with_an_empty_200(self):
        response = self.post(self.body(order_id='576000000000000001', order_status='CANCEL'))
        self.assertEqual((response.status_code, response.content), (200, b''))
        event = self.events()
        self.assertEqual(
            (event.shop_id, event.kind, event.tiktok_ref, event.state, event.notification_id),
            (self.gb, 'order', '576000000000000001', 'pending', '70001'))
        self.assertEqual(event.company_id, self.gb.company_id)

    @mute_logger(LOG)
    def test_wrong_signature_gets_401_and_leaves_nothing_behind(self):
        body = self.body(order_id='576')
        right = self.signed(body)
        for signature in ('', 'x', right[::-1], right.upper(), f'Bearer {right}', 'ü'.encode(),
                          self.signed(body + b' ')):
            with self.subTest(signature):
                self.assertEqual(self.post(body, signature).status_code, 401)
        self.assertFalse(self.events())

    @mute_logger(LOG)
    def test_unknown_shop_or_app_gets_401_and_leaves_nothing_behind(self):
        body = self.body(order_id='576').replace(self.gb.tiktok_id.encode(), b'7495000000000000000')
        self.assertEqual(self.post(body).status_code, 401)
        body = self.body(order_id='576')
        other = webhook_signature('another', self.sandbox.app_secret, body)
        self.assertEqual(self.post(body, other).status_code, 401)
        self.account.action_disconnect()
        self.assertEqual(self.post(self.body(order_id='576')).status_code, 401)
        self.assertFalse(self.events())

    @mute_logger(LOG)
    def test_what_cannot_be_read_is_refused_even_if_signed(self):
        for body in (b'{', b'[]', b'"text"', b'\xff\xfe', b'1' * 10):
            with self.subTest(body):
                self.assertEqual(self.post(body).status_code, 400)
        self.assertFalse(self.events())

    def test_body_is_bounded(self):
        body = b'{"data": "' + b'x' * const.WEBHOOK_BYTES + b'"}'
        self.assertEqual(self.post(body).status_code, 413)
        self.assertFalse(self.events())

    def test_repeated_webhook_is_noted_once(self):
        for _ in range(3):
            self.assertEqual(self.post(self.body(order_id='576')).status_code, 200)
        self.assertEqual(len(self.events()), 1)

    def test_same_id_of_another_shop_is_another_event(self):
        for shop in (self.gb, self.shop('VN')):
            self.post(self.body(shop=shop, order_id='576'))
        self.assertEqual(len(self.events()), 2)

    def test_webhook_without_an_id_of_its_own_is_noted_once(self):
        body = json.dumps({
            'type': 3, 'shop_id': self.gb.tiktok_id, 'timestamp': 1, 'data': {'order_id': '576'},
        }).encode()
        for _ in range(2):
            self.post(body)
        self.assertEqual(self.events().tiktok_ref, '576')

    def test_who_is_addressed_is_cached_until_it_changes(self):
        def statements():
            with self.assertLogs('odoo.sql_db', 'DEBUG') as log:
                self.assertEqual(self.env['tts.event']._receive(body, self.signed(body)), 200)
            return sum('tts_' in line for line in log.output)

        body = self.body(order_id='576')
        statements()
        body = self.body(number='2', order_id='576')
        self.assertEqual(statements(), 1)
        other = self.body(number='3', order_id='576')
        changes = [
            (self.account, {'state': 'revoked'}, 200), (self.account, {'state': 'draft'}, 401),
            (self.account, {'state': 'connected'}, 200),
            (self.account, {'app_secret': 'another'}, 401),
            (self.account, {'app_secret': self.sandbox.app_secret}, 200),
            (self.gb, {'tiktok_id': '1'}, 401), (self.gb, {'tiktok_id': self.gb.tiktok_id}, 200),
        ]
        for record, vals, status in changes:
            with self.subTest(vals), mute_logger(LOG):
                record.sudo().write(vals)
                self.assertEqual(self.env['tts.event']._receive(other, self.signed(other)), status)

    def test_account_that_another_worker_has_just_connected_is_found(self):
        self.env['tts.event']._addressees()
        self.env.cr.execute("UPDATE tts_shop SET tiktok_id = 'new' WHERE id = %s", [self.gb.id])
        body = self.body(order_id='576').replace(self.gb.tiktok_id.encode(), b'new')
        self.assertEqual(self.post(body).status_code, 200)

    def test_other_methods_than_post_are_not_served(self):
        self.assertEqual(self.url_open(const.WEBHOOK_PATH).status_code, 405)

    def test_flood_wakes_the_scheduled_action_once(self):
        triggers = self.env['ir.cron.trigger'].search([])
        for number in range(5):
            self.post(self.body(number=number, order_id='576'))
        new = self.env['ir.cron.trigger'].search([]) - triggers
        self.assertEqual(new.cron_id, self.env.ref('tiktok_shop.ir_cron_events'))
        self.assertEqual(len(new), 1)


@tagged('post_install', '-at_install')
class TestEvent(Ringing, TtsCase):
    """What becomes of an event."""

    sandbox_options = {'markets': ('GB', 'VN')}

    def setUp(self):
        super().setUp()
        self.gb, self.vn = self.shop('GB'), self.shop('VN')
        self.sandbox.calls.clear()

    def serve(self):
        self.process('tts.event')

    def orders_at(self, shop, count=1, **wish):
        return [self.world.create_order(shop.tiktok_id, **wish).id for _ in range(count)]

    def fetches(self):
        return [call for call in self.sandbox.calls if call.path.endswith('/orders')]

    def mirrored(self):
        return self.env['tts.order'].search([]).mapped('tiktok_id')

    # === ROUTES === #

    def test_each_type_is_routed_by_what_it_is_about(self):
        parcels = [{'package_id': '1', 'order_id_list': ['57', '58']}, {'order_id_list': ['58']}]
        kinds = {
            1: ({'order_id': '576'}, 'order', '576', 'pending'),
            3: ({'order_id': 576000000000000001}, 'order', '576000000000000001', 'pending'),
            4: ({'package_list': parcels}, 'package', '57,58', 'pending'),
            11: ({'order_id': '576', 'cancel_id': '9'}, 'cancellation', '576', 'pending'),
            12: ({'order_id': '576', 'return_id': '9'}, 'return', '576', 'pending'),
            36: ({'order_ids': ['576']}, 'package', '576', 'pending'),
            67: ({'line_items': [{'main_order_id': '576'}]}, 'return', '576', 'pending'),
            5: ({'product_id': 1729592969712207008}, 'product', '1729592969712207008', 'pending'),
            24: ({'sku_id': '2', 'goods_id': '3'}, 'fbt', '2', 'pending'),
            71: ({'product_id': 1, 'sku_id': 2}, 'inventory', '2', 'pending'),
            6: ({'message': 'x'}, 'authorization', '-', 'pending'),
            7: ({'expiration_time': '1800000000'}, 'authorization', '1800000000', 'pending'),
            99: ({'order_id': '576'}, 'other', '576', 'ignored'),
        }
        for number, (type_, (data, *expected)) in enumerate(kinds.items()):
            with self.subTest(type_):
                status, event = self.ring(type_, number=number, **data)
                self.assertEqual(status, 200)
                self.assertEqual([event.kind, event.tiktok_ref, event.state], expected)

    def test_a_cause_that_nothing_else_tells_is_kept(self):
        _status, event = self.ring(
            71, sku_id=2, change_detail=[{'trigger_source': 'SELLER_CENTER'}, None, {}])
        self.assertEqual((event.tiktok_ref, event.told), ('2', 'SELLER_CENTER'))

    def test_odd_data_is_noted_and_harmless(self):
        for number, data in enumerate((
            None, [], 'x', {'order_id': None}, {'order_id': {'a': 1}, 'package_list': {'x': 1}},
            {'order_id': '<script>\x00'}, {'package_list': [1, {'order_id_list': 5}]},
        )):
            with self.subTest(data):
                body = json.dumps({
                    'type': '1' if number % 2 else 1, 'tts_notification_id': number,
                    'shop_id': self.gb.tiktok_id, 'timestamp': 'never', 'data': data,
                }).encode()
                self.assertEqual(self.receive(body)[0], 200)
        self.serve()
        self.assertFalse(self.env['tts.event'].search([('state', '=', 'done')]))

    # === SERVING === #

    def test_ten_events_about_one_order_cost_one_fetch(self):
        [order] = self.orders_at(self.gb)
        for number in range(10):
            self.ring(1 if number % 2 else 3, number=number, order_id=order)
        self.serve()
        self.assertEqual(len(self.fetches()), 1)
        self.assertEqual(self.mirrored(), [order])
        self.assertEqual(set(self.env['tts.event'].search([]).mapped('state')), {'done'})

    def test_orders_are_fetched_fifty_at_a_time(self):
        orders = self.orders_at(self.gb, 60)
        for order in orders:
            self.ring(number=order, order_id=order)
        self.serve()
        self.assertEqual(len(self.fetches()), 2)
        self.assertEqual(set(self.mirrored()), set(orders))

    def test_what_the_webhook_says_is_not_believed(self):
        [order] = self.orders_at(self.gb, status='AWAITING_SHIPMENT')
        self.ring(order_id=order, order_status='CANCEL')
        self.serve()
        sale = self.env['sale.order'].search([('client_order_ref', '=', order)])
        self.assertEqual((sale.state, sale.tts_status), ('sale', 'AWAITING_SHIPMENT'))

    def test_order_that_tiktok_does_not_show_yet_is_tried_again_and_given_up(self):
        _status, event = self.ring(order_id='576999999999999999')
        self.serve()
        self.assertEqual((event.state, event.attempts), ('pending', 1))
        self.assertIn("does not know this order", event.error)
        self.serve()
        self.assertEqual(event.attempts, 1, "before its time")
        for _ in range(9):
            event.next_attempt = fields.Datetime.now() - timedelta(minutes=1)
            self.serve()
        self.assertEqual((event.state, event.attempts), ('failed', 10))
        event.action_retry()
        self.assertEqual((event.state, event.attempts), ('pending', 0))

    def test_poisoned_order_stops_no_other(self):
        good = self.orders_at(self.gb, 3)
        for ref in (*good, '576-1'):  # which TikTok refuses in a call with others
            self.ring(number=ref, order_id=ref)
        self.serve()
        self.assertEqual(set(self.mirrored()), set(good))
        bad = self.env['tts.event'].search([('tiktok_ref', '=', '576-1')])
        self.assertIn(bad.state, ('failed', 'pending'))
        self.assertTrue(bad.error)

    @mute_logger(f'{LOG}_serve')
    def test_fault_of_ours_stops_no_other_event(self):
        good, bad = self.orders_at(self.gb, 2)
        original = self.registry['tts.order']._take_news

        def fail(model, shop, payloads):
            if any(payload['id'] == bad for payload in payloads):
                raise ZeroDivisionError
            return original(model, shop, payloads)

        self.patch(self.registry['tts.order'], '_take_news', fail)
        for ref in (good, bad):
            self.ring(number=ref, order_id=ref)
        self.serve()
        self.assertEqual(self.mirrored(), [good])
        event = self.env['tts.event'].search([('tiktok_ref', '=', bad)])
        self.assertEqual(event.state, 'failed')
        self.assertIn("ZeroDivisionError", event.error)

    @mute_logger('odoo.sql_db')
    def test_row_that_another_worker_has_just_made_is_a_conflict_and_no_fault(self):
        """Also of a row which our transaction cannot see: here, because it is that of another."""
        order, _sale = self.take(self.gb, self.orders_at(self.gb)[0])
        batch, met = self.registry['tts.order']._apply_batch, []

        def meet(orders):
            if orders != order and not met:
                met.append(orders)
                orders.flush_recordset()
                self.env.cr.execute("UPDATE tts_order SET tiktok_id = %s WHERE id = %s",
                                    [order.tiktok_id, orders.id])
            return batch(orders)

        self.patch(self.registry['tts.order'], '_apply_batch', meet)
        [ref] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=ref)
        event._take_safely(event._orders_ask())
        other = self.env['tts.order'].search([('tiktok_id', '=', ref)])
        self.assertEqual((event.state, other.state, other.reason_code),
                         ('done', 'pending', 'conflict'))
        # The next transaction sees what the other worker has made.
        self.process('tts.mirror', '_cron_apply')
        self.assertEqual((other.state, other.reason_code), ('applied', False))
        self.assertTrue(other.sale_order_id)

    # === THE ATTEMPT, AND WHO OWNS WHAT === #

    @contextmanager
    def asked(self, during):
        """Have something happen while TikTok is asked for orders."""
        ask = Client.order_details

        def order_details(client, cipher, refs):
            self.env.invalidate_all()
            during(refs)
            return ask(client, cipher, refs)

        with patch.object(Client, 'order_details', order_details):
            yield

    def end_worker(self, when=None):
        """Serve until TikTok is asked, and end the worker there.

        :param when: tells by the ids that are asked for whether it is ended
        """
        def during(refs):
            if not when or when(refs):
                raise SystemExit

        with self.asked(during), suppress(SystemExit):
            self.serve()
        self.env.invalidate_all()

    def end_leases(self):
        """Let the time pass until others take what a worker has left."""
        self.env['tts.event'].search([('state', '=', 'running')]).next_attempt = (
            fields.Datetime.now() - timedelta(minutes=1))
        self.env.flush_all()

    def test_attempt_is_noted_before_tiktok_is_asked(self):
        [order] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=order)
        self.end_worker()
        self.assertEqual((event.state, event.attempts), ('running', 1))
        self.assertGreater(event.next_attempt, fields.Datetime.now() + timedelta(minutes=2))
        self.serve()
        self.assertEqual((event.state, event.attempts), ('running', 1), "before its time")
        self.end_leases()
        self.end_worker()
        self.assertEqual(event.attempts, 2)
        self.assertIn("A worker was ended", event.error)
        self.end_leases()
        self.serve()
        self.assertEqual((event.state, event.attempts, event.error), ('done', 3, False))
        self.assertEqual(self.mirrored(), [order])

    def test_event_that_ends_its_workers_takes_no_other_with_it(self):
        orders = self.orders_at(self.gb, 4)
        for number, order in enumerate(orders):
            self.ring(number=number, order_id=order)
        poison = orders[1]
        for _attempt in range(10):
            self.end_worker(lambda refs: poison in refs)
            self.end_leases()
        self.serve()
        events = {each.tiktok_ref: each for each in self.env['tts.event'].search([])}
        bad = events.pop(poison)
        self.assertEqual({event.state for event in events.values()}, {'done'})
        self.assertEqual((bad.state, bad.attempts), ('failed', 10))
        self.assertIn("A worker was ended", bad.error)
        bad.action_retry()
        self.serve()
        self.assertEqual(bad.state, 'done')

    def test_doorbell_that_rings_while_tiktok_is_asked_is_served_by_another_fetch(self):
        [order] = self.orders_at(self.gb, status='ON_HOLD')
        self.ring(number='1', order_id=order)
        ask, rung = Client.order_details, []

        def order_details(client, cipher, refs):
            payloads = ask(client, cipher, refs)
            if not rung:
                rung.append(self.ring(number='2', order_id=order)[1])
                self.env.flush_all()
                # Another worker, to whom the bell has rung, leaves it to this one.
                with self.committing() as env:
                    self.assertFalse(env['tts.event']._claim())
                self.world.release(order)
            return payloads

        with patch.object(Client, 'order_details', order_details):
            self.serve()
        self.assertEqual(len(self.fetches()), 2)
        self.assertEqual(set(self.env['tts.event'].search([]).mapped('state')), {'done'})
        self.assertEqual(self.env['tts.order'].search([]).status, 'AWAITING_SHIPMENT')

    def test_retry_that_is_pressed_while_tiktok_is_asked(self):
        [order] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=order)
        pressed = []

        def press(_refs):
            if not pressed:
                pressed.append(event.state)
                event.action_retry()
                self.env.flush_all()

        with self.asked(press):
            self.serve()
        self.assertEqual(pressed, ['running'])
        self.assertEqual((event.state, event.attempts), ('done', 1))
        self.assertEqual(len(self.fetches()), 2)

    @mute_logger('odoo.sql_db')
    def test_worker_that_was_slower_than_another_does_it_again_at_once(self):
        [order] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=order)
        take, met = self.registry['tts.order']._take_news, []

        def conflict(orders, shop, payloads):
            if not met:
                met.append(payloads)
                raise Conflict
            return take(orders, shop, payloads)

        with patch.object(self.registry['tts.order'], '_take_news', conflict):
            self.serve()
        self.assertEqual((event.state, event.attempts), ('done', 1))

    # === CLEANING UP === #

    def test_events_are_forgotten_until_none_is_old(self):
        for number in range(3):
            self.ring(number=f'44{number}', order_id='576')
        self.env.cr.execute("UPDATE tts_event SET create_date = '2020-01-01'")
        with patch('odoo.addons.tiktok_shop.models.engine.tts_event.PURGE', 2):
            self.assertEqual(self.env['tts.event']._gc_events(), (2, 1))
            self.assertEqual(self.env['tts.event']._gc_events(), (1, 0))

    def test_tiktok_that_does_not_answer_is_waited_for(self):
        [order] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=order)
        self.sandbox.faults.next('unavailable', times=9)
        self.serve()
        self.assertEqual((event.state, event.attempts), ('pending', 1))
        self.assertIn("It is tried again by itself", event.error)
        self.sandbox.faults.clear()
        event.next_attempt = fields.Datetime.now() - timedelta(minutes=1)
        self.serve()
        self.assertEqual((event.state, event.error), ('done', False))

    def test_shop_in_trouble_does_not_delay_the_others(self):
        self.gb.sudo().cipher = 'ROW_of_another_seller'
        [order] = self.orders_at(self.vn)
        _status, bad = self.ring(number='a', order_id='576')
        _status, good = self.ring(number='b', shop=self.vn, order_id=order)
        self.serve()
        self.assertEqual((bad.state, good.state), ('pending', 'done'))
        self.assertEqual(self.account.state, 'connected')

    def test_events_of_a_lost_authorization_wait_for_the_next(self):
        [order] = self.orders_at(self.gb)
        _status, event = self.ring(order_id=order)
        self.account.state = 'revoked'
        self.serve()
        self.assertEqual((event.state, len(self.sandbox.calls)), ('pending', 0))
        self.account._exchange_code(self.sandbox.authorize(0))
        self.serve()
        self.assertEqual(event.state, 'done')

    def test_shop_that_does_not_import_by_itself_stays_in_step(self):
        known, new = self.orders_at(self.gb, 2, status='AWAITING_SHIPMENT')
        _order, sale = self.take(self.gb, known)
        self.gb.import_orders = False
        self.world.cancel(known)
        for ref in (known, new):
            self.ring(number=ref, order_id=ref)
        self.serve()
        self.assertEqual(sale.state, 'cancel')
        self.assertEqual(self.mirrored(), [known])

    # === AUTHORIZATION === #

    @mute_logger(ACCOUNT_LOG)
    def test_seller_who_leaves_is_noted_and_becomes_a_todo(self):
        self.world.revoke(0)
        self.ring(6, message="Seller deauthorized")
        self.serve()
        self.assertEqual(self.account.state, 'revoked')
        self.assertTrue(self.account.activity_ids)

    def test_news_of_a_departure_that_is_not_true(self):
        """Late, or somebody else's: TikTok takes our token."""
        for number, sent in enumerate((None, 1700000000)):
            _status, event = self.ring(6, number=number, message="Seller deauthorized", sent=sent)
            self.serve()
            self.assertEqual((event.state, self.account.state), ('done', 'connected'))
            self.assertFalse(self.account.activity_ids)

    @mute_logger(ACCOUNT_LOG)
    def test_late_news_of_a_departure_that_is_true(self):
        self.ring(6, message="Seller deauthorized", sent=1700000000)
        self.world.revoke(0)
        self.serve()
        self.assertEqual(self.account.state, 'revoked')

    def test_news_of_a_departure_waits_until_tiktok_answers(self):
        _status, event = self.ring(6, message="Seller deauthorized")
        self.sandbox.faults.next('unavailable', times=9)
        self.serve()
        self.assertEqual((event.state, self.account.state), ('pending', 'connected'))

    @mute_logger(ACCOUNT_LOG)
    def test_departure_that_is_told_of_the_seller_or_of_a_shop_in_the_archive(self):
        for seller_alone in (True, False):
            with self.subTest(seller_alone=seller_alone):
                self.account._exchange_code(self.sandbox.authorize(0))
                self.gb.active = seller_alone
                news = {'type': 6, 'tts_notification_id': f'8{seller_alone}', 'timestamp': 1,
                        'data': {'message': "Seller deauthorized"}}
                news |= (
                    {'seller_open_id': self.account.open_id} if seller_alone
                    else {'shop_id': self.gb.tiktok_id})
                self.world.revoke(0)
                status, event = self.receive(json.dumps(news).encode())
                self.assertEqual((status, event.shop_id.id), (200, False))
                self.serve()
                self.assertEqual((event.state, self.account.state), ('done', 'revoked'))

    def test_end_of_an_authorization_is_asked_for(self):
        """Seconds, milliseconds, 1970, rubbish: what is told of the end is not what it is."""
        grant = self.sandbox.authorization.grants[-1]
        soon = fields.Datetime.now().replace(microsecond=0) + timedelta(days=20)
        year = self.account.refresh_token_expiry
        for number, told in enumerate((
            '0', '1', 'soon', '', None, {'a': 1}, str(int(soon.timestamp()) * 1000), '-1', 10**30,
        )):
            with self.subTest(told):
                _status, event = self.ring(7, number=number, expiration_time=told)
                self.serve()
                self.assertEqual((event.state, self.account.state), ('done', 'connected'))
                self.assertEqual(self.account.refresh_token_expiry, year)
                self.assertFalse(self.account.activity_ids)
        grant.until = int(soon.timestamp())
        self.ring(7, number='z', expiration_time='0')
        self.serve()
        self.assertEqual(self.account.refresh_token_expiry, soon)
        self.assertTrue(self.account.activity_ids)
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertFalse(self.account.activity_ids)

    # === RIGHTS AND CLEANING UP === #

    def test_events_are_changed_by_their_button_only(self):
        _status, event = self.ring(order_id='576')
        user = new_test_user(self.env, 'tts_user', 'tiktok_shop.group_user')
        event.with_user(user).action_retry()
        with self.assertRaises(UserError):
            event.with_user(user).state = 'done'

    def test_old_events_are_forgotten(self):
        _status, event = self.ring(order_id='576')
        self.env.cr.execute(
            "UPDATE tts_event SET create_date = now() - interval '31 days' WHERE id = %s",
            [event.id])
        _status, young = self.ring(number='2', order_id='576')
        self.env['tts.event']._gc_events()
        self.assertEqual(self.env['tts.event'].search([]), young)
