from odoo import models

PLACING = frozenset(('location_id', 'usage', 'active', 'company_id'))


class StockLocation(models.Model):
    """A location that is moved or archived takes along what lies in it."""

    _inherit = 'stock.location'

    def write(self, vals):
        result = super().write(vals)
        if not PLACING.isdisjoint(vals):
            self.env['tts.mark']._add('stock', 'location', self.ids)
        return result
