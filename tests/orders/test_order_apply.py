from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.tiktok_shop import const
from odoo.addons.tiktok_shop.tools import order_decision, order_status

from .. import payloads
from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestOrderApply(GBCase):
    """What becomes of an order at TikTok, and what follows when it changes there."""

    def states(self, *payloads_):
        return [(order.state, order.sale_order_id.state) for order in self.mirror(*payloads_)]

    # === WHAT IS TAKEN === #

    def test_statuses(self):
        expected = {
            'UNPAID': ('ignored', False),
            'ON_HOLD': ('applied', 'draft'),
            'AWAITING_SHIPMENT': ('applied', 'sale'),
            'PARTIALLY_SHIPPING': ('applied', 'sale'),
            'AWAITING_COLLECTION': ('applied', 'sale'),
            'IN_TRANSIT': ('applied', 'sale'),
            'DELIVERED': ('applied', 'sale'),
            'COMPLETED': ('applied', 'sale'),
            'CANCELLED': ('ignored', False),
            'NEW_ONE': ('blocked', False),
        }
        orders = self.mirror(*(self.payload(status) for status in expected))
        self.assertEqual(
            {order.status: (order.state, order.sale_order_id.state) for order in orders}, expected)

    def test_policies_that_are_decided_by_are_those_of_a_new_shop(self):
        policies = order_decision.Policies()._asdict()
        self.assertIsNone(policies.pop('go_live'))
        defaults = self.env['tts.shop'].default_get(list(policies))
        self.assertEqual({name: defaults.get(name, False) for name in policies}, policies)

    def test_each_status_has_a_label(self):
        self.assertEqual(tuple(const.STATUS_LABELS), order_status.STATUSES)

    def test_transfer_is_made_for_what_is_to_be_shipped(self):
        sale = self.mirror(self.payload()).sale_order_id
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 2)
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)

    def test_no_transfer_for_what_has_left_or_leaves_from_tiktok(self):
        orders = self.mirror(
            self.payload('IN_TRANSIT'), self.payload(fulfillment_type='FULFILLMENT_BY_TIKTOK'))
        self.assertEqual(orders.mapped('state'), ['applied', 'applied'])
        self.assertFalse(orders.sale_order_id.picking_ids)

    def test_policies_of_the_shop(self):
        self.shop.write({'on_hold_policy': 'ignore', 'import_unpaid': True, 'auto_confirm': False})
        self.assertEqual(
            self.states(self.payload('ON_HOLD'), self.payload('UNPAID'), self.payload()),
            [('ignored', False), ('applied', 'draft'), ('applied', 'draft')])

    def test_review_before_creating(self):
        self.shop.auto_create = False
        order = self.mirror(self.payload())
        self.assertEqual((order.state, order.reason_code), ('ignored', 'review'))
        order.action_apply()
        self.assertEqual(order.sale_order_id.state, 'sale')

    def test_history_is_recorded_but_neither_shipped_nor_invoiced(self):
        self.shop.go_live_date = fields.Date.to_date('2026-11-21')
        old = self.payload(create_time=payloads.NOON - payloads.DAY)
        new = self.payload(create_time=payloads.NOON)
        orders = self.mirror(old, new)
        self.assertEqual(orders.mapped('sale_order_id.state'), ['draft', 'sale'])
        self.assertEqual(orders.mapped('reason_code'), ['history', False])
        self.assertFalse(orders[0].sale_order_id.picking_ids)

    def test_order_is_dated_and_marked_as_at_tiktok(self):
        self.shop.tag_ids = self.env['crm.tag'].create({'name': "TikTok"})
        payload = self.payload(
            is_cod=True, buyer_message="Leave with neighbour", seller_note="Fragile",
            tts_sla_time=payloads.NOON + 2 * payloads.DAY, order_type='PRE_ORDER')
        sale = self.mirror(payload).sale_order_id
        self.assertEqual(sale.date_order, fields.Datetime.to_datetime('2026-11-20 12:00:00'))
        self.assertEqual(sale.commitment_date, fields.Datetime.to_datetime('2026-11-22 12:00:00'))
        self.assertEqual(sale.client_order_ref, payload['id'])
        self.assertEqual(sale.tts_marks, "Cash on delivery, Pre order")
        self.assertEqual(sale.tts_buyer_message, "Leave with neighbour")
        self.assertEqual(sale.tts_seller_note, "Fragile")
        self.assertEqual(
            (sale.team_id, sale.tag_ids, sale.pricelist_id, sale.tts_shop_id),
            (self.shop.team_id, self.shop.tag_ids, self.shop.pricelist_id, self.shop))

    def test_replacement_is_linked_to_its_original(self):
        original = self.mirror(self.payload())
        replacement = self.mirror(self.payload(
            is_replacement_order=True, replaced_order_id=original.tiktok_id))
        self.assertEqual(replacement.original_order_id, original)
        self.assertIn("Replacement", replacement.marks)

    def test_incomplete_order_is_told(self):
        for hole in ({'line_items': None}, {'payment': None}, {'line_items': []}):
            order = self.mirror(self.payload() | hole)
            self.assertEqual((order.state, order.reason_code), ('blocked', 'incomplete'))

    def test_extra_null_and_missing_fields_do_no_harm(self):
        payload = self.payload(brand_new={'a': [1]}, buyer_message=None, rts_sla_time=None)
        for key in ('order_type', 'user_id', 'shipping_type', 'fulfillment_type', 'paid_time'):
            payload.pop(key)
        self.assertEqual(self.states(payload), [('applied', 'sale')])

    # === WAREHOUSES === #

    def test_only_warehouse_is_the_one_meant(self):
        order = self.mirror(self.payload(warehouse_id='733'))
        self.assertEqual(order.sale_order_id.warehouse_id, self.shop.warehouse_ids.warehouse_id)

    def test_unmapped_warehouse_is_never_guessed(self):
        second = self.env['stock.warehouse'].create({'name': "Second", 'code': 'SEC'})
        order = self.mirror(self.payload(warehouse_id='733'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'warehouse'))
        self.shop.warehouse_ids.warehouse_id = second
        self.assertEqual(order.state, 'pending')
        order._apply()
        self.assertEqual(order.sale_order_id.warehouse_id, second)

    # === CHANGES === #

    def test_the_same_again_writes_nothing(self):
        payload = self.payload()
        order = self.mirror(payload)
        before = order.write_date, order.sale_order_id.write_date
        self.assertFalse(self.mirror(payload))
        self.assertEqual((order.write_date, order.sale_order_id.write_date), before)

    def test_older_news_never_overwrites(self):
        payload = self.payload('ON_HOLD')
        order = self.mirror(self.changed(payload, 'AWAITING_SHIPMENT'))
        self.assertFalse(self.mirror(payload))
        self.assertEqual(order.status, 'AWAITING_SHIPMENT')

    def test_news_of_the_same_second_is_taken(self):
        payload = self.payload('ON_HOLD')
        order = self.mirror(payload)
        self.mirror({**payload, 'status': 'AWAITING_SHIPMENT'})
        self.assertEqual(order.sale_order_id.state, 'sale')

    def test_latest_of_several_in_one_batch(self):
        payload = self.payload('ON_HOLD')
        order = self.mirror(self.changed(payload, 'AWAITING_SHIPMENT'), payload)
        self.assertEqual(len(order), 1)
        self.assertEqual(order.status, 'AWAITING_SHIPMENT')

    def test_release_sets_customer_and_address_and_confirms(self):
        payload = self.payload('ON_HOLD', address={}, warehouse_id='')
        sale = self.mirror(payload).sale_order_id
        self.assertEqual((sale.state, sale.partner_id), ('draft', self.shop.generic_partner_id))
        self.mirror(self.changed(payload, 'AWAITING_SHIPMENT', recipient_address=payloads.ADDRESS))
        self.assertEqual(sale.state, 'sale')
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")
        self.assertEqual(sale.partner_id.tts_buyer_id, payload['user_id'])
        self.assertEqual(sale.pricelist_id, self.shop.pricelist_id)
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)
        self.assertTotal(sale, '10')

    def test_later_statuses_are_mirrored_and_change_nothing_else(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        for status in ('AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'COMPLETED'):
            payload = self.changed(payload, status)
            self.mirror(payload)
            self.assertEqual(sale.tts_status, status)
        self.assertEqual(len(sale.order_line), 1)
        self.assertEqual(self.env['sale.order'].search([('tts_status', '=', 'COMPLETED')]), sale)

    def test_address_changed_at_tiktok_reaches_the_open_transfer(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.mirror(self.changed(payload, recipient_address={
            **payloads.ADDRESS, 'address_line1': "9 New Road"}))
        self.assertEqual(sale.partner_shipping_id.street, "9 New Road")
        self.assertEqual(sale.picking_ids.partner_id.street, "9 New Road")

    def test_units_that_are_told_after_confirming_are_a_to_do(self):
        for change in ('gift', 'sku'):
            with self.subTest(change):
                payload = self.payload()
                sale = self.mirror(payload).sale_order_id
                units = [dict(unit) for unit in payload['line_items']]
                if change == 'gift':
                    units.append(payloads.unit('B', '0', is_gift=True))
                else:
                    other = payloads.unit('B', '5')
                    units[0] |= {name: other[name] for name in ('sku_id', 'seller_sku')}
                news = self.changed(payload, line_items=units)
                self.mirror(news)
                self.assertIn("other units", sale.activity_ids.summary)
                self.assertIn("B", sale.activity_ids.note)
                self.mirror(self.changed(news, line_items=payload['line_items']))
                self.assertFalse(sale.activity_ids)

    def test_address_of_what_was_delivered_stays(self):
        self.stock_up(2)
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.deliver(sale.picking_ids, quantity=1)
        self.mirror(self.changed(payload, recipient_address={
            **payloads.ADDRESS, 'address_line1': "9 New Road"}))
        streets = {picking.state: picking.partner_id.street for picking in sale.picking_ids}
        self.assertEqual(streets, {'done': "2 Example Road", 'assigned': "9 New Road"})

    def test_lines_that_a_person_added_stay(self):
        payload = self.payload('ON_HOLD')
        sale = self.mirror(payload).sale_order_id
        sale.order_line = [Command.create({'product_id': self.products['B'].id, 'price_unit': 3})]
        self.mirror(self.changed(payload, 'AWAITING_SHIPMENT'))
        self.assertEqual(sale.state, 'sale')
        self.assertEqual(sorted(sale.order_line.mapped('price_unit')), [3, 5])

    # === CANCELLATIONS === #

    def test_cancelled_before_shipping(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.mirror(self.changed(payload, 'CANCELLED'))
        self.assertEqual((sale.state, sale.picking_ids.state), ('cancel', 'cancel'))
        self.assertEqual(sale.tts_order_id.state, 'applied')

    def test_cancelled_quotation_and_locked_order(self):
        for status, lock in (('ON_HOLD', False), ('AWAITING_SHIPMENT', True)):
            payload = self.payload(status)
            sale = self.mirror(payload).sale_order_id
            if lock:
                sale.action_lock()
            self.mirror(self.changed(payload, 'CANCELLED'))
            self.assertEqual(sale.state, 'cancel')

    def test_cancelled_after_goods_left_is_a_to_do(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.deliver(sale.picking_ids)
        self.mirror(self.changed(payload, 'CANCELLED'))
        self.assertEqual(sale.state, 'sale')
        self.assertIn("goods have left", sale.activity_ids.summary)

    def test_cancelled_after_it_was_invoiced_is_a_to_do(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        sale._create_invoices().action_post()
        self.mirror(self.changed(payload, 'CANCELLED'))
        self.assertEqual(sale.state, 'cancel')
        self.assertIn("Credit the invoice", sale.activity_ids.summary)

    def test_cancelled_units_lower_the_quantity(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.mirror(self.part_cancelled(payload))
        self.assertEqual(sale.order_line.product_uom_qty, 1)
        self.assertEqual(sale.picking_ids.move_ids.product_uom_qty, 1)
        self.assertEqual(len(sale.order_line.tts_item_ids), 1)
        self.assertTotal(sale, '5')

    def test_cancelled_units_that_were_delivered_are_a_to_do(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.deliver(sale.picking_ids)
        self.mirror(self.part_cancelled(payload))
        self.assertEqual(sale.order_line.product_uom_qty, 2)
        self.assertIn("delivered", sale.activity_ids.summary)

    def test_cancelled_units_take_tiktoks_part_along(self):
        self.shop.money_policy = 'buyer'
        payload = self.payload(
            units=[payloads.unit('A', '5', '0', '1'), payloads.unit('A', '5', '0', '1')]
        )
        sale = self.mirror(payload).sale_order_id
        self.assertTotal(sale, '8')
        self.mirror(self.part_cancelled(payload))
        self.assertTotal(sale, '4')

    # === WHAT A PERSON DID === #

    def test_deleted_sales_order_is_made_again_only_by_button(self):
        payload = self.payload('ON_HOLD')
        order = self.mirror(payload)
        order.sale_order_id.unlink()
        self.mirror(self.changed(payload, 'AWAITING_SHIPMENT'))
        self.assertEqual((order.state, order.reason_code), ('ignored', 'deleted'))
        order.action_apply()
        self.assertEqual(order.sale_order_id.state, 'sale')

    def test_sales_order_cancelled_by_hand_comes_back_only_by_button(self):
        payload = self.payload()
        order = self.mirror(payload)
        order.sale_order_id._action_cancel()
        self.mirror(self.changed(payload, 'AWAITING_COLLECTION'))
        self.assertEqual(
            (order.sale_order_id.state, order.reason_code), ('cancel', 'cancelled_by_hand'),
        )
        order.action_apply()
        self.assertEqual(order.sale_order_id.state, 'sale')
        self.assertTotal(order.sale_order_id, '10')

    # === TROUBLE === #

    @mute_logger('odoo.addons.tiktok_shop.models.engine.tts_mirror_apply')
    def test_poisoned_order_blocks_alone(self):
        poisoned = self.payload()
        good = [self.payload() for _order in range(3)]
        commands = self.registry['tts.order']._line_commands

        def fail(order, *args):
            if order.tiktok_id == poisoned['id']:
                raise ZeroDivisionError
            return commands(order, *args)

        self.patch(self.registry['tts.order'], '_line_commands', fail)
        orders = self.mirror(*good, poisoned)
        self.assertEqual(orders.mapped('state'), ['applied'] * 3 + ['blocked'])
        self.assertEqual(len(orders.sale_order_id), 3)

    def test_status_that_is_new_blocks_what_is_confirmed_too(self):
        payload = self.payload()
        order = self.mirror(payload)
        self.mirror(self.changed(payload, 'FRAUD_REVIEW'))
        self.assertEqual((order.state, order.reason_code), ('blocked', 'status'))
        self.assertIn("FRAUD_REVIEW", order.reason)
        self.assertNotIn("Update the app", order.reason)
        self.assertEqual(order.status_label, "Fraud review")
        self.assertEqual(order.sale_order_id.state, 'sale')
        self.assertIn("nobody can tell", order._bar())
        # What comes next is known again.
        self.mirror(self.changed(self.changed(payload)))
        self.assertEqual((order.state, order._bar()), ('applied', ''))

    def test_status_that_is_new_is_the_one_that_all_units_agree_on(self):
        def told(status, *units):
            order = self.mirror(self.payload(status, units=[
                {**payloads.unit('A', '5'), 'display_status': shown, 'package_status': packed}
                for shown, packed in units]))
            return order, order.status

        for units, status, state in [
            ([('IN_TRANSIT', ''), ('IN_TRANSIT', 'FULFILLING')], 'IN_TRANSIT', 'sale'),
            ([('DELIVERED', None)], 'DELIVERED', 'sale'),
            ([('AWAITING_COLLECTION', 'PROCESSING')], 'AWAITING_COLLECTION', 'sale'),
            ([('AWAITING_SHIPMENT', 'TO_FULFILL')], 'AWAITING_SHIPMENT', 'sale'),
            ([('WHATEVER', 'FULFILLING')], 'IN_TRANSIT', 'sale'),
            ([('IN_TRANSIT', ''), ('CANCELLED', '')], 'IN_TRANSIT', 'sale'),
            ([('UNPAID', '')], 'UNPAID', False),
            ([('CANCELLED', ''), ('CANCEL', '')], 'CANCELLED', False),
        ]:
            with self.subTest(units):
                order, found = told('NEW_STATUS', *units)
                self.assertEqual((found, order.sale_order_id.state), (status, state))
                self.assertIn("(New status)", order.status_label)
                self.assertNotEqual(order.reason_code, 'status')
        for units in (
            [('IN_TRANSIT', ''), ('DELIVERED', '')], [('IN_TRANSIT', 'TO_FULFILL')],
            [('AWAITING_SHIPMENT', '')], [('WHATEVER', '')], [('', '')],
        ):
            with self.subTest(units):
                order, found = told('NEW_STATUS', *units)
                self.assertEqual((found, order.reason_code), ('NEW_STATUS', 'status'))
                self.assertEqual(order.status_label, "New status")

    def test_yes_and_no_may_be_text(self):
        order = self.mirror(self.payload(is_buyer_request_cancel='false', is_cod='true'))
        self.assertFalse(order.is_cancel_requested)
        self.assertTrue(order.is_cod)

    def test_refusal_of_odoo_is_shown(self):
        """As of a product that was mapped, then given to another company."""
        payload = self.payload()
        item = payload['line_items'][0]
        skus = self.env['tts.sku']._find_or_create(
            self.shop, {item['sku_id']: self.env['tts.sku']._listed_vals(item)})
        self.product.company_id = self.env['res.company'].create({'name': "Another"})
        order = self.mirror(payload)
        self.assertEqual((order.state, order.reason_code), ('blocked', 'refused'))
        self.assertIn("company", order.reason)
        self.assertFalse(order.sale_order_id)
        skus[item['sku_id']].product_id = self.products['B']
        order._apply()
        self.assertEqual(order.sale_order_id.state, 'sale')

    def test_blocked_orders_are_tried_again_less_and_less(self):
        order = self.mirror(self.payload(units=[payloads.unit('UNKNOWN', '5')]))
        pauses = []
        for _attempt in range(3):
            order._apply()
            pauses.append((order.next_attempt - fields.Datetime.now()).total_seconds() // 60)
        self.assertEqual(order.attempts, 4)
        self.assertEqual(pauses, sorted(pauses))
        self.assertGreater(pauses[-1], 2 * pauses[0])

    def test_orders_of_other_channels_are_left_alone(self):
        sale = self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Someone"}).id,
            'order_line': [Command.create({'product_id': self.product.id})],
        })
        self.assertEqual(sale.order_line.price_unit, 99)
        sale.action_confirm()
        self.assertFalse(sale.tts_order_id)
        self.assertEqual(sale.date_order.date(), fields.Date.today())
        self.assertFalse(sale._create_invoices().invoice_line_ids.tts_price_included)
