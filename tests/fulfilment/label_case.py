import io
from contextlib import contextmanager
from unittest.mock import patch

from reportlab.pdfgen import canvas

from odoo.tests import new_test_user
from odoo.tools import pdf

from ...client import refusals
from ...models.fulfilment import tts_package_label_work
from ...tools import documents
from ..shop_case import GBCase


def label(text):
    """Return a PDF of one page with a text on it."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=documents.A6)
    page.drawString(20, 20, text)
    page.save()
    return stream.getvalue()


def texts(content):
    """Return the text of each page of a PDF."""
    return [page.extract_text().strip() for page in pdf.PdfFileReader(io.BytesIO(content)).pages]


def refused(code, message="No"):
    return refusals.refusal(
        code, message, 'request', 200, call='get-package-shipping-document')


class Asked:
    """What stands for a client: it gives the labels that it has, and notes what it is asked for.

    What else there is of a package is its label, unless `papers` has something for its kind.
    """

    def __init__(self):
        self.labels, self.papers, self.calls, self.formats = {}, {}, [], set()

    def shipping_document(self, _cipher, package_id, document_type, *, size=None, format=None):
        self.calls.append((package_id, document_type, size))
        self.formats.add(format)
        found = self.papers.get(document_type, self.labels[package_id])
        if isinstance(found, Exception):
            raise found
        name = document_type if document_type in self.papers else package_id
        return {'url': f'https://labels/{name}', 'tracking_number': ''}

    def download_document(self, url):
        return {**self.labels, **self.papers}[url.rpartition('/')[2]]


class LabelCase(GBCase):
    """A shop whose parcels TikTok's carrier takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.sudo().write({'state': 'connected'})
        cls.packer = new_test_user(cls.env, 'tts_packer', 'stock.group_stock_user')

    def setUp(self):
        super().setUp()
        self.stock_up(100)
        self.stock_up(100, product=self.products['B'])
        self.client, self.passed = Asked(), set()

        @contextmanager
        def tiktok(_shop, **_options):
            yield self.client

        self.startPatcher(patch.object(self.registry['tts.shop'], '_tiktok', tiktok))
        self.startPatcher(patch(
            'odoo.addons.tiktok_shop.models.fulfilment.tts_package_label_work.commit_progress',
            lambda *_args: 1))
        self.startPatcher(patch.object(
            tts_package_label_work, 'note', lambda _env, write: write()))

    def in_package(self, ref, status='PROCESSING', orders=1, **extra):
        """Return a package with all of some new orders, and its transfers."""
        rows = []
        for _each in range(orders):
            payload = self.payload(shipping_type='TIKTOK', **extra)
            items = [
                {**item, 'package_id': ref, 'package_status': status}
                for item in payload['line_items']]
            rows.append(self.changed(payload, line_items=items))
        sales = self.mirror(*rows).sale_order_id
        return self.told(ref, rows, status), sales.picking_ids

    def told(self, ref, orders, status='PROCESSING', number='AB123456'):
        Package = self.env['tts.package']
        Package._take(self.shop, [{
            'id': ref, 'status': status, 'tracking_number': number,
            'orders': [{'id': order['id']} for order in orders],
            'update_time': orders[0]['update_time'], 'order_line_item_ids': [
                item['id'] for order in orders for item in order['line_items']]}])
        return Package.search([('shop_id', '=', self.shop.id), ('tiktok_id', '=', ref)])

    def fetch(self, **labels):
        """Have labels made at TikTok, and fetch what is due; return whether anything was."""
        self.client.labels.update({ref.strip('_'): made for ref, made in labels.items()})
        return self.env['tts.package']._fetch_some(self.passed)

    def labelled(self, ref, **options):
        """Return a package whose label is there, and its transfers."""
        package, pickings = self.in_package(ref, **options)
        self.fetch(**{ref: label(ref)})
        self.assertEqual(package.label_state, 'ready')
        return package, pickings

    def printed(self, pickings):
        """Print as Odoo does, and return the text of each page."""
        report = self.env['ir.actions.report'].with_user(self.packer).with_context(
            force_report_rendering=True)
        content, kind = report._render_qweb_pdf('tiktok_shop.report_labels', pickings.ids)
        self.assertEqual(kind, 'pdf')
        return texts(content)

    def printed_zpl(self, pickings):
        """Print for label printers as Odoo does, and return the text."""
        content, kind = self.env['ir.actions.report'].with_user(self.packer)._render_qweb_text(
            'tiktok_shop.report_labels_zpl', pickings.ids)
        self.assertEqual(kind, 'text')
        return content.decode()
