import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import payloads
from ..common import TtsCase
from ..shop_case import ShopCase


@tagged('post_install', '-at_install')
class TestWorldOfOrders(TtsCase):
    """Every order of ten markets is worth in Odoo what the sandbox computes from its payment."""

    sandbox_options = {
        'orders': 1000, 'seed': 11,
        'markets': ('US', 'GB', 'MY', 'VN', 'DE', 'JP', 'ID', 'TH', 'BR', 'SA'),
    }

    def check_world(self, policy):
        shops = self.account.shop_ids
        self.assertEqual(len(shops), 10)
        shops.write({
            'money_policy': policy, 'missing_product': 'create', 'import_unpaid': True,
        })
        for shop in shops:
            self.fetch(shop)
            # PostgreSQL, which counts rows by itself, sees none of those that a test never commits.
            self.env.cr.execute('ANALYZE')
        orders = self.env['tts.order'].search([('shop_id', 'in', shops.ids)])
        truth = {row['id']: row for row in self.world.truth()}
        self.assertEqual(set(orders.mapped('tiktok_id')), {
            row['id'] for row in truth.values() if row['shop_id'] in shops.mapped('tiktok_id')})
        for order in orders:
            row = truth[order.tiktok_id]
            if row['corrupt']:
                self.assertEqual((order.state, order.reason_code), ('blocked', 'total'))
                self.assertEqual(order.sale_order_id.state, 'draft')
            elif row['status'] == 'CANCELLED' or not row['live_units']:
                self.assertEqual(order.state, 'ignored', order.reason)
            else:
                self.assertEqual(order.state, 'applied', f"{order.tiktok_id}: {order.reason}")
                self.check_sale(order.sale_order_id, row, policy)
        return orders

    def check_sale(self, sale, row, policy):
        self.assertEqual(
            sale.currency_id.compare_amounts(sale.amount_total, float(row[policy])), 0,
            f"{row['id']} ({row['region']}): {sale.amount_total} is not {row[policy]}")
        # Revenue is the same under both policies: what TikTok funds or passes on is untaxed.
        own = sale.order_line.filtered(lambda line: line.tts_kind in ('item', 'shipping', 'charge'))
        self.assertEqual(
            sale.currency_id.compare_amounts(sum(own.mapped('price_total')), float(row['seller'])),
            0)
        self.assertFalse((sale.order_line - own).tax_ids)
        # One line item is one unit, and every live unit is in a line.
        items = [item for line in own if line.tts_kind == 'item' for item in line.tts_item_ids]
        self.assertEqual(set(items), {unit['id'] for unit in row['units'] if not unit['cancelled']})

    def test_total_is_what_tiktok_credits(self):
        self.check_world('seller')

    def test_total_is_what_the_buyer_paid(self):
        orders = self.check_world('buyer')
        for order in orders.filtered('sale_order_id'):
            cancelled = any(unit['cancelled'] for unit in self.expected(order)['units'])
            if not cancelled and order.state == 'applied':
                self.assertAlmostEqual(order.sale_order_id.amount_total, order.buyer_paid, 2)


