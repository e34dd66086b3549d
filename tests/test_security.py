import json
import logging
import traceback
from contextlib import ExitStack, contextmanager, suppress
from html import unescape
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import file_open, mute_logger

from ..client.errors import TikTokError
from ..const import REDIRECT_PATH
from .common import TtsCase, TtsHttpCase, make_catalogue

SECRETS = {
    'tts.account': ('app_secret', 'access_token', 'refresh_token'),
    'tts.shop': ('cipher',),
    'tts.authorization': ('state', 'code'),
}
MODELS = (
    'tts.account',
    'tts.shop',
    'tts.warehouse',
    'tts.sku',
    'tts.order',
    'tts.sync',
    'tts.category',
    'tts.attribute',
    'tts.attribute.value',
    'tts.brand',
    'tts.order.fetch',
    'tts.authorization',
)


class SecurityCase(TtsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            'employee': 'base.group_user',
            'salesman': 'sales_team.group_sale_manager,stock.group_stock_user',
            'user': 'tiktok_shop.group_user',
            'manager': 'tiktok_shop.group_manager,base.group_allow_export',
            'admin': 'tiktok_shop.group_manager,base.group_system',
        }
        cls.users = {
            name: new_test_user(cls.env, f'tts_{name}', group) for name, group in groups.items()
        }

    def as_user(self, records, name):
        """Return records as a user sees them, nothing of them in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(self.users[name])


class TestSecrets(SecurityCase):
    def secrets(self):
        """Yield (record, name of a secret field)."""
        pending = self.env['tts.authorization'].create({'state': 'its state', 'code': 'its code'})
        records = {
            'tts.account': self.account,
            'tts.shop': self.shop('GB'),
            'tts.authorization': pending,
        }
        for model, names in SECRETS.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    self.assertTrue(records[model][name])
                    yield records[model], name

    def test_administrators_alone_read_secrets(self):
        for record, name in self.secrets():
            for role in ('employee', 'salesman', 'user', 'manager'):
                with self.assertRaises(AccessError):
                    self.as_user(record, role).read([name])
        account = self.as_user(self.account, 'admin')
        self.assertEqual(account.app_secret, self.sandbox.app_secret)

    def test_secrets_are_in_no_list_of_fields(self):
        for record, name in self.secrets():
            for role in ('user', 'manager'):
                if not record.with_user(self.users[role]).has_access('read'):
                    continue
                seen = self.as_user(record, role)
                self.assertNotIn(name, seen.fields_get())
                self.assertNotIn(name, seen.read()[0])
                self.assertNotIn(name, seen.search_read([])[0])

    def test_secrets_cannot_be_searched_sorted_grouped_or_exported(self):
        for record, name in self.secrets():
            seen = self.as_user(record, 'manager')
            attempts = (
                lambda seen=seen, name=name: seen.search([(name, '=like', 'a%')]),
                lambda seen=seen, name=name: seen.search([], order=name),
                lambda seen=seen, name=name: seen.formatted_read_group([], [name], ['__count']),
                lambda seen=seen, name=name: seen.export_data([name]),
                lambda seen=seen, name=name: seen.web_read({name: {}}),
                lambda seen=seen, name=name: seen.web_search_read([], {name: {}}),
                lambda seen=seen, name=name: seen.mapped(name),
            )
            for attempt in attempts:
                with self.assertRaises(AccessError):
                    attempt()

    def test_secrets_cannot_be_guessed_from_another_model(self):
        shops = self.as_user(self.env['tts.shop'], 'manager')
        orders = self.as_user(self.env['tts.order'], 'manager')
        for search, path in (
            (shops.search, 'account_id.app_secret'),
            (shops.search, 'account_id.access_token'),
            (orders.search, 'shop_id.cipher'),
            (orders.search, 'shop_id.account_id.refresh_token'),
        ):
            with self.subTest(path), self.assertRaises(AccessError):
                search([(path, '=like', 'a%')])
        with self.assertRaises(AccessError):
            self.as_user(self.shop('GB'), 'manager').export_data(['account_id/app_secret'])

    def test_payloads_hold_personal_data_and_are_for_managers(self):
        order, _sale = self.order(self.shop('GB'))
        with self.assertRaises(AccessError):
            self.as_user(order, 'user').read(['payload'])
        self.assertTrue(self.as_user(order, 'manager').payload)

    def test_manager_connects_without_seeing_a_secret(self):
        account = self.as_user(self.account, 'manager')
        account.action_authorize()
        account.action_test_connection()
        account.action_refresh_token()
        account.action_load_shops()
        account.action_disconnect()
        account._exchange_code(self.sandbox.authorize(0))
        self.assertEqual(account.state, 'connected')

    def test_manager_cannot_send_the_secrets_elsewhere(self):
        elsewhere = 'https://collector.example'
        for name in ('api_url', 'auth_url', 'consent_url'):
            with self.subTest(name), self.assertRaises(AccessError):
                self.as_user(self.account, 'manager').write({name: elsewhere})
        with self.assertRaises(AccessError):
            self.as_user(self.env['tts.account'], 'manager').create(
                {'name': "New", 'auth_url': elsewhere}
            )

    def test_manager_creates_accounts_that_talk_to_tiktok(self):
        form = Form(self.as_user(self.env['tts.account'], 'manager'))
        form.app_key, form.service_id, form.market = '6key', '705', 'us'
        account = form.save().sudo()
        self.assertEqual(account.api_url, 'https://open-api.tiktokglobalshop.com')
        self.assertEqual(account.auth_url, 'https://auth.tiktok-shops.com')
        self.assertEqual(account.consent_url, 'https://services.us.tiktokshop.com')

    def test_addresses_that_would_show_secrets_to_others_are_refused(self):
        refused = (
            'http://open-api.tiktokglobalshop.com',
            'http://192.168.0.7',
            'http://10.0.0.1:8899',
            'http://localhost.example.com',
            'http://127.0.0.1@example.com',
            '//example.com',
            'https://user:password@example.com',
            'https://example.com?x=',
            'ftp://example.com',
            'javascript:alert(1)',
            'https://',
            'example.com',
            'https://[',
            'file:///etc/passwd',
        )
        for url in refused:
            for name in ('api_url', 'auth_url', 'consent_url'):
                with self.subTest(url=url, name=name), self.assertRaises(ValidationError):
                    self.account[name] = url
        for url in ('https://example.com', 'http://localhost:8899', 'http://[::1]:8899'):
            self.account.write({'api_url': url, 'auth_url': url, 'consent_url': url})

    def test_address_that_is_empty_is_named(self):
        for name, label in (('api_url', "API URL"), ('auth_url', "Token URL"),
                            ('consent_url', "Authorization Page")):
            self.env.invalidate_all(flush=False)
            with self.subTest(name), self.assertRaisesRegex(ValidationError, f"{label} is empty"):
                self.account[name] = False

    def test_copied_database_is_disarmed(self):
        run = self.shop('GB').action_fetch_orders('2026-01-01', '2026-01-02')
        self.env.flush_all()
        with file_open('tiktok_shop/data/neutralize.sql') as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        for name in SECRETS['tts.account']:
            self.assertFalse(self.account[name], name)
        self.assertEqual((self.account.state, run.state), ('draft', 'cancelled'))
        self.process()
        self.process('tts.account', '_cron_refresh_tokens')
        for button in (self.account.action_authorize, self.account.action_test_connection):
            with self.assertRaises(UserError):
                button()
        self.assertFalse(self.sandbox.calls)


class TestGroups(SecurityCase):
    """What each group may do, through whatever door: buttons hidden in a view are no protection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb = cls.account.shop_ids.filtered(lambda shop: shop.region == 'GB')

    def allowed(self, role):
        """Return the operations that a role has on each model, as 'rwcd'."""
        operations = {'r': 'read', 'w': 'write', 'c': 'create', 'd': 'unlink'}
        return {
            model: ''.join(
                letter
                for letter, operation in operations.items()
                if self.env[model].with_user(self.users[role]).has_access(operation)
            )
            for model in MODELS
        }

    def test_users_without_our_groups_have_access_to_nothing(self):
        for role in ('employee', 'salesman'):
            self.assertEqual(set(self.allowed(role).values()), {''}, role)

    def test_buttons_of_the_account_are_for_managers(self):
        account = self.as_user(self.account, 'user')
        for button in (
            account.action_authorize,
            account.action_test_connection,
            account.action_load_shops,
            account.action_refresh_token,
            account.action_disconnect,
            self.as_user(self.gb, 'user').action_load_warehouses,
        ):
            with self.subTest(button.__name__), self.assertRaises(AccessError):
                button()
        self.assertEqual(self.account.state, 'connected')
        self.assertFalse(self.sandbox.calls)

    def test_buttons_of_orders_and_runs_are_for_users(self):
        order = self.env['tts.order']._mirror(self.gb, [{'id': '576', 'status': 'UNPAID'}])
        run = self.gb.action_fetch_orders('2026-01-01', '2026-01-02')
        for role in ('employee', 'salesman'):
            for button in (
                self.as_user(order, role).action_apply,
                self.as_user(run, role).action_cancel,
                self.as_user(run, role).action_retry,
            ):
                with (
                    self.subTest(role=role, button=button.__name__),
                    self.assertRaises(AccessError),
                ):
                    button()
        self.assertEqual((order.state, run.state), ('pending', 'pending'))
        self.as_user(run, 'user').action_cancel()
        self.as_user(order, 'user').action_apply()
        self.assertEqual(run.state, 'cancelled')
        self.assertNotEqual(order.state, 'pending')

    def test_salesperson_without_our_groups_works_on_orders_as_ever(self):
        self.gb.auto_confirm = False
        _order, sale = self.order(self.gb, items=[{'quantity': 2}])
        self.assertEqual(sale.state, 'draft')
        sale = self.as_user(sale, 'salesman')
        fields_of_form = sale.get_views([(False, 'form')])['models']['sale.order']['fields']
        self.assertEqual(sale.web_read({name: {} for name in fields_of_form})[0]['id'], sale.id)
        sale.order_line = [
            Command.create({'product_id': self.products[0].id, 'product_uom_qty': 1}),
        ]
        sale.action_update_taxes()
        sale.action_update_prices()
        sale.action_confirm()
        self.assertEqual(sale.state, 'sale')
        self.assertEqual(len(sale.picking_ids), 1)
        sale.order_line[0].product_uom_qty = 3
        sale._action_cancel()
        self.assertEqual(sale.state, 'cancel')

    def test_salesperson_without_our_groups_reads_partners_products_and_prices_as_ever(self):
        _order, sale = self.order(self.gb)
        for record in (
            sale.partner_id,
            sale.order_line.product_id,
            sale.pricelist_id,
            sale.order_line.product_id.product_tmpl_id,
            sale,
            sale.order_line,
        ):
            with self.subTest(record._name):
                seen = self.as_user(record, 'salesman')
                seen.read([name for name in seen.fields_get() if 'tts_' in name])

    def test_our_menu_is_for_our_groups(self):
        menu = self.env.ref('tiktok_shop.menu_tts')
        accounts = self.env.ref('tiktok_shop.menu_tts_account')
        seen = {
            role: (menu.id in visible, accounts.id in visible)
            for role, user in self.users.items()
            for visible in [self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()]
        }
        self.assertEqual(
            seen,
            {
                'employee': (False, False),
                'salesman': (False, False),
                'user': (True, False),
                'manager': (True, True),
                'admin': (True, True),
            },
        )


