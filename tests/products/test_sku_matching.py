from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...tools import names
from ...tools.listing import identifiers
from .. import payloads
from ..shop_case import GBCase
from .test_products_in import product, sku

VALID, OTHER = '4006381333931', '4006381333948'


class MatchingCase(GBCase):
    """A British shop whose listings and orders tell of SKUs."""

    def take(self, *payloads_, state='applied'):
        listings = self.env['tts.listing']._mirror(self.shop, list(payloads_))
        listings._apply()
        self.assertEqual(set(listings.mapped('state')), {state}, listings.mapped('reason'))
        return listings

    def unit(self, seller_sku, sku_id='1', **extra):
        return payloads.unit(seller_sku, '5', **{'sku_id': sku_id, **extra})

    def order(self, *units, **extra):
        """Have an order come in; return its mirror row."""
        return self.mirror(self.payload(units=list(units), **extra))

    def the_sku(self, sku_id='1'):
        return self.env['tts.sku'].search([
            ('shop_id', '=', self.shop.id), ('tiktok_id', '=', sku_id)])

    def catch_up(self):
        """Apply what waits, as the schedule does soon."""
        for kind in ('tts.listing', 'tts.order'):
            self.env[kind].search([
                ('shop_id', '=', self.shop.id), ('state', '=', 'pending')])._apply()

    def make(self, code, **vals):
        return self.env['product.product'].create({
            'name': code, 'default_code': code, 'is_storable': True, **vals})


@tagged('post_install', '-at_install')
class TestWhatTikTokTells(MatchingCase):
    """A SKU is told anew: the newest telling wins, and nothing is no news."""

    def test_seller_sku_that_a_later_order_tells_frees_the_earlier_one(self):
        first = self.order(self.unit(''))
        self.assertEqual((first.state, first.reason_code), ('blocked', 'product'))
        second = self.order(self.unit('A', product_name="Thing A"))
        self.assertEqual(second.state, 'applied')
        self.assertEqual(first.state, 'applied', first.reason)
        self.assertEqual(first.sale_order_id.order_line.product_id, self.product)
        self.assertEqual(self.the_sku().name, "Thing A - Default")

    def test_catalogue_tells_what_an_order_left_open(self):
        self.order(self.unit('', sku_id=sku(1)['id'], product_id=''))
        known = self.the_sku(sku(1)['id'])
        self.take(product(sku(1, seller_sku='A', barcode=VALID)))
        self.assertEqual(
            (known.seller_sku, known.identifier, known.product_ref, known.product_id),
            ('A', VALID, '1728000000000000001', self.product))

    def test_nothing_and_masks_are_no_news(self):
        self.order(self.unit('A', product_name="Thing"))
        self.order(self.unit('', product_name='', sku_name='', product_id=''))
        self.order(self.unit('A***', product_name=''))
        known = self.the_sku()
        self.assertEqual((known.seller_sku, known.name), ('A', "Thing - Default"))
        self.assertEqual(known.product_ref, '1731389584718000001')

    def test_older_order_tells_nothing_new(self):
        self.order(self.unit('A'))
        self.order(self.unit('B'), create_time=payloads.NOON - 30 * payloads.DAY)
        self.assertEqual((self.the_sku().seller_sku, self.the_sku().product_id),
                         ('A', self.product))

    def test_corrected_seller_sku_finds_another_product(self):
        self.order(self.unit('A'))
        order = self.order(self.unit('B'))
        self.assertEqual(order.sale_order_id.order_line.product_id, self.products['B'])
        listed = product(sku(1, seller_sku='A'))
        listing = self.take(listed)
        self.take({**listed, 'skus': [sku(1, seller_sku='B')],
                   'update_time': listed['update_time'] + 60})
        self.assertEqual(listing.sku_ids.product_id, self.products['B'])
        self.assertEqual(listing.product_tmpl_id, self.products['B'].product_tmpl_id)

    def test_corrected_seller_sku_of_a_product_that_was_made_for_it(self):
        self.shop.missing_product = 'create'
        self.order(self.unit('B-typo'))
        made = self.the_sku().product_id
        self.assertEqual(self.the_sku().mapped_by, 'made')
        self.order(self.unit('B'))
        self.assertEqual(self.the_sku().product_id, self.products['B'])
        self.assertNotEqual(made, self.products['B'])

    def test_product_that_was_made_without_a_code_gets_it(self):
        self.shop.missing_product = 'create'
        self.order(self.unit(''))
        self.assertFalse(self.the_sku().product_id.default_code)
        self.order(self.unit('NEW'))
        self.assertEqual(self.the_sku().product_id.default_code, 'NEW')

    def test_what_a_person_has_chosen_stays(self):
        self.order(self.unit('A'))
        self.the_sku().product_id = self.products['C']
        order = self.order(self.unit('B'))
        self.assertEqual(self.the_sku().mapped_by, 'hand')
        self.assertEqual(order.sale_order_id.order_line.product_id, self.products['C'])

    def test_code_that_fits_nothing_leaves_the_product(self):
        self.order(self.unit('A'))
        order = self.order(self.unit('A-2026'))
        self.assertEqual(order.sale_order_id.order_line.product_id, self.product)
        self.assertEqual(self.the_sku().seller_sku, 'A-2026')


