from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestNews(TtsCase):
    """The schedule fetches what has changed since it last did, whatever webhooks did."""

    sandbox_options = {'markets': ('GB', 'VN')}

    def setUp(self):
        super().setUp()
        self.gb, self.vn = self.shop('GB'), self.shop('VN')
        # The world's clock is a minute behind, and stands still.
        self.account.shop_ids.orders_watermark = fields.Datetime.now() - timedelta(minutes=2)
        # The world is the class's: other tests' orders are there too.
        self.others = {row['id'] for row in self.world.truth()}

    def news(self):
        self.process('tts.shop', '_cron_fetch_news')
        self.process()
        return self.runs()

    def runs(self, **domain):
        wanted = {'kind': 'news', **domain}
        return self.env['tts.sync'].search([(name, '=', wanted[name]) for name in wanted])

    def mirrored(self):
        return set(self.env['tts.order'].search([]).mapped('tiktok_id')) - self.others

    def test_new_and_changed_orders_come_in(self):
        known = self.world.create_order(self.gb.tiktok_id, status='ON_HOLD')
        self.take(self.gb, known)
        new = self.world.create_order(self.vn.tiktok_id)
        self.world.release(known)
        self.news()
        self.assertEqual(self.mirrored(), {known.id, new.id})
        orders = self.env['tts.order'].search([('tiktok_id', 'in', (known.id, new.id))])
        self.assertEqual(set(orders.sale_order_id.mapped('state')), {'sale'})

    def test_watermark_moves_when_all_has_come(self):
        before = self.gb.orders_watermark
        self.news()
        self.assertGreater(self.gb.orders_watermark, before)
        self.assertEqual(self.gb.orders_watermark, self.runs(shop_id=self.gb.id).date_to)

    def test_watermark_stays_when_tiktok_fails(self):
        before = self.gb.orders_watermark
        self.sandbox.faults.next('unavailable', times=99)
        self.news()
        self.assertEqual(self.gb.orders_watermark, before)
        self.assertIn("does not answer", self.gb.trouble)
        # The next time it is the same run that goes on.
        self.assertEqual(self.news(), self.runs())
        self.sandbox.faults.clear()
        self.runs().sudo().next_attempt = False
        self.process()
        self.assertFalse(self.gb.trouble)

    def test_periods_overlap_and_what_is_the_same_is_not_written(self):
        self.world.create_order(self.gb.tiktok_id)
        self.news()
        self.env.cr.execute("UPDATE tts_order SET write_date = '2026-01-01'")
        run = self.news().filtered(lambda run: run.shop_id == self.gb)
        self.assertTrue(run.done)
        self.env.invalidate_all()
        stamps = self.env['tts.order'].search([]).mapped('write_date')
        self.assertEqual(set(stamps), {fields.Datetime.to_datetime('2026-01-01')})

    def test_outage_of_days_is_caught_up(self):
        order = self.world.create_order(self.gb.tiktok_id, age=3 * 86400)
        self.gb.orders_watermark = fields.Datetime.now() - timedelta(days=4)
        self.news()
        self.assertIn(order.id, self.mirrored())

    def test_only_the_last_run_of_a_shop_is_kept(self):
        for _ in range(3):
            self.news()
        self.assertEqual(len(self.runs()), 2)

    def test_orders_do_not_wait_for_products(self):
        self.gb.products_fetched = fields.Datetime.now()
        self.process('tts.shop', '_cron_fetch_news')
        runs = self.env['tts.sync'].search([('shop_id', '=', self.gb.id)], order='id')
        self.assertEqual(runs.mapped('kind'), ['packages', 'news', 'product_news'])

    def test_shop_in_trouble_does_not_delay_the_others(self):
        order = self.world.create_order(self.vn.tiktok_id)
        self.gb.sudo().cipher = 'ROW_of_another_seller'
        self.news()
        self.assertEqual(self.runs(shop_id=self.gb.id).state, 'failed')
        self.assertIn("does not cover this shop", self.gb.trouble)
        self.assertEqual(self.mirrored(), {order.id})

    def test_account_that_is_not_connected_is_left_alone(self):
        self.account.state = 'revoked'
        self.sandbox.calls.clear()
        self.news()
        self.assertFalse(self.sandbox.calls)
        self.assertFalse(self.runs())

    def test_shop_that_does_not_import_by_itself_stays_in_step(self):
        known = self.world.create_order(self.gb.tiktok_id, status='AWAITING_SHIPMENT')
        _order, sale = self.take(self.gb, known)
        self.gb.import_orders = False
        self.world.cancel(known)
        self.world.create_order(self.gb.tiktok_id)
        self.news()
        self.assertEqual(self.mirrored(), {known.id})
        self.assertEqual(sale.state, 'cancel')

    def test_fetching_by_hand_goes_on_beside_it(self):
        self.process('tts.shop', '_cron_fetch_news')
        run = self.gb.action_fetch_orders(fields.Date.today(), fields.Date.today())
        self.process()
        self.assertEqual(run.state, 'done')
        self.assertEqual(self.gb.last_fetch, max((run + self.runs()).mapped('date_done')))

    # === OLD PAYLOADS === #

    def test_payloads_are_forgotten_after_a_time_and_orders_stay(self):
        old, young = (
            self.world.create_order(self.gb.tiktok_id, status='AWAITING_SHIPMENT')
            for _ in range(2)
        )
        order, sale = self.take(self.gb, old)
        other, _sale = self.take(self.gb, young)
        order.tiktok_update_time = fields.Datetime.now() - timedelta(days=91)
        total, lines = sale.amount_total, sale.order_line.mapped('product_uom_qty')
        self.env['tts.order']._gc_payloads()
        self.assertFalse(order.payload or order.recipient or order.buyer_message)
        self.assertTrue(other.payload)
        order._apply()
        self.assertEqual(order.state, 'applied')
        self.assertEqual((sale.state, sale.amount_total, sale.order_line.mapped('product_uom_qty')),
                         ('sale', total, lines))
        # Fetching it once more brings it back, and so do news of it.
        self.take(self.gb, old)
        self.assertTrue(order.payload)
        order._forget()
        self.world.cancel(old)
        self.take(self.gb, old)
        self.assertTrue(order.payload)
        self.assertEqual(sale.state, 'cancel')

    def test_payloads_are_kept_for_ever_if_the_shop_wants_it(self):
        order, _sale = self.take(self.gb, self.world.create_order(self.gb.tiktok_id))
        order.tiktok_update_time = fields.Datetime.now() - timedelta(days=91)
        self.gb.payload_days = 0
        self.env['tts.order']._gc_payloads()
        self.assertTrue(order.payload)


