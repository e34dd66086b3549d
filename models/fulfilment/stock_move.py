from odoo import models


class StockMove(models.Model):
    """Goods that leave to a buyer of TikTok's: TikTok is told of it, after the commit."""

    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        # What TikTok itself says that it has left need not be told.
        if not self.env.context.get('tts_departed'):
            done._tts_plan_reports()
        return done

    def _tts_plan_reports(self):
        """Plan to tell TikTok of the transfers of these moves that bring goods to its buyers.

        In a stranger's transaction: whoever packs need not be allowed to see orders.
        """
        leaving = self.filtered(lambda move: (
            move.state == 'done' and move.location_dest_id._is_outgoing()))
        wanted = [
            (moves_of.picking_id, order)
            for order, moves in leaving._tts_outgoing().items() if order._is_told_by_seller()
            for moves_of in moves.grouped('picking_id').values()]
        if wanted:
            self.env['tts.shipment'].sudo()._plan(wanted)
