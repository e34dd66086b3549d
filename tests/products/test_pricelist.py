import json

import psycopg2

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..common import TtsCase


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

    def test_list_that_a_person_chose_becomes_the_shops(self):
        self.connect()
        shop = self.shop('GB')
        mine = self.env['product.pricelist'].create(
            {'name': "Mine", 'currency_id': shop.currency_id.id}
        )
        before = self.quotations()
        shop.pricelist_id = mine
        self.assertEqual(mine.tts_shop_id, shop)
        self.assertEqual(self.quotations(), before)

    def test_list_that_others_have_cannot_be_a_shops(self):
        self.connect()
        shop = self.shop('US')
        usd = {'currency_id': shop.currency_id.id}
        theirs, base = self.env['product.pricelist'].create(
            [{'name': "Theirs", **usd}, {'name': "Base", **usd}])
        self.partners['vn'].specific_property_product_pricelist = theirs
        self.rule_on(theirs, base)
        everybodys = self.partners['nowhere'].property_product_pricelist
        self.assertTrue(everybodys)
        for taken in (theirs, base, everybodys):
            with self.assertRaisesRegex(ValidationError, "Others have the prices"):
                shop.pricelist_id = taken
            self.assertFalse(taken.tts_shop_id)

    def test_shop_is_never_without_a_list(self):
        self.connect()
        with self.assertRaisesRegex(ValidationError, "needs a pricelist"):
            self.shop('GB').pricelist_id = False

    # === NOBODY GETS OUR LISTS, BY WHATEVER ROAD === #

    def rule_on(self, pricelist, base):
        return self.env['product.pricelist.item'].create(
            {
                'pricelist_id': pricelist.id,
                'base': 'pricelist',
                'base_pricelist_id': base.id,
                'compute_price': 'formula',
            }
        )

    def assertRefused(self, write, sentence="TikTok"):
        with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
            write()
        self.env.invalidate_all()

    def test_nobody_can_be_given_our_list(self):
        self.connect()
        ours = self.shop('US').pricelist_id
        partner = self.partners['nowhere']
        quotation = self.env['sale.order'].create({'partner_id': partner.id})
        other = self.env['product.pricelist'].create({'name': "Other"})
        group = self.env.ref('base.europe')
        Default = self.env['ir.default']
        for write in (
            lambda: partner.write({'property_product_pricelist': ours.id}),
            lambda: partner.write({'specific_property_product_pricelist': ours.id}),
            lambda: quotation.write({'pricelist_id': ours.id}),
            lambda: self.rule_on(other, ours),
            lambda: group.write({'pricelist_ids': [Command.link(ours.id)]}),
            lambda: ours.write({'country_group_ids': [Command.link(group.id)]}),
            lambda: Default.set('sale.order', 'pricelist_id', ours.id),
            lambda: Default.set('res.partner', 'specific_property_product_pricelist', ours.id),
        ):
            self.assertRefused(write)

    def test_list_of_another_shop_may_follow_ours(self):
        self.connect()
        rule = self.rule_on(self.shop('MY').pricelist_id, self.shop('GB').pricelist_id)
        self.assertTrue(rule.exists())

    def test_list_that_a_system_parameter_names(self):
        self.use_pricelists()
        before = self.quotations()
        self.connect()
        self.env['product.pricelist'].search([('tts_shop_id', '=', False)]).action_archive()
        self.env['ir.config_parameter'].set_param(
            'res.partner.property_product_pricelist', self.shop('GB').pricelist_id.id)
        self.assertEqual(self.quotations(), before)

    def test_list_that_slipped_through_is_not_used(self):
        """What stands in a database from before the guard, or was written by SQL."""
        self.connect()
        partner = self.partners['vn']
        before = self.quotation(partner, self.company)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET specific_property_product_pricelist = %s WHERE id = %s",
            [json.dumps({str(self.company.id): self.shop('GB').pricelist_id.id}), partner.id])
        self.assertEqual(self.quotation(partner, self.company), before)

    def test_our_empty_list_does_not_stand_for_the_companys(self):
        self.use_pricelists()
        self.connect()
        self.assertEqual(self.shop('US').pricelist_id.currency_id, self.company.currency_id)
        self.env['product.pricelist'].search([('tts_shop_id', '=', False)]).unlink()
        self.use_pricelists(False)
        self.use_pricelists()
        theirs = self.env['product.pricelist'].search([('company_id', '=', self.company.id)])
        self.assertTrue(theirs.filtered(lambda each: not each.tts_shop_id))

    def test_rule_without_a_list_does_not_go_to_ours(self):
        self.connect()
        self.env['product.pricelist'].search([('tts_shop_id', '=', False)]).unlink()
        default = self.env['product.pricelist.item'].default_get(['pricelist_id'])
        self.assertFalse(default.get('pricelist_id'))

    def test_lists_that_were_not_in_force_do_not_come_into_force(self):
        self.use_pricelists(False)
        lists = self.env['product.pricelist'].create(
            [
                {
                    'name': name,
                    'sequence': 1,
                    'company_id': False,
                    'country_group_ids': [Command.set(groups.ids)],
                    'item_ids': [
                        Command.create({'compute_price': 'percentage', 'percent_price': 50})
                    ],
                }
                for name, groups in (
                    ("All", self.env['res.country.group']), ("Europe", self.env.ref('base.europe'))
                )
            ]
        )
        self.partners['vn'].specific_property_product_pricelist = lists[0]
        self.assertSamePrices()

    # === CURRENCY === #

    def test_currency_of_a_list_is_its_shops(self):
        self.connect()
        shop, euro = self.shop('GB'), self.env.ref('base.EUR')
        other = self.env['product.pricelist'].create({'name': "Euro", 'currency_id': euro.id})
        self.assertRefused(
            lambda: shop.pricelist_id.write({'currency_id': euro.id}), "sells in GBP")
        self.assertRefused(lambda: shop.write({'pricelist_id': other.id}), "is in EUR")
        shop.currency_id = euro
        self.assertEqual(shop.pricelist_id.currency_id, euro)
        shop.write({'currency_id': self.env.ref('base.GBP').id})
        self.assertEqual(shop.pricelist_id.currency_id.name, 'GBP')

    def test_lists_of_others_do_not_follow_a_shop(self):
        self.connect()
        gb, my = self.shop('GB'), self.shop('MY')
        my.write({'currency_id': gb.currency_id.id, 'pricelist_id': gb.pricelist_id.id})
        euro = {'currency_id': self.env.ref('base.EUR').id}
        self.assertRefused(lambda: gb.write(euro), "sells in GBP")
        self.assertRefused(lambda: my.write(euro), "sells in EUR")

    def test_order_is_never_in_another_currency_than_tiktoks(self):
        self.connect()
        shop = self.shop('GB')
        shop.auto_confirm = False
        order, sale = self.order(shop, items=[{'price': '12.30'}])
        euro = self.env.ref('base.EUR')
        other = self.env['product.pricelist'].create({'name': "Euro", 'currency_id': euro.id})
        self.assertRefused(lambda: sale.write({'pricelist_id': other.id}))
        self.assertEqual(sale.currency_id.name, 'GBP')
        # A database from before the guard.
        self.env.cr.execute(
            "UPDATE product_pricelist SET currency_id = %s WHERE id = %s",
            [euro.id, shop.pricelist_id.id])
        self.env.invalidate_all()
        order._apply()
        self.assertEqual((order.state, order.reason_code), ('blocked', 'currency'))
        self.assertIn("its pricelist in EUR", order.reason)
        shop.currency_id = euro
        shop.currency_id = self.env.ref('base.GBP')
        order._apply()
        self.assertEqual(order.state, 'applied', order.reason)

    def test_list_that_a_person_chose_for_a_shop_is_kept(self):
        self.connect()
        mine = self.env['product.pricelist'].create(
            {'name': "Mine", 'currency_id': self.env.ref('base.GBP').id}
        )
        self.shop('GB').pricelist_id = mine
        self.account.action_load_shops()
        self.assertEqual(self.shop('GB').pricelist_id, mine)

    def test_currency_of_another_company_needs_no_rate_if_ours_has_one(self):
        """Rates of all companies are of one currency, which has none itself."""
        self.connect()
        shop = self.shop('GB')
        Rate = self.env['res.currency.rate']
        Rate.search([('currency_id', '=', shop.currency_id.id)]).unlink()
        self.assertFalse(shop._has_rate())
        Rate.search([('currency_id', '=', self.company.currency_id.id)]).unlink()
        Rate.create(
            {
                'currency_id': self.company.currency_id.id,
                'rate': 1.25,
                'name': '2020-01-01',
                'company_id': False,
            }
        )
        self.assertFalse(shop._has_rate(), "pounds are nobody's here")
        self.env['res.company'].create({'name': "UK", 'currency_id': shop.currency_id.id})
        self.assertTrue(shop._has_rate())
        _order, sale = self.order(shop, items=[{'price': '10.00'}])
        self.assertEqual(sale.currency_rate, 0.8)
