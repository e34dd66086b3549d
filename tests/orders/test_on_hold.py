from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import GBCase

RELEASED = {'recipient_address': payloads.ADDRESS, 'user_id': '7494690250735257000'}


@tagged('post_install', '-at_install')
class TestOnHold(GBCase):
    """Orders that the buyer has paid, and may still cancel: TikTok gives no address yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.on_hold_policy = 'reserve'

    def on_hold(self, **extra):
        """Return the sales order of an order on hold, and None where there is none."""
        payload = {**self.payload('ON_HOLD', address={}), 'user_id': None, **extra}
        return self.mirror(payload).sale_order_id

    # === POLICIES === #

    def test_reserve_confirms_for_the_generic_customer_and_sets_goods_aside(self):
        self.stock_up(5)
        sale = self.on_hold()
        self.assertEqual((sale.state, sale.partner_id), ('sale', self.shop.generic_partner_id))
        self.assertEqual(sale.picking_ids.state, 'assigned')
        self.assertEqual(self.product.free_qty, 3)
        with self.assertRaisesRegex(UserError, "on hold"):
            self.deliver(sale.picking_ids)

    def test_quotation_sets_nothing_aside(self):
        self.shop.on_hold_policy = 'quotation'
        sale = self.on_hold()
        self.assertEqual((sale.state, len(sale.picking_ids)), ('draft', 0))

    def test_ignore_records_nothing(self):
        self.shop.on_hold_policy = 'ignore'
        self.assertFalse(self.on_hold())

    def test_nothing_leaves_under_any_policy_even_confirmed_by_hand(self):
        self.stock_up(5)
        for policy in ('quotation', 'reserve'):
            self.shop.on_hold_policy = policy
            sale = self.on_hold()
            if sale.state == 'draft':
                sale.action_confirm()
            with self.assertRaisesRegex(UserError, "on hold"):
                self.deliver(sale.picking_ids)
            self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
            self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")
            self.deliver(sale.picking_ids)

    def test_unpaid_order_confirmed_by_hand_is_barred(self):
        self.shop.import_unpaid = True
        sale = self.mirror(self.payload('UNPAID')).sale_order_id
        sale.action_confirm()
        with self.assertRaisesRegex(UserError, "not paid"):
            self.deliver(sale.picking_ids)

    # === NEVER RESERVED === #

    def test_what_is_made_later_stays_a_quotation(self):
        for kind in ('PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER'):
            self.assertEqual(self.on_hold(order_type=kind).state, 'draft')

    def test_what_tiktok_fulfils_stays_a_quotation(self):
        sale = self.on_hold(fulfillment_type='FULFILLMENT_BY_TIKTOK')
        self.assertEqual(sale.state, 'draft')

    def make_on_order(self, product):
        """Have a product bought (or made) for each order, by a route of two rules."""
        # There is neither Purchase nor Manufacturing in these tests: an action stands for them.
        stock, rule = self.warehouse.lot_stock_id, self.env['stock.rule']
        buys = rule.create({
            'name': "Buy", 'action': 'pull', 'location_dest_id': stock.id,
            'location_src_id': self.env.ref('stock.stock_location_suppliers').id,
            'picking_type_id': self.warehouse.in_type_id.id, 'procure_method': 'make_to_stock',
            'route_id': self.env['stock.route'].create({'name': "Buy"}).id,
        })
        self.patch(type(rule), '_get_rule', lambda _rules, _product, location, _values: (
            buys if location == stock else self.warehouse.delivery_route_id.rule_ids[:1]
        ) if _product == product else rule)
        return buys

    def test_what_would_be_bought_or_made_stays_a_quotation(self):
        takes = self.warehouse.delivery_route_id.rule_ids[:1]
        line = self.on_hold().order_line
        buys = self.make_on_order(self.product)
        for method, action, procured in (
            ('make_to_stock', 'pull', False), ('make_to_order', 'pull', False),
            ('make_to_stock', 'buy', False), ('make_to_order', 'buy', True),
            ('mts_else_mto', 'buy', True), ('make_to_order', 'manufacture', True),
        ):
            takes.procure_method = method
            self.patch_action(buys, action)
            self.assertEqual(line._tts_is_procured(), procured, (method, action))
        self.assertEqual(self.on_hold().state, 'draft')

    def patch_action(self, rule, action):
        """Give a rule an action that only modules give which are not installed here."""
        self.env.cache.set(rule, rule._fields['action'], action)

    # === RELEASE === #

    def test_release_sets_customer_and_address_and_lets_goods_leave(self):
        self.stock_up(5)
        sale = self.on_hold()
        term = self.env['account.payment.term'].create({'name': "30 days"})
        self.env['ir.default'].set('res.partner', 'property_payment_term_id', term.id)
        self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
        self.assertEqual(sale.partner_id.tts_buyer_id, '7494690250735257000')
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)
        self.assertEqual(sale.picking_ids.move_ids.partner_id, sale.partner_shipping_id)
        self.assertFalse(sale.payment_term_id)
        self.assertFalse(sale.tts_order_id.is_provisional)
        self.assertTotal(sale, '10')
        self.deliver(sale.picking_ids)
        self.assertEqual(sale.order_line.qty_delivered, 2)

    def fiscal_position(self, percent):
        """Have deliveries to Great Britain taxed at a rate of their own."""
        britain = self.env.ref('base.uk')
        position = self.env['account.fiscal.position'].create({
            'name': "GB", 'auto_apply': True, 'country_id': britain.id,
        })
        self.product.taxes_id = self.env['account.tax'].create({
            'name': "Domestic", 'amount': 10,
        })
        return self.env['account.tax'].create({
            'name': f"GB {percent} %", 'amount': percent,
            'fiscal_position_ids': [Command.set(position.ids)],
            'original_tax_ids': [Command.set(self.product.taxes_id.ids)],
        })

    def test_release_maps_taxes_again(self):
        tax = self.fiscal_position(20)
        for locked in (False, True):
            sale = self.on_hold()
            self.assertEqual(sale.order_line.tax_ids, self.product.taxes_id)
            sale.locked = locked
            self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
            self.assertEqual(sale.order_line.tax_ids, tax)
            self.assertTotal(sale, '10')
            self.assertEqual(sale.locked, locked)

    def test_release_of_a_quotation_maps_taxes_again_and_keeps_its_lines(self):
        tax = self.fiscal_position(20)
        self.shop.on_hold_policy = 'quotation'
        sale = self.mirror(self.payload('ON_HOLD', recipient_address={})).sale_order_id
        line = sale.order_line
        self.assertEqual((sale.state, line.tax_ids), ('draft', self.product.taxes_id))
        self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
        self.assertEqual((sale.state, sale.order_line, line.tax_ids), ('sale', line, tax))
        self.assertTotal(sale, '10')

    def test_release_with_another_total_stays_barred_until_it_is_right(self):
        self.stock_up(5)
        sale = self.on_hold()
        order = sale.tts_order_id
        sale.order_line.price_unit = 6
        self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
        self.assertEqual((order.state, order.reason_code), ('blocked', 'total'))
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")
        with self.assertRaisesRegex(UserError, "total"):
            self.deliver(sale.picking_ids)
        self.mirror(self.changed(order.payload))
        self.assertEqual(order.state, 'blocked')
        sale.order_line.price_unit = 5
        order.action_apply()
        self.assertEqual(order.state, 'applied')
        self.deliver(sale.picking_ids)

    def test_news_that_are_not_applied_yet_let_nothing_leave(self):
        self.stock_up(5)
        sale = self.on_hold()
        self.env['tts.order']._mirror(self.shop, [
            self.changed(sale.tts_order_id.payload, 'AWAITING_SHIPMENT', **RELEASED)])
        with self.assertRaisesRegex(UserError, "Retry"):
            self.deliver(sale.picking_ids)

    def test_release_of_what_was_invoiced_keeps_the_customer(self):
        sale = self.on_hold()
        sale._create_invoices().action_post()
        self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
        self.assertEqual(sale.partner_id, self.shop.generic_partner_id)
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")

    def test_release_and_departure_seen_at_once(self):
        sale = self.on_hold()
        self.change(sale, 'IN_TRANSIT', **RELEASED)
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")
        self.assertFalse(sale.tts_order_id.is_provisional)

    # === CANCELLED ON HOLD === #

    def test_cancelled_on_hold_gives_the_goods_back(self):
        self.stock_up(5)
        sale = self.on_hold()
        self.change(sale, 'CANCELLED')
        self.assertEqual((sale.state, sale.picking_ids.state), ('cancel', 'cancel'))
        self.assertEqual(self.product.free_qty, 5)

    def test_partly_cancelled_on_hold(self):
        self.stock_up(5)
        sale = self.on_hold()
        self.mirror(self.part_cancelled(sale.tts_order_id.payload))
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)
        self.change(sale, 'AWAITING_SHIPMENT', **RELEASED)
        self.assertEqual(sale.tts_order_id.state, 'applied')
        self.assertTotal(sale, '5')

    def test_history_on_hold_is_not_reserved(self):
        self.shop.go_live_date = fields.Date.to_date('2026-12-01')
        self.assertEqual(self.on_hold().state, 'draft')
