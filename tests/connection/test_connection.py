from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ... import const
from ...client.errors import AuthorizationError, Unavailable
from ..common import TtsCase, TtsHttpCase

CRONS = ('ir_cron_sync', 'ir_cron_apply', 'ir_cron_refresh_tokens')
LOG = 'odoo.addons.tiktok_shop.models.connection.tts_account_token'


class Refusals:
    """Asks for what is refused, and keeps what was written beside the refusal."""

    def refusal(self, method, *args):
        """Return the sentence with which a method refuses."""
        try:
            method(*args)
        except UserError as refused:
            return refused.args[0]
        self.fail(f"{method.__name__} was not refused")


@tagged('post_install', '-at_install')
class TestAuthorization(Refusals, TtsHttpCase):
    connected = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, 'tts_manager', 'tiktok_shop.group_manager')
        cls.other_manager = new_test_user(cls.env, 'tts_other', 'tiktok_shop.group_manager')
        cls.user = new_test_user(cls.env, 'tts_user', 'tiktok_shop.group_user')
        cls.sandbox.app.redirect_url = cls.account.redirect_url

    def setUp(self):
        super().setUp()
        self.authenticate('tts_manager', 'tts_manager')

    def begin(self, account=None, user=None):
        """Press Authorize and return the address of TikTok's page."""
        return (account or self.account).with_user(user or self.manager).action_authorize()['url']

    def answer(self, page, decision='authorize', **choice):
        """Answer TikTok's question and return the address that TikTok sends the browser to."""
        self.assertEqual(requests.get(page, timeout=10).status_code, 200)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(page).query).items()}
        answered = requests.get(
            f'{self.sandbox.url}/open/authorize/answer',
            {**asked, 'decision': decision, **choice},
            timeout=10,
            allow_redirects=False,
        )
        return answered.headers['Location']

    def come_back(self, address):
        """Follow TikTok back to Odoo and return the answer."""
        return self.url_open(address, allow_redirects=False)

    def refused_back(self, address):
        """Follow TikTok back to Odoo, which refuses, and return the page's text."""
        answer = self.come_back(address)
        self.assertIn(answer.status_code, (400, 403))
        return unescape(answer.text)

    # === THE WAY THAT WORKS === #

    def test_consent_connects_the_account_and_its_shops(self):
        answer = self.come_back(self.answer(self.begin()))
        self.assertEqual(answer.status_code, 303)
        self.assertURLEqual(
            answer.headers['Location'],
            f'/odoo/action-tiktok_shop.action_tts_account/{self.account.id}',
        )
        account, seller = self.account, self.world.sellers[0]
        self.assertEqual(account.state, 'connected')
        self.assertEqual(account.seller_name, seller.name)
        self.assertEqual(account.seller_base_region, seller.base_region)
        self.assertEqual(account.open_id, seller.open_id)
        self.assertIn('seller.order.info', account.granted_scopes)
        self.assertFalse(account.message)
        now = fields.Datetime.now()
        self.assertAlmostEqual(
            account.access_token_expiry, now + timedelta(days=7), delta=timedelta(hours=1)
        )
        self.assertAlmostEqual(
            account.refresh_token_expiry, now + timedelta(days=365), delta=timedelta(hours=1)
        )
        self.assertEqual(
            {shop.tiktok_id: (shop.name, shop.region, shop.cipher) for shop in account.shop_ids},
            {shop.id: (shop.name, shop.market.region, shop.cipher) for shop in seller.shops},
        )

    def test_each_shop_gets_what_its_orders_need(self):
        self.come_back(self.answer(self.begin()))
        currencies = {shop.region: shop.currency_id.name for shop in self.account.shop_ids}
        self.assertEqual(currencies, {'US': 'USD', 'GB': 'GBP', 'MY': 'MYR', 'VN': 'VND'})
        taxes = {shop.region: shop.tax_policy for shop in self.account.shop_ids}
        self.assertEqual(
            taxes, {'US': 'marketplace', 'GB': 'included', 'MY': 'included', 'VN': 'included'}
        )
        self.assertEqual(self.shop('VN').timezone, 'Asia/Ho_Chi_Minh')
        for truth in self.world.sellers[0].shops:
            shop = self.shop(truth.market.region)
            with self.subTest(shop=shop.name):
                self.assertEqual(shop.pricelist_id.name, f"TikTok Shop - {shop.name}")
                self.assertEqual(shop.pricelist_id.currency_id, shop.currency_id)
                self.assertEqual(
                    set(shop.warehouse_ids.mapped('tiktok_id')), {w.id for w in truth.warehouses}
                )

    def test_authorize_leads_to_the_page_of_the_sellers_market(self):
        account = self.make_account(auth_url=const.AUTH_URL, api_url=const.API_URL, market='us')
        page = self.begin(account)
        self.assertTrue(page.startswith(f"{const.CONSENT_URLS['us']}/open/authorize?"))
        account.market = 'row'
        self.assertTrue(self.begin(account).startswith(const.CONSENT_URLS['row']))
        query = parse_qs(urlsplit(page).query)
        self.assertEqual(query['service_id'], [self.sandbox.service_id])
        self.assertGreaterEqual(len(query['state'][0]), 40)

    def test_each_authorization_has_a_state_of_its_own(self):
        self.assertNotEqual(self.begin(), self.begin())

    def test_addresses_to_copy_are_those_that_odoo_answers_at(self):
        base = self.base_url()
        self.assertEqual(self.account.redirect_url, f'{base}/tts/authorization/code')
        self.assertEqual(self.account.webhook_url, f'{base}/tts/webhook')

    def test_authorizing_again_keeps_shops_and_their_settings(self):
        self.come_back(self.answer(self.begin()))
        shops = self.account.shop_ids
        self.shop('GB').write({'name': "London", 'money_policy': 'buyer'})
        self.come_back(self.answer(self.begin()))
        self.assertEqual(self.account.shop_ids, shops)
        self.assertEqual(self.shop('GB').name, "London")
        self.assertEqual(self.shop('GB').money_policy, 'buyer')

    # === WHAT GOES WRONG === #

    def test_declined_consent_says_that_the_seller_did_not_agree(self):
        address = self.answer(self.begin(), decision='decline')
        self.assertIn("The seller did not agree", self.refused_back(address))
        self.assertEqual(self.account.state, 'draft')
        self.assertFalse(self.sandbox.calls)

    def test_wrong_state_is_refused(self):
        address = self.answer(self.begin())
        state = parse_qs(urlsplit(address).query)['state'][0]
        page = self.refused_back(address.replace(state, 'x' * len(state)))
        self.assertIn("was not begun here", page)
        self.assertEqual(self.account.state, 'draft')
        self.assertFalse(self.sandbox.calls)

    def test_state_is_good_once(self):
        address = self.answer(self.begin())
        self.come_back(address)
        self.sandbox.calls.clear()
        self.assertIn("has been used already", self.refused_back(address))
        self.assertFalse(self.sandbox.calls)
        self.assertEqual(self.account.state, 'connected')

    def test_state_of_another_user_is_refused_and_stays_good_for_its_own(self):
        address = self.answer(self.begin(user=self.other_manager))
        self.assertIn("was not begun here", self.refused_back(address))
        self.assertFalse(self.sandbox.calls)
        self.authenticate('tts_other', 'tts_other')
        self.come_back(address)
        self.assertEqual(self.account.state, 'connected')

    def test_state_is_good_for_ten_minutes(self):
        address = self.answer(self.begin())
        self.env.cr.execute(
            "UPDATE tts_authorization SET create_date = create_date - '11 min'::interval"
        )
        self.assertIn("took more than 10 minutes", self.refused_back(address))
        self.assertFalse(self.sandbox.calls)

    def test_code_that_was_used_says_so(self):
        code = parse_qs(urlsplit(self.answer(self.begin())).query)['code'][0]
        self.account._exchange_code(code)
        state = parse_qs(urlsplit(self.begin()).query)['state'][0]
        page = self.refused_back(f'{const.REDIRECT_PATH}?code={code}&state={state}')
        self.assertIn("authorization code is wrong, used or older than 30 minutes", page)

    def test_code_that_has_expired_says_so(self):
        address = self.answer(self.begin())
        self.world.advance(31 * 60)
        page = self.refused_back(address)
        self.assertIn("authorization code is wrong, used or older than 30 minutes", page)
        self.assertEqual(self.account.state, 'draft')

    def test_wrong_secret_says_so(self):
        address = self.answer(self.begin())
        self.account.app_secret = 'not the secret'
        page = self.refused_back(address)
        self.assertIn("The App Key or the App Secret is wrong", page)
        self.assertNotIn('not the secret', page)

    def test_wrong_app_key_says_so(self):
        address = self.answer(self.begin())
        self.account.app_key = '6wrong'
        self.assertIn("The App Key or the App Secret is wrong", self.refused_back(address))

    def test_missing_scope_is_named(self):
        self.sandbox.app.scopes.remove('seller.authorization.info')
        page = self.refused_back(self.answer(self.begin()))
        self.assertIn("The app lacks a permission: seller.authorization.info", page)

    @mute_logger('odoo.addons.tiktok_shop.models.connection.tts_shop')
    def test_missing_scope_for_warehouses_does_not_hinder_connecting(self):
        self.sandbox.app.scopes.remove('seller.logistics')
        self.come_back(self.answer(self.begin()))
        self.assertEqual(self.account.state, 'connected')
        notes = self.shop('GB').message_ids.mapped('body')
        self.assertTrue(any('seller.logistics' in note for note in notes), notes)

    def test_account_that_another_worker_holds_is_told_in_words(self):
        def held(*_args):
            raise Unavailable(message="another worker is renewing the access token")
        self.patch(self.registry['tts.account'], '_save_token', held)
        page = self.refused_back(self.answer(self.begin()))
        self.assertIn("another worker is renewing the access token", page)

    def test_creator_account_is_refused_in_words(self):
        page = self.refused_back(self.answer(self.begin(), account='creator'))
        self.assertIn("creator", page)
        self.assertEqual(self.account.state, 'draft')

    def assertLedTo(self, account, address):
        """Follow TikTok back to Odoo, which shows an account."""
        answer = self.come_back(address)
        self.assertEqual(answer.status_code, 303, unescape(answer.text))
        self.assertURLEqual(
            answer.headers['Location'],
            f'/odoo/action-tiktok_shop.action_tts_account/{account.id}')

    def test_seller_who_is_connected_by_another_account_stays_connected_there(self):
        """TikTok drops what it gave before: what it gives now belongs to the account in use."""
        self.come_back(self.answer(self.begin()))
        old, shops = self.account.refresh_token, self.account.shop_ids
        second = self.make_account(name="Second")
        self.assertLedTo(self.account, self.answer(self.begin(second)))
        self.assertNotEqual(self.account.refresh_token, old)
        self.assertEqual((self.account.state, self.account.shop_ids), ('connected', shops))
        self.assertIn("begun in the account Second", self.account.message)
        self.account.action_test_connection()
        self.account.action_refresh_token()
        self.assertEqual((second.state, second.access_token), ('draft', False))
        self.assertIn("is connected by the account Sandbox already", second.message)

    def test_disconnected_account_of_the_seller_is_connected_again(self):
        self.come_back(self.answer(self.begin()))
        self.account.action_disconnect()
        second = self.make_account(name="Second")
        self.assertLedTo(self.account, self.answer(self.begin(second)))
        self.assertEqual(self.account.state, 'connected')
        self.account.action_test_connection()

    def test_shop_that_is_connected_by_another_account_stays_connected_there(self):
        self.come_back(self.answer(self.begin()))
        shops = self.account.shop_ids
        self.account.open_id = 'not known by this id'
        second = self.make_account(name="Second")
        self.assertLedTo(self.account, self.answer(self.begin(second)))
        self.assertFalse(second.shop_ids)
        self.assertEqual((second.state, second.access_token), ('draft', False))
        self.assertEqual((self.account.state, self.account.shop_ids), ('connected', shops))
        self.assertEqual(self.account.open_id, self.world.sellers[0].open_id)
        self.account.action_test_connection()

    def test_account_of_another_company_keeps_its_seller(self):
        self.come_back(self.answer(self.begin()))
        company = self.env['res.company'].create({'name': "Elsewhere"})
        self.manager.write({'company_ids': [Command.set(company.ids)], 'company_id': company.id})
        second = self.make_account(name="Second", company_id=company.id)
        answer = self.come_back(self.answer(self.begin(second)))
        self.assertEqual(answer.status_code, 200)
        self.assertIn("is connected by this account already", unescape(answer.text))
        self.account.action_test_connection()

    def test_consent_of_another_seller_changes_nothing_here(self):
        self.come_back(self.answer(self.begin()))
        shops, token = self.account.shop_ids, self.account.access_token
        page = self.refused_back(self.answer(self.begin(), seller='1'))
        self.assertIn(self.world.sellers[0].name, page)
        self.assertIn(self.world.sellers[1].name, page)
        self.assertEqual(self.account.seller_name, self.world.sellers[0].name)
        self.assertEqual((self.account.shop_ids, self.account.access_token), (shops, token))
        self.account.action_test_connection()

    def test_consent_of_another_seller_is_kept_without_his_shops(self):
        self.come_back(self.answer(self.begin()))
        self.refused_back(self.answer(self.begin(), seller='1'))
        other = self.env['tts.account'].search([('id', '!=', self.account.id)])
        self.assertEqual(
            (other.name, other.state, other.open_id, len(other.shop_ids)),
            (self.world.sellers[1].name, 'connected', self.world.sellers[1].open_id, 0))
        other.action_load_shops()
        self.assertEqual(len(other.shop_ids), len(self.world.sellers[1].shops))
        self.account.action_test_connection()

    @mute_logger(LOG)
    def test_creators_consent_leaves_the_connection_alone(self):
        self.come_back(self.answer(self.begin()))
        self.assertIn("creator", self.refused_back(self.answer(self.begin(), account='creator')))
        self.assertEqual(self.account.state, 'connected')
        self.account.action_refresh_token()

    def test_code_by_its_other_name(self):
        address = self.answer(self.begin()).replace('code=', 'auth_code=')
        self.assertLedTo(self.account, address)
        self.assertEqual(self.account.state, 'connected')
        self.assertIn("has been used already", self.refused_back(address))

    def test_tiktok_that_does_not_answer_says_so(self):
        address = self.answer(self.begin())
        self.sandbox.faults.next('unavailable', times=9, path='/api/v2/token/')
        self.assertIn("TikTok does not answer just now", self.refused_back(address))

    def test_authorize_needs_the_keys(self):
        account = self.make_account(app_key=False)
        self.assertIn("Enter the App Key", self.refusal(account.action_authorize))
        account.write({'app_key': '6key', 'service_id': False})
        self.assertIn("Enter the Service ID", self.refusal(account.action_authorize))

    # === WHO MAY === #

    def test_user_who_is_no_manager_is_told_whom_to_ask(self):
        address = self.answer(self.begin())
        self.authenticate('tts_user', 'tts_user')
        self.assertIn("Ask your administrator", self.refused_back(address))
        self.assertFalse(self.sandbox.calls)
        # Nothing was used up: the manager who began it can still come back.
        self.authenticate('tts_manager', 'tts_manager')
        self.come_back(address)
        self.assertEqual(self.account.state, 'connected')

    def test_visitor_logs_in_first_and_comes_back(self):
        address = self.answer(self.begin())
        self.authenticate(None, None)
        answer = self.come_back(address)
        self.assertEqual(answer.status_code, 303)
        self.assertIn('/web/login', answer.headers['Location'])
        self.assertFalse(self.sandbox.calls)

    def test_other_methods_than_get_are_not_served(self):
        answer = self.url_open(const.REDIRECT_PATH, data={'code': 'x'}, allow_redirects=False)
        self.assertEqual(answer.status_code, 405)

    # === FROM TIKTOK'S APP STORE === #

    def install(self):
        """Install the app from TikTok's store; return the question whose account it is."""
        page = f'{self.sandbox.url}/open/authorize?service_id={self.sandbox.service_id}'
        answer = self.come_back(self.answer(page))
        self.assertEqual(answer.status_code, 303)
        place, number = urlsplit(answer.headers['Location']).path.rsplit('/', 1)
        self.assertEqual(place, '/odoo/action-tiktok_shop.action_tts_authorization')
        return self.env['tts.authorization'].browse(int(number)).with_user(self.manager)

    def test_installation_from_the_store_asks_for_the_account(self):
        question = self.install()
        self.assertFalse(self.sandbox.calls)
        question.account_id = self.account
        action = question.action_connect()
        self.assertEqual((action['res_model'], action['res_id']), ('tts.account', self.account.id))
        self.assertEqual(self.account.state, 'connected')
        self.assertEqual(len(self.account.shop_ids), 4)

    def test_code_of_an_installation_is_used_once(self):
        question = self.install()
        question.account_id = self.account
        question.action_connect()
        self.assertIn("has been used already", self.refusal(question.action_connect))

    def test_installation_belongs_to_who_began_it(self):
        question = self.install()
        Question = self.env['tts.authorization'].with_user(self.other_manager)
        self.assertFalse(Question.search([('id', '=', question.id)]))

    def test_installation_that_took_too_long_says_so(self):
        question = self.install()
        question.account_id = self.account
        self.world.advance(31 * 60)
        self.assertIn("older than 30 minutes", self.refusal(question.action_connect))

    def test_store_without_consent_creates_nothing(self):
        page = self.refused_back(f'{const.REDIRECT_PATH}?code=null&error=auth_denied')
        self.assertIn("The seller did not agree", page)
        self.assertFalse(self.env['tts.authorization'].search([]))


