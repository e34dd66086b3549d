from odoo import fields, models


class TtsListing(models.Model):
    """What TikTok's prices do in Odoo: a product without rule in the shop's pricelist gets one."""

    _inherit = 'tts.listing'

    def _price(self):
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
        """Return what a unit of each product costs on TikTok, in the currency of the pricelist."""
        prices = {}
        for sku in self.sku_ids:
            shop = sku.shop_id
            if sku.product_id and sku.quantity == 1 and sku.pushed_price and shop.pricelist_id:
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
