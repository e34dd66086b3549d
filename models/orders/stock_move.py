from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        """Goods of TikTok's orders stay where they are while TikTok's order does not let them go.

        Here, not behind the button: whoever validates, one transfer or many, each step of a
        delivery.
        """
        self.filtered(lambda move: move.picked and move.quantity > 0)._tts_refuse_barred()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done._tts_free_waiting()
        return done

    def _tts_free_waiting(self):
        """Goods that have come in are what orders may have waited for."""
        # Whoever receives goods need not be allowed to see orders. Steps of deliveries, and of a
        # departure of ours, bring in nothing.
        came = self.filtered(lambda move: (
            move.location_dest_id.usage == 'internal' and not move.sudo()._tts_leads_out()))
        if came and not self.env.context.get('tts_departed'):
            Order = self.env['tts.order'].sudo()
            shops = self.env['tts.shop'].sudo().search([('company_id', 'in', came.company_id.ids)])
            Order._free(
                shops, Order._codes_freed(self._name, ('state',)),
                Order._waiting_for(came.product_id, came.move_line_ids.location_dest_id))

    def _tts_refuse_barred(self):
        """:raises UserError: when one of these moves belongs to an order that is barred"""
        for order, moves in self._tts_outgoing().items():
            reason = order._bar()
            if reason:
                raise UserError(self.env._(
                    "%(transfer)s cannot be done: it belongs to the TikTok order %(order)s, and "
                    "%(reason)s.",
                    transfer=moves.picking_id[:1].name, order=order.tiktok_id, reason=reason,
                ))

    def _tts_outgoing(self):
        """Return {TikTok order: those of these moves that take its goods towards the buyer}."""
        # Whoever moves goods need not be allowed to see orders.
        moves_sudo = self.sudo().filtered('picking_id')
        # By the references also those steps whose moves have no sales order line.
        sales = moves_sudo.sale_line_id.order_id | moves_sudo.reference_ids.sale_ids
        ours = sales.filtered('tts_order_id')
        if not ours:
            return {}
        found = {}
        for move in moves_sudo:
            orders = move.sale_line_id.order_id | move.reference_ids.sale_ids
            if orders & ours and move._tts_leads_out():
                for order in (orders & ours).tts_order_id:
                    found[order] = found.get(order, self.browse()) | move
        return found

    def _tts_leads_out(self):
        """Tell whether this is a step of a delivery: neither a return nor a step of a receipt."""
        if (self.location_final_id or self.location_dest_id)._is_outgoing():
            return True
        kind = self.picking_type_id
        warehouse = kind.warehouse_id
        receiving = warehouse.in_type_id | warehouse.qc_type_id | warehouse.store_type_id
        if kind.code != 'internal' or kind in receiving or self.origin_returned_move_id:
            return False
        # Steps that were procured one by the other each have their own end.
        return any(move._tts_leads_out() for move in self.move_dest_ids)
