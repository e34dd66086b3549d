from odoo import fields, models
from odoo.fields import Domain

from ...client.products import WITHOUT_DETAILS


class TtsShop(models.Model):
    """Which products a shop lists."""

    _inherit = 'tts.shop'

    def _ensure_listings(self, templates):
        """Return the listings of products; those that are not listed yet get a row."""
        templates = templates.sudo().filtered_domain(self._listable())
        Listing = self.env['tts.listing']
        known = Listing.search([
            ('shop_id', '=', self.id), ('product_tmpl_id', 'in', templates.ids)])
        new = templates - known.product_tmpl_id
        return known + Listing.create([
            {'shop_id': self.id, 'product_tmpl_id': template.id, 'state': 'applied'}
            for template in new - self._listed_elsewhere(new)
        ])

    def _listed_elsewhere(self, templates):
        """Return those products that TikTok lists as variants of another product: they are there
        already, and must not be listed a second time.
        """
        skus = self.env['tts.sku'].search([
            ('shop_id', '=', self.id), ('quantity', '=', 1), ('listing_id', '!=', False),
            ('listing_id.status', 'not in', WITHOUT_DETAILS),
            ('product_id.product_tmpl_id', 'in', templates.ids)])
        return skus.filtered(
            lambda sku: sku.listing_id.product_tmpl_id != sku.product_id.product_tmpl_id
        ).product_id.product_tmpl_id

    def _ensure_scope(self):
        """Return what `Sync All` sends: listings of what is on the shop's pricelist, and of what is
        listed already. What is deleted or frozen at TikTok stays so.
        """
        listed = self.env['tts.listing'].search([
            ('shop_id', '=', self.id), ('product_tmpl_id', 'any', list(self._listable())),
            ('tiktok_id', '!=', False)])
        priced = self.env['product.template'].search(self._listable() & self._priced())
        rows = listed | self._ensure_listings(priced - listed.product_tmpl_id)
        return rows.filtered(lambda each: each.status not in WITHOUT_DETAILS)

    def _listable(self):
        """Return the domain of products that may ever be listed."""
        return Domain([
            ('type', '=', 'consu'), ('sale_ok', '=', True), ('active', '=', True),
            ('company_id', 'in', [False, self.company_id.id]),
        ])

    def _priced(self):
        """Return the domain of products that the shop's pricelist names: a rule for all products
        names none.
        """
        items = self.env['product.pricelist.item']._read_group(
            self._items(), ['applied_on'],
            ['product_tmpl_id:recordset', 'product_id:recordset', 'categ_id:recordset'])
        templates, variants, categories = [], [], []
        for applied_on, of_templates, of_variants, of_categories in items:
            if applied_on == '1_product':
                templates = of_templates.ids
            elif applied_on == '0_product_variant':
                variants = of_variants.ids
            elif applied_on == '2_product_category':
                categories = of_categories.ids
        return Domain.OR([
            [('id', 'in', templates)],
            [('product_variant_ids', 'in', variants)],
            [('categ_id', 'child_of', categories)] if categories else Domain.FALSE,
        ])

    def _items(self):
        """Return the domain of the pricelist's rules that have not ended."""
        return Domain('pricelist_id', '=', self.pricelist_id.id) & Domain.OR([
            [('date_end', '=', False)], [('date_end', '>=', fields.Datetime.now())]])

    def _single_variants(self, template):
        """Return the variants of a product that the pricelist names one by one; none if it names
        the product as a whole.
        """
        items = self.env['product.pricelist.item'].search(
            self._items() & Domain.OR([
                [('product_tmpl_id', '=', template.id)],
                [('product_id', 'in', template.product_variant_ids.ids)],
                [('categ_id', 'parent_of', template.categ_id.ids)],
            ]))
        whole = items.filtered(lambda item: item.applied_on in ('1_product', '2_product_category'))
        return self.env['product.product'] if whole else items.product_id
