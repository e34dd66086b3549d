from odoo import api, models

# By these a quant counts. Its `removal_date` is its lot's; where there is none, nothing expires.
COUNTED = frozenset((
    'product_id', 'location_id', 'lot_id', 'owner_id', 'quantity', 'reserved_quantity',
    'removal_date',
))


class StockQuant(models.Model):
    """What lies where, and how much of it is reserved.

    Odoo merges doubles by statements of its own (`_merge_quants`): what they add up to stays.
    """

    _inherit = 'stock.quant'

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        quants._tts_mark()
        return quants

    def _write_multi(self, vals_list):
        """Here, since what Odoo computes and stores does not come through `write()`; and what does
        comes here once for many.
        """
        self.browse(
            quant.id for quant, vals in zip(self, vals_list, strict=True)
            if not COUNTED.isdisjoint(vals))._tts_mark()
        return super()._write_multi(vals_list)

    def unlink(self):
        """Odoo deletes the empty ones after each transfer: these have moved nothing."""
        self.sudo().filtered(lambda quant: quant.quantity or quant.reserved_quantity)._tts_mark()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _tts_mark(self):
        if self and self.env['tts.shop']._is_pushing('stock'):
            self.env['tts.mark']._add('stock', 'product', self.sudo().product_id.ids)
