from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..shop_case import GBCase

OPTION, OTHER = '7057001', '7057002'
LINK = 'https://carrier.example/?number=<shipmenttrackingnumber>'


class CarrierCase(GBCase):
    """A shop that reports, with a delivery method that is one of TikTok's providers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.push_tracking = True
        cls.provider = cls.make_provider("Royal Mail", '7117')
        cls.carrier = cls.make_carrier(tts_provider_ids=cls.provider.ids)

    @classmethod
    def make_provider(cls, name, ref):
        return cls.env['tts.provider'].create({
            'shop_id': cls.shop.id, 'tiktok_id': ref, 'name': name,
            'options': {OPTION: "Standard"}})

    @classmethod
    def make_carrier(cls, **vals):
        return cls.env['delivery.carrier'].create({
            'name': "By Post", 'delivery_type': 'tts',
            'product_id': cls.shop.shipping_product_id.id, **vals})

    def setUp(self):
        super().setUp()
        self.stock_up(1000)

    def send(self, carrier=None, number='AB123456', **extra):
        """Deliver an order by a carrier; return the transfer."""
        picking = self.mirror(self.payload(**extra)).sale_order_id.picking_ids
        picking.carrier_id = carrier
        picking.carrier_tracking_ref = number
        self.deliver(picking)
        return picking


@tagged('post_install', '-at_install')
class TestCarriers(CarrierCase):
    """Delivery methods that are TikTok's."""

    # === OF THE TYPE `tts` === #

    def test_level_is_the_only_one_it_can_have(self):
        self.assertEqual(self.carrier.integration_level, 'rate')
        other = self.make_carrier(delivery_type='fixed', integration_level='rate_and_ship')
        other.delivery_type = 'tts'
        self.assertEqual(other.integration_level, 'rate')
        with self.assertRaisesRegex(Exception, 'tts_rates_only'), mute_logger('odoo.sql_db'):
            other.integration_level = 'rate_and_ship'
            other.flush_recordset()

    def test_it_costs_nothing_on_a_sales_order(self):
        sale = self.env['sale.order'].create({
            'partner_id': self.env['res.partner'].create({'name': "Someone"}).id,
            'order_line': [Command.create({'product_id': self.product.id})]})
        wizard = self.env['choose.delivery.carrier'].create({
            'order_id': sale.id, 'carrier_id': self.carrier.id})
        wizard.update_price()
        self.assertEqual((wizard.delivery_price, wizard.display_price), (0, 0))
        self.assertIn("TikTok charges its buyers", wizard.delivery_message)

    def test_nothing_is_sent_for_when_a_transfer_is_done(self):
        self.warehouse.out_type_id.print_label = True
        picking = self.send(self.carrier, number=False)
        self.assertEqual(picking.state, 'done')
        self.assertFalse(picking.carrier_tracking_ref)
        picking.send_to_shipper()
        self.assertFalse(picking.carrier_tracking_ref)

    def test_link_is_the_delivery_methods_own(self):
        picking = self.send(self.carrier, number='AB/12')
        self.assertFalse(picking.carrier_tracking_url)
        self.carrier.tracking_url = LINK
        picking.invalidate_recordset(['carrier_tracking_url'])
        self.assertEqual(
            picking.carrier_tracking_url, 'https://carrier.example/?number=AB%2F12')

    def test_number_is_taken_back_until_tiktok_knows_it(self):
        picking = self.send(self.carrier)
        picking.cancel_shipment()
        self.assertFalse(picking.carrier_tracking_ref)
        picking.carrier_tracking_ref = 'AB123457'
        picking.tts_shipment_ids.state = 'reported'
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            picking.cancel_shipment()
        self.assertEqual(picking.carrier_tracking_ref, 'AB123457')

    def test_uninstalling_leaves_a_method_of_odoos(self):
        self.env['ir.model.fields.selection'].search([
            ('field_id.model', '=', 'delivery.carrier'), ('value', '=', 'tts')])._process_ondelete()
        self.assertEqual(self.carrier.delivery_type, 'fixed')

    # === WHICH PROVIDER A PARCEL GOES BY === #

    def test_any_delivery_method_can_be_a_provider(self):
        fixed = self.make_carrier(delivery_type='fixed', tts_provider_ids=self.provider.ids)
        shipment = self.send(fixed).tts_shipment_ids
        self.assertEqual(shipment.provider_id, self.provider)
        self.assertEqual(shipment.tracking_number, 'AB123456')

    def test_option_of_the_order_decides(self):
        self.shop.provider_options = {
            ref: {'name': name, 'state': 'listed', 'count': 1, 'words': ''}
            for ref, name in ((OPTION, "Standard"), (OTHER, "Express"))}
        served = self.send(self.carrier, delivery_option_id=OPTION).tts_shipment_ids
        other = self.send(self.carrier, delivery_option_id=OTHER).tts_shipment_ids
        self.assertEqual(served.provider_id, self.provider)
        self.assertFalse(other.provider_id)
        self.assertIn('"Express"', other._lacking_number().reason)

    def test_parcels_that_waited_for_the_choice_are_told(self):
        other = self.make_carrier()
        waiting, beside = self.send(other).tts_shipment_ids, self.send(False).tts_shipment_ids
        for choose in (
            lambda: other.write({'tts_provider_ids': self.provider.ids}),
            lambda: self.provider.write({'carrier_ids': other.ids}),
        ):
            (waiting | beside).state = 'lacking'
            self.assertIn("none of TikTok's", waiting._lacking_number().reason)
            choose()
            self.assertEqual((waiting.state, beside.state), ('waiting', 'lacking'))
            self.assertFalse(waiting._lacking_number())
            other.tts_provider_ids = False

    def test_lists_of_parcels_take_as_many_statements_however_long_they_are(self):
        self.warehouse.delivery_steps = 'pick_ship'
        few, many = (
            self.env['tts.shipment'].union(*(self.send_in_steps() for _each in range(count)))
            for count in (2, 12))
        counts = []
        for shipments in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(shipments.mapped('provider_id'), self.provider)
            self.assertEqual(set(shipments.mapped('tracking_number')), {'AB123456'})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def send_in_steps(self):
        """Deliver an order by a carrier that is entered at the first step; return its shipment."""
        sale = self.mirror(self.payload()).sale_order_id
        pick = sale.picking_ids.filtered(lambda each: each.picking_type_code == 'internal')
        pick.write({'carrier_id': self.carrier.id, 'carrier_tracking_ref': 'AB123456'})
        self.deliver(pick)
        ship = sale.picking_ids - pick
        ship.write({'carrier_id': False, 'carrier_tracking_ref': False})
        self.deliver(ship)
        return ship.tts_shipment_ids

    # === WHEN IT IS SWITCHED ON === #

    def test_what_has_just_left_is_told_when_it_is_switched_on(self):
        self.shop.push_tracking = False
        recent, old, known, tiktoks = (
            self.send(self.carrier), self.send(self.carrier), self.send(self.carrier),
            self.send(self.carrier, shipping_type='TIKTOK'))
        old.date_done = fields.Datetime.now() - timedelta(days=4)
        self.change(known.sale_id, 'IN_TRANSIT')
        self.shop.push_tracking = True
        self.assertEqual(len(recent.tts_shipment_ids), 1)
        self.assertFalse((old | known | tiktoks).tts_shipment_ids)
        self.shop.push_tracking = True
        self.assertEqual(len(recent.tts_shipment_ids), 1)

    # === RIGHTS === #

    def test_who_packs_needs_no_role(self):
        packer = new_test_user(self.env, 'packer', 'stock.group_stock_user')
        picking = self.mirror(self.payload()).sale_order_id.picking_ids
        self.env.invalidate_all()
        with Form(picking.with_user(packer)) as form:
            form.carrier_id = self.carrier.with_user(packer)
            form.carrier_tracking_ref = 'AB123456'
        self.deliver(picking.with_user(packer))
        self.assertEqual(picking.tts_shipment_ids.provider_id, self.provider)
        carrier = self.carrier.with_user(packer)
        self.assertNotIn('tts_provider_ids', carrier.fields_get())
        self.assertNotIn('tts_provider_ids', carrier.get_view(view_type='form')['arch'])

    def test_who_runs_the_warehouse_changes_and_copies_them(self):
        chief = new_test_user(self.env, 'chief', 'stock.group_stock_manager')
        self.env.invalidate_all()
        carrier = self.carrier.with_user(chief)
        carrier.name = "By Van"
        copy = carrier.copy()
        self.assertEqual(self.carrier.tts_provider_ids, self.provider)
        self.assertFalse(copy.sudo().tts_provider_ids)
        copy.unlink()

    def test_whoever_maps_need_not_run_the_warehouse(self):
        user = new_test_user(self.env, 'mapper', 'tiktok_shop.group_user')
        other = self.make_carrier(delivery_type='fixed')
        self.env.invalidate_all()
        self.provider.with_user(user).carrier_ids = (self.carrier | other).ids
        self.assertEqual(other.tts_provider_ids, self.provider)
        viewer = new_test_user(self.env, 'looker', 'tiktok_shop.group_viewer')
        self.env.invalidate_all()
        shown = self.provider.with_user(viewer).web_read({
            'carrier_ids': {'fields': {'display_name': {}}}, 'option_names': {}})
        self.assertEqual(len(shown[0]['carrier_ids']), 2)

    def test_what_another_company_has_chosen_stays(self):
        company = self.env['res.company'].create({'name': "Other"})
        account = self.account.copy({'company_id': company.id})
        shop = self.env['tts.shop']._connect(account.with_company(company), [{
            'id': '999', 'name': "Other", 'region': 'GB', 'cipher': 'c', 'code': 'c'}])
        theirs = self.env['tts.provider'].create(
            {'shop_id': shop.id, 'tiktok_id': '7117', 'name': "Royal Mail"})
        self.carrier.company_id = False
        self.carrier.tts_provider_ids |= theirs
        manager = new_test_user(
            self.env, 'theirs', 'tiktok_shop.group_user,sales_team.group_sale_manager')
        self.env.invalidate_all()
        mine = self.carrier.with_user(manager)
        self.assertEqual(mine.tts_provider_ids, self.provider)
        mine.tts_provider_ids = False
        self.assertEqual(self.carrier.sudo().tts_provider_ids, theirs)
        with self.assertRaises(UserError):
            mine.tts_provider_ids = theirs.ids
