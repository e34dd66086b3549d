import io

from PIL import Image

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger, pdf

from ...tools import documents, zpl
from .label_case import LabelCase, label, refused

ZPL = b'^XA\n^CI28^PW839^FO40,40^ADN,36^FD%s^FS^FO40,99^BY3^BCN,99,Y^FDAB1^FS^PQ1,0,1,Y\n^XZ\n'
# What would do more to a printer than print a label, or is none.
FORBIDDEN = (
    b'', b'%PDF-1.4', b'label', b'^XA', b'^XA^FDx^FS', b'^XZ', b'^XA^XA^XZ', b'x^XA^XZ', b'^XA^XZx',
    b'^XA^XZ~JR', b'~DGR:A.GRF,1,1,00^XA^XZ', b'^XA^FDa~b^FS^XZ', b'^XA\x03^XZ', b'^XA\x00^XZ',
    b'^XA^JUS^XZ', b'^xa^dfr:x^xz', b'^XA^IDR:*.*^XZ', b'^XA^CC+^XZ', b'^XA^KN1^XZ', b'^XA^HH^XZ',
    b'^XA^PQ500^XZ', b'^XA^PQ 5^XZ', b'^XA^GFB,1,1,1,x^XZ', b'^XA^^XZ', b'^XA^ ^XZ',
    b'^XA^XZ' * 51, b'^XA' + b' ' * (1 << 20) + b'^XZ', b'! U1 setvar "x" "y"\r\n^XA^XZ',
)


def picture(size=(300, 420), mode='1', **options):
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, 'PNG', **options)
    return stream.getvalue()


class TestForms(BaseCase):
    """Documents are pages, pictures of one, or text for label printers: what is none is refused."""

    def refused(self, content, form):
        with self.assertRaises(documents.Unreadable):
            documents.printable(content, form)

    def test_labels_for_label_printers(self):
        for content in (ZPL, 3 * ZPL, ZPL.lower(), b'^XA^GFA,1,1,1,:Z64:eJ+/=:ab^XZ'):
            self.assertEqual(documents.printable(content, documents.ZPL), content)
        for content in FORBIDDEN:
            with self.subTest(content=content[:30]):
                self.refused(content, documents.ZPL)

    def test_nothing_of_ours_is_a_command(self):
        text = zpl.separator(["WH/OUT/1", "2 x ^XZ~JR_\\ Größe"])
        self.assertEqual(zpl.checked(text, 1), text)
        self.assertEqual(text.count(b'~') + text.count(b'_5E'), 1)

    def test_pictures_are_pages(self):
        for content, size in (
            (picture(), (297, 417)), (picture((812, 1218), dpi=(203, 203)), (288, 432)),
            (picture(mode='RGBA'), (297, 417)), (picture((300, 420), 'P', dpi=(9, 9)), (297, 417)),
        ):
            page = documents.printable(content, documents.PNG)
            [found] = pdf.PdfFileReader(io.BytesIO(page)).pages
            width, height = found.mediabox[2:]
            self.assertLess(abs(width - size[0]) + abs(height - size[1]), 4)
        broken = picture()
        bomb = picture((20000, 2000))
        self.assertLess(len(bomb), 20000)
        for content in (b'', bomb, broken[:60], label("one"), broken.replace(b'IHDR', b'IHDX')):
            self.refused(content, documents.PNG)


