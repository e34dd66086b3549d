from odoo import api, fields, models

from ..models.engine.tts_guard import needs


class TtsPricelistSync(models.TransientModel):
    _name = 'tts.pricelist.sync'
    _description = "Sync TikTok Shop Products"

    shop_id = fields.Many2one('tts.shop', required=True, default=lambda self: self._default_shop())
    direction = fields.Selection([
        ('import', "From TikTok Shop to Odoo"),
        ('export', "From Odoo to TikTok Shop"),
    ], required=True, default='import')
    pricelist_id = fields.Many2one(related='shop_id.pricelist_id')

    @api.model
    def _default_shop(self):
        pricelist = self.env['product.pricelist'].browse(
            self.env.context.get('active_id') if
            self.env.context.get('active_model') == 'product.pricelist' else ())
        return pricelist.tts_shop_id or self.env['tts.shop']._connected()[:1]

    @needs('user')
    def action_sync(self):
        """Button: start the run and show how it goes on."""
        self.ensure_one()
        if self.direction == 'import':
            return self.shop_id.action_fetch_products()
        return self.shop_id.action_publish_products()
