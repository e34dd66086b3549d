"""What becomes of stock and prices after each of TikTok's codes: state, sentence, tried again."""

import csv
import logging
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...client import codes
from ..stock_case import StockCase
from ..terms import ROOT

TRANSPORT = logging.getLogger('odoo.addons.tiktok_shop.client.transport')
CALLS = {'stock': 'update-inventory', 'price': 'update-price'}
PATHS = {'stock': '/inventory/update', 'price': '/prices/update'}
LEAVE = 'remove-activity-product'
LATER = codes.RETRY, codes.WAIT
# A scope that is missing is said on the shop: what is locked is tried again all the same.
SCOPE = 105005
# Codes of one promotion that mean that it is there no more.
GONE = 17029009, 17029028
# What a sentence of ours tells a person to do, by what the code asks for.
NEXT_STEP = {
    codes.RETRY: r"It is tried again by itself\.$",
    codes.WAIT: r"something has to end there first\. It is tried again by itself\.$",
    codes.BUG: r"(?i)report it to who maintains|Copy both again",
    codes.FIX: r"(?i)\b(activate|add|apply|assign|authorize|check|choose|correct|divide|enable|"
               r"lower|press|see|set|leave|says why|take it out)\b",
    codes.NEVER: r"(?i)\b(set|see|switch off|press)\b",
}
# Refusals of the whole call, of the first SKU, of its first warehouse.
LEVELS = {'stock': ('', 'sku:', 'warehouse:'), 'price': ('',)}


def rows(*areas):
    """Return the rows of TikTok's error tables: (code, TikTok's name of the call)."""
    with Path(ROOT, 'tests', 'contract', 'errors.csv').open(encoding='utf-8') as file:
        return [
            (int(row['code']), call) for row in csv.DictReader(file) if row['area'] in areas
            for call in row['call'].split('|')]


def common_codes():
    """Return the codes that any call may give, but for those that end the authorization."""
    return {code for code, call in rows('common') if call == '*'} - {101000, 105002}


