import csv
import io
import logging
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger, pdf

from ...client import codes
from ..common import TtsCase
from ..terms import ROOT

TRANSPORT = logging.getLogger('odoo.addons.tiktok_shop.client.transport')
CALL = 'get-package-shipping-document'
PATH = '/shipping_documents'
# These are none of a person's: they pass when TikTok has caught up, or a request is decided.
PASSING = {21008109, 21021010, 21023035, 21042104}


def documented():
    """Return {code: kind} of what TikTok may answer when it is asked for a label."""
    with Path(ROOT, 'tests', 'contract', 'errors.csv').open(encoding='utf-8') as file:
        return {
            int(row['code']): row['kind'] for row in csv.DictReader(file)
            if row['area'] == 'fulfilment' and CALL in row['call'].split('|')}


@tagged('post_install', '-at_install')
class TestLabelsAtTikTok(TtsCase):
    """Labels over HTTP: asked for by the queue, fetched from where TikTok has them."""

    sandbox_options = {'markets': ('MY',)}

    def setUp(self):
        super().setUp()
        self.shop_ = self.account.shop_ids
        self.warehouse = self.env['stock.warehouse'].search(
            [('company_id', '=', self.company.id)], limit=1)
        self.env['stock.quant'].create([{
            'product_id': product.id, 'location_id': self.warehouse.lot_stock_id.id,
            'quantity': 1000} for product in self.products if product.tracking == 'none'])

    def arranged(self, late=0):
        """Have an order come in whose shipping is arranged, and return (package, transfers).

        :param int late: seconds that its carrier takes for the label
        """
        order = self.world.create_order(self.shop_.tiktok_id, shipping_type='TIKTOK')
        self.world.ship(order.id)
        for parcel in self.world.parcel_truth():
            if order.id in parcel['order_ids']:
                self.world.late_labels(late, parcel['id'])
        ours, sale = self.take(self.shop_, order)
        self.queue()
        return ours.package_ids, sale.picking_ids

    def queue(self):
        self.process('stock.picking', '_tts_cron_report')

    def again(self, package):
        """Have a label that waits fetched once more, as its time has come."""
        package.label_retry = False
        self.queue()

    def calls(self):
        return sum(call.path.endswith(PATH) for call in self.sandbox.calls)

    def text(self, package):
        [page] = pdf.PdfFileReader(io.BytesIO(package.label_id.raw)).pages
        return page.extract_text()

    def test_fetched_by_itself_once(self):
        package, picking = self.arranged()
        self.assertEqual((package.label_state, picking.tts_label_state), ('ready', 'ready'))
        self.assertEqual(package.label_id.res_id, picking.id)
        self.assertIn(package.tiktok_id, self.text(package))
        self.assertEqual(picking.carrier_tracking_ref, package.tracking_number)
        self.queue()
        self.assertEqual(self.calls(), 1)

    def test_size_and_packing_slip(self):
        self.shop_.write({
            'label_document': 'SHIPPING_LABEL_AND_PACKING_SLIP', 'label_size': 'A5'})
        package, _picking = self.arranged()
        pages = pdf.PdfFileReader(io.BytesIO(package.label_id.raw)).pages
        self.assertEqual(len(pages), 2)
        self.assertEqual(round(pages[0].mediabox.width / 72 * 25.4), 148)

    def test_one_that_is_late_comes_by_itself(self):
        package, picking = self.arranged(late=60)
        self.assertEqual((package.label_state, picking.tts_label_state), ('waiting',) * 2)
        self.sandbox.clock.advance(61)
        self.again(package)
        self.assertEqual(package.label_state, 'ready')

    @mute_logger('pypdf._reader')
    def test_broken_ones(self):
        for how in ('cut', 'empty', 'html', 'text'):
            with self.subTest(how=how):
                self.world.break_labels(1, how)
                package, _picking = self.arranged()
                self.world.break_labels(0)
                self.assertEqual(package.label_state, 'waiting')
                self.assertIn("no document", package.label_error)
                self.assertTrue(package.label_url)
                self.again(package)
                self.assertEqual((package.label_state, package.label_url), ('ready', False))

    def test_every_code(self):
        self.assertGreater(len(documented()), 15)
        # What is our own fault is in the log, each time.
        level, TRANSPORT.level = TRANSPORT.level, logging.CRITICAL
        self.addCleanup(TRANSPORT.setLevel, level)
        for code, kind in documented().items():
            with self.subTest(code=code):
                self.sandbox.faults.next(code, times=20, path=PATH)
                package, _picking = self.arranged()
                self.sandbox.faults.clear()
                waits = kind in (codes.RETRY, codes.WAIT) or code in PASSING
                self.assertEqual(
                    package.label_state, 'waiting' if waits else 'refused', package.label_error)
                self.assertIn(str(code), package.label_error)
                self.again(package)
                self.assertEqual(package.label_state == 'ready', waits)

    def test_shipped_by_the_seller(self):
        order = self.world.create_order(self.shop_.tiktok_id, shipping_type='SELLER')
        self.world.ship(order.id)
        ours, sale = self.take(self.shop_, order)
        self.queue()
        self.assertEqual(ours.package_ids.label_state, 'none')
        self.assertEqual(sale.picking_ids.tts_label_state, 'none')
        self.assertFalse(self.calls())

    def test_picked_up_before_it_was_fetched(self):
        self.sandbox.faults.next(11034037, path=PATH)
        package, _picking = self.arranged()
        self.world.scan(package.tiktok_id)
        self.again(package)
        self.assertEqual(package.label_state, 'refused')
        self.assertIn("the carrier has it", package.label_error)
        self.assertEqual(package.status, 'FULFILLING')
