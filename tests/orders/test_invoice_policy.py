from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..shop_case import GBCase

STATUSES = ('AWAITING_SHIPMENT', 'AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'COMPLETED')


@tagged('post_install', '-at_install')
class TestInvoicePolicy(GBCase):
    """Invoices that are made by themselves, at the status that the shop has chosen."""

    def test_each_policy_invoices_at_its_status_and_once(self):
        for policy, first in (
            ('never', None), ('confirm', 'AWAITING_SHIPMENT'), ('shipped', 'IN_TRANSIT'),
            ('delivered', 'DELIVERED'), ('completed', 'COMPLETED'),
        ):
            self.shop.invoice_policy = policy
            sale = self.mirror(self.payload('ON_HOLD')).sale_order_id
            self.assertFalse(sale.invoice_ids)
            for number, status in enumerate(STATUSES):
                self.change(sale, status)
                due = first and number >= STATUSES.index(first)
                self.assertEqual(len(sale.invoice_ids), 1 if due else 0, (policy, status))
            if first:
                self.assertEqual(sale.invoice_ids.state, 'posted')
                self.assertTotal(sale.invoice_ids, '10')

    def test_reached_at_the_first_sight(self):
        self.shop.invoice_policy = 'delivered'
        sale = self.mirror(self.payload('COMPLETED')).sale_order_id
        self.assertEqual(sale.invoice_ids.state, 'posted')

    def test_what_is_reserved_on_hold_is_invoiced_after_its_release(self):
        self.shop.write({'on_hold_policy': 'reserve', 'invoice_policy': 'confirm'})
        sale = self.mirror(self.payload('ON_HOLD')).sale_order_id
        self.assertEqual((sale.state, len(sale.invoice_ids)), ('sale', 0))
        self.change(sale, 'AWAITING_SHIPMENT')
        self.assertEqual(sale.invoice_ids.partner_id, sale.partner_id)

    def test_products_that_are_invoiced_when_delivered(self):
        self.product.invoice_policy = 'delivery'
        self.shop.invoice_policy = 'confirm'
        self.stock_up(5)
        sale = self.mirror(self.payload()).sale_order_id
        self.assertFalse(sale.invoice_ids)
        self.deliver(sale.picking_ids, quantity=1)
        self.change(sale)
        self.assertTotal(sale.invoice_ids, '5')
        self.deliver(sale.picking_ids.filtered(lambda picking: picking.state != 'done'))
        self.change(sale, 'IN_TRANSIT')
        self.assertEqual(sum(sale.invoice_ids.mapped('amount_total')), 10)

    def test_stock_that_leaves_by_itself_is_invoiced_at_once(self):
        self.product.invoice_policy = 'delivery'
        outside = self.env['stock.location'].create({'name': "Outside", 'usage': 'internal'})
        self.stock_up(5, outside)
        self.shop.write({
            'shipped_policy': 'move', 'shipped_location_id': outside.id,
            'invoice_policy': 'shipped',
        })
        sale = self.mirror(self.payload('IN_TRANSIT')).sale_order_id
        self.assertTotal(sale.invoice_ids, '10')

    def test_what_a_person_did_to_the_invoice_stays(self):
        self.shop.invoice_policy = 'confirm'
        for undo in ('credit', 'cancel'):
            sale = self.mirror(self.payload()).sale_order_id
            invoice = sale.invoice_ids
            if undo == 'credit':
                invoice._reverse_moves(cancel=True)
            else:
                invoice.button_draft()
                invoice.button_cancel()
            before = sale.invoice_ids
            self.change(sale, 'IN_TRANSIT')
            self.assertEqual(sale.invoice_ids, before)

    def test_history_is_never_invoiced(self):
        self.shop.write({
            'invoice_policy': 'confirm', 'go_live_date': fields.Date.to_date('2026-12-01'),
        })
        sale = self.mirror(self.payload('COMPLETED')).sale_order_id
        sale.action_confirm()
        self.change(sale)
        self.assertFalse(sale.invoice_ids)

    def test_failure_is_a_to_do_and_stops_nothing(self):
        self.shop.invoice_policy = 'confirm'
        SaleOrder = self.registry['sale.order']
        for error in (UserError("No journal."), ValueError("Bug.")):
            with patch.object(SaleOrder, '_create_invoices', side_effect=error), \
                    mute_logger('odoo.addons.tiktok_shop.models.orders.tts_order_invoice'):
                sale = self.mirror(self.payload()).sale_order_id
            self.assertEqual((sale.tts_order_id.state, sale.state), ('applied', 'sale'))
            self.assertIn("invoice could not be made", sale.activity_ids.summary)
            self.assertIn(error.args[0], sale.activity_ids.note)
            self.change(sale)
            self.assertFalse(sale.activity_ids)
            self.assertEqual(sale.invoice_ids.state, 'posted')
