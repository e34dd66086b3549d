from odoo import models

from ..models.engine.tts_guard import COPYING


class AccountMoveReversal(models.TransientModel):
    _inherit = 'account.move.reversal'

    def reverse_moves(self, is_modify=False):
        """The invoice that replaces a reversed one has what that one had, by Odoo's own hand."""
        copying = self.with_context(tts_copying=COPYING)
        return super(AccountMoveReversal, copying).reverse_moves(is_modify=is_modify)
