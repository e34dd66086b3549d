import base64
import hashlib
import json
import time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...client import webhook_signature
from ...client.errors import TikTokError
from ...client.files import Image
from ...client.products import WITHOUT_DETAILS
from ...models.products import tts_listing_images
from ...tools.listing.product import images
from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestProductsFetch(TtsCase):
    """The catalogue of a shop comes into Odoo: Fetch All TikTok Shop Products."""

    sandbox_options = {'markets': ('GB',)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb = cls.account.shop_ids
        # A small catalogue: images take their time.
        for product in cls.world.products(cls.gb.tiktok_id)[13:-12]:
            cls.world.delete_product(product)

    @classmethod
    def make_products(cls, seller, company=None):
        return cls.env['product.product']

    @property
    def known(self):
        """What is to come in."""
        return [
            product for product in self.world.products(self.gb.tiktok_id)
            if product.status not in WITHOUT_DETAILS]

    def live(self):
        """Return a product that is for sale and listed once, and its product in Odoo."""
        for product in self.known:
            listing = self.listing(product)
            template = listing.product_tmpl_id
            if product.status == 'ACTIVATE' and template.tts_listing_ids == listing:
                return product, template
        raise AssertionError("no product is for sale")

    def fetch_products(self, state='done'):
        self.gb.pricelist_id.action_tts_fetch()
        self.process()
        run = self.env['tts.sync'].search([('kind', '=', 'products')], limit=1)
        self.assertEqual(run.state, state, run.message)
        return run

    def listing(self, product):
        return self.env['tts.listing'].search([
            ('shop_id', '=', self.gb.id), ('tiktok_id', '=', product.id)])

    def calls(self, path):
        return [call for call in self.sandbox.calls if path in call.path]

    def image(self, record, field='image_1920'):
        return hashlib.sha256(base64.b64decode(record[field] or b'')).hexdigest()

    def ring(self, type_, product, **data):
        body = json.dumps({
            'type': type_, 'tts_notification_id': f'{time.time()}', 'shop_id': self.gb.tiktok_id,
            'timestamp': self.world.clock.now(), 'data': {'product_id': int(product.id), **data},
        }).encode()
        signature = webhook_signature(self.sandbox.app_key, self.sandbox.app_secret, body)
        self.assertEqual(self.env['tts.event']._receive(body, signature), 200)
        self.process('tts.event')
        self.process()  # images

    # === THE WHOLE CATALOGUE === #

    def test_catalogue_comes_in_with_variants_and_images(self):
        run = self.fetch_products()
        listings = self.env['tts.listing'].search([('shop_id', '=', self.gb.id)])
        self.assertEqual(sorted(listings.mapped('tiktok_id')), sorted(p.id for p in self.known))
        self.assertEqual(set(listings.mapped('state')), {'applied'})
        self.assertEqual(
            sorted(listings.sku_ids.mapped('tiktok_id')),
            sorted(sku for product in self.known for sku in product.sku_ids))
        self.assertTrue(all(sku.product_id for sku in listings.sku_ids))
        templates = listings.product_tmpl_id
        self.assertTrue(all(template.image_1920 for template in templates))
        self.assertFalse(any(listings.mapped('images_due')) or any(
            listings.mapped('images_problem')))
        self.assertIn(str(len(listings)), run.message)
        self.assertEqual(run.progress, 100)

    def test_second_fetch_asks_for_no_details_and_changes_nothing(self):
        self.fetch_products()
        self.env.cr.execute("UPDATE tts_listing SET fetched = fetched + interval '1 hour'")
        self.env.invalidate_all()
        before = self.dump()
        self.sandbox.calls.clear()
        self.fetch_products()
        self.assertEqual(self.dump(), before)
        self.assertFalse(self.calls('/images') or [
            call for call in self.calls('/product/202309/products/') if call.method == 'GET'])

    def dump(self):
        self.env.flush_all()
        rows = []
        for table in ('product_template', 'product_product', 'product_pricelist_item',
                      'product_attribute_value', 'tts_listing', 'tts_sku', 'product_document'):
            self.env.cr.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            rows.append((table, self.env.cr.fetchall()))
        return rows

    def test_changed_title_and_image_come_through(self):
        self.fetch_products()
        product, template = self.live()
        before, price = self.image(template), template.list_price
        self.world.edit_product(product, title="A title that has changed at TikTok", image='other')
        self.fetch_products()
        self.assertEqual(template.name, "A title that has changed at TikTok")
        self.assertNotEqual(self.image(template), before)
        self.assertEqual(template.list_price, price)

    def test_images_of_a_product(self):
        """The first is the product's, the others are documents, a variant's is its own."""
        self.fetch_products()
        for product in self.known:
            listing = self.listing(product)
            shown = images(listing._content())
            main = [uri for place, uri in shown if place == 'main']
            if listing.product_tmpl_id.tts_listing_ids == listing:
                self.assertEqual(len(listing._documents()), len(set(main[1:])), listing.title)

    def test_image_that_cannot_be_fetched_is_told_and_fetched_later(self):
        real = tts_listing_images.download

        def refuse(*_args):
            raise TikTokError(message="The host does not answer")

        self.patch(tts_listing_images, 'download', refuse)
        self.fetch_products()
        listing = self.env['tts.listing'].search([
            ('shop_id', '=', self.gb.id), ('images_problem', '!=', False)], limit=1)
        self.assertIn("does not answer", listing.images_problem)
        self.assertFalse(listing.product_tmpl_id.image_1920)
        self.patch(tts_listing_images, 'download', real)
        listing.action_fetch_images()
        self.process()
        self.assertFalse(listing.images_problem)
        self.assertTrue(listing.product_tmpl_id.image_1920)

    def test_what_is_no_image_for_odoo_is_told(self):
        self.patch(
            tts_listing_images, 'download',
            lambda *_args: Image(b'\xff\xd8\xff broken', 'image/jpeg'))
        self.fetch_products()
        listing = self.env['tts.listing'].search([
            ('shop_id', '=', self.gb.id), ('images_problem', '!=', False)], limit=1)
        self.assertTrue(listing.images_problem)
        self.assertEqual(listing.state, 'applied')

    def test_run_that_is_interrupted_goes_on(self):
        self.gb.action_fetch_products()
        with self.one_page():
            self.process()
        run = self.env['tts.sync'].search([('kind', '=', 'products')], limit=1)
        self.assertEqual(run.state, 'running')
        self.process()
        self.assertEqual(run.state, 'done')
        listings = self.env['tts.listing'].search([('shop_id', '=', self.gb.id)])
        self.assertEqual(len(listings), len(self.known))
        self.assertTrue(all(listings.product_tmpl_id.mapped('image_1920')))

    def test_one_run_at_a_time(self):
        self.gb.action_fetch_products()
        with self.assertRaisesRegex(UserError, "Runs"):
            self.gb.action_fetch_products()

    def test_wizard_fetches_from_the_pricelist(self):
        wizard = self.env['tts.pricelist.sync'].with_context(
            active_model='product.pricelist', active_id=self.gb.pricelist_id.id).create({})
        self.assertEqual((wizard.shop_id, wizard.direction), (self.gb, 'import'))
        action = wizard.action_sync()
        self.assertEqual(action['res_model'], 'tts.sync')
        self.assertTrue(self.env['tts.sync'].search([('kind', '=', 'products')]))

    # === STATUS === #

    def test_deleted_and_frozen_products_keep_their_product(self):
        self.fetch_products()
        deleted, frozen = [each for each in self.known if each.status == 'ACTIVATE'][:2]
        self.world.delete_product(deleted)
        self.world.freeze_product(frozen)
        self.fetch_products()
        self.assertEqual(self.listing(deleted).status_tab, 'DELETED')
        self.assertEqual(self.listing(frozen).status_tab, 'FREEZE')
        self.assertTrue(self.listing(deleted).product_tmpl_id.active)

    def test_refused_product_says_why(self):
        self.fetch_products()
        refused = self.env['tts.listing'].search([('status', '=', 'FAILED')])
        self.assertTrue(refused)
        self.assertTrue(all(refused.mapped('audit_reasons')))

    # === SCHEDULE === #

    def follow_the_schedule(self):
        self.process('tts.shop', '_cron_fetch_news')
        self.process()

    def test_schedule_brings_what_has_changed_and_what_is_new(self):
        self.fetch_products()
        product, template = self.live()
        self.world.edit_product(product, title="Found by the schedule")
        new = self.world.create_product(
            self.gb.tiktok_id, title="A product that is quite new", seller_sku='SCHEDULED')
        self.sandbox.calls.clear()
        self.follow_the_schedule()
        self.assertEqual(template.name, "Found by the schedule")
        self.assertEqual(self.listing(new).product_tmpl_id.default_code, 'SCHEDULED')
        details = [call for call in self.calls('/product/202309/products/') if call.method == 'GET']
        self.assertLessEqual(len(details), 8)

    def test_schedule_leaves_alone_a_shop_whose_products_nobody_wants(self):
        self.follow_the_schedule()
        self.assertFalse(self.calls('/product/'))
        self.assertFalse(self.env['tts.listing'].search([]))

    def test_only_what_is_listed_from_odoo_is_kept_up_to_date(self):
        """The catalogue has never been fetched."""
        mine, other = [p for p in self.known if p.status == 'ACTIVATE'][:2]
        listing = self.env['tts.listing'].create({
            'shop_id': self.gb.id, 'tiktok_id': mine.id, 'title': "Mine", 'state': 'applied'})
        for product in (mine, other):
            self.world.edit_product(product, title="This has changed")
        self.follow_the_schedule()
        self.assertEqual(listing.title, "This has changed")
        self.assertEqual(self.env['tts.listing'].search([]), listing)

    # === WEBHOOKS === #

    def test_webhook_brings_what_has_changed(self):
        self.fetch_products()
        product, template = self.live()
        before = self.image(template)
        self.world.edit_product(product, title="Told by a webhook", image='told')
        self.ring(15, product, changed_fields=['title'])
        self.assertEqual(template.name, "Told by a webhook")
        self.assertNotEqual(self.image(template), before)

    def test_webhook_about_a_product_that_is_deleted(self):
        self.fetch_products()
        product = next(each for each in self.known if each.status == 'ACTIVATE')
        self.world.delete_product(product)
        self.ring(5, product, status='PRODUCT_STATUS_CHANGED')
        self.assertEqual(self.listing(product).status, 'DELETED')
        self.assertEqual(self.env['tts.event'].search([], limit=1).state, 'done')

    def test_webhook_before_the_catalogue_was_fetched_creates_nothing(self):
        self.ring(16, self.known[0])
        self.assertFalse(self.env['tts.listing'].search([]))
        self.assertEqual(self.env['tts.event'].search([], limit=1).state, 'done')

    def test_new_product_comes_by_webhook_once_the_catalogue_was_fetched(self):
        self.fetch_products()
        product = self.world.create_product(
            self.gb.tiktok_id, title="A product that is quite new", seller_sku='QUITE-NEW')
        self.ring(16, product)
        self.assertEqual(self.listing(product).product_tmpl_id.default_code, 'QUITE-NEW')

    @mute_logger('odoo.addons.tiktok_shop.client.transport')
    def test_mapping_frees_the_orders_that_wait_for_it(self):
        self.gb.create_products = False
        self.fetch_products()
        sku = self.world.shops[0].skus[0]
        order, sale = self.order(self.gb, items=[{'sku': sku.id}])
        self.assertEqual((order.state, sale.ids), ('blocked', []))
        product = self.env['product.product'].create({'name': "Mapped", 'is_storable': True})
        self.env['tts.sku'].search([('tiktok_id', '=', sku.id)]).product_id = product
        self.process('tts.order', '_cron_apply')
        self.assertEqual(order.sale_order_id.order_line.product_id[:1], product)
