from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import payloads
from ..shop_case import ShopCase

MASKED = {
    'name': "S*** E***e", 'phone_number': "(+44)7700*****99", 'postal_code': "LS*****",
    'address_line1': "2 ************", 'region_code': 'GB', 'district_info': [],
}


@tagged('post_install', '-at_install')
class TestOrderCustomer(ShopCase):
    """A buyer is one contact; what is masked is neither stored nor matched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop('GB')

    def sale_of(self, address=None, shop=None, **extra):
        return self.apply(shop or self.shop, payloads.order(
            [payloads.unit('A', '5')], (shop or self.shop).currency_id.name, address=address,
            **extra))

    def test_order_without_address_is_not_given_to_a_buyer_whom_another_one_tells(self):
        price = [payloads.unit('A', '5')]
        telling = payloads.order(price, 'GBP', user_id='7')
        on_hold = payloads.order(price, 'GBP', user_id='7', status='ON_HOLD', address={})
        orders = self.env['tts.order']._mirror(self.shop, [telling, on_hold])
        orders._apply()
        buyer, unknown = orders.sale_order_id.sorted('id').partner_id
        self.assertEqual(buyer.tts_buyer_id, '7')
        self.assertEqual(unknown, self.shop.generic_partner_id)

    def test_contact_gets_its_name_from_the_first_order_that_tells_it(self):
        who = {'user_id': '8', 'buyer_nickname': "lily_8"}
        contact = self.sale_of(MASKED, **who).partner_id
        self.assertEqual(contact.name, "lily_8")
        self.assertEqual(self.sale_of(**who).partner_id, contact)
        self.assertEqual(contact.name, "Sam Example")
        contact.name = "Sam (the postman)"
        for address in (MASKED, None):
            self.sale_of(address, **who)
        self.assertEqual(contact.name, "Sam (the postman)", "a person's")

    def test_name_does_not_depend_on_which_order_comes_first(self):
        units = [payloads.unit('A', '5')]
        who = {'user_id': '9', 'buyer_nickname': "lily_9"}
        orders = self.env['tts.order']._mirror(self.shop, [
            payloads.order(units, 'GBP', address=address, **who) for address in (MASKED, None)])
        orders._apply()
        self.assertEqual(orders.sale_order_id.partner_id.mapped('name'), ["Sam Example"])

    def test_address_that_a_person_has_corrected_is_found_again(self):
        address = self.sale_of(user_id='10').partner_shipping_id
        address.street = "2b Example Road"
        self.assertEqual(self.sale_of(user_id='10').partner_shipping_id, address)

    def test_one_address_is_not_made_twice(self):
        address = self.sale_of(user_id='11').partner_shipping_id
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation):
            address.copy({'tts_address_key': address.tts_address_key})
        self.assertTrue(address.copy())

    def test_address_in_odoos_fields(self):
        partner = self.sale_of().partner_shipping_id
        self.assertEqual(partner.type, 'delivery')
        self.assertEqual(
            (partner.name, partner.street, partner.street2, partner.city, partner.zip,
             partner.country_id.code, partner.phone),
            ("Sam Example", "2 Example Road", "Flat 3", "Leeds", "LS1 1AB", 'GB',
             "(+44)7700900999"))

    def test_state_and_city_from_districts(self):
        shop = self.make_shop('US')
        partner = self.sale_of(shop=shop, address={
            'name': "Jo Doe", 'address_line1': "1 Main St", 'postal_code': "94105",
            'region_code': 'US',
            'district_info': [
                {
                    'address_level': 'L0', 'address_level_name': 'Country',
                    'address_name': 'United States',
                },
                {
                    'address_level': 'L1', 'address_level_name': 'State',
                    'address_name': 'California',
                },
                {
                    'address_level': 'L2', 'address_level_name': 'County',
                    'address_name': 'San Francisco',
                },
                {'address_level': 'L3', 'address_level_name': 'City', 'address_name': 'Daly City'},
            ],
        }).partner_shipping_id
        self.assertEqual((partner.state_id.code, partner.city), ('CA', 'Daly City'))
        self.assertFalse(partner.street2)

    def test_wards_are_kept(self):
        shop = self.make_shop('VN')
        partner = self.sale_of(shop=shop, address={
            'name': "Nguyễn Văn Ánh", 'address_line1': "12 Đường Láng", 'region_code': 'VN',
            'district_info': [
                {
                    'address_level': 'L1', 'address_level_name': 'Province',
                    'address_name': 'Nowhere',
                },
                {
                    'address_level': 'L2', 'address_level_name': 'District',
                    'address_name': 'Ba Đình',
                },
                {'address_level': 'L3', 'address_level_name': 'Ward', 'address_name': 'Phúc Xá'},
            ],
        }).partner_shipping_id
        self.assertIn('Phúc Xá', partner.street2)
        self.assertEqual(partner.name, "Nguyễn Văn Ánh")

    def test_same_buyer_and_address_are_found_again(self):
        first, second = self.sale_of(), self.sale_of()
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_shipping_id, second.partner_shipping_id)
        self.assertEqual(len(first.partner_id.child_ids), 1)

    def test_same_buyer_twice_in_one_batch(self):
        orders = self.env['tts.order']._mirror(self.shop, [
            payloads.order([payloads.unit('A', '5')], 'GBP') for _order in range(3)])
        orders._apply()
        self.assertEqual(len(orders.sale_order_id.partner_id), 1)
        self.assertEqual(len(orders.sale_order_id.partner_shipping_id), 1)

    def test_another_address_is_another_child(self):
        first = self.sale_of()
        second = self.sale_of(address={**payloads.ADDRESS, 'address_line1': "3 Other Road"})
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertNotEqual(first.partner_shipping_id, second.partner_shipping_id)

    def test_same_buyer_id_in_another_shop_is_another_contact(self):
        other = self.make_shop('GB')
        self.assertNotEqual(self.sale_of().partner_id, self.sale_of(shop=other).partner_id)

    def test_masked_parts_are_not_stored(self):
        sale = self.sale_of(address=MASKED)
        partners = sale.partner_id + sale.partner_shipping_id
        self.assertFalse([value for field in ('name', 'street', 'zip', 'phone')
                          for value in partners.mapped(field) if value and '*' in value])
        self.assertEqual(sale.partner_shipping_id.country_id.code, 'GB')

    def test_two_buyers_that_look_the_same_stay_two(self):
        first = self.sale_of(address=MASKED, user_id='111111')
        second = self.sale_of(address=MASKED, user_id='222222')
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_missing_address_and_buyer(self):
        sale = self.sale_of(address={}, user_id='')
        self.assertEqual(sale.partner_id, self.shop.generic_partner_id)

    def test_one_contact_for_all(self):
        self.shop.customer_policy = 'generic'
        sale = self.sale_of()
        self.assertEqual(sale.partner_id, self.shop.generic_partner_id)
        self.assertEqual(sale.partner_invoice_id, self.shop.generic_partner_id)
        self.assertEqual(sale.partner_shipping_id.street, "2 Example Road")

    def test_archived_buyer_is_not_doubled(self):
        partner = self.sale_of().partner_id
        partner.child_ids.active = False
        partner.active = False
        self.assertEqual(self.sale_of().partner_id, partner)

    def test_no_mail_address_is_stored(self):
        sale = self.sale_of(buyer_email='v4b@scs2.tiktok.com')
        self.assertFalse((sale.partner_id + sale.partner_shipping_id).filtered('email'))

    def test_brazilian_tax_id(self):
        sale = self.sale_of(cpf='529.982.247-25')
        self.assertEqual(sale.partner_id.vat, '529.982.247-25')

    def test_odd_characters(self):
        name = "<b>Ånn</b> \x00\"O'Brien\" 🦊 中文 العربية"
        sale = self.sale_of(
            address={**payloads.ADDRESS, 'name': name}, buyer_message="\x00\ud800hi" * 900,
        )
        self.assertEqual(sale.partner_id.name, name.replace('\x00', ''))
