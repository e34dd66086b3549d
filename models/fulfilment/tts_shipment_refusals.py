from datetime import timedelta

from odoo import fields, models

from ...client import codes
from ...tools import parcels, values
from ...tools.sentences import explained
from ..engine.tts_work import MAX_ATTEMPTS, pause
from .tts_shipment_call import Answer


class TtsShipment(models.Model):
    """What becomes of a parcel that TikTok has refused: by what its code asks of us
    (`client/codes.py`). What a person does about it, code by code: `tools/shipping_remedies.py`.
    """

    _inherit = 'tts.shipment'

    situation = fields.Char(
        "Kind of Refusal", readonly=True,
        help="What keeps it from being shipped, as far as TikTok's code tells: `SITUATIONS`.")

    cancel_reason = fields.Char(
        readonly=True, help="Its order is to be cancelled at TikTok, for this reason of TikTok's.")

    def _undeliverable(self):
        """Return those of these parcels whose orders may be cancelled free of penalty."""
        return self.filtered(
            lambda each: each.state == 'refused' and each.situation == 'undeliverable')

    def _cancel_order(self, reason):
        """Have the order of one parcel that cannot be delivered cancelled at TikTok, all of it; the
        queue does it as it ships: the attempt is noted before, the order read before and after.

        :param str reason: TikTok's name of it
        """
        self._wake()
        self.write({'cancel_reason': reason, 'error': self.env._(
            "Its order is being cancelled at TikTok.")})

    def _call_cancel(self, client, _way, _payload):
        """Cancel Order: what follows of it in Odoo, the order itself makes that."""
        client.cancel_order(
            self.shop_id.sudo().cipher, self.order_id.tiktok_id, self.cancel_reason)
        return Answer(is_called=True, state='cancelled')

    def _refused_vals(self, error):
        """Return what becomes of one parcel that TikTok has refused. Its order was read since.

        :param Exception error: TikTok's refusal, or whatever else has kept it from being told of
        """
        situation, kind = getattr(error, 'situation', ''), getattr(error, 'kind', None)
        later = not self._is_gone() and self._is_tried_again(error)
        state = 'waiting' if later else 'cancelled' if self._is_gone() else 'refused'
        return {
            'state': state,
            # What could not be cancelled is still what no carrier takes.
            'situation': 'undeliverable' if self.cancel_reason else situation,
            'cancel_reason': later and self.cancel_reason,
            'error': self._refusal_sentence(error, later),
            # However long it waits for an end at TikTok: nothing has failed.
            'attempts': 1 if kind == codes.WAIT else self.attempts,
            'retry': self._retry_at(error) if later else False}

    def _is_gone(self):
        """Tell whether TikTok has cancelled all that is in one parcel: it must not leave."""
        payload = self.order_id.sudo().payload
        return self.order_id.status == 'CANCELLED' or bool(
            payload and self.item_refs
            and not set(self.item_refs).intersection(parcels.live(payload)))

    def _is_tried_again(self, error):
        """Tell whether one parcel that was refused may be taken later, without a person.

        A pickup time that is gone does not come back: a person chooses another. What was done
        before, as TikTok says, shows when TikTok's own reading has caught up.
        """
        kind = getattr(error, 'kind', None)
        if kind == codes.WAIT:
            return True
        may_pass = getattr(error, 'passes', False) or kind == codes.DONE
        return may_pass and error.situation != 'slot' and self.attempts < MAX_ATTEMPTS

    def _retry_at(self, error):
        now = fields.Datetime.now()
        if error.kind == codes.WAIT:
            return now + timedelta(seconds=codes.pause_of(error.code))
        return now + pause(max(self.attempts, 1), error.retry_after)

    def _refusal_sentence(self, error, later):
        """Return what a person is told of a refusal.

        :param bool later: whether it is tried again without him
        """
        if getattr(error, 'kind', None) != codes.DONE:
            return explained(self.env, error, repeated=later)
        told = self.env._("TikTok says that this was done before, but does not show it.")
        told += ' ' + (self.env._("It is tried again by itself.") if later else self.env._(
            "Look at the order in Seller Center, then press Retry."))
        return f"{told} [{values.text(error, 300)}]"
