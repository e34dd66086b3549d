from odoo import fields, models

from ..tools import names

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

    def _tts_values(self):
        """Return what tells the variants of templates apart, by names as people read them.

        :return: {(product.template, attribute's key, value's key): product.template.attribute.value}
        """
        lines = self.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        return {
            (
                each.product_tmpl_id, names.key(each.attribute_id.name),
                names.key(each.product_attribute_value_id.name),
            ): each
            for each in lines.product_template_value_ids._only_active()
        }

    def _tts_differs(self, name, value):
        """Tell whether a field is to be written: numbers are compared by what a person sees."""
        known = self[name]
        return abs(known - value) > 1e-6 if isinstance(value, float) else known != value
