"""How many of a SKU TikTok should offer, by what Odoo has."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestStockRule(GBCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.warehouse.lot_stock_id
        cls.leeds = cls.make_place('1')
        cls.listing = cls.env['tts.listing'].create({
            'shop_id': cls.shop.id, 'tiktok_id': '77', 'title': "Mug", 'status': 'ACTIVATE'})
        cls.sku = cls.make_sku('1', cls.product, cls.leeds)

    @classmethod
    def make_place(cls, ref, warehouse=None, **vals):
        """Create a warehouse of TikTok's that stands for one of Odoo's."""
        return cls.env['tts.warehouse'].create({
            'shop_id': cls.shop.id, 'tiktok_id': ref, 'name': f"Place {ref}",
            'type': 'SALES_WAREHOUSE', 'warehouse_id': (warehouse or cls.warehouse).id, **vals})

    @classmethod
    def make_sku(cls, ref, product, places, **vals):
        return cls.env['tts.sku'].create({
            'shop_id': cls.shop.id, 'tiktok_id': ref, 'name': f"SKU {ref}",
            'product_id': product.id, 'listing_id': cls.listing.id, **vals,
            'stock_ids': [
                Command.create({'warehouse_id': place.id, 'shop_id': cls.shop.id})
                for place in places],
        })

    def put(self, quantity, place=None, product=None, **vals):
        self.env['stock.quant']._update_available_quantity(
            product or self.product, place or self.stock, quantity, **vals)

    def sell(self, quantity, product=None, warehouse=None):
        """Confirm an order of another channel."""
        order = self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Buyer"}).id,
            'warehouse_id': (warehouse or self.warehouse).id,
            'order_line': [Command.create({
                'product_id': (product or self.product).id, 'product_uom_qty': quantity})]})
        order.action_confirm()
        return order

    def wanted(self, sku=None):
        """Return what TikTok should offer of a SKU: by warehouse, in their order."""
        sku = sku or self.sku
        sku._compare('stock')
        return sku.stock_ids.sorted('warehouse_id').mapped('wanted_quantity')

    # === WHAT THERE IS === #

    def test_free(self):
        self.put(12)
        self.assertEqual(self.wanted(), [12])
        self.assertEqual((self.sku.wanted_quantity, self.sku.stock_state), (12, 'waiting'))
        self.assertEqual(self.sku.stock_formula, "12 on hand = 12")

    def test_promised_but_not_reserved(self):
        """Odoo's free quantity does not know of an order whose goods are not reserved."""
        self.put(10)
        self.sell(6).picking_ids.do_unreserve()
        self.assertEqual(self.wanted(), [4])
        self.assertEqual(self.sku.stock_formula, "10 on hand - 6 promised = 4")

    def test_more_promised_than_there_is(self):
        self.put(2)
        self.sell(5)
        self.assertEqual(self.wanted(), [0])

    def test_what_is_on_its_way_does_not_count(self):
        self.put(3)
        self.env['stock.move'].create({
            'product_id': self.product.id, 'product_uom_qty': 9,
            'location_id': self.env.ref('stock.stock_location_suppliers').id,
            'location_dest_id': self.stock.id})._action_confirm()
        self.assertEqual(self.wanted(), [3])

    def test_only_from_where_orders_leave(self):
        """What lies in receiving or packing can be reserved by no order."""
        self.warehouse.write({
            'reception_steps': 'three_steps', 'delivery_steps': 'pick_pack_ship'})
        self.put(2)
        self.put(5, self.warehouse.wh_input_stock_loc_id)
        self.put(4, self.warehouse.wh_qc_stock_loc_id)
        self.put(3, self.warehouse.wh_pack_stock_loc_id)
        self.assertEqual(self.wanted(), [2])

    def test_one_location(self):
        """The warehouse's orders take from it, too: the smaller of both counts."""
        shelf = self.env['stock.location'].create({
            'name': "E-commerce", 'location_id': self.stock.id})
        self.leeds.location_id = shelf
        self.put(10, shelf)
        self.put(1)
        self.assertEqual(self.wanted(), [10])
        self.sell(6).picking_ids.do_unreserve()
        self.assertEqual(self.wanted(), [5])

    def test_consigned_goods(self):
        self.put(3)
        self.put(4, owner_id=self.env['res.partner'].create({'name': "Owner"}))
        self.assertEqual(self.wanted(), [7])
        self.shop.count_consigned = False
        self.assertEqual(self.wanted(), [3])

    def test_another_figure_only_where_its_addon_is(self):
        """Who removes the addon by which a shop counts is left with Odoo's own figure."""
        self.assertFalse(self.shop.has_stock_figures)
        self.assertEqual([figure for figure, _name in self.shop._stock_figures()], ['odoo'])
        self.put(10)
        self.sell(6).picking_ids.do_unreserve()
        self.env.cr.execute(
            "UPDATE tts_shop SET stock_figure = 'available' WHERE id = %s", [self.shop.id])
        self.env.invalidate_all()
        self.assertEqual(self.wanted(), [4])
        self.assertEqual(self.sku.stock_formula, "10 on hand - 6 promised = 4")

    def test_open_orders_of_tiktok(self):
        """An order that Odoo has not confirmed has taken its goods all the same."""
        self.put(10)
        self.shop.auto_confirm = False
        payload = self.payload(warehouse_id='1')
        for unit in payload['line_items']:
            unit['sku_id'] = self.sku.tiktok_id
        self.env['tts.order']._mirror(self.shop, [payload])
        self.assertEqual(self.wanted(), [8])
        self.assertEqual(
            self.sku.stock_formula, "10 on hand - 2 in TikTok's open orders = 8")

    def test_whatever_company_asks(self):
        """The scheduled action compares shops of all companies."""
        self.put(10)
        payload = self.payload('UNPAID', warehouse_id='1')
        for unit in payload['line_items']:
            unit['sku_id'] = self.sku.tiktok_id
        self.env['tts.order']._mirror(self.shop, [payload])
        other = self.env['res.company'].create({'name': "Other"})
        self.sku.sudo().with_company(other)._compare('stock')
        self.assertEqual(self.sku.wanted_quantity, 8)

    # === RULES === #

    def test_shop_rule(self):
        self.put(12)
        self.shop.write({'stock_buffer': 2, 'stock_share': 50, 'stock_cap': 4})
        self.assertEqual(self.wanted(), [4])
        self.assertEqual(
            self.sku.stock_formula, "12 on hand - 2 buffer, of that 50 %, at most 4 = 4")

    def test_own_rule(self):
        self.put(12)
        self.shop.stock_buffer = 12
        self.sku.write({'stock_rule': 'own', 'own_buffer': 1, 'own_share': 100})
        self.assertEqual(self.wanted(), [11])

    def test_pack(self):
        self.put(11)
        self.sku.quantity = 3
        self.assertEqual(self.wanted(), [3])

    def test_fixed(self):
        self.sku.write({'stock_rule': 'fixed', 'fixed_quantity': 5})
        self.assertEqual(self.wanted(), [5])
        self.assertEqual(self.sku.stock_formula, "Always 5")

    def test_untracked(self):
        self.product.is_storable = False
        self.shop.untracked_quantity = 30
        self.assertEqual(self.wanted(), [30])

    def test_switched_off_and_fbt(self):
        self.put(5)
        self.sku.stock_rule = 'off'
        self.assertEqual(self.wanted(), [0])
        self.assertEqual(self.sku.stock_state, 'none')
        self.sku.write({'stock_rule': 'shop', 'is_fbt': True})
        self.assertEqual(self.wanted(), [0])
        self.assertEqual(self.sku.stock_state, 'none')

    def test_virtual_bundle(self):
        """TikTok works its stock out by that of its parts, and takes none."""
        self.put(5)
        self.sku.is_bundle = True
        self.assertEqual(self.wanted(), [0])
        self.assertEqual(self.sku.stock_state, 'none')
        self.assertIn("bundle", self.sku.stock_formula)

    def test_no_more_than_tiktok_takes(self):
        self.put(2_000_000)
        self.assertEqual(self.wanted(), [99_999])

    # === WAREHOUSES === #

    def test_two_of_tiktoks_for_one_of_odoos(self):
        """Nothing is offered twice."""
        sku = self.make_sku('2', self.product, self.leeds | self.make_place('2'))
        self.put(7)
        self.assertEqual(self.wanted(sku), [4, 3])
        self.assertEqual(self.wanted(), [7], "It is in one of them only")
        self.leeds.share = 25
        sku.stock_ids.warehouse_id[1].share = 75
        self.assertEqual(self.wanted(sku), [2, 5])

    def test_three_warehouses(self):
        """Each warehouse has what lies in its own place."""
        york, hull = self.env['stock.warehouse'].create([
            {'name': "York", 'code': 'YORK'}, {'name': "Hull", 'code': 'HULL'}])
        second, third = self.make_place('2', york), self.make_place('3', hull)
        sku = self.make_sku('2', self.product, self.leeds | second | third)
        self.put(1)
        self.put(2, york.lot_stock_id)
        self.put(3, hull.lot_stock_id)
        self.assertEqual(self.wanted(sku), [1, 2, 3])
        self.sell(2, warehouse=hull)
        self.assertEqual(self.wanted(sku), [1, 2, 1])

    def test_warehouse_that_nobody_has_mapped(self):
        """TikTok takes all warehouses of a SKU or none: so it says which one is missing."""
        place = self.make_place('2')
        place.warehouse_id = False
        sku = self.make_sku('2', self.product, self.leeds | place)
        self.put(7)
        self.wanted(sku)
        self.assertEqual(sku.stock_state, 'refused')
        self.assertIn("Place 2", sku.push_error)
        place.warehouse_id = self.warehouse
        self.assertEqual(self.wanted(sku), [4, 3])
        self.assertEqual((sku.stock_state, sku.push_error), ('waiting', False))

    def test_a_reason_is_in_the_language_of_who_reads_it(self):
        """Whoever compares, here the scheduled action in a language of its own."""
        self.env['res.lang']._activate_lang('fr_FR')
        reader = self.sku.listing_id._responsible()
        reader.lang = 'fr_FR'
        self.leeds.warehouse_id = False
        asked = []
        translate = type(self.env)._

        def noted(env, *args, **kwargs):
            asked.append(env.lang)
            return translate(env, *args, **kwargs)

        with patch.object(type(self.env), '_', noted):
            self.wanted(self.sku.with_context(lang='en_US'))
        self.assertEqual(self.sku.stock_state, 'refused')
        self.assertEqual(set(asked), {'fr_FR'})

    # === HOW IT STANDS === #

    def test_standing(self):
        """What is refused waits again once it should be something else, or a person asks."""
        self.put(5)
        self.wanted()
        self.sku.stock_ids.pushed_quantity = 5
        self.wanted()
        self.assertEqual((self.sku.stock_state, self.sku.stock_since), ('sent', False))
        self.put(-5)
        self.wanted()
        self.assertEqual((self.sku.stock_state, self.sku.is_urgent), ('waiting', True))
        self.sku.write({'stock_state': 'refused', 'stock_error': "No", 'stock_attempts': 1})
        self.wanted()
        self.assertEqual(self.sku.stock_state, 'refused')
        self.put(1)
        self.wanted()
        self.assertEqual(
            (self.sku.stock_state, self.sku.stock_error, self.sku.is_urgent),
            ('waiting', False, False))
        self.sku.write({'stock_state': 'refused', 'stock_error': "No", 'stock_attempts': 1})
        self.sku._compare('stock', again=True)
        self.assertEqual(self.sku.stock_state, 'waiting')

    def test_one_bad_product(self):
        """What cannot be worked out is set aside with its reason; the others go on."""
        self.put(5)
        bad = self.make_sku('2', self.products['B'], self.leeds)
        others = self.make_sku('3', self.products['C'], self.leeds)
        counted = type(self.product)._compute_quantities_dict

        def fail(products, *args, **kwargs):
            if bad.product_id in products:
                raise ValueError("A customization of somebody's")
            return counted(products, *args, **kwargs)

        with (
            patch.object(type(self.product), '_compute_quantities_dict', fail),
            self.assertLogs('odoo.addons.tiktok_shop.tools.sentences', 'ERROR'),
        ):
            (self.sku | bad | others)._compare_safely('stock')
        self.assertEqual(
            (self.sku | bad | others).mapped('stock_state'), ['waiting', 'refused', 'waiting'])
        self.assertIn('ValueError', bad.push_error)

    def test_first_stock_of_a_new_listing(self):
        """By the same rule."""
        self.put(9)
        self.shop.stock_buffer = 2
        self.make_place('2')
        new = self.products['B']
        self.put(4, product=new)
        found = self.shop._quantities(self.product | new)
        self.assertEqual(found[self.product.id], {'1': 4, '2': 3})
        self.assertEqual(found[new.id], {'1': 1, '2': 1})

