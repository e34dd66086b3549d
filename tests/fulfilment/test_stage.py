from odoo.fields import Command
from odoo.tests import tagged

from ...models.fulfilment.stock_picking_stage import STAGES
from .test_labels import LabelCase, label


class StageCase(LabelCase):
    """Transfers of a shop, and how far they are."""

    def sold(self, status='AWAITING_SHIPMENT', by='TIKTOK', **extra):
        """Return the transfer of an order that is shipped by TikTok's carrier, or the seller's."""
        return self.mirror(
            self.payload(status, shipping_type=by, **extra)).sale_order_id.picking_ids

    def stages(self, pickings):
        """Return the stages of some transfers as they are in the database."""
        self.env.flush_all()
        pickings.invalidate_recordset()
        return [picking.tts_stage for picking in pickings.sorted('id')]

    def assertStage(self, pickings, *stages):
        self.assertEqual(self.stages(pickings), list(stages))

    def packed(self, picking, ref, status='PROCESSING', **extra):
        """Have TikTok tell that all of a transfer is in a package."""
        order = picking._tts_orders()
        items = [{**item, 'package_id': ref, 'package_status': status}
                 for item in order.payload['line_items']]
        self.mirror(self.changed(order.payload, 'AWAITING_COLLECTION', line_items=items))
        return self.told(ref, [order.payload], status, **extra)

    def look_again(self, picking):
        orders = picking._tts_orders()
        orders._compare_again()
        orders.filtered(lambda order: order.state == 'pending')._apply()

    def moved_on(self, package, status, **extra):
        self.env['tts.package']._take(self.shop, [{
            **package.payload, 'status': status, 'update_time': package.payload['update_time'] + 60,
            **extra}])


