"""Products of Odoo at TikTok: what is sent, and what is created there."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...client import Client
from ..publish_case import PublishCase


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
        self.assertEqual(listing.audit_status, 'AUDITING')
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

    def test_archived_value(self):
        """A value that is archived still tells the variants apart that have it."""
        values = self.attribute('Colour', 'Red', 'Blue', 'Green')
        template = self.make_goods(attribute_line_ids=[values])
        for number, product in enumerate(template.product_variant_ids):
            product.default_code = f'MUG-{number}'
        values[1].active = False
        self.env.invalidate_all()
        skus = self.there(self.sent(template)).content['skus']
        self.assertEqual(
            sorted(each['value_name'] for sku in skus for each in sku['sales_attributes']),
            ['Blue', 'Green', 'Red'])

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
        special = self.env['product.category'].create(
            {'name': "Special", 'parent_id': self.mugs.id})
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
        sent = self.of_run(run)
        self.assertEqual(sent.product_tmpl_id, by_product + by_variant + by_category)
        self.assertEqual(set(sent.mapped('push_state')), {'sent'})
        self.assertEqual((run.done, run.total, run.failed), (3, 3, 0))
        with self.assertRaisesRegex(UserError, "None of these can be sent"):
            self.gb._start_publish(out[1] + out[2] + out[3])

    def test_variants_of_another_listing(self):
        """What TikTok lists as a variant of another product is never listed a second time."""
        listing = self.sent(self.make_goods("All colours", default_code='ALL'))
        single = self.make_goods("One colour", 5)
        listing.product_tmpl_id = False
        listing.sku_ids.product_id = single.product_variant_id
        self.assertNotIn(single, self.of_run(self.send()).product_tmpl_id)
        with self.assertRaises(UserError):
            self.gb._start_publish(single)
        # A pack of it is another article.
        listing.sku_ids.quantity = 3
        self.assertIn(single, self.of_run(self.send()).product_tmpl_id)

    def test_price_follows_the_formula(self):
        template = self.make_goods("Formula", None, list_price=100)
        self.add_rule(template, 0, compute_price='percentage', percent_price=20)
        listing = self.sent(template)
        rate = self.env['res.currency']._get_conversion_rate(
            self.company.currency_id, self.gb.currency_id, self.company)
        self.assertEqual(float(next(iter(self.there(listing).offers.values())).price),
                         self.gb.currency_id.round(80 * rate))

    def test_chosen_by_hand(self):
        """What the pricelist does not name costs what the formula says, and goes on to."""
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
        spoiling, refused = _too_long(Client.create_product, "Bad")
        with patch.object(Client, 'create_product', spoiling):
            run = self.send(good + bad)
        self.assertEqual(self.listing(good).push_state, 'sent')
        self.assertEqual(self.listing(bad).push_state, 'refused')
        self.assertIn("longer than 255", self.listing(bad).push_message)
        self.assertEqual(run.failed, 1)
        keys, create = [], Client.create_product

        def recording(client, cipher, body):
            keys.append(body['idempotency_key'])
            return create(client, cipher, body)

        with patch.object(Client, 'create_product', recording):
            run.action_send_again()
            self.process()
        self.assertEqual(self.listing(bad).push_state, 'sent')
        self.assertNotIn(refused[0], keys, "A call that TikTok has refused is not repeated")
        self.assertEqual(self.listing(bad).push_run_id.total, 1)


def _too_long(create, title):
    """Return a `create_product` that spoils the title of one product on its way, and the list of
    the idempotency keys with which it did.
    """
    keys = []

    def refusing(client, cipher, body):
        if body['title'] == title:
            keys.append(body['idempotency_key'])
            body = {**body, 'title': 'x' * 400}
        return create(client, cipher, body)
    return refusing, keys


@tagged('post_install', '-at_install')
class TestMarket(PublishCase):
    """What differs in another market: units, currency, tree of categories, tax."""

    region = 'US'

    def test_units(self):
        template = self.make_goods("American", default_code='US-1', tts_brand='Northwind')
        listing = self.sent(template)
        content = self.there(listing).content
        self.assertEqual(content['package_weight'], {'value': '0.78', 'unit': 'POUND'})
        self.assertEqual(content['package_dimensions'], {
            'length': '5', 'width': '4', 'height': '4', 'unit': 'INCH'})
        self.assertEqual(content['category_version'], 'v2')
        self.approve(listing)
        self.send(template)
        self.assertEqual(self.paths(), [])

    def test_fetched_product(self):
        self.env['tts.sync']._start(self.gb, 'products', {})
        self.process()
        self.send()
        self.assertEqual(self.paths('POST') + self.paths('PUT'), [])


@tagged('post_install', '-at_install')
class TestRights(PublishCase):
    """Who manages products at TikTok Shop sends them; other people see none of it."""

    def test_product_manager(self):
        user = new_test_user(
            self.env, 'seller',
            groups='tiktok_shop.group_product_manager,sales_team.group_sale_salesman')
        template = self.make_goods("Sold by a user", default_code='USER-1')
        listing = self.gb._ensure_listings(template).with_user(user)
        self.assertEqual(listing.action_check()['params']['type'], 'success')
        wizard = self.env['tts.product.publish'].with_user(user).create({
            'shop_ids': [Command.set(self.gb.ids)],
            'product_tmpl_ids': [Command.set(template.ids)]})
        wizard.action_publish()
        self.process()
        self.assertEqual(listing.push_state, 'sent', listing.push_message)
        self.approve(listing.sudo())
        listing.action_deactivate()
        self.assertEqual(listing.status, 'SELLER_DEACTIVATED')

    def test_nobody(self):
        user = new_test_user(self.env, 'somebody', groups='base.group_user')
        listing = self.gb._ensure_listings(self.make_goods())
        for action in ('action_check', 'action_publish', 'action_deactivate', 'action_delete'):
            with self.assertRaises(AccessError, msg=action):
                getattr(listing.with_user(user), action)()
        with self.assertRaises(AccessError):
            self.gb.with_user(user)._start_publish()
