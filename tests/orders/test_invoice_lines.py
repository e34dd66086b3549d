from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .. import payloads
from ..shop_case import ShopCase


class InvoiceCase(ShopCase):

    def tax(self, percent, included=False):
        return self.env['account.tax'].create({
            'name': f"Test {percent} {included}", 'amount': percent,
            'price_include_override': 'tax_included' if included else 'tax_excluded',
            'country_id': self.env.company.account_fiscal_country_id.id,
        })

    def sell(self, shop, units=None, payment=None, **extra):
        units = units or [payloads.unit('A', '11.01'), payloads.unit('A', '11.01')]
        return self.apply(shop, payloads.order(
            units, shop.currency_id.name, payment=payment, **extra))

    def draft(self, shop, **kwargs):
        return self.sell(shop, **kwargs)._create_invoices()


@tagged('post_install', '-at_install')
class TestPinnedLines(InvoiceCase):
    """Nothing of Odoo's own re-prices or taxes what TikTok has sold, on invoices as on orders."""

    def assertPinned(self, invoice, total='22.02'):
        self.assertTotal(invoice, total)
        invoice.action_post()
        self.assertTotal(invoice, total)

    def test_update_taxes_puts_no_tax_inside_the_price_of_a_marketplace(self):
        shop = self.make_shop('US')
        self.product.taxes_id = self.tax(20)
        invoice = self.draft(shop)
        invoice.action_update_fpos_values()
        self.assertFalse(invoice.invoice_line_ids.tax_ids)
        self.assertFalse(invoice.amount_tax)
        self.assertPinned(invoice)

    def test_update_taxes_keeps_the_price_whatever_the_fiscal_position_maps_to(self):
        shop = self.make_shop('GB')
        self.product.taxes_id = excluded = self.tax(20)
        included = self.tax(10, included=True)
        included.original_tax_ids = excluded
        position = self.env['account.fiscal.position'].create({'name': "Other"})
        included.fiscal_position_ids = position
        invoice = self.draft(shop)
        for mapped, taxes in ((position, included), (False, excluded)):
            invoice.fiscal_position_id = mapped
            invoice.action_update_fpos_values()
            self.assertEqual(invoice.invoice_line_ids.tax_ids, taxes)
            self.assertEqual(invoice.invoice_line_ids.price_unit, 11.01)
            self.assertTotal(invoice, '22.02')
        self.assertPinned(invoice)

    def test_gift_stays_at_nothing(self):
        shop = self.make_shop('GB')
        gift = payloads.unit('B', '8.00', seller_discount='8.00', is_gift=True)
        invoice = self.draft(shop, units=[payloads.unit('A', '11.01'), gift])
        invoice.action_update_fpos_values()
        self.assertPinned(invoice, '11.01')

    def test_another_unit_of_measure_does_not_change_what_a_piece_costs(self):
        shop = self.make_shop('GB')
        invoice = self.draft(shop)
        dozen = self.env.ref('uom.product_uom_dozen')
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as line:
            line.product_uom_id = dozen
        self.assertEqual(invoice.invoice_line_ids.price_unit, 132.12)
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as line:
            line.product_uom_id = self.product.uom_id
        self.assertPinned(invoice)

    def test_another_product_or_quantity_keeps_the_price(self):
        shop = self.make_shop('US')
        self.products['B'].taxes_id = self.tax(20)
        invoice = self.draft(shop)
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as line:
            line.product_id = self.products['B']
            line.quantity = 1
        self.assertPinned(invoice, '11.01')

    def test_credit_notes_are_pinned_as_invoices_are(self):
        shop = self.make_shop('US')
        self.product.taxes_id = self.tax(20)
        invoice = self.draft(shop)
        invoice.action_post()
        billing = new_test_user(self.env, 'billing', 'account.group_account_invoice')
        credit = invoice.with_user(billing)._reverse_moves([{'invoice_date': fields.Date.today()}])
        credit.action_update_fpos_values()
        with Form(credit) as form, form.invoice_line_ids.edit(0) as line:
            line.quantity = 1
        self.assertFalse(credit.amount_tax)
        self.assertPinned(credit, '11.01')

    def test_clearing_lines_are_never_taxed(self):
        shop = self.make_shop('GB', money_policy='buyer')
        clearing = shop.platform_product_id
        invoice = self.draft(shop, units=[payloads.unit('A', '11.01', platform_discount='2.00')])
        clearing.taxes_id = self.tax(20)
        invoice.action_update_fpos_values()
        self.assertFalse(invoice.amount_tax)
        self.assertPinned(invoice, '9.01')

    def test_lines_of_a_person_are_priced_and_taxed_as_usual(self):
        shop = self.make_shop('US')
        self.product.taxes_id = self.tax(20)
        invoice = self.draft(shop)
        with Form(invoice) as form, form.invoice_line_ids.new() as line:
            line.product_id = self.product
        self.assertTotal(invoice, '140.82')

    def test_orders_are_pinned_through_templates_and_updates(self):
        self.env.user.group_ids += self.env.ref('sale_management.group_sale_order_template')
        self.product.taxes_id = self.tax(20)
        sale = self.sell(self.make_shop('GB', auto_confirm=False))
        template = self.env['sale.order.template'].create({
            'name': "Test", 'sale_order_template_line_ids': [
                Command.create({'product_id': self.products['B'].id})],
        })
        before = sale.order_line
        with Form(sale) as form:
            form.sale_order_template_id = template
        ours = sale.order_line.filtered('tts_kind')
        self.assertEqual((ours, len(sale.order_line)), (before, 2))
        sale.action_update_prices()
        sale.action_update_taxes()
        self.assertEqual(ours.mapped('price_unit'), [11.01])
        added = sale.order_line - ours
        self.assertTotal(sale, 22.02 + added.price_total)
        self.assertTrue(added.price_total)


    def test_discount_on_all_lines_is_not_one_on_tiktoks(self):
        sale = self.sell(self.make_shop('GB', auto_confirm=False))
        sale.order_line = [Command.create({'product_id': self.products['B'].id, 'price_unit': 10})]
        wizard = self.env['sale.order.discount'].create({
            'sale_order_id': sale.id, 'discount_type': 'sol_discount', 'discount_percentage': 0.5,
        })
        wizard.action_apply_discount()
        self.assertEqual(sale.order_line.mapped('discount'), [0, 50])
        self.assertEqual(sale.order_line[0].price_total, 22.02)


