from odoo.tests import tagged

from ..shop_case import ShopCase


def sku(number, price='10.00', currency='GBP', **options):
    """Return a SKU as TikTok shows it; `seller_sku` and `barcode` beside its options."""
    seller_sku, barcode = options.pop('seller_sku', f'CODE-{number}'), options.pop('barcode', None)
    return {
        'id': f'172900000000000{number:04d}', 'seller_sku': seller_sku,
        'price': {'currency': currency, 'sale_price': price, 'tax_exclusive_price': price},
        'identifier_code': barcode and {'code': barcode, 'type': 'EAN'},
        'sales_attributes': [
            {'id': '1', 'name': name, 'value_id': '2', 'value_name': value}
            for name, value in options.items()
        ],
    }


def product(*skus, number=1, title="Enamel mug", **extra):
    """Return the details of a product as TikTok shows them."""
    return {
        'id': f'172800000000000{number:04d}', 'title': title, 'status': 'ACTIVATE',
        'description': '<p>Steel.</p><p>350 ml</p>', 'audit': {'status': 'APPROVED'},
        'brand': {'id': '9', 'name': 'Acme'},
        'category_chains': [
            {'id': '600001', 'local_name': 'Home', 'is_leaf': False},
            {'id': '600024', 'local_name': 'Mugs', 'is_leaf': True},
        ],
        'product_attributes': [
            {'id': '100392', 'name': 'Material', 'values': [{'id': '1', 'name': 'Steel'}]},
        ],
        'package_weight': {'value': '0.35', 'unit': 'KILOGRAM'},
        'package_dimensions': {'length': '12', 'width': '10', 'height': '9', 'unit': 'CENTIMETER'},
        'skus': list(skus), 'create_time': 1760000000, 'update_time': 1763000000, **extra,
    }


