"""Seeded orders go through what happens to orders: their money stays TikTok's, or is held truly.

`TTS_MONEY_ORDERS=5000 ./dev/test tests/orders/test_money_orders.py` does so many, from the seed
`TTS_MONEY_SEED` on; by default one of each combination of market, tax and money policy, rounding.
"""

import os
from decimal import Decimal
from itertools import product
from random import Random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import ShopCase

# Region: currency, its decimals in Odoo.
MARKETS = {
    'US': ('USD', 2), 'GB': ('GBP', 2), 'MY': ('MYR', 2), 'VN': ('VND', 0),
    'DE': ('EUR', 2), 'JP': ('JPY', 0), 'TH': ('THB', 2), 'SA': ('SAR', 2),
}
COMBINATIONS = list(product(
    MARKETS, ('included', 'marketplace', 'remitted'), ('seller', 'buyer'),
    ('round_per_line', 'round_globally')))
ORDERS = int(os.environ.get('TTS_MONEY_ORDERS', len(COMBINATIONS)))
FIRST = int(os.environ.get('TTS_MONEY_SEED', '0'))


class Buying:
    """An order at TikTok, with what it is worth by the design's table: computed here, apart from
    the addon.
    """

    def __init__(self, rng, currency, digits, on_top):
        self.rng, self.currency, self.digits = rng, currency, digits
        self.on_top = on_top
        self.units = [self.unit() for _unit in range(rng.randint(1, 5))]
        self.shipping = self.money(0, 9)
        self.shipping_seller = self.part(self.shipping)
        self.shipping_platform = self.part(self.shipping - self.shipping_seller)
        self.shipping_tax = self.money(0, 2) if on_top else Decimal(0)
        self.retail = self.money(0, 1) if on_top else Decimal(0)
        self.fee = self.money(0, 2) if rng.random() < 0.3 else Decimal(0)
        self.paid_by_tiktok = self.money(0, 1) if rng.random() < 0.2 else Decimal(0)
        self.wrong = Decimal(0)  # by this the header's total contradicts its parts
        self.edited = None  # a line whose price a person has changed
        self.keeps_cancelled = rng.random() < 0.5
        self.payload = None

    def money(self, low, high):
        cent = Decimal(1).scaleb(-self.digits)
        return Decimal(self.rng.randint(int(low / cent), int(high / cent))) * cent

    def part(self, whole):
        """Return nothing, all or a part of an amount."""
        choice = self.rng.random()
        return Decimal(0) if choice < 0.4 else whole if choice < 0.5 else (
            (whole * self.rng.randint(0, 100) / 100).quantize(Decimal(1).scaleb(-self.digits)))

    def unit(self):
        if self.rng.random() < 0.1:
            return payloads.unit('C', '0', is_gift=True, tax=Decimal(0))
        price = self.money(1, 40)
        seller = self.part(price) if price else Decimal(0)
        platform = self.part(price - seller)
        tax = self.part(price - seller) if self.on_top else Decimal(0)
        extra = {'item_tax': [{'tax_type': 'SALES_TAX', 'tax_amount': str(tax)}]} if tax else {}
        return payloads.unit(
            self.rng.choice('AB'), str(price), str(seller), str(platform), tax=tax, **extra)

    # === WHAT IT IS WORTH === #

    def live(self):
        return [unit for unit in self.units if unit['display_status'] != 'CANCELLED']

    def worth(self, policy):
        def total(key):
            return sum((Decimal(unit[key]) for unit in self.live()), Decimal(0))

        seller = total('original_price') - total('seller_discount')
        seller += self.shipping - self.shipping_seller
        if policy == 'seller':
            return seller
        seller -= total('platform_discount') + self.shipping_platform
        return (
            seller + total('tax') + self.shipping_tax + self.retail + self.fee
            - self.paid_by_tiktok)

    # === WHAT TIKTOK TELLS === #

    def tell(self, status):
        counted = self.units if self.keeps_cancelled else self.live()
        payment = {
            'original_shipping_fee': str(self.shipping),
            'shipping_fee_seller_discount': str(self.shipping_seller),
            'shipping_fee_platform_discount': str(self.shipping_platform),
            'buyer_service_fee': str(self.fee),
            'payment_platform_discount': str(self.paid_by_tiktok),
        }
        if self.on_top:
            payment |= {
                'product_tax': str(sum((unit['tax'] for unit in counted), Decimal(0))),
                'shipping_fee_tax': str(self.shipping_tax),
                'retail_delivery_fee': str(self.retail),
            }
        units = [{key: value for key, value in unit.items() if key != 'tax'}
                 for unit in self.units]
        told = payloads.order(units, self.currency, counted, payment=payment, status=status)
        total = Decimal(told['payment']['total_amount']) + self.wrong
        total += self.fee - self.paid_by_tiktok
        told['payment']['total_amount'] = str(total)
        if self.payload:
            told |= {key: self.payload[key] for key in ('id', 'create_time')}
            told['update_time'] = self.payload['update_time'] + 60
        self.payload = told
        return told


