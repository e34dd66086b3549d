from odoo import models


class StockMove(models.Model):
    """Goods that leave to a buyer of TikTok's: TikTok is told of it, after the commit."""

    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        # What TikTok itself says that it has left need not be told.
        if not self.env.context.get('tts_departed'):
            done._tts_plan_reports()
        done._tts_hand_on()
        done._tts_come_back()
        return done

    # === WHAT COMES BACK === #

    def _tts_come_back(self):
        """What is back from the pile, or from its way, need not be called back any more."""
        sales = self.sudo().filtered('origin_returned_move_id').sale_line_id.order_id
        if orders := sales.tts_order_id:
            orders._agree_call_backs()
            orders.package_ids._agree_troubles()

    def _tts_returned(self, states):
        """Return how much of one move comes back by moves in some states, in its unit."""
        return sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == 'done' else move.product_uom_qty, self.product_uom,
                round=False)
            for move in self.returned_move_ids if move.state in states)

    def _tts_share_out(self, line, quantity):
        """Share out what is taken back of a line among its moves of one product in one transfer.

        :param float quantity: in the line's unit
        :return: {move: quantity in its unit} of what no return is prepared for yet
        """
        out = sum(move.quantity - move._tts_returned(('done',)) for move in self)
        total = line._tts_out_by(self.picking_id)
        wanted = out * quantity / total - sum(map(_prepared, self)) if total else 0
        found = {}
        for move in self:
            free = move.quantity - move._tts_returned(('done',)) - _prepared(move)
            part = move.product_uom.round(min(wanted, free))
            if move.product_uom.compare(part, 0) > 0:
                found[move] = part
                wanted -= part
        return found

    def _tts_hand_on(self):
        """What was arranged at one step of a delivery is the next one's, which may have come into
        being only now.
        """
        for picking in self.picking_id.sudo().filtered(
                lambda each: each.tts_shipment_ids or each.tts_package_ids):
            following = picking.move_ids.move_dest_ids.picking_id.filtered(
                lambda each: each.state != 'cancel')
            for order, moves in following.move_ids._tts_outgoing().items():
                mine = moves.picking_id & following
                picking.tts_shipment_ids.filtered(
                    lambda each, order=order: each.order_id == order)._hand_on(mine[:1])
                picking.tts_package_ids.filtered(
                    lambda each, order=order: order in each.order_ids)._add_transfers(mine)

    def _get_new_picking_values(self):
        """What TikTok's buyer gets at once or on the same day is starred from the start."""
        vals = super()._get_new_picking_values()
        moves_sudo = self.sudo()
        sales = moves_sudo.sale_line_id.order_id | moves_sudo.reference_ids.sale_ids
        if sales.tts_order_id._is_urgent() and any(move._tts_leads_out() for move in self):
            return {**vals, 'priority': '1'}
        return vals

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

    def _tts_ordered(self):
        """Return what one move takes or has taken, in the unit of its line of the order."""
        quantity = self.quantity if self.state == 'done' else self.product_uom_qty
        return self.product_uom._compute_quantity(
            quantity, self.sale_line_id.product_uom_id, round=False)


def _prepared(move):
    return move._tts_returned(('draft', 'waiting', 'confirmed', 'partially_available', 'assigned'))
