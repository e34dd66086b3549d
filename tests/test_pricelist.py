import psycopg2

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import TtsCase


class TestPricelist(TtsCase):
    """Connecting shops gives each a pricelist; nobody else's prices may change by that."""

    connected = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.products[0]
        cls.other = cls.env['res.company'].create(
            {'name': "Other", 'currency_id': cls.env.ref('base.EUR').id}
        )
        cls.make_rates(cls.other)
        cls.salesman = new_test_user(
            cls.env,
            'salesman',
            'sales_team.group_sale_manager,product.group_product_manager',
            company_ids=[Command.set([cls.company.id, cls.other.id])],
        )
        countries = {'nowhere': False, 'here': 'base.us', 'gb': 'base.uk', 'vn': 'base.vn'}
        cls.partners = {
            name: cls.env['res.partner'].create(
                {'name': name, 'country_id': country and cls.env.ref(country).id}
            )
            for name, country in countries.items()
        }

    def connect(self, account=None, seller=0):
        return (account or self.account)._exchange_code(self.sandbox.authorize(seller))

    def use_pricelists(self, use=True):
        """Switch the feature on or off, as a person does in the settings."""
        self.env['res.config.settings'].create({'group_product_pricelist': use}).execute()

    def quotations(self):
        """Return what a salesperson's quotation costs each partner in each company."""
        return {
            (company.name, name): self.quotation(partner, company)
            for company in (self.company, self.other)
            for name, partner in self.partners.items()
        }

    def quotation(self, partner, company):
        self.env.invalidate_all()
        order = (
            self.env['sale.order']
            .with_user(self.salesman)
            .with_company(company)
            .create(
                {
                    'partner_id': partner.id,
                    'order_line': [
                        Command.create({'product_id': self.product.id, 'product_uom_qty': 7})
                    ],
                }
            )
        )
        self.assertFalse(order.pricelist_id.tts_shop_id)
        return order.currency_id.name, order.order_line.price_unit, order.amount_total

    def assertSamePrices(self):
        """Check that connecting changes no price."""
        before = self.quotations()
        self.connect()
        self.assertEqual(self.quotations(), before)

    # === EVERYBODY ELSE'S PRICES === #

    def test_prices_stay_where_pricelists_are_not_in_use(self):
        self.use_pricelists(False)
        self.assertSamePrices()
        self.assertTrue(
            self.env['res.groups']._is_feature_enabled('product.group_product_pricelist')
        )

    def test_prices_stay_where_each_company_has_a_pricelist(self):
        self.use_pricelists()
        self.assertSamePrices()

    def test_prices_stay_where_a_company_has_no_pricelist_of_its_own(self):
        self.use_pricelists()
        self.env['product.pricelist'].search([]).action_archive()
        self.assertSamePrices()

    def test_prices_stay_where_the_last_pricelist_is_deleted_later(self):
        self.use_pricelists()
        self.connect()
        self.env['product.pricelist'].search([('tts_shop_id', '=', False)]).unlink()
        prices = {price[:2] for price in self.quotations().values()}
        self.assertEqual({currency for currency, _price in prices}, {'USD', 'EUR'})

    def test_prices_by_country_stay(self):
        self.use_pricelists()
        self.env['product.pricelist'].create(
            {
                'name': "Europe",
                'currency_id': self.env.ref('base.EUR').id,
                'sequence': 20,
                'country_group_ids': [Command.set(self.env.ref('base.europe').ids)],
                'item_ids': [
                    Command.create({'compute_price': 'percentage', 'percent_price': 10}),
                ],
            }
        )
        self.partners['gb'].country_id = self.env.ref('base.de')
        self.assertSamePrices()
        europe, here = (
            self.quotation(self.partners[name], self.company) for name in ('gb', 'here')
        )
        self.assertEqual((europe[0], here[0]), ('EUR', 'USD'))

    def test_prices_of_partners_with_a_pricelist_of_their_own_stay(self):
        self.use_pricelists()
        own = self.env['product.pricelist'].create(
            {
                'name': "Friends",
                'sequence': 9999,
                'item_ids': [Command.create({'compute_price': 'percentage', 'percent_price': 50})],
            }
        )
        self.partners['vn'].property_product_pricelist = own
        self.assertSamePrices()
        prices = self.quotations()
        self.assertLess(
            prices[self.company.name, 'vn'][1:], prices[self.company.name, 'nowhere'][1:]
        )

    def test_prices_stay_when_the_feature_is_switched_off_and_on_again(self):
        self.use_pricelists()
        before = self.quotations()
        self.connect()
        self.use_pricelists(False)
        self.assertEqual(self.quotations(), before)
        self.use_pricelists()
        self.assertEqual(self.quotations(), before)

    def test_prices_in_a_company_that_is_created_later(self):
        self.connect()
        company = self.env['res.company'].create({'name': "Later"})
        self.salesman.company_ids += company
        currency, price, _total = self.quotation(self.partners['gb'], company)
        self.assertEqual((currency, price), (company.currency_id.name, self.product.list_price))

    def test_second_shop_changes_no_more_than_the_first(self):
        self.assertSamePrices()
        before = self.quotations()
        self.connect(self.make_account(name="Second", company_id=self.other.id), seller=1)
        self.assertEqual(self.quotations(), before)

    def test_buyers_of_a_shop_are_nobody_special_when_they_buy_elsewhere(self):
        self.connect()
        _order, sale = self.order(self.shop('GB'))
        self.assertFalse(sale.partner_id.property_product_pricelist.tts_shop_id)
        self.assertEqual(
            self.quotation(sale.partner_id, self.company),
            self.quotation(self.partners['gb'], self.company),
        )

    # === OUR OWN LISTS === #

    def test_each_shop_has_a_list_of_its_own_that_ranks_last(self):
        self.connect()
        self.connect(self.make_account(name="Second", company_id=self.other.id), seller=1)
        lists = self.env['product.pricelist'].search([])
        ours = lists.filtered('tts_shop_id')
        shops = self.env['tts.shop'].search([])
        self.assertEqual(len(ours), len(shops))
        self.assertEqual(set(ours), set(shops.pricelist_id))
        self.assertEqual(lists, (lists - ours) + ours, "others come first")
        for shop in shops:
            self.assertEqual(shop.pricelist_id.tts_shop_id, shop)
            self.assertEqual(shop.pricelist_id.name, f"TikTok Shop - {shop.name}")
            self.assertEqual(shop.pricelist_id.currency_id, shop.currency_id)
            self.assertEqual(shop.pricelist_id.company_id, shop.company_id)

    def test_list_that_is_made_later_ranks_before_ours(self):
        self.connect()
        later = self.env['product.pricelist'].create({'name': "Later"})
        lists = self.env['product.pricelist'].search([])
        self.assertLess(lists.ids.index(later.id), lists.ids.index(self.shop('US').pricelist_id.id))

    def test_currency_of_a_shop_is_activated(self):
        currency = self.env.ref('base.VND')
        currency.active = False
        self.connect()
        self.assertTrue(currency.active)

    def test_orders_of_a_shop_are_on_its_list(self):
        self.connect()
        for region in ('US', 'GB', 'MY', 'VN'):
            order, sale = self.order(self.shop(region))
            self.assertEqual(order.state, 'applied', order.reason)
            self.assertEqual(sale.pricelist_id, self.shop(region).pricelist_id)
            self.assertEqual(sale.currency_id, self.shop(region).currency_id)

    def test_orders_come_in_while_the_feature_is_switched_off(self):
        self.connect()
        self.use_pricelists(False)
        order, sale = self.order(self.shop('GB'), items=[{'price': '12.30'}])
        self.assertEqual(order.state, 'applied', order.reason)
        self.assertEqual((sale.currency_id.name, sale.amount_total), ('GBP', 12.3))

    @mute_logger('odoo.sql_db')
    def test_list_of_a_shop_cannot_be_deleted_while_the_shop_is_there(self):
        self.connect()
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation):
            self.shop('GB').pricelist_id.unlink()

    def test_copy_of_our_list_is_an_ordinary_list(self):
        self.connect()
        self.assertFalse(self.shop('GB').pricelist_id.copy().tts_shop_id)

    def test_list_that_a_person_chose_for_a_shop_is_kept(self):
        self.connect()
        mine = self.env['product.pricelist'].create(
            {'name': "Mine", 'currency_id': self.env.ref('base.GBP').id}
        )
        self.shop('GB').pricelist_id = mine
        self.account.action_load_shops()
        self.assertEqual(self.shop('GB').pricelist_id, mine)
