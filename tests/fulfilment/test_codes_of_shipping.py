"""What becomes of a parcel after each of TikTok's codes: state, sentence, to-do, tried again."""

import csv
import logging
from itertools import count
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...client import codes, refusals
from ...sandbox.fulfilment.carriers import carrier
from ...tools.sentences import sentence
from ..common import TtsCase
from ..terms import ROOT

TRANSPORT = logging.getLogger('odoo.addons.tiktok_shop.client.transport')
NUMBERS = count(223456785)
# Way of shipping: (market, shipping type, TikTok's name of the call).
WAYS = {
    'mark': ('GB', 'SELLER', 'mark-package-as-shipped'),
    'ship_self': ('MY', 'SELLER', 'ship-package'),
    'ship': ('MY', 'TIKTOK', 'ship-package'),
    'hand_out': ('MY', 'IN-STORE PICKUP', 'ship-package'),
    'buy': ('US', 'TIKTOK', 'create-packages'),
}
SLOTS = {21004017, 21011053, 21011054}
# What a sentence of ours tells a person to do.
NEXT_STEP = (
    r"(?i)\b(press|correct|ask|split|enter|decide|see|send|ship|choose|print|upload|write|look|"
    r"leave|cancel|take it out|pull|authorize|report it)\b")
OWN_WORDS = "Its own words say", "however often it is tried"


def rows(*areas):
    """Return the rows of TikTok's error tables: (code, TikTok's name of the call, kind)."""
    with Path(ROOT, 'tests', 'contract', 'errors.csv').open(encoding='utf-8') as file:
        return [
            (int(row['code']), call, row['kind']) for row in csv.DictReader(file)
            if row['area'] in areas for call in row['call'].split('|')]


