from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestSwitches(GBCase):
    """What each shop takes of TikTok's orders, and how far Odoo goes by itself."""

    def taken(self, status='AWAITING_SHIPMENT', **extra):
        """Return (state of the row, its reason, state of the sales order) of a new order."""
        order = self.mirror(self.payload(status, **extra))
        return order.state, order.reason_code, order.sale_order_id.state

    def test_as_a_shop_comes(self):
        names = (
            'import_orders', 'auto_create', 'auto_confirm', 'auto_transfer', 'import_shipped',
            'platform_shipping_from_collection', 'import_unpaid', 'notify_buyers',
        )
        self.assertEqual(
            {name: self.shop[name] for name in names},
            {**dict.fromkeys(names[:5], True), **dict.fromkeys(names[5:], False)})
        self.assertEqual(self.shop.invoice_policy, 'never')
        self.assertEqual(self.shop.shipped_policy, 'none')

    def test_a_manager_sets_them_on_the_form(self):
        manager = new_test_user(
            self.env, 'shopkeeper',
            groups='tiktok_shop.group_manager,sales_team.group_sale_manager,stock.group_stock_manager')
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        with Form(self.shop.with_user(manager)) as form:
            form.import_orders = form.auto_transfer = form.import_shipped = False
            form.platform_shipping_from_collection = form.notify_buyers = True
            form.invoice_policy = 'delivered'
            form.on_hold_policy = 'reserve'
            form.shipped_policy = 'move'
            form.shipped_location_id = outside
            form.fbt_location_id = self.env['stock.location']
        self.assertEqual(self.shop.shipped_location_id, outside)
        self.assertFalse(self.shop.auto_transfer)

    def test_what_a_switch_held_back_is_taken_when_it_changes(self):
        cases = [
            ('UNPAID', {'import_unpaid': False}, {'import_unpaid': True}),
            ('ON_HOLD', {'on_hold_policy': 'ignore'}, {'on_hold_policy': 'quotation'}),
            ('IN_TRANSIT', {'import_shipped': False}, {'import_shipped': True}),
        ]
        for status, before, after in cases:
            with self.subTest(status):
                self.shop.write(before)
                order = self.mirror(self.payload(status))
                self.assertEqual((order.state, order.sale_order_id.ids), ('ignored', []))
                self.shop.write(after)
                self.assertEqual(order.state, 'pending')
                order._apply()
                self.assertTrue(order.sale_order_id)

    # === CONFIRMING === #

    def test_auto_confirm(self):
        self.shop.auto_confirm = False
        self.shop.on_hold_policy = 'reserve'
        for status in ('ON_HOLD', 'AWAITING_SHIPMENT', 'IN_TRANSIT'):
            self.assertEqual(self.taken(status), ('applied', False, 'draft'))

    # === TRANSFERS === #

    def test_transfer_waits_for_a_person(self):
        self.shop.auto_transfer = False
        self.stock_up(5)
        for locked in (False, True):
            sale = self.mirror(self.payload()).sale_order_id
            sale.locked = locked
            self.assertEqual((sale.state, len(sale.picking_ids)), ('sale', 0))
            self.assertTrue(sale.tts_awaits_transfer)
            self.change(sale, 'AWAITING_COLLECTION')
            self.assertFalse(sale.picking_ids)
            sale.action_tts_create_transfer()
            self.assertEqual(sale.picking_ids.state, 'assigned')
            self.assertFalse(sale.tts_awaits_transfer)
            self.assertEqual(sale.locked, locked)

    def test_salesman_presses_the_button(self):
        self.shop.auto_transfer = False
        user = new_test_user(
            self.env, 'salesman', groups='tiktok_shop.group_user,sales_team.group_sale_salesman')
        sale = self.mirror(self.payload()).sale_order_id
        sale.user_id = user
        sale.with_user(user).action_tts_create_transfer()
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 2)

    def test_cancelled_units_before_and_after_the_button(self):
        self.shop.auto_transfer = False
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        payload = self.part_cancelled(payload)
        self.mirror(payload)
        self.assertFalse(sale.picking_ids)
        sale.action_tts_create_transfer()
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)
        self.mirror(self.part_cancelled(payload, 2))
        self.assertEqual(sale.order_line.product_uom_qty, 0)
        self.assertEqual(sale.picking_ids.state, 'cancel')

    def test_transfer_asked_for_on_hold_is_barred(self):
        self.shop.write({'auto_transfer': False, 'on_hold_policy': 'reserve'})
        sale = self.mirror(self.payload('ON_HOLD')).sale_order_id
        sale.action_tts_create_transfer()
        with self.assertRaises(UserError):
            self.deliver(sale.picking_ids)

    def test_no_button_for_what_has_left(self):
        self.shop.auto_transfer = False
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.assertFalse(sale.tts_awaits_transfer)

    # === WHAT IS TAKEN === #

    def test_import_shipped(self):
        for status in ('IN_TRANSIT', 'DELIVERED', 'COMPLETED'):
            self.assertEqual(self.taken(status), ('applied', False, 'sale'))
        self.shop.import_shipped = False
        for status in ('IN_TRANSIT', 'DELIVERED', 'COMPLETED'):
            self.assertEqual(self.taken(status), ('ignored', 'shipped', False))
        self.assertEqual(self.taken('AWAITING_COLLECTION'), ('applied', False, 'sale'))

    def test_what_was_taken_before_it_left_is_followed(self):
        self.shop.import_shipped = False
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual((sale.tts_order_id.state, sale.tts_status), ('applied', 'IN_TRANSIT'))

    def test_platform_shipping_from_collection(self):
        self.shop.platform_shipping_from_collection = True
        for status in ('ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'):
            self.assertEqual(
                self.taken(status, shipping_type='TIKTOK'), ('ignored', 'collection', False))
            self.assertEqual(self.taken(status, shipping_type='SELLER')[0], 'applied')
        for status in ('AWAITING_COLLECTION', 'IN_TRANSIT'):
            self.assertEqual(
                self.taken(status, shipping_type='TIKTOK'), ('applied', False, 'sale'))

    def test_platform_shipping_gets_its_transfer_at_collection(self):
        self.shop.platform_shipping_from_collection = True
        payload = self.payload(shipping_type='TIKTOK')
        order = self.mirror(payload)
        self.assertFalse(order.sale_order_id)
        self.mirror(self.changed(payload, 'AWAITING_COLLECTION'))
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.product_uom_qty, 2)

    def test_what_tiktok_fulfils_is_no_platform_shipping(self):
        self.shop.platform_shipping_from_collection = True
        self.assertEqual(
            self.taken(shipping_type='TIKTOK', fulfillment_type='FULFILLMENT_BY_TIKTOK')[0],
            'applied')

    def test_create_takes_it_all_the_same(self):
        self.shop.write({
            'import_shipped': False, 'platform_shipping_from_collection': True,
            'on_hold_policy': 'ignore', 'auto_create': False,
        })
        for status in ('UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'IN_TRANSIT'):
            order = self.mirror(self.payload(status, shipping_type='TIKTOK'))
            self.assertEqual(order.state, 'ignored')
            order.action_apply()
            self.assertTrue(order.sale_order_id, status)
