from odoo import models

from .stock_picking_stage import DECIDING
from .tts_package_label import GIVEN_OUT


class TtsPackage(models.Model):
    """What a package says of the stage of its transfers (`stock_picking_stage.py`)."""

    _inherit = 'tts.package'

    def _tell_steps_before(self, vals):
        """Have the steps before the one that takes these to the buyer say how far they are.

        :param dict vals: what was written
        """
        if not {'picking_ids', 'order_ids', *DECIDING} & vals.keys():
            return
        last = self.sudo().picking_ids
        early = last._tts_with_steps_before() - last
        for order in self.sudo().filtered(lambda each: not each.picking_ids).order_ids:
            early |= order._outgoing_moves().picking_id
        early.filtered(lambda each: each.state not in ('done', 'cancel'))._tts_follow_stage()

    # === WHAT IT SAYS === #

    def _is_in_trouble(self):
        """Tell whether something went wrong on its way to the buyer, or it was not fetched."""
        is_wrong = bool(self.trouble) and self.status not in ('COMPLETED', 'CANCELLED')
        return is_wrong or self._is_missed()

    def _is_without_label(self):
        """Tell whether its label is wanted, and cannot be had."""
        return (
            self.label_state == 'refused' and self.status == GIVEN_OUT
            and bool(self.shop_id.label_document))
