"""Push Stock and Push Price by button, and what they say came of it."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import TtsHttpCase
from ..stock_case import StockCase, StockCommon


class ByHandCommon(StockCommon):

    def setUp(self):
        super().setUp()
        self.push()
        self.told.clear()
        self.mug = self.sku(self.products[0])
        self.listing = self.mug.listing_id
        # Of its product, this SKU alone has another stock and another price than TikTok.
        (self.listing.sku_ids - self.mug).stock_rule = 'off'
        self.stock_up(self.mug.product_id, 7)


@tagged('post_install', '-at_install')
class TestByHand(ByHandCommon, StockCase):

    def press(self, records, method='action_push_stock', user=None):
        """Press a button; return (kind of the notification, its text)."""
        with self.committing() as env:
            if user:
                env = env(user=user.id)
            params = getattr(records.with_env(env), method)()['params']
            self.assertEqual(params['next']['tag'], 'soft_reload')
        return params['type'], params['message']

    def assertSaid(self, said, kind, **counts):
        """Check the kind of a notification and what it counts."""
        self.assertEqual(said[0], kind, said)
        for name, count in counts.items():
            self.assertIn(f"{name.capitalize()}: {count}.", said[1])

    def test_from_everywhere(self):
        """On the SKU, the listing, the product, the shop, and on a selection."""
        template = self.mug.product_id.product_tmpl_id
        for number, (records, method) in enumerate((
            (self.mug, 'action_push_stock'), (self.listing, 'action_push_stock'),
            (template, 'action_tts_push_stock'), (self.gb, 'action_push_stock'),
            (self.env['tts.sku'].search([('listing_id', '!=', False)]), 'action_push_stock'),
        ), 30):
            with self.subTest(records._name):
                self.stock_up(self.mug.product_id, number)
                said = self.press(records, method)
                self.assertGreaterEqual(len(self.told_of(self.mug)), 1)
                self.assertEqual(sum(self.there(self.mug).values()), number)
                self.assertEqual(self.mug.stock_state, 'sent')
                self.assertNotIn("Sent: 0.", said[1])
                self.told.clear()
                self.assertIn("Sent: 0.", self.press(records, method)[1])
                self.assertEqual(self.told_of(self.mug), [], "TikTok has it")

    def test_sent_then_unchanged(self):
        self.assertSaid(self.press(self.mug), 'success', sent=1, unchanged=0, refused=0, waiting=0)
        self.assertSaid(self.press(self.mug), 'success', sent=0, unchanged=1, refused=0, waiting=0)

    def test_orders_that_are_oversold_are_named(self):
        """By the button alone, too: the shop sends no stock by itself."""
        self.assertFalse(self.gb.push_stock)
        order = self.env['tts.order'].create({
            'shop_id': self.gb.id, 'tiktok_id': '576', 'status': 'AWAITING_SHIPMENT'})
        place = self.mug.stock_ids[:1].warehouse_id
        self.env['tts.order.units']._renew(
            {order: {(self.mug.tiktok_id, place.tiktok_id): 9}}, order)
        self.process('tts.stock')
        self.assertFalse(order.oversold)
        self.press(self.mug)
        self.assertEqual(order.unit_ids.lacking, 2)
        self.assertIn("2 x ", order.oversold)

    def test_price(self):
        self.mug.own_price = 41
        said = self.press(self.mug, 'action_push_prices')
        self.assertSaid(said, 'success', sent=1, refused=0)
        self.assertEqual(float(self.offer(self.mug).price), 41)
        self.assertSaid(self.press(self.mug, 'action_push_prices'), 'success', sent=0, unchanged=1)

    def test_refused_and_why(self):
        self.sandbox.faults.next(
            12052700, path=f'/{self.listing.tiktok_id}/inventory/update')
        said = self.press(self.mug)
        self.assertSaid(said, 'warning', sent=0, refused=1)
        self.assertIn(self.mug.stock_error, said[1])
        self.assertSaid(self.press(self.mug), 'success', sent=1, refused=0)

    def test_price_out_of_range(self):
        self.mug.own_price = 1_000_000
        said = self.press(self.mug, 'action_push_prices')
        self.assertSaid(said, 'warning', sent=0, refused=1)
        self.assertIn(self.mug.price_error, said[1])
        self.assertEqual(self.told, [])

    def test_stopped_shop(self):
        self.gb.is_stopped = True
        with self.assertRaisesRegex(UserError, "Stop Everything"):
            self.press(self.gb)
        self.assertEqual(self.told, [])

    def test_stopped_listing(self):
        """It says so; nothing of it is sent later either, because it was asked for now."""
        self.listing.is_stopped = True
        with self.assertRaisesRegex(UserError, "Stop Everything"):
            self.press(self.mug)
        said = self.press(self.gb)
        self.assertEqual(said[0], 'warning')
        self.assertIn("Stop Everything", said[1])
        self.assertEqual(self.told_of(self.mug), [])
        self.listing.is_stopped = False
        self.process('tts.stock')
        self.assertEqual(self.told_of(self.mug), [], "The shop sends nothing by itself")

    def test_stopped_listing_differs_still(self):
        """Of what is not sent nobody says that it was put right."""
        row = self.env['tts.drift'].create({
            'kind': 'price', 'sku_id': self.mug.id, 'shop_id': self.gb.id, 'there': 3, 'known': 2})
        self.listing.is_stopped = True
        self.press(self.gb, 'action_push_prices')
        self.assertEqual(row.state, 'open')

    def test_not_listed(self):
        with self.assertRaisesRegex(UserError, "listed"):
            self.press(self.env['product.template'].create({'name': "At home"}),
                       'action_tts_push_stock')

    def test_rights(self):
        """A product manager of TikTok Shop may, without any other right; a user may not."""
        user, manager = (
            new_test_user(self.env, f'tts_{role}', f'tiktok_shop.group_{role}')
            for role in ('user', 'product_manager'))
        for method in ('action_push_stock', 'action_push_prices'):
            for records in (self.mug, self.listing, self.gb):
                with self.assertRaises(AccessError):
                    self.press(records, method, user)
        self.assertEqual(self.told, [])
        self.assertSaid(self.press(self.listing, user=manager), 'success', sent=1)

    # === GATHERING === #

    def test_changes_that_come_together_make_one_call(self):
        self.gb.push_stock = True
        self.process('tts.stock')
        self.told.clear()
        with patch('odoo.addons.tiktok_shop.models.stock.tts_sku_claim.GATHER',
                   timedelta(hours=1)):
            for quantity in (8, 9, 10):
                self.stock_up(self.mug.product_id, quantity)
                self.mug._compare('stock')
                skus = self.env['tts.sku'].search(
                    [*self.mug._due('stock'), *self.mug._ripe('stock')])
                self.assertFalse(skus, "More may come")
        self.process('tts.stock')
        self.assertEqual(
            [skus[0]['inventory'] for skus in self.told_of(self.mug)],
            [[{'warehouse_id': row.warehouse_id.tiktok_id, 'quantity': row.wanted_quantity}
              for row in self.mug.stock_ids.sorted('warehouse_id')]])
        self.assertEqual(sum(self.there(self.mug).values()), 10)

    def test_sold_out_is_not_gathered(self):
        """What TikTok offers and is not there goes at once."""
        self.gb.push_stock = True
        self.process('tts.stock')
        self.told.clear()
        self.stock_up(self.mug.product_id, 0)
        self.startPatcher(patch(
            'odoo.addons.tiktok_shop.models.stock.tts_sku_claim.GATHER', timedelta(hours=1)))
        self.startPatcher(patch.object(
            self.registry['tts.stock'], '_wait_for_more', lambda _self, _due: False))
        other = self.env['tts.sku'].search([
            ('stock_state', '=', 'sent'), ('listing_id', '!=', self.listing.id),
            ('product_id', 'in', self.products.ids)], limit=1)
        self.stock_up(other.product_id, 9)
        self.process('tts.stock')
        self.assertEqual(other.stock_state, 'waiting')
        self.assertFalse(self.told_of(other), "More may come")
        self.assertEqual(sum(self.there(self.mug).values()), 0)


@tagged('post_install', '-at_install')
class TestByHandScreens(ByHandCommon, TtsHttpCase):

    def test_product_manager_pushes_a_listing(self):
        new_test_user(self.env, 'tts_seller', 'tiktok_shop.group_product_manager')
        self.start_tour(
            f'/odoo/action-tiktok_shop.action_tts_listing/{self.listing.id}',
            'tts_push_stock', login='tts_seller')
        self.assertEqual(self.mug.stock_state, 'sent')
        self.assertEqual(sum(self.there(self.mug).values()), 7)
