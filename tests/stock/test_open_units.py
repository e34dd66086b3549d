from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .. import payloads
from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestOpenUnits(GBCase):
    """What orders that are open at TikTok take of each SKU, whatever Odoo has made of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at_tiktok = cls.env['tts.warehouse'].create({
            'shop_id': cls.shop.id, 'tiktok_id': '77', 'name': "London",
            'warehouse_id': cls.warehouse.id,
        })
        cls.shop.auto_create = False  # orders stay in the mirror
        cls.sku = cls.env['tts.sku'].create({
            'shop_id': cls.shop.id, 'tiktok_id': payloads.unit('A', '1')['sku_id'],
            'seller_sku': 'A', 'product_id': cls.product.id})

    def mirrored(self, payload):
        return self.env['tts.order']._mirror(self.shop, [payload])

    def units(self, order):
        """Return {seller SKU's letter: (units, TikTok's warehouse)} of an order."""
        refs = {payloads.unit(letter, '1')['sku_id']: letter for letter in 'ABC'}
        rows = self.env['tts.order.units'].search([('order_id', '=', order.id)])
        return {refs[row.sku_ref]: (row.quantity, row.warehouse_ref) for row in rows}

    def promised(self):
        """Return {(TikTok's warehouse, product's reference): units}."""
        Warehouse, Product = self.env['tts.warehouse'], self.env['product.product']
        return {
            (Warehouse.browse(warehouse).name, Product.browse(product).default_code): quantity
            for (warehouse, product), quantity in self.env['tts.order.units']._promised().items()}

    # === ROWS === #

    def test_each_sku_with_its_units_and_where_they_are(self):
        units = [payloads.unit(letter, '5') for letter in 'AAB']
        order = self.mirrored(self.payload(units=units, warehouse_id='77'))
        self.assertEqual(self.units(order), {'A': (2, '77'), 'B': (1, '77')})

    def test_from_the_cart_until_the_goods_leave(self):
        open_ = ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING',
                 'AWAITING_COLLECTION')
        payload = self.payload()
        for status in (*open_, 'IN_TRANSIT', 'DELIVERED', 'COMPLETED', 'CANCELLED', 'CANCEL'):
            with self.subTest(status):
                payload = self.changed(payload, status)
                order = self.mirrored(payload)
                self.assertEqual(self.units(order), {'A': (2, '')} if status in open_ else {})

    def test_cancelled_units_are_free(self):
        payload = self.payload()
        order = self.mirrored(payload)
        payload = self.part_cancelled(payload)
        self.mirrored(payload)
        self.assertEqual(self.units(order), {'A': (1, '')})
        self.mirrored(self.part_cancelled(payload, 2))
        self.assertEqual(self.units(order), {})

    def test_units_that_have_left_are_none(self):
        units = [payloads.unit('A', '5', display_status=status) for status in (
            'IN_TRANSIT', 'DELIVERED', 'COMPLETED', 'AWAITING_COLLECTION', 'AWAITING_SHIPMENT')]
        order = self.mirrored(self.payload('PARTIALLY_SHIPPING', units))
        self.assertEqual(self.units(order), {'A': (2, '')})

    def test_bundles_are_their_parts(self):
        ids = {letter: payloads.unit(letter, '1')['sku_id'] for letter in 'AB'}
        combined = payloads.unit('C', '5', combined_listing_skus=[
            {'sku_id': ids['A'], 'sku_count': 2}, {'sku_id': ids['B'], 'sku_count': 1}])
        named = payloads.unit('C', '5', sub_item_info=[
            {'id': '1', 'sku_id': ids['A']}, {'id': '2', 'sku_id': ids['A']}])
        order = self.mirrored(self.payload(units=[combined, combined, named]))
        self.assertEqual(self.units(order), {'A': (6, ''), 'B': (2, '')})

    def test_what_tiktok_fulfils_takes_nothing(self):
        order = self.mirrored(self.payload(fulfillment_type='FULFILLMENT_BY_TIKTOK'))
        self.assertEqual(self.units(order), {})

    def test_they_stay_when_the_payload_is_forgotten(self):
        order = self.mirrored(self.payload())
        order._forget()
        self.assertEqual(self.units(order), {'A': (2, '')})

    def test_odd_payloads_stop_nothing(self):
        for odd in (
            {'line_items': None}, {'line_items': [{'id': '1'}]}, {'warehouse_id': {}},
            {'line_items': [{'id': '1', 'sku_id': '5', 'combined_listing_skus': [{}, 3]}]},
            {'line_items': [{'id': '1', 'sku_id': '5', 'combined_listing_skus': [
                {'sku_id': '6', 'sku_count': 'many'}]}]},
        ):
            with self.subTest(odd):
                self.assertTrue(self.mirrored({**self.payload(), **odd}))

    def test_a_batch_costs_two_statements_and_nothing_where_nothing_changed(self):
        Units = self.env['tts.order.units']
        orders = self.mirrored(self.payload())
        for _number in range(30):
            orders |= self.mirrored(self.payload())
        units = {order: order._open_units() for order in orders}
        with self.assertQueryCount(1):
            Units._renew(units, orders)
        other = {order: {('5', ''): 3} for order in orders}
        with self.assertQueryCount(3):
            Units._renew(other, orders)

    # === PROMISED === #

    def test_promised_until_moves_of_odoo_stand_for_them(self):
        sale = self.apply_with_sale('AWAITING_SHIPMENT')
        self.assertEqual(self.promised(), {})
        sale._action_cancel()
        self.assertEqual(self.promised(), {("London", 'A'): 2})
        sale.action_draft()
        self.assertEqual(self.promised(), {("London", 'A'): 2})
        sale.tts_order_id = False
        sale.unlink()
        self.assertEqual(self.promised(), {("London", 'A'): 2})

    def apply_with_sale(self, status):
        self.shop.auto_create = True
        order = self.mirror(self.payload(status, warehouse_id='77'))
        self.assertEqual(order.sale_order_id.state, 'sale')
        return order.sale_order_id

    def test_promised_where_odoo_has_not_taken_them(self):
        for status in ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT'):
            self.mirror(self.payload(status, warehouse_id='77'))
        self.assertEqual(self.promised(), {("London", 'A'): 6})

    def test_packs_are_units_of_the_product(self):
        self.mirror(self.payload(warehouse_id='77'))
        self.sku.quantity = 3
        self.assertEqual(self.promised(), {("London", 'A'): 6})

    def test_unknown_warehouses_are_none(self):
        self.mirror(self.payload(warehouse_id='77'))
        self.at_tiktok.warehouse_id = False
        self.mirror(self.payload(), self.payload(warehouse_id='78'))
        self.assertEqual(self.promised(), {(False, 'A'): 6})

    def test_before_go_live_they_are_somebody_elses(self):
        day = fields.Datetime.from_string('2026-11-20 12:00:00').date()
        self.mirror(self.payload())
        self.shop.go_live_date = day
        self.assertEqual(self.promised(), {(False, 'A'): 2})
        self.shop.go_live_date = day + timedelta(days=1)
        self.assertEqual(self.promised(), {})

    def test_unknown_skus_archived_shops_and_other_companies_count_for_nothing(self):
        self.mirrored(self.payload(units=[payloads.unit('NOBODY KNOWS', '5')]))
        self.mirror(self.payload())
        self.assertEqual(self.promised(), {(False, 'A'): 2})
        other = self.env['res.company'].create({'name': "Other"})
        self.assertFalse(self.env['tts.order.units'].with_company(other)._promised())
        self.shop.active = False
        self.assertEqual(self.promised(), {})

    # === WHAT TIKTOK HAS LOWERED BY ITSELF === #

    def offered(self, seconds, **vals):
        """Have TikTok's figure be acknowledged so long before the order of the payload."""
        ordered = fields.Datetime.from_string('2026-11-20 12:00:00')
        self.sku.write({
            'stock_date': ordered - timedelta(seconds=seconds), 'pushed_quantity': 5,
            'stock_state': 'sent'})
        return self.env['tts.stock'].create({
            'sku_id': self.sku.id, 'warehouse_id': self.at_tiktok.id, 'shop_id': self.shop.id,
            'wanted_quantity': 5, 'pushed_quantity': 5, **vals})

    def test_a_new_order_has_lowered_what_tiktok_offers(self):
        stock = self.offered(61)
        payload = self.payload(warehouse_id='77')
        order = self.mirrored(payload)
        self.assertEqual((stock.pushed_quantity, self.sku.pushed_quantity), (3, 3))
        self.mirrored(self.changed(payload, 'AWAITING_COLLECTION'))
        self.mirrored(self.part_cancelled(payload))
        self.assertEqual(stock.pushed_quantity, 3)
        self.assertEqual(self.units(order), {'A': (1, '77')})
        self.mirrored(self.payload(units=[payloads.unit('A', '5')] * 4, warehouse_id='77'))
        self.assertEqual((stock.pushed_quantity, self.sku.pushed_quantity), (0, 0))

    def test_in_doubt_tiktok_is_told_once_more(self):
        stock = self.offered(60)
        self.mirrored(self.payload(warehouse_id='77'))
        self.assertEqual(stock.pushed_quantity, 5)

    def test_what_is_not_known_stays_unknown(self):
        stock = self.offered(3600)
        self.env.cr.execute("UPDATE tts_stock SET pushed_quantity = NULL")
        self.env.invalidate_all()
        self.mirrored(self.payload(warehouse_id='77'))
        self.env.cr.execute("SELECT pushed_quantity FROM tts_stock WHERE id = %s", [stock.id])
        self.assertEqual(self.env.cr.fetchall(), [(None,)])

    def test_other_warehouses_of_tiktok_keep_theirs(self):
        stock = self.offered(3600)
        self.mirrored(self.payload(warehouse_id='78'))
        self.mirrored(self.payload())
        self.assertEqual(stock.pushed_quantity, 5)

    # === MARKS === #

    def marked(self):
        """Return the products that are marked by now, and forget that."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.execute("DELETE FROM tts_mark RETURNING kind, target, ref")
        return {ref for kind, target, ref in self.env.cr.fetchall()
                if (kind, target) == ('stock', 'product')}

    def test_products_are_marked_when_their_units_change(self):
        self.account.state = 'connected'
        self.shop.push_stock = True
        self.marked()
        payload = self.payload()
        self.mirrored(payload)
        self.assertEqual(self.marked(), {self.product.id})
        self.mirrored(self.changed(payload, buyer_message="Please"))
        self.assertEqual(self.marked(), set())
        self.mirrored(self.changed(payload, 'IN_TRANSIT'))
        self.assertEqual(self.marked(), {self.product.id})

    def test_components_of_a_kit_are_marked_with_it(self):
        self.account.state = 'connected'
        self.shop.push_stock = True
        self.marked()
        part = self.products['B'].id
        with patch.object(
            self.registry['product.product'], '_tts_components',
            lambda products: {kit: {part: 2.0} for kit in products.ids},
        ):
            self.mirrored(self.payload())
        self.assertEqual(self.marked(), {self.product.id, part})

    def test_products_of_a_sku_that_stands_for_another_one(self):
        self.account.state = 'connected'
        self.shop.push_stock = True
        self.marked()
        self.sku.product_id = self.products['B']
        self.assertEqual(self.marked(), {self.product.id, self.products['B'].id})
        self.sku.quantity = 2
        self.assertEqual(self.marked(), {self.products['B'].id})
        self.sku.name = "Mug"
        self.assertEqual(self.marked(), set())

    def test_nothing_is_marked_where_no_shop_sends_stock(self):
        self.mirrored(self.payload())
        self.assertEqual(self.marked(), set())
