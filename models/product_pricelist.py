from odoo import fields, models

from .tts_guard import needs


class ProductPricelist(models.Model):
    _name = 'product.pricelist'
    _inherit = ['product.pricelist', 'tts.guard']

    tts_shop_id = fields.Many2one(
        'tts.shop', string="TikTok Shop", index='btree_not_null', ondelete='cascade', copy=False,
        readonly=True,
        help="This pricelist holds the prices of a TikTok shop. It never becomes a customer's.",
    )

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """A shop's prices must never become anybody else's."""
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ('tts_shop_id', '=', False)]

    # === ACTION METHODS === #

    @needs('user')
    def action_tts_fetch(self):
        """Button: bring the whole catalogue of the shop into Odoo."""
        return self.tts_shop_id.action_fetch_products()

    @needs('product_manager')
    def action_tts_sync(self):
        """Button: send products, prices and quantities to the shop."""
        return self.tts_shop_id.action_publish_products()
