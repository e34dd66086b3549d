"""Batch transfers: what is picked together is printed together, in the batch's order."""

from odoo import models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _tts_pick_key(self):
        key = super()._tts_pick_key()
        if 'batch_id' not in self._fields:
            return key
        return self.batch_id.name or '', self.batch_sequence, *key
