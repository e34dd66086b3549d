from typing import NamedTuple

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...client import codes
from ...client.errors import TikTokError
from ...tools import parcels
from ...tools.sentences import term
from ..engine.tts_work import CONCURRENT, MAX_ATTEMPTS, is_lost
from .tts_shipment_items import Unreportable

_lt = LazyTranslate(__name__)

# So often a parcel waits with all others of its shop. After that it fails alone: they are told.
TOGETHER = MAX_ATTEMPTS - 2

# The calls that ship packages which are there.
SHIPS = ('ship', 'ship_self', 'hand_out')

# Why TikTok is not told yet, and why it cannot be told by itself (`tools/shipping.py`)
WAITS = {
    'unpaid': _lt("The buyer has not paid yet. It is sent once he has."),
    'on_hold': _lt("On hold at TikTok: the buyer may still cancel. It is sent when that is over."),
    'cancel_requested': _lt(
        "The buyer asks to cancel. Answer the request in TikTok's Seller Center."),
    'combining': _lt(
        "TikTok may still put other orders of this buyer into the same parcel. It is sent when "
        "that is over."),
    'invoice': _lt(
        "TikTok wants the invoice (NF-e) of this order first: see Upload Invoice on its sales "
        "order."),
    'invoice_checked': _lt("TikTok checks the invoice of this order. It is sent after that."),
    'invoice_unknown': _lt(
        "TikTok does not say whether this order needs an invoice. Look in Seller Center."),
    'package': _lt("TikTok has not made the package yet. It is sent once there is one."),
}
UNKNOWN = {
    'forgotten': _lt("TikTok's data of this order was deleted here. Fetch it again."),
    'status': _lt("TikTok's status of this order is new to Odoo. Ship it in Seller Center."),
    'fulfillment_type': _lt(
        "Who fulfils this order is new to Odoo. Ship it in Seller Center."),
    'shipping_type': _lt("How this order is shipped is new to Odoo. Ship it in Seller Center."),
    'package_status': _lt(
        "The status of its package is new to Odoo. Look at the order in Seller Center."),
    'mixed': _lt(
        "TikTok has some of its goods in packages, and others not. Ship it in Seller Center."),
    'region': _lt(
        "Nobody can tell how sellers ship in this market. Ship it in Seller Center."),
}


class Answer(NamedTuple):
    """What has come of telling TikTok of a parcel.

    `package` is TikTok's id; `error` its refusal. Where it was not told at all, `state` is what
    becomes of the shipment, and `reason` says why. `limits` are those of a parcel that TikTok
    wants split; `slot` is when it is fetched, (start, end), if not when that was asked for;
    `service` is what was bought.
    """

    is_done: bool = False
    package: str = ''
    warning: str = ''
    error: Exception | None = None
    state: str = 'waiting'
    reason: str = ''
    is_called: bool = False
    limits: list | None = None
    slot: tuple = ()
    service: dict | None = None


