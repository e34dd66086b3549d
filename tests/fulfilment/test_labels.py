from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...client import errors
from ...tools import documents
from .label_case import Asked, LabelCase, label, refused, texts

BROKEN = {
    'a page of the web': b'<html>503</html>',
    'nothing': b'',
    'a head alone': b'%PDF-1.4',
}


@tagged('post_install', '-at_install')
class TestFetching(LabelCase):
    """Labels are fetched as soon as shipping is arranged, and lie on their transfers."""

    def test_label_lies_on_its_transfer(self):
        package, picking = self.in_package('1153')
        self.assertEqual(picking.tts_label_state, 'waiting')
        self.assertTrue(self.fetch(_1153=label("one")))
        self.assertEqual(self.client.calls, [('1153', 'SHIPPING_LABEL', 'A6')])
        self.assertEqual((package.label_state, picking.tts_label_state), ('ready', 'ready'))
        attachment = package.label_id.with_user(self.packer)
        self.assertEqual(texts(attachment.raw), ["one"])
        self.assertEqual((attachment.res_model, attachment.res_id), ('stock.picking', picking.id))
        self.assertFalse(self.fetch(), "it is there")

    def test_shop_says_which_document(self):
        self.shop.write({'label_document': 'SHIPPING_LABEL_AND_PACKING_SLIP', 'label_size': 'A5'})
        self.labelled('1153')
        self.assertEqual(self.client.calls, [('1153', 'SHIPPING_LABEL_AND_PACKING_SLIP', 'A5')])

    def test_shop_that_wants_none(self):
        self.shop.label_document = False
        self.in_package('1153')
        self.assertFalse(self.fetch())
        self.shop.label_document = 'SHIPPING_LABEL'
        self.assertTrue(self.fetch(_1153=label("one")))

    def test_what_tiktok_gives_no_label_for_is_not_asked_for(self):
        package, picking = self.in_package('1', 'TO_FULFILL')
        self.assertIn("not arranged", package._label_lacking())
        package, picking = self.in_package('2', 'FULFILLING')
        self.assertIn("the carrier has the parcel", package._label_lacking())
        package, picking = self.in_package('3')
        package.order_ids.shipping_type = 'SELLER'
        self.assertIn("the seller's own", package._label_lacking())
        package, _picking = self.in_package('4')
        package.order_ids.fulfillment_type = 'FULFILLMENT_BY_TIKTOK'
        self.assertFalse(self.fetch())
        self.assertFalse(self.client.calls)
        self.assertEqual(picking.tts_label_state, 'none')

    def test_carrier_that_is_still_making_it_is_asked_again(self):
        package, picking = self.in_package('1153')
        pauses = []
        for _attempt in range(15):
            before = fields.Datetime.now()
            self.assertTrue(self.fetch(_1153=refused(11034037)))
            self.assertEqual((package.label_state, picking.tts_label_state), ('waiting',) * 2)
            pauses.append(package.label_retry - before)
            self.assertFalse(self.fetch(), "not yet")
            package.label_retry = fields.Datetime.now()
        self.assertLess(pauses[0], timedelta(seconds=15))
        self.assertLess(pauses[1], timedelta(seconds=30))
        self.assertLessEqual(max(pauses), timedelta(minutes=11))
        self.assertIn("still making its label", picking.tts_label_message)
        self.assertTrue(self.fetch(_1153=label("one")))
        self.assertEqual((package.label_state, package.label_error), ('ready', False))

    def test_what_tiktok_never_gives_is_refused(self):
        for code, words in (
            (11034002, "the seller ships it himself"), (21008043, "TikTok's warehouse"),
            (21042102, "the carrier has it"), (21023059, "pull it out"),
            (11034009, "Press Load Warehouses"),
        ):
            with self.subTest(code=code):
                package, picking = self.in_package(f'11{code}')
                self.assertTrue(self.fetch(**{f'11{code}': refused(code)}))
                self.assertEqual(
                    (package.label_state, picking.tts_label_state), ('refused', 'refused'))
                self.assertIn(words, picking.tts_label_message)
                self.assertIn(str(code), picking.tts_label_message)
                self.assertFalse(self.fetch())

    def test_what_was_not_as_thought_is_read_again(self):
        package, _picking = self.in_package('1153')
        self.fetch(_1153=refused(21023059))
        self.assertTrue(package.is_stale)

    def test_request_to_be_decided_passes(self):
        package, _picking = self.in_package('1153')
        for _attempt in range(12):
            self.fetch(_1153=refused(21021010))
            package.label_retry = False
        self.assertEqual(package.label_state, 'waiting')
        self.assertIn("a request to be decided", package.label_error)

    def test_shop_that_cannot_be_asked_is_passed_over(self):
        package, _picking = self.in_package('1153')
        for _attempt in range(12):
            self.passed.clear()
            self.assertTrue(self.fetch(_1153=errors.Unavailable(message="Down")))
            self.assertEqual(self.passed, {self.shop.id})
            self.assertFalse(self.fetch())
            package.label_retry = False
        self.assertEqual(package.label_state, 'waiting')

    def test_document_that_cannot_be_had_stays_as_a_link(self):
        package, _picking = self.in_package('1153')
        gone = patch.object(
            Asked, 'download_document', side_effect=errors.Unavailable(message="Down"))
        with gone:
            self.fetch(_1153=label("one"))
        self.assertFalse(self.passed, "it is that document's fault alone")
        self.assertEqual(
            (package.label_state, package.label_url), ('waiting', 'https://labels/1153'))
        package.label_retry = False
        self.fetch()
        self.assertEqual((package.label_state, package.label_url), ('ready', False))

    @mute_logger('pypdf._reader')
    def test_what_is_no_pdf_is_refused_in_the_end(self):
        for number, (what, content) in enumerate(BROKEN.items()):
            package, picking = self.in_package(f'115{number}')
            good, _picking = self.in_package(f'116{number}')
            self.fetch(**{f'115{number}': content, f'116{number}': label("good")})
            with self.subTest(what=what):
                self.assertEqual(package.label_state, 'waiting')
                self.assertEqual(good.label_state, 'ready')
                for _attempt in range(9):
                    package.label_retry = False
                    self.fetch()
                self.assertEqual(package.label_state, 'refused')
                self.assertIn("no document that can be printed", picking.tts_label_message)
                self.assertTrue(package.label_url)

    def test_answer_that_nobody_foresaw_is_set_aside(self):
        package, _picking = self.in_package('1153')
        good, _picking = self.in_package('1154')
        with self.assertLogs('odoo.addons.tiktok_shop', 'ERROR'):
            self.fetch(_1153=ValueError("odd"), _1154=label("good"))
        self.assertEqual((package.label_state, good.label_state), ('waiting', 'ready'))
        self.assertIn("Unexpected error", package.label_error)

    def test_worker_that_dies_over_one_again_and_again(self):
        package, _picking = self.in_package('1153')
        package.write({'label_state': 'waiting', 'label_attempts': 10})
        self.fetch(_1153=label("one"))
        self.assertEqual(package.label_state, 'refused')
        self.assertFalse(self.client.calls)

    def test_one_that_a_worker_holds(self):
        package, _picking = self.in_package('1153')
        package.label_lease = fields.Datetime.now() + timedelta(minutes=1)
        self.assertFalse(self.fetch(_1153=label("one")))

    def test_fetched_once_more(self):
        package, picking = self.labelled('1153')
        before = package.label_id
        picking.with_user(self.packer).action_tts_fetch_label()
        self.assertEqual(package.label_state, 'waiting')
        self.fetch(_1153=label("another"))
        self.assertFalse(before.exists())
        self.assertEqual(texts(package.label_id.raw), ["another"])
        self.assertEqual(self.env['ir.attachment'].search_count([
            ('res_model', '=', 'stock.picking'), ('res_id', '=', picking.id)]), 1)

    def test_deleted_one_is_fetched_again(self):
        package, picking = self.labelled('1153')
        package.label_id.unlink()
        self.assertEqual(picking.tts_label_state, 'waiting')
        self.assertTrue(self.fetch())
        self.assertEqual(package.label_state, 'ready')

    def test_other_number_other_label(self):
        package, _picking = self.labelled('1153')
        payload = self.changed(package.order_ids.payload)
        self.told('1153', [payload], number='CD987654')
        self.assertEqual(package.label_state, 'waiting')
        self.fetch(_1153=label("other number"))
        self.assertEqual(texts(package.label_id.raw), ["other number"])
        self.assertFalse(self.fetch())

    def test_cancelled_parcel_loses_its_label(self):
        package, picking = self.labelled('1153')
        self.told('1153', [self.changed(package.order_ids.payload)], status='CANCELLED')
        self.assertEqual(package.label_state, 'none')
        self.assertFalse(self.env['ir.attachment'].search([
            ('res_model', '=', 'stock.picking'), ('res_id', '=', picking.id)]))

    def test_goes_with_the_buyers_data(self):
        package, picking = self.labelled('1153')
        package._forget()
        self.assertFalse(package.label_id)
        self.assertFalse(self.env['ir.attachment'].search([
            ('res_model', '=', 'stock.picking'), ('res_id', '=', picking.id)]))

    def test_label_of_the_last_step_is_there_from_the_first(self):
        self.warehouse.delivery_steps = 'pick_pack_ship'
        package, picking = self.labelled('1153')
        self.assertFalse(package.picking_ids)
        self.assertEqual(package.label_id.res_id, picking.id)
        self.assertEqual(self.printed(picking), ["1153"])


