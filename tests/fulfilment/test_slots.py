from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client.fulfilment import FulfilmentCalls
from ...tools import parcels, values
from .arrange_case import ArrangeCase

NOTHING = {'can_pickup': False, 'can_drop_off': True, 'can_van_collection': False,
           'drop_off_url': '', 'slots': []}


@tagged('post_install', '-at_install')
class TestSlots(ArrangeCase):
    """When TikTok's carrier fetches a parcel, and what becomes of one that he did not fetch."""

    sandbox_options = {'markets': ('GB', 'MY')}

    # === HELPERS === #

    def asked(self, picking, **vals):
        """Return the dialog in which a pickup time was asked for."""
        wizard = self.env['tts.shipment.arrange'].with_context(
            active_model='stock.picking', active_ids=picking.ids).create({
                'handover_method': 'pickup', **vals})
        wizard.action_ask_slots()
        self.assertTrue(wizard.slot_ids, wizard.slot_problem)
        return wizard

    def over(self, wizard):
        """Arrange, and have the chosen time pass before TikTok is told."""
        slot = wizard.slot_id
        wizard.action_arrange()
        start = values.epoch(slot.start)
        self.sandbox.clock.advance(start - self.sandbox.clock.now())
        self.report()
        return slot

    # === TIMES === #

    def test_time_that_passes_before_tiktok_is_told(self):
        picking = self.sold('GB')
        slot = self.over(self.asked(picking))
        shipment = picking.tts_shipment_ids
        self.assertEqual(shipment.state, 'reported', shipment.error)
        self.assertGreater(shipment.slot_start, slot.start)
        self.assertIn("The pickup time was gone", picking.tts_report_message)
        [package] = self.there(picking)
        self.assertEqual(package.pickup_slot[0], values.epoch(shipment.slot_start))

    def test_time_that_is_over_waits_for_a_person_who_wants_that(self):
        picking = self.sold('GB')
        self.over(self.asked(picking, takes_next_slot=False))
        self.assertEqual(picking.tts_shipment_ids.state, 'refused')
        self.assertIn("Press Arrange Shipment", picking.tts_report_message)
        self.assertTrue(picking.activity_ids)
        self.assertTrue(picking.tts_can_arrange)
        self.asked(picking).action_arrange()
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertFalse(picking.activity_ids)

    def test_parcel_that_is_not_fetched_at_all_is_named(self):
        picking = self.sold('GB')
        wizard = self.asked(picking)
        with patch.object(FulfilmentCalls, 'handover_slots', lambda *_args: NOTHING):
            self.over(wizard)
        self.assertEqual(picking.tts_shipment_ids.state, 'refused')
        self.assertIn("choose Drop off", picking.tts_report_message)
        self.assertFalse(self.there(picking)[0].rts_time)

    def test_parcels_that_are_not_fetched_are_named_and_left_out(self):
        picking, other = self.sold('GB'), self.sold('GB')
        with patch.object(FulfilmentCalls, 'handover_slots_of', lambda _client, _cipher, ids: {
                ref: {**NOTHING, 'slots': [(1, 2)]} for ref in ids}):
            wizard = self.asked(picking | other)
        self.assertIn(other.name, wizard.slot_problem)
        self.assertNotIn(picking.name, wizard.slot_problem)
        wizard.action_arrange()
        self.assertIn(other.name, wizard.kept_back)
        self.assertFalse(other.tts_shipment_ids)
        self.arrange(other)
        self.report()
        self.assertEqual(
            (picking | other).tts_package_ids.mapped('handover_method'), ['PICKUP', 'DROP_OFF'])

    def test_pickup_is_for_one_shop_and_warehouse(self):
        wizard = self.asked(self.sold('GB') | self.sold('MY'))
        with self.assertRaisesRegex(UserError, "one shop"):
            wizard.action_arrange()

    def test_place_and_van(self):
        wizard = self.asked(self.sold('GB'), handover_method='drop_off')
        self.assertEqual(wizard.handover_method, 'drop_off')
        self.assertTrue(wizard.can_van_collection)
        self.assertIn('/drop-off', wizard.drop_off_url)

    # === NOT FETCHED === #

    def test_parcel_is_looked_after_once_when_its_pickup_is_over(self):
        picking = self.sold('GB')
        self.asked(picking).action_arrange()
        self.report()
        package = picking.tts_package_ids
        self.world.miss_pickup(package.tiktok_id)
        package._look_after_pickups()
        self.assertFalse(package.is_stale, "The carrier may still come")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE tts_package SET pickup_end = write_date - interval '2 hours', "
            "write_date = write_date - interval '5 hours' WHERE id = %s", [package.id])
        self.env.invalidate_all()
        package._look_after_pickups()
        self.assertTrue(package.is_stale)
        self.report()
        self.assertTrue(picking.tts_is_missed)
        self.assertTrue(picking.activity_ids)
        package.pickup_end = fields.Datetime.now() - timedelta(hours=2)
        package._look_after_pickups()
        self.assertFalse(package.is_stale, "It was read since")

    def test_missed_pickup_is_arranged_again(self):
        picking = self.sold('GB')
        self.asked(picking).action_arrange()
        self.report()
        [there] = self.there(picking)
        self.world.miss_pickup(there.id)
        row = {'id': there.id, 'status': there.status, 'update_time': there.update_time + 60}
        self.env['tts.package']._note_told(self.shop('GB'), parcels.told_by_search([row]))
        self.report()
        self.assertEqual(picking.tts_package_ids.sub_status, 'ISSUE')
        self.assertIn("Press Arrange Again", picking.tts_report_message)
        self.assertEqual(picking.tts_stage, 'trouble')
        self.assertIn("did not fetch", picking.activity_ids.summary)
        self.assertTrue(picking.tts_can_arrange)
        before = self.shipped()
        # An answer that is lost does not arrange it twice.
        self.sandbox.faults.next('cut', path='/ship')
        self.asked(picking).action_arrange()
        self.report()
        picking.tts_shipment_ids.sudo().write({'retry': False, 'lease': False})
        self.report()
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        self.assertFalse(there.missed)
        self.assertEqual(self.shipped(), before + 1)
        self.assertFalse(picking.tts_is_missed)
        self.assertFalse(picking.activity_ids)
        self.assertEqual(len(picking.tts_shipment_ids), 1)
