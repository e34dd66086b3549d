"""Orders that are oversold are named: those that came last, until the goods are there."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import GBCase

TODO = "Oversold"


@tagged('post_install', '-at_install')
class TestOversold(GBCase):
    """Each order takes two units of product A from TikTok's warehouse 77."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at_tiktok = cls.env['tts.warehouse'].create({
            'shop_id': cls.shop.id, 'tiktok_id': '77', 'name': "London",
            'warehouse_id': cls.warehouse.id})
        listing = cls.env['tts.listing'].create({
            'shop_id': cls.shop.id, 'tiktok_id': '7', 'title': "Mug", 'status': 'ACTIVATE'})
        cls.sku = cls.env['tts.sku'].create({
            'shop_id': cls.shop.id, 'tiktok_id': payloads.unit('A', '1')['sku_id'],
            'seller_sku': 'A', 'product_id': cls.product.id, 'listing_id': listing.id,
            'stock_ids': [Command.create({
                'warehouse_id': cls.at_tiktok.id, 'shop_id': cls.shop.id})]})

    def order(self, minute, **extra):
        """Return an order that came in at some minute, as it is in the mirror."""
        payload = self.payload(warehouse_id='77', **extra)
        return self.mirror({**payload, 'create_time': payload['create_time'] + 60 * minute})

    def lacking(self, *orders):
        """Compare, and return of how many units each order is short."""
        self.sku._compare('stock')
        return [sum(order.unit_ids.mapped('lacking')) for order in orders]

    def named(self, order):
        return [text for text in self.to_dos(order.sale_order_id) if text.startswith(TODO)]

    def test_who_came_last(self):
        self.stock_up(5)
        last, first, second = orders = self.order(9), self.order(1), self.order(5)
        for order in orders:
            order.sale_order_id.picking_ids.do_unreserve()
        self.assertEqual(self.lacking(first, second, last), [0, 0, 1])
        self.assertEqual(last.oversold, "1 x [A] Product A")
        self.assertEqual(len(self.named(last)), 1)
        self.assertFalse(self.named(first) or self.named(second))
        found = self.env['tts.order'].search([('unit_ids.lacking', '>', 0)])
        self.assertEqual(found, last)

    def test_until_the_goods_are_there(self):
        order = self.order(1)
        self.assertEqual(self.lacking(order), [2])
        self.assertEqual(len(self.named(order)), 1)
        self.stock_up(2)
        self.assertEqual(self.lacking(order), [0])
        self.assertFalse(order.oversold or self.named(order))

    def test_sold_elsewhere(self):
        """Another channel has reserved the goods before: the order on TikTok lacks them."""
        self.stock_up(3)
        self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Buyer"}).id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 3})]}).action_confirm()
        order = self.order(1)
        self.assertEqual(self.lacking(order), [2])

    def test_reserved_goods_are_there(self):
        """Who takes more than there is afterwards does not take it from a TikTok order."""
        self.stock_up(2)
        order = self.order(1)
        self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Buyer"}).id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 3})]}).action_confirm()
        self.assertEqual(self.lacking(order), [0])

    def test_without_a_sales_order(self):
        """It is in the list of orders and on its form."""
        self.shop.auto_create = False
        order = self.order(1)
        self.assertEqual(self.lacking(order), [2])
        self.assertEqual(order.oversold, "2 x [A] Product A")

    def test_goods_that_are_not_counted(self):
        """A fixed quantity is what the seller says he can get."""
        self.sku.write({'stock_rule': 'fixed', 'fixed_quantity': 9})
        self.assertEqual(self.lacking(self.order(1)), [0])

    def test_shops_that_count_otherwise(self):
        """Goods of others are there for an order if one shop of the company counts them, whoever
        compares last.
        """
        owner = self.env['res.partner'].create({'name': "Owner"})
        self.env['stock.quant']._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 2, owner_id=owner)
        self.shop.auto_create = False
        other = self.make_shop('GB', count_consigned=False)
        place = self.env['tts.warehouse'].create({
            'shop_id': other.id, 'tiktok_id': '88', 'name': "London",
            'warehouse_id': self.warehouse.id})
        listing = self.env['tts.listing'].create({
            'shop_id': other.id, 'tiktok_id': '8', 'title': "Mug", 'status': 'ACTIVATE'})
        sku = self.env['tts.sku'].create({
            'shop_id': other.id, 'tiktok_id': '8', 'product_id': self.product.id,
            'listing_id': listing.id, 'stock_ids': [Command.create({
                'warehouse_id': place.id, 'shop_id': other.id})]})
        order = self.order(1)
        for skus in (self.sku, sku, self.sku | sku, sku | self.sku):
            skus._compare('stock')
            self.assertFalse(order.oversold)
        self.assertEqual(sku.wanted_quantity, 0, "What it offers is its own affair")
        self.shop.count_consigned = False
        sku._compare('stock')
        self.assertEqual(order.oversold, "2 x [A] Product A")

    def test_nobody_can_be_told(self):
        """A to-do that fails keeps neither the stock nor the others back."""
        orders = self.order(1), self.order(2)
        bad = orders[0].sale_order_id
        schedule = self.registry['sale.order'].activity_schedule

        def poisoned(sales, *args, **kwargs):
            if bad in sales:
                raise ValueError("Poison")
            return schedule(sales, *args, **kwargs)

        with (
            patch.object(self.registry['sale.order'], 'activity_schedule', poisoned),
            self.assertLogs('odoo.addons.tiktok_shop.models.stock.tts_order', 'ERROR'),
        ):
            self.sku._compare_safely('stock')
        self.assertNotEqual(self.sku.stock_state, 'refused')
        self.assertEqual([order.oversold for order in orders], ["2 x [A] Product A"] * 2)
        self.assertEqual([len(self.named(order)) for order in orders], [0, 1])

    def test_news_of_the_order(self):
        """The to-do stays as long as its cause, whatever else becomes of the order."""
        order = self.order(1)
        self.lacking(order)
        self.change(order.sale_order_id, buyer_message="Hurry")
        self.assertEqual(len(self.named(order)), 1)
        order._agree_todos({order: []}, among='repair:')
        self.assertEqual(len(self.named(order)), 1, "Others' to-dos are none of its business")
        self.change(order.sale_order_id, 'CANCELLED')
        self.assertFalse(self.named(order))