@tagged('post_install', '-at_install')
class TestMoneyOrders(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls.env['account.tax'].create
        cls.taxes = [
            tax({'name': "20 %", 'amount': 20}),
            tax({'name': "7 %", 'amount': 7}),
            tax({'name': "19 % incl.", 'amount': 19, 'price_include_override': 'tax_included'}),
        ]
        cls.products['A'].write({
            'taxes_id': [Command.set(cls.taxes[0].ids)], 'invoice_policy': 'delivery'})
        cls.products['B'].taxes_id = [Command.set((cls.taxes[1] + cls.taxes[2]).ids)]
        cls.shops = {}
        for region in MARKETS:
            cls.shops[region] = cls.make_shop(region)
            cls.shops[region].currency_id.active = True
            # A pack of three at a price that need not be one of three equal ones.
            pack = payloads.unit('B', '1')
            cls.env['tts.sku'].create({
                'shop_id': cls.shops[region].id, 'tiktok_id': pack['sku_id'], 'name': "Pack",
                'seller_sku': 'B', 'product_id': cls.products['B'].id, 'quantity': 3,
            })

    def test_money_is_tiktoks_whatever_happens(self):
        held = 0
        for number in range(FIRST, FIRST + ORDERS):
            region, tax_policy, money_policy, rounding = COMBINATIONS[number % len(COMBINATIONS)]
            if number % 50 == 0:
                # PostgreSQL counts no rows of a transaction that lasts, and plans for none.
                self.env.cr.execute('ANALYZE')
            self.env.company.tax_calculation_rounding_method = rounding
            shop = self.shops[region]
            shop.write({'tax_policy': tax_policy, 'money_policy': money_policy})
            with self.subTest(seed=number, combination=COMBINATIONS[number % len(COMBINATIONS)]):
                held += self.live_through(Random(number), shop, *MARKETS[region])
            self.env.flush_all()
            self.env.invalidate_all()
        self.assertGreater(held, ORDERS // 20, "some have to be held")

    # === THE LIFE OF AN ORDER === #

    def live_through(self, rng, shop, currency, digits):
        """Let things happen to one order; return how often it was held."""
        buying = Buying(rng, currency, digits, shop.tax_policy == 'marketplace')
        policy = shop.money_policy
        order = self.news(shop, buying, rng.choice(('ON_HOLD', 'AWAITING_SHIPMENT')))
        self.check(order, buying, policy)
        if buying.worth(policy) < 0:
            return 1
        self.news(shop, buying, 'AWAITING_SHIPMENT')
        self.assertEqual(order.sale_order_id.state, 'sale')
        self.check(order, buying, policy)
        # Switching the shop's policies re-reads nothing.
        shop.money_policy = 'seller' if policy == 'buyer' else 'buyer'
        held = 0
        for _step in range(rng.randint(1, 5)):
            step = rng.choice((
                self.add_note, self.lock, self.cancel_units, self.cancel_units, self.deliver_some,
                self.invoice, self.contradict, self.credit, self.edit))
            step(rng, shop, order, buying)
            self.check(order, buying, policy)
            held += order.state == 'blocked'
        buying.wrong = Decimal(0)
        self.undo_edit(buying)
        self.news(shop, buying, 'AWAITING_SHIPMENT')
        self.check(order, buying, policy)
        if rng.random() < 0.15:
            self.cancel_all(shop, order, buying)
        elif order.state == 'applied':
            self.deliver_rest(order.sale_order_id)
            self.invoice(rng, shop, order, buying)
            self.check_invoiced(order, buying, policy)
        return held

    def edit(self, rng, shop, order, buying):
        """A person changes a price, or puts it right again."""
        lines = order.sale_order_id.order_line.filtered(lambda line: (
            line.tts_kind == 'item' and line.product_uom_qty and not line.invoice_lines))
        if buying.edited:
            self.undo_edit(buying)
        elif lines and not order.sale_order_id.locked:
            line = rng.choice(lines)
            buying.edited = line, line.price_unit
            line.price_unit += rng.choice((-1, 1))
        self.news(shop, buying, 'AWAITING_SHIPMENT')

    def undo_edit(self, buying):
        if buying.edited:
            line, price = buying.edited
            with line.order_id._tts_unlocked():
                line.price_unit = price
            buying.edited = None

    def cancel_all(self, shop, order, buying):
        sale = order.sale_order_id
        self.news(shop, buying, 'CANCELLED')
        self.assertEqual(order.state, 'applied', order.reason)
        left = any(sale.order_line.mapped('qty_delivered'))
        self.assertEqual(sale.state, 'sale' if left else 'cancel')
        self.assertTrue(order._bar())
        codes = sale.activity_ids.mapped('tts_code')
        self.assertEqual('left' in codes, left)
        self.assertEqual('invoiced' in codes, sale._tts_invoiced() > 0)

    def news(self, shop, buying, status):
        order = self.env['tts.order']._mirror(shop, [buying.tell(status)])
        order._apply()
        return order

    def add_note(self, _rng, _shop, order, _buying):
        order.sale_order_id.order_line = [Command.create({
            'display_type': 'line_note', 'name': "Handle with care"})]

    def lock(self, _rng, _shop, order, _buying):
        order.sale_order_id.locked = True

    def cancel_units(self, rng, shop, order, buying):
        live = buying.live()
        if len(live) > 1:
            rng.choice(live)['display_status'] = 'CANCELLED'
            if rng.random() < 0.3:
                buying.wrong = Decimal(50)
            self.news(shop, buying, 'AWAITING_SHIPMENT')

    def contradict(self, rng, shop, order, buying):
        """The header is rewritten: it contradicts its parts, or is right again."""
        buying.wrong = Decimal(0) if buying.wrong else rng.choice((Decimal(50), Decimal(-30)))
        self.news(shop, buying, 'AWAITING_SHIPMENT')

    def deliver_some(self, rng, _shop, order, _buying):
        pickings = order.sale_order_id.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))
        if not pickings or order._bar():  # `tts_bar` is of the moment when it was read
            return
        moves = pickings[0].move_ids.filtered(lambda move: move.state != 'cancel')
        for move in moves:
            move.quantity = rng.randint(0, int(move.product_uom_qty))
        if not any(moves.mapped('quantity')):
            return
        moves.picked = True
        pickings[0].with_context(skip_backorder=True).button_validate()

    def deliver_rest(self, sale):
        for picking in sale.picking_ids.filtered(lambda one: one.state not in ('done', 'cancel')):
            moves = picking.move_ids.filtered(lambda move: move.state != 'cancel')
            for move in moves:
                move.quantity = move.product_uom_qty
            moves.picked = True
            picking.with_context(skip_backorder=True).button_validate()

    def invoice(self, _rng, _shop, order, _buying):
        sale = order.sale_order_id
        invoices = sale.with_context(raise_if_nothing_to_invoice=False)._create_invoices(final=True)
        for invoice in invoices:
            try:
                with self.env.cr.savepoint():
                    invoice.action_post()
            except UserError:
                # Not without a reason that is true.
                self.assertTrue(
                    order._money_gap() or order._invoice_gap(posting=invoice), "refused")
                invoice.unlink()

    def credit(self, _rng, _shop, order, _buying):
        invoices = order.sale_order_id.invoice_ids.filtered(
            lambda move: move.state == 'posted' and move.move_type == 'out_invoice'
            and not move.reversal_move_ids)
        if invoices:
            invoices[0]._reverse_moves(cancel=False).action_post()

    # === WHAT HOLDS === #

    def check(self, order, buying, policy):
        sale = order.sale_order_id
        worth = buying.worth(policy)
        delivered = any(
            line.product_uom_id.compare(
                line.qty_delivered, self.units_left(line, buying) * line._tts_per_item()) > 0
            for line in sale.order_line.filtered(lambda line: line.tts_kind == 'item'))
        if order.state == 'blocked':
            self.assertEqual(order.reason_code, 'total', order.reason)
            self.assertTrue(
                buying.wrong or delivered or buying.edited or worth < 0,
                f"held for nothing: {order.reason}")
            self.assertTrue(order._bar())
        else:
            self.assertEqual(order.state, 'applied', order.reason)
            self.assertFalse(buying.wrong or worth < 0, "not held")
            self.assertEqual(sale._tts_worth(), worth)
            self.assertTotal(sale, worth)
            self.assertEqual(
                sale.currency_id.compare_amounts(
                    sum(sale.order_line.mapped('price_total')), float(worth)), 0,
                "what the lines show is not the total")
        self.check_documents(order)

    @staticmethod
    def units_left(line, buying):
        live = {unit['id'] for unit in buying.live()}
        return len(live.intersection(line.tts_item_ids or []))

    def check_documents(self, order):
        for move in order.sale_order_id.invoice_ids:
            if move.state == 'posted':
                self.assertGreaterEqual(move.amount_total, 0)
            lines = sum(move.invoice_line_ids.mapped('price_total'))
            self.assertEqual(move.currency_id.compare_amounts(lines, move.amount_total), 0)
        invoiced = order.sale_order_id._tts_invoiced()
        if invoiced > max(order._exact(order.expected_total), 0):
            self.assertTrue(
                order.sale_order_id.activity_ids.filtered(
                    lambda todo: todo.tts_code in ('units_invoiced', 'overinvoiced')),
                f"{invoiced} invoiced of {order.expected_total}, without a word")

    def check_invoiced(self, order, buying, policy):
        """In the end all of it is invoiced, but for what a person has credited."""
        sale = order.sale_order_id
        if sale.invoice_ids.filtered(lambda move: move.move_type == 'out_refund'):
            return
        self.assertEqual(sale._tts_invoiced(), buying.worth(policy))
