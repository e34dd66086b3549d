from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import ShopCase


@tagged('post_install', '-at_install')
class TestOrderTaxes(ShopCase):
    """Whatever the taxes: order, invoice, partial invoices and credit note are TikTok's amounts."""

    def tax(self, percent, **vals):
        return self.env['account.tax'].create({
            'name': f"Test {percent} {vals}", 'amount': percent, 'type_tax_use': 'sale',
            'country_id': self.env.company.account_fiscal_country_id.id, **vals,
        })

    # Prices at which a tax-excluded price cannot give the total, and uneven splits over units.
    PRICES = ('11.01', '3.34', '3.33', '0.01', '19.99', '7.77')
    WHOLE_PRICES = ('1101', '334', '333', '1', '1999', '61000')

    def check(self, taxes, region='GB', prices=PRICES, shipping='4.99'):
        shop = self.make_shop(region)
        # Taxes of the shop's own products as well: shipping is taxed like goods.
        (self.product + shop.shipping_product_id).taxes_id = [Command.set(taxes.ids)]
        units = [payloads.unit('A', price) for price in prices for _unit in range(3)]
        payload = payloads.order(
            units, shop.currency_id.name, payment={'original_shipping_fee': shipping})
        total = sum(Decimal(price) * 3 for price in prices) + Decimal(shipping)
        sale = self.apply(shop, payload)
        self.assertEqual(sale.state, 'sale')
        self.assertEqual(sale.order_line[0].tax_ids, taxes)
        self.assertTotal(sale, total)
        self.check_invoices(sale, total)

    def check_invoices(self, sale, total):
        """Invoice one unit of each line, then the rest; credit both."""
        first = sale._create_invoices()
        for line in first.invoice_line_ids.filtered(lambda line: line.quantity > 1):
            line.quantity = 1
        first.action_post()
        second = sale._create_invoices()
        second.action_post()
        self.assertTotal(first, sum(
            line.price_unit for line in sale.order_line))
        self.assertEqual(
            sale.currency_id.compare_amounts(
                first.amount_total + second.amount_total, float(total),
            ),
            0)
        self.assertEqual(sale.invoice_status, 'invoiced')
        self.assertFalse(
            sale.currency_id.round(sum(sale.order_line.mapped('untaxed_amount_to_invoice')))
        )
        for invoice in first + second:
            credit = invoice._reverse_moves([{'invoice_date': fields.Date.today()}])
            credit.action_post()
            self.assertTotal(credit, invoice.amount_total)
            self.assertEqual(credit.amount_tax, invoice.amount_tax)

    def test_tax_included_20_percent(self):
        self.check(self.tax(20, price_include_override='tax_included'))

    def test_tax_excluded_20_percent(self):
        self.check(self.tax(20, price_include_override='tax_excluded'))

    def test_zero_percent(self):
        self.check(self.tax(0))

    def test_no_tax(self):
        self.check(self.env['account.tax'])

    def test_two_taxes_on_a_line(self):
        self.check(self.tax(7) + self.tax(13.5))

    def test_two_taxes_one_on_the_other(self):
        self.check(self.tax(10, include_base_amount=True, sequence=1) + self.tax(5, sequence=2))

    def test_included_and_excluded_tax_on_a_line(self):
        self.check(self.tax(10, price_include_override='tax_included') + self.tax(5))

    def test_rounding_globally(self):
        self.env.company.tax_calculation_rounding_method = 'round_globally'
        self.check(self.tax(20))

    def test_rounding_globally_with_included_tax(self):
        self.env.company.tax_calculation_rounding_method = 'round_globally'
        self.check(self.tax(20, price_include_override='tax_included'))

    def test_rounding_per_line(self):
        self.env.company.tax_calculation_rounding_method = 'round_per_line'
        self.check(self.tax(20))

    def test_yen_have_no_decimals(self):
        self.check(self.tax(10), 'JP', self.WHOLE_PRICES, shipping='500')

    def test_dong_have_no_decimals(self):
        self.check(self.tax(10), 'VN', self.WHOLE_PRICES, shipping='15000')

    def test_through_a_fiscal_position_with_included_copies(self):
        """The way for those who must print net prices: the shop maps taxes to price-included
        copies.
        """
        excluded = self.tax(20)
        included = self.tax(
            20, price_include_override='tax_included', original_tax_ids=[Command.set(excluded.ids)])
        position = self.env['account.fiscal.position'].create({'name': "TikTok"})
        included.fiscal_position_ids = position
        shop = self.make_shop('GB', fiscal_position_id=position.id)
        self.product.taxes_id = excluded
        sale = self.apply(
            shop, payloads.order([payloads.unit('A', '11.01') for _unit in range(2)], 'GBP'),
        )
        self.assertEqual(sale.fiscal_position_id, position)
        self.assertEqual(sale.order_line.tax_ids, included)
        self.assertTotal(sale, '22.02')
        self.check_invoices(sale, '22.02')

    def test_marketplace_tax_is_not_on_the_lines(self):
        shop = self.make_shop('US')
        self.product.taxes_id = self.tax(20)
        payload = payloads.order(
            [payloads.unit('A', '10.00')], 'USD', payment={'product_tax': '0.83'})
        sale = self.apply(shop, payload)
        self.assertEqual(shop.tax_policy, 'marketplace')
        self.assertFalse(sale.order_line.tax_ids)
        self.assertTotal(sale, '10.00')
        sale._recompute_taxes()
        self.assertFalse(sale.order_line.tax_ids)

    def test_remitted_tax_is_on_the_lines(self):
        """The price contains tax that TikTok remits: the lines carry it until settlement takes it.
        """
        shop = self.make_shop('GB', tax_policy='remitted')
        self.product.taxes_id = self.tax(20)
        sale = self.apply(shop, payloads.order([payloads.unit('A', '12.00')], 'GBP'))
        self.assertTotal(sale, '12.00')
        self.assertEqual(sale.amount_tax, 2.0)

    def test_lines_of_a_person_are_taxed_as_usual(self):
        shop = self.make_shop('GB', auto_confirm=False)
        self.product.taxes_id = self.tax(20)
        sale = self.apply(shop, payloads.order([payloads.unit('A', '12.00')], 'GBP'))
        sale.order_line = [Command.create({'product_id': self.product.id, 'price_unit': 10})]
        self.assertTotal(sale, '24.00')
