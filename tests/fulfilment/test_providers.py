from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...client import Client, errors
from ..common import TtsCase

STANDARD, EXPRESS = '7057001', '7057002'
ROYAL_MAIL, EVRI, DHL = (
    {'id': ref, 'name': name}
    for ref, name in (('7117', "Royal Mail"), ('7118', "Evri"), ('7119', "DHL")))
REGIONS_NEEDED = errors.ValidationError(21008116, "delivery option is not subscribed")
OWN_CARRIERS = errors.ValidationError(21008117, "no providers")


@tagged('post_install', '-at_install')
class TestProviders(TtsCase):
    """TikTok tells by whom orders may be sent; a person says which delivery methods these are."""

    sandbox_options = {'markets': ('GB', 'DE')}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gb, cls.de = (
            cls.account.shop_ids.filtered(lambda shop, region=region: shop.region == region)
            for region in ('GB', 'DE'))

    def setUp(self):
        super().setUp()
        self.asked = []  # of the carriers: (option, from where, to where)
        self.places = []  # warehouses whose options were asked for
        self.answers = {STANDARD: [ROYAL_MAIL, EVRI], EXPRESS: [DHL]}
        for name, call in (
            ('delivery_options', self.delivery_options),
            ('shipping_providers', self.shipping_providers),
        ):
            self.startPatcher(patch.object(Client, name, call, create=True))

    # === TIKTOK'S SIDE === #

    def delivery_options(self, _cipher, warehouse_id):
        self.places.append(warehouse_id)
        return [{'id': ref, 'name': f"Option {ref[-1]}", 'type': 'SEND_BY_SELLER'}
                for ref in self.answers]

    def shipping_providers(self, _cipher, option_id, *, warehouse_region=None, buyer_region=None):
        self.asked.append((option_id, warehouse_region, buyer_region))
        answer = self.answers[option_id]
        if isinstance(answer, dict):
            answer = answer['with' if buyer_region else 'without']
        if isinstance(answer, Exception):
            raise answer
        return answer

    # === ODOO'S SIDE === #

    def load(self, shop=None):
        """Load the providers of a shop; return what the button says."""
        return (shop or self.gb).action_load_providers()['params']

    def provider(self, told, shop=None):
        return self.env['tts.provider'].with_context(active_test=False).search([
            ('shop_id', '=', (shop or self.gb).id), ('tiktok_id', '=', told['id'])])

    def carrier(self, name="Royal Mail", **vals):
        return self.env['delivery.carrier'].create({
            'name': name, 'product_id': self.gb.shipping_product_id.id, **vals})

    # === WHAT IS LOADED === #

    def test_carriers_of_each_option_of_the_sales_warehouses(self):
        said = self.load()
        self.assertEqual(said['type'], 'success')
        self.assertIn("Option 1: 2 shipping provider(s).", said['message'])
        self.assertIn("Option 2: 1 shipping provider(s).", said['message'])
        self.assertCountEqual(
            self.gb.provider_ids.mapped('name'), ["DHL", "Evri", "Royal Mail"])
        self.assertEqual(self.provider(DHL).options, {EXPRESS: "Option 2"})
        shop = next(shop for shop in self.world.shops if shop.id == self.gb.tiktok_id)
        self.assertEqual(set(self.places), {
            place.id for place in shop.warehouses if place.type == 'SALES_WAREHOUSE'})

    def test_one_carrier_may_serve_several_options(self):
        self.answers[EXPRESS] = [ROYAL_MAIL]
        self.load()
        self.assertEqual(
            self.provider(ROYAL_MAIL).options, {STANDARD: "Option 1", EXPRESS: "Option 2"})
        self.assertEqual(self.provider(ROYAL_MAIL).option_names, "Option 1, Option 2")

    def test_where_both_regions_decide_they_are_asked_for(self):
        for without in (REGIONS_NEEDED, []):
            self.asked.clear()
            self.answers = {STANDARD: {'without': without, 'with': [DHL]}}
            self.load(self.de)
            with self.subTest(without=without):
                self.assertEqual(
                    self.asked, [(STANDARD, None, None), (STANDARD, 'DE', 'DE')])
                self.assertEqual(self.de.provider_ids.mapped('name'), ["DHL"])

    def test_regions_are_named_only_where_they_decide(self):
        self.load()
        self.assertEqual({regions for _ref, *regions in self.asked for regions in regions}, {None})

    def test_option_of_tiktoks_own_is_told_in_words(self):
        self.answers = {STANDARD: OWN_CARRIERS}
        said = self.load()
        self.assertEqual(said['type'], 'warning')
        self.assertEqual(
            said['message'],
            "Option 1: TikTok's own carriers take it, there is none to choose.")
        self.assertFalse(self.gb.provider_ids)

    def test_option_that_the_shop_does_not_use(self):
        self.answers[STANDARD] = REGIONS_NEEDED
        self.assertIn("Option 1: this shop does not use it.", self.load()['message'])
        self.assertEqual(self.gb.provider_ids.mapped('name'), ["DHL"])

    def test_what_tiktok_refuses_for_one_option_hides_no_other(self):
        self.load()
        self.answers[STANDARD] = errors.ValidationError(999, "odd")
        self.answers[EXPRESS] = [EVRI]
        message = self.load()['message']
        self.assertIn("Option 1: TikTok did not tell.", message)
        self.assertIn("odd", message)
        self.assertEqual(
            self.provider(EVRI).options, {STANDARD: "Option 1", EXPRESS: "Option 2"})
        # What was not told is not known to be gone.
        self.assertCountEqual(
            self.gb.provider_ids.mapped('name'), ["DHL", "Evri", "Royal Mail"])

    def test_tiktok_out_of_order_changes_nothing(self):
        self.load()
        self.answers[EXPRESS] = errors.Unavailable(message="down")
        with self.assertRaises(UserError):
            self.load()
        self.assertEqual(len(self.gb.provider_ids), 3)

    def test_loading_again_makes_none_anew(self):
        self.load()
        before = self.gb.provider_ids
        self.answers[STANDARD] = [{'id': ROYAL_MAIL['id'], 'name': "Royal Mail Group"}, EVRI]
        self.load()
        self.assertEqual(self.gb.provider_ids, before)
        self.assertEqual(self.provider(ROYAL_MAIL).name, "Royal Mail Group")

    def test_carriers_that_are_gone(self):
        self.load()
        chosen, other = self.provider(ROYAL_MAIL), self.provider(EVRI)
        carrier = self.carrier(tts_provider_ids=chosen.ids)
        self.answers[STANDARD] = []
        self.load()
        self.assertFalse(other.exists())
        self.assertFalse(chosen.active)
        self.assertEqual(carrier.tts_provider_ids, chosen)
        self.assertFalse(carrier._tts_provider(self.gb, STANDARD))
        self.assertIn("no longer offers Royal Mail", carrier._tts_no_provider(self.gb, STANDARD))
        self.answers[STANDARD] = [ROYAL_MAIL]
        self.load()
        self.assertTrue(chosen.active)
        self.assertEqual(carrier._tts_provider(self.gb, STANDARD), chosen)

    # === WHAT IS CHOSEN === #

    def test_option_of_an_order_decides(self):
        self.load()
        carrier = self.carrier(tts_provider_ids=(self.provider(EVRI) | self.provider(DHL)).ids)
        self.assertEqual(carrier._tts_provider(self.gb, STANDARD).name, "Evri")
        self.assertEqual(carrier._tts_provider(self.gb, EXPRESS).name, "DHL")
        # Which of two is meant is not guessed.
        self.assertFalse(carrier._tts_provider(self.gb))
        carrier.tts_provider_ids = self.provider(DHL)
        self.assertFalse(carrier._tts_provider(self.gb, STANDARD))
        self.assertIn('"Option 1"', carrier._tts_no_provider(self.gb, STANDARD))
        # Of options that are not known TikTok tells.
        self.assertEqual(carrier._tts_provider(self.gb, '7057009').name, "DHL")
        self.assertEqual(carrier._tts_provider(self.gb).name, "DHL")
        self.assertFalse(carrier._tts_provider(self.de))
        self.assertIn("none of TikTok's", carrier._tts_no_provider(self.de))

    def test_one_per_shop_and_option(self):
        self.load()
        self.load(self.de)
        both = self.provider(ROYAL_MAIL) | self.provider(EVRI)
        carrier = self.carrier(
            tts_provider_ids=(self.provider(EVRI) | self.provider(EVRI, self.de)).ids)
        with self.assertRaisesRegex(ValidationError, "one shipping provider"):
            carrier.tts_provider_ids = both
        with self.assertRaisesRegex(ValidationError, "one shipping provider"):
            self.provider(ROYAL_MAIL).carrier_ids = carrier

    def test_carriers_of_another_company_are_none(self):
        self.load()
        other = self.env['res.company'].create({'name': "Other"})
        product = self.env['product.product'].create({
            'name': "Delivery", 'type': 'service', 'company_id': other.id})
        carrier = self.env['delivery.carrier'].create({
            'name': "DHL", 'product_id': product.id, 'company_id': other.id})
        with self.assertRaises(UserError):
            carrier.tts_provider_ids = self.provider(DHL)
        with self.assertRaises(UserError):
            self.provider(DHL).carrier_ids = carrier
        self.gb.action_match_carriers()
        self.assertFalse(self.provider(DHL).carrier_ids)

    def test_carriers_of_the_same_name_are_offered_by_a_button(self):
        self.load()
        royal, evri = self.carrier(" royal  MAIL"), self.carrier("Evri")
        self.assertFalse(self.gb.provider_ids.carrier_ids)
        said = self.gb.action_match_carriers()['params']
        self.assertEqual(said['type'], 'success')
        self.assertIn("Evri", said['message'])
        self.assertEqual(self.provider(ROYAL_MAIL).carrier_ids, royal)
        self.assertEqual(self.provider(EVRI).carrier_ids, evri)
        self.assertEqual(self.gb.action_match_carriers()['params']['type'], 'warning')

    def test_of_two_providers_of_one_name_none_is_chosen(self):
        self.answers = {STANDARD: [DHL, {'id': '7120', 'name': "dhl"}]}
        self.load()
        self.carrier("DHL")
        self.assertEqual(self.gb.action_match_carriers()['params']['type'], 'warning')
        self.answers = {STANDARD: [DHL], EXPRESS: [{'id': '7120', 'name': "dhl"}]}
        self.load()
        self.gb.action_match_carriers()
        self.assertEqual(len(self.gb.provider_ids.carrier_ids.tts_provider_ids), 2)

    def test_what_a_person_has_chosen_is_not_matched_anew(self):
        self.load()
        carrier = self.carrier("Royal Mail", tts_provider_ids=self.provider(EVRI).ids)
        self.gb.action_match_carriers()
        self.assertEqual(carrier.tts_provider_ids, self.provider(EVRI))

    def test_shop_says_what_is_missing(self):
        self.assertFalse(self.gb.provider_hint)
        self.gb.push_tracking = True
        self.assertIn("Load Providers", self.gb.provider_hint)
        self.load()
        self.assertIn("Match Carriers", self.gb.provider_hint)
        self.provider(DHL).carrier_ids = self.carrier("DHL")
        self.assertFalse(self.gb.provider_hint)


