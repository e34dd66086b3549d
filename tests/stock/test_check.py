from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...client import Client
from ..stock_case import StockCase

RESTOCK = '/inventory/operation/settings'


@tagged('post_install', '-at_install')
class TestCheck(StockCase):
    """Whether TikTok has what Odoo has told it, and what follows if not."""

    def setUp(self):
        super().setUp()
        self.mug = self.sku(self.products[0])
        # One product is enough.
        self.env['tts.listing'].search([('id', '!=', self.mug.listing_id.id)]).write(
            {'push_stock': False, 'push_prices': False})
        self.stock_up(self.mug.product_id, 9)
        with self.committing() as env:
            mug = self.mug.with_env(env)
            mug.action_push_stock()
            mug.action_push_prices()
        self.assertEqual((self.mug.stock_state, self.mug.price_state), ('sent', 'sent'))
        self.gb.write({'push_stock': True, 'push_prices': True})
        self.process()  # the first look
        # It is in two of TikTok's warehouses, which share what there is: 5 and 4.
        row = self.mug.stock_ids.filtered(lambda row: row.wanted_quantity == 5)
        self.place = row.warehouse_id
        self.told.clear()
        self.sandbox.calls.clear()

    # === WHAT HAPPENS === #

    def check(self):
        """Have the button compare; return the run."""
        run = self.env['tts.sync'].browse(self.gb.action_check_offers()['res_id'])
        self.process()
        self.assertEqual(run.state, 'done', run.message)
        return run

    def at_tiktok(self, quantity, place=None, sku=None):
        """Have somebody change the stock at TikTok."""
        sku = sku or self.mug
        self.world.set_stock(
            sku.listing_id.tiktok_id, quantity, sku=sku.tiktok_id,
            warehouse=(place or self.place).tiktok_id)

    def known(self, sku):
        """Return what TikTok is known to have of a SKU in its warehouses, None: not known."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT pushed_quantity FROM tts_stock WHERE sku_id = %s", [sku.id])
        return {quantity for [quantity] in self.env.cr.fetchall()}

    def price_at_tiktok(self, price, sku=None):
        sku = sku or self.mug
        self.world.set_price(sku.listing_id.tiktok_id, price, sku=sku.tiktok_id)

    def drift(self, state=None):
        rows = self.env['tts.drift'].search([])
        return rows.filtered(lambda row: row.state == state) if state else rows

    def event(self, cause=None, sku=None, sent=None, **vals):
        """Have TikTok's webhook tell of a change, and serve it."""
        sku = sku or self.mug
        event = self.env['tts.event'].create({
            'account_id': self.account.id, 'shop_id': self.gb.id, 'type': 71, 'kind': 'inventory',
            'tiktok_ref': sku.tiktok_id, 'notification_id': str(self.env['tts.event'].search_count(
                []) + 1), 'told': cause, 'sent': sent or fields.Datetime.now(), **vals})
        self.process('tts.event')
        return event

    def searches(self):
        return self.calls('/inventory/search')

    # === NOTHING IS OTHERWISE === #

    def test_what_agrees_costs_one_search_and_changes_nothing(self):
        run = self.check()
        self.assertFalse(self.drift())
        self.assertEqual((self.searches(), self.calls('/orders/search'), self.told), (1, 0, []))
        self.assertEqual(run.message, "Found otherwise at TikTok: 0, of which to decide: 0.")
        self.assertTrue(self.gb.offers_checked)

    def test_what_was_never_told_is_not_compared(self):
        self.mug.stock_rule = 'off'
        self.mug._compare('stock')
        self.at_tiktok(3)
        self.check()
        self.assertFalse(self.drift())

    # === ODOO WINS === #

    def test_stock_that_was_changed_at_tiktok_is_put_right(self):
        self.at_tiktok(3)
        run = self.check()
        row = self.drift('healed')
        self.assertEqual(
            (row.sku_id, row.kind, row.warehouse_id, row.there, row.known, row.wanted,
             row.changed_by),
            (self.mug, 'stock', self.place, 3, 5, 5, 'unknown'))
        self.assertEqual(run.message, "Found otherwise at TikTok: 1, of which to decide: 0.")
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 5)
        self.assertEqual(len(self.told), 1, self.told)
        self.check()
        self.assertEqual(len(self.drift()), 1)

    def test_prices_too(self):
        known = self.mug.pushed_price
        self.price_at_tiktok(known + 1)
        self.check()
        row = self.drift('healed')
        self.assertEqual((row.kind, row.there, row.known), ('price', known + 1, known))
        self.process('tts.stock')
        self.assertEqual(float(self.offer(self.mug).price), known)

    def test_nothing_is_put_right_where_it_is_not_sent_by_itself(self):
        self.gb.write({'push_stock': False, 'is_stopped': False})
        self.at_tiktok(3)
        self.check()
        self.assertEqual(self.drift().state, 'open')
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 3)

    def test_nor_of_a_listing_that_is_switched_off(self):
        """Nothing would be sent of it: it stays listed, whatever the shop wants."""
        for switches in ({'push_stock': False, 'push_prices': False}, {'is_stopped': True}):
            with self.subTest(switches):
                listing = self.mug.listing_id
                listing.write({
                    'push_stock': True, 'push_prices': True, 'is_stopped': False, **switches})
                self.at_tiktok(3)
                self.price_at_tiktok(self.mug.pushed_price + 1)
                self.check()
                self.assertEqual(
                    self.drift().mapped(lambda row: (row.kind, row.state)),
                    [('price', 'open'), ('stock', 'open')])
                self.process('tts.stock')
                self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 3)

    # === ASK === #

    def test_asked_it_is_listed_and_left(self):
        self.gb.drift_policy = 'ask'
        self.at_tiktok(3)
        self.check()
        row = self.drift('open')
        self.assertEqual((row.there, self.gb.drift_count), (3, 1))
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 3)
        self.at_tiktok(4)
        self.check()
        self.assertEqual((self.drift(), row.there), (row, 4))
        self.at_tiktok(5)
        self.check()
        self.assertEqual((row.state, self.gb.drift_count), ('healed', 0))

    def test_a_person_sends_what_odoo_says(self):
        self.gb.drift_policy = 'ask'
        self.at_tiktok(3)
        self.price_at_tiktok(self.mug.pushed_price + 1)
        self.check()
        with self.committing() as env:
            self.drift('open').with_env(env).action_heal()
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 5)
        self.assertEqual(float(self.offer(self.mug).price), self.mug.wanted_price)
        self.assertEqual(set(self.drift().mapped('state')), {'healed'})

    def test_push_by_hand_sends_what_odoo_says_too(self):
        self.gb.drift_policy = 'ask'
        self.at_tiktok(3)
        self.check()
        with self.committing() as env:
            told = self.mug.with_env(env).action_push_stock()
        self.assertIn("Sent: 1.", told['params']['message'])
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 5)
        self.assertEqual(self.drift().state, 'healed')

    def test_a_fetched_product_shows_another_price(self):
        """Nobody has to compare for that: asked it is listed and left, else it is put right."""
        price = self.mug.pushed_price
        for policy, state, there in (
                ('ask', 'open', price + 1), ('odoo', 'healed', self.mug.wanted_price)):
            with self.subTest(policy):
                self.drift().unlink()
                self.gb.drift_policy = policy
                self.price_at_tiktok(price + (1 if policy == 'ask' else 2))
                self.mug.listing_id.action_fetch()
                self.process('tts.stock')
                self.assertEqual(self.drift().mapped('state'), [state])
                self.assertEqual(float(self.offer(self.mug).price), there)
                self.assertEqual(self.mug.pushed_price, price, "What TikTok was told")

    def test_a_fetched_product_shows_odoos_own_price(self):
        """It went out with the product, before anybody had compared: nobody has changed it."""
        self.gb.drift_policy = 'ask'
        price = self.mug.pushed_price + 1
        self.mug.own_price = price
        self.price_at_tiktok(price)
        self.mug.listing_id.action_fetch()
        self.assertFalse(self.drift())
        self.assertEqual((self.mug.pushed_price, self.mug.price_state), (price, 'sent'))

    def test_a_fetched_product_whose_prices_odoo_does_not_send(self):
        self.mug.listing_id.push_prices = False
        price = self.mug.pushed_price + 1
        self.price_at_tiktok(price)
        self.mug.listing_id.action_fetch()
        self.assertFalse(self.drift())
        self.assertEqual(self.mug.pushed_price, price)

    def test_a_person_accepts_it_until_odoo_says_something_else(self):
        self.gb.drift_policy = 'ask'
        self.at_tiktok(3)
        self.check()
        self.drift().action_accept()
        self.check()
        self.assertEqual(self.drift().mapped('state'), ['accepted'])
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 3)
        self.at_tiktok(2)
        self.check()
        self.assertEqual(self.drift('open').there, 2)
        self.env['stock.quant']._update_available_quantity(
            self.mug.product_id, self.place._place(), 2)
        self.mug._compare('stock')
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 6)

    def test_product_managers_decide(self):
        self.gb.drift_policy = 'ask'
        self.at_tiktok(3)
        self.check()
        user = new_test_user(self.env, 'tts_looks', 'tiktok_shop.group_user')
        for action in ('action_heal', 'action_accept'):
            with self.assertRaises(AccessError):
                getattr(self.drift().with_user(user), action)()

    # === WHAT IS NO DIFFERENCE === #

    def test_what_buyers_have_ordered(self):
        """Orders are caught up before anything is called different."""
        before = self.there(self.mug)[self.place.tiktok_id]
        self.world.create_order(
            self.gb.tiktok_id, items=[{'sku': self.mug.tiktok_id, 'quantity': 2}],
            warehouse=self.place.tiktok_id)
        self.at_tiktok(before - 2)
        self.mug.stock_date -= timedelta(hours=3)
        self.check()
        self.assertFalse(self.drift())
        self.assertEqual(self.mug.pushed_quantity, 7)
        self.assertEqual(self.searches(), 2)

    def test_what_campaigns_and_creators_keep(self):
        ids = {'product': self.mug.listing_id.tiktok_id, 'sku': self.mug.tiktok_id}
        self.world.lock_units(quantity=3, **ids)
        self.world.lock_units(quantity=1, kind='creator', **ids)
        self.check()
        self.assertFalse(self.drift())
        self.assertEqual((self.mug.campaign_quantity, self.mug.creator_quantity), (3, 1))
        self.at_tiktok(1)  # 5, less what is kept
        self.check()
        self.assertFalse(self.drift())
        self.at_tiktok(2)
        self.check()
        self.assertEqual(self.drift().there, 2)

    def test_what_odoo_would_send_anyway(self):
        self.mug.stock_ids.filtered(
            lambda row: row.warehouse_id == self.place).wanted_quantity = 3
        self.at_tiktok(3)
        self.check()
        self.assertFalse(self.drift())
        self.assertEqual(self.mug.pushed_quantity, 7)

    def test_what_is_being_sent_just_now(self):
        self.at_tiktok(3)
        self.mug.stock_lease = fields.Datetime.now() + timedelta(minutes=3)
        self.mug._take_up('stock')
        self.check()
        self.assertFalse(self.drift())
        self.assertEqual(self.known(self.mug), {None})

    def test_what_waits_is_read_by_who_sends_it(self):
        self.mug._take_up('stock')
        self.mug.stock_state = 'waiting'
        self.mug.stock_retry = fields.Datetime.now() + timedelta(minutes=3)
        self.check()
        self.assertEqual(self.known(self.mug), {None})

    def test_what_a_mistake_of_our_own_has_left_open(self):
        """Nobody knows what TikTok has: it is read, and compared from then on."""
        self.env['stock.quant']._update_available_quantity(
            self.mug.product_id, self.place._place(), 2)
        self.mug._compare('stock')
        with (
            patch.object(Client, 'update_inventory', side_effect=ValueError("Once")),
            self.assertLogs('odoo.addons.tiktok_shop.tools.sentences', 'ERROR'),
        ):
            self.process('tts.stock')
        self.assertEqual((self.mug.stock_state, self.known(self.mug)), ('refused', {None}))
        self.mug.stock_date -= timedelta(hours=3)
        self.check()
        self.assertEqual((self.mug.stock_state, self.known(self.mug)), ('refused', {4, 5}))
        self.assertTrue(self.mug.stock_error)
        self.assertEqual((self.mug.pushed_quantity, self.drift().ids), (9, []))
        self.assertLess(
            fields.Datetime.now() - self.mug.stock_date, timedelta(minutes=1),
            "Orders from before are in it")

    def test_price_that_a_mistake_of_our_own_has_left_open(self):
        price = self.mug.pushed_price
        self.mug.own_price = price + 1
        self.mug._compare('price')
        with (
            patch.object(Client, 'update_prices', side_effect=ValueError("Once")),
            self.assertLogs('odoo.addons.tiktok_shop.tools.sentences', 'ERROR'),
        ):
            self.process('tts.stock')
        self.assertEqual((self.mug.price_state, self.mug.pushed_price), ('refused', 0))
        self.check()
        self.assertEqual((self.mug.price_state, self.mug.pushed_price), ('refused', price))
        self.assertTrue(self.mug.price_error)

    def test_what_moves_while_it_is_looked_at(self):
        numbers = iter((3, 2))
        search = Client.search_inventory

        def moving(client, cipher, **which):
            self.at_tiktok(next(numbers))
            return search(client, cipher, **which)

        with patch.object(Client, 'search_inventory', moving):
            self.check()
        self.assertFalse(self.drift())

    def test_what_waits_to_be_sent_or_was_refused(self):
        for state in ('waiting', 'refused'):
            self.mug.stock_state = state
            self.at_tiktok(3 if state == 'waiting' else 2)
            self.check()
            self.assertFalse(self.drift())
        self.assertEqual(self.mug.stock_ids.filtered(
            lambda row: row.warehouse_id == self.place).pushed_quantity, 2)

    # === WHO HAS CHANGED IT === #

    def test_webhooks_tell_who_it_was(self):
        self.at_tiktok(3)
        event = self.event('SELLER_CENTER')
        row = self.drift('healed')
        self.assertEqual(event.state, 'done')
        self.assertEqual((row.changed_by, row.changed_at), ('seller', event.sent))
        self.assertEqual(self.searches(), 2)
        self.process('tts.stock')
        self.assertEqual(self.there(self.mug)[self.place.tiktok_id], 5)

    def test_echo_of_what_odoo_has_sent_costs_one_call(self):
        for _number in range(3):
            self.env['tts.event'].create({
                'account_id': self.account.id, 'shop_id': self.gb.id, 'type': 71,
                'kind': 'inventory', 'tiktok_ref': self.mug.tiktok_id, 'told': 'OPEN_API',
                'notification_id': str(_number), 'sent': fields.Datetime.now()})
        self.process('tts.event')
        self.assertEqual(len(self.sandbox.calls), 1)
        self.assertEqual(set(self.env['tts.event'].search([]).mapped('state')), {'done'})
        self.assertFalse(self.drift() or self.told)

    def test_orders_are_no_drift_and_never_hide_one(self):
        self.at_tiktok(4)
        self.event('ORDER_CREATE')
        self.assertFalse(self.drift())
        self.assertEqual(self.mug.pushed_quantity, 8)
        self.process('tts.stock')
        self.at_tiktok(3)
        self.mug.stock_date -= timedelta(minutes=1)
        self.event('SELLER_CENTER', sent=fields.Datetime.now() - timedelta(seconds=5))
        self.assertEqual(self.drift().changed_by, 'seller')

    def test_webhooks_about_what_odoo_does_not_send_ask_nothing(self):
        self.mug.stock_rule = 'off'
        self.mug._compare('stock')
        event = self.event('SELLER_CENTER')
        self.assertEqual((event.state, len(self.sandbox.calls)), ('done', 0))

    # === TIKTOK'S OWN RESTOCKING === #

    def test_it_is_off_as_soon_as_odoo_sends_stock(self):
        self.assertFalse(self.offer(self.mug).restock)
        self.assertTrue(self.mug.restock_off)
        other = self.env['tts.sku'].search([
            ('shop_id', '=', self.gb.id), ('listing_id.status', '=', 'ACTIVATE'),
            ('listing_id', '!=', self.mug.listing_id.id)], limit=1)
        self.assertTrue(self.offer(other).restock, "Odoo does not send its stock")
        self.check()
        self.assertEqual(self.calls(RESTOCK), 0)

    def test_what_tiktok_does_not_take_is_said_on_the_shop(self):
        self.mug.restock_off = False
        with patch.object(Client, 'set_auto_restock', lambda *_args, **_more: {self.mug.tiktok_id}):
            self.check()
        self.assertIn("of 1 SKUs", self.gb.restock_problem)
        self.assertFalse(self.mug.restock_off)
        self.check()
        self.assertEqual((self.gb.restock_problem, self.mug.restock_off), (False, True))

    def test_a_scope_that_is_missing_stops_nothing(self):
        self.mug.restock_off = False
        self.at_tiktok(3)
        self.sandbox.faults.next(105005, path=RESTOCK)
        self.check()
        self.assertTrue(self.gb.restock_problem)
        self.assertEqual(len(self.drift('healed')), 1)

    # === BY ITSELF === #

    def test_once_a_day(self):
        Sync = self.env['tts.sync']
        self.assertNotIn('offers', Sync._news_of(self.gb))
        self.env.cr.execute(
            "UPDATE tts_sync SET create_date = create_date - interval '25 hours'")
        self.env.invalidate_all()
        self.assertIn('offers', Sync._news_of(self.gb))
        self.gb.is_stopped = True
        self.assertNotIn('offers', Sync._news_of(self.gb))
        self.gb.write({'is_stopped': False, 'push_stock': False, 'push_prices': False})
        self.assertNotIn('offers', Sync._news_of(self.gb))
