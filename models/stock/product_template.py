from odoo import api, fields, models

from ..engine.tts_guard import needs

# By these it is decided whether there is any stock of a product, and what it costs.
DECIDING = {
    'stock': frozenset(('active', 'type', 'is_storable', 'uom_id')),
    'price': frozenset(('list_price', 'uom_id', 'categ_id')),
}


class ProductTemplate(models.Model):
    """What TikTok's shops offer of a product, and the buttons that send it."""

    _inherit = 'product.template'

    tts_offer_ids = fields.Many2many(
        'tts.sku', string="Offered on TikTok Shop", compute='_compute_tts_offer_ids',
        groups='tiktok_shop.group_viewer')

    def _compute_tts_offer_ids(self):
        offers = self.env['tts.sku'].search([
            ('product_id.product_tmpl_id', 'in', self.ids), ('listing_id', '!=', False),
        ]).grouped(lambda sku: sku.product_id.product_tmpl_id)
        for template in self:
            template.tts_offer_ids = offers.get(template, self.env['tts.sku'])

    def write(self, vals):
        """What it decides of the SKUs of all variants is worked out anew."""
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'template', self.ids)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_offer(self):
        """The database deletes the variants together with these: it asks none of them."""
        self.with_context(active_test=False).product_variant_ids._unlink_except_on_offer()

    @needs('product_manager')
    def action_tts_push_stock(self):
        """Button: send the stock of these products where it differs, in all shops."""
        return self.tts_offer_ids._push_by_hand('stock')

    @needs('product_manager')
    def action_tts_push_prices(self):
        """Button: send the prices of these products where they differ, in all shops."""
        return self.tts_offer_ids._push_by_hand('price')
