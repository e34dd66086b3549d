from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..products.test_sku_matching import MatchingCase


@tagged('post_install', '-at_install')
class TestSkuRepair(MatchingCase):
    """A wrong mapping can be undone: open orders get the right goods at the very same price."""

    def wrong_order(self, *units, **extra):
        """Have an order come in for a SKU that is mapped to A though it is B."""
        order = self.order(*(units or (self.unit('A'), self.unit('A'))), **extra)
        self.assertEqual(order.state, 'applied', order.reason)
        return order.sale_order_id

    def remap(self, product='B', sku_id='1'):
        self.the_sku(sku_id).product_id = self.products[product]

    def repair(self, sku_id='1', chosen=None):
        """Press Repair Orders, and Repair in the dialog; return what it has proposed."""
        skus = self.the_sku(sku_id)
        wizard = self.env['tts.sku.repair'].browse(skus.action_repair()['res_id'])
        proposed = {line.order_name: line.way for line in wizard.line_ids}
        if chosen is not None:
            wizard.line_ids.filtered(lambda line: line.order_name not in chosen).is_chosen = False
        wizard.action_repair()
        return proposed

    def goods(self, sale):
        """Return what leaves by a sales order: {reference: quantity}."""
        goods = {}
        for move in sale.picking_ids.move_ids.filtered(lambda move: move.state != 'cancel'):
            code = move.product_id.default_code
            goods[code] = goods.get(code, 0) + move.product_uom_qty
        return {code: quantity for code, quantity in goods.items() if quantity}

    def lines(self, sale):
        return [
            (line.product_id.default_code, line.product_uom_qty, line.price_unit, line.tts_item_ids)
            for line in sale.order_line if line.product_uom_qty]

    def test_quotation_is_written_anew(self):
        self.shop.auto_confirm = False
        sale = self.wrong_order()
        total = sale.amount_total
        self.remap()
        self.assertEqual(sale.order_line.product_id, self.product, "nothing without a word")
        self.assertEqual(self.repair(), {sale.name: 'rewrite'})
        self.assertEqual(sale.order_line.product_id, self.products['B'])
        self.assertTotal(sale, total)

    def test_confirmed_order_gets_the_right_goods(self):
        sale = self.wrong_order()
        total, items = sale.amount_total, sale.order_line.tts_item_ids
        self.remap()
        self.assertEqual(self.repair(), {sale.name: 'replace'})
        self.assertEqual(self.lines(sale), [('B', 2, 5, items)])
        self.assertEqual(self.goods(sale), {'B': 2})
        self.assertTotal(sale, total)
        # TikTok's news go on as if nothing had happened.
        self.mirror(self.part_cancelled(sale.tts_order_id.payload))
        self.assertEqual(self.goods(sale), {'B': 1})
        self.assertEqual(sale.tts_order_id.state, 'applied', sale.tts_order_id.reason)
        self.assertTotal(sale, total / 2)
        self.deliver(sale.picking_ids.filtered(lambda each: each.state != 'cancel'))
        self.assertEqual(sum(sale._create_invoices().mapped('amount_total')), total / 2)

    def test_locked_order(self):
        sale = self.wrong_order()
        sale.locked = True
        self.remap()
        self.repair()
        self.assertEqual(self.goods(sale), {'B': 2})
        self.assertTrue(sale.locked)

    def test_pack_that_was_taken_for_one_unit(self):
        sale = self.wrong_order(self.unit('A'))
        total = sale.amount_total
        self.the_sku().write({'product_id': self.products['B'].id, 'quantity': 3})
        self.repair()
        self.assertEqual(self.goods(sale), {'B': 3})
        self.assertTotal(sale, total)

    def test_pack_of_the_right_product(self):
        """The number of units alone was wrong."""
        sale = self.wrong_order()
        self.the_sku().quantity = 3
        self.assertEqual(self.the_sku().other_count, 1)
        self.assertEqual(self.repair(), {sale.name: 'replace'})
        self.assertEqual(self.goods(sale), {'A': 6})
        self.assertTotal(sale, 10)
        self.assertEqual(self.repair(), {})

    def test_two_prices_of_one_sku(self):
        sale = self.wrong_order(self.unit('A'), self.unit('A', original_price='7', sale_price='7'))
        total = sale.amount_total
        self.remap()
        self.repair()
        self.assertEqual(self.goods(sale), {'B': 2})
        self.assertTotal(sale, total)

    def test_bundle(self):
        """Its price is shared out among its components, of which one was wrong."""
        parts = [
            {'sku_id': '21', 'seller_sku': 'A', 'sku_count': 1, 'product_id': '1'},
            {'sku_id': '22', 'seller_sku': 'C', 'sku_count': 2, 'product_id': '1'},
        ]
        sale = self.wrong_order(self.unit('SET', combined_listing_skus=parts))
        total = sale.amount_total
        self.remap(sku_id='21')
        self.repair('21')
        self.assertEqual(self.goods(sale), {'B': 1, 'C': 2})
        self.assertTotal(sale, total)

    def test_fallback_product_that_stood_for_an_unknown_one(self):
        self.shop.write({
            'missing_product': 'fallback', 'fallback_product_id': self.products['C'].id})
        sale = self.wrong_order(self.unit('unknown'))
        self.assertEqual(self.goods(sale), {'C': 1})
        self.remap()
        self.assertEqual(self.repair(), {sale.name: 'replace'})
        self.assertEqual(self.goods(sale), {'B': 1})

    def test_only_what_is_chosen(self):
        first, second = self.wrong_order(), self.wrong_order()
        self.remap()
        self.repair(chosen=[second.name])
        self.assertEqual([self.goods(sale) for sale in (first, second)], [{'A': 2}, {'B': 2}])
        self.assertEqual(self.the_sku().other_count, 1)

    def test_what_has_left_is_for_a_person(self):
        sale = self.wrong_order()
        self.stock_up(5)
        self.deliver(sale.picking_ids)
        self.remap()
        self.assertEqual(self.repair(), {sale.name: 'todo'})
        self.assertEqual(self.goods(sale), {'A': 2})
        self.assertEqual(len(sale.activity_ids), 1)
        self.assertIn("Product B", sale.activity_ids.summary)
        self.repair()
        self.assertEqual(len(sale.activity_ids), 1, "once")
        sale.tts_order_id._apply()
        self.assertEqual(len(sale.activity_ids), 1, "it is a person's now")

    def test_todo_about_wrong_goods_is_known_whatever_it_is_called(self):
        """It comes once, stays done, and goes when the goods are right."""
        sale = self.wrong_order()
        self.stock_up(5)
        self.deliver(sale.picking_ids)
        self.remap()
        self.repair()
        sale.activity_ids.summary = "Call the warehouse"
        own = sale.activity_schedule('mail.mail_activity_data_todo', summary="My own")
        self.products['B'].name = "Product Renamed"
        self.repair()
        self.assertEqual(len(sale.activity_ids - own), 1, "once")
        (sale.activity_ids - own).action_done()
        sale.tts_order_id._apply()
        self.assertEqual(sale.activity_ids, own, "a person was done with it")
        self.repair()
        self.assertEqual(len(sale.activity_ids - own), 1, "asked for once more")
        self.remap('A')
        sale.tts_order_id._apply()
        self.assertEqual(sale.activity_ids, own, "nothing is wrong any more")

    def test_what_was_picked_or_changed_or_invoiced_is_for_a_person(self):
        picked, changed, invoiced = (self.wrong_order() for _order in range(3))
        picked.picking_ids.move_ids.write({'quantity': 2, 'picked': True})
        changed.order_line.product_uom_qty = 4
        invoiced._create_invoices()
        self.remap()
        self.assertEqual(set(self.repair().values()), {'todo'})
        for sale in (picked, changed, invoiced):
            self.assertEqual(sale.order_line.product_id, self.product)
            self.assertTrue(sale.activity_ids)

    def test_what_is_over_is_left_alone(self):
        cancelled, completed = self.wrong_order(), self.wrong_order()
        self.change(cancelled, 'CANCELLED')
        self.change(completed, 'COMPLETED')
        self.remap()
        self.assertEqual(self.the_sku().other_count, 0)
        self.assertEqual(self.repair(), {})

    def test_person_who_maps_is_told_what_follows(self):
        self.wrong_order()
        waiting = self.order(self.unit('unknown', sku_id='2'))
        self.env.cr.precommit.run()
        before = self.env['bus.bus'].search([])
        self.remap()
        self.remap(sku_id='2')
        self.env.cr.precommit.run()
        told = [row.message for row in self.env['bus.bus'].search([('id', 'not in', before.ids)])]
        self.assertTrue(any("1 open sales orders" in message for message in told), told)
        self.assertTrue(any("1 waiting orders" in message for message in told), told)
        self.assertEqual(waiting.state, 'pending')

    def test_user_of_tiktok_shop_repairs_without_other_rights(self):
        sale = self.wrong_order()
        user = new_test_user(self.env, 'mapper', groups='tiktok_shop.group_user,base.group_user')
        skus = self.the_sku().with_user(user)
        skus.product_id = self.products['B']
        self.assertEqual(skus.mapped_by, 'hand')
        wizard = self.env['tts.sku.repair'].with_user(user).browse(skus.action_repair()['res_id'])
        wizard.action_repair()
        self.assertEqual(self.goods(sale), {'B': 2})
        viewer = new_test_user(
            self.env, 'viewer', groups='tiktok_shop.group_viewer,base.group_user')
        with self.assertRaises(AccessError):
            skus.with_user(viewer).action_repair()

    def test_lines_of_other_orders_are_not_reached_by_the_dialog(self):
        foreign = self.wrong_order(self.unit('C', sku_id='3'))
        self.wrong_order()
        self.remap()
        wizard = self.env['tts.sku.repair'].browse(self.the_sku().action_repair()['res_id'])
        wizard.line_ids.sale_line_ref = foreign.order_line.id
        wizard.action_repair()
        self.assertEqual(self.goods(foreign), {'C': 1})
