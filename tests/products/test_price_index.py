import random
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError

from ...models.products.tts_price_rules import RuleIndex
from ..common import TtsCase

LISTS, PRODUCTS, RULES = 12, 14, 14
CURRENCIES = {'base.USD': 1, 'base.EUR': 0.9173, 'base.GBP': 0.7919, 'base.JPY': 151.37}


class TestPriceIndex(TtsCase):
    """Prices of many products at once are those that Odoo finds for each of them alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(cls.__name__)
        cls.now = fields.Datetime.now()
        cls.other = cls.env['res.company'].create({'name': "Other"})
        cls.env.user.company_ids |= cls.other
        cls.currencies = cls.env['res.currency']
        for ref, rate in CURRENCIES.items():
            currency = cls.env.ref(ref)
            currency.active = True
            cls.currencies |= currency
            cls.env['res.currency.rate'].create([{
                'currency_id': currency.id, 'company_id': company.id, 'name': day,
                'rate': rate * factor,
            } for company in (cls.company, cls.other)
                for day, factor in (('2001-01-01', 1), ('2021-06-01', 1.07))])
        cls.make_categories()
        cls.make_goods()

    @classmethod
    def make_categories(cls):
        cls.categories = cls.env['product.category']
        for _number in range(6):
            parent = cls.rng.choice([cls.categories.browse(), *cls.categories])
            cls.categories |= cls.categories.create({
                'name': f"Category {cls.rng.randrange(9)}", 'parent_id': parent.id})

    @classmethod
    def make_goods(cls):
        sizes = cls.env['product.attribute'].create({'name': 'Size', 'value_ids': [
            Command.create({'name': str(number), 'default_extra_price': number * 1.13})
            for number in range(3)]})
        templates = cls.env['product.template'].create([{
            'name': f"Goods {number}", 'type': 'consu',
            'list_price': cls.rng.choice([0, 0.05, 3.335, 19.99, 1234.5]),
            'categ_id': cls.rng.choice([cls.categories[:0], *cls.categories]).id,
            'company_id': cls.rng.choice([False, cls.company.id]),
            'attribute_line_ids': number % 3 == 0 and [Command.create({
                'attribute_id': sizes.id, 'value_ids': [Command.set(sizes.value_ids.ids)]})],
        } for number in range(PRODUCTS)])
        cls.goods = templates.product_variant_ids
        for product in cls.goods:
            for company in (cls.company, cls.other):
                product.with_company(company).standard_price = cls.rng.choice([0, 1.5, 7.77])

    @classmethod
    def make_list(cls, known):
        pricelist = cls.env['product.pricelist'].create({
            'name': "Random", 'currency_id': cls.rng.choice(cls.currencies).id})
        cls.env['product.pricelist.item'].create([
            cls.make_rule(pricelist, known) for _ in range(cls.rng.randrange(RULES))])
        return pricelist

    @classmethod
    def make_rule(cls, pricelist, known):
        rng = cls.rng
        product = rng.choice(cls.goods)
        base = rng.choice(['list_price', 'standard_price', *(['pricelist'] * bool(known))])
        start = rng.choice([None, -20, 5])
        least, most = rng.choice([(0, 0), (0, 30), (1, 30)])
        return {
            'pricelist_id': pricelist.id,
            **rng.choice([
                {'applied_on': '3_global'},
                {'applied_on': '2_product_category', 'categ_id': rng.choice(cls.categories).id},
                {'applied_on': '1_product', 'product_tmpl_id': product.product_tmpl_id.id},
                {'applied_on': '0_product_variant', 'product_id': product.id},
                {'applied_on': '0_product_variant', 'product_id': product.id,
                 'product_tmpl_id': rng.choice(cls.goods).product_tmpl_id.id},
            ]),
            'compute_price': rng.choice(['fixed', 'percentage', 'formula']),
            'base': base, 'base_pricelist_id': base == 'pricelist' and rng.choice(known).id,
            'fixed_price': rng.choice([0, 4.995, 88]), 'percent_price': rng.choice([0, 12.5, -10]),
            'price_discount': rng.choice([0, 33.3, -5]), 'price_markup': rng.choice([0, 25]),
            'price_surcharge': rng.choice([0, -0.01, 2]), 'price_round': rng.choice([0, 0.05, 10]),
            'price_min_margin': least, 'price_max_margin': most,
            'min_quantity': rng.choice([0, 0, 1, 3, 6]),
            'date_start': start is not None and cls.now + timedelta(days=start),
            'date_end': rng.choice([False, cls.now + timedelta(days=rng.choice([-10, 8]))])
            if start is None else False,
        }

    def check(self, pricelist, company):
        pricelist, goods = pricelist.with_company(company), self.goods.with_company(company)
        index = pricelist.with_context(tts_rules=RuleIndex(goods))
        for currency in self.rng.sample(list(self.currencies), 2):
            for units in (1, 3, 7):
                for product in goods:
                    options = {'currency': currency, 'date': self.now}
                    self.assertEqual(
                        index._compute_price_rule(product, units, **options),
                        pricelist._compute_price_rule(product, units, **options),
                        (pricelist.item_ids.read(), product.read(['name', 'categ_id']), units))

    def test_any_pricelist(self):
        lists = []
        for _number in range(LISTS):
            lists.append(self.make_list(lists))
            self.check(lists[-1], self.rng.choice([self.company, self.other]))

    def test_statements_do_not_grow_with_products(self):
        nested = self.env['product.pricelist'].create({
            'name': "Nested", 'currency_id': self.currencies[1].id})
        self.env['product.pricelist.item'].create([{
            'pricelist_id': nested.id, 'applied_on': '0_product_variant',
            'product_id': product.id, 'compute_price': 'fixed', 'fixed_price': 3,
        } for product in self.goods])
        shop = self.shop('GB')
        self.env['product.pricelist.item'].create({
            'pricelist_id': shop.pricelist_id.id, 'compute_price': 'formula', 'base': 'pricelist',
            'base_pricelist_id': nested.id, 'price_surcharge': 1})

        def statements(goods):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(shop._product_prices([(each, 1) for each in goods])), len(goods))
            return self.env.cr.sql_log_count - before

        statements(self.goods)  # what is cached for longer
        self.assertEqual(statements(self.goods[:2]), statements(self.goods))

    def test_others_are_asked_as_ever(self):
        pricelist = self.make_list([])
        product, template = self.goods[0], self.goods[0].product_tmpl_id
        for context in (
            {'tts_rules': {}}, {'tts_rules': RuleIndex(self.goods[1:])},
            {'tts_rules': RuleIndex(self.goods)},
        ):
            there = pricelist.with_context(**context)
            for products in (product, template, self.goods):
                self.assertEqual(
                    there._compute_price_rule(products, 1, date=self.now),
                    pricelist._compute_price_rule(products, 1, date=self.now))
        nothing = self.env['product.pricelist'].with_context(tts_rules=RuleIndex(self.goods))
        self.assertFalse(nothing._get_applicable_rules(product, self.now))

    def test_one_product_that_cannot_be_priced_bars_no_other(self):
        bad, good = self.goods[:2]
        self.env['product.pricelist.item'].create({
            'pricelist_id': self.shop('GB').pricelist_id.id, 'compute_price': 'fixed',
            'fixed_price': 3})
        Item = self.registry['product.pricelist.item']
        original = Item._compute_price

        def broken(self, product, *args, **kwargs):
            if product.id == bad.id:
                raise ValidationError(bad.name)
            return original(self, product, *args, **kwargs)

        self.patch(Item, '_compute_price', broken)
        failed = {}
        prices = self.shop('GB')._product_prices([(bad, 1), (good, 1)], failed)
        self.assertEqual(list(prices), [(good.id, 1)])
        self.assertEqual(list(failed), [(bad.id, 1)])
        with self.assertRaisesRegex(ValidationError, bad.name):
            self.shop('GB')._product_prices([(bad, 1), (good, 1)])