@tagged('post_install', '-at_install')
class TestStage(StageCase):
    """A transfer tells what whoever packs has to do next."""

    def test_what_tiktoks_carrier_takes(self):
        picking = self.sold()
        self.assertStage(picking, 'to_arrange')
        picking._tts_arrange()
        self.assertStage(picking, 'to_print')
        picking.tts_shipment_ids.state = 'cancelled'
        self.assertStage(picking, 'to_arrange')
        package = self.packed(picking, '1153')
        self.assertStage(picking, 'to_print')
        self.fetch(_1153=label("one"))
        self.assertStage(picking, 'to_print')
        self.printed(picking)
        self.assertStage(picking, 'to_pack')
        self.deliver(picking)
        self.assertStage(picking, 'to_hand_over')
        for status in ('FULFILLING', 'COMPLETED'):
            self.moved_on(package, status)
            self.assertStage(picking, 'in_transit')

    def test_label_that_is_printed_after_the_goods_were_done(self):
        picking = self.sold()
        self.packed(picking, '1153')
        self.fetch(_1153=label("one"))
        self.deliver(picking)
        self.assertStage(picking, 'to_print')
        self.printed(picking)
        self.assertStage(picking, 'to_hand_over')

    def test_what_was_done_before_it_was_arranged(self):
        picking = self.sold()
        self.deliver(picking)
        self.assertStage(picking, 'to_arrange')

    def test_what_the_seller_ships(self):
        self.shop.push_tracking = True
        picking = self.sold(by='SELLER')
        self.assertStage(picking, 'to_pack')
        self.deliver(picking)
        self.assertStage(picking, 'to_hand_over')
        for state, stage in (('lacking', 'trouble'), ('refused', 'trouble'),
                             ('waiting', 'to_hand_over'), ('reported', 'to_hand_over')):
            picking.tts_shipment_ids.state = state
            self.assertStage(picking, stage)
        self.change(picking.sale_id, 'IN_TRANSIT')
        self.assertStage(picking, 'in_transit')
        picking.tts_shipment_ids.state = 'refused'
        self.assertStage(picking, 'in_transit')

    def test_what_is_lost_or_damaged(self):
        picking = self.sold()
        package = self.packed(picking, '1153')
        self.deliver(picking)
        self.moved_on(package, 'FULFILLING', ship_exception_reason='PACKAGE_LOST')
        self.assertStage(picking, 'trouble')

    def test_label_that_cannot_be_had(self):
        picking = self.sold()
        package = self.packed(picking, '1153')
        package.write({'label_state': 'refused', 'label_error': "No"})
        self.assertStage(picking, 'trouble')
        package._refetch_label()
        self.assertStage(picking, 'to_print')
        self.shop.label_document = False
        self.assertStage(picking, 'to_pack')
        self.shop.label_document = 'SHIPPING_LABEL'
        self.assertStage(picking, 'to_print')

    # === ORDERS === #

    def test_cancelled_before_the_scan(self):
        picking, other = self.sold(by='SELLER'), self.sold(by='SELLER')
        self.deliver(picking)
        for each in (picking, other):
            self.change(each.sale_id, 'CANCELLED')
        self.assertStage(picking | other, 'trouble', False)
        self.deliver(self.take_back(picking))
        self.assertStage(picking, False)

    def test_held_is_no_trouble_and_a_request_is(self):
        self.shop.on_hold_policy = 'reserve'
        held = self.sold('ON_HOLD')
        self.assertStage(held, 'to_arrange')
        self.change(held.sale_id, 'AWAITING_SHIPMENT', is_buyer_request_cancel=True)
        self.assertStage(held, 'trouble')
        self.change(held.sale_id, is_buyer_request_cancel=False)
        self.assertStage(held, 'to_arrange')

    def test_total_that_is_not_tiktoks(self):
        picking = self.sold(by='SELLER')
        line = picking.move_ids.sale_line_id
        line.price_unit += 1
        self.look_again(picking)
        self.assertTrue(picking.tts_bar)
        self.assertStage(picking, 'trouble')
        line.price_unit -= 1
        self.look_again(picking)
        self.assertStage(picking, 'to_pack')

    def test_other_sales_and_returns_have_none(self):
        picking = self.sold(by='SELLER')
        self.deliver(picking)
        self.assertStage(self.take_back(picking), False)
        sale = picking.sale_id.copy()
        sale.action_confirm()
        self.assertStage(sale.picking_ids, False)

    # === STEPS === #

    def test_each_step_until_it_is_done(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        pick = self.sold()
        self.assertStage(pick, 'to_arrange')
        self.packed(pick, '1153')
        self.assertStage(pick, 'to_print')
        self.fetch(_1153=label("one"))
        self.printed(pick)
        self.assertStage(pick, 'to_pack')
        self.deliver(pick)
        pack = pick.move_ids.move_dest_ids.picking_id
        self.assertStage(pick | pack, False, 'to_pack')
        self.deliver(pack)
        ship = pack.move_ids.move_dest_ids.picking_id
        self.deliver(ship)
        self.assertStage(pick | pack | ship, False, False, 'to_hand_over')

    def test_step_whose_parcel_belongs_to_a_later_one(self):
        ship = self.sold()
        places = {'location_id': self.warehouse.lot_stock_id.id,
                  'location_dest_id': self.warehouse.wh_output_stock_loc_id.id}
        pick = self.env['stock.picking'].create({
            **places, 'picking_type_id': self.warehouse.pick_type_id.id, 'move_ids': [
                Command.create({
                    **places, 'product_id': move.product_id.id,
                    'product_uom_qty': move.product_uom_qty, 'sale_line_id': move.sale_line_id.id,
                    'move_dest_ids': move.ids}) for move in ship.move_ids]})
        pickings = ship | pick
        self.assertStage(pickings, 'to_arrange', 'to_arrange')
        self.packed(ship, '1153')
        self.fetch(_1153=label("one"))
        self.assertStage(pickings, 'to_print', 'to_print')
        self.printed(pick)
        self.assertStage(pickings, 'to_pack', 'to_pack')

    # === COST === #

    def test_many_cost_as_much_as_few(self):
        def queries(pickings):
            self.stages(pickings)
            before = self.env.cr.sql_log_count
            self.env.add_to_compute(pickings._fields['tts_stage'], pickings)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for number in range(12):
            self.packed(self.sold(), f'115{number}')
        pickings = self.env['stock.picking'].search([('tts_shop_id', '=', self.shop.id)])
        self.assertEqual(len(pickings), 12)
        self.assertEqual(queries(pickings[:2]), queries(pickings))

    # === COLUMNS === #

    def test_all_columns_are_there_in_their_order(self):
        picking = self.sold()
        found = self.env['stock.picking'].with_user(self.packer).with_context(
            read_group_expand=True).web_read_group(
                [('id', '=', picking.id)], ['tts_stage'], ['__count'])['groups']
        self.assertEqual(
            [(each['tts_stage'], each['__count']) for each in found],
            [(stage, int(stage == 'to_arrange')) for stage, _label in STAGES])

    def test_cards_tell_a_packer_what_he_needs(self):
        picking = self.sold()
        package = self.packed(picking, '1153')
        self.moved_on(
            package, 'PROCESSING', handover_method='PICKUP', shipping_provider_name="Royal Mail",
            pickup_slot={'start_time': 1790000000, 'end_time': 1790003600},
            ship_exception_reason='PACKAGE_LOST')
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_transfers')
        [kanban] = [id_ for id_, kind in action['views'] if kind == 'kanban']
        seen = picking.with_user(self.packer)
        views = seen.get_views([(kanban, 'kanban'), (False, 'search')])
        arch = views['views']['kanban']['arch']
        for text in ('default_group_by="tts_stage"', 'records_draggable="0"'):
            self.assertIn(text, arch)
        [card] = seen.web_read({name: {} for name in views['models']['stock.picking']['fields']})
        self.assertEqual(
            (card['tts_stage'], card['tts_provider_name'], card['tts_handover_method'],
             card['tts_wrong'], card['tts_shop']),
            ('trouble', "Royal Mail", 'PICKUP', "The carrier has lost the parcel.",
             self.shop.name))
        self.assertTrue(card['tts_pickup_start'])
        for name in ('tts_shop_id', 'tts_stage', 'tts_provider_name', 'tts_handover_method',
                     'tts_pickup_start:day'):
            groups = seen.web_read_group([('id', '=', picking.id)], [name], ['__count'])['groups']
            self.assertEqual(sum(each['__count'] for each in groups), 1, name)

    def test_a_packer_finds_those_of_one_shop(self):
        picking, other = self.sold(), self.make_shop('US')
        Picking = self.env['stock.picking'].with_user(self.packer)
        self.assertIn(picking, Picking.search([('tts_shop', 'ilike', self.shop.name)]))
        self.assertFalse(Picking.search([('tts_shop', 'ilike', other.name)]))

    def test_cancelled_after_it_was_done_says_what_to_do(self):
        picking = self.sold(by='SELLER')
        self.deliver(picking)
        self.change(picking.sale_id, 'CANCELLED')
        self.assertIn("pull the parcel out", picking.with_user(self.packer).tts_wrong)
