from odoo.fields import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import ShopCase


@tagged('post_install', '-at_install')
class TestOrderLines(ShopCase):
    """Units become lines whose prices are exact, and stay so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB', auto_confirm=False)

    def sale_of(self, *units, **payment):
        return self.apply(self.shop, payloads.order(list(units), 'GBP', payment=payment))

    def lines(self, sale):
        return [(line.product_uom_qty, line.price_unit) for line in sale.order_line]

    # === UNITS === #

    def test_units_alike_are_one_line(self):
        units = [payloads.unit('A', '3.34') for _unit in range(3)]
        sale = self.sale_of(*units)
        self.assertEqual(self.lines(sale), [(3, 3.34)])
        self.assertEqual(sale.order_line.tts_item_ids, [unit['id'] for unit in units])
        self.assertEqual(sale.order_line.tts_sku_id.tiktok_id, units[0]['sku_id'])

    def test_ten_over_three_units_is_two_lines(self):
        prices = ('3.34', '3.33', '3.33')
        sale = self.sale_of(*(payloads.unit('A', price) for price in prices))
        self.assertEqual(self.lines(sale), [(1, 3.34), (2, 3.33)])
        self.assertTotal(sale, '10.00')

    def test_net_price_counts_not_how_it_came_about(self):
        sale = self.sale_of(
            payloads.unit('A', '10', '1'), payloads.unit('A', '9'),
            payloads.unit('A', '9', '0', '2'))
        self.assertEqual(self.lines(sale), [(3, 9)])

    def test_other_sku_gift_or_tax_rate_is_a_line_of_its_own(self):
        sale = self.sale_of(
            payloads.unit('A', '5'), payloads.unit('B', '5'),
            payloads.unit('A', '5', item_tax=[{'tax_type': 'SALES_TAX', 'tax_rate': '0.08'}]),
            payloads.unit('A', '0', is_gift=True))
        self.assertEqual(self.lines(sale), [(1, 5), (1, 5), (1, 5), (1, 0)])

    def test_cancelled_units_are_left_out(self):
        units = [payloads.unit('A', '5'), payloads.unit('A', '5')]
        units[1]['display_status'] = 'CANCELLED'
        self.assertEqual(self.lines(self.sale_of(*units)), [(1, 5)])

    def test_pack_multiplies_and_stays_exact(self):
        sale = self.sale_of(payloads.unit('A', '10'))
        sale.order_line.tts_sku_id.quantity = 3
        sale = self.sale_of(payloads.unit('A', '10'), payloads.unit('A', '10'))
        self.assertEqual(self.lines(sale), [(2, 3.34), (4, 3.33)])
        self.assertTotal(sale, '20.00')

    def test_virtual_bundle_becomes_its_components(self):
        self.products['B'].list_price = 33
        bundle = [
            {'sku_id': '21', 'seller_sku': 'A', 'sku_count': 1, 'product_id': '1'},
            {'sku_id': '22', 'seller_sku': 'B', 'sku_count': 2, 'product_id': '1'},
        ]
        sale = self.sale_of(payloads.unit('BUNDLE', '10', combined_listing_skus=bundle))
        self.assertEqual(sale.order_line.product_id, self.products['A'] + self.products['B'])
        self.assertEqual(sum(sale.order_line.mapped('product_uom_qty')), 3)
        self.assertTotal(sale, '10.00')

    def test_component_of_a_bundle_has_a_name_of_its_own(self):
        part = {'sku_id': '23', 'seller_sku': 'A', 'sku_count': 1, 'product_id': '1'}
        sku = self.sale_of(
            payloads.unit('SET', '10', combined_listing_skus=[part]),
        ).order_line.tts_sku_id
        self.assertEqual(sku.name, 'A')
        self.sale_of(payloads.unit('A', '5', sku_id='23'))
        self.assertEqual(sku.name, "Product A - Default")

    # === PRICES ARE PINNED === #

    def repriced(self, sale):
        """Do all that makes Odoo compute prices, and return the lines."""
        for line in sale.order_line:
            line.product_uom_qty += 1
        sale.action_update_prices()
        sale.order_line._compute_discount()
        sale.order_line.invalidate_recordset()
        return self.lines(sale)

    def test_prices_survive_quantity_changes_and_update_prices(self):
        sale = self.sale_of(payloads.unit('A', '5'), original_shipping_fee='2')
        self.assertEqual(self.repriced(sale), [(2, 5), (2, 2)])

    def test_gift_stays_free(self):
        sale = self.sale_of(payloads.unit('A', '0', is_gift=True))
        self.assertEqual(self.repriced(sale), [(2, 0)])
        self.assertEqual(sale.tts_order_id.state, 'applied')

    def test_gift_with_a_list_price_is_worth_what_is_paid(self):
        gift = payloads.unit('A', '9', is_gift=True, sale_price='0')
        sale = self.sale_of(gift, original_total_product_price='0')
        self.assertEqual(self.lines(sale), [(1, 0)])

    def test_line_discounts_do_not_act(self):
        self.env.user.group_ids += self.env.ref('sale.group_discount_per_so_line')
        self.shop.pricelist_id.item_ids = [Command.create({
            'applied_on': '3_global', 'compute_price': 'percentage', 'percent_price': 50})]
        sale = self.sale_of(payloads.unit('A', '5'))
        self.assertEqual(self.repriced(sale), [(2, 5)])
        self.assertEqual(sale.order_line.discount, 0)

    def test_lines_of_a_person_are_priced_as_usual(self):
        sale = self.sale_of(payloads.unit('A', '5'))
        sale.order_line = [Command.create({'product_id': self.products['B'].id})]
        other = sale.order_line[-1]
        pricelist_price = other.price_unit
        other.price_unit = 1
        sale.action_update_prices()
        self.assertEqual(other.price_unit, pricelist_price)
        self.assertTrue(pricelist_price)

    # === UNKNOWN SKUS === #

    def test_unknown_sku_waits_for_a_mapping_and_follows_by_itself(self):
        order = self.env['tts.order']._mirror(
            self.shop, [payloads.order([payloads.unit('NEW-1', '5')], 'GBP')])
        order._apply()
        self.assertEqual((order.state, order.reason_code), ('blocked', 'product'))
        self.assertIn('NEW-1', order.reason)
        self.assertEqual(order.sku_ids.state, 'missing')
        order.sku_ids.product_id = self.product
        self.assertEqual(order.state, 'pending')
        order._apply()
        self.assertEqual(order.sale_order_id.order_line.product_id, self.product)

    def test_product_created_meanwhile_is_found_at_the_next_try(self):
        order = self.env['tts.order']._mirror(
            self.shop, [payloads.order([payloads.unit('NEW-2', '5')], 'GBP')])
        order._apply()
        product = self.env['product.product'].create({'name': "New", 'default_code': 'NEW-2'})
        order.action_apply()
        self.assertEqual(order.sale_order_id.order_line.product_id, product)

    def test_reference_of_two_products_is_shown_not_guessed(self):
        self.env['product.product'].create([
            {'name': "One", 'default_code': 'TWICE'}, {'name': "Two", 'default_code': 'TWICE'}])
        self.shop.missing_product = 'create'
        order = self.env['tts.order']._mirror(
            self.shop, [payloads.order([payloads.unit('TWICE', '5')], 'GBP')])
        order._apply()
        self.assertEqual(order.state, 'blocked')
        self.assertEqual(order.sku_ids.state, 'ambiguous')

    def test_fallback_product(self):
        self.shop.write(
            {'missing_product': 'fallback', 'fallback_product_id': self.products['C'].id}
        )
        sale = self.sale_of(payloads.unit('NEW-3', '5'))
        self.assertEqual(sale.order_line.product_id, self.products['C'])
        self.assertIn('NEW-3', sale.order_line.name)

    def test_created_product(self):
        self.shop.missing_product = 'create'
        sale = self.sale_of(payloads.unit('NEW-4', '5'), payloads.unit('NEW-4', '6'))
        product = sale.order_line.product_id
        self.assertEqual((product.default_code, product.is_storable), ('NEW-4', True))
        self.assertEqual(product.tts_sku_ids.state, 'matched')
        self.assertTotal(sale, '11')

    # === WHAT HAS NO ID === #

    def test_item_without_sku_is_never_taken_for_another(self):
        for missing in ('sku_id', 'id'):
            for seller_sku in ('A', 'B'):
                unit = payloads.unit(seller_sku, '5')
                del unit[missing]
                order = self.env['tts.order']._mirror(self.shop, [payloads.order([unit], 'GBP')])
                order._apply()
                self.assertEqual((order.state, order.reason_code), ('blocked', 'incomplete'))
        self.assertFalse(self.env['tts.sku'].search([('shop_id', '=', self.shop.id)]).filtered(
            lambda sku: sku.tiktok_id == 'None'))

    def test_lists_that_are_none_are_empty(self):
        for key in ('combined_listing_skus', 'item_tax'):
            for odd in ('x', {'a': 1}, [None], ['x']):
                sale = self.sale_of(payloads.unit('A', '5', **{key: odd}))
                self.assertEqual(self.lines(sale), [(1, 5)])

    # === ANALYTIC ACCOUNTING === #

    def test_distribution_models_apply_as_to_any_order(self):
        models = self.env['account.analytic.distribution.model']
        models.search([]).unlink()
        self.assertFalse(self.sale_of(payloads.unit('A', '5')).order_line.analytic_distribution)
        account = self.env['account.analytic.account'].create({
            'name': "TikTok", 'plan_id': self.env['account.analytic.plan'].create({'name': "P"}).id,
        })
        whole = {str(account.id): 100}
        models.create({'product_id': self.product.id, 'analytic_distribution': whole})
        sale = self.sale_of(payloads.unit('A', '5'), payloads.unit('B', '5'))
        self.assertEqual(sale.order_line.mapped('analytic_distribution'), [whole, False])
        models.search([]).unlink()
        sale.order_line[0].product_id = self.products['C']
        self.assertEqual(sale.order_line[0].analytic_distribution, whole)
