from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# By these it is decided what a variant has of its own: all else is its template's.
DECIDING = {'stock': frozenset(('active',)), 'price': frozenset(('standard_price',))}
# What TikTok sells, or will as soon as it has looked at it.
ON_OFFER = ('PENDING', 'ACTIVATE')
# SKUs of which TikTok has some, or may have: a call is under way, or its answer was lost.
IN_STOCK = SQL("(SELECT sku_id FROM tts_stock WHERE pushed_quantity IS DISTINCT FROM 0)")
# As many as are named in a message.
NAMED = 10


class ProductProduct(models.Model):
    _inherit = 'product.product'

    def write(self, vals):
        """What it decides of the SKUs of these is worked out anew."""
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'product', self.ids)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_offer(self):
        """Of a product that is gone nobody could tell TikTok that it is sold no more. Odoo archives
        the variants that it cannot delete when it makes a template's anew.
        """
        offered = self._tts_on_offer()
        if offered:
            raise UserError(self.env._(
                "TikTok Shop offers these products: %s. Archive them instead: then none is "
                "offered there. They can be deleted once TikTok has that, or once their listing "
                "is deactivated.", ', '.join(offered[:NAMED].mapped('display_name'))))

    def _tts_on_offer(self):
        """Return those of these that TikTok offers, in shops whose stock is sent by itself."""
        if not self.env['tts.shop']._is_pushing('stock'):
            return self.browse()
        Sku = self.env['tts.sku'].sudo()
        self.env['tts.stock'].flush_model(['pushed_quantity'])
        return Sku.search(Sku._sent_by_itself('stock') & Domain([
            ('product_id', 'in', self.ids), ('stock_state', '!=', 'none'),
            ('listing_id.status', 'in', ON_OFFER), ('id', 'in', IN_STOCK)])).product_id

    def _tts_components(self):
        """Return what the kits among these consist of, as the current company makes them up.

        Kits in kits are taken apart; what Odoo does not count the stock of is left out, and so is
        what none is needed of. A kit of nothing else is there with no components at all. One that
        contains itself is its own component, so that there is never any.

        :return: {id of a kit: {id of a component: quantity for one kit}}, both in the product's own
            unit. What is left by division is to be rounded down as floats are (`float_round`)
        """
        return {}
