from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..shop_case import GBCase

ADDRESS = 'sam@example.com'


@tagged('post_install', '-at_install')
class TestSilence(GBCase):
    """Odoo writes to no buyer unless the shop allows it: TikTok keeps its buyers informed.

    What is different outside of tests (text messages, above all): tests/processes/test_silence.py.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.stock_move_email_validation = True
        cls.shop.invoice_policy = 'confirm'

    def sell(self):
        """Return a sales order whose buyer has an address that mails would go to."""
        payload = self.payload('ON_HOLD')
        sale = self.mirror(payload).sale_order_id
        (sale.partner_id | sale.partner_shipping_id).email = ADDRESS
        self.change(sale, 'AWAITING_SHIPMENT')
        return sale

    def through(self, sale):
        """Take a sales order through all that Odoo sends mails about."""
        self.stock_up(10)
        sale._send_order_confirmation_mail()
        self.deliver(sale.picking_ids)
        self.change(sale, 'DELIVERED')
        sale.invoice_ids._invoice_paid_hook()
        self.change(sale, 'CANCELLED')

    def told(self, partners):
        """Return what was sent, or is about to be, to contacts."""
        self.env.flush_all()
        mails = self.env['mail.mail'].search([
            '|', ('recipient_ids', 'in', partners.ids), ('email_to', 'ilike', ADDRESS)])
        notes = self.env['mail.notification'].search([('res_partner_id', 'in', partners.ids)])
        return mails.mapped('subject') + notes.mapped('mail_message_id.subject')

    def followers(self, sale):
        documents = {sale._name: sale.ids, 'stock.picking': sale.picking_ids.ids,
                     'account.move': sale.invoice_ids.ids}
        return self.env['mail.followers'].search([
            ('res_model', 'in', list(documents)),
            ('res_id', 'in', [id_ for ids in documents.values() for id_ in ids]),
        ]).filtered(lambda follower: follower.res_id in documents[follower.res_model]).partner_id

    def test_no_mail_reaches_a_buyer(self):
        sale = self.sell()
        partners = sale.partner_id | sale.partner_shipping_id
        self.through(sale)
        self.assertEqual(sale.picking_ids.mapped('state'), ['done'])
        self.assertEqual(self.told(partners), [])
        self.assertFalse(self.followers(sale) & partners)
        self.assertFalse(partners.user_ids)

    def test_a_template_of_quotations_sends_no_mail(self):
        template = self.env['sale.order.template'].create({
            'name': "T",
            'mail_template_id': self.env.ref('sale.mail_template_sale_confirmation').id,
        })
        payload = self.payload('ON_HOLD')
        sale = self.mirror(payload).sale_order_id
        sale.partner_id.email = ADDRESS
        sale.sale_order_template_id = template
        sale.action_confirm()
        self.assertEqual(self.told(sale.partner_id), [])

    def test_the_shop_may_allow_it(self):
        self.shop.notify_buyers = True
        sale = self.sell()
        self.through(sale)
        told = self.told(sale.partner_id | sale.partner_shipping_id)
        self.assertGreaterEqual(len(told), 2)

    def test_others_get_their_mails(self):
        partner = self.env['res.partner'].create({'name': "Someone", 'email': ADDRESS})
        sale = self.env['sale.order'].create({
            'partner_id': partner.id,
            'order_line': [Command.create({'product_id': self.product.id})],
        })
        sale.action_confirm()
        ours = self.sell()
        self.stock_up(10)
        pickings = sale.picking_ids + ours.picking_ids
        pickings.move_ids.picked = True
        pickings.move_ids.quantity = 1
        pickings.with_context(skip_backorder=True).button_validate()
        self.assertEqual(len(self.told(partner)), 2)  # the mail and its notification
        self.assertEqual(self.told(ours.partner_id | ours.partner_shipping_id), [])

    def test_carriers_are_still_told_unless_the_goods_have_left(self):
        carrier = self.env['delivery.carrier'].create({
            'name': "Carrier", 'integration_level': 'rate_and_ship',
            'product_id': self.shop.shipping_product_id.id,
        })
        self.stock_up(10)
        self.shop.write({
            'shipped_policy': 'move', 'shipped_location_id': self.warehouse.lot_stock_id.id,
        })
        self.warehouse.out_type_id.print_label = True
        with patch.object(self.registry['stock.picking'], 'send_to_shipper') as told:
            sale = self.sell()
            sale.picking_ids.carrier_id = carrier
            self.deliver(sale.picking_ids)
            self.assertEqual(told.call_count, 1)
            sale = self.sell()
            sale.picking_ids.carrier_id = carrier
            self.change(sale, 'IN_TRANSIT')
            self.assertEqual((sale.picking_ids.state, told.call_count), ('done', 1))

    def test_a_person_may_write_to_a_buyer(self):
        sale = self.sell()
        user = new_test_user(self.env, 'salesman', groups='sales_team.group_sale_manager',
                             email='salesman@example.com')
        words = "Hello"
        sale.with_user(user).message_post(
            body=words, partner_ids=sale.partner_id.ids, subtype_xmlid='mail.mt_comment')
        self.assertTrue(self.told(sale.partner_id))