@tagged('post_install', '-at_install')
class TestInvoiceLinks(InvoiceCase):
    """Invoices, credit notes and their lines know order, kind and code by themselves."""

    def test_lines_know_order_kind_and_code(self):
        shop = self.make_shop('US', money_policy='buyer')
        sale = self.sell(
            shop, [payloads.unit('A', '11.01', platform_discount='1.00')],
            {'original_shipping_fee': '3.00', 'product_tax': '0.83'})
        invoice = sale._create_invoices()
        self.assertEqual(invoice.tts_order_id, sale.tts_order_id)
        self.assertEqual(invoice.invoice_line_ids.tts_order_id, sale.tts_order_id)
        self.assertEqual(
            {line.tts_kind: line.tts_code for line in invoice.invoice_line_ids},
            {'item': False, 'shipping': 'shipping', 'platform': 'platform_discount',
             'passthrough': 'product_tax'})
        sale.tts_order_id._forget()
        self.assertEqual(len(set(invoice.invoice_line_ids.mapped('tts_kind'))), 4)

    def test_two_tiktok_orders_never_share_an_invoice(self):
        shop = self.make_shop('GB', customer_policy='generic')
        sales = self.sell(shop) + self.sell(shop) + self.sell(shop)
        sales[2].tts_order_id = False  # an order that lost its mirror: on an invoice of its own
        other = self.env['sale.order'].create({
            'partner_id': shop.generic_partner_id.id,
            'order_line': [Command.create({'product_id': self.product.id})],
        })
        other.action_confirm()
        wizard = self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=(sales + other).ids,
        ).create({'advance_payment_method': 'delivered', 'consolidated_billing': True})
        wizard.create_invoices()
        self.assertEqual(len((sales + other).invoice_ids), 4)
        for sale in sales[:2]:
            self.assertEqual(sale.invoice_ids.tts_order_id, sale.tts_order_id)
            self.assertTotal(sale.invoice_ids, '22.02')

    def test_nor_do_they_when_invoices_are_merged(self):
        shop = self.make_shop('GB')
        first, second = self.draft(shop), self.draft(shop)
        line = second.invoice_line_ids
        with self.assertRaisesRegex(ValidationError, "cannot share an invoice"):
            line.sudo().with_context(include_business_fields=True).copy({'move_id': first.id})

    def test_currency_stays_tiktoks(self):
        invoice = self.draft(self.make_shop('GB'))
        euro = self.env.ref('base.EUR')
        with self.assertRaisesRegex(ValidationError, "is in GBP"):
            invoice.currency_id = euro

    def test_ordinary_orders_share_invoices_as_ever(self):
        partner = self.env['res.partner'].create({'name': "Somebody"})
        sales = self.env['sale.order'].create([{
            'partner_id': partner.id,
            'order_line': [Command.create({'product_id': self.product.id})],
        } for _sale in range(2)])
        sales.action_confirm()
        self.assertEqual(len(sales._create_invoices()), 1)

    def test_nothing_is_paid_down(self):
        sale = self.sell(self.make_shop('GB'))
        for method in ({'advance_payment_method': 'percentage', 'amount': 50},
                       {'advance_payment_method': 'fixed', 'fixed_amount': 5}):
            wizard = self.env['sale.advance.payment.inv'].with_context(
                active_model='sale.order', active_ids=sale.ids).create(method)
            with self.assertRaisesRegex(UserError, "has paid TikTok"):
                wizard.create_invoices()