@tagged('post_install', '-at_install')
class TestCodes(MatchingCase):
    """Codes decide when they are valid, unique and not contradicted."""

    def test_one_folding_for_both_sides(self):
        for alike in (('WS-9', 'ws-9 '), ('Ａ１', 'a1'), ('A–1', 'A-1'), ('A\u200b1', 'a1')):
            self.assertEqual(*map(names.code, alike))
        self.assertNotEqual(names.code('A1'), names.code('A 1'))
        for alike in (
            ('012345000065', '0012345000065'), ('400-6381 333931', VALID),
            ('316148410X', '9783161484100'),
        ):
            self.assertTrue(identifiers.gtin(alike[0]), alike)
            self.assertEqual(*map(identifiers.gtin, alike))
        for none in ('', None, 'N/A', '0000000000000', '9999999999994', '1111111111116',
                     '1234567890128', '4006381333932', 'A', '12', '0'):
            self.assertEqual(identifiers.gtin(none), '', none)

    def test_case_and_blanks_on_both_sides(self):
        self.product.default_code = ' ws-9 '
        order = self.order(self.unit('WS-9'))
        self.assertEqual(order.sale_order_id.order_line.product_id, self.product)

    def test_letters_that_tiktok_tells_apart(self):
        """Of two SKUs whose codes differ in case only each has the product that is written so."""
        self.product.default_code = 'SH-M'
        orders = [self.order(self.unit('SH-M')), self.order(self.unit('SH-m', sku_id='2'))]
        self.assertEqual([order.state for order in orders], ['applied', 'blocked'])
        self.assertFalse(self.the_sku('2').product_id)

    def test_placeholders_are_no_barcodes(self):
        for number, code in enumerate(('0000000000000', 'N/A', '9999999999994'), start=1):
            products = self.take(
                product(sku(2 * number, barcode=code), number=2 * number),
                product(sku(2 * number + 1, barcode=code), number=2 * number + 1),
            ).sku_ids.product_id
            self.assertEqual(len(products), 2, code)
            self.assertFalse(products.filtered('barcode'), code)

    def test_seller_sku_and_barcode_that_contradict_each_other(self):
        self.products['A'].barcode = VALID
        listing = self.take(product(sku(1, seller_sku='B', barcode=VALID)), state='blocked')
        self.assertEqual(listing.sku_ids.state, 'ambiguous')
        self.assertFalse(listing.sku_ids.product_id)
        order = self.order(self.unit('B', sku_id=sku(1)['id']))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn("fit several products", order.reason)
        listing.sku_ids.product_id = self.products['B']
        self.catch_up()
        self.assertEqual((listing.state, order.state), ('applied', 'applied'))

    def test_barcode_of_two_articles_of_the_shop_decides_nothing(self):
        lamp = self.take(product(sku(1, barcode=VALID))).sku_ids.product_id
        chair = self.take(product(sku(2, barcode=VALID), number=2)).sku_ids.product_id
        self.assertNotEqual(lamp, chair)
        self.assertEqual((lamp.barcode, chair.barcode), (VALID, False))

    def test_two_variants_with_one_barcode(self):
        listing = self.take(product(
            sku(1, barcode=VALID, Size='S'), sku(2, barcode=VALID, Size='M')))
        self.assertEqual(len(listing.sku_ids.product_id), 2)
        self.assertFalse(listing.sku_ids.product_id.filtered('barcode'))

    def test_article_that_is_listed_twice_with_its_barcode_is_one_product(self):
        listings = self.take(
            product(sku(1, barcode=VALID)),
            product(sku(2, seller_sku='CODE-1', barcode=VALID), number=2))
        self.assertEqual(len(listings.sku_ids.product_id), 1)

    def test_two_skus_of_a_listing_with_one_seller_sku(self):
        """The code of a known product does not tell which of them it is."""
        listing = self.take(
            product(sku(1, seller_sku='A', Size='S'), sku(2, seller_sku='A', Size='M')),
            state='blocked')
        self.assertEqual(set(listing.sku_ids.mapped('state')), {'ambiguous'})

    def test_barcode_of_a_package(self):
        """A dozen at TikTok are twelve units in Odoo."""
        self.env['product.uom'].create({
            'product_id': self.product.id, 'barcode': VALID,
            'uom_id': self.env.ref('uom.product_uom_dozen').id})
        known = self.take(product(sku(1, seller_sku='DOZEN', barcode=VALID))).sku_ids
        self.assertEqual((known.product_id, known.quantity), (self.product, 12))
        self.env['product.uom'].create({
            'product_id': self.product.id, 'barcode': OTHER,
            'uom_id': self.env.ref('uom.product_uom_dozen').id})
        unclear = self.take(
            product(sku(2, seller_sku='A', barcode=OTHER), number=2), state='blocked').sku_ids
        self.assertEqual(unclear.state, 'ambiguous')

    def test_products_of_other_companies_are_none(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.product.company_id = other
        order = self.order(self.unit('A'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertEqual(self.the_sku().state, 'missing')

    def test_archived_product_is_shown_and_not_made_once_more(self):
        self.shop.missing_product = 'create'
        self.product.product_tmpl_id.action_archive()
        order = self.order(self.unit('A'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn("archived", order.reason)
        self.assertEqual(self.the_sku().state, 'archived')
        listing = self.take(product(sku(2, seller_sku='A')), state='blocked')
        self.assertIn("archived", listing.reason)
        Product = self.env['product.product'].with_context(active_test=False)
        self.assertEqual(Product.search_count([('default_code', '=', 'A')]), 1)
        self.product.product_tmpl_id.action_unarchive()
        self.catch_up()
        self.assertEqual((order.state, listing.state), ('applied', 'applied'))

    def test_active_product_is_preferred_to_an_archived_one(self):
        self.product.product_tmpl_id.action_archive()
        new = self.make('A')
        self.order(self.unit('A'))
        self.assertEqual(self.the_sku().product_id, new)

    def test_policy_create_makes_no_doubles(self):
        """Two SKUs of one order have the same seller SKU: it was listed twice."""
        self.shop.missing_product = 'create'
        order = self.order(self.unit('NEW', sku_id='1'), self.unit('new ', sku_id='2'))
        self.assertEqual(order.state, 'applied', order.reason)
        self.order(self.unit('TWICE', sku_id='3'), self.unit('TWICE', sku_id='4'))
        self.assertEqual(self.the_sku('3').product_id, self.the_sku('4').product_id)


@tagged('post_install', '-at_install')
class TestOptions(MatchingCase):
    """Options that differ in case, blanks or width only: each SKU is a variant of its own."""

    def variants(self, listing):
        return {
            each.seller_sku: each.product_id.product_template_attribute_value_ids.name
            for each in listing.sku_ids}

    def test_new_listing(self):
        for number, alike in enumerate((('XL', 'xl'), ('M', 'Ｍ'), ('Maß', 'MASS')), start=1):
            options = [sku(10 * number + place, Size=size) for place, size in enumerate(alike)]
            listing = self.take(product(*options, number=number))
            self.assertEqual(sorted(self.variants(listing).values()), sorted(alike))

    def test_what_nothing_tells_apart_is_blocked_with_a_sentence(self):
        for number, alike in enumerate((('S ', 'S'), ('S', 'S')), start=1):
            options = [sku(10 * number + place, Size=size) for place, size in enumerate(alike)]
            listing = self.take(product(*options, number=number), state='blocked')
            self.assertEqual(listing.reason_code, 'variants')
        twice = self.take(product(sku(31, Size='S', size='M'), number=3), state='blocked')
        self.assertEqual(twice.reason_code, 'variants')

    def test_variant_that_is_added_beside_another(self):
        listed = product(sku(1, Size='M'), sku(2, Size='L'))
        listing = self.take(listed)
        self.take({**listed, 'skus': [*listed['skus'], sku(3, Size='m')],
                   'update_time': listed['update_time'] + 60})
        self.assertEqual(
            self.variants(listing), {'CODE-1': 'M', 'CODE-2': 'L', 'CODE-3': 'm'})

    def test_variant_that_odoo_writes_otherwise_is_of_one_sku_alone(self):
        """A person has built it with M; TikTok tells m first, and M afterwards."""
        attribute = self.env['product.attribute'].create({
            'name': "Size", 'create_variant': 'dynamic',
            'value_ids': [Command.create({'name': each}) for each in ('M', 'L')]})
        template = self.env['product.template'].create({
            'name': "Shirt", 'is_storable': True, 'attribute_line_ids': [Command.create({
                'attribute_id': attribute.id,
                'value_ids': [Command.set(attribute.value_ids.ids)]})]})
        large = template._create_product_variant(
            template.attribute_line_ids.product_template_value_ids[1])
        large.default_code = 'CODE-1'
        listed = product(sku(1, Size='L'), sku(2, Size='m'))
        listing = self.take(listed)
        first = listing.sku_ids.filtered(lambda each: each.seller_sku == 'CODE-2').product_id
        self.assertEqual(first.product_template_attribute_value_ids.name, 'M')
        again = self.env['tts.listing']._mirror(self.shop, [{
            **listed, 'skus': [*listed['skus'], sku(3, Size='M')],
            'update_time': listed['update_time'] + 60}])
        again._apply()
        self.assertEqual((again.state, again.reason_code), ('blocked', 'variants'))
        self.assertEqual(len(listing.sku_ids.product_id), 2)

    def test_another_listing_uses_the_same_values(self):
        self.take(product(sku(1, Size='XL'), sku(2, Size='S')))
        other = self.take(product(sku(3, Size='xl'), sku(4, Size='s'), number=2))
        self.assertEqual(sorted(self.variants(other).values()), ['S', 'XL'])


@tagged('post_install', '-at_install')
class TestProductsThatChange(MatchingCase):
    """What becomes of a mapping when its product is deleted, archived or of another type."""

    def test_deleted_product(self):
        listing = self.take(product(sku(1)))
        listing.product_tmpl_id.unlink()
        self.assertEqual((listing.sku_ids.state, listing.state), ('missing', 'pending'))
        self.assertFalse(listing.product_tmpl_id)
        order = self.order(self.unit('CODE-1', sku_id=sku(1)['id']))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.catch_up()
        self.assertEqual(listing.sku_ids.product_id.default_code, 'CODE-1')
        self.assertEqual(order.state, 'applied')

    def test_deleted_variant(self):
        listing = self.take(product(sku(1, Size='S'), sku(2, Size='M')))
        gone, stays = listing.sku_ids
        gone.product_id.unlink()
        self.assertEqual((gone.state, stays.state), ('missing', 'matched'))
        self.assertEqual(listing.state, 'pending')
        listing._apply()
        self.assertEqual(gone.product_id.product_tmpl_id, stays.product_id.product_tmpl_id)

    def test_deleted_product_that_was_to_be_listed(self):
        listing = self.env['tts.listing'].create({
            'shop_id': self.shop.id, 'product_tmpl_id': self.product.product_tmpl_id.id})
        self.product.product_tmpl_id.unlink()
        self.assertFalse(listing.exists())

    def test_archived_product_of_a_mapped_sku(self):
        self.order(self.unit('A'))
        self.product.action_archive()
        self.assertEqual(self.the_sku().state, 'archived')
        order = self.order(self.unit('A'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.product.action_unarchive()
        self.assertEqual(order.state, 'pending')

    def combo(self, code):
        choice = self.env['product.combo'].create({
            'name': "Any", 'combo_item_ids': [Command.create({'product_id': self.product.id})]})
        return self.make(
            code, is_storable=False, type='combo', combo_ids=[Command.set(choice.ids)])

    def test_combo_is_neither_sold_nor_mapped(self):
        combo = self.combo('SET')
        order = self.order(self.unit('SET'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn("combo", order.reason)
        self.assertEqual(self.the_sku().state, 'unfit')
        self.the_sku().product_id = self.product
        with self.assertRaisesRegex(Exception, "combo"):
            self.the_sku().product_id = combo
        listing = self.take(product(sku(1, seller_sku='SET')), state='blocked')
        self.assertIn("combo", listing.reason)

    def test_combo_that_stands_for_unknown_products(self):
        self.shop.write({
            'missing_product': 'fallback', 'fallback_product_id': self.combo('SET').id})
        order = self.order(self.unit('unknown'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn("combo", order.reason)

    def test_whoever_works_on_products_need_not_see_tiktok(self):
        keeper = new_test_user(
            self.env, 'keeper', groups='product.group_product_manager,stock.group_stock_user')
        listing = self.take(product(sku(1)), product(sku(2), number=2))
        first, second = listing.product_tmpl_id.with_user(keeper)
        first.action_archive()
        self.assertEqual(listing.sku_ids[0].state, 'archived')
        first.action_unarchive()
        self.assertEqual(listing.sku_ids[0].state, 'matched')
        second.unlink()
        self.assertEqual(listing.sku_ids[1].state, 'missing')

    def test_service_is_sold_where_a_person_wants_that(self):
        service = self.make('VOUCHER', is_storable=False, type='service')
        order = self.order(self.unit('VOUCHER'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn("service", order.reason)
        self.the_sku().ships_nothing = True
        self.catch_up()
        self.assertEqual(order.state, 'applied', order.reason)
        self.assertEqual(order.sale_order_id.order_line.product_id, service)

    def test_product_that_becomes_goods_frees_its_orders(self):
        service = self.make('LATER', is_storable=False, type='service')
        order = self.order(self.unit('LATER'))
        service.product_tmpl_id.type = 'consu'
        self.assertEqual((order.state, self.the_sku().state), ('pending', 'matched'))


@tagged('post_install', '-at_install')
class TestOrdersFirst(MatchingCase):
    """Products that the app has made for orders are those of the catalogue that comes later."""

    def setUp(self):
        super().setUp()
        self.shop.missing_product = 'create'

    def sold(self, number):
        """Have a SKU be sold before it is listed; return the product that is made for it."""
        order = self.order(self.unit(f'CODE-{number}', sku_id=sku(number)['id']))
        return order.sale_order_id.order_line.product_id

    def listed(self, *sizes):
        return product(*(
            sku(number, Size=size) for number, size in enumerate(sizes, start=1)), title="Tee")

    def test_one_variant_was_sold(self):
        sold = self.sold(2)
        listing = self.take(self.listed('S', 'M', 'L'))
        template = listing.product_tmpl_id
        self.assertEqual((template.name, len(template.product_variant_ids)), ("Tee", 3))
        self.assertEqual(self.the_sku(sku(2)['id']).product_id, sold)
        self.assertEqual(sold.product_template_attribute_value_ids.name, 'M')
        self.assertEqual(sold.default_code, 'CODE-2')

    def test_several_variants_were_sold(self):
        sold = [self.sold(number) for number in (1, 3)]
        self.stock_up(7, product=sold[1])
        left = sold[1].product_tmpl_id
        listing = self.take(self.listed('S', 'M', 'L'))
        template = listing.product_tmpl_id
        self.assertEqual(sold[0].product_tmpl_id | sold[1].product_tmpl_id, template)
        self.assertEqual(len(template.product_variant_ids), 3)
        self.assertEqual(self.on_hand(product=sold[1]), 7)
        self.assertEqual(sold[1].product_template_attribute_value_ids.name, 'L')
        self.assertFalse(left.active)

    def test_all_variants_were_sold(self):
        sold = [self.sold(number) for number in (1, 2)]
        listing = self.take(self.listed('S', 'M'))
        self.assertEqual(listing.product_tmpl_id.product_variant_ids, sold[0] | sold[1])

    def test_attribute_that_makes_all_variants(self):
        self.env['product.attribute'].create({'name': "Size", 'create_variant': 'always'})
        sold = [self.sold(number) for number in (1, 3)]
        listing = self.take(self.listed('S', 'M', 'L'))
        self.assertEqual(len(listing.product_tmpl_id.product_variant_ids), 3)
        self.assertEqual(listing.sku_ids.product_id, listing.product_tmpl_id.product_variant_ids)
        self.assertEqual(self.the_sku(sku(1)['id']).product_id, sold[0])

    def test_what_a_person_has_chosen_is_not_rebuilt(self):
        self.sold(1)
        self.the_sku(sku(1)['id']).product_id = self.product
        listing = self.take(self.listed('S', 'M'), state='blocked')
        self.assertEqual(listing.reason_code, 'variants')
        self.assertFalse(self.product.product_tmpl_id.attribute_line_ids)

    def test_single_product(self):
        sold = self.sold(1)
        listing = self.take(product(sku(1), title="Tee"))
        self.assertEqual(listing.product_tmpl_id, sold.product_tmpl_id)
        self.assertEqual(sold.name, "Tee")
