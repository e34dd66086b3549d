from odoo import fields, models
from odoo.tools.misc import format_datetime

from ...client.errors import TikTokError
from ...tools import pickups, values
from .tts_shipment_call import Answer


class TtsShipment(models.Model):
    """When TikTok's carrier fetches a parcel.

    A time that is gone, since it has passed or others took it, is known by TikTok's refusal alone:
    the times are fetched again then, and the next one is taken if whoever arranged it allows that.
    """

    _inherit = 'tts.shipment'

    takes_next_slot = fields.Boolean(
        "Take the Next Time", readonly=True, help="If the pickup time is gone when TikTok is told.")

    def _slot(self):
        """Return when one parcel is to be fetched, (start, end) in epoch seconds; None if at no
        certain time.
        """
        return (values.epoch(self.slot_start), values.epoch(self.slot_end)) if (
            self.slot_start and self.slot_end) else None

    def _slot_vals(self, slot):
        """:param tuple slot: (start, end) in epoch seconds, or nothing if it stays as it is"""
        if not slot:
            return {}
        return dict(zip(('slot_start', 'slot_end'), map(values.moment, slot), strict=True))

    def _at_slot(self, client, payload, send):
        """Have one parcel shipped in the way that was asked for, or at the next time.

        :param dict payload: the order; a split that was made for it has brought it up to date
        :param send: ships it; takes `handover_method` and `pickup_slot` of `Client.ship_package`
        :rtype: Answer
        """
        wanted = self._slot()
        try:
            return send(handover_method=self.handover_method or None, pickup_slot=wanted)
        except TikTokError as error:
            if error.situation != 'slot' or not wanted:
                raise
            # Whatever was shipped before the one that is refused, the last one is not.
            told = client.handover_slots(
                self.shop_id.sudo().cipher, self._way(payload).package_ids[-1])
            if not told['can_pickup']:
                return Answer(is_called=True, state='refused', reason=self.env._(
                    "TikTok does not fetch this parcel. Press Arrange Shipment and choose Drop "
                    "off."))
            slot = pickups.next_free(told['slots'], wanted) if self.takes_next_slot else None
            if not slot:
                raise
        answer = send(handover_method=self.handover_method, pickup_slot=slot)
        return answer._replace(slot=slot, warning=answer.warning or self._moved_to(slot))

    def _moved_to(self, slot):
        """Return what a person is told of a parcel that is fetched at another time."""
        start, end = (
            format_datetime(self.env, values.moment(each), tz=self.shop_id.timezone or 'UTC',
                            dt_format='short') for each in slot)
        return self.env._(
            "The pickup time was gone: it is fetched between %(start)s and %(end)s.",
            start=start, end=end)
