"""Products of Odoo at TikTok: edited as little as possible, read back."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client import Client
from ...tools.listing import edit
from ..publish_case import PRODUCTS, PublishCase


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

    def test_variant_that_differs_in_width_or_case_only(self):
        """TikTok has M: another letter M is another variant, or refused; it is never M once more.
        """
        for other, state in (('Ｍ', 'sent'), ('m', 'refused')):
            sizes = self.attribute('Size', 'L', 'M', other)
            sizes = sizes.filtered(lambda each, other=other: each.name in ('L', 'M', other))
            template = self.make_goods(f"Sizes {other}", attribute_line_ids=[sizes[:2]])
            listing = self.sent(template)
            self.approve(listing)
            bodies = self.bodies()
            template.attribute_line_ids.filtered(
                lambda line, sizes=sizes: line.attribute_id == sizes.attribute_id
            ).value_ids = sizes
            self.send(template)
            self.assertEqual(
                [sku['sales_attributes'][0]['value_name'] for sku in bodies[0]['skus']],
                ['L', 'M', other])
            self.assertEqual(listing.push_state, state, listing.push_message)

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

    # === WHAT MUST NOT BE LOST === #

    def shirts(self):
        """Return a live product of three variants, and its listing."""
        colours = self.attribute('Colour', 'Black', 'Green', 'Red')
        template, listing = self.live("Cup", attribute_line_ids=[colours])
        self.assertEqual(len(listing.sku_ids), 3)
        return template, listing

    def sku_ids(self, listing):
        return [sku['id'] for sku in self.there(listing).content['skus']]

    def test_payload_that_a_purge_has_emptied_is_fetched_before_anything_is_compared(self):
        template, listing = self.shirts()
        ids = self.sku_ids(listing)
        listing.write({'payload': False})
        self.send(template)
        self.assertEqual(self.paths('POST') + self.paths('PUT'), [], "TikTok has it all")
        self.assertEqual(len(listing.payload['skus']), 3)
        listing.write({'payload': False})
        template.name = "Cup with a lid"
        self.sent(template)
        self.approve(listing)
        self.assertEqual(self.there(listing).content['title'], "Cup with a lid")
        self.assertEqual(self.sku_ids(listing), ids)

    def test_nothing_follows_from_a_listing_of_which_nothing_is_known(self):
        template, listing = self.shirts()
        listing.write({'payload': False})
        listing._apply()
        self.assertEqual((listing.state, listing.reason_code), ('applied', 'purged'))
        self.assertEqual(len(listing.sku_ids), 3)
        for compare in (
                listing._current, lambda: listing._bodies({}, {}), listing._product_values):
            with self.assertRaisesRegex(UserError, "is not in Odoo. Press Fetch"):
                compare()
        self.assertFalse(listing._is_up_to_date({'update_time': 1}))
        self.world.delete_product(listing.tiktok_id)
        self.gb._start_publish(template)
        self.process()
        self.assertIn(listing.push_state, ('problems', 'refused'))
        self.assertFalse(self.paths('PUT'))

    def test_edit_that_would_delete_a_sku_is_refused_before_it_is_sent(self):
        template, listing = self.shirts()
        ids = self.sku_ids(listing)
        self.env['tts.sku'].create({
            'shop_id': self.gb.id, 'listing_id': listing.id, 'tiktok_id': '999000111'})
        template.product_variant_ids[-1].barcode = '4006381333948'
        self.send(template)
        self.assertEqual(listing.push_state, 'refused')
        self.assertIn('999000111', listing.push_message)
        self.assertEqual(self.paths('POST') + self.paths('PUT'), [])
        self.assertEqual(self.sku_ids(listing), ids)

    def test_variant_added_in_seller_center_since_the_last_fetch_stays(self):
        """By an edit that names SKUs; others need not ask."""
        template, listing = self.shirts()
        self.world.add_sku(listing.tiktok_id, 'BLUE', {'Colour': 'Blue'})
        ids = self.sku_ids(listing)
        self.assertEqual(len(ids), 4)
        template.name = "Cup with a lid"
        self.sent(template)
        self.assertEqual(
            [call.method for call in self.sandbox.calls], ['POST', 'GET'], "sent, and read back")
        self.approve(listing)
        self.world.add_sku(listing.tiktok_id, 'PINK', {'Colour': 'Pink'})
        ids = self.sku_ids(listing)
        bodies = self.bodies()
        template.product_variant_ids[-1].barcode = '4006381334013'
        run = self.send(template)
        self.assertEqual((listing.push_state, run.done), ('sent', 1), listing.push_message)
        self.assertEqual([sku['id'] for sku in bodies[-1]['skus']], ids)
        self.approve(listing)
        self.assertEqual(self.sku_ids(listing), ids)
        self.assertCountEqual(listing.sku_ids.mapped('tiktok_id'), ids)

    def test_variant_added_in_seller_center_stays_when_all_is_sent(self):
        template, listing = self.shirts()
        self.world.add_sku(listing.tiktok_id, 'BLUE', {'Colour': 'Blue'})
        ids = self.sku_ids(listing)
        template.categ_id = self.make_category('towels')
        self.send(template)
        self.assertIn(listing.push_state, ('sent', 'problems'), listing.push_message)
        self.approve(listing)
        self.assertEqual(self.sku_ids(listing), ids)

    def test_variant_deleted_in_seller_center_is_not_asked_for_by_its_old_id(self):
        template, listing = self.shirts()
        gone = self.sku_ids(listing)[0]
        self.world.remove_sku(listing.tiktok_id, gone)
        bodies = self.bodies()
        template.product_variant_ids[-1].barcode = '4006381334020'
        self.sent(template)
        self.assertNotIn(gone, [sku.get('id') for sku in bodies[-1]['skus']])

    def test_variant_that_tiktok_reviews_stays(self):
        template, listing = self.shirts()
        self.world.add_sku(listing.tiktok_id, 'BLUE', {'Colour': 'Blue'}, review=True)
        template.product_variant_ids[-1].barcode = '4006381334037'
        self.send(template)
        self.assertEqual(listing.push_state, 'refused')
        self.assertIn("Send it again after the review", listing.push_message)
        self.assertEqual(self.paths('POST') + self.paths('PUT'), [])
        self.approve(listing)
        self.assertEqual(len(self.sku_ids(listing)), 4)
        self.sent(template)
        self.approve(listing)
        self.assertEqual(len(self.sku_ids(listing)), 4)

    def test_product_of_which_no_sku_is_told_keeps_those_that_are_known(self):
        template, listing = self.shirts()
        shown = {**listing.payload, 'skus': [], 'update_time': listing.payload['update_time'] + 60}
        self.env['tts.listing']._mirror_and_apply(self.gb, [shown])
        self.assertEqual(len(listing.sku_ids), 3)
        self.send(template)
        self.assertEqual(len(self.sku_ids(listing)), 3)
        self.assertEqual(len(listing.sku_ids), 3)

    def test_warehouses_of_a_sku_are_named_or_left_out_altogether(self):
        shown = {'skus': [{'id': '1', 'inventory': [{'warehouse_id': 'a'}, {'warehouse_id': 'b'}]}]}

        def dropped(*warehouses):
            rows = [{'warehouse_id': each, 'quantity': 1} for each in warehouses]
            return edit.dropped(
                {'skus': [{'id': '1', 'inventory': rows}, {'seller_sku': 'new'}]}, shown, ['1'])

        self.assertEqual(dropped('a'), ['1/b'])
        self.assertEqual(dropped('a', 'b', 'c'), [])
        self.assertEqual(edit.dropped({'skus': [{'id': '1'}]}, shown, ['1']), [])
        self.assertEqual(edit.dropped({'skus': [{'id': '1'}]}, shown, ['1', '2']), ['2'])
        self.assertEqual(edit.dropped({'title': "Mug"}, shown, ['1']), [])
