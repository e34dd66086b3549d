from odoo import models

from ...tools import order_status, parcels, values
from .stock_picking_callback import CALL_BACK
from .tts_shipment import ACTIVITY_TYPE


class TtsOrder(models.Model):
    """What TikTok has cancelled while its parcel waits for the carrier: it is called back from
    where it lies. What a carrier has scanned is on its way, and comes back as a return.
    """

    _inherit = 'tts.order'

    def _agree_call_backs(self):
        """Have a to-do on each transfer whose parcel is to be pulled out of the pile, and on no
        other of these orders.
        """
        ours = self.filtered(lambda order: (
            order.sale_order_id and not order._is_fulfilled_by_tiktok()))
        pickings = ours._outgoing_moves_of_all().picking_id.filtered(
            lambda picking: picking.state in ('done', 'cancel'))
        if not pickings:
            return
        users = {picking: picking._tts_who_ships() for picking in pickings}
        self.env['mail.activity']._tts_agree({
            picking: picking.with_context(lang=user.lang)._tts_call_back_todos()
            for picking, user in users.items()}, users, ACTIVITY_TYPE, CALL_BACK)

    def _outgoing_moves_of_all(self):
        """Return the moves by which the goods of these orders go to their buyers."""
        sales = self.sudo().sale_order_id
        return (sales.order_line.move_ids | sales.stock_reference_ids.move_ids).filtered(
            lambda move: move.picking_id and move.location_dest_id._is_outgoing())

    def _is_to_decide(self):
        """Tell whether the buyer asks to cancel one order that has not left yet."""
        return self.is_cancel_requested and self.status not in (*order_status.GONE, 'CANCELLED')

    def _is_collected(self):
        """Tell whether a carrier has had all of one order before it was cancelled."""
        return bool((self.sudo().payload or {}).get('collection_time'))

    # === UNITS === #

    def _call_backs(self):
        """Return what TikTok has cancelled of one order and is in parcels that no carrier has
        scanned: {stock.picking: {sale.order.line: quantity}}.
        """
        found = {}
        for line, items in self._cancelled_items().items():
            per_item = line.tts_quantity / len(line.tts_item_ids)
            gone = per_item * len(items)
            surplus = min(line.qty_delivered - line.tts_quantity + gone, gone)
            for picking, count in self._parcels_of(line, items).items():
                quantity = min(surplus, line._tts_out_by(picking))
                if count is not None:  # TikTok was told which items are in it
                    quantity = min(quantity, count * per_item)
                if line.product_uom_id.compare(quantity, 0) > 0:
                    surplus -= quantity
                    if not picking._tts_is_scanned():
                        found.setdefault(picking, {})[line] = quantity
        return found

    def _cancelled_items(self):
        """Return {line: ids of its items that are cancelled} of one order; none where TikTok's data
        is not here any more.
        """
        if not self.sudo().payload:
            return {}
        is_gone = self.status == 'CANCELLED'
        live = set() if is_gone else {
            values.identity(item.get('id')) for item in self._live_items()}
        cancelled = {
            line: set(line.tts_item_ids or ()) - live for line in self.sudo()._goods_lines()}
        return {line: items for line, items in cancelled.items() if items}

    def _parcels_of(self, line, items):
        """Return the done transfers in which a line has left: {stock.picking: how many of some
        items are in it, or None where nobody knows}. The first ones are those of which it is known,
        then those that can still be stopped, then the last that was done.
        """
        pickings = line.move_ids.filtered(lambda move: (
            move.state == 'done' and move.location_dest_id._is_outgoing())).picking_id
        noted = {picking: self._items_noted(picking) for picking in pickings}
        return {
            picking: len(items & noted[picking]) if noted[picking] else None
            for picking in pickings.sorted(lambda picking: (
                not noted[picking], picking._tts_is_scanned(), -picking.id))}

    def _items_noted(self, picking):
        """Return which items of one order are in a transfer, by what TikTok was told or tells."""
        told = parcels.told_by(self.sudo().payload or {})
        shipped = picking.tts_shipment_ids.filtered(
            lambda each: each.order_id == self and each.state != 'cancelled')
        lists = [each.item_refs or () for each in shipped] or [
            told[ref].items for ref in picking.tts_package_ids.mapped('tiktok_id') if ref in told]
        return {item for items in lists for item in items}
