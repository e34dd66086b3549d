"""Categories, attributes, rules and brands: how they come to Odoo, and what products get."""
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user

from ...client import Client
from ...models.catalogue import tts_sync as tts_sync_catalogue
from ...models.catalogue.tts_category import paths
from ...sandbox.products import brands, taxonomy
from ...sandbox.products.taxonomy import ALL, BY_LEAF, TREES
from ...tools.listing import rules
from ..common import TtsCase

CATEGORIES = '/product/202309/categories'


class CatalogueCase(TtsCase):
    sandbox_options = {'markets': ('GB', 'US', 'MY')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shops = cls.account.shop_ids
        cls.gb, cls.us, cls.my = (
            shops.filtered(lambda shop, region=region: shop.region == region)
            for region in ('GB', 'US', 'MY')
        )

    def categories(self, shop=None):
        return self.env['tts.category'].search([('shop_id', '=', (shop or self.gb).id)])

    def category(self, leaf, shop=None):
        """Return the category of a leaf of the sandbox."""
        shop = shop or self.gb
        tiktok_id = BY_LEAF[shop.category_version, leaf].id
        return self.env['tts.category'].with_context(active_test=False).search(
            [('shop_id', '=', shop.id), ('tiktok_id', '=', tiktok_id)])

    def product_category(self, name, *leaves, parent=None):
        return self.env['product.category'].create({
            'name': name, 'parent_id': parent and parent.id,
            'tts_category_ids': [Command.set([category.id for category in leaves])],
        })

    def approve(self, leaf):
        """Let TikTok give the British shop a restricted category, for this test."""
        shop = self.world.shop(self.gb.tiktok_id)
        self.world.approve_category(leaf, shop)
        self.addCleanup(self.world.shelves.of(shop).approved.discard, leaf)

    def without(self, leaf, version='v1'):
        """Let TikTok have a category no longer, while the block lasts."""
        category = BY_LEAF[version, leaf]
        rest = {key: each for key, each in TREES[version].items() if key != category.id}
        return patch.dict(TREES, {version: rest})


class TestCategories(CatalogueCase):
    def test_tree(self):
        run = self.download('categories', self.gb)
        self.assertEqual(run.state, 'done', run.message)
        there = [each for each in TREES['v1'].values() if each.permission != 'PROHIBITED']
        found = self.categories()
        self.assertEqual(
            {(each.tiktok_id, each.name, each.parent_id.tiktok_id or '0', each.is_leaf)
             for each in found},
            {(each.id, each.name, each.parent_id, bool(each.leaf)) for each in there
             if taxonomy.exists(each, self.world.shops[0].market)},
        )
        self.assertEqual((run.done, run.total, run.progress), (len(found), len(found), 100))
        self.assertEqual(run.message, f"{len(found)} categories downloaded.")
        mugs = self.category('mugs')
        self.assertEqual(mugs.complete_name, "Home Supplies / Kitchenware / Mugs")
        self.assertEqual(mugs.display_name, f"Home Supplies / Kitchenware / Mugs ({self.gb.name})")
        self.assertEqual(self.category('supplements').permission, 'INVITE_ONLY')
        self.assertEqual(self.category('jewellery').permission, 'NON_MAIN_CATEGORY')
        self.assertEqual(self.gb.category_count, len(found))
        self.assertFalse(self.categories(self.us))

    def test_each_market_has_its_tree(self):
        for shop, version in ((self.gb, 'v1'), (self.us, 'v2'), (self.my, 'v2')):
            self.assertEqual(self.download('categories', shop).state, 'done')
            self.assertEqual(set(self.categories(shop).mapped('version')), {version})
        self.assertEqual(
            self.category('shirts', self.us).complete_name.count('/'), 6)

    def test_tree_that_the_market_does_not_have_is_exchanged(self):
        self.us.category_version = 'v1'
        self.assertEqual(self.download('categories', self.us).state, 'done')
        self.assertEqual(self.us.category_version, 'v2')
        self.assertEqual(set(self.categories(self.us).mapped('version')), {'v2'})

    def test_names_are_in_the_language_of_the_company(self):
        self.env['res.lang']._activate_lang('fr_BE')
        self.company.partner_id.lang = 'fr_BE'
        self.assertEqual(self.gb._catalogue_locale(), 'fr-BE')
        self.company.partner_id.lang = 'en_US'
        categories = Client.categories
        with patch.object(Client, 'categories', autospec=True, side_effect=categories) as ask:
            self.assertEqual(self.download('categories', self.gb).state, 'done')
        self.assertEqual(ask.call_args.kwargs, {'locale': 'en-US'})
        self.company.partner_id.lang = False
        self.assertIsNone(self.gb._catalogue_locale())

    def test_downloading_again_changes_what_has_changed(self):
        self.download('categories', self.gb)
        before = {each: each.read()[0] for each in self.categories()}
        self.approve('supplements')
        run = self.download('categories', self.gb)
        self.assertEqual(run.state, 'done')
        self.assertEqual(self.category('supplements').permission, 'AVAILABLE')
        keys = ('id', 'tiktok_id', 'complete_name', 'parent_id', 'is_leaf', 'version')
        for category, values in before.items():
            self.assertEqual(category.read(keys)[0], {key: values[key] for key in keys})
        self.assertEqual(self.categories(), self.env['tts.category'].union(*before))

    def test_category_that_is_gone_is_archived_and_comes_back(self):
        self.download('categories', self.gb)
        mugs = self.category('mugs')
        ours = self.product_category("Cups", mugs)
        with self.without('mugs'):
            self.download('categories', self.gb)
        self.assertFalse(mugs.active)
        self.assertEqual(ours._tts_category(self.gb), mugs)
        self.assertEqual(len(self.categories().filtered('active')), len(self.categories()))
        self.download('categories', self.gb)
        self.assertTrue(mugs.active)

    def test_other_shops_keep_theirs(self):
        self.download('categories', self.us)
        before = len(self.categories(self.us))
        self.download('categories', self.my)
        self.download('categories', self.gb)
        self.assertEqual(len(self.categories(self.us)), before)

    def test_nothing_is_not_taken_for_the_truth(self):
        self.download('categories', self.gb)
        before = self.categories()
        with patch.dict(TREES, {'v1': {}}):
            run = self.download('categories', self.gb)
        self.assertEqual((run.state, self.categories()), ('failed', before))
        self.assertIn("no categories", run.message)

    def test_odd_rows(self):
        rows = [
            {'id': 1, 'parent_id': 2, 'local_name': 'A', 'is_leaf': 'true'},
            {'id': '2', 'parent_id': '1', 'local_name': 'B', 'permission_statuses': None},
            {'id': '3', 'parent_id': '404', 'local_name': '  \x00 ',
             'permission_statuses': ['NEW', 'INVITE_ONLY', 'PROHIBITED']},
            {'id': '4', 'permission_statuses': ['NEW']},
        ]
        self.env['tts.category']._mirror(self.gb, paths(rows), 'v1', 1)
        found = self.categories().grouped('tiktok_id')
        self.assertEqual(set(found), {'1', '2', '3', '4'})
        self.assertEqual(found['3'].name, '3')
        self.assertTrue(found['1'].is_leaf)
        self.assertEqual(
            [found[key].permission for key in '1234'],
            ['AVAILABLE', 'AVAILABLE', 'PROHIBITED', 'OTHER'])


class TestRuns(CatalogueCase):
    """The runs that download: seen, stopped, interrupted."""

    def setUp(self):
        super().setUp()
        self.patch(tts_sync_catalogue, 'SLICE', 10)

    def test_goes_on_where_it_stopped(self):
        run = self.env['tts.sync']._start(self.gb, 'categories', {})
        with self.one_page():
            self.process()
        self.assertEqual((run.state, run.done, len(self.categories())), ('running', 10, 10))
        self.assertTrue(10 < run.total == run.done + run.cursor['left'])
        self.process()
        self.assertEqual((run.state, run.done), ('done', len(self.categories())))
        self.assertEqual(run.total, run.done)

    def test_begins_again_when_the_tree_has_changed(self):
        run = self.env['tts.sync']._start(self.gb, 'categories', {})
        with self.without('mugs'):
            with self.one_page():
                self.process()
            complete = len(TREES['v1'])
        self.process()
        self.assertEqual(run.state, 'done')
        self.assertTrue(self.category('mugs').active)
        self.assertEqual(len(self.categories()), sum(
            taxonomy.exists(each, self.world.shops[0].market) for each in TREES['v1'].values()))
        self.assertLess(complete, len(TREES['v1']))

    def test_cancelled_run_archives_nothing(self):
        self.download('categories', self.gb)
        before = self.categories()
        run = self.env['tts.sync']._start(self.gb, 'categories', {})
        with self.one_page():
            self.process()
        run.action_cancel()
        self.process()
        self.assertEqual((run.state, self.categories()), ('cancelled', before))

    def test_tiktok_out_of_order(self):
        self.sandbox.faults.next('unavailable', times=99, path=CATEGORIES)
        run = self.download('categories', self.gb)
        self.assertEqual((run.state, run.attempts), ('pending', 1))
        self.sandbox.faults.clear()
        run.next_attempt = False
        self.process()
        self.assertEqual(run.state, 'done')

    def test_permission_that_is_missing(self):
        self.world.withdraw_scope('seller.product.basic', 0)
        run = self.download('categories', self.gb)
        self.assertEqual(run.state, 'failed')
        self.assertIn('seller.product.basic', run.message)

    def test_buttons(self):
        user = new_test_user(self.env, 'tts_catalogue', 'tiktok_shop.group_user')
        action = self.gb.with_user(user).action_download_categories()
        run = self.env['tts.sync'].browse(action['res_id'])
        self.assertEqual((run.kind, run.shop_id, run.create_uid), ('categories', self.gb, user))
        with self.assertRaisesRegex(UserError, r"Download categories.* is at work for"):
            self.gb.action_download_categories()
        action = self.gb.with_user(user).action_download_attributes()
        self.assertEqual(self.env['tts.sync'].browse(action['res_id']).kind, 'attributes')
        self.process()
        for model, button, kind in (
            ('tts.category', 'action_download_categories', 'categories'),
            ('tts.category', 'action_download_attributes', 'attributes'),
            ('tts.brand', 'action_download', 'brands'),
        ):
            action = getattr(self.env[model].with_user(user), button)()
            runs = self.env['tts.sync'].search(action['domain'])
            self.assertEqual(
                (runs.shop_id, set(runs.mapped('kind'))), (self.gb + self.us + self.my, {kind}))

    def test_no_shop_is_connected(self):
        self.account.state = 'expired'
        for shops in (self.gb, self.env['tts.shop']):
            with self.assertRaisesRegex(UserError, "press Authorize"):
                shops._download('categories')

    def test_catalogue_is_no_fetch_of_orders(self):
        run = self.download('categories', self.gb)
        self.assertFalse(self.gb.last_fetch)
        self.assertEqual((run.failed, run.sale_order_count), (0, 0))


class TestDetails(CatalogueCase):
    """Attributes and rules, of the categories in use."""

    def setUp(self):
        super().setUp()
        self.download('categories', self.gb)
        self.sandbox.calls.clear()

    def test_only_for_categories_in_use(self):
        self.product_category("Cups", self.category('mugs'))
        self.product_category("Shirts", self.category('shirts'))
        run = self.download('attributes', self.gb)
        self.assertEqual((run.state, run.done), ('done', 2))
        self.assertEqual(run.message, "Attributes of 2 categories downloaded.")
        self.assertEqual(len(self.sandbox.calls), 4)
        self.assertEqual(
            self.categories().filtered('details_date'),
            self.category('mugs') + self.category('shirts'))

    def test_attributes(self):
        shirts = self.category('shirts')
        self.product_category("Shirts", shirts)
        self.download('attributes', self.gb)
        found = shirts.attribute_ids.grouped('tiktok_id')
        self.assertEqual(
            {key: (each.name, each.type, each.required, each.customizable, each.multiple)
             for key, each in found.items()},
            {
                '100000': ("Color", 'sales', False, True, False),
                '100007': ("Size", 'sales', False, True, False),
                '100392': ("Material", 'product', True, True, False),
                '100393': ("Care Instructions", 'product', False, True, True),
                '100394': ("Country of Origin", 'product', False, False, False),
            })
        care = found['100393'].value_ids.mapped('name')
        self.assertEqual(care, ["Machine washable", "Hand wash", "Dry clean"])

    def test_rules(self):
        tea, serums = self.category('tea'), self.category('serums')
        self.product_category("Tea", tea)
        self.product_category("Serums", serums)
        self.download('attributes', self.gb)
        self.assertTrue(rules.requires(tea.rules, 'package_dimension'))
        self.assertFalse(rules.requires(tea.rules, 'size_chart'))
        self.assertFalse(rules.requires(tea.rules, 'no such rule'))
        self.assertEqual(tea.requirements, "package size")
        self.assertFalse(rules.certifications(serums.rules))
        self.assertEqual(
            [row['name'] for row in rules.certifications(serums.rules, required=False)],
            ["Safety Data Sheet"])

    def test_again(self):
        """Values and attributes that are gone go; what a person has entered stays."""
        mugs = self.category('mugs')
        self.product_category("Cups", mugs)
        self.download('attributes', self.gb)
        material = mugs.attribute_ids.filtered(lambda each: each.name == "Material")
        steel = material.value_ids[0]
        material.default_value_ids = steel
        rows = [{'id': '100392', 'name': "Stuff", 'type': 'NEW', 'values': [
            {'id': steel.tiktok_id, 'name': "Iron"}, {'id': '7', 'name': "Gold"}, {'name': 'x'},
            {'id': '7', 'name': "Gold"}]}]
        mugs._mirror_details({'attributes': rows, 'rules': {}})
        self.assertEqual(mugs.attribute_ids, material)
        self.assertEqual((material.name, material.type), ("Stuff", False))
        self.assertEqual(material.value_ids.mapped('name'), ["Iron", "Gold"])
        self.assertEqual(material.default_value_ids, steel)

    def test_category_that_tiktok_refuses_does_not_stop_the_others(self):
        mugs, shirts = self.category('mugs'), self.category('shirts')
        self.product_category("Cups", mugs)
        self.product_category("Shirts", shirts)
        with patch.dict(ALL):
            del ALL[mugs.tiktok_id]
            run = self.download('attributes', self.gb)
        self.assertEqual(run.state, 'done')
        self.assertIn("refused 1 of 2 categories. First: Home Supplies / Kitchenware / Mugs",
                      run.message)
        self.assertTrue(mugs.details_error)
        self.assertTrue(shirts.details_date)
        self.download('attributes', self.gb)
        self.assertFalse(mugs.details_error)

    def test_refusal_that_is_not_about_a_category_ends_the_run(self):
        self.product_category("Cups", self.category('mugs'))
        self.world.withdraw_scope('seller.product.basic', 0)
        run = self.download('attributes', self.gb)
        self.assertEqual(run.state, 'failed')
        self.assertFalse(self.category('mugs').details_error)

    def test_goes_on_where_it_stopped(self):
        for leaf in ('mugs', 'shirts', 'tea'):
            self.product_category(leaf, self.category(leaf))
        run = self.env['tts.sync']._start(self.gb, 'attributes', {})
        with self.one_page():
            self.process()
        self.assertEqual((run.state, run.done, run.total), ('running', 1, 3))
        self.process()
        self.assertEqual((run.state, run.done), ('done', 3))
        self.assertEqual(len(self.sandbox.calls), 6)

    def test_nothing_in_use(self):
        run = self.download('attributes', self.gb)
        self.assertEqual(run.state, 'done')
        self.assertIn("No category is in use", run.message)


class TestMapping(CatalogueCase):
    """TikTok's categories on Odoo's."""

    def setUp(self):
        super().setUp()
        for shop in (self.gb, self.us):
            self.download('categories', shop)

    def test_nearest_leaf_counts(self):
        mugs, tea = self.category('mugs'), self.category('tea')
        top = self.product_category("Kitchen", mugs, self.category('mugs', self.us))
        below = self.product_category("Cups", parent=top)
        lowest = self.product_category("Tea cups", tea, parent=below)
        self.assertEqual(below._tts_category(self.gb), mugs)
        self.assertEqual(lowest._tts_category(self.gb), tea)
        self.assertEqual(lowest._tts_category(self.us), self.category('mugs', self.us))
        self.assertFalse(lowest._tts_category(self.my))
        self.assertFalse(self.env['product.category']._tts_category(self.gb))

    def test_leaves_only(self):
        with self.assertRaisesRegex(ValidationError, "lowest ones"):
            self.product_category("Cups", self.category('mugs').parent_id)

    def test_one_per_shop(self):
        with self.assertRaisesRegex(ValidationError, "one category per shop"):
            self.product_category("Cups", self.category('mugs'), self.category('tea'))

    def test_found_by_path_id_and_reference(self):
        mugs = self.category('mugs')
        Category = self.env['tts.category']
        for text in ("kitchenware / mugs", mugs.tiktok_id, mugs.reference):
            self.assertEqual(Category.name_search(text), [(mugs.id, mugs.display_name)], text)

    def test_import(self):
        """A file names a category by the reference of its shop, or by its path."""
        mugs, american = self.category('mugs'), self.category('mugs', self.us)
        self.assertNotEqual(mugs.reference, american.reference)
        result = self.env['product.category'].load(['name', 'tts_category_ids'], [
            ["Both", f'{mugs.reference},{american.reference}'],
            ["One", mugs.complete_name],
        ])
        self.assertFalse(result['messages'])
        both, one = self.env['product.category'].browse(result['ids'])
        self.assertEqual(both.tts_category_ids, mugs + american)
        self.assertEqual(one.tts_category_ids, mugs)

    def test_export(self):
        ours = self.product_category("Cups", self.category('mugs'))
        plain = ours.with_context(import_compat=False)
        self.assertEqual(plain.export_data(['name', 'tts_category_ids/reference'])['datas'], [
            ["Cups", self.category('mugs').reference]])
        for fields in (['name', 'tts_category_ids'], ['name', 'tts_category_ids/id']):
            rows = ours.export_data(fields)['datas']
            result = self.env['product.category'].load(fields, rows)
            self.assertFalse(result['messages'])
            again = self.env['product.category'].browse(result['ids'])
            self.assertEqual(again.tts_category_ids, self.category('mugs'))

    def test_recommendation(self):
        template = self.env['product.template'].create({'name': "Enamel camping mug"})
        self.assertEqual(self.gb._recommend_category(template), self.category('mugs'))
        self.assertEqual(self.us._recommend_category(template), self.category('mugs', self.us))
        self.assertFalse(self.my._recommend_category(template), "Not downloaded yet.")

    def test_recommendation_that_fails(self):
        self.sandbox.faults.next('unavailable', times=9)
        template = self.env['product.template'].create({'name': "Mug"})
        with self.assertRaisesRegex(UserError, "TikTok does not answer"):
            self.gb._recommend_category(template)


class TestBrands(CatalogueCase):
    def brands(self):
        return self.env['tts.brand'].search([('shop_id', '=', self.gb.id)])

    def test_download(self):
        run = self.download('brands', self.gb)
        self.assertEqual(run.state, 'done', run.message)
        self.assertEqual(set(self.brands().mapped('name')), {
            "Northwind", "Thảo Điền", "Camp & Co", "Glowlab", "Kite"})
        self.assertEqual((run.done, run.message), (5, "5 brands downloaded."))
        self.assertEqual(self.brands().filtered('renowned').name, "Kite")

    def test_pages(self):
        many = tuple(brands.Brand(f'70{n}', f'Brand {n:03}', authorized=True) for n in range(250))
        with patch.object(brands, 'BUILT_IN', many):
            run = self.env['tts.sync']._start(self.gb, 'brands', {})
            with self.one_page():
                self.process()
            self.assertEqual((run.done, run.total, run.state), (100, 250, 'running'))
            self.process()
            self.assertEqual((run.done, run.state, len(self.brands())), (250, 'done', 250))
            found = self.env['tts.brand'].search([('name', '=', "Brand 249")])
            found.unlink()
            brand = self.env['tts.brand']._ensure_brand(self.gb, "brand 249")
            self.assertEqual(brand.name, "Brand 249")

    def test_brand_is_found_by_its_name(self):
        brand = self.env['tts.brand']._ensure_brand(self.gb, " tiny  FOX ")
        self.assertEqual((brand.name, brand.authorized), ("Tiny Fox", False))
        calls = len(self.sandbox.calls)
        self.assertEqual(self.env['tts.brand']._ensure_brand(self.gb, "Tiny Fox"), brand)
        self.assertEqual(len(self.sandbox.calls), calls)
        self.assertFalse(self.env['tts.brand']._ensure_brand(self.gb, "Tiny"))
        self.assertFalse(self.env['tts.brand']._ensure_brand(self.gb, ""))
        self.assertEqual(self.brands(), brand)

    def test_brand_within_a_category(self):
        self.download('categories', self.gb)
        brand = self.env['tts.brand']._ensure_brand(self.gb, "Glowlab", self.category('serums'))
        self.assertTrue(brand.authorized)