@tagged('post_install', '-at_install')
class TestOrderMoney(ShopCase):
    """How the parts of `payment` become lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB')

    def amounts(self, sale):
        return {line.tts_item_ids[0]: line.price_unit
                for line in sale.order_line if line.tts_kind not in (False, 'item')}

    def test_sellers_discount_is_in_the_price_and_tiktoks_is_not(self):
        sale = self.apply(self.shop, payloads.order(
            [payloads.unit('A', '12.99', '1', '2')], 'GBP'))
        self.assertEqual(sale.order_line.price_unit, 11.99)
        self.assertEqual(sale.order_line.discount, 0)
        self.assertEqual(sale.order_line.tts_original_price, 12.99)
        self.assertEqual(sale.tts_buyer_paid, 9.99)
        self.assertEqual(sale.tts_platform_discount, 2)

    def test_buyer_policy_adds_what_tiktok_funds_and_passes_on(self):
        self.shop.money_policy = 'buyer'
        sale = self.apply(self.shop, payloads.order(
            [payloads.unit('A', '12.99', '1', '2')], 'GBP', payment={
                'original_shipping_fee': '5', 'shipping_fee_seller_discount': '1',
                'shipping_fee_platform_discount': '3', 'product_tax': '0.99',
                'retail_delivery_fee': '0.28',
            }))
        self.assertEqual(self.amounts(sale), {
            'shipping': 4, 'platform_discount': -2, 'shipping_fee_platform_discount': -3,
            'product_tax': 0.99, 'retail_delivery_fee': 0.28,
        })
        self.assertTotal(sale, '12.26')
        clearing = (sale.order_line - sale.order_line[:2]).product_id.property_account_income_id
        self.assertEqual(
            set(clearing.mapped('account_type')), {'asset_current', 'liability_current'},
        )

    def test_invoice_books_tiktoks_parts_on_clearing_accounts(self):
        self.shop.money_policy = 'buyer'
        sale = self.apply(self.shop, payloads.order(
            [payloads.unit('A', '12.99', '1', '2')], 'GBP', payment={'product_tax': '0.99'}))
        invoice = sale._create_invoices()
        invoice.action_post()
        booked = {
            line.account_id.account_type: line.price_total
            for line in invoice.invoice_line_ids
        }
        self.assertEqual(booked, {'income': 11.99, 'asset_current': -2, 'liability_current': 0.99})
        self.assertTotal(invoice, sale.amount_total)

    def test_cofunded_shipping_discount_on_top_of_the_platforms_or_inside(self):
        for total, funded in (('9.00', '-1'), ('12.00', '2')):
            with self.subTest(total):
                self.shop.money_policy = 'buyer'
                sale = self.apply(self.shop, payloads.order(
                    [payloads.unit('A', '8')], 'GBP', payment={
                        'original_shipping_fee': '5', 'shipping_fee_cofunded_discount': '3',
                        'shipping_fee_platform_discount': '1', 'total_amount': total,
                    }))
                self.assertEqual(self.amounts(sale), {
                    'shipping': 2, 'shipping_fee_platform_discount': float(funded)})
                self.assertTotal(sale, total)

    def check_optional(self, total, expected, units=None, **payment):
        """The optional parts exist exactly when total_amount contains them."""
        self.shop.money_policy = 'buyer'
        sale = self.apply(self.shop, payloads.order(
            units or [payloads.unit('A', '10')], 'GBP', payment={'total_amount': total, **payment}))
        self.assertEqual(self.amounts(sale), expected)
        self.assertTotal(sale, total)

    def test_fees_inside_the_total(self):
        self.check_optional('12', {'small_order_fee': 2}, small_order_fee='2')

    def test_fees_outside_the_total(self):
        self.check_optional('10', {}, small_order_fee='2')

    def test_distance_fee_is_income(self):
        self.check_optional('14', {'distance_fee': 4}, distance_fee='4', distance_shipping_fee='3')

    def test_payment_discount_inside_the_total(self):
        self.check_optional(
            '9.5', {'payment_platform_discount': -1, 'payment_discount_service_fee': 0.5},
            payment_platform_discount='1', payment_discount_service_fee='0.5')

    def test_pfand_inside_the_total(self):
        self.check_optional(
            '10.25', {'pfand_fee': 0.25}, units=[payloads.unit('A', '10', pfand_fee='0.25')])

    def test_pfand_outside_the_total(self):
        self.check_optional('10', {}, units=[payloads.unit('A', '10', pfand_fee='0.25')])

    def test_tax_stated_although_prices_contain_it(self):
        self.check_optional('10', {}, product_tax='1.67', tax='1.67')

    def test_total_that_does_not_add_up_stays_a_quotation_and_is_explained(self):
        payload = payloads.order([payloads.unit('A', '10')], 'GBP', payment={
            'total_amount': '10.01', 'small_order_fee': '2'})
        sale = self.apply(self.shop, payload, state='blocked')
        self.assertEqual(sale.state, 'draft')
        self.assertTotal(sale, '10')
        self.assertEqual(sale.tts_order_id.reason_code, 'total')
        for figure in ('10.01', '10 (documented)', '12 (with fees)'):
            self.assertIn(figure, sale.tts_order_id.reason)

    def test_items_that_do_not_add_up_to_the_header_are_blocked(self):
        payload = payloads.order([payloads.unit('A', '10')], 'GBP', payment={
            'original_total_product_price': '11'})
        sale = self.apply(self.shop, payload, state='blocked')
        self.assertEqual(sale.state, 'draft')

    def test_corrected_order_is_confirmed(self):
        payload = payloads.order([payloads.unit('A', '10')], 'GBP', payment={'total_amount': '9'})
        sale = self.apply(self.shop, payload, state='blocked')
        payload['payment']['total_amount'] = '10'
        self.assertEqual(self.apply(self.shop, payload), sale)
        self.assertEqual(sale.state, 'sale')
        self.assertEqual(len(sale.order_line), 1)

    def test_cancelled_units_that_the_header_still_contains(self):
        units = [payloads.unit('A', '10', '1', '2'), payloads.unit('B', '7', '0', '1')]
        units[1]['display_status'] = 'CANCELLED'
        self.shop.money_policy = 'buyer'
        sale = self.apply(self.shop, payloads.order(units, 'GBP'))
        self.assertEqual(sale.order_line.filtered('tts_sku_id').product_id, self.product)
        self.assertTotal(sale, '7')
        self.assertEqual(self.amounts(sale), {'platform_discount': -2})

    def test_cancelled_units_that_the_header_no_longer_contains(self):
        units = [payloads.unit('A', '10', '1', '2'), payloads.unit('B', '7', '0', '1')]
        units[1]['display_status'] = 'CANCELLED'
        self.shop.money_policy = 'buyer'
        sale = self.apply(self.shop, payloads.order(units, 'GBP', header_units=units[:1]))
        self.assertTotal(sale, '7')
        self.assertEqual(self.amounts(sale), {'platform_discount': -2})

    def test_amount_that_is_no_number_blocks_this_order_alone(self):
        bad = payloads.order([payloads.unit('A', '10')], 'GBP')
        bad['payment']['platform_discount'] = 'free'
        good = payloads.order([payloads.unit('A', '10')], 'GBP')
        orders = self.env['tts.order']._mirror(self.shop, [bad, good])
        orders._apply()
        self.assertEqual(orders.mapped('state'), ['blocked', 'applied'])
        self.assertIn('free', orders[0].reason)

    def test_another_currency_is_told(self):
        order = self.env['tts.order']._mirror(
            self.shop, [payloads.order([payloads.unit('A', '10')], 'EUR')])
        order._apply()
        self.assertEqual((order.state, order.reason_code), ('blocked', 'currency'))
        self.assertIn('EUR', order.reason)

    def test_currency_without_a_rate_is_told(self):
        self.shop.currency_id.rate_ids.unlink()
        order = self.env['tts.order']._mirror(
            self.shop, [payloads.order([payloads.unit('A', '10')], 'GBP')])
        order._apply()
        self.assertEqual((order.state, order.reason_code), ('blocked', 'rate'))

    @mute_logger('odoo.sql_db')
    def test_what_every_order_needs_is_not_deleted(self):
        for needed in (self.shop.shipping_product_id, self.shop.generic_partner_id):
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                needed.unlink()