@tagged('post_install', '-at_install')
class TestDocuments(LabelCase):
    """What goes with a label is fetched and printed with it, and never keeps it."""

    def test_as_a_picture(self):
        self.shop.label_document = 'SHIPPING_LABEL_PICTURE'
        package, picking = self.in_package('1153')
        self.fetch(_1153=picture())
        self.assertEqual(self.client.calls, [('1153', 'SHIPPING_LABEL_PICTURE', None)])
        self.assertEqual(package.label_state, 'ready', package.label_error)
        self.assertEqual(len(self.printed(picking)), 1)

    def test_what_goes_with_a_label(self):
        self.shop.write({'label_slip': True, 'label_size': 'A5'})
        self.client.papers = {'PACKING_SLIP': label("slip"), 'HAZMAT_LABEL': label("hazmat")}
        package, pickings = self.in_package('1153', orders=2)
        order = package.order_ids[0]
        items = [{**item, 'is_dangerous_good': True} for item in order.payload['line_items']]
        self.mirror(self.changed(order.payload, line_items=items))
        self.client.labels['1153'] = label("one")
        self.labelled('1154')
        self.assertEqual(self.client.calls[-2:], [
            ('1154', 'SHIPPING_LABEL', 'A5'), ('1154', 'PACKING_SLIP', 'A5')])
        self.assertIn(('1153', 'HAZMAT_LABEL', None), self.client.calls)
        self.assertFalse(package.papers_lacking)
        self.assertEqual(self.printed(pickings), ["one", "slip", "hazmat"])
        papers = self.env['ir.attachment'].with_user(self.packer).search([
            ('res_model', '=', 'stock.picking'), ('res_id', 'in', pickings.ids)])
        self.assertEqual(len(papers), 6, "each transfer has all three")
        pickings.with_user(self.packer).action_tts_fetch_label()
        self.fetch(_1153=label("two"))
        self.assertFalse(papers.exists())
        self.assertEqual(self.printed(pickings), ["two", "slip", "hazmat"])
        package._forget()
        self.assertFalse(package.paper_ids)

    def test_packing_slip_that_is_on_the_label(self):
        self.shop.write({
            'label_slip': True, 'label_document': 'SHIPPING_LABEL_AND_PACKING_SLIP'})
        self.labelled('1153')
        self.assertEqual(len(self.client.calls), 1)

    def test_label_is_ready_without_what_goes_with_it(self):
        self.shop.label_slip = True
        self.client.papers = {'PACKING_SLIP': refused(11034037)}
        package, picking = self.labelled('1153')
        self.assertEqual(picking.tts_label_state, 'ready')
        self.assertIn("Packing slip: The carrier is still making", picking.tts_label_message)
        self.assertEqual(self.printed(picking), ["1153"])
        self.assertFalse(self.fetch(), "not yet")
        self.client.calls.clear()
        self.client.papers['PACKING_SLIP'] = label("slip")
        package.label_retry = False
        self.assertTrue(self.fetch())
        self.assertEqual(self.client.calls, [('1153', 'PACKING_SLIP', 'A6')])
        self.assertEqual((package.paper_error, picking.tts_label_state), (False, 'printed'))
        self.assertFalse(self.fetch())
        self.assertEqual(self.printed(picking), ["1153", "slip"])

    @mute_logger('pypdf._reader')
    def test_what_goes_with_it_is_given_up(self):
        self.shop.label_slip = True
        for ref, told, attempts in (('11', refused(11034009), 1), ('12', b'<html>', 10)):
            self.client.papers = {'PACKING_SLIP': told}
            package, picking = self.labelled(ref)
            for _attempt in range(attempts - 1):
                package.label_retry = False
                self.assertTrue(self.fetch())
            self.assertFalse(self.fetch())
            self.assertFalse(package.papers_lacking)
            self.assertIn("Packing slip: ", picking.tts_label_message)
            self.assertEqual(picking.tts_label_state, 'ready')
        package.write({'papers_lacking': 'PACKING_SLIP', 'label_attempts': 10})
        self.fetch()
        self.assertIn("Tried 10 times", package.paper_error)
        self.assertEqual(package.label_state, 'ready')


