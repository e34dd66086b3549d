from odoo import api, fields, models

from ..tools import names

VIEWER = 'tiktok_shop.group_viewer'


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    tts_listing_ids = fields.One2many(
        'tts.listing', 'product_tmpl_id', string="TikTok Shop Listings", groups=VIEWER)
    tts_product_ids = fields.Char(
        "TikTok Product IDs", compute='_compute_tts_status', search='_search_tts_product_ids',
        groups=VIEWER)
    tts_status = fields.Char("TikTok Shop", compute='_compute_tts_status', groups=VIEWER)
    tts_synced = fields.Boolean(
        "On TikTok Shop", compute='_compute_tts_status', search='_search_tts_synced', groups=VIEWER,
        help="Listed in a shop, with all its variants or with some.")
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

    # === COMPUTE METHODS === #

    def _tts_listings(self):
        """Return what lists each template, whole or by single variants: {template: tts.listing}."""
        skus = self.env['tts.sku'].search([
            ('product_id.product_tmpl_id', 'in', self.ids), ('listing_id', '!=', False)])
        found = dict.fromkeys(self, self.env['tts.listing'])
        for sku in skus:
            found[sku.product_id.product_tmpl_id] |= sku.listing_id
        return found

    @api.depends('tts_listing_ids.status', 'tts_listing_ids.tiktok_id')
    def _compute_tts_status(self):
        found = self._tts_listings()
        status_tab = self.env['tts.listing']._fields['status_tab']
        labels = dict(status_tab._description_selection(self.env))
        for template in self:
            listings = found.get(template, self.env['tts.listing']).filtered('tiktok_id')
            template.tts_synced = bool(listings)
            template.tts_product_ids = ', '.join(listings.mapped('tiktok_id'))
            statuses = [labels[status] for status in listings.mapped('status_tab')]
            template.tts_status = ', '.join(dict.fromkeys(statuses))

    def _search_tts_synced(self, operator, value):
        if operator != 'in':
            return NotImplemented
        listed = self.env['tts.sku'].search([
            ('listing_id.tiktok_id', '!=', False), ('product_id', '!=', False),
        ]).product_id.product_tmpl_id
        return [('id', 'in' if True in value else 'not in', listed.ids)]

    def _search_tts_product_ids(self, operator, value):
        skus = self.env['tts.sku'].search([('tiktok_product_id', operator, value)])
        return [('id', 'in', skus.product_id.product_tmpl_id.ids)]

    # === BUSINESS METHODS === #

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
