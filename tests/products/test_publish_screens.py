"""Sending products as a person does it, in a browser."""

from odoo.tests import new_test_user, tagged

from ..publish_case import PublishHttpCase


@tagged('post_install', '-at_install')
class TestPublishScreens(PublishHttpCase):
    sandbox_options = {'markets': ('GB',)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, 'tts_seller',
            'tiktok_shop.group_product_manager,sales_team.group_sale_manager')

    def test_problems_lead_to_where_they_are_solved(self):
        template = self.make_goods("Bare mug", description_sale=False, tts_weight=0)
        listing = self.gb._ensure_listings(template)
        self.assertEqual(listing.action_check()['params']['type'], 'warning')
        self.start_tour('/odoo/action-tiktok_shop.action_tts_listing', 'tts_problems',
                        login='tts_seller')

    def test_product_is_sent(self):
        template = self.make_goods("Sent by hand", default_code='HAND-1')
        self.start_tour(f'/odoo/action-sale.product_template_action/{template.id}',
                        'tts_send_product', login='tts_seller')
        self.process()
        listing = self.listing(template)
        self.assertEqual((listing.push_state, listing.status), ('sent', 'DRAFT'))
        self.assertEqual(listing.push_run_id.create_uid, self.user)

    def test_settings(self):
        self.start_tour(f'/odoo/action-tiktok_shop.action_tts_shop/{self.gb.id}',
                        'tts_publish_settings', login='admin')
        self.assertEqual((self.gb.identifier_priority, self.gb.save_mode), ("EAN, UPC", 'draft'))
