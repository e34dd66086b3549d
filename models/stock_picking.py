from odoo import fields, models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    tts_bar = fields.Char(
        "Barred by TikTok Shop", compute='_compute_tts_bar',
        help="Why this transfer cannot be done now.",
    )

    def _compute_tts_bar(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
            reasons = [order._bar() for order in moves._tts_outgoing()]
            picking.tts_bar = '; '.join(filter(None, reasons))
