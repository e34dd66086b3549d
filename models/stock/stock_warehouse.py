from odoo import models

PLACING = frozenset(('lot_stock_id', 'active'))


class StockWarehouse(models.Model):
    """The location from which a warehouse delivers may become another."""

    _inherit = 'stock.warehouse'

    def write(self, vals):
        result = super().write(vals)
        if not PLACING.isdisjoint(vals):
            theirs = self.env['tts.warehouse'].sudo().search([('warehouse_id', 'in', self.ids)])
            self.env['tts.mark']._add('stock', 'warehouse', theirs.ids)
        return result
