"""What becomes of TikTok's codes: in a run, an event, a listing that is sent, behind a button."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.translate import translation_file_reader

from ..client import codes, refusals
from ..sandbox.errors import describe
from ..tools.sentences import sentence
from .engine.test_event import Ringing
from .publish_case import PRODUCTS, PublishCase
from .terms import ROOT

TRANSPORT = 'odoo.addons.tiktok_shop.client.transport'
ORDERS, SEARCH = '/order/202507/orders', '/orders/search'
# One code of each kind.
EACH = {
    codes.RETRY: 12052881, codes.DONE: 17029023, codes.WAIT: 12052308, codes.FIX: 12052096,
    codes.NEVER: 12052163, codes.BUG: 12052910, None: 99_999_999,
}


@tagged('post_install', '-at_install')
class TestCodes(Ringing, PublishCase):

    def each(self):
        """Yield (kind, code) of each kind; what is our own fault is in the log."""
        for kind, code in EACH.items():
            self.sandbox.faults.clear()
            with self.subTest(kind=kind):
                if kind == codes.BUG:
                    with self.assertLogs(TRANSPORT, 'ERROR') as logs:
                        yield kind, code
                    self.assertIn(str(code), logs.output[0])
                else:
                    yield kind, code

    def refuse(self, code, path, times=99):
        self.sandbox.faults.next(code, times=times, path=path)

    def assertTold(self, message, code):
        self.assertIn(describe(code, 'On command.'), message)
        self.assertIn(f"code {code}", message)

    def assertLater(self, record, **pause):
        """Check that a record is tried again by itself after about a pause."""
        self.assertAlmostEqual(
            record.next_attempt, fields.Datetime.now() + timedelta(**pause),
            delta=timedelta(seconds=50))
        self.assertIn("It is tried again by itself.", record.error if 'error' in record
                      else record.message)

    # === SENTENCES === #

    def test_every_code_has_a_sentence_with_tiktoks_words(self):
        with Path(ROOT, 'i18n', 'tiktok_shop.pot').open('rb') as file:
            terms = [row['src'] for row in translation_file_reader(file, 'po')]
        known = '|'.join(re.escape(term).replace('%s', '.+') for term in terms if ' ' in term)
        with Path(ROOT, 'tests', 'contract', 'errors.csv').open(encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 408)
        for row in rows:
            for call in row['call'].split('|'):
                error = refusals.refusal(int(row['code']), "Their own words", 'R7', 200, call=call)
                told = sentence(self.env, error)
                self.assertRegex(told, rf'\A(?:{known})', row)
                self.assertIn(f"[Their own words (code {row['code']}, HTTP 200, request R7)]", told)

    def test_a_sentence_says_what_is_to_be_done(self):
        for kind, told in (
            (codes.RETRY, "TikTok could not do it just now. Try again in some minutes. ["),
            (codes.DONE, "It is so at TikTok already. ["),
            (codes.WAIT, "TikTok does not allow it yet: something has to end there first. ["),
            (codes.FIX, "TikTok refused. Assign a warehouse to the product in Seller Center"),
            (codes.NEVER, "TikTok refused. A gift has no price that can be changed"),
            (codes.BUG, "TikTok refused what this app has sent, which is a fault of the app."),
            # Of these no more is known than what kind they are of.
            (12052591, "TikTok refused. Its own words say what to correct. ["),
            (12052220, "TikTok refused. This is not possible, however often it is tried. ["),
        ):
            error = refusals.refusal(EACH.get(kind, kind), "Their own words", 'R7', 200)
            self.assertTrue(sentence(self.env, error).startswith(told), sentence(self.env, error))

    def test_an_unknown_code_shows_tiktoks_own_words(self):
        error = refusals.refusal(99_999_999, "Their own words", 'R7', 200)
        self.assertEqual(
            sentence(self.env, error),
            "TikTok refused. [Their own words (code 99999999, HTTP 200, request R7)]")

    # === RUNS === #

    def test_run(self):
        for kind, code in self.each():
            self.refuse(code, SEARCH)
            run = self.fetch(self.gb)
            self.assertTold(run.message, code)
            if kind == codes.RETRY:
                self.assertEqual(run.state, 'pending')
                self.assertLater(run, minutes=1)
            elif kind == codes.WAIT:
                self.assertEqual(run.state, 'pending')
                self.assertLater(run, hours=3)
            else:
                self.assertEqual(run.state, 'failed')
            run.action_cancel()

    # === EVENTS === #

    def test_event(self):
        for number, (kind, code) in enumerate(self.each()):
            self.refuse(code, ORDERS)
            _status, event = self.ring(
                number=number, order_id='576000000000000001', order_status='UNPAID')
            self.process('tts.event')
            self.assertTold(event.error, code)
            if kind == codes.RETRY:
                self.assertEqual(event.state, 'pending')
                self.assertLater(event, minutes=1)
            elif kind == codes.WAIT:
                self.assertEqual(event.state, 'pending')
                self.assertLater(event, hours=3)
            else:
                self.assertEqual((event.state, event.next_attempt), ('failed', False))
            event.unlink()

    def test_an_order_that_tiktok_cannot_load_delays_no_other(self):
        """The orders that were asked for with it are asked for again, one by one."""
        events = self.env['tts.event']
        for number in (1, 2):
            order = self.world.create_order(self.gb.tiktok_id)
            events |= self.ring(number=number, order_id=order.id, order_status='UNPAID')[1]
        self.refuse(10002014, ORDERS, times=5)  # as often as a call is made
        self.process('tts.event')
        self.assertEqual(events.mapped('state'), ['done', 'done'])

    # === LISTINGS === #

    def test_listing(self):
        for kind, code in self.each():
            if kind == codes.RETRY:
                continue
            template = self.make_goods(f"Mug {code}", default_code=f'CODE-{code}')
            self.refuse(code, PRODUCTS)
            self.send(template)
            listing = self.listing(template)
            self.assertEqual(listing.push_state, 'refused')
            self.assertTold(listing.push_message, code)

    def test_product_at_which_tiktok_fails_is_tried_again_and_then_passed_over(self):
        templates = self.make_goods("Failing") + self.make_goods("Fine")
        self.refuse(EACH[codes.RETRY], PRODUCTS, times=15)  # five tries of a call, three times
        run = self.send(templates, state='pending')
        for attempt in (1, 2):
            self.assertTold(run.message, EACH[codes.RETRY])
            self.assertEqual(run.attempts, attempt)
            self.assertLater(run, minutes=attempt)
            run.next_attempt = False
            self.process()
        self.assertEqual(run.state, 'done')
        listings = [self.listing(template) for template in templates]
        self.assertEqual([each.push_state for each in listings], ['refused', 'sent'])
        self.assertTold(listings[0].push_message, EACH[codes.RETRY])

    def test_price_at_which_tiktok_fails_is_sent_again(self):
        template = self.make_goods("Dearer")
        listing = self.sent(template)
        self.approve(listing)
        self.env['product.pricelist.item'].search([
            ('product_tmpl_id', '=', template.id)]).fixed_price = 13
        self.refuse(EACH[codes.RETRY], '/prices/update', times=5)
        run = self.send(template, state='pending')
        run.next_attempt = False
        self.process()
        self.assertEqual((run.state, listing.push_state), ('done', 'sent'))

    # === BUTTONS === #

    def test_button(self):
        listing = self.sent(self.make_goods("Button"))
        self.approve(listing)
        for kind, code in self.each():
            self.refuse(code, '/products/deactivate')
            if kind == codes.DONE:
                # It is read back: here it is live all the same.
                self.assertEqual(listing.action_deactivate()['params']['type'], 'success')
                self.assertEqual(listing.status, 'ACTIVATE')
                continue
            with self.assertRaises(UserError) as caught:
                listing.action_deactivate()
            self.assertTold(str(caught.exception), code)
            self.assertEqual(
                "Try again in some minutes." in str(caught.exception), kind == codes.RETRY)