@tagged('post_install', '-at_install')
class TestLabelPrinters(LabelCase):
    """Where TikTok has labels in ZPL, they are printed by a report of their own."""

    def setUp(self):
        super().setUp()
        self.shop.region = 'BR'
        self.shop.label_format = 'zpl'

    def in_zpl(self, ref):
        package, picking = self.in_package(ref)
        self.fetch(**{ref: ZPL % ref.encode()})
        self.assertEqual(package.label_state, 'ready', package.label_error)
        return package, picking

    def test_where_there_are_any(self):
        for vals in ({'region': 'GB'}, {'label_document': 'SHIPPING_LABEL_PICTURE'},
                     {'label_format': 'pdf', 'region': 'MX', 'label_invoice': True}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.shop.write(vals)

    def test_printed_as_one_text_in_pick_order(self):
        self.shop.label_separator = True
        pickings = self.env['stock.picking']
        for ref in ('11', '12'):
            pickings |= self.in_zpl(ref)[1]
        self.assertEqual(self.client.formats, {'ZPL'})
        pickings[0].move_line_ids.product_id.name = "Product Z"
        self.assertEqual(pickings[0].tts_package_ids.label_id.mimetype, 'text/zpl')
        action = pickings.with_user(self.packer).action_tts_print_labels()
        self.assertEqual(
            (action['report_name'], action['report_type']),
            ('tiktok_shop.report_labels_zpl', 'qweb-text'))
        text = self.printed_zpl(pickings)
        self.assertEqual(text.count('^XA'), 4)
        self.assertIn(pickings[0].name, text)
        self.assertEqual(set(pickings.mapped('tts_label_state')), {'printed'})
        self.assertEqual(pickings.tts_package_ids.label_printer_id, self.packer)

    def test_broken_one_costs_one(self):
        found = [self.in_zpl(ref) for ref in ('11', '12', '13')]
        found[1][0].label_id.raw = b'^XA^JUS^XZ'
        text = self.printed_zpl(self.env['stock.picking'].union(*(each for _one, each in found)))
        self.assertNotIn('JUS', text)
        self.assertEqual(text.count('^XA'), 2)
        self.assertEqual(found[1][1].tts_label_state, 'waiting')
        self.assertIn('12', found[1][1].message_ids[0].body)

    def test_beside_pages(self):
        self.shop.label_slip = True
        self.client.papers = {'PACKING_SLIP': label("slip")}
        package, text = self.in_zpl('11')
        self.shop.write({'label_format': 'pdf', 'label_slip': False})
        _package, page = self.labelled('12')
        action = (text | page).with_user(self.packer).action_tts_print_labels()
        self.assertEqual(action['tag'], 'do_multi_print')
        parts = [*action['params']['reports'], action['params']['anotherAction']]
        self.assertEqual(
            {name for name in ('report_labels', 'report_labels_zpl')
             if any(f'tiktok_shop.{name}' in str(part) for part in parts)},
            {'report_labels', 'report_labels_zpl'})
        self.assertEqual(sorted(self.printed(text | page)), ["12", "slip"])
        self.assertFalse(package.label_printed, "its slip alone was")
        self.assertIn('11', self.printed_zpl(text | page))
        self.assertTrue(package.label_printed)
        with self.assertRaises(UserError) as refusal:
            self.printed_zpl(page)
        self.assertIn("TikTok Labels", str(refusal.exception))

    def test_at_validation(self):
        _package, picking = self.in_zpl('11')
        picking.picking_type_id.tts_print_labels = True
        self.assertEqual(
            [each['report_name'] for each in picking._get_autoprint_report_actions()],
            ['tiktok_shop.report_labels_zpl'])

    def test_what_reconfigures_a_printer_is_refused(self):
        package, picking = self.in_package('11')
        self.fetch(_11=b'^XA^FDx^FS^JUS^XZ')
        self.assertEqual(package.label_state, 'waiting')
        self.assertIn("no document that can be printed", picking.tts_label_message)


@tagged('post_install', '-at_install')
class TestLabelThatCannotBeHad(LabelCase):
    """Who ships has a to-do for each parcel whose label cannot be had, with the reason and the
    link; it goes when the label is there, or TikTok waits for it no more.
    """

    def without(self, ref, orders=1):
        package, pickings = self.in_package(ref, orders=orders)
        self.fetch(**{ref: refused(11034002)})
        self.assertEqual(package.label_state, 'refused')
        return package, pickings

    def test_told_once_on_the_first_transfer(self):
        package, pickings = self.without('1153', orders=3)
        package.label_url = 'https://labels/<b>1153'
        package.label_state = 'refused'
        [todo] = pickings.activity_ids
        self.assertIn('1153', todo.summary)
        self.assertIn(package.label_error.split(':')[0], todo.note)
        self.assertIn('href="https://labels/', todo.note)
        self.assertNotIn('<b>', todo.note)
        self.assertEqual(todo.res_id, min(pickings.ids))

    def test_ends_when_it_is_fetched_again(self):
        _package, picking = self.without('1153')
        picking.with_user(self.packer).action_tts_fetch_label()
        self.assertFalse(picking.activity_ids)
        self.fetch(_1153=label("one"))
        self.assertFalse(picking.activity_ids)
        self.assertEqual(picking.tts_label_state, 'ready')

    def test_ends_when_the_parcel_is_gone(self):
        for ref, status in (('11', 'FULFILLING'), ('12', 'CANCELLED')):
            with self.subTest(status=status):
                package, picking = self.without(ref)
                other, second = self.without(f'{ref}0')
                self.told(ref, [self.changed(package.order_ids.payload)], status=status)
                self.assertFalse(picking.activity_ids)
                self.assertTrue(second.activity_ids, other.label_error)
