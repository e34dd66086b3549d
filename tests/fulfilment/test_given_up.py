from unittest.mock import patch

from lxml import etree

from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ...client import errors
from ...client.client import Client
from ...models.fulfilment.tts_shipment_call import Answer
from ..common import TtsCase

TRANSPORT = 'odoo.addons.tiktok_shop.client.transport'


@tagged('post_install', '-at_install')
class TestGivenUp(TtsCase):
    """Transfers that were given up for others, parcels that keep others from being told, and what
    TikTok tells that cannot be kept as it is.
    """

    sandbox_options = {'markets': ('MY', 'US')}

    def setUp(self):
        super().setUp()
        self.account.shop_ids.push_tracking = True
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    # === HELPERS === #

    def sold(self, region='MY', quantity=1):
        _order, sale = self.order(
            self.shop(region), shipping_type='TIKTOK', items=[{'quantity': quantity}])
        return sale.picking_ids

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def arranged(self, **what):
        picking = self.sold(**what)
        picking._tts_arrange('DROP_OFF')
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        return picking

    def anew(self, picking):
        """Cancel a transfer, and return the one that is made instead."""
        sale = picking.sale_id
        picking.action_cancel()
        sale.action_tts_create_transfer()
        return sale.picking_ids - picking

    def news(self, picking):
        self.take(picking.tts_shop_id, self.ref(picking))
        self.report()

    def ref(self, picking):
        return picking.sale_id.tts_order_id.tiktok_id

    def done(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    # === MADE ANEW === #

    def test_package_goes_to_the_transfer_that_is_made_anew(self):
        picking = self.arranged()
        package = picking.tts_package_ids
        other = self.anew(picking)
        self.world.scan(package.tiktok_id)
        self.news(other)
        self.assertEqual((other.tts_package_ids, picking.tts_package_ids), (package, package[:0]))
        self.assertEqual(other.carrier_tracking_ref, package.tracking_number)

    def test_what_was_refused_is_arranged_from_the_one_made_anew(self):
        picking = self.sold()
        picking._tts_arrange('DROP_OFF')
        self.world.refuse_shipping(self.ref(picking), 21011022)
        self.report()
        self.assertEqual(picking.tts_report_state, 'refused')
        self.assertTrue(picking.tts_shipment_ids.item_refs)
        other = self.anew(picking)
        self.assertFalse(other._tts_arrange('DROP_OFF'))
        self.report()
        self.assertEqual(other.tts_report_state, 'reported', other.tts_report_message)

    def test_what_waits_is_not_shipped_for_a_transfer_that_is_cancelled(self):
        picking = self.sold('US')
        picking._tts_arrange()
        picking.action_cancel()
        self.report()
        self.assertEqual(picking.tts_shipment_ids.state, 'cancelled')
        self.assertFalse(self.world.labels)

    # === STAGES === #

    def test_parcel_of_which_a_part_came_back_is_still_to_be_handed_over(self):
        picking = self.done(self.arranged(quantity=3))
        picking.tts_package_ids.sudo().label_printed = picking.date_done
        picking._tts_follow_stage()
        self.assertEqual(picking.tts_stage, 'to_hand_over')
        wizard = Form(self.env['stock.return.picking'].with_context(
            active_model='stock.picking', active_id=picking.id, active_ids=picking.ids)).save()
        wizard.product_return_moves.quantity = 1
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self.done(back)
        picking._tts_follow_stage()
        self.assertEqual(picking.tts_stage, 'to_hand_over')

    def test_what_is_cancelled_after_the_scan_need_not_be_pulled_out(self):
        picking = self.done(self.arranged())
        self.world.collect(self.ref(picking))
        self.news(picking)
        self.world.cancel(self.ref(picking), initiator='SYSTEM')
        self.news(picking)
        self.news(picking)
        self.assertEqual(picking.tts_package_ids.status, 'CANCELLED')
        self.assertEqual(picking.tts_stage, 'in_transit')
        self.assertFalse(picking.tts_wrong)

    # === OTHERS ARE TOLD === #

    def test_order_that_tiktok_does_not_tell_of_keeps_no_other(self):
        bad, good = self.sold(), self.sold()
        original = Client.order_details

        def details(client, cipher, ids):
            if self.ref(bad) in ids:
                raise errors.ValidationError(message="Their words", code=36009009)
            return original(client, cipher, ids)

        (bad | good)._tts_arrange('DROP_OFF')
        with patch.object(Client, 'order_details', details), mute_logger(TRANSPORT):
            self.report()
        self.assertEqual(good.tts_report_state, 'reported', good.tts_report_message)
        self.assertEqual(bad.tts_report_state, 'refused')
        self.assertTrue(bad.activity_ids)

    def test_no_label_is_bought_while_the_order_is_being_cancelled(self):
        picking = self.sold('US', quantity=2)
        picking.move_ids.quantity = 1
        picking.action_split_transfer()
        other = picking.sale_id.picking_ids - picking
        (picking | other)._tts_arrange()
        stuck = picking.tts_shipment_ids
        stuck.write({'state': 'refused', 'situation': 'undeliverable'})
        stuck._cancel_order('unable_to_deliver')
        stuck.retry = '2100-01-01'
        self.report()
        self.assertFalse(self.world.labels)
        self.assertIn("being cancelled", other.tts_report_message)

    def test_cancellation_that_was_given_up_is_not_sent_by_retry(self):
        shipment = self.arranged().tts_shipment_ids
        shipment.write({'state': 'refused', 'situation': 'undeliverable'})
        shipment._cancel_order('unable_to_deliver')
        shipment._give_up()
        self.assertEqual(shipment._undeliverable(), shipment)
        shipment._wake()
        self.report()
        self.assertNotEqual(self.world.order(self.ref(shipment.picking_id)).status, 'CANCELLED')

    def test_warnings_that_cannot_be_kept_as_they_are(self):
        picking = self.sold()
        [shipment] = self.env['tts.shipment']._plan([(picking, picking._tts_orders())])
        shipment._note_answer(Answer(is_done=True, warning='a\x00b' * 900), self.env['tts.package'])
        self.env.flush_all()
        self.assertLessEqual(len(shipment.warning), 1000)

    # === RIGHTS === #

    def test_viewers_without_rights_in_stock_open_packages_and_shipments(self):
        picking = self.arranged()
        viewer = new_test_user(self.env, 'viewer', 'base.group_user,tiktok_shop.group_viewer')
        for records in (picking.tts_package_ids, picking.tts_shipment_ids):
            for kind in ('list', 'form'):
                model = records.with_user(viewer)
                arch = etree.fromstring(model.get_view(view_type=kind)['arch'])
                names = {field.get('name') for field in arch.iter('field')
                         if not field.xpath('ancestor::field')}
                model.read(sorted(names & set(model._fields)))
