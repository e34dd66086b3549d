import threading
from contextlib import contextmanager
from unittest.mock import patch

from lxml import etree

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import datetime, safe_eval

from .common import TtsCase, TtsHttpCase, make_catalogue, match

GROUPS = {
    'salesman': 'sales_team.group_sale_manager',
    'tts_user': 'tiktok_shop.group_user',
    'tts_manager': 'tiktok_shop.group_manager',
    'tts_admin': 'tiktok_shop.group_manager,base.group_system',
}
ACTION = '/odoo/action-tiktok_shop.action_tts'


class TestViews(TtsCase):
    """Each view loads for each group, with all that it asks for."""

    sandbox_options = {'markets': ('GB', 'VN'), 'orders': 24}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {login: new_test_user(cls.env, login, group) for login, group in GROUPS.items()}

    def actions(self, login):
        """Return the window actions of our menus that a user sees."""
        menus = self.env['ir.ui.menu'].with_user(self.users[login])
        ours = menus.search([('id', 'child_of', self.env.ref('tiktok_shop.menu_tts').id)])
        visible = ours.filtered(lambda menu: menu.id in menus._visible_menu_ids())
        return self.env['ir.actions.act_window'].browse(
            menu.action.id for menu in visible if menu.action
        )

    def read_as_shown(self, records, kind, views):
        """Read what a view of these records shows."""
        shown = views['models'][records._name]['fields']
        self.assertEqual(len(records.web_read({name: {} for name in shown})), len(records), kind)

    def make_offers(self, listing):
        """Let there be what the screens about stock and prices show."""
        shop, product = listing.shop_id, self.products[0]
        sku = self.env['tts.sku'].create({
            'shop_id': shop.id, 'tiktok_id': '1729', 'name': "Mug", 'listing_id': listing.id,
            'product_id': product.id})
        self.env['tts.drift'].create({
            'sku_id': sku.id, 'shop_id': shop.id, 'kind': 'stock', 'there': 7, 'known': 9,
            'wanted': 9})
        self.env['tts.promotion'].create({
            'shop_id': shop.id, 'tiktok_id': '71', 'title': "Sale", 'status': 'ONGOING',
            'listing_ids': listing.ids})
        self.env['tts.push.day'].create({
            'shop_id': shop.id, 'kind': 'stock', 'date': '2026-10-01', 'sent': 1})
        self.env['tts.package'].create({
            'shop_id': shop.id, 'tiktok_id': '1153', 'status': 'PROCESSING'})
        self.env['tts.provider'].create({
            'shop_id': shop.id, 'tiktok_id': '7117', 'name': "Royal Mail"})

    def test_every_action_of_our_menus_loads_with_its_records(self):
        self.fetch()
        self.env['tts.event'].create({
            'account_id': self.account.id, 'shop_id': self.shop('GB').id, 'kind': 'order',
            'notification_id': '1', 'tiktok_ref': '576',
        })
        make_catalogue(self.shop('GB'))
        listing = self.env['tts.listing'].create({'shop_id': self.shop('GB').id, 'title': "Mug"})
        self.env['product.attribute'].create({
            'name': "Material", 'value_ids': [Command.create({'name': "Steel"})]})
        self.make_offers(listing)
        picking = self.env['stock.picking'].search([('tts_shop_id', '!=', False)], limit=1)
        self.env['tts.shipment']._plan([(picking, picking._tts_orders())])
        expected = {'salesman': 0, 'tts_user': 18, 'tts_manager': 19, 'tts_admin': 19}
        for login, user in self.users.items():
            actions = self.actions(login)
            self.assertEqual(len(actions), expected[login], login)
            for action in actions:
                records = self.env[action.res_model].with_user(user).search([])
                if not (action.res_model == 'tts.account' or records._transient):
                    self.assertTrue(records, action.res_model)
                kinds = action.view_mode.split(',')
                views = [(False, kind) for kind in kinds]
                loaded = records.get_views([*views, (False, 'search')])
                for kind in kinds:
                    with self.subTest(login=login, model=records._name, kind=kind):
                        self.assertTrue(loaded['views'][kind]['arch'])
                        self.read_as_shown(records, kind, loaded)

    def test_whoever_may_only_look_sees_stock_and_prices_and_sends_none(self):
        viewer = new_test_user(self.env, 'tts_viewer', 'tiktok_shop.group_viewer')
        self.make_offers(self.env['tts.listing'].create({
            'shop_id': self.shop('GB').id, 'title': "Mug"}))
        for name in ('tts_sku_offer', 'tts_drift', 'tts_promotion', 'tts_push_day'):
            action = self.env.ref(f'tiktok_shop.action_{name}')
            records = self.env[action.res_model].with_user(viewer).search([])
            views = [
                (view.view_id.id, view.view_mode) for view in action.view_ids
            ] or [(False, kind) for kind in action.view_mode.split(',')]
            loaded = records.get_views(views)
            for _view, kind in views:
                with self.subTest(model=records._name, kind=kind):
                    self.assertTrue(records)
                    self.assertNotIn('<button', loaded['views'][kind]['arch'])
                    self.read_as_shown(records, kind, loaded)

    def test_sales_orders_load_for_whoever_sells(self):
        self.fetch()
        for login, user in self.users.items():
            orders = self.env['sale.order'].with_user(user).search([('tts_order_id', '!=', False)])
            self.assertTrue(orders)
            loaded = orders.get_views([(False, 'list'), (False, 'form'), (False, 'search')])
            with self.subTest(login=login):
                self.read_as_shown(orders, 'form', loaded)
            ours = login != 'salesman'
            for kind, text in (
                ('list', 'Fetch E-commerce Orders'),
                ('form', 'name="tts"'),
                ('search', 'tts_orders'),
            ):
                with self.subTest(login=login, kind=kind):
                    self.assertEqual(text in loaded['views'][kind]['arch'], ours)

    def test_every_filter_of_our_lists_can_be_used(self):
        self.fetch()
        for action in self.actions('tts_manager'):
            Model = self.env[action.res_model].with_user(self.users['tts_manager'])
            arch = Model.get_view(view_type='search')['arch']
            for node in etree.fromstring(arch).iter('filter', 'field'):
                if not (Model._name.startswith('tts.') or node.get('name', '').startswith('tts_')):
                    continue  # Odoo's own
                with self.subTest(model=action.res_model, name=node.get('name')):
                    self.use(Model, node)

    def use(self, Model, node):
        """Search or group as a node of a search view says."""
        values = {'self': 'x', 'uid': Model.env.uid, 'context_today': datetime.date.today}
        if node.get('domain'):
            Model.search(safe_eval(node.get('domain'), values))
        elif node.get('filter_domain'):
            Model.search(safe_eval(node.get('filter_domain'), values))
        group = safe_eval(node.get('context', '{}')).get('group_by')
        if group:
            Model.formatted_read_group([], [group], ['__count'])

    def test_forms_can_be_filled_in(self):
        manager = self.env(user=self.users['tts_manager'])
        with Form(manager['tts.account']) as form:
            form.name, form.app_key, form.service_id = "New", '6key', '7059'
        with Form(self.shop('GB').with_env(manager)) as form:
            form.missing_product = 'fallback'
            form.fallback_product_id = self.products[0].with_env(manager)
            form.money_policy = 'buyer'
        self.assertEqual(self.shop('GB').fallback_product_id, self.products[0])
        with Form(manager['tts.order.fetch']) as form:
            form.order_ref = '576'

    def test_manager_chooses_the_warehouse_on_the_shop(self):
        manager = self.env(user=self.users['tts_manager'])
        other = self.env['stock.warehouse'].create({'name': "Other", 'code': 'OTH'})
        with Form(self.shop('GB').with_env(manager)) as form, form.warehouse_ids.edit(0) as line:
            line.warehouse_id = other.with_env(manager)
        self.assertIn(other, self.shop('GB').warehouse_ids.warehouse_id)