class TestAccount(Refusals, TtsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = new_test_user(cls.env, 'tts_manager', 'tiktok_shop.group_manager')
        cls.account.user_id = cls.responsible

    def tokens(self):
        return self.account.access_token, self.account.refresh_token

    # === TEST CONNECTION === #

    def test_connection_that_works_names_the_shops(self):
        params = self.account.action_test_connection()['params']
        self.assertEqual(params['type'], 'success')
        for shop in self.world.sellers[0].shops:
            self.assertIn(shop.name, params['message'])

    def test_each_failure_of_the_connection_has_its_own_sentence(self):
        failures = {
            'ip_denied': "IP allow list",
            'seller_inactive': "deactivated this shop or seller",
            'throttle': "asks for fewer calls",
            'unavailable': "does not answer just now",
            'internal': "does not answer just now",
            'cut': "does not answer just now",
            'broken_json': "is not TikTok Shop's API",
        }
        for fault, sentence in failures.items():
            with self.subTest(fault=fault), mute_logger(LOG):
                self.sandbox.faults.clear()
                self.sandbox.faults.next(fault, times=9)
                self.assertIn(sentence, self.refusal(self.account.action_test_connection))

    def test_wrong_secret_is_told(self):
        self.account.app_secret = 'not the secret'
        sentence = self.refusal(self.account.action_test_connection)
        self.assertIn("The App Key or the App Secret is wrong", sentence)
        self.assertEqual(self.account.state, 'connected')

    def test_missing_scope_is_named(self):
        self.world.withdraw_scope('seller.authorization.info', 0)
        sentence = self.refusal(self.account.action_test_connection)
        self.assertIn("lacks a permission: seller.authorization.info", sentence)

    def test_address_that_is_not_tiktok_is_told(self):
        self.account.api_url = f'{self.sandbox.url}/open'
        sentence = self.refusal(self.account.action_test_connection)
        self.assertIn("Check the API URL", sentence)

    def test_tiktok_that_cannot_be_reached_is_told(self):
        self.account.api_url = 'http://127.0.0.1:1'
        sentence = self.refusal(self.account.action_test_connection)
        self.assertIn("does not answer just now", sentence)

    def test_account_that_is_not_connected_is_told(self):
        account = self.make_account(name="New")
        for method in (account.action_test_connection, account.action_load_shops):
            self.assertIn("press Authorize", self.refusal(method))

    def test_shop_that_another_app_has_connected_stays_there(self):
        """The other app's authorization is its own and lives; ours is kept for the other shops."""
        self.account.app_key = 'another app'
        self.account.shop_ids.filtered(lambda shop: shop.region != 'GB').unlink()
        gb = self.account.shop_ids
        second = self.make_account(name="Second")
        second._exchange_code(self.sandbox.authorize(0))
        self.assertEqual((second.state, gb.account_id), ('connected', self.account))
        self.assertEqual(set(second.shop_ids.mapped('region')), {'US', 'MY', 'VN'})
        self.assertIn("A shop can be connected once", second.message)
        params = second.action_load_shops()['params']
        self.assertEqual(params['type'], 'warning')
        self.assertIn(gb.name, params['message'])

    # === COPIES === #

    def test_copied_account_is_not_connected(self):
        copied = self.account.copy()
        self.assertEqual(copied.state, 'draft')
        for name in ('app_key', 'app_secret', 'access_token', 'refresh_token', 'open_id',
                     'seller_name', 'database', 'message', 'authorized_on'):
            self.assertFalse(copied[name], name)
        self.assertFalse(copied.shop_ids)
        self.assertIn("press Authorize", self.refusal(copied.action_test_connection))

    def test_shop_cannot_be_copied(self):
        self.assertIn("cannot be duplicated", self.refusal(self.shop('GB').copy))

    # === A LOST AUTHORIZATION === #

    @mute_logger(LOG)
    def test_revoked_authorization_is_told_kept_and_becomes_a_todo(self):
        self.world.revoke(0)
        sentence = self.refusal(self.account.action_test_connection)
        self.assertIn("no longer accepts the authorization", sentence)
        self.assertEqual(self.account.state, 'revoked')
        self.assertEqual(self.account.message, sentence)
        self.assertEqual(self.account.activity_ids.user_id, self.responsible)

    @mute_logger(LOG)
    def test_lost_authorization_gives_one_todo_however_often_it_is_met(self):
        self.world.revoke(0)
        self.refusal(self.account.action_test_connection)
        self.refusal(self.account.action_refresh_token)
        self.assertEqual(len(self.account.activity_ids), 1)

    @mute_logger(LOG)
    def test_todo_comes_beside_others_and_shows_tiktoks_words_as_text(self):
        self.account.activity_schedule('mail.mail_activity_data_todo', summary="Call the bank")
        error = AuthorizationError(message='see <a href="https://evil.example">here</a>')
        self.account._note_refusal(error)
        note = self.account.activity_ids.filtered('note').note
        self.assertIn('&lt;a href', note)
        self.assertNotIn('<a', note)

    @mute_logger(LOG)
    def test_todo_is_not_taken_for_a_persons_own(self):
        own = self.account.activity_schedule(
            'mail.mail_activity_data_warning', summary="Ask the bank")
        self.world.revoke(0)
        self.refusal(self.account.action_test_connection)
        todo = self.account.activity_ids - own
        self.assertEqual(len(todo), 1)
        todo.summary = "Call the seller"
        self.refusal(self.account.action_refresh_token)
        self.assertEqual(self.account.activity_ids - own, todo)
        todo.action_feedback(feedback="He will do it.")
        self.refusal(self.account.action_refresh_token)
        self.assertEqual(self.account.activity_ids, own)
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(self.account.activity_ids, own)

    @mute_logger(LOG)
    def test_authorizing_again_closes_the_todo(self):
        self.world.revoke(0)
        self.refusal(self.account.action_test_connection)
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(self.account.state, 'connected')
        self.assertFalse(self.account.message)
        self.assertFalse(self.account.activity_ids)
        self.account.action_test_connection()

    @mute_logger(LOG)
    def test_authorization_past_its_end_is_expired(self):
        self.world.expire_authorization(0)
        self.account.refresh_token_expiry = fields.Datetime.now() - timedelta(minutes=1)
        sentence = self.refusal(self.account.action_refresh_token)
        self.assertIn("no longer accepts the authorization", sentence)
        self.assertEqual(self.account.state, 'expired')

    @mute_logger(LOG)
    def test_refresh_token_that_tiktok_calls_expired_is_expired_whatever_we_have_noted(self):
        self.world.expire_authorization(0)
        self.refusal(self.account.action_refresh_token)
        self.assertEqual(self.account.state, 'expired')

    # === SHOPS === #

    def test_load_shops_adds_what_is_missing_and_repeats_nothing(self):
        shops = self.account.shop_ids
        self.shop('VN').unlink()
        self.account.action_load_shops()
        self.assertEqual(set(self.account.shop_ids.mapped('region')), {'US', 'GB', 'MY', 'VN'})
        self.assertEqual(len(self.account.shop_ids & shops), 3)
        self.assertEqual(
            self.env['product.pricelist'].search_count(
                [('name', '=', "TikTok Shop - Northwind VN")]
            ),
            1,
        )

    def test_load_shops_takes_over_a_new_cipher(self):
        self.shop('GB').cipher = 'old'
        self.account.action_load_shops()
        self.assertEqual(self.shop('GB').cipher, self.world.sellers[0].shops[1].cipher)

    def test_archived_shop_stays_archived(self):
        shop = self.shop('GB')
        shop.active = False
        self.account.action_load_shops()
        self.assertFalse(shop.active)
        found = self.env['tts.shop'].with_context(active_test=False)
        self.assertEqual(found.search_count([('account_id', '=', self.account.id)]), 4)

    def test_account_with_shops_cannot_be_deleted(self):
        self.assertIn("cannot be deleted", self.refusal(self.account.unlink))
        self.make_account(name="New").unlink()

    # === TOKENS === #

    def test_button_trades_both_tokens(self):
        old = self.tokens()
        self.account.action_refresh_token()
        for before, after in zip(old, self.tokens(), strict=True):
            self.assertNotEqual(before, after)
        self.account.action_test_connection()

    def test_expired_token_is_renewed_on_demand_once(self):
        old = self.tokens()
        self.world.expire_token(0)
        self.account.action_test_connection()
        self.assertEqual([call.code for call in self.sandbox.calls], [105002, 0, 0])
        self.assertNotEqual(self.tokens(), old)

    def test_token_that_is_about_to_expire_is_renewed_before_it_is_used(self):
        self.account.access_token_expiry = fields.Datetime.now() + timedelta(minutes=4)
        self.account.action_test_connection()
        self.assertEqual(
            [call.path for call in self.sandbox.calls],
            ['/api/v2/token/refresh', '/authorization/202309/shops'],
        )

    def test_token_that_another_worker_renewed_is_not_renewed_again(self):
        self.account._renew_token('the token that expired')
        self.assertFalse(self.sandbox.calls)

    def test_schedule_renews_what_expires_within_a_day(self):
        old = self.tokens()
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertEqual(self.tokens(), old)
        self.account.access_token_expiry = fields.Datetime.now() + timedelta(hours=23)
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertNotEqual(self.tokens(), old)
        self.assertGreater(
            self.account.access_token_expiry, fields.Datetime.now() + timedelta(days=6)
        )

    @mute_logger(LOG)
    def test_schedule_goes_on_after_an_account_in_trouble(self):
        other = self.make_account(name="Other")
        other._exchange_code(self.sandbox.authorize(1))
        soon = fields.Datetime.now() + timedelta(hours=1)
        (self.account + other).access_token_expiry = soon
        self.world.revoke(0)
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertEqual(self.account.state, 'revoked')
        self.assertEqual(other.state, 'connected')
        self.assertGreater(other.access_token_expiry, soon)

    @mute_logger(LOG)
    def test_schedule_leaves_the_authorization_alone_while_tiktok_is_down(self):
        self.account.access_token_expiry = fields.Datetime.now() + timedelta(hours=1)
        self.sandbox.faults.next('unavailable', times=9, path='/api/v2/token/')
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertEqual(self.account.state, 'connected')
        self.sandbox.faults.clear()
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertGreater(
            self.account.access_token_expiry, fields.Datetime.now() + timedelta(days=6)
        )

    # === DISCONNECT === #

    def test_disconnect_forgets_the_tokens_and_keeps_the_data(self):
        order, sale = self.order(self.shop('GB'))
        shops = self.account.shop_ids
        self.account.action_disconnect()
        self.assertEqual(self.account.state, 'draft')
        self.assertFalse(any(self.tokens()))
        self.assertEqual(self.account.shop_ids, shops)
        self.assertTrue(order.exists() and sale.exists())
        self.assertEqual(self.account.seller_name, self.world.sellers[0].name)

    def test_disconnect_stops_all_traffic(self):
        run = self.shop('GB').action_fetch_orders('2026-01-01', fields.Date.today())
        self.account.action_disconnect()
        self.sandbox.calls.clear()  # those that took our address off TikTok's list
        self.assertEqual(run.state, 'cancelled')
        self.assertIn("disconnected", run.message)
        self.process()
        self.process('tts.account', '_cron_refresh_tokens')
        self.assertFalse(self.sandbox.calls)
        fetch = self.shop('GB').action_fetch_orders
        sentence = self.refusal(fetch, '2026-01-01', fields.Date.today())
        self.assertIn("is not connected to TikTok", sentence)

    def test_account_can_be_connected_again_after_disconnecting(self):
        shops = self.account.shop_ids
        self.account.action_disconnect()
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(self.account.state, 'connected')
        self.assertEqual(self.account.shop_ids, shops)
        self.account.action_test_connection()

    # === SCHEDULED ACTIONS === #

    def crons(self):
        crons = self.env['ir.cron']
        for name in CRONS:
            crons += self.env.ref(f'tiktok_shop.{name}')
        return crons

    def test_scheduled_actions_stop_with_the_last_account(self):
        other = self.make_account(name="Other")
        other._exchange_code(self.sandbox.authorize(1))
        self.account.action_disconnect()
        self.assertEqual(self.crons().mapped('active'), [True] * 3)
        other.action_disconnect()
        self.assertEqual(self.crons().mapped('active'), [False] * 3)

    def test_scheduled_actions_start_with_the_first_account(self):
        self.account.action_disconnect()
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(self.crons().mapped('active'), [True] * 3)

    @mute_logger(LOG)
    def test_scheduled_actions_stop_when_the_last_authorization_is_lost(self):
        self.world.revoke(0)
        self.refusal(self.account.action_test_connection)
        self.assertEqual(self.crons().mapped('active'), [False] * 3)

    # === KEYS === #

    def test_blanks_and_slashes_that_are_pasted_along_are_dropped(self):
        account = self.make_account(app_key=' 6abc\n', api_url='https://example.com/ ')
        self.assertEqual(account.app_key, '6abc')
        self.assertEqual(account.api_url, 'https://example.com')
        account.write({'app_secret': '\tsecret '})
        self.assertEqual(account.app_secret, 'secret')

    def test_copy_of_an_account_has_neither_keys_nor_tokens(self):
        copy = self.account.copy()
        self.assertEqual(copy.state, 'draft')
        for name in ('app_key', 'app_secret', 'access_token', 'refresh_token', 'open_id'):
            self.assertFalse(copy[name], name)
