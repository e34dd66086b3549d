"""Products of Odoo at TikTok: created, edited as little as possible, read back."""

import io
from unittest.mock import patch

from PIL import Image

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..client import Client
from .publish_case import PRODUCTS, UPLOAD, PublishCase, picture


@tagged('post_install', '-at_install')
class TestCreate(PublishCase):

    def test_simple(self):
        template = self.make_goods(default_code='MUG-NEW', barcode='4006381333931')
        self.env['stock.quant'].with_context(inventory_mode=True).create({
            'product_id': template.product_variant_id.id,
            'location_id': self.gb.warehouse_ids.warehouse_id[:1].lot_stock_id.id,
            'inventory_quantity': 7,
        }).action_apply_inventory()
        listing = self.sent(template)
        self.assertEqual((listing.status, listing.audit_status), ('PENDING', 'AUDITING'))
        product = self.there(listing)
        content, sku = product.content, product.content['skus'][0]
        self.assertEqual(content['title'], "Enamel mug")
        self.assertEqual(content['description'], "<p>Steel, enamelled.</p>")
        self.assertEqual(content['category_id'], self.leaf('mugs').tiktok_id)
        self.assertEqual(content['package_weight'], {'value': '0.35', 'unit': 'KILOGRAM'})
        self.assertEqual(content['package_dimensions'], {
            'length': '12', 'width': '10', 'height': '10', 'unit': 'CENTIMETER'})
        self.assertEqual(
            [(each['id'], [value['name'] for value in each['values']])
             for each in content['product_attributes']], [('100392', ['Steel'])])
        self.assertEqual(sku['seller_sku'], 'MUG-NEW')
        self.assertEqual(sku['identifier_code'], {'code': '4006381333931', 'type': 'EAN'})
        offer = product.offers[sku['id']]
        self.assertEqual(str(offer.price), '12.50')
        self.assertEqual(sum(offer.stock.values()), 7)
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_id)
        self.assertEqual(listing.sku_ids.tiktok_id, sku['id'])
        self.assertIn("reviews", listing.push_message)
        # What has come back is no news: nothing in Odoo has changed by it.
        self.assertEqual(
            (listing.state, template.name, template.description_sale, listing.images_due),
            ('applied', "Enamel mug", "Steel, enamelled.", False))

    def test_variants(self):
        colours = self.attribute('Color', 'Black', 'Green')
        sizes = self.attribute('Size', 'S', 'One of a kind')
        template = self.make_goods("Two mugs", attribute_line_ids=[colours, sizes])
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f'TWO-{number}'
        green = template.product_variant_ids.filtered(lambda each: "Green" in each.display_name)
        green.image_variant_1920 = self.picture('green')
        listing = self.sent(template)
        skus = self.there(listing).content['skus']
        self.assertEqual(
            [[(each['id'], each['value_name']) for each in sku['sales_attributes']]
             for sku in skus],
            [[('100000', colour), ('100007', size)] for colour in ('Black', 'Green')
             for size in ('S', 'One of a kind')])
        # Built-in values go by their ids.
        self.assertEqual(skus[0]['sales_attributes'][0]['value_id'], '1000000')
        with_image = [
            each['value_name'] for sku in skus for each in sku['sales_attributes']
            if 'sku_img' in each]
        self.assertEqual(with_image, ['Green', 'Green'])
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_ids)
        self.approve(listing)
        self.send(template)
        self.assertEqual(self.paths(), [], "Nothing has changed")

    def test_draft(self):
        template = self.make_goods("Draft mug", default_code='DRAFT-1')
        listing = self.sent(template, save_mode='draft')
        self.assertEqual((listing.status, listing.status_tab), ('DRAFT', 'DRAFT'))
        self.send(template, save_mode='draft')
        self.assertEqual(self.paths(), [])
        # Sent once more, it is submitted.
        self.send(template, save_mode='live')
        self.assertEqual(listing.status, 'PENDING')
        self.assertEqual(self.paths('POST')[:1], [
            ('POST', f'/product/202509/products/{listing.tiktok_id}/partial_edit')])

    def test_scope(self):
        """On the pricelist by product, variant or category; never services or others' goods."""
        def make(name, price=None, **vals):
            return self.make_goods(name, price, **vals)

        by_product = make("By product", 5)
        by_variant = make("By variant")
        self.add_rule(by_variant, 6, applied_on='0_product_variant',
                      product_id=by_variant.product_variant_id.id)
        special = self.env['product.category'].create({'name': "Special", 'parent_id': self.mugs.id})
        by_category = make("By category", categ_id=special.id)
        self.add_rule(by_category, 7, applied_on='2_product_category', product_tmpl_id=False,
                      categ_id=special.id)
        self.add_rule(by_product, 8, applied_on='3_global', product_tmpl_id=False)
        others = self.env['res.company'].create({'name': "Others"})
        out = [
            make("Not on the pricelist"),
            make("Service", 5, type='service', is_storable=False),
            make("Not for sale", 5, sale_ok=False),
            make("Of others", company_id=others.id, categ_id=special.id),
            make("Rule has ended"),
        ]
        self.add_rule(out[-1], 9, date_end='2020-01-01 00:00:00')
        run = self.send()
        sent = run.push_listing_ids.product_tmpl_id
        self.assertEqual(sent, by_product + by_variant + by_category)
        self.assertEqual(set(run.push_listing_ids.mapped('push_state')), {'sent'})
        self.assertEqual((run.done, run.total, run.failed), (3, 3, 0))
        with self.assertRaisesRegex(UserError, "None of these can be sent"):
            self.gb._start_publish(out[1] + out[2] + out[3])

    def test_price_follows_the_formula(self):
        template = self.make_goods("Formula", None, list_price=100)
        self.add_rule(template, 0, compute_price='percentage', percent_price=20)
        listing = self.sent(template)
        rate = self.env['res.currency']._get_conversion_rate(
            self.company.currency_id, self.gb.currency_id, self.company)
        self.assertEqual(float(next(iter(self.there(listing).offers.values())).price),
                         self.gb.currency_id.round(80 * rate))

    def test_chosen_by_hand(self):
        """A product that the pricelist does not name costs what the formula says, and goes on so."""
        template = self.make_goods("By hand", None, list_price=30, default_code='BY-HAND')
        listing = self.sent(template)
        self.approve(listing)
        self.assertFalse(self.pricelist.item_ids.filtered(
            lambda item: item.product_tmpl_id == template))

    def test_heaviest_variant(self):
        template = self.make_goods("Weights", tts_weight=0, attribute_line_ids=[
            self.attribute('Color', 'Black', 'Green')])
        template.product_variant_ids[1].weight = 1.25
        listing = self.sent(template)
        self.assertEqual(self.there(listing).content['package_weight']['value'], '1.25')

    def test_warnings(self):
        """What TikTok has dropped is said: here a brand that only others may use."""
        template = self.make_goods("Branded", tts_brand='Volta', default_code='VOLTA-1')
        self.send(template)
        listing = self.listing(template)
        self.assertEqual(listing.push_state, 'sent', listing.push_message)
        self.assertIn('brand_id', listing.push_warnings)
        self.assertNotIn('brand_id', self.there(listing).content)
        # TikTok was told, and will not take it: it is not told again.
        self.send(template)
        self.assertEqual(self.paths('POST'), [])

    def test_refused_alone(self):
        """What TikTok refuses stays behind alone, with TikTok's words; the rest is sent."""
        good, bad = self.make_goods("Good"), self.make_goods("Bad")
        with patch.object(Client, 'create_product', _too_long(Client.create_product, "Bad")):
            run = self.send(good + bad)
        self.assertEqual(self.listing(good).push_state, 'sent')
        self.assertEqual(self.listing(bad).push_state, 'refused')
        self.assertIn("longer than 255", self.listing(bad).push_message)
        self.assertEqual(run.failed, 1)
        again = run.action_send_again()
        self.process()
        self.assertEqual(self.listing(bad).push_state, 'sent', again)
        self.assertEqual(self.listing(bad).push_run_id.total, 1)


