"""Products that are activated, deactivated, deleted, recovered; products that are chosen."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..publish_case import PublishCase


@tagged('post_install', '-at_install')
class TestLifecycle(PublishCase):

    def test_steps(self):
        template = self.make_goods("Life", default_code='LIFE-1')
        listing = self.sent(template)
        self.approve(listing)
        with self.assertRaisesRegex(UserError, "is live. Deactivate it first"):
            listing.action_delete()
        self.assertEqual(listing.action_deactivate()['params']['type'], 'success')
        self.assertEqual(listing.status, 'SELLER_DEACTIVATED')
        with self.assertRaisesRegex(UserError, "not possible now"):
            listing.action_deactivate()
        listing.action_activate()
        self.assertEqual((listing.status, listing.audit_status), ('PENDING', 'AUDITING'))
        listing.action_delete()
        self.assertEqual(listing.status, 'DELETED')
        self.assertEqual(self.there(listing).status, 'DELETED')
        self.assertNotIn(listing, self.gb._ensure_scope())
        self.send(template)
        self.assertEqual(listing.push_state, 'problems')
        self.assertIn("Recover", listing.problems[0]['message'])
        listing.action_recover()
        self.assertEqual(listing.status, 'SELLER_DEACTIVATED')
        self.assertTrue(listing.exists())

    def test_deleted_without_details(self):
        self.sandbox.knobs.gone_products = 'refused'
        listing = self.sent(self.make_goods("Gone", default_code='GONE-1'), save_mode='draft')
        listing.action_delete()
        self.assertEqual(listing.status, 'DELETED')

    def test_refused_alone(self):
        """One of two is refused under code 0: it is named, the other one is done."""
        one = self.sent(self.make_goods("One"))
        other = self.sent(self.make_goods("Two"))
        self.approve(one)
        self.approve(other)
        self.world.deactivate_product(other.tiktok_id)
        result = (one + other).action_deactivate()
        self.assertEqual(result['params']['type'], 'danger')
        self.assertIn("1 of 2. First: Two", result['params']['message'])
        self.assertEqual(one.status, 'SELLER_DEACTIVATED')

    def test_wizard(self):
        template = self.make_goods("Chosen")
        wizard = self.env['tts.product.publish'].with_context(
            active_model='product.template', active_ids=template.ids,
        ).create({'shop_ids': [Command.set(self.gb.ids)], 'save_mode': 'draft'})
        self.assertEqual(wizard.product_count, 1)
        action = wizard.action_publish()
        self.process()
        run = self.env['tts.sync'].browse(action['res_id'])
        self.assertEqual((run.kind, run.save_mode, run.state), ('publish', 'draft', 'done'))
        self.assertEqual(self.listing(template).status, 'DRAFT')
