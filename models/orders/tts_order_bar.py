from odoo import models
from odoo.tools.translate import LazyTranslate

from ...tools.sentences import term

_lt = LazyTranslate(__name__)

# Why its goods must not leave: the end of a sentence
BARS = {
    'cancelled': _lt("TikTok has cancelled the order"),
    'unpaid': _lt("the buyer has not paid yet"),
    'on_hold': _lt("it is on hold at TikTok, the buyer may still cancel"),
    'status': _lt("nobody can tell what its status at TikTok means"),
    'cancel_requested': _lt(
        "the buyer asks to cancel. Answer the request in TikTok's Seller Center"),
    'total': _lt("its total is not TikTok's. See the reason on the TikTok order"),
    'behind': _lt(
        "TikTok has changed it, and Odoo has not taken that over yet. Press Retry on the TikTok "
        "order"),
}


class TtsOrder(models.Model):
    """What bars transfers: whether TikTok's order lets its goods go. Decided in
    `tools/order_decision.py`; `stock_move.py` asks before goods move, `stock_picking.py` shows it.
    """

    _inherit = 'tts.order'

    def _bar(self):
        """Return why no transfer of the order may be done; '' when it may."""
        bar = self._decision().bar
        return term(self.env, BARS, bar) if bar else ''
