"""A copy of a database is silent until a person says which one speaks; databases side by side."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import TtsCase

CRONS = ('refresh_tokens', 'sync', 'apply', 'events', 'news')
LOG = 'odoo.addons.tiktok_shop.models.connection.tts_account_database'


@tagged('post_install', '-at_install')
class TestCopiedDatabase(TtsCase):
    sandbox_options = {'markets': ('GB',), 'orders': 3}

    def become_a_copy(self):
        """As Odoo does it after it has duplicated a database, or restored it as a copy."""
        with mute_logger(LOG):
            self.env['ir.config_parameter'].init(force=True)

    def crons(self):
        return {self.env.ref(f'tiktok_shop.ir_cron_{name}').active for name in CRONS}

    def test_original_speaks(self):
        uuid = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        self.assertEqual(self.account.database, uuid)
        self.assertEqual((self.account.state, self.crons()), ('connected', {True}))

    def test_copy_is_silent(self):
        tokens = self.account.access_token, self.account.refresh_token
        self.become_a_copy()
        self.account.access_token_expiry = fields.Datetime.now()
        shop = self.shop('GB')
        self.assertEqual((self.account.state, self.crons()), ('copied', {False}))
        for call in (
            self.account.action_test_connection, self.account.action_load_shops,
            self.account.action_refresh_token, self.account._client, self.account._renew_token,
            shop.action_register_webhooks, shop.action_load_warehouses,
        ):
            with self.subTest(call.__name__), self.assertRaisesRegex(UserError, "is a copy"):
                call()
        with self.assertRaises(UserError):
            shop.action_fetch_orders('2026-01-01', fields.Date.today())
        for model, method in (
            ('tts.account', '_cron_refresh_tokens'), ('tts.shop', '_cron_fetch_news'),
            ('tts.sync', '_process'), ('tts.event', '_process'),
        ):
            self.process(model, method)
        self.assertFalse(self.sandbox.calls)
        self.assertEqual((self.account.access_token, self.account.refresh_token), tokens)
        self.assertIn("is a copy", shop.trouble)

    def test_identity_that_was_changed_past_odoo(self):
        """Whoever looks first finds out, before TikTok is asked."""
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = 'other' WHERE key = 'database.uuid'")
        self.env.registry.clear_cache('stable')
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is a copy"):
            self.account._client()
        self.assertEqual((self.account.state, self.crons()), ('copied', {False}))
        self.assertFalse(self.sandbox.calls)

    def test_a_person_says_which_one_speaks(self):
        self.become_a_copy()
        user = new_test_user(self.env, 'tts_user', 'tiktok_shop.group_product_manager')
        with self.assertRaises(UserError):
            self.account.with_user(user).action_speak_here()
        manager = new_test_user(self.env, 'tts_manager', 'tiktok_shop.group_manager')
        self.account.with_user(manager).action_speak_here()
        self.assertEqual((self.account.state, self.crons()), ('connected', {True}))
        self.assertFalse(self.account.message)
        self.account.action_test_connection()
        self.assertFalse(self.shop('GB').trouble)

    def test_authorization_of_its_own(self):
        self.become_a_copy()
        self.account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(self.account.state, 'connected')
        self.account.action_test_connection()

    def test_account_that_is_not_connected_is_no_copy(self):
        self.account.action_disconnect()
        self.become_a_copy()
        self.assertEqual(self.account.state, 'draft')

    def test_other_parameters_are_of_no_concern(self):
        self.env['ir.config_parameter'].sudo().set_param('web.base.url', 'https://other.example')
        self.assertEqual(self.account.state, 'connected')

    # === DATABASES SIDE BY SIDE === #

    @contextmanager
    def serving(self, *names, dbfilter=''):
        with (
            patch.object(http.odoo.service.db, 'list_dbs', lambda force=False: list(names)),
            patch.dict(http.config.options, {
                'dbfilter': dbfilter, 'db_name': [], 'list_db': False}),
        ):
            yield

    def test_database_that_no_filter_chooses(self):
        shop, name = self.shop('GB'), self.env.cr.dbname
        with self.serving(name, 'other'):
            self.assertIn("404", shop._database_problem())
            self.assertIn("404", Form(shop).database_problem)
        with self.serving(name):
            self.assertFalse(shop._database_problem())
        with self.serving(name, 'other', dbfilter=f'^{name}$'):
            self.assertFalse(shop._database_problem())
