from odoo import models

from ...tools import parcels


class TtsPackage(models.Model):
    """Which transfers take what is in a package to the buyer, and what these are told of it."""

    _inherit = 'tts.package'

    def _transfers(self):
        """Return the transfers to the buyer whose goods are in one package.

        What Odoo itself reported or arranged is known by its items. Of other packages it is known
        of which lines these are: they are in the transfers that have room for them.
        """
        items = set(self.item_refs or ())
        shipments = self.order_ids.shipment_ids.filtered(lambda each: (
            each.state == 'reported' and (
                each.package_id == self or items.intersection(each.item_refs or ()))))
        given_up = shipments.filtered(lambda each: each.picking_id.state == 'cancel')
        shipments -= given_up
        left = self.order_ids - shipments.order_id
        found = shipments.picking_id.union(*(self._transfers_of(order) for order in left))
        # Where nothing came instead, whoever has its label has to hear of it.
        return found or given_up.picking_id | self.picking_ids.filtered(
            lambda picking: picking.state == 'cancel')

    def _transfers_of(self, order):
        """Return the transfers that have what one package holds of an order that Odoo has told
        nothing of.
        """
        pickings, items = order._deliveries().sorted('id'), set(self.item_refs or ())
        others = {picking: picking.tts_package_ids.filtered(
            lambda each: each.status != 'CANCELLED') - self for picking in pickings}
        lines = order._goods_lines().filtered(
            lambda line: items.intersection(line.tts_item_ids or ()))
        if not lines:  # nobody says what is in it
            return pickings.filtered(lambda picking: not others[picking])
        found = pickings.browse()
        for line in lines:
            left = len(items.intersection(line.tts_item_ids))
            for picking in pickings:
                room = _room(line, picking) - _packed(line, others[picking])
                if left > 0 and room > 0:
                    found, left = found | picking, left - room
        return found

    def _add_transfers(self, pickings):
        """Have more transfers for what is in these packages: a delivery goes on to its next step.
        """
        for package in self:
            package.picking_ids = pickings | package.picking_ids.filtered(
                lambda picking: picking.state != 'cancel')
            package._tell_transfers()

    def _tell_transfers(self):
        """Tell transfers their numbers, on which nobody works."""
        self.picking_ids.filtered(lambda picking: picking.state != 'cancel')._tts_tell_numbers()

    def _wake_held(self):
        """Have parcels looked at again that could not be told: they have left with this package."""
        inside = set(self.item_refs or ())
        held = self.order_ids.shipment_ids.filtered(lambda each: (
            each.state in ('lacking', 'refused') and each.item_refs
            and inside.issuperset(each.item_refs)
            and not (each.is_again and self._is_missed())))
        if self.status in parcels.ARRANGED:
            held._wake()


def _room(line, picking):
    """Return how many of TikTok's units of a line are in a transfer. Of a kit it is all of them in
    each: its parts do not tell.
    """
    moves = line.move_ids.filtered(
        lambda move: move.picking_id == picking and move.state != 'cancel')
    if moves.product_id != line.product_id:
        return len(line.tts_item_ids) if moves else 0
    per_item = line.tts_quantity / max(len(line.tts_item_ids), 1) or 1
    return sum(move._tts_ordered() for move in moves) / per_item


def _packed(line, packages):
    """Return how many of TikTok's units of a line are in some packages."""
    return len(set(line.tts_item_ids).intersection(
        item for package in packages for item in package.item_refs or ()))
