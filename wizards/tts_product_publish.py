from odoo import api, fields, models

from ..models.engine.tts_guard import needs


class TtsProductPublish(models.TransientModel):
    _name = 'tts.product.publish'
    _description = "Send to TikTok Shop"

    shop_ids = fields.Many2many(
        'tts.shop', string="Shops", required=True, default=lambda self: self._default_shops())
    product_tmpl_ids = fields.Many2many(
        'product.template', string="Products", default=lambda self: self._default_products())
    product_count = fields.Integer("Number of Products", compute='_compute_product_count')
    save_mode = fields.Selection([
        ('live', "Submit to TikTok's review"),
        ('draft', "Save as drafts"),
    ], string="As", required=True, default=lambda self: self._default_save_mode(),
        help="Drafts are submitted in Seller Center, or by sending them once more from here.")

    @api.model
    def _default_products(self):
        ids = self.env.context.get('active_ids') or []
        if self.env.context.get('active_model') == 'product.product':
            return self.env['product.product'].browse(ids).product_tmpl_id
        return self.env['product.template'].browse(ids)

    @api.model
    def _default_shops(self):
        """Return the only shop that there is; of several those that list some of the products."""
        shops = self.env['tts.shop']._connected()
        if len(shops) == 1:
            return shops
        listings = self.env['tts.listing'].union(*self._default_products()._tts_listings().values())
        return shops & listings.shop_id

    @api.model
    def _default_save_mode(self):
        return self.env['tts.shop']._connected()[:1].save_mode or 'live'

    @api.depends('product_tmpl_ids')
    def _compute_product_count(self):
        for wizard in self:
            wizard.product_count = len(wizard.product_tmpl_ids)

    @needs('product_manager')
    def action_publish(self):
        """Button: start one run per shop and show how it goes on.

        :raises UserError: when no shop is chosen, or none of the products can be listed
        """
        self.ensure_one()
        return self.env['tts.sync'].union(*(
            shop._start_publish(self.product_tmpl_ids, self.save_mode)
            for shop in self.shop_ids._at_least_one()
        )).action_open()