def _too_long(create, title):
    """Return a `create_product` that spoils the title of one product on its way."""
    def refusing(client, cipher, body):
        if body['title'] == title:
            body = {**body, 'title': 'x' * 400}
        return create(client, cipher, body)
    return refusing


@tagged('post_install', '-at_install')
class TestEdit(PublishCase):

    def live(self, name, **vals):
        template = self.make_goods(name, default_code=name.upper(), **vals)
        listing = self.sent(template)
        self.approve(listing)
        self.assertEqual(listing.status, 'ACTIVATE')
        self.sandbox.calls.clear()
        return template, listing

    def bodies(self):
        """Record the bodies of partial edits, from now on until the end of the test."""
        bodies, edit = [], Client.partial_edit_product

        def recording(client, cipher, product_id, body):
            bodies.append(body)
            return edit(client, cipher, product_id, body)

        self.startPatcher(patch.object(Client, 'partial_edit_product', recording))
        return bodies

    def test_nothing_to_send(self):
        template, _listing = self.live("Same")
        self.send(template)
        self.assertEqual(self.paths(), [])

    def test_smallest_edit(self):
        template, listing = self.live("Small")
        bodies = self.bodies()
        cases = [
            ({'name': "Smaller"}, {'title'}),
            ({'description_sale': "Other words"}, {'description'}),
            ({'tts_weight': 0.5}, {'package_weight'}),
            ({'tts_length': 20}, {'package_dimensions'}),
            ({'image_1920': self.picture('blue')}, {'main_images'}),
            ({'barcode': '4006381333948'}, {'skus'}),
            ({'tts_brand': 'Northwind'}, {'brand_id'}),
        ]
        for vals, parts in cases:
            template.write(vals)
            self.sent(template)
            self.assertEqual(
                set(bodies[-1]) - {'category_version', 'save_mode'}, parts, vals)
            # Under review: not told twice.
            self.send(template)
            self.assertEqual(self.paths('POST'), [], vals)
            self.approve(listing)
            self.send(template)
            self.assertEqual(self.paths('POST'), [], vals)
        self.assertEqual(len(bodies), len(cases))
        content = self.there(listing).content
        self.assertEqual((content['title'], content['description']),
                         ("Smaller", "<p>Other words</p>"))
        self.assertEqual(template.name, "Smaller")

    def test_own_title_and_description(self):
        template, listing = self.live("Plain")
        listing.own_title = "Sung praise of a mug"
        listing.own_description = '<div>All <b style="x">about</b> it<script>1</script></div>'
        self.sent(template)
        self.approve(listing)
        content = self.there(listing).content
        self.assertEqual(content['title'], "Sung praise of a mug")
        self.assertEqual(content['description'], '<p>All <b>about</b> it</p>')
        self.assertEqual((template.name, template.description_sale),
                         ("Plain", "Steel, enamelled."))

    def test_price_alone(self):
        template, listing = self.live("Price")
        self.pricelist.item_ids.filtered(
            lambda item: item.product_tmpl_id == template).fixed_price = 13.75
        self.sent(template)
        self.assertEqual(self.paths('POST'), [
            ('POST', f'{PRODUCTS}/{listing.tiktok_id}/prices/update')])
        self.assertEqual(str(next(iter(self.there(listing).offers.values())).price), '13.75')
        self.assertEqual(listing.sku_ids.pushed_price, 13.75)
        self.assertEqual(listing.audit_status, 'APPROVED')

    def test_category(self):
        """A category cannot go alone: all is sent, and nothing that TikTok has is lost."""
        template, listing = self.live("Moving")
        before = dict(self.there(listing).content)
        template.categ_id = self.make_category('towels')
        self.sent(template)
        self.assertIn(('PUT', f'/product/202509/products/{listing.tiktok_id}'), self.paths('PUT'))
        self.approve(listing)
        content = self.there(listing).content
        self.assertEqual(content['category_id'], self.leaf('towels').tiktok_id)
        for name in ('title', 'main_images', 'package_weight', 'product_attributes',
                     'external_product_id'):
            self.assertEqual(content[name], before[name], name)
        self.assertEqual(sum(next(iter(self.there(listing).offers.values())).stock.values()), 0)

    def test_what_tiktok_knows_stays(self):
        """What Odoo has no opinion about is sent back as it is, if it has to be sent at all."""
        template, listing = self.live("Kept", tts_brand='Northwind')
        template.write({'tts_brand': False, 'tts_length': 0, 'tts_width': 0, 'tts_height': 0,
                        'description_sale': False, 'image_1920': False, 'tts_weight': 0})
        self.send(template)
        self.assertEqual(self.paths(), [])
        template.categ_id = self.make_category('towels')
        before = dict(self.there(listing).content)
        self.sent(template)
        self.approve(listing)
        content = self.there(listing).content
        for name in ('brand_id', 'package_dimensions', 'package_weight', 'description',
                     'main_images'):
            self.assertEqual(content[name], before[name], name)

    def test_new_variant(self):
        colours = self.attribute('Color', 'Black', 'Green', 'Red')
        template = self.make_goods("Colours", attribute_line_ids=[colours[:2]])
        listing = self.sent(template)
        self.approve(listing)
        ids = [sku['id'] for sku in self.there(listing).content['skus']]
        template.attribute_line_ids.filtered(
            lambda line: line.attribute_id == colours.attribute_id).value_ids = colours
        self.sent(template)
        # TikTok reviews it and does not show the new SKU yet, which is not added twice.
        self.send(template)
        self.assertEqual(self.paths('POST'), [])
        template.name = "All colours"
        self.sent(template)
        self.approve(listing)
        skus = self.there(listing).content['skus']
        self.assertEqual([sku['id'] for sku in skus[:2]], ids)
        self.assertEqual([sku['sales_attributes'][0]['value_name'] for sku in skus],
                         ['Black', 'Green', 'Red'])
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_ids)
        self.send(template)
        self.assertEqual(self.paths('POST'), [])

    def test_turned_down(self):
        template, listing = self.live("Fine")
        template.name = "Miracle mug"
        self.sent(template)
        self.world.finish_review(listing.tiktok_id)
        self.fetch_listing(listing)
        self.assertEqual((listing.status, listing.audit_status), ('ACTIVATE', 'FAILED'))
        self.send(template)
        self.assertEqual(self.paths('POST'), [], "TikTok has been told")
        self.assertEqual(listing.push_state, 'refused')
        self.assertIn("Misleading claim", listing.push_message)
        self.assertEqual(template.name, "Miracle mug", "The version that is live is no news")
        template.name = "Fine mug"
        self.sent(template)
        self.approve(listing)
        self.assertEqual(self.there(listing).content['title'], "Fine mug")

    def test_draft_of_a_live_product(self):
        template, listing = self.live("Seen")
        template.name = "Not seen yet"
        self.sent(template, save_mode='draft')
        product = self.there(listing)
        self.assertEqual((product.content['title'], product.draft['title']),
                         ("Seen", "Not seen yet"))
        self.send(template, save_mode='draft')
        self.assertEqual(self.paths('POST'), [])
        self.sent(template, save_mode='live')
        self.approve(listing)
        self.assertEqual(product.content['title'], "Not seen yet")

    def test_fetched_product(self):
        """What came from TikTok agrees with Odoo: nothing is sent back."""
        self.env['tts.sync']._start(self.gb, 'products', {})
        self.process()
        listings = self.env['tts.listing'].search([
            ('shop_id', '=', self.gb.id), ('product_tmpl_id', '!=', False)])
        self.assertGreater(len(listings), 20)
        run = self.send()
        self.assertEqual(self.paths('POST') + self.paths('PUT'), [])
        self.assertGreater(run.done, 20)
        # A draft of somebody's is left alone, unless a person sends that very product.
        draft = listings.filtered(lambda listing: listing.status == 'DRAFT')
        self.assertEqual(draft.push_state, 'sent')
        self.sent(draft.product_tmpl_id)
        self.assertEqual(draft.status, 'PENDING')
        odd = {
            listing.title: listing.problems or listing.push_message for listing in listings
            if listing.push_state != 'sent' and listing.status == 'ACTIVATE'}
        self.assertEqual(odd, {})


