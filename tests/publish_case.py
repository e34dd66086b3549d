"""What the tests of products out share: a shop with categories, and goods that can be sent."""

import base64
import io

from PIL import Image

from odoo import Command

from ..models.catalogue.tts_category import paths
from ..sandbox.products.taxonomy import BY_LEAF
from .common import TtsCase, TtsHttpCase

PRODUCTS = '/product/202309/products'
UPLOAD = '/product/202309/images/upload'


def picture(colour='red', size=(800, 800), mode='RGB', kind='PNG'):
    """Return a picture of one colour as bytes."""
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, kind)
    return stream.getvalue()


class PublishCommon:
    """Helpers of both base classes."""

    sandbox_options = {'markets': ('GB', 'US', 'MY')}
    region = 'GB'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['product.product'].search([('barcode', '!=', False)]).barcode = False
        cls.gb = cls.account.shop_ids.filtered(lambda shop: shop.region == cls.region)
        cls.pricelist = cls.gb.pricelist_id
        with cls.account._client() as client:
            rows = client.categories(cls.gb.cipher, cls.gb.category_version)
        cls.env['tts.category']._mirror(cls.gb, paths(rows), cls.gb.category_version, 0)
        cls.mugs = cls.make_category('mugs')
        cls.red = cls.picture('red')

    # === ODOO'S SIDE === #

    @classmethod
    def leaf(cls, name):
        return cls.env['tts.category'].search([
            ('shop_id', '=', cls.gb.id),
            ('tiktok_id', '=', BY_LEAF[cls.gb.category_version, name].id)])

    @classmethod
    def make_category(cls, name):
        return cls.env['product.category'].create({
            'name': name, 'tts_category_ids': [Command.set(cls.leaf(name).ids)]})

    @staticmethod
    def picture(*what, **options):
        return base64.b64encode(picture(*what, **options))

    @classmethod
    def make_goods(cls, name="Enamel mug", price=12.5, **vals):
        """Create a product that lacks nothing, with a price for the shop (None: no rule)."""
        steel = cls.attribute('Material', 'Steel', create_variant='no_variant')
        template = cls.env['product.template'].create({
            'name': name, 'type': 'consu', 'is_storable': True, 'categ_id': cls.mugs.id,
            'description_sale': "Steel, enamelled.", 'image_1920': cls.red, 'tts_weight': 0.35,
            'tts_length': 12, 'tts_width': 10, 'tts_height': 10,
            **vals,
            'attribute_line_ids': [
                Command.create({
                    'attribute_id': values.attribute_id.id, 'value_ids': [Command.set(values.ids)]})
                for values in [steel, *vals.get('attribute_line_ids', ())] if values
            ],
        })
        if price is not None:
            cls.add_rule(template, price)
        return template

    @classmethod
    def add_rule(cls, template, price, **vals):
        return cls.env['product.pricelist.item'].create({
            'pricelist_id': cls.pricelist.id, 'applied_on': '1_product',
            'product_tmpl_id': template.id, 'compute_price': 'fixed', 'fixed_price': price, **vals})

    @classmethod
    def attribute(cls, name, *values, create_variant='always'):
        """Return values of an attribute, which are created where they are not there."""
        attribute = cls.env['product.attribute'].search(
            [('name', '=', name), ('create_variant', '=', create_variant)], limit=1)
        attribute = attribute or attribute.create({'name': name, 'create_variant': create_variant})
        found = attribute.value_ids.filtered(lambda each: each.name in values)
        new = [value for value in values if value not in found.mapped('name')]
        return found + found.create(
            [{'name': value, 'attribute_id': attribute.id} for value in new])

    def listing(self, template):
        return self.env['tts.listing'].search([
            ('product_tmpl_id', '=', template.id), ('shop_id', '=', self.gb.id)])

    # === SENDING === #

    def send(self, templates=None, save_mode=None, state='done'):
        """Send products, all in scope by default; return the run."""
        self.sandbox.calls.clear()
        run = self.gb._start_publish(templates, save_mode)
        self.process()
        self.assertEqual(run.state, state, run.message)
        return run

    def sent(self, template, **options):
        """Send one product, which must succeed; return its listing."""
        self.send(template, **options)
        listing = self.listing(template)
        self.assertEqual(
            listing.push_state, 'sent', f"{listing.push_message} {listing.problems}")
        return listing

    def of_run(self, run):
        """Return the listings that a run has sent."""
        return self.env['tts.listing'].search([('push_run_id', '=', run.id)])

    def there(self, listing):
        """Return a product as the sandbox has it."""
        return self.world.product(listing.tiktok_id)

    def approve(self, listing):
        """Let TikTok's review end well, and Odoo see it."""
        self.world.finish_review(listing.tiktok_id, approve=True)
        self.fetch_listing(listing)

    def fetch_listing(self, listing):
        with self.account._client() as client:
            shown = client.product(self.gb.cipher, listing.tiktok_id)
        self.env['tts.listing']._mirror_and_apply(self.gb, [shown])

    def paths(self, method=None):
        """Return what was asked of TikTok: [(method, path), ...]."""
        return [(call.method, call.path) for call in self.sandbox.calls
                if method in (None, call.method)]


class PublishCase(PublishCommon, TtsCase):
    """Base of the tests that need no browser."""


class PublishHttpCase(PublishCommon, TtsHttpCase):
    """Base of the tests in a browser."""