@tagged('post_install', '-at_install')
class TestCodesOfOffers(StockCase):

    def setUp(self):
        super().setUp()
        self.push()
        self.push('price')
        self.mug = self.sku(self.products[0])
        # What is our own fault is in the log, each time.
        level, TRANSPORT.level = TRANSPORT.level, logging.CRITICAL
        self.addCleanup(TRANSPORT.setLevel, level)

    def refused(self, kind, number, fault):
        """Have something new to send of the SKU, and have it refused."""
        self.sandbox.faults.clear()
        self.mug.write({
            'stock_rule': 'fixed', 'fixed_quantity': number, 'own_price': number,
            f'{kind}_attempts': 0, 'oversale': False})
        self.sandbox.faults.rate(1, [fault], path=PATHS[kind])
        with self.committing() as env:
            sku = self.mug.with_env(env)
            getattr(sku, f"action_push_{'stock' if kind == 'stock' else 'prices'}")()
        self.sandbox.faults.clear()

    def check_sentence(self, told, meaning):
        """Check that a sentence is ours, with TikTok's own words behind it, and tells what to do.
        """
        ours, theirs = told.split(' [', 1)
        self.assertRegex(theirs, r'code \d+.*\]$')
        self.assertRegex(ours, NEXT_STEP[meaning])
        self.assertFalse(ours.endswith("Its own words say what to correct."))

    def check(self, kind, code, call):
        """Check what the SKU says after a refusal."""
        meaning, error = codes.kind_of(code, call), self.mug[f'{kind}_error']
        retry = self.mug[f'{kind}_retry']
        if meaning == codes.DONE:
            self.assertFalse(error)
            return
        self.assertIn(str(code), error)
        self.check_sentence(error, meaning)
        self.assertEqual(
            self.mug[f'{kind}_state'], 'waiting' if meaning in LATER else 'refused')
        self.assertEqual(bool(retry), meaning in LATER)
        if retry:
            self.assertGreater(retry, fields.Datetime.now())
            self.assertIn("tried again by itself", error)

    def walk(self, kind):
        known = {code for code, call in rows('inventory', 'price') if call == CALLS[kind]}
        self.assertGreater(len(known), 30)
        number = 10
        for level in LEVELS[kind]:
            for code in sorted(known):
                number += 1
                with self.subTest(kind=kind, code=code, level=level):
                    self.refused(kind, number, f'{level}{code}' if level else code)
                    self.check(kind, code, CALLS[kind])
        number += 1
        self.refused(kind, number, 'slow')
        self.assertEqual(self.mug[f'{kind}_state'], 'sent', "Nothing is left behind")

    def test_every_code_of_stock(self):
        self.walk('stock')

    def test_every_code_of_prices(self):
        self.walk('price')

    def test_every_code_of_promotions(self):
        """Behind Take Out of the Promotion: what is so already is a success."""
        there = self.world.create_promotion(
            shop=self.gb.tiktok_id, products=[self.mug.listing_id.tiktok_id])
        self.addCleanup(self.world.end_promotion, there)
        self.env['tts.sync']._start(self.gb, 'promotions', {})
        self.process()
        known = {code for code, call in rows('promotion') if call == LEAVE}
        self.assertGreater(len(known), 15)
        for code in sorted(known):
            self.sandbox.faults.clear()
            self.sandbox.faults.rate(1, [code], path=f'/{there.id}/products')
            with self.subTest(code=code):
                if codes.kind_of(code, LEAVE) == codes.DONE:
                    self.mug.action_leave_promotion()
                else:
                    with self.assertRaisesRegex(UserError, f"code {code}"):
                        self.mug.action_leave_promotion()

    # === WHAT IS READ === #

    def standing(self):
        """Return how all SKUs and promotions stand."""
        skus = self.env['tts.sku'].search([('shop_id', '=', self.gb.id)])
        promotions = self.env['tts.promotion'].search([('shop_id', '=', self.gb.id)])
        return skus.read([
            'stock_state', 'stock_error', 'pushed_quantity', 'price_state', 'price_error',
            'pushed_price', 'is_fbt', 'fbt_goods', 'oversale',
        ]), promotions.read(['status', 'end_time', 'sku_ids', 'listing_ids'])

    def read_refused(self, button, path, code):
        """Have a button read TikTok, which refuses; return the run."""
        self.env['tts.sync'].search([
            ('shop_id', '=', self.gb.id), ('state', '=', 'pending')]).action_cancel()
        # What ends the authorization of the shop is another test's.
        self.account.state = 'connected'
        self.sandbox.faults.clear()
        self.sandbox.faults.rate(1, [code], path=path)
        run = self.env['tts.sync'].browse(getattr(self.gb, button)()['res_id'])
        self.process()
        self.sandbox.faults.clear()
        return run

    def check_run(self, run, code, call):
        """Check that a run is tried again later, or ends and says what to do."""
        meaning = codes.kind_of(code, call)
        self.assertIn(f"code {code}", run.message)
        self.assertEqual(run.state, 'pending' if meaning in LATER else 'failed', run.message)
        if meaning in LATER:
            self.assertGreater(run.next_attempt, fields.Datetime.now())
        else:
            self.assertFalse(run.next_attempt)
        self.check_sentence(run.message, meaning)

    def walk_reads(self, button, call, path):
        """Have a call refused by each code that it can give: no SKU is harmed by any."""
        before = self.standing()
        for code in sorted(common_codes() | {
                code for code, name in rows('inventory', 'promotion') if name == call} - set(GONE)):
            with self.subTest(call=call, code=code):
                run = self.read_refused(button, path, code)
                if code == SCOPE and 'activit' in call:
                    self.assertEqual(run.state, 'done')
                else:
                    self.check_run(run, code, call)
                self.assertEqual(self.standing(), before)
        run = self.read_refused(button, path, 'slow')
        self.assertEqual(run.state, 'done', "Nothing is left behind")

    def test_every_code_of_the_check(self):
        """What the nightly check and its button do where TikTok does not tell what it offers."""
        self.walk_reads('action_check_offers', 'inventory-search', '/inventory/search')
        self.assertTrue(self.gb.offers_checked)

    def test_every_code_of_stock_at_tiktok(self):
        """It has no table of codes of its own; what any call may say, it may say, too."""
        self.walk_reads('action_fetch_fbt', 'fbt', '/fbt/202408/inventory/search')

    def test_every_code_of_the_list_of_promotions(self):
        self.walk_reads('action_fetch_promotions', 'search-activities', '/activities/search')
        self.assertFalse(self.gb.promotions_problem)

    def test_every_code_of_a_promotion(self):
        """One that TikTok does not know any more is over; else what Odoo knows of it stays."""
        there = self.world.create_promotion(
            shop=self.gb.tiktok_id, products=[self.mug.listing_id.tiktok_id])
        self.addCleanup(self.world.end_promotion, there)
        path = f'/activities/{there.id}'
        self.assertEqual(self.read_refused('action_fetch_promotions', path, 'slow').state, 'done')
        self.walk_reads('action_fetch_promotions', 'get-activity', path)
        self.assertTrue(self.mug._promotion())
        for code in GONE:
            self.read_refused('action_fetch_promotions', path, code)
            self.assertFalse(self.mug._promotion())