@tagged('post_install', '-at_install')
class TestCodesOfShipping(TtsCase):
    """One parcel for each way of shipping, refused with one code after the other."""

    sandbox_options = {'markets': ('GB', 'MY', 'US')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.shop_ids.push_tracking = True
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Our carrier", 'product_id': cls.products[0].id})
        for region, name in (('GB', 'Royal Mail'), ('MY', 'Pos Malaysia')):
            cls.carrier.tts_provider_ids |= cls.env['tts.provider'].create({
                'shop_id': cls.account.shop_ids.filtered(
                    lambda shop, region=region: shop.region == region).id,
                'tiktok_id': carrier(name).id, 'name': name})
        for product in cls.products:
            cls.env['stock.quant']._update_available_quantity(
                product, cls.account.shop_ids.warehouse_ids.warehouse_id[:1].lot_stock_id, 100)

    def setUp(self):
        super().setUp()
        # What is our own fault is in the log, each time.
        level, TRANSPORT.level = TRANSPORT.level, logging.CRITICAL
        self.addCleanup(TRANSPORT.setLevel, level)

    # === HELPERS === #

    def parcel(self, way):
        """Return a shipment that is to be sent in some way."""
        region, by_whom, _call = WAYS[way]
        _order, sale = self.order(self.shop(region), shipping_type=by_whom)
        picking = sale.picking_ids
        if by_whom == 'TIKTOK':
            self.assertFalse(picking._tts_arrange('DROP_OFF'))
            return picking.tts_shipment_ids
        picking.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': f'CW{next(NUMBERS)}GB'})
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        return picking.tts_shipment_ids

    def report(self):
        self.process('stock.picking', '_tts_cron_report')

    def told(self, shipment):
        """Return the codes by which TikTok has answered calls that ship a parcel's order."""
        return [call['code'] for call in self.world.ship_calls
                if shipment.order_id.tiktok_id in call['order_ids']]

    def refused(self, shipment, code):
        """Have a parcel sent and refused, and return how often TikTok was told of it in vain."""
        before = len(self.told(shipment))
        self.world.refuse_shipping(shipment.order_id.tiktok_id, code)
        shipment._wake()
        self.report()
        self.report()  # nothing of it is due
        self.world.refusals.clear()
        answers = self.told(shipment)[before:]
        self.assertEqual(answers, [code], "It is told once, and then not before its time")

    def check(self, shipment, code, call):
        kind, todos = codes.kind_of(code, call), shipment.picking_id.activity_ids
        waits = kind in (codes.RETRY, codes.WAIT, codes.DONE) and code not in SLOTS
        ours, theirs = shipment.error.split(' [', 1)
        self.assertEqual(shipment.state, 'waiting' if waits else 'refused', shipment.error)
        self.assertIn(str(code), theirs)
        self.assertEqual(bool(shipment.retry), waits)
        self.assertEqual(ours.endswith("It is tried again by itself."), waits)
        self.assertEqual(len(todos), 0 if waits else 1)
        self.assertEqual(shipment.picking_id.tts_report_message, shipment.error)
        if waits:
            self.assertGreater(shipment.retry, fields.Datetime.now())
            return
        self.assertRegex(ours, NEXT_STEP)
        self.assertFalse([words for words in OWN_WORDS if words in ours])
        self.assertEqual(
            shipment.situation or '', codes.situation_of(code, call))
        self.assertEqual("without penalty" in ours, shipment.situation == 'undeliverable')

    def walk(self, way):
        """Have a parcel refused with every code of its call, then taken."""
        call = WAYS[way][2]
        known = {code for code, each, _kind in rows('fulfilment') if each == call}
        self.assertGreater(len(known), 20)
        shipment = self.parcel(way)
        for code in sorted(known):
            with self.subTest(way=way, code=code):
                self.refused(shipment, code)
                self.check(shipment, code, call)
        shipment._wake()
        self.report()
        self.assertEqual(shipment.state, 'reported', shipment.error)
        self.assertFalse(shipment.error or shipment.situation)
        self.assertFalse(shipment.picking_id.activity_ids)
        self.assertEqual(self.told(shipment).count(0), 1)

    # === REFUSED, AND THEN TAKEN === #

    def test_mark(self):
        self.walk('mark')

    def test_ship_self(self):
        self.walk('ship_self')

    def test_ship(self):
        self.walk('ship')

    def test_buy(self):
        self.walk('buy')

    def test_hand_out(self):
        shipment = self.parcel('hand_out')
        for code in (21011007, 21001003, 11006021):
            self.refused(shipment, code)
            self.check(shipment, code, 'ship-package')
        shipment._wake()
        self.report()
        self.assertEqual(shipment.state, 'reported', shipment.error)

    # === WHAT THE ORDER SHOWS AFTERWARDS === #

    def meanwhile(self, way, code, happens):
        """Refuse a parcel of which something happens at TikTok before the order is read again."""
        shipment = self.parcel(way)
        tell = self.registry['tts.shipment']._tell

        def told(each, client, payload):
            answer = tell(each, client, payload)
            happens(each.order_id.tiktok_id)
            return answer

        self.world.refuse_shipping(shipment.order_id.tiktok_id, code)
        with patch.object(self.registry['tts.shipment'], '_tell', told):
            self.report()
        self.assertEqual(self.told(shipment), [code])
        return shipment

    def test_done_already(self):
        """Green when its package shows it; what does not show it is not believed for ever."""
        done = {(code, call) for code, call, kind in rows('fulfilment') if kind == codes.DONE}
        for way, (_region, _type, call) in WAYS.items():
            for code in [code for code, each in sorted(done) if each == call][:2]:
                with self.subTest(way=way, code=code):
                    shipment = self.meanwhile(way, code, self.world.ship)
                    self.assertEqual(shipment.state, 'reported', shipment.error)
                    self.assertEqual(
                        shipment.package_id, shipment.order_id.package_ids)
                    self.assertFalse(shipment.picking_id.activity_ids)
        shipment = self.parcel('mark')
        for _time in range(12):
            self.world.refuse_shipping(shipment.order_id.tiktok_id, 21011020)
            shipment.retry = False
            self.report()
        self.assertEqual(shipment.state, 'refused')
        self.assertIn("Look at the order in Seller Center", shipment.error)

    def test_cancelled(self):
        """Whatever the code: where the order is cancelled, nothing is to be done but pulling out.
        """
        for way, code in (('ship', 21011041), ('mark', 21011003), ('buy', 21011003)):
            with self.subTest(way=way):
                shipment = self.meanwhile(way, code, self.world.cancel)
                self.assertEqual(shipment.state, 'cancelled')
                self.assertEqual(shipment.order_id.status, 'CANCELLED')

    def test_cancelled_which_shows_later(self):
        shipment = self.parcel('ship')
        self.refused(shipment, 21011041)
        self.assertIn("Pull the parcel out", shipment.picking_id.activity_ids.summary)
        self.world.cancel(shipment.order_id.tiktok_id)
        self.take(self.shop('MY'), shipment.order_id.tiktok_id)
        self.report()
        self.assertEqual(shipment.state, 'cancelled')
        self.assertNotIn(
            "Pull the parcel out of the pile: TikTok has cancelled its order.",
            shipment.picking_id.activity_ids.mapped('summary'))
        self.assertEqual(len(self.told(shipment)), 1)

    # === WHAT IS ASKED BEHIND A BUTTON === #

    def test_slots_and_services(self):
        picking = self.order(self.shop('MY'), shipping_type='TIKTOK')[1].picking_ids
        call = 'get-package-handover-time-slots'
        for code in sorted({code for code, each, _kind in rows('fulfilment') if each == call}):
            with self.subTest(code=code):
                self.sandbox.faults.next(code, times=9, path='/handover_time_slots')
                told = picking._tts_ask_slots()
                self.sandbox.faults.clear()
                self.assertFalse(told.slots)
                self.assertIn(str(code), told.problem)

    def test_providers(self):
        shop = self.shop('GB')
        for code, call, _kind in rows('logistics'):
            with self.subTest(code=code):
                self.assertEqual(call, 'get-shipping-providers')
                self.sandbox.faults.rate(1, [code], path='/shipping_providers')
                self.assertEqual(shop.action_load_providers()['params']['type'], 'warning')
                self.sandbox.faults.clear()
                states = {told['state'] for told in shop.provider_options.values()}
                self.assertEqual(states, {
                    'tiktok' if code == codes.OWN_CARRIERS else 'unused'})

    # === SENTENCES === #

    def test_every_code_tells_the_next_step(self):
        """Also those of calls that correct, split, combine and fetch documents."""
        known = rows('fulfilment', 'logistics')
        self.assertGreater(len(known), 200)
        for code, call, kind in known:
            if kind not in (codes.FIX, codes.NEVER):
                continue
            with self.subTest(code=code, call=call):
                error = refusals.refusal(code, "Their words", 'R7', 200, call=call)
                told = sentence(self.env, error).split(' [', 1)[0]
                self.assertRegex(told, NEXT_STEP)
                self.assertFalse([words for words in OWN_WORDS if words in told], told)
                self.assertEqual("without penalty" in told, error.situation == 'undeliverable')