class TtsShipment(models.Model):
    """The calls that tell TikTok of a parcel. Which one: `tools/shipping.py`."""

    _inherit = 'tts.shipment'

    def _read_orders(self, client, orders):
        """Return {order's TikTok id: the order as TikTok has it now}."""
        return orders._shown(client)

    def _prepare(self, payloads):
        """Note what is in these parcels, before TikTok is told of them.

        :param dict payloads: see `_read_orders`
        :return: {tts.shipment: Answer} of those of which TikTok need not be told, or cannot be
        """
        return {
            shipment: answer for shipment in self
            if (answer := shipment._prepare_one(payloads.get(shipment.order_id.tiktok_id)))}

    def _prepare_one(self, payload):
        """Return why TikTok is not to be told of one parcel; None where it is."""
        if answer := self._needless(payload):
            return answer
        try:
            self.item_refs = items = self._items_of(payload)
        except Unreportable as error:
            return Answer(state='refused', reason=error.message)
        except Exception as error:
            if is_lost(error) or isinstance(error, CONCURRENT):
                raise
            return Answer(error=error)
        if not items:
            return Answer(state='cancelled', reason=self.env._(
                "TikTok has cancelled its units, or knows of them by another parcel."))
        packages = parcels.of_items(payload, items)
        return None if self.is_again else _arranged_already(packages)

    def _needless(self, payload):
        """Return why TikTok is not asked at all of one parcel; None where it may be.

        :rtype: Answer | None
        """
        if not payload:
            return Answer(state='refused', reason=self.env._(
                "TikTok does not know this order in this shop."))
        if self.picking_id.state == 'cancel' and not (self.is_again or self.cancel_reason):
            return Answer(state='cancelled', reason=self.env._("It is cancelled."))
        if not self.cancel_reason and self.order_id.shipment_ids.filtered(
                lambda each: each.cancel_reason and each.state == 'waiting'):
            return Answer(reason=self.env._("Its order is being cancelled at TikTok."))
        return None

    def _tell_all(self, client, payloads):
        """Tell TikTok of these parcels of one shop.

        :return: ({tts.shipment: Answer}, the orders as TikTok has them afterwards, the TikTokError
            that kept the others from being told or None)
        """
        answers, after, stop = {}, {}, None
        # What was answered before TikTok is out of order is kept: prices, warnings, times.
        for shipment in self:
            try:
                answers[shipment] = shipment._tell(client, payloads[shipment.order_id.tiktok_id])
            except TikTokError as error:
                stop = error
                break
        called = self.filtered(lambda each: each in answers and answers[each].is_called)
        try:
            after = self._read_orders(client, called.order_id) if called else {}
        except TikTokError as error:
            stop = stop or error
        for shipment in called:
            payload = after.get(shipment.order_id.tiktok_id)
            answers[shipment] = shipment._found(answers[shipment], payload)
        return answers, after, stop

    def _tell(self, client, payload):
        """Tell TikTok of one parcel, in the way that fits its order.

        :rtype: Answer
        """
        try:
            way = self._way(payload)
            call = 'cancel' if self.cancel_reason else way.call
            return getattr(self, f'_call_{call}')(client, way, payload)
        except TikTokError as error:
            if error.is_for_all and not (error.transient and self.attempts > TOGETHER):
                raise
            return Answer(is_called=True, error=error, limits=self._limits(client, error))
        except Exception as error:
            if is_lost(error):
                raise
            return Answer(is_called=True, error=error)

    def _call_none(self, _client, way, _payload):
        """TikTok knows that it has left, or nothing of it is ever told."""
        return Answer(state='reported' if way.reason in ('arranged', 'gone') else 'cancelled')

    def _call_wait(self, _client, way, _payload):
        return Answer(reason=term(self.env, WAITS, way.reason))

    def _call_unknown(self, _client, way, _payload):
        return Answer(state='refused', reason=term(self.env, UNKNOWN, way.reason))

    def _call_mark(self, client, way, _payload):
        """Mark Package As Shipped."""
        if lacking := self._lacking_number():
            return lacking
        package, warning = client.mark_shipped(
            self.shop_id.sudo().cipher, self.order_id.tiktok_id,
            item_ids=way.item_ids or self.item_refs, provider_id=self.provider_id.tiktok_id,
            tracking_number=self.tracking_number)
        return Answer(is_called=True, is_done=True, package=package, warning=warning)

    def _call_ship_self(self, client, way, payload):
        """Ship Package, with the seller's own carrier."""
        return self._lacking_number() or self._ship(client, way, payload, self_shipment={
            'tracking_number': self.tracking_number,
            'shipping_provider_id': self.provider_id.tiktok_id})

    def _call_hand_out(self, client, way, payload):
        """Ship Package, of what the buyer fetches."""
        return self._ship(client, way, payload)

    def _call_ship(self, client, way, payload):
        """Ship Package, with TikTok's carrier."""
        return self._at_slot(
            client, payload, lambda **how: self._ship(client, way, payload, **how))

    def _ship(self, client, way, payload, **how):
        """Ship the packages that hold what is in one parcel.

        Each is read before: a package that is shipped must not be shipped again. What TikTok has in
        one with more of the order is split off before (`tts_shipment_split.py`).
        """
        answer, refs = self._shaped(client, way, payload)
        for ref in refs:
            client.ship_package(self.shop_id.sudo().cipher, ref, **how)
        return answer or Answer(
            is_called=True, is_done=True, package=next(iter([*refs, *way.package_ids])))

    def _lacking_number(self):
        """Return what one parcel of the seller's own waits for a person to enter; None: nothing.

        :rtype: Answer | None
        """
        reason = self.order_id._number_problem(self.carrier_id, self.tracking_number)
        return Answer(state='lacking', reason=reason) if reason else None

    def _found(self, answer, payload):
        """Return the answer for one parcel, by what TikTok shows of it after the call.

        :param dict payload: the order as it is now; None where TikTok shows none
        """
        packages = parcels.of_items(payload or {}, self.item_refs)
        ref = answer.package or next(iter(packages), '')
        is_known = packages and all(
            each.status in parcels.ARRANGED for each in packages.values())
        may_be = getattr(answer.error, 'kind', None) in (codes.DONE, codes.RETRY)
        # That it is arranged says nothing of one that was so before: its package is read next time.
        if may_be and is_known and not self.is_again:
            return answer._replace(is_done=True, error=None, package=ref)
        return answer._replace(package=ref if answer.is_done else '')


def _arranged_already(packages):
    """Return the answer for a parcel all of whose packages are arranged; None for another.

    :param dict packages: {id: Told}
    """
    if packages and all(each.status in parcels.ARRANGED for each in packages.values()):
        return Answer(is_done=True, package=next(iter(packages)))
    return None
