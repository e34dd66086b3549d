from typing import NamedTuple

from odoo import models

from ...tools import parcels

EPSILON = 1e-6


class Unreportable(Exception):
    """TikTok cannot be told what is in a parcel: `message` says why, and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class Part(NamedTuple):
    """What of a line is in a transfer: as units of TikTok's items, and whether that is all of what
    is left of the line.
    """

    units: float
    is_rest: bool


class TtsShipment(models.Model):
    """Which of TikTok's items are in a parcel.

    Odoo knows lines and quantities, TikTok units: the lowest ids of a line that no other parcel has
    taken. Whatever leaves last takes the rest.
    """

    _inherit = 'tts.shipment'

    def _items_of(self, payload):
        """Return TikTok's ids of the items that are in one shipment.

        :param dict payload: the order, as TikTok has it now
        :raises Unreportable: when goods have left that are no whole units of TikTok's
        """
        live = parcels.live(payload)
        if self.item_refs:
            return [ref for ref in self.item_refs if ref in live]
        left = set(live) - self._items_taken()
        # An item that is a bundle is in several lines.
        return list(dict.fromkeys(
            ref for line in self.order_id._goods_lines()
            for ref in self._items_of_line(
                line, [ref for ref in line.tts_item_ids or () if ref in left])))

    def _items_taken(self):
        """Return TikTok's ids of the items that other parcels of the order have."""
        # What was not told of a transfer that was given up is free for the one made instead.
        others = (self.order_id.shipment_ids - self).filtered(lambda each: (
            each.state == 'reported'
            or (each.state != 'cancelled' and each.picking_id.state != 'cancel')))
        return {ref for each in others for ref in each.item_refs or ()}

    def _items_of_line(self, line, left):
        """Return which of the items that are left of a line are in one shipment.

        :param list left: TikTok's ids
        """
        part = self._part_of(line)
        if not left or not part:
            return []
        if part.is_rest:
            return left
        count = round(part.units)
        if abs(part.units - count) > EPSILON:
            raise Unreportable(self.env._(
                "%(transfer)s takes a part of what TikTok counts as one unit of %(product)s. Ship "
                "the rest as well, or tell TikTok in Seller Center.",
                transfer=self.picking_id.name, product=line.product_id.display_name))
        return left[:count]

    def _part_of(self, line):
        """Return what of a line is in the transfer, by the last step that there is so far; None for
        nothing.

        :rtype: Part | None
        """
        moves = line.move_ids.filtered(lambda move: (
            move.state != 'cancel' and move._tts_leads_out()
            and not move.move_dest_ids.filtered(lambda each: each.state != 'cancel')))
        mine = moves.filtered(lambda move: move.picking_id == self.picking_id)
        if not mine:
            return None
        reported = self.order_id.shipment_ids.filtered(
            lambda each: each.state == 'reported').picking_id
        if moves - mine - reported.move_ids == moves.browse() and not _is_short(line, moves):
            return Part(0, is_rest=True)
        return Part(self._units(line, mine), is_rest=False)

    def _units(self, line, moves):
        """Return how many of TikTok's units some moves of a line are.

        Parts of a kit are counted as Odoo counts what of it was delivered: the whole kits that all
        parts make.
        """
        per_item = line.tts_quantity / max(len(line.tts_item_ids or ()), 1) or 1
        if moves.product_id != line.product_id:
            told = self._items_taken().intersection(line.tts_item_ids)
            return line.qty_delivered / per_item - len(told)
        return sum(move._tts_ordered() for move in moves) / per_item


def _is_short(line, moves):
    """Tell whether some of a line is in none of its moves: it was dropped without a backorder. Of a
    kit that shows once its parts have left.
    """
    if moves.product_id == line.product_id:
        return sum(move._tts_ordered() for move in moves) < line.product_uom_qty - EPSILON
    return set(moves.mapped('state')) == {'done'} and (
        line.qty_delivered < line.product_uom_qty - EPSILON)
