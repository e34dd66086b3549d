from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .. import payloads
from ..shop_case import ShopCase


@tagged('post_install', '-at_install')
class TestCopies(ShopCase):
    """A copy of what TikTok has sold is an ordinary document; a credit note is not a copy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env['account.tax'].create({
            'name': "Test 20", 'amount': 20, 'price_include_override': 'tax_excluded',
            'country_id': cls.env.company.account_fiscal_country_id.id,
        })
        cls.position = cls.env['account.fiscal.position'].create({'name': "TikTok"})
        cls.shop = cls.make_shop(
            'GB', money_policy='buyer', fiscal_position_id=cls.position.id,
            tag_ids=[Command.create({'name': "TikTok"})])
        (cls.product + cls.shop.shipping_product_id).taxes_id = cls.tax
        payload = payloads.order(
            [
                payloads.unit('A', '12.00', seller_discount='1.50', platform_discount='2.00')
                for _unit in range(2)
            ],
            'GBP', payment={'original_shipping_fee': '3.00', 'product_tax': '0.83'})
        cls.order = cls.env['tts.order']._mirror(cls.shop, [payload])
        cls.order._apply()
        cls.sale = cls.order.sale_order_id
        cls.salesman, cls.accountant = (
            new_test_user(cls.env, name, group) for name, group in (
                ('salesman', 'sales_team.group_sale_salesman_all_leads'),
                ('accountant', 'account.group_account_user'),
            ))

    # === SALES ORDERS === #

    def ordinary(self):
        """Return a quotation of the same goods for the same customer, made by hand."""
        return self.env['sale.order'].with_user(self.salesman).create({
            'partner_id': self.sale.partner_id.id,
            'partner_shipping_id': self.sale.partner_shipping_id.id,
            'order_line': [Command.create(
                {'product_id': self.product.id, 'product_uom_qty': 2})],
        })

    def test_copy_of_an_order_is_an_ordinary_order(self):
        self.assertEqual(self.order.state, 'applied', self.order.reason)
        self.assertGreater(len(self.sale.order_line), 2)
        copy = self.sale.with_user(self.salesman).copy()
        ordinary = self.ordinary()
        for name in (
            'pricelist_id', 'currency_id', 'fiscal_position_id', 'payment_term_id', 'user_id',
            'team_id', 'tag_ids', 'origin', 'client_order_ref', 'commitment_date', 'warehouse_id',
            'partner_id', 'partner_invoice_id', 'partner_shipping_id',
            'amount_untaxed', 'amount_tax', 'amount_total',
        ):
            self.assertEqual(copy[name], ordinary[name], name)
        for name in ('product_id', 'product_uom_qty', 'price_unit', 'tax_ids', 'discount', 'name'):
            self.assertEqual(copy.order_line[name], ordinary.order_line[name], name)
        self.assertEqual(copy.order_line.price_unit, 99)
        self.assertNothingOfTikTok(copy)

    def assertNothingOfTikTok(self, sale):
        for record in (sale.sudo(), *sale.sudo().order_line):
            for name, field in record._fields.items():
                if name.startswith('tts_') and field.store:
                    self.assertFalse(record[name], name)

    def test_copy_goes_on_as_an_ordinary_order(self):
        copy = self.sale.copy()
        copy.order_line.product_uom_qty = 5
        self.assertEqual(copy.order_line.price_unit, 99)
        copy._recompute_prices()
        copy.action_confirm()
        invoice = copy._create_invoices()
        invoice.action_post()
        self.assertFalse(invoice.tts_order_id)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (495, 99))
        self.assertEqual(self.sale.order_line[0].price_unit, 10.5, "the original is as it was")

    def test_copy_has_no_price_of_the_currency_of_tiktok(self):
        """A person's line on TikTok's order is in its currency, too."""
        quotation = self.apply(self.make_shop('GB', auto_confirm=False), payloads.order(
            [payloads.unit('A', '12.00')], 'GBP'))
        quotation.order_line = [
            Command.create({'product_id': self.products['B'].id, 'price_unit': 7}),
            Command.create({'display_type': 'line_note', 'name': "Mind the step"}),
        ]
        copy = quotation.copy()
        self.assertEqual(copy.currency_id, self.env.company.currency_id)
        self.assertEqual(copy.order_line.mapped('price_unit'), [99, 99, 0])
        self.assertEqual(copy.order_line[-1].name, "Mind the step")

    def test_copy_of_a_line_has_the_ordinary_price(self):
        other = self.env['sale.order'].create({'partner_id': self.sale.partner_id.id})
        line = self.sale.order_line[0].copy({'order_id': other.id})
        self.assertEqual((line.price_unit, line.tts_kind), (99, False))

    def test_copy_gets_what_the_copier_asks_for(self):
        copy = self.sale.copy({'origin': "Again", 'fiscal_position_id': self.position.id})
        self.assertEqual((copy.origin, copy.fiscal_position_id), ("Again", self.position))

    def test_orders_of_other_channels_are_copied_as_ever(self):
        ordinary = self.ordinary()
        ordinary.write({'origin': "Fair"})
        ordinary.order_line.write({'price_unit': 7, 'discount': 5})
        copy = ordinary.copy()
        self.assertEqual(copy.origin, "Fair")
        self.assertEqual((copy.order_line.price_unit, copy.order_line.discount), (7, 5))

    # === INVOICES === #

    def invoice(self):
        """Return the invoice, as somebody sees it who knows nothing of TikTok."""
        invoice = self.sale.with_user(self.salesman)._create_invoices().with_user(self.accountant)
        invoice.action_post()
        return invoice

    def test_copy_of_an_invoice_is_an_ordinary_invoice_of_the_same_total(self):
        invoice = self.invoice()
        copy = invoice.copy()
        self.assertEqual(copy.amount_total, invoice.amount_total)
        self.assertEqual(copy.amount_tax, invoice.amount_tax)
        self.assertFalse(copy.tts_order_id)
        for name in ('tts_order_id', 'tts_kind', 'tts_code', 'sale_line_ids'):
            self.assertFalse(any(line[name] for line in copy.invoice_line_ids), name)
        copy.action_update_fpos_values()
        self.assertEqual(copy.amount_total, invoice.amount_total)

    def test_credit_note_knows_what_its_invoice_knows(self):
        invoice = self.invoice()
        credit = invoice._reverse_moves([{'invoice_date': fields.Date.today()}])
        self.assertEqual(credit.tts_order_id, self.order)
        self.assertEqual(credit.amount_total, invoice.amount_total)
        for name in ('tts_order_id', 'tts_kind', 'tts_code', 'tts_price_included', 'price_unit'):
            self.assertEqual(
                [line[name] for line in credit.invoice_line_ids],
                [line[name] for line in invoice.invoice_line_ids], name)

    def test_invoice_that_replaces_a_reversed_one_knows_it_too(self):
        invoice = self.invoice()
        wizard = self.env['account.move.reversal'].with_user(self.accountant).with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'journal_id': invoice.journal_id.id})
        wizard.modify_moves()
        again = wizard.new_move_ids
        self.assertEqual((again.move_type, again.tts_order_id), ('out_invoice', self.order))
        self.assertEqual(again.amount_total, invoice.amount_total)
        self.assertEqual(
            again.invoice_line_ids.mapped('tts_kind'), invoice.invoice_line_ids.mapped('tts_kind'))

    def test_copy_of_a_buyer_is_not_a_buyer(self):
        copy = self.sale.partner_id.copy()
        self.assertFalse(copy.tts_buyer_id)
        self.assertFalse(copy.property_product_pricelist.tts_shop_id)
