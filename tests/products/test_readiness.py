"""What keeps a product from being sent: each problem in a sentence, with the record to solve it."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ...tools.listing import skus
from ..publish_case import PublishCase, picture

EAN = '4006381333931'


@tagged('post_install', '-at_install')
class TestReadiness(PublishCase):

    def problems(self, template, shop=None):
        """Check a product and return its problems as {field: sentence}."""
        listing = (shop or self.gb)._ensure_listings(template)
        listing.action_check()
        self.assertEqual(listing.problem_count, len(listing.problems or []))
        for problem in listing.problems or []:
            record = self.env[problem['model']].browse(problem['id'])
            self.assertTrue(record.exists())
        return {each['field']: each['message'] for each in listing.problems or []}

    def check(self, field, words, template=None, **vals):
        """Check a product that lacks one thing: that is told, and nothing else."""
        template = template or self.make_goods()
        template.write(vals)
        problems = self.problems(template)
        self.assertEqual(list(problems), [field], problems)
        self.assertIn(words, problems[field])
        return template

    def test_nothing_missing(self):
        listing = self.gb._ensure_listings(self.make_goods())
        self.assertEqual(listing.action_check()['params']['type'], 'success')
        self.assertEqual((listing.push_state, listing.problem_count), ('ready', 0))
        self.assertEqual(self.paths('POST'), [])

    def test_all_at_once(self):
        """All problems are told, and none is sent."""
        template = self.env['product.template'].create({'name': "Bare", 'type': 'consu'})
        run = self.send(template)
        listing = self.listing(template)
        self.assertEqual(
            {each['field'] for each in listing.problems},
            {'categ_id', 'description_sale', 'image_1920', 'tts_weight', 'tts_length'})
        self.assertEqual((listing.push_state, run.failed), ('problems', 1))
        self.assertEqual(listing.push_message, listing.problems[0]['message'])
        self.assertEqual(self.paths('POST'), [])
        self.assertEqual(self.gb.unsent_count, 1)
        self.assertEqual(self.gb.action_open_unsent()['domain'][0], (
            'shop_id', 'in', self.gb.ids))

    # === CATEGORY === #

    def test_no_category(self):
        self.check('categ_id', "has no category of this shop's",
                   categ_id=self.env['product.category'].create({'name': "Unmapped"}).id)

    def test_category_that_tiktok_recommends(self):
        """For a product whose own category is not mapped."""
        template = self.make_goods(
            name="Enamel camping mug for two, with lid",
            categ_id=self.env['product.category'].create({'name': "Unmapped"}).id)
        listing = self.gb._ensure_listings(template)
        self.assertIn('categ_id', self.problems(template))
        listing.action_suggest_category()
        self.assertTrue(listing.category_id.is_leaf)
        self.assertIn(listing.category_id, self.env['tts.category']._in_use(self.gb))
        self.assertNotIn('categ_id', self.problems(template))

    def test_category_of_parent(self):
        child = self.env['product.category'].create({'name': "Small", 'parent_id': self.mugs.id})
        self.assertEqual(self.problems(self.make_goods(categ_id=child.id)), {})

    def test_category_permission(self):
        template = self.make_goods(categ_id=self.make_category('supplements').id)
        self.assertIn("Invite only", self.problems(template)['categ_id'])

    def test_category_gone(self):
        template = self.make_goods()
        self.leaf('mugs').active = False
        self.assertIn("no longer has", self.problems(template)['categ_id'])

    def test_category_of_other_tree(self):
        template = self.make_goods()
        self.gb.category_version = 'v2'
        self.assertIn("no longer has", self.problems(template)['categ_id'])

    def test_category_not_a_leaf(self):
        template = self.make_goods()
        self.leaf('mugs').is_leaf = False
        self.assertIn("has categories below", self.problems(template)['categ_id'])

    def test_attribute(self):
        template = self.make_goods()
        template.attribute_line_ids.unlink()
        self.check('attribute_line_ids', "\"Material\" is required", template)
        material = self.leaf('mugs').attribute_ids.filtered(lambda each: each.name == 'Material')
        material.default_value_ids = material.value_ids[:1]
        self.assertEqual(self.problems(template), {})

    def test_papers(self):
        """Certificates and size charts, where the category demands them."""
        leaf = self.leaf('mugs')
        template = self.make_goods()
        self.problems(template)
        leaf.rules = {
            **leaf.rules, 'size_chart': {'is_required': True},
            'product_certifications': [{'id': '77', 'name': "Test Report", 'is_required': True}],
            'manufacturer': {'is_required': True},
        }
        listing = self.listing(template)
        listing.action_check()
        told = ' '.join(each['message'] for each in listing.problems)
        for words in ("\"Test Report\" is required", "Size chart", "manufacturer"):
            self.assertIn(words, told)
        leaf.rules = {**leaf.rules, 'manufacturer': {}}
        self.env['product.document'].create([{
            'name': name, 'raw': picture(name, size=(1200, 1200)), 'res_id': template.id,
            'res_model': 'product.template', **vals,
        } for name, vals in [
            ('blue', {'tts_certificate': "test report"}), ('green', {'tts_size_chart': True})]])
        self.assertEqual(self.problems(template), {})
        # A draft is completed later, in Seller Center.
        self.gb.save_mode = 'draft'
        leaf.rules = {**leaf.rules, 'manufacturer': {'is_required': True}}
        self.assertEqual(self.problems(template), {})

    # === TEXTS === #

    def test_title(self):
        self.check('own_title', "255 at most", name='x' * 256)

    def test_title_of_market(self):
        template = self.make_goods("Short")
        shop = self.account.shop_ids.filtered(lambda each: each.region == 'MY')
        self.assertIn("25 at least", self.problems(template, shop)['own_title'])

    def test_description(self):
        template = self.check('description_sale', "it is empty", description_sale=False)
        self.gb.description_fallback = True
        self.assertEqual(self.problems(template), {})
        listing = self.listing(template)
        listing.own_description = '<p>' + 'word ' * 2500 + '</p>'
        self.assertIn("TikTok takes 10000", self.problems(template)['own_description'])

    def test_brand(self):
        template = self.check('tts_brand', "knows no \"Nobody's\"", tts_brand="Nobody's")
        self.gb.send_brand = False
        self.assertEqual(self.problems(template), {})
        self.gb.send_brand = True
        template.tts_brand = "northwind"
        self.assertEqual(self.problems(template), {})

    # === IMAGES === #

    def test_image_missing(self):
        self.check('image_1920', "the product has none", image_1920=False)

    def test_image_small(self):
        self.check('image_1920', "Image \"Enamel mug\": 200 × 900 pixels, TikTok wants 300",
                   image_1920=self.picture(size=(200, 900)))

    def test_image_cut(self):
        template = self.check('image_1920', "would cut off", image_1920=self.picture(
            size=(900, 500)))
        problem = self.listing(template).problems[0]
        self.assertEqual((problem['model'], problem['id']), ('product.template', template.id))

    def document(self, template, content, name='picture'):
        return self.env['product.document'].create({
            'name': name, 'raw': content, 'res_model': 'product.template',
            'res_id': template.id, 'tts_shown': True})

    def test_image_unreadable(self):
        template = self.make_goods()
        self.document(template, b'%PDF-1.4 no picture', "label.pdf")
        self.check('image_1920', "\"label.pdf\": no picture", template)

    def test_image_too_large(self):
        with patch('odoo.addons.tiktok_shop.tools.listing.pictures.MOST_PIXELS', 500_000):
            self.check('image_1920', "are too many")

    def test_too_many_images(self):
        template = self.make_goods()
        for number in range(9):
            self.document(template, picture((number, 0, 0)))
        self.check('product_document_ids', "Images: 10, TikTok takes 9", template)

    # === PACKAGE === #

    def test_weight(self):
        template = self.check('tts_weight', "it is 0", tts_weight=0)
        self.gb.default_weight = 0.4
        self.assertEqual(self.problems(template), {})

    def test_dimensions(self):
        template = self.check('tts_length', "length, width and height, or none", tts_length=0)
        template.write({'tts_width': 0, 'tts_height': 0})
        self.check('tts_length', "the category demands", template)
        self.gb.write({'default_length': 5, 'default_width': 5, 'default_height': 5})
        self.assertEqual(self.problems(template), {})

    # === VARIANTS === #

    def test_too_many_variants(self):
        with patch.dict('odoo.addons.tiktok_shop.tools.listing.rules.MOST_SKUS', {'GB': 1}):
            self.check('attribute_line_ids', "Variants: 2, TikTok takes 1", self.make_goods(
                attribute_line_ids=[self.attribute('Color', 'Black', 'Green')]))

    def test_too_many_options(self):
        lines = [self.attribute(name, 'A', 'B') for name in ('Color', 'Size', 'Cut', 'Finish')]
        self.check('attribute_line_ids', "4 attributes tell them apart, TikTok takes 3",
                   self.make_goods(attribute_line_ids=lines))

    def test_option_words(self):
        template = self.make_goods(
            attribute_line_ids=[self.attribute('A name of more than twenty', 'A', 'B' * 51)])
        listing = self.gb._ensure_listings(template)
        listing.action_check()
        told = [each['message'] for each in listing.problems]
        self.assertEqual(len(told), 2)
        self.assertIn("TikTok takes 20 characters", told[0])
        self.assertIn("TikTok takes 50 characters", told[1])

    def test_closed_options(self):
        template = self.make_goods(attribute_line_ids=[self.attribute('Color', 'Black', 'Puce')])
        self.problems(template)
        colour = self.leaf('mugs').attribute_ids.filtered(lambda each: each.name == 'Color')
        colour.customizable = False
        self.check('attribute_line_ids', "TikTok does not list \"Puce\"", template)

    def test_required_option(self):
        template = self.make_goods()
        self.problems(template)
        self.leaf('mugs').attribute_ids.filtered(lambda each: each.name == 'Color').required = True
        self.check('attribute_line_ids', "\"Color\" must tell the variants apart", template)

    def test_strangers(self):
        """What TikTok lists beside the product's variants must be told apart as they are."""
        template = self.make_goods(attribute_line_ids=[self.attribute('Color', 'Black', 'Green')])
        listing = self.sent(template)
        self.approve(listing)
        listing.sku_ids.write({'product_id': False})
        template.attribute_line_ids.filtered(
            lambda line: line.attribute_id.name == 'Color').unlink()
        template.write({'attribute_line_ids': [Command.create({
            'attribute_id': values.attribute_id.id, 'value_ids': [Command.set(values.ids)],
        }) for values in [self.attribute('Size', 'S', 'L')]]})
        self.assertIn("told apart by the same attributes", self.problems(template)['sku_ids'])

    # === CODES AND PRICES === #

    def test_seller_sku(self):
        for code, words in [('x' * 51, "takes 50 characters"), ('A B', "takes no spaces")]:
            self.check('default_code', words, default_code=code)

    def test_seller_sku_twice(self):
        template = self.make_goods(attribute_line_ids=[self.attribute('Color', 'Black', 'Green')])
        template.product_variant_ids.default_code = 'SAME'
        self.check('default_code', "two variants have it", template)

    def test_seller_sku_of_market(self):
        """In the EU every SKU has one, without fancy letters."""
        template = self.make_goods()
        self.assertNotIn('default_code', self.problems(template))
        self.gb.region = 'DE'
        self.assertIn("needed as seller SKU", self.problems(template)['default_code'])
        template.default_code = 'TASSE/GRÜN'
        self.assertIn("6 to 50 letters", self.problems(template)['default_code'])

    def test_identifier(self):
        for code, words in [
            ('12345', "of no kind"), ('4006381333930', "last digit does not fit"),
        ]:
            self.check('barcode', words, barcode=code)
        self.check('barcode', "not the digits of the kind UPC", barcode=EAN,
                   tts_identifier_type='UPC')

    def test_identifier_priority(self):
        template = self.make_goods(barcode='9783161484100')
        listing = self.gb._ensure_listings(template)

        def kind():
            facts = listing._facts({}, {})
            code = skus.identifier(facts, facts.product.variants[0])
            return code and code['type']

        self.assertEqual(kind(), 'EAN')
        self.gb.identifier_priority = "ISBN, EAN"
        self.assertEqual(kind(), 'ISBN')
        template.tts_identifier_type = 'EAN'
        self.assertEqual(kind(), 'EAN')
        self.gb.identifier_priority = False
        self.assertIsNone(kind())

    def test_identifier_twice(self):
        first = self.make_goods("First", barcode=EAN)
        self.sent(first)
        first.barcode = False
        self.check('barcode', "TikTok has it on", self.make_goods("Second", barcode=EAN))

    def test_price(self):
        template = self.make_goods(price=0)
        problem = self.check('lst_price', "has none on the pricelist", template)
        self.assertEqual(problem, template)

    def test_price_too_high(self):
        self.check('lst_price', "takes 0.01 to 5600 GBP", self.make_goods(price=5600.01))

    def test_rate(self):
        template = self.make_goods()
        self.env['res.currency.rate'].search([
            ('currency_id', '=', self.gb.currency_id.id)]).unlink()
        self.check('currency_id', "GBP has no rate", template)

    def test_warehouse(self):
        self.gb.warehouse_ids.warehouse_id = False
        self.check('warehouse_ids', "stands for one of yours")

    # === WHAT IS LISTED ALREADY === #

    def test_what_tiktok_has_accepted(self):
        """What TikTok has already need not keep a rule of today."""
        template = self.make_goods(default_code='KEPT-1')
        listing = self.sent(template)
        self.approve(listing)
        self.leaf('mugs').permission = 'INVITE_ONLY'
        self.assertEqual(self.problems(template), {})

    def test_no_longer_a_product(self):
        template = self.make_goods(default_code='SERVICE-1')
        listing = self.sent(template)
        self.approve(listing)
        template.sale_ok = False
        listing.action_check()
        self.assertIn("only goods that can be sold", listing.problems[0]['message'])
        self.assertNotIn(listing, self.gb._ensure_scope())