class TestCompanies(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.company'].create(
            {'name': "Thảo Điền", 'currency_id': cls.env.ref('base.VND').id}
        )
        cls.make_rates(cls.other)
        cls.users['both'] = new_test_user(
            cls.env,
            'tts_both',
            'tiktok_shop.group_manager',
            company_ids=[Command.set([cls.company.id, cls.other.id])],
        )
        cls.users['other'] = new_test_user(
            cls.env,
            'tts_other',
            'tiktok_shop.group_manager',
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )
        cls.other_account = cls.make_account(name="Other", company_id=cls.other.id)
        cls.other_account._exchange_code(cls.sandbox.authorize(1))
        cls.make_products(1, cls.other)
        cls.other_shop = cls.other_account.shop_ids.filtered(lambda shop: shop.region == 'VN')

    def test_each_company_sees_its_own(self):
        for shop in (self.shop('GB'), self.other_shop):
            self.order(shop)
            make_catalogue(shop)
        for model in (
            'tts.account',
            'tts.shop',
            'tts.warehouse',
            'tts.sku',
            'tts.order',
            'tts.sync',
            'tts.category',
            'tts.attribute',
            'tts.attribute.value',
            'tts.brand',
        ):
            seen = {
                role: self.as_user(self.env[model], role).search([]).sudo().company_id
                for role in ('manager', 'other')
            }
            with self.subTest(model):
                self.assertEqual(seen, {'manager': self.company, 'other': self.other})
            both = (
                self.env[model]
                .with_user(self.users['both'])
                .with_context(
                    allowed_company_ids=[self.company.id, self.other.id],
                )
            )
            self.assertEqual(both.search([]).company_id, self.company + self.other)

    def test_other_companies_records_cannot_be_used_by_id(self):
        order, _sale = self.order(self.other_shop)
        run = self.env['tts.sync'].search([('shop_id', '=', self.other_shop.id)])
        shop = self.as_user(self.other_shop, 'manager')
        for use in (
            lambda: shop.read(['name']),
            lambda: shop.write({'money_policy': 'buyer'}),
            lambda: shop.action_fetch_orders('2026-01-01', '2026-01-02'),
            shop.action_download_categories,
            self.as_user(self.other_account, 'manager').action_disconnect,
            self.as_user(self.other_account, 'manager').action_authorize,
            self.as_user(order, 'manager').action_apply,
            self.as_user(run, 'manager').action_retry,
            lambda: (
                self.as_user(self.env['tts.order.fetch'], 'user')
                .create({'shop_ids': [Command.set(self.other_shop.ids)], 'order_ref': '576'})
                .action_fetch()
            ),
        ):
            with self.assertRaises(AccessError):
                use()

    def test_account_with_shops_stays_in_its_company(self):
        self.account.company_id = self.company
        with self.assertRaisesRegex(UserError, "Create an account in the other company"):
            self.account.company_id = self.other
        self.env['tts.account'].create({'name': "New"}).company_id = self.other

    def test_documents_are_those_of_the_shops_company(self):
        for shop, company in ((self.shop('GB'), self.company), (self.other_shop, self.other)):
            order, sale = self.order(shop)
            self.assertTrue(sale, order.reason)
            self.assertEqual(
                sale.company_id
                | sale.partner_id.company_id
                | sale.warehouse_id.company_id
                | sale.pricelist_id.company_id
                | sale.team_id.company_id,
                company,
            )

    def test_wizard_offers_the_shops_of_the_companies_in_use(self):
        wizard = self.env['tts.order.fetch'].with_user(self.users['both'])
        one = wizard.with_context(allowed_company_ids=self.other.ids).create({})
        self.assertEqual(one.sudo().shop_ids, self.other_account.shop_ids)
        two = wizard.with_context(allowed_company_ids=[self.other.id, self.company.id]).create({})
        self.assertEqual(two.sudo().shop_ids, self.other_account.shop_ids + self.account.shop_ids)

    def test_nobody_chooses_tiktok_categories_for_another_company(self):
        """Product categories are shared. By RPC or a file, any id can be named."""
        own, foreign = make_catalogue(self.shop('GB')), make_catalogue(self.other_shop)
        user = new_test_user(
            self.env, 'tts_products', 'tiktok_shop.group_product_manager,'
            'product.group_product_manager', company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)])
        category = self.env['product.category'].create({
            'name': "Mugs", 'tts_category_ids': [Command.link(foreign.id)]})
        Category = category.with_user(user)
        Category.tts_category_ids = own
        self.env.invalidate_all()
        self.assertEqual(category.tts_category_ids, own + foreign, "others' choice stays")
        plain = self.env['product.category'].create({'name': "Cups"})
        for commands in ([Command.link(foreign.id)], [Command.set((own + foreign).ids)]):
            with self.assertRaises(AccessError):
                plain.with_user(user).write({'tts_category_ids': commands})
            with self.assertRaises(AccessError):
                plain.with_user(user).create({'name': "New", 'tts_category_ids': commands})
        result = Category.load(['name', 'tts_category_ids/.id'], [["Imported", str(foreign.id)]])
        self.assertTrue(result['messages'])
        self.env.invalidate_all()
        self.assertEqual(foreign.product_category_ids, category)

    def test_listing_is_in_a_category_of_its_shop(self):
        """The screen offers no others; programs and files name what they like."""
        second = (self.account.shop_ids - self.shop('GB'))[:1]
        own, foreign = make_catalogue(self.shop('GB')), make_catalogue(second)
        listing = self.env['tts.listing'].create({'shop_id': self.shop('GB').id, 'title': "Mug"})
        listing.category_id = own
        for wrong in (foreign, own.parent_id):
            with self.subTest(wrong.display_name), self.assertRaisesRegex(
                    ValidationError, "choose a lowest one of the same shop"):
                listing.category_id = wrong
        attribute, other = own.attribute_ids, foreign.attribute_ids
        attribute.default_value_ids = attribute.value_ids
        with self.assertRaisesRegex(ValidationError, "one of its own values"):
            attribute.default_value_ids = other.value_ids


