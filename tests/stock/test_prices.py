from decimal import Decimal

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..shop_case import GBCase


@tagged('post_install', '-at_install')
class TestSkuPrices(GBCase):
    """What price TikTok should have of each SKU, and why some get none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gbp = cls.shop.currency_id
        cls.rule = cls.env['product.pricelist.item'].create({
            'pricelist_id': cls.shop.pricelist_id.id, 'compute_price': 'fixed', 'fixed_price': 5})
        cls.sku = cls.make_sku('1')

    @classmethod
    def make_sku(cls, tiktok_id, shop=None, **vals):
        return cls.env['tts.sku'].create({
            'shop_id': (shop or cls.shop).id, 'tiktok_id': tiktok_id,
            'product_id': cls.product.id, **vals})

    def price(self, sku=None):
        """Return the price of one SKU, or why it has none."""
        sku = sku or self.sku
        prices, refused = sku.shop_id._sku_prices(sku)
        self.assertEqual(len(prices) + len(refused), 1)
        return prices.get(sku) or refused[sku]

    # === WHAT IT IS === #

    def test_by_the_formula_in_the_shops_currency(self):
        self.rule.write({
            'compute_price': 'formula', 'base': 'list_price', 'price_discount': 10,
            'price_surcharge': 0.004})
        # 99 at 0.8 pounds, less 10 %
        self.assertEqual(self.price(), Decimal('71.28'))

    def test_packs_are_priced_by_their_units(self):
        self.env['product.pricelist.item'].create({
            'pricelist_id': self.shop.pricelist_id.id, 'compute_price': 'fixed',
            'fixed_price': 4, 'min_quantity': 3})
        three = self.make_sku('3', quantity=3)
        self.assertEqual(self.shop._sku_prices(self.sku + three), (
            {self.sku: Decimal('5.00'), three: Decimal('12.00')}, {}))

    def test_its_own_price_instead(self):
        self.sku.own_price = 3.99
        other = self.make_sku('2')
        self.assertEqual(self.shop._sku_prices(self.sku + other), (
            {self.sku: Decimal('3.99'), other: Decimal('5.00')}, {}))
        self.rule.unlink()
        self.product.list_price = 0
        self.assertEqual(self.price(), Decimal('3.99'))

    def test_its_own_price_is_not_negative(self):
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'):
            self.sku.own_price = -1
            self.env.flush_all()

    def test_whole_prices_where_the_market_has_no_others(self):
        shop = self.make_shop('JP')
        self.env['product.pricelist.item'].create({
            'pricelist_id': shop.pricelist_id.id, 'compute_price': 'fixed', 'fixed_price': 980.5})
        self.assertEqual(self.price(self.make_sku('1', shop)), Decimal(981))

    def test_the_kind_of_seller_decides_how_it_is_written(self):
        self.assertEqual(
            self.shop._price_body(Decimal('5.00')), {'amount': '5.00', 'currency': 'GBP'})
        self.shop.seller_type = 'CROSS_BORDER'
        self.assertEqual(
            self.shop._price_body(Decimal('5.00')), {'sale_price': '5.00', 'currency': 'GBP'})

    # === WHY NOT === #

    def test_none_on_the_pricelist(self):
        self.rule.fixed_price = 0
        self.assertIn("no price on the pricelist TikTok Shop - Shop GB", self.price())

    def test_no_rate(self):
        self.env['res.currency.rate'].search([('currency_id', '=', self.gbp.id)]).unlink()
        self.assertIn("GBP has no rate", self.price())

    def test_no_product(self):
        self.sku.product_id = False
        self.assertIn("no product", self.price())

    def test_what_is_not_live_has_no_price_to_refuse(self):
        self.sku.listing_id = self.env['tts.listing'].create({
            'shop_id': self.shop.id, 'tiktok_id': '7', 'title': "Mug", 'status': 'ACTIVATE'})
        self.sku.own_price = 1_000_000
        self.sku._compare('price')
        self.assertEqual(self.sku.price_state, 'refused')
        self.sku.listing_id.status = 'SELLER_DEACTIVATED'
        self.sku._compare('price')
        self.assertEqual((self.sku.price_state, self.sku.price_error), ('none', False))

    def test_gifts_and_bundles(self):
        self.sku.is_gift = True
        self.assertIn("gives this SKU away", self.price())
        self.sku.write({'is_gift': False, 'is_bundle': True, 'own_price': 7})
        self.assertIn("virtual bundle", self.price())

    def test_out_of_the_markets_range(self):
        for region, kinds, lowest, highest in (
            ('GB', (), '0.01', '5600'), ('TH', (), '30', '260000'),
            ('US', ('CB_DIRECT_SHIPPING_WAREHOUSE',), '0.01', '800'),
            ('US', ('CB_OVERSEA_WAREHOUSE',), '0.01', '7600'),
            # where some goods are here, and others abroad, TikTok tells
            ('TH', ('CB_DIRECT_SHIPPING_WAREHOUSE', 'CB_OVERSEA_WAREHOUSE'), '0.01', '260000'),
            ('TH', (False,), '0.01', '260000'), ('PL', (), '0.01', '999999999999'),
        ):
            with self.subTest(region=region, kinds=kinds):
                shop = self.make_shop(region)
                if kinds:
                    shop.seller_type = 'CROSS_BORDER'
                self.env['tts.warehouse'].create([{
                    'shop_id': shop.id, 'tiktok_id': str(number), 'name': "Warehouse",
                    'type': 'SALES_WAREHOUSE', 'sub_type': kind,
                } for number, kind in enumerate(kinds)])
                sku = self.make_sku(f'{region}{kinds}', shop)
                for price in map(Decimal, (lowest, highest)):
                    sku.own_price = price
                    self.assertEqual(self.price(sku), price)
                sku.own_price = Decimal(highest) + 1
                self.assertIn(f"{lowest} to {highest} {shop.currency_id.name}", self.price(sku))
                if Decimal(lowest) > 1:
                    sku.own_price = Decimal(lowest) - 1
                    self.assertIn(f"{lowest} to {highest}", self.price(sku))

    def test_one_that_cannot_be_worked_out_bars_no_other(self):
        bad = self.make_sku('2', product_id=self.products['B'].id)
        Item = self.registry['product.pricelist.item']
        original = Item._compute_price

        def broken(item, product, *args, **kwargs):
            if product == bad.product_id:
                raise ValidationError(product.default_code)
            return original(item, product, *args, **kwargs)

        self.patch(Item, '_compute_price', broken)
        self.assertEqual(self.shop._sku_prices(self.sku + bad), (
            {self.sku: Decimal('5.00')}, {bad: 'B'}))

    def test_in_bulk(self):
        products = self.env['product.product'].create([
            {'name': f"Product {number}", 'type': 'consu'} for number in range(40)])
        skus = self.sku.union(*(
            self.make_sku(f'9{product.id}', product_id=product.id) for product in products))

        def statements(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.shop._sku_prices(some)
            return self.env.cr.sql_log_count - before

        statements(skus)
        self.assertEqual(statements(skus), statements(skus[:2]))