@tagged('post_install', '-at_install')
class TestImages(PublishCase):

    def uploads(self):
        return [path for _method, path in self.paths('POST') if path == UPLOAD]

    def test_once_per_content(self):
        image = self.picture('orange')
        one = self.make_goods("One", image_1920=image)
        other = self.make_goods("Other", image_1920=image)
        self.sent(one)
        self.assertEqual(len(self.uploads()), 1)
        self.sent(other)
        self.assertEqual(len(self.uploads()), 0)
        self.assertEqual(
            self.there(self.listing(one)).content['main_images'],
            self.there(self.listing(other)).content['main_images'])

    def test_conversion(self):
        """What TikTok would refuse is made a JPEG first: on white, and not too large."""
        template = self.make_goods(
            "Odd", image_1920=self.picture((255, 0, 0, 0), mode='RGBA', size=(500, 500)))
        for number, content in enumerate([
            picture(3, mode='P', kind='GIF'), picture('blue', size=(5000, 4500), kind='JPEG'),
        ]):
            self.env['product.document'].create({
                'name': f'picture {number}', 'raw': content, 'res_model': 'product.template',
                'res_id': template.id, 'tts_shown': True})
        listing = self.sent(template)
        shelves = self.world.shelves
        pictures = [
            shelves.media.pictures[each['uri']]
            for each in self.there(listing).content['main_images']]
        self.assertEqual([each.format for each in pictures], ['JPEG'] * 3)
        self.assertEqual(
            [(each.width, each.height) for each in pictures],
            [(500, 500), (800, 800), (1920, 1728)])
        with Image.open(io.BytesIO(pictures[0].data)) as white:
            self.assertEqual(white.getpixel((5, 5)), (255, 255, 255))

    def test_order_of_images(self):
        template = self.make_goods("Gallery")
        documents = self.env['product.document'].create([{
            'name': colour, 'raw': picture(colour), 'res_model': 'product.template',
            'res_id': template.id, 'tts_shown': shown, 'sequence': sequence,
        } for colour, shown, sequence in [
            ('green', True, 2), ('yellow', True, 1), ('grey', False, 3)]])
        listing = self.sent(template)
        images = self.there(listing).content['main_images']
        self.assertEqual(len(images), 3)
        documents[0].sequence = 0
        self.approve(listing)
        self.sent(template)
        self.assertEqual(len(self.uploads()), 0)
        self.approve(listing)
        self.assertEqual(self.there(listing).content['main_images'],
                         [images[0], images[2], images[1]])


