"""Which of TikTok's warehouses a call names: the bodies as they reach TikTok."""

from unittest.mock import patch

from odoo.tests import tagged

from ...sandbox.gate import Gate
from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestThreeWarehouses(StockCase):
    """TikTok has a first, a second and a third warehouse; each stands for one of Odoo's. Of one
    product, SKU A is in the second and third one, SKU B in the first.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        listed = [
            product for product in cls.world.products(cls.gb.tiktok_id)
            if product.status == 'ACTIVATE' and len(product.sku_ids) > 1]
        cls.product = next(product for product in listed if not any(
            set(product.offers[each].stock) - {place.id for place in product.shop.warehouses
                                               if place.type == 'SALES_WAREHOUSE'}
            for each in product.sku_ids))
        cls.refs = cls.product.sku_ids[:2]
        first = next(each.id for each in cls.product.shop.warehouses
                     if each.type == 'SALES_WAREHOUSE')
        cls.ids = [first, *(
            cls.world.add_warehouse(cls.gb.tiktok_id, name) for name in ('second', 'third'))]
        cls.place_skus(cls.refs[0], 1, 2)
        cls.place_skus(cls.refs[1], 0)

    @classmethod
    def place_skus(cls, sku, *numbers):
        """Have a SKU in these warehouses and no others."""
        wanted = [cls.ids[number] for number in numbers]
        there = set(cls.product.offers[sku].stock)
        for place in wanted:
            if place not in there:
                cls.world.assign_warehouse(cls.product.id, place, sku=sku)
        for place in there.difference(wanted):
            cls.world.assign_warehouse(cls.product.id, place, sku=sku, assigned=False)

    def setUp(self):
        super().setUp()
        self.bodies = []
        admit = Gate.admit

        def noted(gate, request, endpoint, path, world):
            if request.path.endswith(f'/{self.product.id}/inventory/update'):
                self.bodies.append(request.get_json())
            return admit(gate, request, endpoint, path, world)

        self.startPatcher(patch.object(Gate, 'admit', noted))
        self.listing = self.env['tts.listing'].search([('tiktok_id', '=', self.product.id)])
        self.a, self.b = (
            self.listing.sku_ids.filtered(lambda sku, ref=ref: sku.tiktok_id == ref)
            for ref in self.refs)
        (self.listing.sku_ids - self.a - self.b).stock_rule = 'off'
        self.a.product_id, self.b.product_id = self.env['product.product'].create(
            [{'name': name, 'is_storable': True} for name in ("A", "B")])
        self.houses = self.env['stock.warehouse'].create(
            [{'name': f"House {number}", 'code': f"H{number}"} for number in range(3)])
        self.warehouses = [self.warehouse(ref) for ref in self.ids]
        for each, house in zip(self.warehouses, self.houses, strict=True):
            each.warehouse_id = house

    def warehouse(self, ref):
        return self.env['tts.warehouse'].search([
            ('shop_id', '=', self.gb.id), ('tiktok_id', '=', ref)])

    def put(self, sku, *quantities):
        """Set what there is of a SKU's product in each of Odoo's warehouses."""
        for house, quantity in zip(self.houses, quantities, strict=True):
            self.stock_up(sku.product_id, quantity, house.lot_stock_id)

    def body(self):
        """Push; return what was told of stock in one call: {SKU id: {warehouse: quantity}}."""
        self.bodies.clear()
        self.push()
        self.assertEqual(len(self.bodies), 1)
        [body] = self.bodies
        self.assertEqual(set(body), {'skus'})
        for sku in body['skus']:
            self.assertEqual(set(sku), {'id', 'inventory'})
            self.assertEqual(
                len({row['warehouse_id'] for row in sku['inventory']}), len(sku['inventory']))
            self.assertTrue(all(set(row) == {'warehouse_id', 'quantity'}
                                for row in sku['inventory']))
        return {sku['id']: {row['warehouse_id']: row['quantity'] for row in sku['inventory']}
                for sku in body['skus']}

    def assertAtTikTok(self):
        for sku in (self.a, self.b):
            self.assertEqual(sku.stock_state, 'sent', sku.push_error)
            self.assertEqual(self.there(sku), {
                row.warehouse_id.tiktok_id: row.wanted_quantity for row in sku.stock_ids})

    def test_each_sku_in_its_own(self):
        self.put(self.a, 3, 5, 7)
        self.put(self.b, 11, 13, 17)
        first, second, third = self.ids
        self.assertEqual(self.body(), {
            self.a.tiktok_id: {second: 5, third: 7}, self.b.tiktok_id: {first: 11}})
        self.assertAtTikTok()

    def test_one_of_two_warehouses_has_changed(self):
        """The SKU's other warehouse is named with it, the other SKU is not."""
        self.put(self.a, 3, 5, 7)
        self.put(self.b, 11, 13, 17)
        self.push()
        self.put(self.a, 3, 5, 6)
        _first, second, third = self.ids
        self.assertEqual(self.body(), {self.a.tiktok_id: {second: 5, third: 6}})
        self.put(self.b, 11, 1, 1)
        self.bodies.clear()
        self.push()
        self.assertEqual(self.bodies, [], "B is in neither of them")

    def test_two_stand_for_one_of_odoos(self):
        """They share what is there: nothing is offered twice."""
        _first, second, third = self.warehouses
        third.warehouse_id = second.warehouse_id
        self.put(self.a, 0, 9, 50)
        self.put(self.b, 1, 1, 1)
        self.assertEqual(self.body()[self.a.tiktok_id], {
            second.tiktok_id: 5, third.tiktok_id: 4})
        second.share, third.share = 25, 75
        self.put(self.a, 0, 10, 50)
        there = self.body()[self.a.tiktok_id]
        self.assertEqual(sum(there.values()), 10)
        self.assertEqual(there, {second.tiktok_id: 3, third.tiktok_id: 7})
        second.share, third.share = 20, 30
        self.assertEqual(
            self.body()[self.a.tiktok_id], {second.tiktok_id: 2, third.tiktok_id: 3},
            "The rest is kept for others")
        self.assertAtTikTok()

    def test_no_longer_assigned(self):
        """TikTok takes the SKU out of a warehouse, or into one: calls follow what it tells."""
        self.put(self.a, 3, 5, 7)
        self.push()
        first, second, third = self.ids
        self.world.assign_warehouse(
            self.product.id, third, sku=self.a.tiktok_id, assigned=False)
        self.addCleanup(self.place_skus, self.a.tiktok_id, 1, 2)
        self.fetch_listing()
        self.put(self.a, 3, 4, 8)
        self.assertEqual(self.body()[self.a.tiktok_id], {second: 4})
        self.world.assign_warehouse(self.product.id, first, sku=self.a.tiktok_id)
        self.fetch_listing()
        self.assertEqual(self.body()[self.a.tiktok_id], {first: 3, second: 4})
        self.assertAtTikTok()

    def test_no_longer_assigned_and_not_fetched_yet(self):
        """TikTok refuses the call, which says so; it is right once TikTok was read."""
        self.put(self.a, 3, 5, 7)
        self.push()
        _first, second, third = self.ids
        self.world.assign_warehouse(
            self.product.id, third, sku=self.a.tiktok_id, assigned=False)
        self.addCleanup(self.place_skus, self.a.tiktok_id, 1, 2)
        self.put(self.a, 3, 4, 8)
        self.push()
        self.assertEqual(self.a.stock_state, 'refused')
        self.assertTrue(self.a.push_error)
        self.fetch_listing()
        self.assertEqual(self.body(), {self.a.tiktok_id: {second: 4}})
        self.assertAtTikTok()

    def fetch_listing(self):
        with self.account._client() as client:
            shown = client.product(self.gb.cipher, self.product.id)
        self.env['tts.listing']._mirror_and_apply(self.gb, [shown])
