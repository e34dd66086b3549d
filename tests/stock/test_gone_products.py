"""Products that are sold no more: TikTok does not go on selling them."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..stock_case import StockCase

# Of whom TikTok Shop knows nothing.
STOREKEEPER = 'stock.group_stock_manager,product.group_product_manager'


@tagged('post_install', '-at_install')
class TestGoneProducts(StockCase):
    """What a storekeeper archives or deletes, who has no right to anything of TikTok Shop."""

    def setUp(self):
        super().setUp()
        self.storekeeper = new_test_user(self.env, 'tts_storekeeper', STOREKEEPER)
        self.stock_up(self.products[0], 20)
        # Of the others nothing was ever moved: in Odoo nothing is in the way of deleting them.
        self.offer_always(self.products[1:4], 7)
        self.gb.push_stock = True
        self.process('tts.stock')
        self.mug = self.sku(self.products[0])
        self.assertEqual(self.offered(self.mug), 20)

    def offer_always(self, products, quantity):
        self.skus(products).write({'stock_rule': 'fixed', 'fixed_quantity': quantity})

    def skus(self, products):
        return self.env['tts.sku'].search([
            ('product_id', 'in', products.ids), ('listing_id', '!=', False)])

    def offered(self, sku):
        return sum(self.there(sku).values())

    def by_hand(self, records, method):
        """Have the storekeeper do something, and TikTok get what follows."""
        getattr(records.with_user(self.storekeeper), method)()
        self.process('tts.stock')

    def assertKept(self, records):
        """Check that these cannot be deleted, and that it is said what can be done."""
        with self.assertRaisesRegex(UserError, "Archive them instead") as refusal:
            self.by_hand(records, 'unlink')
        self.assertIn(records.display_name, str(refusal.exception))
        self.assertTrue(records.exists())

    # === ARCHIVED === #

    def test_archived(self):
        """And what was archived by mistake is on offer again."""
        for rule, quantity in (('shop', 20), ('fixed', 7)):
            for records in (self.mug.product_id, self.mug.product_id.product_tmpl_id):
                with self.subTest(rule, records=records):
                    self.mug.write({'stock_rule': rule, 'fixed_quantity': 7})
                    self.process('tts.stock')
                    self.by_hand(records, 'action_archive')
                    self.assertEqual(self.offered(self.mug), 0)
                    self.assertIn("archived", self.mug.stock_formula)
                    self.by_hand(records, 'action_unarchive')
                    self.assertEqual(self.offered(self.mug), quantity)

    # === DELETED === #

    def test_deleted(self):
        """Not while it is on offer; once TikTok has that there is none, nothing is in the way."""
        for number, records in enumerate(
                (self.products[1], self.products[2].product_tmpl_id), 1):
            with self.subTest(records=records):
                skus = self.skus(self.products[number])
                self.assertKept(records)
                self.by_hand(records, 'action_archive')
                self.assertEqual({self.offered(sku) for sku in skus}, {0})
                self.by_hand(records, 'unlink')
                self.assertFalse(records.exists() or skus.product_id)

    def test_not_on_offer(self):
        """What TikTok does not sell keeps nothing from being deleted."""
        self.skus(self.products[1]).listing_id.status = 'PLATFORM_DEACTIVATED'
        self.skus(self.products[2]).listing_id.status = 'SELLER_DEACTIVATED'
        self.skus(self.products[3]).listing_id.push_stock = False
        for product in self.products[1:4]:
            with self.subTest(product=product):
                self.by_hand(product, 'unlink')
                self.assertFalse(product.exists())

    def test_stock_is_not_sent_by_itself(self):
        self.gb.push_stock = False
        self.by_hand(self.products[1], 'unlink')
        self.assertFalse(self.products[1].exists())

    def test_what_tiktok_has_is_not_known(self):
        """A worker was ended amid a call: TikTok may have some."""
        self.offer_always(self.products[1], 0)
        self.process('tts.stock')
        self.skus(self.products[1])._take_up('stock')
        self.assertKept(self.products[1])

    def test_variant_that_its_template_has_no_more(self):
        """Odoo archives it instead, so that it is offered no more."""
        product = self.skus(self.products[1]).product_id
        sizes = self.env['product.attribute'].create({
            'name': "Size", 'value_ids': [Command.create({'name': name}) for name in ("S", "L")]})
        product.product_tmpl_id.attribute_line_ids = [Command.create({
            'attribute_id': sizes.id, 'value_ids': sizes.value_ids.ids})]
        self.process('tts.stock')
        self.assertFalse(product.active)
        self.assertEqual({self.offered(sku) for sku in self.skus(product)}, {0})
