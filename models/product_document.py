from odoo import fields, models


class ProductDocument(models.Model):
    _inherit = 'product.document'

    tts_image_id = fields.Many2one(
        'tts.image', index='btree_not_null', ondelete='set null', readonly=True,
        help="It came from TikTok, and goes when TikTok shows it no more.",
    )
    tts_shown = fields.Boolean(
        "TikTok Shop Image",
        help="This picture is shown on TikTok after the product's own, by sequence; eight at most.",
    )
