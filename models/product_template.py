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

    def _tts_combined(self, wanted):
        """Return rows about variants of these templates with their attribute values.

        :param list wanted: (anything, product.template, {attribute name: value name}), names as
            TikTok shows them
        :return: [(anything, product.template, product.template.attribute.value)]
        """
        lines = self.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        offered = {
            (
                each.product_tmpl_id, names.key(each.attribute_id.name),
                names.key(each.product_attribute_value_id.name),
            ): each
            for each in lines.product_template_value_ids._only_active()
        }
        Combination, rows = self.env['product.template.attribute.value'], []
        for what, template, option in wanted:
            keys = ((template, *map(names.key, pair)) for pair in option.items())
            found = [offered[each] for each in keys if each in offered]
            rows.append((what, template, Combination.union(*found)))
        return rows

    def _tts_differs(self, name, value):
        """Tell whether a field is to be written: numbers are compared by what a person sees."""
        known = self[name]
        return abs(known - value) > 1e-6 if isinstance(value, float) else known != value
