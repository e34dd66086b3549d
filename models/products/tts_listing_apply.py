from odoo import fields, models

from ...tools import values
from ...tools.listing import product
from ..engine.tts_work import QUIET
from .tts_sku import SHOWN


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
        rows._add_price_rules()
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
        # A product has one SKU at least: where none is shown, none is known to be gone.
        shown = self.filtered(lambda listing: listing._content().get('skus'))
        gone = shown.sku_ids - known
        gone.listing_id = False
        for sku in known:
            vals = listed.pop(sku.tiktok_id)
            recoded += sku._renew(vals)
            sku._tts_write_changed({
                name: value for name, value in vals.items() if name not in (*SHOWN, 'told_time')})
        Sku.create([{**vals, 'tiktok_id': sku_id} for sku_id, vals in listed.items()])
        return recoded

    def _sku_vals(self, shown, position):
        """Return the values of a `tts.sku` by what TikTok says of it."""
        return {
            **product.sku_values(shown),
            'name': product.sku_name(self.title, shown),
            'shop_id': self.shop_id.id,
            'listing_id': self.id,
            'sequence': position,
            'is_gift': values.flag(self._content().get('is_not_for_sale')),
            'product_ref': self.tiktok_id,
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
        shown, template = self._product_values(), self.product_tmpl_id
        changed = self._note_values(shown)
        vals = {
            name: shown[name] for name in changed
            if name in template._fields and template._tts_differs(name, shown[name])
        }
        if vals:
            template.write(vals)
        if 'attributes' in changed:
            self._update_attributes(shown['attributes'])

    # === PRICES === #

    def _add_price_rules(self):
        """Add the price at TikTok to the shop's pricelist for products that it has no rule for.

        A rule that is there stays, whatever TikTok's price is.
        """
        for shop, rows in self.grouped('shop_id').items():
            prices = rows._prices()
            products = self.env['product.product'].union(*prices)
            rules = shop.pricelist_id._compute_price_rule(
                products, 1.0, compute_price=False) if products else {}
            new = products.browse(id_ for id_ in products.ids if not rules[id_][1])
            self.env['product.pricelist.item'].create([
                {**vals, 'pricelist_id': shop.pricelist_id.id}
                for vals in self._item_vals(new, prices)
            ])

    def _prices(self):
        """Return what a unit of each product costs on TikTok, in the currency of the pricelist. Of
        SKUs that we have made, the price comes from there: they need no rule.
        """
        ours = {
            int(product_id) for listing in self
            for product_id in (listing.sent or {}).get('new_skus', {})
        }
        prices = {}
        for sku in self.sku_ids:
            shop = sku.shop_id
            if sku.product_id and sku.product_id.id not in ours and (
                    sku.quantity == 1 and sku.pushed_price and shop.pricelist_id):
                prices.setdefault(sku.product_id, shop.currency_id._convert(
                    sku.pushed_price, shop.pricelist_id.currency_id, shop.company_id,
                    fields.Date.context_today(shop)))
        return prices

    def _item_vals(self, products, prices):
        """Return rules: one per product where all of its variants cost the same."""
        items = []
        for template, variants in products.grouped('product_tmpl_id').items():
            different = {prices[variant] for variant in variants}
            if len(different) == 1 and variants == template.product_variant_ids:
                items.append({
                    'applied_on': '1_product', 'product_tmpl_id': template.id,
                    'compute_price': 'fixed', 'fixed_price': different.pop(),
                })
                continue
            items += [{
                'applied_on': '0_product_variant', 'product_tmpl_id': template.id,
                'product_id': variant.id, 'compute_price': 'fixed',
                'fixed_price': prices[variant],
            } for variant in variants]
        return items

    # === HOW IT ENDS === #

    def _conclude(self):
        """Settle the rows; block those that a person has to do something about, and say what."""
        missing = self.sku_ids.filtered(lambda sku: sku.state != 'matched').grouped('listing_id')
        for listing, skus in missing.items():
            listing._set_aside(listing._why_unmapped(skus))
        self.browse(listing.id for listing in self if listing not in missing)._settle()