@tagged('post_install', '-at_install')
class TestRegistration(TtsCase):
    """TikTok is told where to send its webhooks."""

    sandbox_options = {'markets': ('GB',), 'local_webhooks': True}
    connected = False

    def connect(self):
        self.account._exchange_code(self.sandbox.authorize(0))
        return self.shop('GB')

    def open_at(self, base):
        """Have Odoo's public address be another one."""
        self.env['ir.config_parameter'].set_param('web.base.url', base)
        self.env.invalidate_all()

    def registered(self):
        return {
            event_type: address.url
            for (_shop, event_type), address in self.sandbox.app.addresses.items()
        }

    def test_connecting_registers_what_is_served(self):
        shop = self.connect()
        addresses = self.registered()
        self.assertEqual(set(addresses.values()), {self.account.webhook_url})
        self.assertEqual(len(addresses), len(shop.webhook_types.split(', ')))
        self.assertIn("Order status", shop.webhook_types)
        self.assertIn('ORDER_STATUS_CHANGE', addresses)
        self.assertFalse(shop.webhook_problem)

    def test_registering_again_changes_nothing(self):
        shop = self.connect()
        self.sandbox.calls.clear()
        self.assertEqual(shop.action_register_webhooks()['params']['type'], 'success')
        self.assertEqual([call.method for call in self.sandbox.calls], ['GET'])

    def test_new_address_is_told(self):
        shop = self.connect()
        self.open_at('http://localhost:8070')
        shop.action_register_webhooks()
        self.assertEqual(set(self.registered().values()), {'http://localhost:8070/tts/webhook'})

    def test_disconnecting_takes_our_address_away_and_leaves_those_of_others(self):
        shop = self.connect()
        with self.account._client() as client:
            client.set_webhook(
                shop.sudo().cipher, 'NEW_MESSAGE', 'https://another.example.com/hook')
        self.account.action_disconnect()
        self.assertEqual(self.registered(), {'NEW_MESSAGE': 'https://another.example.com/hook'})

    def test_address_that_tiktok_would_refuse_is_said(self):
        shop = self.connect()
        self.account.sudo().api_url = 'https://open-api.tiktokglobalshop.com'
        for base in ('http://shop.example.com', 'https://192.0.2.1', 'https://shop.example.com:8069',
                     'https://localhost', 'https://[2001:db8::1]'):
            with self.subTest(base):
                self.open_at(base)
                self.assertIn("Set the system parameter web.base.url",
                              shop._address_problem(self.account))
        self.open_at('https://shop.example.com')
        self.assertFalse(shop._address_problem(self.account))

    def test_what_tiktok_refuses_is_said_and_hinders_nothing(self):
        self.sandbox.knobs.set(local_webhooks=False)
        shop = self.connect()
        self.assertEqual(self.account.state, 'connected')
        self.assertFalse(shop.webhook_types)
        self.assertIn("ORDER_STATUS_CHANGE", shop.webhook_problem)
        self.sandbox.knobs.set(local_webhooks=True)
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertFalse(shop.webhook_problem)
        self.assertTrue(shop.webhook_types)

    def test_uninstalling_ends_them_and_goes_on_where_it_cannot(self):
        shop = self.connect()
        self.assertTrue(self.registered())
        self.env['tts.account']._take_leave()
        self.assertFalse(self.registered())
        self.assertFalse(shop.pricelist_id.active)
        self.account.sudo().api_url = 'http://127.0.0.1:9'
        logger = 'odoo.addons.tiktok_shop.models.connection.tts_account_uninstall'
        with self.assertLogs(logger, 'WARNING') as log:
            self.env['tts.account']._take_leave()
        self.assertIn("stay", log.output[0])

    def test_tiktok_that_does_not_answer_hinders_nothing(self):
        self.sandbox.faults.rate(1, kinds=['unavailable'], path='/event/')
        shop = self.connect()
        self.assertIn("does not answer", shop.webhook_problem)
        self.assertFalse(shop.webhook_types)

    def test_silence_while_orders_change_is_told(self):
        shop = self.connect()
        self.take(shop, self.world.create_order(shop.tiktok_id))
        self.assertFalse(shop.trouble)
        self.env.cr.execute(
            "UPDATE tts_shop SET create_date = create_date - interval '2 days' WHERE id = %s",
            [shop.id])
        self.env.invalidate_all()
        self.assertIn("no webhook has come", shop.trouble)
