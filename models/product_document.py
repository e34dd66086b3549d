from odoo import fields, models


class ProductDocument(models.Model):
    _inherit = 'product.document'

    tts_shown = fields.Boolean(
        "TikTok Shop Image",
        help="This picture is shown on TikTok after the product's own, by sequence; eight at most.",
    )