@tagged('post_install', '-at_install')
class TestProductsIn(ShopCase):
    """What becomes of a listing in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB')
        cls.pricelist = cls.shop.pricelist_id

    def take(self, *payloads, state='applied'):
        """Mirror and apply products; return their listings."""
        listings = self.env['tts.listing']._mirror(self.shop, list(payloads))
        listings._apply()
        self.assertEqual(set(listings.mapped('state')), {state}, listings.mapped('reason'))
        return listings

    def change(self, payload, **extra):
        """Return the same product as TikTok shows it a minute later."""
        return {**payload, **extra, 'update_time': payload['update_time'] + 60}

    def lines(self, template):
        return {
            line.attribute_id.name: sorted(line.value_ids.mapped('name'))
            for line in template.attribute_line_ids}

    # === NEW ONES === #

    def test_simple_product(self):
        listing = self.take(product(sku(1, '12.99', barcode='4006381333931')))
        template = listing.product_tmpl_id
        self.assertEqual(
            (template.name, template.type, template.is_storable, template.default_code,
             template.barcode, template.description_sale, template.tts_brand, template.tts_weight,
             template.tts_length, template.tts_width, template.tts_height, template.list_price),
            ("Enamel mug", 'consu', True, 'CODE-1', '4006381333931', "Steel.\n350 ml", 'Acme',
             0.35, 12, 10, 9, 0))
        self.assertEqual(template.company_id, self.shop.company_id)
        self.assertEqual(self.lines(template), {'Material': ['Steel']})
        self.assertEqual(listing.category_name, "Home / Mugs")
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_id)

    def test_what_tiktok_gives_away_or_makes_of_others(self):
        parts = {'combined_skus': [{'product_id': '9', 'sku_id': '8', 'sku_count': 2}]}
        listing = self.take(product(sku(1, '12.99') | parts, is_not_for_sale=True))
        self.assertTrue(listing.sku_ids.is_gift)
        self.assertTrue(listing.sku_ids.is_bundle)

    def test_variants_are_those_that_are_listed(self):
        listing = self.take(product(
            sku(1, Color='Black', Size='S'), sku(2, Color='Black', Size='M'),
            sku(3, Color='Green', Size='M')))
        template = listing.product_tmpl_id
        self.assertEqual(
            self.lines(template),
            {'Color': ['Black', 'Green'], 'Size': ['M', 'S'], 'Material': ['Steel']})
        self.assertEqual(
            sorted(
                (variant.default_code, *sorted(
                    variant.product_template_attribute_value_ids.mapped('name')))
                for variant in template.product_variant_ids),
            [('CODE-1', 'Black', 'S'), ('CODE-2', 'Black', 'M'), ('CODE-3', 'Green', 'M')])
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_ids)

    def test_attributes_that_are_there_are_used(self):
        attribute = self.env['product.attribute'].create({
            'name': " color", 'create_variant': 'always',
            'value_ids': [(0, 0, {'name': 'BLACK'})]})
        listing = self.take(product(
            sku(1, Color='Black', Size='S'), sku(2, Color='Green', Size='M')))
        template = listing.product_tmpl_id
        self.assertEqual(len(template.product_variant_ids), 2)
        line = template.attribute_line_ids.filtered(lambda line: line.attribute_id == attribute)
        self.assertEqual(sorted(line.value_ids.mapped('name')), ['BLACK', 'Green'])

    def test_attributes_are_known_by_their_names_in_every_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        payload = product(sku(1, Color='Red'), sku(2, Color='Blue'))
        template = self.take(payload).product_tmpl_id
        line = template.attribute_line_ids.filtered(lambda line: len(line.value_ids) > 1)
        line.attribute_id.with_context(lang='fr_FR').name = "Couleur"
        for value, name in zip(line.value_ids, ("Rouge", "Bleu"), strict=True):
            value.with_context(lang='fr_FR').name = name
        self.shop.company_id.partner_id.lang = 'fr_FR'
        payload = self.change(payload, title="Tasse", skus=[*payload['skus'], sku(3, Color='Pink')])
        self.take(payload)
        self.assertEqual(len(template.product_variant_ids), 3)
        self.assertEqual(template.with_context(lang='fr_FR').name, "Tasse")
        french = [sku(number, Couleur=name) for number, name in enumerate(
            ("Rouge", "Bleu", "Pink", "Vert"), start=1)]
        self.take(self.change(payload, skus=french))
        self.assertEqual(len(template.product_variant_ids), 4)
        self.assertEqual(len(template.attribute_line_ids), 2)

    def test_attributes_are_known_by_what_a_person_calls_them_at_tiktok(self):
        attribute = self.env['product.attribute'].create({
            'name': "Shade", 'create_variant': 'dynamic', 'tts_names': "Tint | Color",
            'value_ids': [(0, 0, {'name': "Scarlet", 'tts_names': "Red"})]})
        template = self.take(product(sku(1, Color='Red'), sku(2, Color='Blue'))).product_tmpl_id
        line = template.attribute_line_ids.filtered(lambda line: line.attribute_id == attribute)
        self.assertEqual(sorted(line.value_ids.mapped('name')), ["Blue", "Scarlet"])

    def test_existing_attributes_that_make_all_variants(self):
        for name in ('Color', 'Size'):
            self.env['product.attribute'].create({'name': name, 'create_variant': 'always'})
        template = self.take(product(
            sku(1, Color='Black', Size='S'), sku(2, Color='Green', Size='M'))).product_tmpl_id
        self.assertEqual(
            sorted(template.product_variant_ids.mapped('default_code')), ['CODE-1', 'CODE-2'])

    def test_prices_go_to_the_pricelist(self):
        even = self.take(product(
            sku(1, '10.00', Size='S'), sku(2, '10.00', Size='M'))).product_tmpl_id
        uneven = self.take(product(
            sku(3, '10.00', Size='S'), sku(4, '12.50', Size='M'), number=2)).product_tmpl_id
        rules = {
            (item.applied_on, item.product_tmpl_id, item.product_id.default_code): item.fixed_price
            for item in self.pricelist.item_ids}
        self.assertEqual(rules, {
            ('1_product', even, False): 10, ('0_product_variant', uneven, 'CODE-3'): 10,
            ('0_product_variant', uneven, 'CODE-4'): 12.5})
        self.assertEqual(
            self.pricelist._get_product_price(uneven.product_variant_ids[1], 1), 12.5)

    def test_a_rule_that_is_there_stays(self):
        self.pricelist.item_ids = [(0, 0, {
            'applied_on': '3_global', 'compute_price': 'formula', 'base': 'list_price',
            'price_discount': -10})]
        self.take(product(sku(1)))
        self.assertEqual(self.pricelist.item_ids.mapped('applied_on'), ['3_global'])

    def test_an_article_that_is_listed_twice_is_one_product(self):
        listings = self.take(product(sku(1)), product(sku(2, seller_sku='CODE-1'), number=2))
        self.assertEqual(len(listings.sku_ids.product_id), 1)
        self.assertEqual(len(listings.sku_ids), 2)
        self.assertEqual(
            self.env['product.product'].search_count([('default_code', '=', 'CODE-1')]), 1)

    def test_seller_sku_of_two_skus_is_shown(self):
        listings = self.take(
            product(sku(1)), product(sku(2, seller_sku='CODE-1'), number=2),
            product(sku(3), number=3))
        self.assertEqual(
            self.env['tts.sku'].search([('is_duplicate', '=', True)]), listings[:2].sku_ids)
        self.assertEqual(listings.sku_ids.mapped('is_duplicate'), [True, True, False])

    def test_products_say_where_they_are_listed(self):
        template = self.take(product(sku(1))).product_tmpl_id
        found = self.env['product.template'].search([('tts_synced', '=', True)])
        self.assertEqual(found, template)
        self.assertNotIn(template, self.env['product.template'].search(
            [('tts_synced', '=', False)]))
        self.assertEqual((template.tts_status, template.tts_synced), ("Live", True))
        self.assertEqual(
            self.env['product.template'].search([
                ('tts_product_refs', '=', template.tts_product_refs)]), template)

    def test_products_are_found_by_what_tiktok_calls_them(self):
        Template = self.env['product.template']
        listed, other = (
            self.take(product(sku(number), number=number)).product_tmpl_id for number in (1, 2))
        unlisted = self.products['C'].product_tmpl_id
        mine = [('id', 'in', (listed | other | unlisted).ids)]
        ref = listed.tts_product_refs
        for domain, found in (
            ([('tts_product_refs', '=', False)], unlisted),
            ([('tts_product_refs', '!=', False)], listed | other),
            ([('tts_product_refs', '=', ref)], listed),
            ([('tts_product_refs', '!=', ref)], other | unlisted),
            ([('tts_product_refs', 'in', [ref, False])], listed | unlisted),
            ([('tts_product_refs', 'not in', [ref])], other | unlisted),
            ([('tts_product_refs', 'not in', [ref, False])], other),
            ([('tts_product_refs', 'like', ref[-6:])], listed),
            ([('tts_product_refs', 'not like', ref[-6:])], other | unlisted),
            ([('tts_product_refs', 'ilike', '17280')], listed | other),
            ([('tts_product_refs', 'not ilike', '17280')], unlisted),
            ([('tts_synced', '=', False)], unlisted),
            ([('tts_synced', '!=', False)], listed | other),
            ([('tts_synced', 'in', [True, False])], listed | other | unlisted),
        ):
            with self.subTest(domain):
                self.assertEqual(Template.search(mine + domain), found.sorted())

    def test_listings_are_found_by_what_the_list_shows(self):
        listing = self.take(product(sku(1, barcode='4006381333931'), title="Blue enamel mug"))
        self.take(product(sku(2), number=2, title="Chair"))
        listing.product_tmpl_id.write({'name': "Azure cup", 'default_code': 'CUP-7'})
        for text in ("enamel", "Azure", 'CUP-7', '4006381333931', 'CODE-1', sku(1)['id'],
                     listing.tiktok_id):
            with self.subTest(text):
                domain = [('display_name', 'ilike', text)]
                self.assertEqual(self.env['tts.listing'].search(domain), listing)
                self.assertEqual(self.env['tts.sku'].search(domain), listing.sku_ids)
        self.assertNotIn(listing, self.env['tts.listing'].search([
            ('display_name', 'not ilike', 'CUP-7')]))

    def test_match_again(self):
        self.shop.create_products = False
        listing = self.take(product(sku(1)), state='blocked')
        self.product.default_code = 'CODE-1'
        listing.sku_ids.action_match()
        self.assertEqual(listing.sku_ids.product_id, self.product)
        self.assertEqual(listing.state, 'pending')

    def test_nothing_is_created_where_the_shop_does_not_want_it(self):
        self.shop.create_products = False
        listing = self.take(product(sku(1)), state='blocked')
        self.assertEqual(listing.reason_code, 'sku')
        self.assertFalse(listing.sku_ids.product_id)
        self.shop.create_products = True
        self.assertEqual(listing.state, 'pending')
        listing._apply()
        self.assertEqual(listing.state, 'applied')

    # === KNOWN ONES === #

    def test_known_by_reference_then_by_barcode(self):
        by_barcode, by_reference = self.products['A'], self.products['B']
        by_barcode.barcode = '4006381333931'
        first = self.take(product(sku(1, seller_sku='B', barcode='4006381333948')))
        self.assertEqual(first.sku_ids.product_id, by_reference)
        second = self.take(product(sku(2, seller_sku='X', barcode='4006381333931'), number=2))
        self.assertEqual(second.sku_ids.product_id, by_barcode)

    def test_known_product_gets_what_tiktok_says_but_no_price_and_no_quantity(self):
        self.product.write({'list_price': 99, 'weight': 3, 'standard_price': 7})
        listing = self.take(product(sku(1, seller_sku='A')))
        template = listing.product_tmpl_id
        self.assertEqual(template, self.product.product_tmpl_id)
        self.assertEqual(
            (template.name, template.description_sale, template.tts_brand),
            ("Enamel mug", "Steel.\n350 ml", 'Acme'))
        self.assertEqual(
            (template.list_price, template.weight, template.standard_price), (99, 3, 7))

    def test_shop_that_does_not_update_products(self):
        self.shop.update_products = False
        self.take(product(sku(1, seller_sku='A')))
        self.assertEqual(self.product.name, "Product A")

    def test_code_of_two_products_is_shown_and_not_guessed(self):
        self.products['B'].default_code = 'A'
        listing = self.take(product(sku(1, seller_sku='A')), state='blocked')
        self.assertEqual((listing.reason_code, listing.sku_ids.state), ('sku', 'ambiguous'))
        listing.sku_ids.product_id = self.products['B']
        self.assertEqual(listing.state, 'pending')
        listing._apply()
        self.assertEqual(
            (listing.state, listing.product_tmpl_id),
            ('applied', self.products['B'].product_tmpl_id))

    def test_one_variant_of_a_product_that_is_listed_alone_does_not_rename_it(self):
        both = self.take(product(sku(1, Size='S'), sku(2, Size='M'), title="Both"))
        alone = self.take(product(
            sku(3, seller_sku='CODE-1'), number=2, title="Only S"))
        self.assertFalse(alone.product_tmpl_id)
        self.assertEqual(alone.sku_ids.product_id.default_code, 'CODE-1')
        self.assertEqual(both.product_tmpl_id.name, "Both")

    def test_second_listing_of_a_product_does_not_rename_it(self):
        first = self.take(product(sku(1), title="First"))
        payload = product(sku(2, seller_sku='CODE-1'), number=2, title="Second")
        second = self.take(payload)
        self.assertEqual(second.product_tmpl_id, first.product_tmpl_id)
        self.take(self.change(payload, title="Third"))
        self.assertEqual(first.product_tmpl_id.name, "First")

    # === NEWS === #

    def test_the_same_again_changes_nothing(self):
        payload = product(sku(1, Size='S'), sku(2, Size='M'))
        listing = self.take(payload)
        listing.product_tmpl_id.name = "Mine"
        self.env['tts.listing']._mirror(self.shop, [payload])._apply()
        listing._apply()
        self.assertEqual(listing.product_tmpl_id.name, "Mine")

    def test_only_what_tiktok_has_changed_is_taken(self):
        payload = product(sku(1))
        template = self.take(payload).product_tmpl_id
        template.write({'name': "Mine", 'tts_brand': "Mine", 'list_price': 5})
        self.take(self.change(payload, brand={'id': '8', 'name': 'Other'}))
        self.assertEqual((template.name, template.tts_brand), ("Mine", "Other"))
        self.take(self.change(self.change(payload), title="New title"))
        self.assertEqual((template.name, template.list_price), ("New title", 5))

    def test_older_news_changes_nothing(self):
        payload = product(sku(1))
        listing = self.take(self.change(payload, title="New"))
        self.assertFalse(self.env['tts.listing']._mirror(self.shop, [payload]))
        self.assertEqual(listing.product_tmpl_id.name, "New")

    def test_variant_that_is_new_at_tiktok(self):
        payload = product(sku(1, Color='Black', Size='S'), sku(2, Color='Green', Size='S'))
        template = self.take(payload).product_tmpl_id
        self.take(self.change(payload, skus=[*payload['skus'], sku(3, Color='Black', Size='M')]))
        self.assertEqual(
            sorted(template.product_variant_ids.mapped('default_code')),
            ['CODE-1', 'CODE-2', 'CODE-3'])

    def test_sku_that_is_gone_leaves_its_product(self):
        payload = product(sku(1, Size='S'), sku(2, Size='M'))
        listing = self.take(payload)
        variants = listing.product_tmpl_id.product_variant_ids
        gone = listing.sku_ids[1]
        self.take(self.change(payload, skus=payload['skus'][:1]))
        self.assertFalse(gone.listing_id)
        self.assertEqual(listing.product_tmpl_id.product_variant_ids, variants)

    def test_product_that_is_built_otherwise_is_not_rebuilt(self):
        """It has no attributes in Odoo, and variants at TikTok."""
        payload = product(sku(1, seller_sku='A', Size='S'), sku(2, Size='M'))
        listing = self.take(payload, state='blocked')
        self.assertEqual(listing.reason_code, 'variants')
        self.assertIn("CODE-2", listing.reason)
        self.assertFalse(self.product.product_tmpl_id.attribute_line_ids.filtered(
            lambda line: line.attribute_id.create_variant != 'no_variant'))
        listing.sku_ids.filtered(lambda each: not each.product_id).product_id = self.products['B']
        listing._apply()
        self.assertEqual(listing.state, 'applied')

    def test_skus_that_nothing_tells_apart(self):
        listing = self.take(product(sku(1), sku(2)), state='blocked')
        self.assertEqual(listing.reason_code, 'variants')
        self.assertFalse(listing.product_tmpl_id)

    def test_one_bad_product_blocks_alone(self):
        """Odoo refuses a product that was mapped, then given to another company."""
        good, bad = product(sku(3)), product(sku(1), number=2)
        self.env['tts.sku'].create({
            'shop_id': self.shop.id, 'tiktok_id': sku(1)['id'], 'product_id': self.product.id})
        self.product.company_id = self.env['res.company'].create({'name': "Other"})
        listings = self.env['tts.listing']._mirror(self.shop, [bad, good])
        listings._apply()
        self.assertEqual(
            [(each.state, each.reason_code) for each in listings],
            [('blocked', 'refused'), ('applied', False)])

    def test_odd_payloads_do_not_stop_anything(self):
        self.take(
            product(sku(1), number=1, audit=None, brand='x', category_chains='y', main_images=None,
                    product_attributes=[None, {'name': None}], package_weight=[], description=None),
            product(sku(2), number=2, title='<b>Mug</b> "&\x00', status='NEW_STATUS'))
        tabs = self.env['tts.listing'].search([('shop_id', '=', self.shop.id)]).mapped('status_tab')
        self.assertEqual(sorted(tabs), ['ACTIVATE', 'OTHER'])

    def test_odd_descriptions(self):
        markups = {
            '<!-- note -->': False, '<!DOCTYPE html>': False, '  ': False,
            '<?xml version="1.0" encoding="utf-8"?><p>Steel.</p>': "Steel.", 'Steel.': "Steel.",
        }
        for number, (markup, text) in enumerate(markups.items(), 70):
            with self.subTest(markup):
                listing = self.take(product(sku(number), number=number, description=markup))
                self.assertEqual(listing.product_tmpl_id.description_sale, text)
                listing.own_description = "<p>Our own.</p>"
                self.assertEqual(listing._facts({}, {}).shown_text, text or '')

    def test_orders_wait_for_no_mapping_of_a_listing(self):
        """A SKU of an order that came before its listing is the listing's later."""
        known = self.env['tts.sku'].create({
            'shop_id': self.shop.id, 'tiktok_id': sku(1)['id'], 'name': 'CODE-1',
            'seller_sku': 'CODE-1', 'product_id': self.products['C'].id})
        listing = self.take(product(sku(1)))
        self.assertEqual(listing.sku_ids, known)
        self.assertEqual(known.product_id, self.products['C'])
