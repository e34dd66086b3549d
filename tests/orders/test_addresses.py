from odoo.fields import Command
from odoo.tests import tagged

from .. import payloads
from ..shop_case import ShopCase

LEVELS = ("Country", "State", "City", "District", "Ward")


def districts(*places):
    """Return `district_info`: names, or (level's name, name, ISO code)."""
    rows = [{'address_level': 'L0', 'address_level_name': "Country", 'address_name': "Country"}]
    for number, place in enumerate(places, start=1):
        level, name, iso = place if isinstance(place, tuple) else (LEVELS[number], place, '')
        rows.append({
            'address_level': f'L{number}', 'address_level_name': level, 'address_name': name,
            'iso_code': iso})
    return rows


def address(region, *places, **extra):
    return {
        'region_code': region, 'name': "Sam Example", 'phone_number': "(+00)100200300",
        'address_line1': "1 Example Road", 'postal_code': '10000',
        'district_info': districts(*places), **extra,
    }


class AddressCase(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB')

    def order(self, address=None, **extra):
        """Have an order come in; return its sales order."""
        return self.apply(self.shop, payloads.order(
            [payloads.unit('A', '5')], 'GBP', address=address, **extra))

    def news(self, sale, address, **extra):
        """Have TikTok tell another address of an order; return the sales order."""
        order = sale.tts_order_id
        order._mirror(self.shop, [{
            **order.payload, 'recipient_address': address, **extra,
            'update_time': order.payload['update_time'] + 60}])._apply()
        return sale


@tagged('post_install', '-at_install')
class TestState(AddressCase):
    """Which place is the state: whatever the levels are called, by name or by code."""

    def check(self, address_, state, city, country=None):
        partner = self.order(address_, user_id=f'{len(self.env["res.partner"].search([]))}'
                             ).partner_shipping_id
        self.assertEqual(
            (partner.state_id.code or '', partner.city or '', partner.country_id.code),
            (state, city, country or address_['region_code']))

    def test_every_market(self):
        for case in (
            (address('US', "California", ("County", "San Mateo", ''), ("City", "Daly City", '')),
             'CA', "Daly City"),
            (address('US', ("State", "", 'US-NY'), ("City", "New York", '')), 'NY', "New York"),
            (address('US', "Washington DC", ("City", "Washington", '')), 'DC', "Washington"),
            (address('US', ("State", "Nowhere", ''), ("County", "Washington", ''),
                     ("City", "Hillsboro", '')), '', "Hillsboro"),
            (address('GB', ("Region", "England", 'ENG'), post_town="LEEDS"), '', "LEEDS"),
            (address('GB', ("Nation", "England", 'ENG'), ("County", "Kent", ''), post_town="DOVER"),
             'O5', "DOVER"),
            (address('PH', ("Region", "Calabarzon", ''), ("Province", "Laguna", ''),
                     ("Municipality", "Calamba City", ''), ("Barangay", "Real", '')),
             'PH-LAG', "Calamba City"),
            (address('PH', ("Region", "Metro Manila", ''), ("City", "Quezon", '')),
             'PH-00', "Quezon"),
            (address('PH', ("Region", "Bicol", ''), ("Municipality", "Quezon", '')),
             '', "Quezon"),
            (address('TH', ("Province", "Krung Thep", 'TH-10'), ("District", "Watthana", '')),
             'TH-10', "Watthana"),
            (address('TH', ("Province", "Chonburi", ''), ("District", "Si Racha", '')),
             'TH-20', "Si Racha"),
            (address('TH', ("Province", "ชลบุรี", ''), ("District", "Si Racha", '')),
             'TH-20', "Si Racha"),
            (address('MY', "Pulau Pinang", "George Town"), 'MY-07', "George Town"),
            (address('MY', "Wilayah Persekutuan Kuala Lumpur", "Cheras"), 'MY-14', "Cheras"),
            (address('VN', ("Province", "Tỉnh Lâm Đồng", ''), ("District", "Đức Trọng", '')),
             'VN-35', "Đức Trọng"),
            (address('VN', ("City", "Ho Chi Minh City", ''), ("District", "Quận 1", '')),
             'VN-SG', "Quận 1"),
            (address('VN', ("City", "Thành phố Hà Nội", ''), ("District", "Ba Đình", '')),
             'VN-HN', "Ba Đình"),
            (address('ID', ("Province", "DKI Jakarta", ''), ("City", "Jakarta Selatan", '')),
             'JK', "Jakarta Selatan"),
            (address('ID', ("Province", "West Java", ''), ("Regency", "Bogor", '')), 'JB', "Bogor"),
            (address('DE', ("State", "Bavaria", ''), ("City", "München", '')), 'DE-BY', "München"),
            (address('DE', ("State", "Baden-Wurttemberg", ''), ("City", "Ulm", '')),
             'DE-BW', "Ulm"),
            (address('IT', ("Region", "Lombardia", ''), ("Province", "Milano", ''),
                     ("City", "Monza", '')), 'MI', "Monza"),
            (address('IT', ("Region", "Lombardia", 'IT-25'), ("Province", "", 'IT-BG'),
                     ("City", "Treviglio", '')), 'BG', "Treviglio"),
            (address('ES', ("Community", "Andalucía", 'ES-AN'), ("Province", "Sevilla", 'ES-SE'),
                     ("City", "Dos Hermanas", '')), 'SE', "Dos Hermanas"),
            (address('ES', ("Province", "Vizcaya", ''), ("City", "Bilbao", '')), 'BI', "Bilbao"),
            (address('IE', ("County", "Co. Dublin", ''), ("City", "Swords", '')), 'D', "Swords"),
            (address('FR', ("Region", "Île-de-France", 'FR-IDF'), ("City", "Paris", '')),
             '', "Paris"),
            (address('JP', ("Prefecture", "東京都", ''), ("City", "渋谷区", '')),
             'JP-13', "渋谷区"),
            (address('JP', ("Prefecture", "Osaka-fu", ''), ("City", "Sakai", '')),
             'JP-27', "Sakai"),
            (address('BR', ("State", "Sao Paulo", ''), ("City", "Campinas", '')), 'SP', "Campinas"),
            (address('BR', ("State", "", 'BR-RJ'), ("City", "Rio de Janeiro", '')),
             'RJ', "Rio de Janeiro"),
            (address('MX', ("State", "Estado de México", ''), ("City", "Toluca", '')),
             'MEX', "Toluca"),
            (address('MX', ("State", "Ciudad de México", ''), ("City", "Coyoacán", '')),
             'CMX', "Coyoacán"),
            (address('SA', ("Province", "Riyadh Province", 'SA-01'), ("City", "Al Kharj", '')),
             'RUH', "Al Kharj"),
            (address('SG'), '', ''),
            (address('IE', ("Province", "Leinster", ''), ("County", "Dublin", ''),
                     ("City", "Dublin 4", '')), 'D', "Dublin 4"),
            (address('ID', ("Province", "D.I. Yogyakarta", ''), ("City", "Kab. Sleman", '')),
             'YO', "Kab. Sleman"),
            (address('ID', ("Province", "Kep. Riau", ''), ("City", "Batam", '')), 'KR', "Batam"),
            (address('TH', ("Province", "จังหวัดเชียงใหม่", ''), ("District", "Hang Dong", '')),
             'TH-50', "Hang Dong"),
            (address('TH', ("Province", "Krung Thep Maha Nakhon", ''), ("District", "Sathon", '')),
             'TH-10', "Sathon"),
            (address('VN', ("Province", "Da Nang City", ''), ("District", "Hai Chau", '')),
             'VN-DN', "Hai Chau"),
            (address('MY', ("State", "WP Putrajaya", ''), ("City", "Putrajaya", '')),
             'MY-16', "Putrajaya"),
            (address('JP', ("Prefecture", "京都", ''), ("City", "京都市", '')), 'JP-26', "京都市"),
            (address('JP', ("Prefecture", "東京", ''), ("City", "港区", '')), 'JP-13', "港区"),
            (address('DE', ("State", "Freistaat Bayern", ''), ("City", "Hof", '')), 'DE-BY', "Hof"),
            (address('ES', ("Province", "Coruña", ''), ("City", "Ferrol", '')), 'C', "Ferrol"),
            (address('MX', ("State", "CDMX", ''), ("Municipality", "Coyoacán", '')),
             'CMX', "Coyoacán"),
            (address('SA', ("Province", "Makkah Al Mukarramah", ''), ("City", "Jeddah", '')),
             'MAK', "Jeddah"),
        ):
            with self.subTest(case[0]['region_code'], places=case[0]['district_info'][1:]):
                self.check(*case)

    def test_code_in_the_place_of_the_name(self):
        for case in (
            (address('US', "CA", ("County", "Orange", ''), ("City", "Irvine", '')), 'CA', "Irvine"),
            (address('US', ("State", "US-TX", ''), ("City", "Austin", '')), 'TX', "Austin"),
            (address('BR', ("State", "SP", ''), ("City", "Campinas", '')), 'SP', "Campinas"),
            (address('IT', ("Region", "Lazio", ''), ("Province", "RM", ''), ("City", "Roma", '')),
             'RM', "Roma"),
        ):
            with self.subTest(places=case[0]['district_info'][1:]):
                self.check(*case)

    def test_city_that_is_the_state(self):
        self.check(address('DE', ("City", "Berlin", '')), 'DE-BE', "Berlin")
        self.check(address('DE', ("State", "Bayern", '')), 'DE-BY', '')

    def test_city_below_a_state_that_odoo_does_not_know(self):
        self.check(address('VN', ("Province", "Bà Rịa - Vũng Tàu", ''),
                           ("District", "Côn Đảo", '')), '', "Côn Đảo")

    def test_country_that_the_districts_tell(self):
        told = address('', ("State", "Wien", ''), ("City", "Wien", ''))
        told['district_info'][0]['iso_code'] = 'AT'
        self.check(told, '9', "Wien", country='AT')

    def test_name_in_two_parts(self):
        told = {**payloads.ADDRESS, 'name': '', 'first_name': "Sam", 'last_name': "Parts"}
        sale = self.order(told)
        self.assertEqual(sale.partner_id.name, "Sam Parts")
        self.assertEqual(sale.tts_order_id.recipient, "Sam Parts")

    def test_levels_without_names(self):
        nameless = [(None, "Calabarzon", ''), (None, "Laguna", ''), (None, "Calamba", '')]
        self.check(address('PH', *nameless), 'PH-LAG', "Calamba")

    def test_codes_of_countries(self):
        self.check(address('UK', post_town="LEEDS"), '', "LEEDS", country='GB')

    def test_state_that_is_added_is_found(self):
        self.check(address('FR', ("Region", "Bretagne", ''), ("City", "Brest", '')), '', "Brest")
        self.env['res.country.state'].create({
            'name': "Bretagne", 'code': 'BRE', 'country_id': self.env.ref('base.fr').id})
        self.check(address('FR', ("Region", "Bretagne", ''), ("City", "Brest", '')), 'BRE', "Brest")

    def test_fiscal_position_of_the_state(self):
        state = self.env.ref('base.state_us_5')
        position = self.env['account.fiscal.position'].create({
            'name': "California", 'auto_apply': True, 'country_id': state.country_id.id,
            'state_ids': [Command.set(state.ids)], 'sequence': 1})
        self.shop.fiscal_position_id = False
        sale = self.order(address('US', ("State", "", 'US-CA'), ("City", "Fresno", '')))
        self.assertEqual(sale.fiscal_position_id, position)


@tagged('post_install', '-at_install')
class TestMasked(AddressCase):
    """What TikTok hides later stays known: a mask is no news."""

    TOLD = address('GB', ("Nation", "England", ''), post_town="LEEDS", postal_code="LS1 1AB")
    MASKED = {
        **TOLD, 'name': "S*** E***e", 'phone_number': "(+00)1*****00", 'postal_code': "LS*****",
        'address_line1': "1 ************"}

    def check_stays(self, sale, masked, status='AWAITING_COLLECTION', **extra):
        partner, customer = sale.partner_shipping_id, sale.partner_id
        recipient = sale.tts_order_id.recipient
        self.news(sale, masked, status=status, **extra)
        self.assertEqual((sale.partner_id, sale.partner_shipping_id), (customer, partner))
        self.assertEqual(
            (partner.name, partner.street, partner.zip, partner.phone, partner.city),
            ("Sam Example", "1 Example Road", "LS1 1AB", "(+00)100200300", "LEEDS"))
        self.assertEqual(sale.tts_order_id.recipient, recipient)
        if sale.picking_ids:
            self.assertEqual(sale.picking_ids.partner_id, partner)

    def test_confirmed_order(self):
        for number, masked in enumerate((
            self.MASKED, {**self.MASKED, 'name': ''}, {}, {**self.TOLD, 'name': "S***e"},
            {**self.TOLD, 'phone_number': "***"}, {**self.MASKED, 'district_info': []},
        )):
            with self.subTest(masked=masked):
                sale = self.order(self.TOLD, user_id=f'7{number}')
                self.assertEqual(sale.state, 'sale')
                self.check_stays(sale, masked)
                self.check_stays(sale, masked, user_id='', buyer_nickname='', create_time=1)

    def test_quotation(self):
        self.shop.auto_confirm = False
        for number, status in enumerate(('AWAITING_SHIPMENT', 'COMPLETED')):
            sale = self.order(self.TOLD, user_id=f'8{number}')
            self.check_stays(sale, {**self.MASKED, 'name': ''}, status=status)
            sale.tts_order_id.action_apply()
            self.assertEqual(sale.partner_shipping_id.street, "1 Example Road")

    def test_order_that_was_purged(self):
        """Its payload is gone: what the sales order has is all that is known."""
        self.shop.auto_confirm = False
        sale = self.order(self.TOLD, user_id='90')
        customer, partner = sale.partner_id, sale.partner_shipping_id
        told = sale.tts_order_id.payload
        sale.tts_order_id._forget()
        self.env['tts.order']._mirror(self.shop, [{
            **told, 'recipient_address': self.MASKED, 'update_time': told['update_time'] + 60,
        }])._apply()
        self.assertEqual((sale.partner_id, sale.partner_shipping_id), (customer, partner))

    def test_order_that_waits_for_its_mapping_meanwhile(self):
        order = self.env['tts.order']._mirror(self.shop, [payloads.order(
            [payloads.unit('unknown', '5')], 'GBP', address=self.TOLD, user_id='91')])
        order._apply()
        self.assertEqual(order.state, 'blocked')
        order._mirror(self.shop, [{
            **order.payload, 'recipient_address': self.MASKED,
            'update_time': order.payload['update_time'] + 60}])
        order.sku_ids.product_id = self.product
        order._apply()
        self.assertEqual(order.sale_order_id.partner_shipping_id.street, "1 Example Road")

    def test_address_that_is_told_anew_is_taken(self):
        sale = self.order(self.TOLD, user_id='92')
        new = {**self.TOLD, 'address_line1': "2 Other Street", 'address_line2': ''}
        self.assertEqual(self.news(sale, new).partner_shipping_id.street, "2 Other Street")

    def test_address_that_a_person_chose_stays(self):
        sale = self.order(self.TOLD, user_id='96')
        chosen = self.env['res.partner'].create({'name': "Neighbour", 'street': "3 Example Road"})
        sale.with_context(update_delivery_shipping_partner=True).partner_shipping_id = chosen
        for number in range(2):
            self.news(sale, {**self.TOLD, 'name': f"S{number}"}, status='AWAITING_COLLECTION')
            self.news(sale, self.TOLD, rts_sla_time=payloads.NOON + number)
        self.assertEqual(sale.partner_shipping_id, chosen)
        self.assertEqual(sale.picking_ids.partner_id, chosen)

    def test_address_that_a_person_chose_and_tiktok_changes_is_a_to_do(self):
        sale = self.order(self.TOLD, user_id='97')
        sale.partner_shipping_id = chosen = self.env['res.partner'].create({'name': "Neighbour"})
        self.news(sale, {**self.TOLD, 'address_line1': "2 Other Street"})
        self.assertEqual(sale.partner_shipping_id, chosen)
        self.assertIn("2 Other Street", sale.activity_ids.note)
        self.news(sale, self.TOLD)
        self.assertFalse(sale.activity_ids)

    def test_first_masked_then_told(self):
        sale = self.order(self.MASKED, user_id='93')
        self.assertFalse(sale.partner_shipping_id.street)
        self.news(sale, self.TOLD)
        self.assertEqual(sale.partner_shipping_id.street, "1 Example Road")
        self.check_stays(sale, self.MASKED)

    def test_other_place_is_no_mask(self):
        """Of an address in another town the street is not known, whatever it was before."""
        sale = self.order(self.TOLD, user_id='94')
        self.news(sale, {**self.MASKED, 'postal_code': "M1 1AA", 'post_town': "MANCHESTER"})
        self.assertEqual(
            (sale.partner_shipping_id.street, sale.partner_shipping_id.city),
            (False, "MANCHESTER"))

    def test_same_again_changes_nothing(self):
        sale = self.order(self.TOLD, user_id='95')
        self.news(sale, self.MASKED)
        again = {**sale.tts_order_id.payload, 'recipient_address': self.MASKED}
        self.assertFalse(self.env['tts.order']._mirror(self.shop, [again]))


@tagged('post_install', '-at_install')
class TestContacts(AddressCase):
    """Contacts are people's: merged, archived, renamed, they are found again."""

    def merge(self, into, *contacts):
        self.env['base.partner.merge.automatic.wizard'].create({
            'dst_partner_id': into.id, 'state': 'selection',
            'partner_ids': [Command.set([into.id, *(each.id for each in contacts)])],
        }).action_merge()

    def test_buyer_is_merged_into_a_contact(self):
        first = self.order(user_id='1')
        address_, contact = first.partner_shipping_id, self.env['res.partner'].create({
            'name': "Existing"})
        address_.street = "2a Example Road"
        self.merge(contact, first.partner_id)
        self.assertEqual((contact.tts_shop_id, contact.tts_buyer_id), (self.shop, '1'))
        again = self.order(user_id='1')
        self.assertEqual((again.partner_id, again.partner_shipping_id), (contact, address_))
        self.assertEqual(contact.name, "Existing")

    def test_two_buyers_are_one(self):
        first, second = self.order(user_id='1'), self.order(user_id='2')
        kept, gone = first.partner_id, second.partner_id
        addresses = {'1': first.partner_shipping_id, '2': second.partner_shipping_id}
        self.merge(kept, gone)
        self.assertFalse(gone.exists())
        for buyer in ('1', '2'):
            again = self.order(user_id=buyer)
            self.assertEqual(again.partner_id, kept)
            self.assertIn(again.partner_shipping_id, list(addresses.values()))
        self.assertEqual(len(kept.child_ids), 2)

    def test_survivor_is_merged_once_more(self):
        sales = [self.order(user_id=str(number)) for number in range(3)]
        contacts = [sale.partner_id for sale in sales]
        self.merge(contacts[1], contacts[0])
        self.merge(contacts[2], contacts[1])
        for number in range(3):
            self.assertEqual(self.order(user_id=str(number)).partner_id, contacts[2])

    def test_buyers_of_two_shops(self):
        other = self.make_shop('GB')
        mine = self.order(user_id='1').partner_id
        theirs = self.apply(other, payloads.order(
            [payloads.unit('A', '5')], 'GBP', user_id='1')).partner_id
        self.assertNotEqual(mine, theirs)
        self.merge(mine, theirs)
        self.assertEqual(self.order(user_id='1').partner_id, mine)
        self.assertEqual(self.apply(other, payloads.order(
            [payloads.unit('A', '5')], 'GBP', user_id='1')).partner_id, mine)

    def test_delivery_addresses_are_merged(self):
        first = self.order(user_id='1').partner_shipping_id
        other = {**payloads.ADDRESS, 'address_line1': "3 Other Road"}
        second = self.order(other, user_id='1').partner_shipping_id
        self.assertNotEqual(first, second)
        self.merge(first, second)
        self.assertEqual(self.order(user_id='1').partner_shipping_id, first)
        self.assertEqual(self.order(other, user_id='1').partner_shipping_id, first)

    def test_archived_address_is_not_used(self):
        address_ = self.order(user_id='1').partner_shipping_id
        address_.active = False
        new = self.order(user_id='1').partner_shipping_id
        self.assertNotEqual(new, address_)
        self.assertEqual(self.order(user_id='1').partner_shipping_id, new)
        address_.action_unarchive()
        self.assertTrue(address_.active)
        self.assertEqual(self.order(user_id='1').partner_shipping_id.street, new.street)

    def test_buyer_who_was_deleted_is_made_again(self):
        sale = self.order(user_id='1')
        buyer = sale.partner_id
        sale._action_cancel()
        sale.unlink()
        (buyer.child_ids | buyer).unlink()
        self.assertEqual(self.order(user_id='1').partner_id.tts_buyer_id, '1')

    def test_name_is_shown_once(self):
        sale = self.order(user_id='1')
        address_ = sale.partner_shipping_id
        self.assertEqual(address_.name, "Sam Example")
        self.assertEqual(address_.display_name, "Sam Example")
        self.assertEqual(address_.complete_name, "Sam Example")
        gift = self.order({**payloads.ADDRESS, 'name': "Aunt Ada"}, user_id='1')
        self.assertEqual(gift.partner_shipping_id.display_name, "Sam Example, Aunt Ada")
        sale.partner_id.name = "Samuel Example"
        self.assertEqual(address_.display_name, "Samuel Example, Sam Example")
