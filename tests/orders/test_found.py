from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestFound(GBCase):
    """Sales orders that Odoo has of TikTok's orders, although nothing of ours knows them."""

    def forget(self, payload):
        """Have the sales order of a payload, but nothing else of it: the app was uninstalled."""
        order = self.mirror(payload)
        sale = order.sale_order_id
        invoices = sale.invoice_ids
        for records in (
            sale, sale.order_line, sale.partner_id, sale.partner_id.child_ids,
            invoices, invoices.invoice_line_ids,
        ):
            names = [name for name, field in records._fields.items()
                     if name.startswith('tts_') and field.store and not field.related]
            records.write(dict.fromkeys(names, False))
        order.unlink()
        return sale

    def sales(self, payload):
        return self.env['sale.order'].search([('client_order_ref', '=', payload['id'])])

    def test_is_linked_where_its_lines_agree(self):
        payload = self.payload(payment={'original_shipping_fee': '3'})
        sale = self.forget(payload)
        total, buyers = sale.amount_total, self.env['res.partner'].search_count([])
        order = self.mirror(payload)
        self.assertEqual((order.state, order.sale_order_id), ('applied', sale))
        self.assertEqual(self.sales(payload), sale)
        self.assertEqual(set(sale.order_line.mapped('tts_kind')), {'item', 'shipping'})
        self.assertEqual(len(sale.order_line.filtered('tts_sku_id').tts_item_ids), 2)
        self.assertEqual((sale.tts_shop_id, sale.tts_status), (self.shop, 'AWAITING_SHIPMENT'))
        self.assertTotal(sale, total)
        # The next order of this buyer knows him.
        self.assertEqual(self.mirror(self.payload()).sale_order_id.partner_id, sale.partner_id)
        self.assertEqual(self.env['res.partner'].search_count([]), buyers)

    def test_follows_what_happened_meanwhile(self):
        payload = self.payload()
        sale = self.forget(payload)
        self.mirror(self.part_cancelled(payload))
        self.assertEqual(sale.order_line.product_uom_qty, 1)
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)
        payload = self.payload()
        sale = self.forget(payload)
        self.mirror(self.changed(payload, 'CANCELLED'))
        self.assertEqual((sale.state, sale.picking_ids.state), ('cancel', 'cancel'))

    def test_its_invoices_are_tiktoks_again(self):
        self.product.taxes_id = self.env['account.tax'].create({
            'name': "Test 20", 'amount': 20, 'price_include_override': 'tax_excluded',
            'country_id': self.env.company.account_fiscal_country_id.id,
        })
        self.shop.write({'invoice_policy': 'confirm', 'money_policy': 'buyer'})
        payload = self.payload(payment={'original_shipping_fee': '3'})
        sale = self.forget(payload)
        invoice = sale.invoice_ids
        self.assertFalse(any(invoice.invoice_line_ids.mapped('tts_price_included')))
        order = self.mirror(payload)
        self.assertEqual(sale.invoice_ids, invoice)
        self.assertEqual(invoice.tts_order_id, order)
        self.assertEqual(
            {line.tts_kind: line.tts_code for line in invoice.invoice_line_ids},
            {'item': False, 'shipping': 'shipping'})
        credit = invoice._reverse_moves()
        self.assertEqual(credit.tts_order_id, order)
        self.assertTotal(credit, '13')

    def test_quotation_is_written_again(self):
        payload = self.payload(status='ON_HOLD')
        sale = self.forget(payload)
        self.mirror(self.changed(payload, 'AWAITING_SHIPMENT'))
        self.assertEqual((self.sales(payload), sale.state), (sale, 'sale'))
        self.assertEqual(sale.order_line.product_uom_qty, 2)

    def test_changed_one_is_refused_until_a_person_says_what_it_is(self):
        payload = self.payload()
        sale = self.forget(payload)
        sale.order_line.price_unit = 4
        order = self.mirror(payload)
        self.assertEqual((order.state, order.reason_code), ('blocked', 'double'))
        self.assertIn(sale.name, order.reason)
        order.action_apply()  # with many at once nobody reads what he makes
        self.assertEqual(self.sales(payload), sale)
        order.action_link()
        self.assertEqual(order.sale_order_id, sale)
        self.assertEqual(self.sales(payload), sale)

    def test_linking_a_selection_does_nothing_with_others(self):
        self.shop.auto_create = False
        order = self.mirror(self.payload())
        self.assertEqual(order.reason_code, 'review')
        order.action_link()
        order.action_create_another()
        self.assertEqual((order.state, order.reason_code), ('ignored', 'review'))

    def test_changed_quotation_is_linked_by_a_person(self):
        payload = self.payload(status='ON_HOLD')
        sale = self.forget(payload)
        sale.order_line.price_unit = 4
        order = self.mirror(payload)
        self.assertEqual(order.reason_code, 'double')
        order.action_link()
        self.assertEqual((order.state, order.sale_order_id), ('applied', sale))
        self.assertEqual(sale.order_line.mapped('price_unit'), [5])

    def test_another_one_is_made_when_a_person_wants_it(self):
        payload = self.payload()
        sale = self.forget(payload)
        sale.order_line.price_unit = 4
        order = self.mirror(payload)
        order.action_create_another()
        self.assertEqual(order.state, 'applied')
        self.assertEqual(len(self.sales(payload)), 2)
        self.assertNotEqual(order.sale_order_id, sale)

    def test_several_are_for_a_person_to_tell(self):
        payload = self.payload()
        sale = self.forget(payload)
        sale.create({
            'partner_id': sale.partner_id.id, 'client_order_ref': payload['id'],
            'origin': sale.origin,
        })
        order = self.mirror(payload)
        self.assertEqual(order.reason_code, 'double')
        self.assertEqual(len(self.sales(payload)), 2)

    def test_one_that_only_looks_alike_is_nobodys(self):
        payload = self.payload()
        partner = self.env['res.partner'].create({'name': "B2B"})
        other = self.env['sale.order'].create({
            'partner_id': partner.id, 'client_order_ref': payload['id'], 'origin': "Fair"})
        order = self.mirror(payload)
        self.assertEqual(order.state, 'applied')
        self.assertNotEqual(order.sale_order_id, other)

    def test_costs_one_statement_for_all(self):
        orders = [self.payload() for _time in range(3)]
        rows = self.env['tts.order']._mirror(self.shop, orders)
        self.env.flush_all()
        with self.assertQueryCount(1):
            rows._link_found()

    def test_shop_takes_up_what_it_left(self):
        shop = self.shop
        kept = ('pricelist_id', 'team_id', 'fbt_location_id', 'generic_partner_id')
        before = [shop[name] for name in kept]
        partner, other = self.env['res.partner'].create([
            {'name': "Sam", 'tts_shop_id': shop.id, 'tts_buyer_id': buyer} for buyer in '12'])
        other._tts_give_up_keys()
        partner._tts_take_keys([(shop.id, '2', 'digest')])
        shop._leave()
        self.assertFalse(shop.pricelist_id.active, "Nothing would guard its prices")
        partner.write({'tts_shop_id': False, 'tts_buyer_id': False, 'tts_address_key': False})
        self.env['tts.contact.key'].search([]).unlink()
        shop.write({'team_id': False, 'fbt_location_id': False})
        shop._take_up()
        self.assertEqual([shop[name] for name in kept], before)
        self.assertEqual(
            (partner.tts_shop_id, partner.tts_buyer_id, partner.tts_address_key),
            (shop, '1', 'digest'))
        self.assertEqual(
            self.env['tts.contact.key'].search([]).mapped('key'), [f'{shop.id}/2'])
        self.assertFalse(self.env['ir.model.data'].search([('module', '=', '__tiktok_shop__')]))
