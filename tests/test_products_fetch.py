from odoo.tests import tagged

from .common import TtsCase


@tagged('post_install', '-at_install')
class TestProductsFetch(TtsCase):
    """The catalogue of a shop comes into Odoo: Fetch All TikTok Shop Products."""

    sandbox_options = {'markets': ('GB',)}

    @classmethod
    def make_products(cls, seller, company=None):
        return cls.env['product.product']

    def setUp(self):
        super().setUp()
        self.gb = self.shop('GB')

    def fetch_products(self):
        self.gb.pricelist_id.action_tts_fetch()
        self.process()
        run = self.env['tts.sync'].search([('kind', '=', 'products')], limit=1)
        self.assertEqual(run.state, 'done', run.message)
        return run

    def test_first_fetch(self):
        run = self.fetch_products()
        listings = self.env['tts.listing'].search([('shop_id', '=', self.gb.id)])
        print(run.message, run.done, run.total)
        for l in listings:
            print(l.title, l.status, l.state, l.reason, len(l.sku_ids), l.product_tmpl_id.name, bool(l.product_tmpl_id.image_1920), l.images_problem)
