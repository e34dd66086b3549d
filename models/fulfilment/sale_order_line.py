from odoo import models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _prepare_procurement_values(self):
        """Goods for an order of TikTok's have the deadline that binds, whoever confirms it."""
        values = super()._prepare_procurement_values()
        order = self.sudo().order_id.tts_order_id
        deadline = order and order._binding_deadline()
        return {**values, 'date_deadline': deadline} if deadline else values

    def _tts_out_by(self, picking):
        """Return how much of one line a transfer has brought to the buyer and did not come back."""
        moves = self.move_ids.filtered(lambda move: (
            move.picking_id == picking and move.state == 'done'
            and move.location_dest_id._is_outgoing()))
        if moves.product_id != self.product_id:  # parts of a kit: Odoo counts whole ones
            return self.qty_delivered if moves else 0
        return sum(
            move.product_uom._compute_quantity(
                move.quantity - move._tts_returned(('done',)), self.product_uom_id, round=False)
            for move in moves)
