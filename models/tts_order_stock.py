from odoo import models

from .. import const


class TtsOrder(models.Model):
    """What an order at TikTok means for goods: what is set aside for it, what must not leave."""

    _inherit = 'tts.order'

    # === SET ASIDE WHILE ON HOLD === #

    def _is_to_reserve(self):
        """Tell whether an order on hold is confirmed at once, so that its goods are set aside.

        Not where confirming would buy or make something: the buyer may still cancel.
        """
        return (
            self.status == 'ON_HOLD'
            and self.shop_id.on_hold_policy == 'reserve'
            and self.order_type not in const.MADE_LATER
            and not self._is_fulfilled_by_tiktok()
            and not any(line._tts_is_procured() for line in self.sale_order_id.order_line)
        )

    # === WHAT MUST NOT LEAVE === #

    def _bar(self):
        """Return why no transfer of the order may be done; '' when it may."""
        if self.status == 'CANCELLED':
            return self.env._("TikTok has cancelled the order")
        if self.status == 'UNPAID':
            return self.env._("the buyer has not paid yet")
        if self.status == 'ON_HOLD':
            return self.env._("it is on hold at TikTok, the buyer may still cancel")
        if self.is_cancel_requested and self.status not in const.GONE:
            return self.env._(
                "the buyer asks to cancel. Answer the request in TikTok's Seller Center")
        if self.is_provisional and self.reason_code == 'total':
            return self.env._("its total is not TikTok's. See the reason on the TikTok order")
        if self.is_provisional:
            return self.env._(
                "TikTok has changed it, and Odoo has not taken that over yet. Press Retry on the "
                "TikTok order")
        return ''
