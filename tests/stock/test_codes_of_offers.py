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
# Refusals of the whole call, of the first SKU, of its first warehouse.
LEVELS = {'stock': ('', 'sku:', 'warehouse:'), 'price': ('',)}


def rows(*areas):
    """Return the rows of TikTok's error tables: (code, TikTok's name of the call)."""
    with Path(ROOT, 'tests', 'contract', 'errors.csv').open(encoding='utf-8') as file:
        return [
            (int(row['code']), call) for row in csv.DictReader(file) if row['area'] in areas
            for call in row['call'].split('|')]


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

    def check(self, kind, code, call):
        """Check what the SKU says after a refusal."""
        meaning, error = codes.kind_of(code, call), self.mug[f'{kind}_error']
        retry = self.mug[f'{kind}_retry']
        if meaning == codes.DONE:
            self.assertFalse(error)
            return
        self.assertIn(str(code), error)
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