class TestOddPayloads(TtsCase):
    """What buyers and sellers write may neither stop an import nor become a page's code."""

    ODD = (
        '<script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        "Robert'); DROP TABLE tts_order;--",
        'NUL \x00 and bell \x07',
        '%s %(name)s {0} ${x} {{ x }}',
        '\u202emirrored',
        '👩‍👩‍👧‍👦' * 50,
        'x' * 5000,
        '  \t\r\n ',
        '=HYPERLINK("http://example.com")',
        'null',
        '🦊 Ñandú 東京',
    )

    def test_odd_texts_are_taken_as_texts(self):
        for text in self.ODD:
            with self.subTest(text[:20]):
                order, sale = self.order(
                    self.shop('GB'),
                    buyer_message=text,
                    address={
                        'name': text,
                        'address_line1': text,
                        'post_town': text,
                        'phone_number': text,
                    },
                )
                self.assertEqual((order.state, sale.state), ('applied', 'sale'), order.reason)
                self.assertNotIn('\x00', order.buyer_message or '')
                self.assertNotIn('\x00', sale.partner_shipping_id.street or '')

    def test_odd_names_of_goods_are_texts_on_lines_and_in_reasons(self):
        shop = self.world.shop(self.shop('GB').tiktok_id)
        sku = shop.skus[0]
        self.addCleanup(setattr, sku, 'product_name', sku.product_name)
        self.addCleanup(setattr, sku, 'seller_sku', sku.seller_sku)
        for text in self.ODD:
            with self.subTest(text[:20]):
                sku.product_name, sku.seller_sku = text, f'gone {text}'
                self.env['tts.sku'].search([]).unlink()
                order, _sale = self.order(self.shop('GB'))
                self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))

    def test_name_of_a_shop_is_text_wherever_it_is_shown(self):
        bad = '<img src=x onerror=alert(1)>'
        shop = self.world.shop(self.shop('GB').tiktok_id)
        self.addCleanup(setattr, shop, 'name', shop.name)
        shop.name = bad
        self.shop('GB').unlink()
        self.account.action_load_shops()
        self.assertEqual(self.shop('GB').name, bad)
        self.assertEqual(self.account.action_test_connection()['params'].get('html'), None)
        bodies = (self.shop('GB').message_ids + self.account.message_ids).mapped('body')
        self.assertNotIn('<img', ''.join(bodies))

    def test_texts_in_the_chatter_and_in_todos_are_no_html(self):
        order, sale = self.order(
            self.shop('GB'), buyer_message=self.ODD[0], address={'name': self.ODD[1]}
        )
        self.world.cancel(order.tiktok_id)
        self.take(self.shop('GB'), order.tiktok_id)
        html = ''.join(
            str(value or '')
            for record in (sale, sale.partner_id, sale.picking_ids, self.shop('GB'))
            for value in record.message_ids.mapped('body') + record.activity_ids.mapped('note')
        )
        self.assertNotIn('<script', html)
        self.assertNotIn('<img', html)

    def test_payloads_without_what_is_usually_there_block_or_wait_but_never_fail(self):
        made = self.world.create_order(self.shop('GB').tiktok_id)
        self.take(self.shop('GB'), made)
        whole = self.env['tts.order'].search([('tiktok_id', '=', made.id)]).payload
        Order, number = self.env['tts.order'], 0
        for key in whole:
            for value in (None, [], 'text', 10**30, [None], {'x': [{}]}, ...):
                if key == 'id':
                    continue
                number += 1
                payload = {**json.loads(json.dumps(whole)), 'id': str(number), key: value}
                if value is ...:
                    del payload[key]
                with self.subTest(key=key, value=value), self.unlogged():
                    order = Order._mirror(self.shop('GB'), [payload])
                    order._apply()
                    self.assertIn(order.state, ('applied', 'blocked', 'ignored'))
                    self.assertNotEqual(order.reason_code, 'error', order.reason)

    def test_what_no_database_takes_stops_no_other_order(self):
        made = self.world.create_order(self.shop('GB').tiktok_id)
        self.take(self.shop('GB'), made)
        whole = self.env['tts.order'].search([('tiktok_id', '=', made.id)]).payload
        for number, odd in enumerate((float('inf'), float('nan'), '1e400', '1e99999999')):
            payload = json.loads(json.dumps(whole)) | {'id': f'9{number}', 'NUL \x00': 1}
            payload['payment']['total_amount'] = odd
            order = self.env['tts.order']._mirror(self.shop('GB'), [payload])
            order._apply()
            self.assertEqual((order.state, order.reason_code), ('blocked', 'incomplete'))

    @contextmanager
    def unlogged(self):
        with mute_logger('odoo.addons.tiktok_shop.models.engine.tts_mirror_apply'):
            yield