@tagged('post_install', '-at_install')
class TestInvoiceDate(InvoiceCase):
    """An invoice that comes late is of the day on which the goods left."""

    LEFT = payloads.NOON - 40 * payloads.DAY + 6 * 3600  # 18:00 UTC: the next day in Tokyo
    ARRIVED = LEFT + 3 * payloads.DAY

    def setUp(self):
        super().setUp()
        self.shop = self.make_shop('JP', invoice_policy='shipped')
        self.left = fields.Date.to_date('2026-10-13')

    def late(self, status='COMPLETED'):
        return self.sell(
            self.shop, [payloads.unit('A', '1101')], status=status, rts_time=self.LEFT,
            delivery_time=self.ARRIVED)

    def test_the_day_it_left_where_the_shop_is(self):
        invoice = self.late().invoice_ids
        self.assertEqual(invoice.state, 'posted')
        self.assertEqual((invoice.invoice_date, invoice.date), (self.left, self.left))

    def test_the_day_it_was_delivered_where_that_is_invoiced(self):
        for policy in ('delivered', 'completed'):
            self.shop.invoice_policy = policy
            self.assertEqual(self.late().invoice_ids.invoice_date, self.left + timedelta(days=3))

    def test_the_first_open_day(self):
        company = self.env.company
        self.product.taxes_id = self.tax(10)
        for lock in ('fiscalyear_lock_date', 'tax_lock_date', 'sale_lock_date'):
            company[lock] = '2026-10-31'
            invoice = self.late().invoice_ids
            self.assertEqual(invoice.state, 'posted', lock)
            self.assertEqual(invoice.invoice_date, fields.Date.to_date('2026-11-01'), lock)
            company[lock] = False

    def test_lock_of_taxes_does_not_hold_what_has_none(self):
        self.env.company.tax_lock_date = '2026-10-31'
        self.product.taxes_id = False
        self.assertEqual(self.late().invoice_ids.invoice_date, self.left)

    def test_by_hand_it_is_the_same_day(self):
        self.shop.invoice_policy = 'never'
        sale = self.late()
        self.assertEqual(sale._create_invoices().invoice_date, self.left)

    def test_without_tiktoks_data_by_hand(self):
        self.shop.invoice_policy = 'never'
        sale = self.late()
        sale.tts_order_id._forget()
        self.assertTrue(sale._create_invoices().invoice_date)

    def test_what_has_not_left_is_of_the_day_of_posting(self):
        self.shop.invoice_policy = 'confirm'
        invoice = self.late('AWAITING_SHIPMENT').invoice_ids
        self.assertEqual(invoice.invoice_date, fields.Date.context_today(invoice))

    def test_the_rest_of_an_order_is_of_its_own_day(self):
        self.shop.invoice_policy = 'never'
        sale = self.late()
        first = sale._create_invoices()
        first.invoice_line_ids.quantity = 0.5
        first.action_post()
        self.assertFalse(sale._create_invoices().invoice_date)

    def test_a_redirect_says_its_own_sentence(self):
        self.shop.invoice_policy = 'shipped'
        warning = RedirectWarning("Choose a journal first.", 1, "Go there")
        logger = 'odoo.addons.tiktok_shop.models.orders.tts_order_invoice'
        SaleOrder = self.registry['sale.order']
        with (
            patch.object(SaleOrder, '_create_invoices', side_effect=warning),
            self.assertNoLogs(logger),
        ):
            sale = self.late()
        self.assertIn("Choose a journal first.", sale.activity_ids.note)
        self.assertNotIn("Go there", sale.activity_ids.note)
