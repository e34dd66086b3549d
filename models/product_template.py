from odoo import fields, models

USER = 'tiktok_shop.group_user'


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    tts_listing_ids = fields.One2many(
        'tts.listing', 'product_tmpl_id', string="TikTok Shop Listings", groups=USER)
    tts_brand = fields.Char("Brand", help="As TikTok Shop knows it.")
    tts_weight = fields.Float(
        "Package Weight", digits='Stock Weight',
        help="In kg, with its packaging; empty: the product's own.")
    tts_length = fields.Float("Package Length", help="In cm.")
    tts_width = fields.Float("Package Width", help="In cm.")
    tts_height = fields.Float("Package Height", help="In cm.")
    tts_identifier_type = fields.Selection([
        ('GTIN', "GTIN"),
        ('EAN', "EAN"),
        ('UPC', "UPC"),
        ('ISBN', "ISBN"),
        ('JAN', "JAN"),
    ], "Kind of Barcode", help="Empty: by the number of its digits.")
