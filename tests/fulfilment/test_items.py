from odoo.tests import tagged

from ...models.fulfilment.tts_shipment_items import Unreportable
from .. import payloads
from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestItems(GBCase):
    """Which of TikTok's items are in a transfer: the lowest that no other parcel has taken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.push_tracking = True

    def setUp(self):
        super().setUp()
        self.stock_up(100)
        self.stock_up(100, product=self.products['B'])

    def items(self, payload):
        return [unit['id'] for unit in payload['line_items']]

    def shipment(self, picking):
        """Return the only shipment of a transfer."""
        self.assertEqual(len(picking.tts_shipment_ids), 1)
        return picking.tts_shipment_ids

    def reported(self, picking, payload):
        """Return the items of a transfer, noted as reported."""
        shipment = self.shipment(picking)
        shipment.write({'item_refs': shipment._items_of(payload), 'state': 'reported'})
        return shipment.item_refs

    def backorder(self, picking):
        return self.env['stock.picking'].search([('backorder_id', '=', picking.id)])

    def test_one_parcel_has_all(self):
        payload = self.payload()
        picking = self.mirror(payload).sale_order_id.picking_ids
        self.deliver(picking)
        self.assertEqual(self.reported(picking, payload), self.items(payload))

    def test_nothing_is_told_of_a_transfer_that_is_not_done(self):
        picking = self.mirror(self.payload()).sale_order_id.picking_ids
        self.assertFalse(picking.tts_shipment_ids)
        self.assertEqual(picking.tts_report_state, 'none')

    def test_backorder_has_the_rest(self):
        payload = self.payload(units=[payloads.unit('A', '5') for _each in range(3)])
        picking = self.mirror(payload).sale_order_id.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
        rest = self.backorder(picking)
        self.assertEqual(self.reported(picking, payload), self.items(payload)[:2])
        self.deliver(rest)
        self.assertEqual(self.reported(rest, payload), self.items(payload)[2:])

    def test_what_was_dropped_without_a_backorder_is_not_told_as_left(self):
        payload = self.payload(units=[payloads.unit('A', '5') for _each in range(3)])
        picking = self.mirror(payload).sale_order_id.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()
        self.assertFalse(self.backorder(picking).filtered(lambda each: each.state != 'cancel'))
        self.assertEqual(self.reported(picking, payload), self.items(payload)[:2])

    def test_two_lines_of_one_product_in_two_parcels(self):
        payload = self.payload(units=[
            payloads.unit('A', '5'), payloads.unit('A', '5'), payloads.unit('A', '4'),
            payloads.unit('B', '4')])
        picking = self.mirror(payload).sale_order_id.picking_ids
        for move in picking.move_ids:
            move.quantity = 1
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
        first, second, third, fourth = self.items(payload)
        self.assertEqual(set(self.reported(picking, payload)), {first, third, fourth})
        rest = self.backorder(picking)
        self.deliver(rest)
        self.assertEqual(self.reported(rest, payload), [second])

    def test_what_tiktok_has_cancelled_is_left_out(self):
        payload = self.payload()
        order = self.mirror(payload)
        picking = order.sale_order_id.picking_ids
        self.deliver(picking)
        now = self.part_cancelled(payload)
        self.assertEqual(self.shipment(picking)._items_of(now), self.items(payload)[1:])

    def test_what_was_noted_stays(self):
        payload = self.payload(units=[payloads.unit('A', '5') for _each in range(3)])
        picking = self.mirror(payload).sale_order_id.picking_ids
        self.deliver(picking)
        shipment = self.shipment(picking)
        shipment.item_refs = self.items(payload)[1:2]
        self.assertEqual(shipment._items_of(payload), self.items(payload)[1:2])

    def test_pack_of_three(self):
        payload = self.payload(units=[payloads.unit('A', '9'), payloads.unit('A', '9')])
        self.mirror(self.payload(units=[payloads.unit('A', '9')]))
        self.env['tts.sku'].search([
            ('shop_id', '=', self.shop.id), ('product_id', '=', self.product.id)]).quantity = 3
        picking = self.mirror(payload).sale_order_id.picking_ids
        self.assertEqual(picking.move_ids.product_uom_qty, 6)
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
        self.assertEqual(self.reported(picking, payload), self.items(payload)[:1])

    def test_part_of_a_pack_cannot_be_told(self):
        payload = self.payload(units=[payloads.unit('A', '9'), payloads.unit('A', '9')])
        self.mirror(self.payload(units=[payloads.unit('A', '9')]))
        self.env['tts.sku'].search([
            ('shop_id', '=', self.shop.id), ('product_id', '=', self.product.id)]).quantity = 3
        picking = self.mirror(payload).sale_order_id.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False, skip_backorder=True).button_validate()
        with self.assertRaises(Unreportable) as refused:
            self.shipment(picking)._items_of(payload)
        self.assertIn("part of what TikTok counts as one unit", refused.exception.message)

    def test_pick_pack_ship_is_told_once_at_the_last_step(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        for _step in range(3):
            picking = sale.picking_ids.filtered(lambda each: each.state not in ('done', 'cancel'))
            self.assertFalse(sale.picking_ids.tts_shipment_ids)
            self.deliver(picking)
        self.assertEqual(self.reported(picking, payload), self.items(payload))

    def test_number_counts_wherever_in_the_chain_it_was_written(self):
        self.warehouse.delivery_steps = 'pick_ship'
        sale = self.mirror(self.payload()).sale_order_id
        pick = sale.picking_ids
        carrier = self.env['delivery.carrier'].create({
            'name': "Van", 'product_id': self.products['C'].id})
        pick.write({'carrier_id': carrier.id, 'carrier_tracking_ref': 'AB123456'})
        self.deliver(pick)
        ship = sale.picking_ids - pick
        ship.carrier_tracking_ref = False
        self.assertEqual(ship._tts_carrier_and_number(), (carrier, 'AB123456'))
        self.deliver(ship)
        self.assertEqual(self.shipment(ship).tracking_number, 'AB123456')
        self.assertFalse(pick.tts_shipment_ids)

    def test_what_has_left_at_tiktok_is_not_told(self):
        payload = self.payload()
        sale = self.mirror(payload).sale_order_id
        self.change(sale, 'IN_TRANSIT')
        self.deliver(sale.picking_ids)
        self.assertFalse(sale.picking_ids.tts_shipment_ids)

    def test_without_the_switch_nothing_is_told(self):
        self.shop.push_tracking = False
        picking = self.mirror(self.payload()).sale_order_id.picking_ids
        self.deliver(picking)
        self.assertFalse(picking.tts_shipment_ids)

    def test_return_is_not_told(self):
        picking = self.mirror(self.payload()).sale_order_id.picking_ids
        self.deliver(picking)
        back = self.take_back(picking)
        self.deliver(back)
        self.assertFalse(back.tts_shipment_ids)