@tagged('post_install', '-at_install')
class TestTikToksProviders(TtsCase):
    """The whole way: from TikTok's list to the parcel that TikTok shows."""

    sandbox_options = {'markets': ('GB', 'DE')}

    def load(self, shop):
        said = shop.action_load_providers()['params']
        self.assertEqual(said['type'], 'success', said)
        return said['message'], set(shop.provider_ids.mapped('name'))

    def test_each_market_has_its_own(self):
        for region, name in (('GB', "Royal Mail"), ('DE', "Hermes")):
            with self.subTest(region):
                message, names = self.load(self.shop(region))
                self.assertIn(name, names)
                self.assertIn("TikTok's own carriers take it", message)
                self.assertNotIn("TikTok did not tell", message)

    def test_parcel_goes_by_the_delivery_method_that_was_chosen(self):
        shop = self.shop('GB')
        shop.push_tracking = True
        carrier = self.env['delivery.carrier'].create({
            'name': "royal mail", 'delivery_type': 'tts',
            'product_id': shop.shipping_product_id.id})
        self.load(shop)
        order, sale = self.order(
            shop, status='AWAITING_SHIPMENT', shipping_type='SELLER')
        [picking] = sale.picking_ids
        picking.write({'carrier_id': carrier.id, 'carrier_tracking_ref': 'AB123456789GB'})
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        self.process('tts.shipment')
        self.assertEqual(picking.tts_report_state, 'waiting')
        self.assertIn("none of TikTok's", picking.tts_report_message)
        shop.action_match_carriers()
        self.assertEqual(picking.tts_shipment_ids.provider_id.name, "Royal Mail")
        self.process('tts.shipment')
        self.assertEqual(picking.tts_report_state, 'reported', picking.tts_report_message)
        [parcel] = self.world.order(order.tiktok_id).packages
        self.assertEqual(
            (parcel.provider, parcel.tracking_number), ("Royal Mail", 'AB123456789GB'))
