"""What interrupts the sending of products makes no double, and loses nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...client import Client
from ..publish_case import PublishCase


@tagged('post_install', '-at_install')
class TestCrash(PublishCase):

    def test_created_but_not_noted(self):
        """The answer is lost and Odoo's transaction with it: the product is found, not doubled."""
        template = self.make_goods("Crash", default_code='CRASH-1')
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, {**body, 'idempotency_key': ''})
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        listing = self.listing(template)
        self.assertEqual((listing.push_state, listing.tiktok_id), ('refused', False))
        self.sent(template)
        made = [each for each in self.world.products(self.gb.tiktok_id)
                if each.content['title'] == "Crash"]
        self.assertEqual([each.id for each in made], [listing.tiktok_id])
        self.assertEqual(listing.sku_ids.product_id, template.product_variant_id)
        self.send(template)
        self.assertEqual(self.paths('POST'), [])

    def test_without_seller_sku(self):
        """Without a code to look for, the same call once more makes no second product."""
        template = self.make_goods("Nameless")
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, body)
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        self.sent(template)
        self.assertEqual(sum(
            each.content['title'] == "Nameless"
            for each in self.world.products(self.gb.tiktok_id)), 1)

    def test_came_in_meanwhile(self):
        """The webhook was faster: the row that it made is the listing, and the only one."""
        template = self.make_goods("Faster", default_code='FASTER-1')
        create = Client.create_product

        def dying(client, cipher, body):
            create(client, cipher, body)
            raise ZeroDivisionError

        with patch.object(Client, 'create_product', dying), self.assertLogs(level='ERROR'):
            self.send(template)
        product = self.world.product('FASTER-1', self.gb.tiktok_id)
        with self.account._client() as client:
            shown = client.product(self.gb.cipher, product.id)
        self.env['tts.listing']._mirror_and_apply(self.gb, [shown])
        self.assertEqual(len(self.listing(template)), 2)
        self.send(template)
        listing = self.listing(template)
        self.assertEqual(listing.mapped('tiktok_id'), [product.id])
        self.assertEqual(listing.push_state, 'sent')

    def test_somebody_elses(self):
        """A product that TikTok has under this seller SKU is to be linked, not listed twice."""
        code = self.world.products(self.gb.tiktok_id)[0].content['skus'][0]['seller_sku']
        self.env['product.product'].search([('default_code', '=', code)]).default_code = False
        template = self.make_goods("Twice", default_code=code)
        self.send(template)
        listing = self.listing(template)
        self.assertEqual((listing.push_state, listing.tiktok_id), ('refused', False))
        self.assertIn("Fetch the shop's products", listing.push_message)

    def test_page_by_page(self):
        """Each product is committed; a run goes on where it was interrupted."""
        templates = self.make_goods("First") + self.make_goods("Second")
        run = self.gb._start_publish(templates)
        with self.one_page():
            self.process()
        self.assertEqual((run.state, run.done, run.total), ('running', 1, 2))
        self.assertEqual(
            [self.listing(each).push_state for each in templates], ['sent', 'none'])
        self.process()
        self.assertEqual((run.state, run.done), ('done', 2))
        self.assertEqual(run.message, "At TikTok as in Odoo: 2. Not sent, as each says what it "
                         "lacks: 0. Refused by TikTok: 0.")

    def test_listing_limit(self):
        """TikTok takes no more today: the run waits for hours and goes on by itself."""
        self.sandbox.knobs.listing_limit = 1
        shelf = self.world.shelves.of(self.world.shop(self.gb.tiktok_id))
        shelf.days.clear()
        templates = self.make_goods("Today") + self.make_goods("Tomorrow")
        run = self.send(templates, state='running')
        self.assertGreater(run.next_attempt, fields.Datetime.now() + timedelta(hours=2))
        self.assertEqual(
            [self.listing(each).push_state for each in templates], ['sent', 'none'])
        self.sandbox.knobs.listing_limit = 0
        self.process()
        self.assertEqual(run.state, 'running')
        run.next_attempt = False
        self.process()
        self.assertEqual(run.state, 'done')
        self.assertEqual(self.listing(templates[1]).push_state, 'sent')