@tagged('post_install', '-at_install')
class TestCrash(PublishCase):

    def test_created_but_not_noted(self):
        """The answer is lost and Odoo's transaction with it: the product is found, not doubled."""
        template = self.make_goods("Crash", default_code='CRASH-1')
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, {**body, 'idempotency_key': ''})
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        listing = self.listing(template)
        self.assertEqual((listing.push_state, listing.tiktok_id), ('refused', False))
        self.sent(template)
        made = [each for each in self.world.products(self.gb.tiktok_id)
                if each.content['title'] == "Crash"]
        self.assertEqual([each.id for each in made], [listing.tiktok_id])
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_id)
        self.send(template)
        self.assertEqual(self.paths('POST'), [])

    def test_without_seller_sku(self):
        """Without a code to look for, the same call once more makes no second product."""
        template = self.make_goods("Nameless")
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, body)
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        self.sent(template)
        self.assertEqual(sum(
            each.content['title'] == "Nameless"
            for each in self.world.products(self.gb.tiktok_id)), 1)

    def test_came_in_meanwhile(self):
        """The webhook was faster: the row that it made is the listing, and the only one."""
        template = self.make_goods("Faster", default_code='FASTER-1')
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, body)
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        product = self.world.product('FASTER-1', self.gb.tiktok_id)
        with self.account._client() as client:
            shown = client.product(self.gb.cipher, product.id)
        self.env['tts.listing']._take_news(self.gb, [shown])
        self.assertEqual(len(self.listing(template)), 2)
        self.send(template)
        listing = self.listing(template)
        self.assertEqual(listing.mapped('tiktok_id'), [product.id])
        self.assertEqual(listing.push_state, 'sent')

    def test_somebody_elses(self):
        """A product that TikTok has under this seller SKU is to be linked, not listed twice."""
        code = self.world.products(self.gb.tiktok_id)[0].content['skus'][0]['seller_sku']
        self.env['product.product'].search([('default_code', '=', code)]).default_code = False
        template = self.make_goods("Twice", default_code=code)
        self.send(template)
        listing = self.listing(template)
        self.assertEqual((listing.push_state, listing.tiktok_id), ('refused', False))
        self.assertIn("Fetch the shop's products", listing.push_message)

    def test_page_by_page(self):
        """Each product is committed; a run goes on where it was interrupted."""
        templates = self.make_goods("First") + self.make_goods("Second")
        run = self.gb._start_publish(templates)
        with self.one_page():
            self.process()
        self.assertEqual((run.state, run.done, run.total), ('running', 1, 2))
        self.assertEqual(
            [self.listing(each).push_state for each in templates], ['sent', 'none'])
        self.process()
        self.assertEqual((run.state, run.done), ('done', 2))
        self.assertEqual(run.message, "2 products are at TikTok as they are in Odoo. 0 have "
                         "problems that were not sent, 0 were refused by TikTok.")

    def test_listing_limit(self):
        """TikTok takes no more today: the run stops, and goes on when a person says so."""
        self.sandbox.knobs.listing_limit = 1
        shelf = self.world.shelves.of(self.world.shop(self.gb.tiktok_id))
        shelf.days.clear()
        templates = self.make_goods("Today") + self.make_goods("Tomorrow")
        run = self.send(templates, state='failed')
        self.assertEqual(
            [self.listing(each).push_state for each in templates], ['sent', 'none'])
        self.sandbox.knobs.listing_limit = 0
        run.action_retry()
        self.process()
        self.assertEqual(self.listing(templates[1]).push_state, 'sent')