@tagged('post_install', '-at_install')
class TestPrinting(LabelCase):
    """Labels of many transfers are one PDF."""

    def test_each_is_marked_as_printed(self):
        package, picking = self.labelled('1153')
        action = picking.with_user(self.packer).action_tts_print_labels()
        self.assertIn('tiktok_shop.report_labels', str(action))
        self.assertFalse(package.label_printed)
        self.assertEqual(self.printed(picking), ["1153"])
        self.assertTrue(package.label_printed)
        self.assertEqual(picking.tts_label_state, 'printed')

    def test_in_the_order_of_locations_and_products(self):
        shelves = self.env['stock.location'].create([
            {'name': name, 'location_id': self.warehouse.lot_stock_id.id}
            for name in ("Shelf 2", "Shelf 1")])
        pickings = self.env['stock.picking']
        for ref in ('11', '12', '13'):
            pickings |= self.labelled(ref)[1]
        pickings[0].move_line_ids.location_id = shelves[0]
        pickings[1].move_line_ids.location_id = shelves[1]
        pickings[2].move_line_ids.location_id = shelves[1]
        pickings[2].move_line_ids.product_id.name = "Product A"
        self.assertEqual(self.printed(pickings), ["12", "13", "11"])

    def test_combined_parcel_once(self):
        _package, pickings = self.labelled('1153', orders=3)
        self.assertEqual(len(pickings), 3)
        self.assertEqual(self.printed(pickings), ["1153"])
        copies = self.env['ir.attachment'].with_user(self.packer).search([
            ('res_model', '=', 'stock.picking'), ('res_id', 'in', pickings.ids)])
        self.assertEqual(len(copies), 3)
        self.assertEqual(self.printed(pickings[2]), ["1153"])
        self.assertEqual(set(pickings.mapped('tts_label_state')), {'printed'})

    @mute_logger('pypdf._reader')
    def test_broken_one_of_many_costs_exactly_one(self):
        found = [self.labelled(f'20{number}') for number in range(12)]
        for (what, content), (package, picking) in zip(
                BROKEN.items(), found[3:], strict=False):
            with self.subTest(what=what):
                package.label_id.raw = content
                pages = self.printed(self.env['stock.picking'].union(*(each for _, each in found)))
                self.assertEqual(len(pages), 11)
                self.assertNotIn(package.tiktok_id, pages)
                self.assertFalse(package.label_printed)
                self.assertEqual(picking.tts_label_state, 'waiting')
                self.assertIn(package.tiktok_id, picking.message_ids[0].body)
                self.assertTrue(self.fetch())
                self.assertEqual(package.label_state, 'ready')

    @mute_logger('pypdf._reader')
    def test_nothing_that_can_be_read(self):
        package, picking = self.labelled('1153')
        package.label_id.raw = BROKEN['a head alone']
        with self.assertRaises(UserError):
            self.printed(picking)

    def test_those_without_a_label_are_named(self):
        _package, ready = self.labelled('11')
        _package, held = self.labelled('13')
        _package, waiting = self.in_package('12')
        none = self.mirror(self.payload(shipping_type='TIKTOK')).sale_order_id.picking_ids
        payload = held.sudo().sale_id.tts_order_id.payload
        self.mirror(self.changed(payload, 'ON_HOLD'))
        pickings = (ready | waiting | none | held).with_user(self.packer)
        action = pickings.action_tts_print_labels()
        told = action['params']['message']
        for picking, words in (
            (waiting, "being fetched"), (none, "arrange its shipping"), (held, "on hold")):
            self.assertIn(picking.name, told)
            self.assertIn(words, told)
        self.assertNotIn(ready.name, told)
        self.assertEqual(self.printed(ready | held), ["11"])
        with self.assertRaises(UserError) as refusal:
            none.with_user(self.packer).action_tts_print_labels()
        self.assertIn(none.name, str(refusal.exception))

    def test_separator_pages(self):
        self.shop.label_separator = True
        _package, picking = self.labelled('1153')
        [before, page] = self.printed(picking)
        self.assertIn(picking.name, before)
        self.assertIn("2 x A", before)
        self.assertEqual(page, "1153")

    @mute_logger('odoo.addons.tiktok_shop.models.fulfilment.tts_package_label')
    def test_separator_page_that_cannot_be_made_costs_no_label(self):
        self.shop.label_separator = True
        _package, picking = self.labelled('1153')
        self.startPatcher(patch.object(documents, 'separator', side_effect=ValueError))
        self.assertEqual(self.printed(picking), ["1153"])

    def test_reprint_is_fetched_first_where_the_shop_wants_that(self):
        self.shop.label_fresh = True
        _package, picking = self.labelled('1153')
        picking.action_tts_print_labels()
        self.printed(picking)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            picking.action_tts_print_labels()

    def test_at_validation(self):
        _package, picking = self.labelled('1153')
        _other, second = self.labelled('1154')
        self.assertFalse(picking._get_autoprint_report_actions())
        picking.picking_type_id.tts_print_labels = True
        self.printed(second)
        actions = (picking | second)._get_autoprint_report_actions()
        self.assertEqual(
            [(each['report_name'], each['context']['active_ids']) for each in actions],
            [('tiktok_shop.report_labels', picking.ids)])
        picking.with_user(self.packer).button_validate()
        self.assertEqual(picking.state, 'done')

    def test_found_by_the_state_of_their_labels(self):
        ready, printed = self.labelled('11')[1], self.labelled('12')[1]
        waiting, none = self.in_package('13')[1], self.in_package('14', 'TO_FULFILL')[1]
        refused_ = self.in_package('15')[1]
        refused_.tts_package_ids.label_state = 'refused'
        self.printed(printed)
        found = {'ready': ready, 'printed': printed, 'waiting': waiting, 'none': none,
                 'refused': refused_}
        everything = self.env['stock.picking'].union(*found.values())
        for state, picking in found.items():
            self.assertEqual(picking.tts_label_state, state)
            for operator, expected in (('=', picking), ('!=', everything - picking)):
                self.assertEqual(set(everything.search([
                    ('id', 'in', everything.ids), ('tts_label_state', operator, state)])),
                    set(expected))

    def test_who_may_not_see_transfers(self):
        _package, picking = self.labelled('1153')
        stranger = new_test_user(self.env, 'tts_stranger', 'base.group_user')
        with self.assertRaises(AccessError):
            picking.with_user(stranger).action_tts_print_labels()
        with self.assertRaises(AccessError):
            self.env['ir.actions.report'].with_user(stranger).with_context(
                force_report_rendering=True)._render_qweb_pdf(
                    'tiktok_shop.report_labels', picking.ids)
