"""How stock gets to TikTok: as the difference between what Odoo says and what TikTok has."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...client import Client, refusals
from ...client.offers import SkuError
from ...models.engine.tts_work import MAX_ATTEMPTS
from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestPushStock(StockCase):

    def setUp(self):
        super().setUp()
        self.push()
        self.told.clear()
        self.sandbox.calls.clear()
        self.mug = self.sku(self.products[0])
        self.path = f'/{self.mug.listing_id.tiktok_id}/inventory/update'

    def test_one_call_per_changed_product(self):
        self.stock_up(self.mug.product_id, 7)
        self.push()
        self.assertEqual(sum(self.there(self.mug).values()), 7)
        inventory = [
            {'warehouse_id': each.warehouse_id.tiktok_id, 'quantity': each.wanted_quantity}
            for each in self.mug.stock_ids.sorted('warehouse_id')]
        self.assertEqual(self.told_of(self.mug), [[{
            'id': self.mug.tiktok_id, 'inventory': inventory}]])
        self.assertEqual(self.mug.stock_state, 'sent')
        self.assertEqual((self.mug.wanted_quantity, self.mug.pushed_quantity), (7, 7))
        self.assertTrue(self.mug.push_date)
        self.told.clear()
        self.push()
        self.assertEqual(self.told_of(self.mug), [], "TikTok has it already")

    def test_refused_sku(self):
        """What TikTok refuses stays with its reason, and is not sent again until it changes."""
        self.stock_up(self.mug.product_id, 7)
        self.sandbox.faults.next(12052700, path=self.path)
        self.push()
        self.assertEqual(self.mug.stock_state, 'refused')
        self.assertIn('12052700', self.mug.push_error)
        self.assertEqual(self.mug.pushed_quantity, 0, "Surely not changed")
        self.told.clear()
        self.process('tts.stock')
        self.assertEqual(self.told_of(self.mug), [])
        self.push()
        self.assertEqual(self.mug.stock_state, 'sent', "A person has asked for it again")
        self.assertFalse(self.mug.push_error)

    def test_out_of_order(self):
        """TikTok out of order: what waits is sent by itself, after a pause."""
        self.gb.push_stock = True
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        self.sandbox.faults.rate(1, ['unavailable'], path='/inventory/update')
        self.process('tts.stock')
        self.sandbox.faults.clear()
        self.assertEqual(self.mug.stock_state, 'waiting')
        self.assertGreater(self.mug.stock_retry, fields.Datetime.now())
        self.assertTrue(self.mug.push_error)
        self.told.clear()
        self.process('tts.stock')
        self.assertEqual(self.told_of(self.mug), [], "Not before its time")
        self.mug.stock_retry -= timedelta(hours=1)
        self.process('tts.stock')
        self.assertEqual(self.mug.stock_state, 'sent')
        self.assertEqual(sum(self.there(self.mug).values()), 7)

    def test_lost_answer(self):
        """A worker was killed after its call: TikTok is asked what it has, and told no more."""
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        had = self.mug._claim('stock', [('id', '=', self.mug.id)])
        self.assertEqual(had, self.mug)
        self.mug._take_up('stock')
        for row in self.mug.stock_ids:
            self.world.set_stock(
                self.mug.listing_id.tiktok_id, row.wanted_quantity, sku=self.mug.tiktok_id,
                warehouse=row.warehouse_id.tiktok_id)
        self.mug._ask('stock')
        self.assertFalse(
            self.mug._claim('stock', [('id', '=', self.mug.id), *self.mug._due('stock')]),
            "Whoever sends it has not written how it went")
        self.mug.stock_lease = False
        self.push()
        self.assertEqual(self.told_of(self.mug), [], "It was there")
        self.assertEqual(self.mug.stock_state, 'sent')

    def test_refused_for_several_warehouses(self):
        """A person is needed for one of them; that the other cannot be lowered is said all the
        same.
        """
        self.stock_up(self.mug.product_id, 7)
        refused = [
            SkuError(
                self.mug.tiktok_id, refusals.refusal(code, "No.", '', 200),
                row.warehouse_id.tiktok_id)
            for code, row in zip((12052393, 12052531), self.mug.stock_ids, strict=True)]
        with patch.object(Client, 'update_inventory', return_value=refused):
            self.push()
        self.assertEqual(self.mug.stock_state, 'refused')
        self.assertIn('12052531', self.mug.push_error)
        self.assertIn('12052393', self.mug.oversale)

    def test_whoever_sends_it_dies_each_time(self):
        """It is not tried for ever; a person who presses the button tries it again."""
        self.gb.push_stock = True
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        due = [('id', '=', self.mug.id), *self.mug._due('stock')]
        for _time in range(MAX_ATTEMPTS):
            self.assertEqual(self.mug._claim('stock', due), self.mug)
            self.mug.stock_lease -= timedelta(hours=1)
        self.assertFalse(self.mug._claim('stock', due))
        self.assertEqual(self.mug.stock_state, 'refused')
        self.assertIn("ended the worker", self.mug.push_error)
        self.push()
        self.assertEqual(self.mug.stock_state, 'sent')

    def test_what_waits_for_long_is_not_given_up(self):
        """A promotion that TikTok names each time is no failure of anybody's."""
        self.gb.push_stock = True
        self.stock_up(self.mug.product_id, 7)
        self.mug._compare('stock')
        self.mug.stock_attempts = 5 * MAX_ATTEMPTS
        self.sandbox.faults.next(12052393, path=self.path)
        self.process('tts.stock')
        self.assertEqual((self.mug.stock_state, self.mug.stock_attempts), ('waiting', 1))

    # === ONE CALL PER PRODUCT === #

    def siblings(self):
        """Return two SKUs of one product, of which TikTok has some: one is sold out, of the other
        less is left.
        """
        listing = next(
            each for each in self.env['tts.listing'].search([('shop_id', '=', self.gb.id)])
            if len(each.sku_ids.filtered('product_id')) > 1)
        sold_out, other = listing.sku_ids.filtered('product_id')[:2]
        for sku, quantity in ((sold_out, 6), (other, 9)):
            sku.write({'stock_rule': 'fixed', 'fixed_quantity': quantity})
        self.push()
        self.gb.push_stock = True
        self.process('tts.stock')
        self.told.clear()
        self.sandbox.calls.clear()
        sold_out.fixed_quantity, other.fixed_quantity = 0, 4
        (sold_out | other)._compare('stock')
        self.assertEqual((sold_out | other).mapped('stock_state'), ['waiting'] * 2)
        return sold_out, other

    def told_ids(self, sku):
        return [{each['id'] for each in skus} for skus in self.told_of(sku)]

    def test_what_is_urgent_takes_along_what_waits_of_its_product(self):
        """TikTok is called once, although what else has changed might have been gathered."""
        skus = sold_out, other = self.siblings()
        self.gb.caught_up = fields.Datetime.now()
        with patch('odoo.addons.tiktok_shop.models.stock.tts_sku_claim.GATHER', timedelta(hours=1)):
            self.process('tts.stock')
        self.assertEqual(self.told_ids(sold_out), [{sku.tiktok_id for sku in skus}])
        self.assertEqual([sum(self.there(sku).values()) for sku in skus], [0, 4])
        self.assertEqual(self.calls(f'/{other.listing_id.tiktok_id}/inventory/update'), 1)

    def test_what_is_urgent_does_not_wait_for_orders(self):
        """What is left of the other one depends on the orders up to now: it follows them."""
        sold_out, other = self.siblings()
        self.gb.write({'import_orders': True, 'caught_up': False})
        self.process('tts.stock')
        self.assertEqual(
            self.told_ids(sold_out), [{sold_out.tiktok_id}, {other.tiktok_id}])
        self.assertTrue(self.gb.caught_up)