@tagged('post_install', '-at_install')
class TestLifecycle(PublishCase):

    def test_steps(self):
        template = self.make_goods("Life", default_code='LIFE-1')
        listing = self.sent(template)
        self.approve(listing)
        with self.assertRaisesRegex(UserError, "is live. Deactivate it first"):
            listing.action_delete()
        self.assertEqual(listing.action_deactivate()['params']['type'], 'success')
        self.assertEqual(listing.status, 'SELLER_DEACTIVATED')
        with self.assertRaisesRegex(UserError, "not possible now"):
            listing.action_deactivate()
        listing.action_activate()
        self.assertEqual((listing.status, listing.audit_status), ('PENDING', 'AUDITING'))
        listing.action_delete()
        self.assertEqual(listing.status, 'DELETED')
        self.assertEqual(self.there(listing).status, 'DELETED')
        self.assertNotIn(listing, self.gb._in_scope())
        self.send(template)
        self.assertEqual(listing.push_state, 'problems')
        self.assertIn("Recover", listing.problems[0]['message'])
        listing.action_recover()
        self.assertEqual(listing.status, 'SELLER_DEACTIVATED')
        self.assertTrue(listing.exists())

    def test_deleted_without_details(self):
        self.sandbox.knobs.gone_products = 'refused'
        listing = self.sent(self.make_goods("Gone", default_code='GONE-1'), save_mode='draft')
        listing.action_delete()
        self.assertEqual(listing.status, 'DELETED')

    def test_refused_alone(self):
        """One of two is refused under code 0: it is named, the other one is done."""
        one = self.sent(self.make_goods("One"))
        other = self.sent(self.make_goods("Two"))
        self.approve(one)
        self.approve(other)
        self.world.deactivate_product(other.tiktok_id)
        result = (one + other).action_deactivate()
        self.assertEqual(result['params']['type'], 'danger')
        self.assertIn("1 of 2. First: Two", result['params']['message'])
        self.assertEqual(one.status, 'SELLER_DEACTIVATED')

    def test_wizard(self):
        template = self.make_goods("Chosen")
        wizard = self.env['tts.product.publish'].with_context(
            active_model='product.template', active_ids=template.ids,
        ).create({'shop_ids': [Command.set(self.gb.ids)], 'save_mode': 'draft'})
        self.assertEqual(wizard.product_count, 1)
        action = wizard.action_publish()
        self.process()
        run = self.env['tts.sync'].browse(action['res_id'])
        self.assertEqual((run.kind, run.save_mode, run.state), ('publish', 'draft', 'done'))
        self.assertEqual(self.listing(template).status, 'DRAFT')
