from odoo import api, models

# What a rule holds for: value of `applied_on` to (target of a mark, field).
HOLDS_FOR = {
    '0_product_variant': ('product', 'product_id'),
    '1_product': ('template', 'product_tmpl_id'),
    '2_product_category': ('category', 'categ_id'),
}
EVERYTHING = ('pricelist', 'pricelist_id')
HOLDING = frozenset((
    'applied_on', 'product_id', 'product_tmpl_id', 'categ_id', 'pricelist_id', 'date_start',
    'date_end', 'min_quantity', 'base', 'base_pricelist_id', 'compute_price', 'fixed_price',
    'percent_price', 'price_discount', 'price_round', 'price_surcharge', 'price_markup',
    'price_min_margin', 'price_max_margin',
))


class ProductPricelistItem(models.Model):
    """A rule of a pricelist, ours or one that ours may be built on: that is found out later."""

    _inherit = 'product.pricelist.item'

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._tts_mark()
        return items

    def write(self, vals):
        """What it held for, and what it holds for now."""
        if HOLDING.isdisjoint(vals):
            return super().write(vals)
        self._tts_mark()
        result = super().write(vals)
        self._tts_mark()
        return result

    def unlink(self):
        self._tts_mark()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _tts_mark(self):
        """Mark what these rules hold for."""
        if not self.env['tts.shop']._is_pushing('price'):
            return
        for applied_on, items in self.sudo().grouped('applied_on').items():
            target, name = HOLDS_FOR.get(applied_on, EVERYTHING)
            self.env['tts.mark']._add('price', target, items[name].ids)