@tagged('post_install', '-at_install')
class TestBrowser(TtsHttpCase):
    """A person in a real browser. Whatever is an error on its console fails the test."""

    sandbox_options = {'markets': ('GB',), 'orders': 220}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ('tts_user', 'tts_manager'):
            new_test_user(cls.env, login, GROUPS[login], tour_enabled=False)

    @contextmanager
    def worker(self):
        """Work on runs beside the browser: a page each time that the browser has looked at one."""
        looks, web_read = threading.Semaphore(0), self.registry['tts.sync'].web_read
        ended = threading.Event()

        def look(runs, *args, **kwargs):
            result = web_read(runs, *args, **kwargs)
            looks.release()
            return result

        def work():
            while looks.acquire() and not ended.is_set():
                with self.registry.cursor() as cr:
                    api.Environment(cr, SUPERUSER_ID, {})['tts.sync']._process()

        thread = threading.Thread(target=work)
        with patch.object(self.registry['tts.sync'], 'web_read', look), self.one_page():
            thread.start()
            try:
                yield
            finally:
                ended.set()
                looks.release()
                thread.join()

    def test_button_beside_new_fetches_and_shows_how_it_goes_on(self):
        self.shop('GB').auto_create = False  # pages are done as fast as the browser looks
        with self.worker():
            self.start_tour('/odoo/action-sale.action_orders', 'tts_fetch_orders', login='tts_user')
        run = self.env['tts.sync'].search([])
        self.assertEqual((run.state, run.create_uid.login), ('done', 'tts_user'))
        self.assertEqual(run.done, len(self.world.orders_of(self.world.shops[0])))

    def test_blocked_order_comes_through_once_its_sku_is_mapped(self):
        order, sale = self.order(self.shop('GB'), items=[{'sku': 'S0-GONE-S'}])
        self.assertEqual((order.state, bool(sale)), ('blocked', False))
        run = self.env['tts.sync'].search([])
        self.start_tour(f'{ACTION}_sync/{run.id}', 'tts_map_sku', login='tts_user')
        self.process('tts.order', '_cron_apply')
        self.assertEqual(order.state, 'applied')
        self.start_tour(f'{ACTION}_order/{order.id}', 'tts_order_came_through', login='tts_user')

    def test_health_of_a_shop_leads_to_what_is_blocked(self):
        shop = self.shop('GB')
        shop.sudo().webhook_types = "Order status change"
        self.order(shop, items=[{'sku': 'S0-GONE-S'}])
        self.start_tour(f'{ACTION}_shop/{shop.id}', 'tts_health', login='tts_user')

    def test_failed_events_are_served_again_by_their_button(self):
        events = self.env['tts.event'].create([{
            'account_id': self.account.id, 'shop_id': self.shop('GB').id, 'kind': 'order',
            'company_id': self.company.id, 'notification_id': number, 'tiktok_ref': '576',
            'state': 'failed', 'error': "TikTok does not know this order in this shop.",
        } for number in 'ab'])
        self.start_tour(f'{ACTION}_event', 'tts_retry_events', login='tts_user')
        self.assertEqual(events.mapped('state'), ['pending', 'pending'])

    def test_categories_are_downloaded_by_their_button(self):
        self.start_tour(f'{ACTION}_category', 'tts_download_categories', login='tts_user')
        run = self.env['tts.sync'].search([])
        self.assertEqual((run.kind, run.create_uid.login), ('categories', 'tts_user'))
        self.process()
        self.assertEqual(run.state, 'done', run.message)

    def test_attributes_and_values_are_mapped_in_their_lists(self):
        leaf = make_catalogue(self.shop('GB'))
        fabric = self.env['product.attribute'].create({
            'name': "Fabric", 'value_ids': [Command.create({'name': "Iron"})]})
        self.start_tour(f'{ACTION}_attribute', 'tts_map_attribute', login='tts_user')
        self.assertEqual(match(leaf.attribute_ids, fabric), leaf.attribute_ids)
        self.start_tour(f'{ACTION}_attribute_value', 'tts_map_value', login='admin')
        self.assertEqual(
            match(leaf.attribute_ids.value_ids, fabric.value_ids), leaf.attribute_ids.value_ids)

    def test_pricelist_fetches_and_sends(self):
        """Both buttons of a shop's pricelist lead to a run, and from there to what came of it."""
        pricelist = self.shop('GB').pricelist_id
        address = f'/odoo/action-product.product_pricelist_action2/{pricelist.id}'
        with self.worker():
            self.start_tour(
                address, 'tts_pricelist_fetch', login='tts_manager', timeout=180)
            self.env['product.pricelist.item'].create({
                'pricelist_id': pricelist.id, 'applied_on': '1_product', 'fixed_price': 5,
                'product_tmpl_id': self.env['product.template'].create({'name': "Bare mug"}).id})
            self.start_tour(
                address, 'tts_pricelist_sync', login='tts_manager', timeout=180)
        kinds = self.env['tts.sync'].search([], order='id').mapped('kind')
        self.assertEqual(kinds, ['products', 'publish'])

    def test_listing_is_mapped_on_its_form(self):
        shop = self.shop('GB')
        shop.create_products = False
        shop.action_fetch_products()
        self.process()
        tent = self.env['product.product'].create({'name': "Tent of ours"})
        listing = self.env['tts.listing'].search([('title', 'like', "hiking tent")])
        self.assertEqual(listing.state, 'blocked')
        self.start_tour(f'{ACTION}_listing/{listing.id}', 'tts_map_listing', login='tts_user')
        self.assertIn(tent, listing.sku_ids.product_id)

    def test_every_menu_and_filter_opens(self):
        self.fetch()
        make_catalogue(self.shop('GB'))
        for login in ('tts_user', 'tts_manager'):
            with self.subTest(login=login):
                self.browser_js(
                    '/odoo',
                    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
                    ".startClickEverywhere('tiktok_shop.menu_tts');",
                    'odoo.isReady === true',
                    login=login,
                    timeout=180,
                    success_signal='clickbot test succeeded',
                )
