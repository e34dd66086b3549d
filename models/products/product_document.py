from odoo import fields, models


class ProductDocument(models.Model):
    _name = 'product.document'
    _inherit = ['product.document', 'tts.guard']

    tts_image_id = fields.Many2one(
        'tts.image', index='btree_not_null', ondelete='set null', readonly=True, copy=False,
        help="It came from TikTok, and goes when TikTok shows it no more.",
    )
    tts_shown = fields.Boolean(
        "TikTok Shop Image",
        help="This picture is shown on TikTok after the product's own, by sequence; eight at most.",
    )
    tts_certificate = fields.Char(
        "TikTok Certificate",
        help="Sent as this certificate: its name as TikTok's category demands it.",
    )
    tts_expiry = fields.Date("Valid until", help="Of the certificate.")
    tts_size_chart = fields.Boolean("TikTok Size Chart", help="This picture is the size chart.")
