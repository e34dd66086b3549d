from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common import TtsCase

UNDELIVERABLE = 11021012


@tagged('post_install', '-at_install')
class TestArrangedTogether(TtsCase):
    """Whoever arranges several transfers sees how it goes, and what TikTok has refused."""

    sandbox_options = {'markets': ('MY',)}

    def setUp(self):
        super().setUp()
        for product in self.products:
            self.env['stock.quant']._update_available_quantity(
                product, self.shop('MY').warehouse_ids.warehouse_id[:1].lot_stock_id, 100)
        self.packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')

    # === HELPERS === #

    def sold(self, count=1):
        """Return the transfers of some orders that TikTok's carrier takes."""
        return self.env['stock.picking'].with_user(self.packer).union(*(
            self.order(self.shop('MY'), shipping_type='TIKTOK')[1].picking_ids.with_user(
                self.packer) for _number in range(count)))

    def dialog(self, pickings):
        return self.env['tts.shipment.arrange'].with_user(self.packer).with_context(
            active_model='stock.picking', active_ids=pickings.ids).create({})

    def report(self):
        self.process('stock.picking', '_tts_cron_report')
        self.env.invalidate_all()

    def check(self, wizard, **expected):
        names = ('arranged', 'refused', 'later', 'waiting')
        self.env.invalidate_all()
        self.assertEqual(
            {name: wizard[f'{name}_count'] for name in names},
            {**dict.fromkeys(names, 0), **expected}, wizard.sent_ids.mapped('tts_report_message'))

    # === WHAT IS SEEN === #

    def test_progress_and_what_was_refused(self):
        pickings = self.sold(3)
        barred = self.sold()
        self.world.request_cancel(barred.tts_order_ref)
        self.take(self.shop('MY'), barred.tts_order_ref)
        self.world.refuse_shipping(pickings[1].tts_order_ref, UNDELIVERABLE)
        wizard = self.dialog(pickings | barred)
        shown = wizard.action_arrange()
        self.assertEqual((shown['res_model'], shown['res_id']), (wizard._name, wizard.id))
        view, _kind = shown['views'][0]
        self.assertIn('tts_shipment_progress', wizard.get_view(view, 'form')['arch'])
        self.check(wizard, waiting=3)
        self.assertEqual((wizard.progress, wizard.sent_count), (0, 3))
        self.assertIn(barred.name, wizard.kept_back)
        self.report()
        self.check(wizard, arranged=2, refused=1)
        self.assertEqual(wizard.progress, 100)
        opened = wizard.action_open_refused()
        self.assertEqual(self.env[opened['res_model']].search(opened['domain']).ids,
                         pickings[1].ids)
        again = wizard.action_retry_refused()
        self.assertEqual(again['params']['next']['res_id'], wizard.id)
        self.check(wizard, arranged=2, waiting=1)
        self.report()
        self.check(wizard, arranged=3)

    def test_what_has_to_wait_and_what_is_cancelled_meanwhile(self):
        pickings = self.sold(3)
        wizard = self.dialog(pickings)
        wizard.action_arrange()
        self.world.request_cancel(pickings[0].tts_order_ref)
        self.world.cancel(pickings[1].tts_order_ref)
        self.report()
        self.check(wizard, arranged=1, refused=1, later=1)
        self.assertGreater(
            pickings[0].sudo().tts_shipment_ids.retry, fields.Datetime.now())

    def test_shop_that_is_not_connected_is_waited_for(self):
        wizard = self.dialog(self.sold(2))
        wizard.action_arrange()
        self.account.state = 'expired'
        self.check(wizard, later=2)

    def test_single_transfer_tells_it_itself(self):
        picking = self.sold()
        self.assertEqual(self.dialog(picking).action_arrange()['tag'], 'display_notification')
        self.assertEqual(picking.tts_report_state, 'waiting')
