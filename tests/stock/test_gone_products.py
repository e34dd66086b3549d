"""Products that are sold no more: TikTok does not go on selling them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stock_case import StockCase


@tagged('post_install', '-at_install')
class TestGoneProducts(StockCase):

    def setUp(self):
        super().setUp()
        self.stock_up(self.products[0], 20)
        self.gb.push_stock = True
        self.process('tts.stock')
        self.mug = self.sku(self.products[0])
        self.assertEqual(sum(self.there(self.mug).values()), 20)

    def test_archived(self):
        for rule in ('shop', 'fixed'):
            with self.subTest(rule):
                self.mug.write({'stock_rule': rule, 'fixed_quantity': 7})
                self.process('tts.stock')
                self.mug.product_id.action_archive()
                self.process('tts.stock')
                self.assertEqual(sum(self.there(self.mug).values()), 0)
                self.assertIn("archived", self.mug.stock_formula)
                self.mug.product_id.action_unarchive()
                self.process('tts.stock')
                self.assertGreater(sum(self.there(self.mug).values()), 0)

    def test_archived_with_its_template(self):
        self.mug.product_id.product_tmpl_id.action_archive()
        self.process('tts.stock')
        self.assertEqual(sum(self.there(self.mug).values()), 0)

    def test_deleted(self):
        """Not while it is on offer; once TikTok has that there is none, nothing is in the way."""
        product = self.mug.product_id
        with self.assertRaisesRegex(UserError, "Archive them instead"):
            product._unlink_except_on_offer()
        product.action_archive()
        self.process('tts.stock')
        product._unlink_except_on_offer()
