from odoo import api, models

# By these it is decided how much is promised, and from where.
PROMISED = frozenset((
    'product_id', 'state', 'product_qty', 'location_id', 'location_dest_id', 'location_final_id',
    'restrict_partner_id', 'procure_method',
))


class StockMove(models.Model):
    """What is promised: orders of any channel that are confirmed, changed or cancelled come here.
    """

    _inherit = 'stock.move'

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._tts_mark()
        return moves

    def _write_multi(self, vals_list):
        """Here, since the quantity in the product's unit, and a location that is the transfer's,
        are computed: they do not come through `write()`.
        """
        self.browse(
            move.id for move, vals in zip(self, vals_list, strict=True)
            if not PROMISED.isdisjoint(vals))._tts_mark()
        return super()._write_multi(vals_list)

    def unlink(self):
        self._tts_mark()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _tts_mark(self):
        if self and self.env['tts.shop']._is_pushing('stock'):
            self.env['tts.mark']._add('stock', 'product', self.sudo().product_id.ids)
