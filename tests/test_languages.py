from unittest.mock import patch

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .foreign import LANGUAGE, foreign
from .shop_case import GBCase


@tagged('post_install', '-at_install')
class TestLanguages(GBCase):
    """Who works in another language reads TikTok's terms, amounts and refusals in it."""

    def translate_labels(self, model, field):
        """Translate the labels of a selection, each into itself between « and »."""
        labels = self.env['ir.model.fields.selection'].search([
            ('field_id.model', '=', model), ('field_id.name', '=', field)])
        for label in labels:
            label.update_field_translations('name', {LANGUAGE: f'«{label.name}»'})

    def test_statuses_and_kinds(self):
        order = self.mirror(self.payload(order_type='PRE_ORDER', is_cod=True))
        with foreign(self.env.user):
            self.translate_labels('tts.order', 'status_tab')
            order = order.with_context(lang=LANGUAGE)
            self.assertEqual(order.status_label, "«Awaiting shipment»")
            self.assertEqual(order.marks, "«Cash on delivery», «Pre order»")
        self.assertEqual(order.with_context(lang='en_US').status_label, "Awaiting shipment")

    def test_lines_are_named_in_the_language_of_the_customer(self):
        with foreign(self.account.user_id):
            self.env['ir.default'].set('res.partner', 'lang', LANGUAGE)
            sale = self.mirror(self.payload(payment={
                'original_shipping_fee': '3'})).sale_order_id
        shipping = sale.order_line.filtered(lambda line: line.tts_kind == 'shipping')
        self.assertEqual(shipping.name, "«Shipping»")
        sale._create_invoices()
        self.assertIn("«Shipping»", sale.invoice_ids.invoice_line_ids[-1].name)

    def test_amounts_that_do_not_add_up(self):
        with foreign(self.account.user_id):
            order = self.mirror(self.payload(payment={
                'total_amount': '10.01', 'small_order_fee': '2'}))
        self.assertIn("«TikTok's total is 10.01", order.reason)
        self.assertIn("10 («documented»)", order.reason)
        self.assertIn("12 («with fees»)", order.reason)

    def test_own_sentence_of_a_redirect_warning(self):
        warning = RedirectWarning("No journal for sales.", 1, "Open the journals")
        model = self.registry['sale.order']
        with patch.object(model, 'action_confirm', side_effect=warning):
            order = self.mirror(self.payload())
        self.assertEqual((order.state, order.reason_code), ('blocked', 'refused'))
        self.assertIn("No journal for sales.", order.reason)
