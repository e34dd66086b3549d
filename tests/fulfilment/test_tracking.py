from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...sandbox.world import parcels
from ..common import TtsCase


@tagged('post_install', '-at_install')
class TestTracking(TtsCase):
    """Whoever works on a transfer sees what has become of its parcel."""

    sandbox_options = {'markets': ('MY',)}

    def test_events_the_latest_first(self):
        order, sale = self.order(self.shop('MY'), shipping_type='TIKTOK')
        picking = sale.picking_ids
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        self.assertEqual(
            picking.with_user(packer).action_tts_track()['tag'], 'display_notification')
        self.world.ship(order.tiktok_id)
        self.world.collect(order.tiktok_id)
        [package] = self.world.order(order.tiktok_id).packages
        parcels.note(package, self.sandbox.clock.now() + 60, "<b>Held</b> at the depot")
        action = picking.with_user(packer).action_tts_track()
        events = self.env[action['res_model']].with_user(packer).search(action['domain'])
        self.assertEqual(events.mapped('text'), [
            "<b>Held</b> at the depot", "The carrier has collected the package.",
            "The seller has arranged the shipment."])
        self.assertEqual(events.mapped('time')[1].year, events[1].create_date.year)
        self.assertEqual(set(events.mapped('order_ref')), {order.tiktok_id})
        events.get_views([(False, 'list')])
        nobody = new_test_user(self.env, 'nobody', 'base.group_user')
        with self.assertRaises(AccessError):
            picking.with_user(nobody).action_tts_track()
