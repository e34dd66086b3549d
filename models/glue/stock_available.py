"""OCA's quantity available to promise: a shop may offer by it, whatever it is made to mean by the
addons that build on it (what is on its way counts, what could be produced, ...).
"""

from odoo import api, models

FIGURE = 'available'


class ProductProduct(models.Model):
    _inherit = 'product.product'

    @api.model
    def _tts_is_promised(self, figure):
        """Tell whether a shop's figure is this one, and still there."""
        return figure == FIGURE and 'immediately_usable_qty' in self._fields

    def _tts_with_made(self):
        """Add what can be made of these, and of that, by any bill of material."""
        found = new = self
        while new:
            boms = self.env['mrp.bom.line'].sudo().search([('product_id', 'in', new.ids)]).bom_id
            of_all = boms.filtered(lambda bom: not bom.product_id).product_tmpl_id
            new = (boms.product_id | of_all.product_variant_ids) - found
            found |= new
        return found


class TtsShop(models.Model):
    _inherit = 'tts.shop'

    @api.model
    def _stock_figures(self):
        figures = super()._stock_figures()
        if self.env['product.product']._tts_is_promised(FIGURE):
            figures.append((FIGURE, self.env._("Available to promise")))
        return figures


class TtsStock(models.Model):
    _inherit = 'tts.stock'

    @api.model
    def _figures(self, products, figure):
        """The addons that say what is available all do so in the one method that is called here: by
        the field itself Odoo would ask for a thousand products at a time, and for the rest again.
        """
        if not products._tts_is_promised(figure):
            return super()._figures(products, figure)
        available, known = products._compute_available_quantities_dict()
        return {
            product.id: (
                known[product.id]['qty_available'],
                available[product.id]['immediately_usable_qty'])
            for product in products}


class TtsSku(models.Model):
    _inherit = 'tts.sku'

    @api.model
    def _figure_terms(self, figure, stand):
        if not self.env['product.product']._tts_is_promised(figure):
            return super()._figure_terms(figure, stand)
        return [self.env._("%(units)s available to promise", units=f'{round(stand.free, 3):g}')]


class TtsMark(models.Model):
    _inherit = 'tts.mark'

    @api.model
    def _products(self, kind, targets):
        """What could be produced may be available: it changes with what it is made of."""
        found = super()._products(kind, targets)
        if kind == 'stock' and 'bom_line_ids' in found._fields and self._is_by_promise():
            return found._tts_with_made()
        return found

    @api.model
    def _is_by_promise(self):
        return self.env['product.product']._tts_is_promised(FIGURE) and bool(
            self.env['tts.shop'].search_count([('stock_figure', '=', FIGURE)], limit=1))
