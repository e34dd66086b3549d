from odoo import api, models
from odoo.tools import html2plaintext

from ...tools import values
from ..engine.tts_work import QUIET
from .tts_sku import TOLD

# kg per unit of weight, and cm per unit of length, as TikTok names them.
KILOGRAMS = {'KILOGRAM': 1, 'GRAM': 0.001, 'POUND': 0.45359237}
CENTIMETERS = {'CENTIMETER': 1, 'INCH': 2.54}


class TtsListing(models.Model):
    """How a listing becomes a product: its SKUs are found in Odoo, or made; then the product gets
    what TikTok has changed of it. Quantities, costs and prices of Odoo are never touched.
    """

    _inherit = 'tts.listing'

    def _apply_batch(self):
        # What TikTok calls things is in the language of the company, whoever asks.
        lang = self.shop_id.company_id.partner_id.lang or self.env.lang
        rows = self.with_context(**QUIET, lang=lang)
        recoded = rows._mirror_skus()
        rows.sku_ids._match(recoded)
        made = rows._make_products()
        for listing in rows:
            listing._choose_product()
        for listing in rows._leading() - made:
            listing._update_product()
        rows._price()
        rows._conclude()

    # === SKUS === #

    def _mirror_skus(self):
        """Write what TikTok lists to `tts.sku`, in bulk; what it lists no more stays, alone.

        :return: the SKUs that have other codes than before
        """
        Sku = self.env['tts.sku']
        listed, recoded = {}, Sku
        for listing in self:
            for position, sku in enumerate(listing._content().get('skus') or []):
                if sku_id := values.identity(sku.get('id')):
                    listed[sku_id] = listing._sku_vals(sku, position)
        known = Sku.search([
            ('shop_id', 'in', self.shop_id.ids), ('tiktok_id', 'in', list(listed))])
        # A product has one SKU at least: where none is told, none is known to be gone.
        told = self.filtered(lambda listing: listing._content().get('skus'))
        gone = told.sku_ids - known
        gone.listing_id = False
        for sku in known:
            vals = listed.pop(sku.tiktok_id)
            recoded += sku._renew(vals)
            sku._write_changes({
                name: value for name, value in vals.items() if name not in (*TOLD, 'told_time')})
        Sku.create([{**vals, 'tiktok_id': sku_id} for sku_id, vals in listed.items()])
        return recoded

    def _sku_vals(self, sku, position):
        """Return the values of a `tts.sku` by what TikTok says of it."""
        sku = values.well_formed(sku, {
            'price': dict, 'identifier_code': dict, 'sales_attributes': list})
        identifier, price = sku.get('identifier_code') or {}, sku.get('price') or {}
        options = [
            values.text(each.get('value_name')) for each in sku.get('sales_attributes') or []]
        return {
            'shop_id': self.shop_id.id,
            'listing_id': self.id,
            'sequence': position,
            'tiktok_product_id': self.tiktok_id,
            'name': ' - '.join(filter(None, [self.title, ', '.join(options)]))[:255],
            'seller_sku': values.text(sku.get('seller_sku')) or False,
            'identifier': values.text(identifier.get('code')) or False,
            'identifier_type': values.text(identifier.get('type')) or False,
            'pushed_price': values.shown(price.get('sale_price')),
            'told_time': self.tiktok_update_time,
        }

    # === WHICH PRODUCT === #

    def _choose_product(self):
        """A listing of several variants, or of a product without any, is of that product."""
        if self.product_tmpl_id:
            return
        products = self.sku_ids.product_id
        template = products.product_tmpl_id
        if len(template) != 1 or len(products) < len(self.sku_ids):
            return
        if len(self.sku_ids) > 1 or template.product_variant_count == 1:
            self.product_tmpl_id = template

    def _leading(self):
        """Return those listings that their product follows: of several, the first one."""
        first = dict(self.env['tts.listing'].sudo()._read_group(
            [('product_tmpl_id', 'in', self.product_tmpl_id.ids), ('tiktok_id', '!=', False)],
            ['product_tmpl_id'], ['id:min']))
        return self.filtered(lambda listing: first.get(listing.product_tmpl_id) == listing.id)

    # === WHAT THE PRODUCT GETS === #

    def _update_product(self):
        """Give the product what TikTok has changed of its listing since the last time."""
        if not self.shop_id.update_products:
            return
        told = self._told()
        changed = self._mark_taken(told)
        template = self.product_tmpl_id
        vals = {
            name: told[name] for name in changed
            if name in template._fields and template._tts_differs(name, told[name])
        }
        if vals:
            template.write(vals)
        if 'attributes' in changed:
            self._update_attributes(told['attributes'])

    def _mark_taken(self, told):
        """Note what is taken over of one listing; its images follow. Return what is new of it."""
        if not self.shop_id.update_products:
            return []
        marks = {name: values.digest(value) for name, value in told.items()}
        before = self.taken or {}
        changed = [name for name in told if marks[name] != before.get(name)]
        if 'images' in changed:
            self._want_images()
        if marks != before:
            self.taken = marks
        return changed

    def _told(self):
        """Return what TikTok says of the product, by field of it, empty values left out."""
        content = self._content()
        told = {
            'name': values.text(content.get('title'), 500),
            'description_sale': self._plain_description(content),
            'tts_brand': self.brand,
            **_package(content),
            'attributes': self._told_attributes(content),
            'images': self._told_images(content),
        }
        return {name: value for name, value in told.items() if value}

    @api.model
    def _plain_description(self, content):
        return html2plaintext(content.get('description') or '', include_references=False).strip()

    @api.model
    def _told_attributes(self, content):
        """Return the attributes that do not make variants: [[name, [value, ...]], ...]."""
        told = []
        for attribute in content.get('product_attributes') or []:
            name = values.text(attribute.get('name'))
            names = [
                values.text(each.get('name'))
                for each in values.listed(attribute.get('values'), dict)
            ]
            if name and any(names):
                told.append([name, sorted(filter(None, names))])
        return sorted(told)

    # === HOW IT ENDS === #

    def _conclude(self):
        """Settle the rows; block those that a person has to do something about, and say what."""
        missing = self.sku_ids.filtered(lambda sku: sku.state != 'matched').grouped('listing_id')
        for listing, skus in missing.items():
            listing._set_aside(listing._unmapped(skus))
        self.browse(listing.id for listing in self if listing not in missing)._settle()


def _package(content):
    """Return size and weight of the package in cm and kg, as far as TikTok's units are known."""
    weight, size = content.get('package_weight') or {}, content.get('package_dimensions') or {}
    factor, length = KILOGRAMS.get(weight.get('unit')), CENTIMETERS.get(size.get('unit'))
    vals = {'tts_weight': round(values.shown(weight.get('value')) * factor, 4) if factor else 0}
    for name in ('length', 'width', 'height'):
        vals[f'tts_{name}'] = round(values.shown(size.get(name)) * length, 2) if length else 0
    return vals
