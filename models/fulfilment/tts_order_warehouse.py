from odoo import fields, models

from ...tools import order_status, values
from ...tools.sentences import REFUSALS, own_words
from ..engine.mail_activity import Todo
from .tts_shipment import ACTIVITY_TYPE

# The code of the to-do about an order that TikTok has moved and Odoo cannot.
MOVED = 'warehouse'


class TtsOrder(models.Model):
    """TikTok may have an order sent from another warehouse after it has come in (US): its transfer,
    if nobody has begun with it, is given up for one from there; else a person decides.
    """

    _inherit = 'tts.order'

    warehouse_ref = fields.Char(
        "TikTok's Warehouse", readonly=True,
        help="TikTok's id of the warehouse from which Odoo delivers it.")
    moved_to_ref = fields.Char(
        readonly=True, index='btree_not_null',
        help="TikTok's id of the warehouse that it is to leave now, where Odoo could not follow.")

    def _follow_warehouses(self):
        """Have these orders delivered from where TikTok wants them sent by now."""
        confirmed = self.filtered(lambda order: (
            order.sale_order_id.state == 'sale' and order.sudo().payload
            and not order._is_fulfilled_by_tiktok()))
        first = confirmed.filtered(
            lambda order: not order.warehouse_ref and order._warehouse_named())
        for ref, orders in first.grouped(lambda order: order._warehouse_named()).items():
            orders.warehouse_ref = ref
        open_ones = confirmed.filtered(lambda order: order.status in order_status.TO_SHIP)
        moved = {
            order: told for order in open_ones
            if (told := order._warehouse_told()) and told != order.warehouse_ref}
        # Also of what is cancelled by now.
        (self.filtered('moved_to_ref') - self.browse().union(*moved))._settle_warehouse()
        for order, ref in moved.items():
            order._follow_warehouse(ref)

    def _warehouse_named(self):
        """Return TikTok's id of the warehouse in one order; '' for none."""
        return values.identity((self.sudo().payload or {}).get('warehouse_id')) or ''

    def _warehouse_told(self):
        """Return TikTok's id of the warehouse that one order leaves, by its packages once they are
        arranged and agree: there the order itself may tell the first one still.
        """
        refs = {
            package.warehouse_ref for package in self.package_ids
            if package._is_arranged() and package.warehouse_ref}
        return refs.pop() if len(refs) == 1 else self._warehouse_named()

    # === ONE THAT IS MOVED === #

    def _follow_warehouse(self, ref):
        """Deliver one order from another warehouse, or have a person do it."""
        named = self.env['tts.warehouse']._mirror(self.shop_id, [{'id': ref}])[ref]
        before = self.sale_order_id.warehouse_id
        order = self.with_context(lang=self._responsible().lang)
        reason = order._why_not_moved(named.warehouse_id) or order._try_to_move(named.warehouse_id)
        if not reason:
            self.warehouse_ref = ref
            self._settle_warehouse()
            return
        self.moved_to_ref = ref
        order._agree_moved([Todo(MOVED, order.env._(
            "TikTok has this sent from %(there)s now, not from %(here)s.",
            there=named.warehouse_id.name or named.name, here=before.name), reason)])

    def _why_not_moved(self, warehouse):
        """Return why one order cannot be delivered from another warehouse; '' where it can."""
        if not warehouse:
            return self.env._(
                "TikTok's warehouse has no warehouse in Odoo. Choose it on the shop, tab "
                "Warehouses; the transfer follows then.")
        moves = self._open_moves()
        there = moves.picking_type_id.warehouse_id == warehouse  # a person was faster
        if moves and not there and self._is_begun():
            return self.env._(
                "Somebody has begun with this transfer. Put the goods back, cancel it and create "
                "it anew from there, or have TikTok send it from here.")
        return ''

    def _is_begun(self):
        """Tell whether something was picked for one order, or bought or made for it, or its label
        was printed: that lies where it was to leave.
        """
        moves = self._outgoing_moves().filtered(lambda move: move.state != 'cancel')
        return bool(
            any(move.picked or move.state == 'done' for move in moves)
            or moves.move_orig_ids - moves or moves.picking_id._tts_being_picked()
            or any(move._get_upstream_documents_and_responsibles(move.browse())
                   for move in moves.sudo().with_context(include_draft_documents=True))
            or any(package.label_printed and package.status != 'CANCELLED'
                   for package in self.package_ids))

    def _try_to_move(self, warehouse):
        """Give up the open transfers of one order for those that Odoo makes for another warehouse.

        :return: why Odoo refuses; '' where it does not
        """
        moves = self._open_moves()
        if not moves and 'done' in self._outgoing_moves().mapped('state'):
            return ''  # it has left
        try:
            with self.env.cr.savepoint():
                self._deliver_from(warehouse, moves)
        except REFUSALS as error:
            return own_words(error)
        return ''

    def _deliver_from(self, warehouse, moves):
        sale, before = self.sale_order_id, self.sale_order_id.warehouse_id
        is_there = moves.picking_type_id.warehouse_id == warehouse
        pickings = moves.picking_id
        with sale._tts_unlocked():
            if moves and not is_there:
                moves._action_cancel()
            sale.warehouse_id = warehouse
            if moves and not is_there:
                moves.sale_line_id.with_context(tts_create_transfer=True)._action_launch_stock_rule()
        if before != warehouse:
            sale._message_log(body=self.env._(
                "TikTok has this sent from %(there)s now, not from %(here)s.",
                there=warehouse.name, here=before.name))
        if not is_there:
            self._take_along(pickings)

    def _take_along(self, pickings):
        """What was arranged for transfers that are given up is for those that are made instead."""
        made = self._open_moves().picking_id
        if made:
            pickings.tts_shipment_ids.filtered(
                lambda each: each.order_id == self and each.state != 'cancelled').picking_id = (
                    made[:1])
            (pickings.tts_package_ids & self.package_ids)._add_transfers(
                made.filtered(lambda picking: picking == made[:1]))

    # === TO-DOS === #

    def _settle_warehouse(self):
        for order in self.filtered('moved_to_ref'):
            order.moved_to_ref = False
            order._agree_moved([])

    def _agree_moved(self, todos):
        """Have these to-dos on the open transfers of one order, and on none that was given up."""
        pickings = self._outgoing_moves().picking_id
        if not pickings:
            return
        due = self._open_moves().picking_id
        self.env['mail.activity']._tts_agree(
            {picking: todos if picking in due else [] for picking in pickings},
            {picking: picking._tts_who_ships() for picking in pickings}, ACTIVITY_TYPE, MOVED)
