from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import names

VIEWER = 'tiktok_shop.group_viewer'


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    tts_listing_ids = fields.One2many(
        'tts.listing', 'product_tmpl_id', string="TikTok Shop Listings", groups=VIEWER)
    tts_product_refs = fields.Char(
        "TikTok Product IDs", compute='_compute_tts_status', search='_search_tts_product_refs',
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
            template.tts_product_refs = ', '.join(listings.mapped('tiktok_id'))
            statuses = [labels[status] for status in listings.mapped('status_tab')]
            template.tts_status = ', '.join(dict.fromkeys(statuses))

    def _search_tts_synced(self, operator, value):
        if operator != 'in':
            return NotImplemented
        listed = self._tts_listed(Domain.TRUE)
        return Domain.OR(listed if each else ~listed for each in value)

    def _search_tts_product_refs(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # Odoo asks for the opposite, and turns it round
        domain = Domain.FALSE
        if operator == 'in' and False in value:
            domain, value = ~self._tts_listed(Domain.TRUE), [each for each in value if each]
        return domain | self._tts_listed(Domain('listing_id.tiktok_id', operator, value))

    @api.model
    def _tts_listed(self, domain):
        """Return the domain of products that a shop lists, whole or by single variants.

        :param Domain domain: which SKUs are looked at
        """
        skus = self.env['tts.sku']._search(domain & Domain([
            ('listing_id.tiktok_id', '!=', False), ('product_id', '!=', False)]))
        return Domain('product_variant_ids', 'any', [('tts_sku_ids', 'any', [('id', 'in', skus)])])

    # === CRUD METHODS === #

    def write(self, vals):
        """What waited for a product that could not be sold as it was waits no longer."""
        result = super().write(vals)
        codes = self.env['tts.mirror']._codes_freed(self._name, vals)
        if codes:
            self.product_variant_ids._tts_skus()._free_waiting(codes)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_tts_products(self):
        """What is listed on TikTok is to be looked at again; what was to be listed is not."""
        variants = self.with_context(active_test=False).product_variant_ids
        variants._tts_skus()._lose_products()
        codes = self.env['tts.mirror']._codes_freed('product.product', ['active'])
        variants._tts_waiting()._free_waiting(codes)
        listings = self.env['tts.listing'].sudo().search([('product_tmpl_id', 'in', self.ids)])
        to_come = listings.filtered(lambda listing: not listing.tiktok_id)
        (listings - to_come).product_tmpl_id = False
        (listings - to_come)._look_again()
        to_come.unlink()

    # === BUSINESS METHODS === #

    def _tts_combined(self, options):
        """Return rows about variants of these templates with their attribute values; without those
        whose values are not all offered.

        :param list options: (anything, product.template, {attribute name: value name}), names as
            TikTok shows them
        :return: [(anything, product.template, product.template.attribute.value)]
        """
        written, folded = self._tts_offered()
        Combination, rows = self.env['product.template.attribute.value'], []
        for what, template, option in options:
            places = [(template, names.key(name), value) for name, value in option.items()]
            found = [
                written.get(place) or folded.get((*place[:2], names.key(place[2])))
                for place in places]
            if all(found):
                rows.append((what, template, Combination.union(*found)))
        return rows

    def _tts_offered(self):
        """Return the attribute values of these templates by all their names: as they are written,
        and folded.

        :return: two of {(product.template, key of the attribute's name, value's name):
            product.template.attribute.value}
        """
        lines = self.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        offered = lines.product_template_value_ids._only_active()
        keys, written, folded = {}, {}, {}
        for attribute, name in offered.attribute_id._tts_spelled():
            keys.setdefault(attribute, {})[names.key(name)] = True
        of_value = offered.grouped('product_attribute_value_id')
        for value, name in offered.product_attribute_value_id._tts_spelled():
            for each in of_value[value]:
                for key in keys[each.attribute_id]:
                    written.setdefault((each.product_tmpl_id, key, name), each)
                    folded.setdefault((each.product_tmpl_id, key, names.key(name)), each)
        return written, folded

    def _tts_differs(self, name, value):
        """Tell whether a field is to be written: numbers are compared by what a person sees."""
        known = self[name]
        return abs(known - value) > 1e-6 if isinstance(value, float) else known != value
