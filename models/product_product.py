from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = 'product.product'

    tts_sku_ids = fields.One2many(
        'tts.sku', 'product_id', string="TikTok Shop SKUs", groups='tiktok_shop.group_viewer',
    )