class TestSilence(TtsHttpCase):
    """Neither a log line nor an exception tells a secret or a person, however much is logged."""

    connected = False
    sandbox_options = {'markets': ('GB', 'US'), 'orders': 24}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, 'tts_manager', 'tiktok_shop.group_manager')
        cls.sandbox.app.redirect_url = cls.account.redirect_url

    @contextmanager
    def listening(self):
        """Collect all that any logger has to say, but SQL, which Odoo logs for developers alone."""
        root, lines = logging.getLogger(), []

        class Ear(logging.Handler):
            def emit(self, record):
                lines.append(logging.Formatter('%(name)s %(message)s').format(record))

        levels = {
            '': logging.DEBUG,
            'odoo': logging.DEBUG,
            'odoo.sql_db': logging.WARNING,
            'odoo.addons.tiktok_shop': logging.DEBUG,
            'urllib3': logging.DEBUG,
            'urllib3.connectionpool': logging.DEBUG,
        }
        with ExitStack() as stack:
            stack.enter_context(patch.object(root, 'handlers', [Ear()]))
            for name, level in levels.items():
                logger = logging.getLogger(name)
                stack.callback(logger.setLevel, logger.level)
                logger.setLevel(level)
            yield lines

    def told(self, method, *args):
        """Return all that an exception tells: itself, its causes, and what their traces show."""
        try:
            method(*args)
        except (UserError, TikTokError) as error:
            return ''.join(traceback.format_exception(error)) + repr(error) + str(vars(error))
        return ''

    def confidential(self):
        """Return what must not be told: all tokens and ciphers, and who bought what."""
        authorization = self.sandbox.authorization
        found = {self.sandbox.app_secret, *authorization._access, *authorization._refresh}
        for grant in authorization.grants:
            found |= {grant.access_token, grant.refresh_token}
        for shop in self.world.shops:
            found.add(shop.cipher)
        for order in self.world.orders:
            address = order.address
            found |= {
                address[key] for key in ('name', 'phone_number', 'address_line1', 'full_address')
            }
            found |= {order.buyer.email, order.buyer.nickname, order.buyer_message}
        return {text for text in found if text and len(text) > 5}

    def assertSilent(self, lines):
        text = '\n'.join(lines)
        for secret in self.confidential():
            self.assertNotIn(secret, text)

    def test_connecting_and_fetching_tells_nothing(self):
        self.authenticate('tts_manager', 'tts_manager')
        confidential = set()
        with self.listening() as lines:
            page = self.account.with_user(self.manager).action_authorize()['url']
            state = parse_qs(urlsplit(page).query)['state'][0]
            code = self.sandbox.authorize(0)
            self.url_open(f'{self.account.redirect_url}?code={code}&state={state}')
            self.account.action_test_connection()
            confidential |= self.confidential()
            self.account.action_refresh_token()
            self.sandbox.faults.at(2, 'expire_token')
            self.fetch()
            self.fetch()
        self.assertEqual(self.account.state, 'connected')
        self.assertTrue(self.env['tts.order'].search_count([('sale_order_id', '!=', False)]))
        self.assertTrue(any('/order/202309/orders/search' in line for line in lines))
        # This test's own request, and the web server's line of it, do tell code and state: both are
        # used up when they are written.
        visits = ('urllib3.connectionpool ', 'werkzeug ')
        text = '\n'.join(
            line for line in lines if not (line.startswith(visits) and REDIRECT_PATH in line)
        )
        for secret in confidential | self.confidential() | {code, state}:
            self.assertNotIn(secret, text)

    def test_failures_tell_nothing(self):
        self.account._exchange_code(self.sandbox.authorize(0))
        shop = self.shop('GB')
        told = []
        with self.listening() as lines:
            for fault in (
                'throttle',
                'unavailable',
                'internal',
                'cut',
                'broken_json',
                'ip_denied',
                'shop_inactive',
                'seller_inactive',
            ):
                self.sandbox.faults.clear()
                self.sandbox.faults.next(fault, times=99)
                told.append(self.told(self.account.action_test_connection))
                told.append(self.told(shop.action_load_warehouses))
            for fault in ('unavailable', 'cut', 'broken_json', 'hang'):
                self.sandbox.knobs.set(hang=0.1)
                self.sandbox.faults.clear()
                self.sandbox.faults.next(fault, times=99, path='/api/v2/token/')
                told.append(self.told(self.account.action_refresh_token))
                told.append(self.told(self.account._exchange_code, self.sandbox.authorize(0)))
            self.sandbox.faults.clear()
            told.append(self.told(self.account._exchange_code, 'a code that is none'))
            api_url = self.account.api_url
            self.account.write({'api_url': 'http://127.0.0.1:1', 'auth_url': 'http://127.0.0.1:1'})
            told.append(self.told(self.account.action_test_connection))
            told.append(self.told(self.account.action_refresh_token))
            self.account.write({'api_url': api_url, 'auth_url': api_url})
            self.world.revoke()
            told.append(self.told(self.account.action_test_connection))
        self.assertTrue(all(told))
        self.assertSilent([*lines, *told])

    def test_fault_of_ours_does_not_tell_the_order(self):
        self.account._exchange_code(self.sandbox.authorize(0))

        def fail(orders, *_args):
            raise ValueError("no luck")

        with (
            self.listening() as lines,
            patch.object(type(self.env['tts.order']), '_ensure_customers', fail),
            suppress(Exception),
        ):
            self.fetch(self.shop('GB'))
        self.assertTrue(any('no luck' in line for line in lines))
        self.assertSilent(lines)

    def test_page_that_refuses_shows_what_was_sent_as_text(self):
        self.authenticate('tts_manager', 'tts_manager')
        bad = '<script>alert(1)</script>'
        answer = self.url_open(
            '/tts/authorization/code', params={'error': bad, 'code': 'null', 'x': bad}
        )
        self.assertEqual(answer.status_code, 400)
        self.assertNotIn(bad, answer.text)
        self.assertIn(bad, unescape(answer.text))

    def test_redirect_leads_nowhere_else(self):
        self.authenticate('tts_manager', 'tts_manager')
        for state in (
            '//example.com',
            'https://example.com',
            "' OR 1=1 --",
            '\x00',
            '%00',
            'x' * 9000,
        ):
            with self.subTest(state[:20]):
                answer = self.url_open(
                    '/tts/authorization/code',
                    params={'code': 'x', 'state': state},
                    allow_redirects=False,
                )
                self.assertIn(answer.status_code, (400, 403, 414))
                self.assertNotIn('Location', answer.headers)

    def test_rpc_shows_no_secret_to_a_manager(self):
        self.account._exchange_code(self.sandbox.authorize(0))
        self.authenticate('tts_manager', 'tts_manager')
        for model, specification in (
            ('tts.account', {'name': {}, 'shop_ids': {'fields': {'name': {}}}}),
            ('tts.shop', {'name': {}, 'account_id': {'fields': {'display_name': {}}}}),
        ):
            for method, args, kwargs in (
                ('search_read', [[]], {}),
                ('web_search_read', [[], specification], {}),
                ('fields_get', [], {}),
                ('get_views', [[[False, 'form'], [False, 'list']]], {}),
            ):
                answer = self.url_open(
                    f'/web/dataset/call_kw/{model}/{method}',
                    json=self.build_rpc_payload(
                        {'model': model, 'method': method, 'args': args, 'kwargs': kwargs}
                    ),
                )
                self.assertNotIn('error', answer.json(), answer.text[:500])
                for secret in self.confidential():
                    self.assertNotIn(secret, answer.text)
