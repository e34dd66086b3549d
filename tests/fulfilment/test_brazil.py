import base64
from itertools import count
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client.client import Client
from ...client.errors import ValidationError
from ...client.logistics import LogisticsCalls
from ...sandbox.fulfilment.carriers import carrier
from ...tools import nfe
from ..common import TtsCase
from ..engine.test_event import Ringing

NUMBERS = count(1)
PATH = '/invoice/upload'
BAD = {
    'xml': (b'', b'<a', b'\x00', b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    'nfe': (b'<a/>', b'<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe"/>',
            b'<infNFe Id="NFe' + b'1' * 44 + b'"/>'),
    'large': (b' ' * (nfe.MOST_BYTES + 1),),
}


def invoice(number=1):
    """Return an invoice as the tax authority writes it, as far as anybody looks at it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00"><NFe>'
        f'<infNFe Id="NFe{number:044d}" versao="4.00"/></NFe></nfeProc>').encode()


@tagged('post_install', '-at_install')
class TestBrazil(Ringing, TtsCase):
    """TikTok wants the invoice of an order before its parcel leaves: it is sent from Odoo."""

    sandbox_options = {'markets': ('BR',)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb = cls.br = cls.account.shop_ids
        cls.br.push_tracking = True
        location = cls.br.warehouse_ids.warehouse_id[:1].lot_stock_id
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Correios", 'product_id': cls.products[0].id})
        cls.carrier.tts_provider_ids = cls.env['tts.provider'].create({
            'shop_id': cls.br.id, 'tiktok_id': carrier('Correios').id, 'name': "Correios"})
        cls.env['stock.quant'].create([
            {'product_id': product.id, 'location_id': location.id, 'quantity': 1000}
            for product in cls.products if product.tracking == 'none'])

    # === HELPERS === #

    def sold(self, **what):
        """Return an order whose transfer is done, and which waits for its invoice."""
        order, sale = self.order(self.br, shipping_type='SELLER', **what)
        picking = sale.picking_ids
        picking.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'BR{next(NUMBERS):09d}'})
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        self.queue()
        return order

    def queue(self):
        self.process('stock.picking', '_tts_cron_report')

    def state(self, order):
        return order._deliveries().tts_report_state

    def upload(self, order, content=None):
        wizard = self.env['tts.order.invoice'].create({
            'order_id': order.id, 'content': base64.b64encode(content or invoice()),
            'name': "nfe.xml"})
        wizard.action_upload()
        self.queue()

    def sent(self):
        return sum(call.path.endswith(PATH) for call in self.sandbox.calls)

    def answer(self, order, status='SUCCESS', reason=''):
        """The authorities answer, and TikTok rings."""
        self.world.answer_invoice(order.tiktok_id, status, reason)
        self.ring(36, number=next(NUMBERS), package_id='1', order_ids=[order.tiktok_id],
                  invoice_status=status, invalid_reason=reason)
        self.process('tts.event')
        self.queue()

    def todos(self, order):
        return order.sale_order_id.activity_ids.filtered('tts_code').mapped('note')

    # === SENT === #

    def test_parcel_waits_for_its_invoice_and_leaves_by_itself(self):
        order = self.sold()
        self.assertEqual((order.invoice_need, self.state(order)), ('NEED_INVOICE', 'waiting'))
        self.assertIn("Upload Invoice", order._deliveries().tts_report_message)
        self.upload(order)
        self.assertEqual(
            (order.invoice_need, order.invoice_upload), ('INVOICE_PROCESSING', 'sent'))
        self.assertEqual(self.state(order), 'waiting')
        self.answer(order)
        self.assertEqual((order.invoice_need, order.invoice_upload), ('INVOICE_UPLOADED', False))
        self.assertEqual(self.state(order), 'reported', order._deliveries().tts_report_message)
        self.queue()
        self.assertEqual(self.sent(), 1)

    def test_refused_one_is_a_todo_with_its_reason(self):
        order = self.sold()
        self.upload(order)
        self.answer(order, 'INVALID', 'NOT_AUTHORIZED')
        self.assertEqual(order.invoice_upload, 'refused')
        self.assertIn("not authorized", order.invoice_error)
        [note] = self.todos(order)
        self.assertIn("not authorized", note)
        self.upload(order, invoice(2))
        self.assertFalse(self.todos(order))
        self.answer(order)
        self.assertEqual(self.state(order), 'reported')
        self.assertEqual(self.sent(), 2)

    def test_one_that_the_authority_does_not_know_yet_is_sent_again(self):
        order = self.sold()
        self.upload(order)
        self.answer(order, 'INVALID', 'NOT_FOUND')
        self.assertEqual((order.invoice_upload, self.sent()), ('waiting', 1))
        order.invoice_retry = False
        self.queue()
        self.assertEqual((order.invoice_upload, self.sent()), ('sent', 2))

    def test_one_that_nobody_ever_knows_is_not_sent_without_end(self):
        order = self.sold()
        self.upload(order)
        for _time in range(12):
            self.answer(order, 'INVALID', 'NOT_FOUND')
            order.invoice_retry = False
            self.queue()
        self.assertEqual(order.invoice_upload, 'refused')
        self.assertEqual(len(self.todos(order)), 1)
        self.assertLess(self.sent(), 12)

    def test_order_in_two_packages_that_tiktok_looks_at_is_sent(self):
        order = self.sold()
        refused = ValidationError(message="Sent before", code=21011003)
        upload = LogisticsCalls.upload_invoice

        def twice(client, *args):
            upload(client, *args)
            raise refused  # as for the second package of an order

        with patch.object(LogisticsCalls, 'upload_invoice', twice):
            self.upload(order)
        self.assertEqual((order.invoice_upload, order.invoice_error), ('sent', False))
        self.assertFalse(self.todos(order))

    def test_order_that_tiktok_does_not_know_is_not_taken_for_sent(self):
        order = self.sold()
        with patch.object(Client, 'order_details', lambda *_args: []):
            self.upload(order)
        self.assertEqual((order.invoice_upload, self.sent()), ('refused', 0))

    def test_lost_answer_sends_it_once(self):
        order = self.sold()
        self.sandbox.faults.next('cut', path=PATH)
        self.upload(order)
        order.write({'invoice_retry': False, 'invoice_lease': False})
        self.queue()
        self.assertEqual((order.invoice_upload, self.sent()), ('sent', 1))

    def test_what_seller_center_has_sent_is_not_sent_again(self):
        order = self.sold()
        self.world.answer_invoice(order.tiktok_id)
        self.upload(order)
        self.assertEqual((order.invoice_upload, self.sent()), (False, 0))
        self.assertEqual(self.state(order), 'reported')
        with self.assertRaisesRegex(UserError, "wants no invoice"):
            order.action_upload_invoice()

    def test_lost_webhook(self):
        order = self.sold()
        self.upload(order)
        self.world.answer_invoice(order.tiktok_id, 'FAILED')
        order.invoice_date = '2026-01-01'
        self.take(self.br, order.tiktok_id)
        self.assertEqual(order.invoice_upload, 'refused')
        self.assertEqual(len(self.todos(order)), 1)

    # === WHICH FILE === #

    def test_what_is_no_invoice(self):
        order = self.sold()
        for code, contents in BAD.items():
            for content in contents:
                with self.subTest(code=code, content=content[:40]):
                    with self.assertRaises(nfe.Unusable) as caught:
                        nfe.access_key(content)
                    self.assertEqual(caught.exception.code, code)
        with self.assertRaisesRegex(UserError, "no NF-e"):
            self.upload(order, b'<a/>')
        self.assertFalse(order.invoice_upload)

    def test_that_of_the_customer_invoice_goes_by_itself(self):
        order, other = self.sold(), self.sold()
        moves = (order | other).sale_order_id._create_invoices(grouped=True)
        moves.action_post()
        attachments = self.env['ir.attachment'].create([{
            'name': f'{content[:3]}.xml', 'raw': content, 'res_model': 'account.move',
            'res_id': order.sale_order_id.invoice_ids.id, 'mimetype': 'application/xml',
        } for content in (invoice(3), b'<other/>')])
        self.process('tts.shop', '_cron_fetch_news')
        self.assertFalse(order.invoice_upload)
        self.br.push_invoices = True
        self.process('tts.shop', '_cron_fetch_news')
        self.assertEqual((order.invoice_upload, other.invoice_upload), ('waiting', False))
        self.assertEqual(order.invoice_file_id.raw, attachments[0].raw)
        self.queue()
        self.assertEqual(order.invoice_upload, 'sent')
        wizard = self.env['tts.order.invoice'].create({'order_id': order.id})
        self.assertEqual(wizard.file_id, attachments[1])
