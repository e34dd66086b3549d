import logging

from odoo import fields, models

from ...client.errors import TikTokError
from ...tools import parcels, shipping, values
from .tts_shipment_call import SHIPS, Answer

_logger = logging.getLogger(__name__)

# TikTok's refusals to split, which leave everything as it was.
NOT_ALLOWED, SAME_SKU, COMBINED = 21011035, 21011036, 21011046
# Of parcels that TikTok is to be told of, but does not know of yet.
ASKED = ('waiting', 'lacking', 'refused')


class TtsShipment(models.Model):
    """Parcels whose package at TikTok holds more than they do: their part of it becomes a package
    of its own, before that is shipped.

    What is in the parcel is noted before (`item_refs`), and the order is read again after: a split
    whose answer was lost shows as a package that holds just these items, and is not done again.

    https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview
    """

    _inherit = 'tts.shipment'

    must_split = fields.Json(
        "Must Be Split", readonly=True,
        help="Why TikTok does not take it as one parcel: `must_split_reasons`.")

    def _shaped(self, client, way, payload):
        """Have one parcel in packages that may be shipped, as far as TikTok allows that.

        :param dict payload: the order as TikTok has it now; brought up to date by a split
        :return: (what keeps it from being shipped or None, ids of the packages to ship)
        :rtype: tuple[Answer | None, list]
        """
        cipher = self.shop_id.sudo().cipher
        shown = {ref: client.package(cipher, ref) for ref in way.package_ids}
        ready = _ready(shown)
        answer = (self._combined_lacks(client, ready.values())
                  or self._split_off(client, payload, ready))
        way = self._way(payload)
        if answer or way.call not in SHIPS:
            return answer or getattr(self, f'_call_{way.call}')(client, way, payload), []
        return None, [ref for ref in way.package_ids if ref in ready or ref not in shown]

    def _split_off(self, client, payload, refs):
        """Have what is in one parcel in packages of its own, where TikTok has more in them.

        :param refs: ids of the packages that hold it and are not shipped yet
        :return: why they are not to be shipped; None where they are
        :rtype: Answer | None
        """
        if not self._more_in(payload, refs):
            return None
        problem = self._split_refused(client, payload)
        if problem:
            # Whatever cannot travel apart goes together, once all of it is to leave.
            is_whole = self._more_in(payload, refs) <= self._items_asked()
            return None if is_whole else Answer(state='refused', reason=problem)
        self._read_again(client, payload)
        if self._more_in(payload, self._way(payload).package_ids):
            return Answer(reason=self.env._(
                "TikTok has not split the package yet. It is sent once it has."))
        return None

    def _more_in(self, payload, refs):
        """Return what else of an order is in packages: ids of items that are not in the parcel."""
        told = parcels.told_by(payload)
        inside = {item for ref in refs if ref in told for item in told[ref].items}
        return inside.intersection(parcels.live(payload)) - set(self.item_refs)

    def _items_asked(self):
        """Return the ids of all items of the order that are to leave now, in whichever transfer."""
        return {item for each in self.order_id.shipment_ids if each.state in ASKED
                for item in each.item_refs or ()}

    def _split_refused(self, client, payload):
        """Split the order at TikTok, if it allows that; else return why it does not.

        :raises TikTokError: when nobody can tell, or TikTok had something else to say
        """
        cipher, ref = self.shop_id.sudo().cipher, self.order_id.tiktok_id
        told = client.split_attributes(cipher, [ref]).get(ref, {})
        if not told.get('can_split'):
            return self._not_split(NOT_ALLOWED, told.get('reason'))
        try:
            client.split_order(cipher, ref, parcels.divided(payload, self.item_refs))
        except TikTokError as error:
            if error.code not in (NOT_ALLOWED, SAME_SKU, COMBINED):
                raise
            return self._not_split(error.code, error.message)
        return ''

    def _not_split(self, code, reason):
        """Return what a person is told of an order that TikTok does not split.

        :param int code: one of TikTok's refusals to split
        :param str reason: in its own words, where it gives one
        """
        if code == COMBINED:
            return self.env._(
                "TikTok has this order in one parcel with others, and does not split it. Use Take "
                "Apart on the transfer, then press Retry.")
        if code == SAME_SKU:
            return self.env._(
                "TikTok has more in its package than this transfer takes, and here units of one "
                "product go together. Ship the rest too: once that transfer is arranged or "
                "validated, all of it goes as one parcel.")
        return self.env._(
            "TikTok has more in its package than this transfer takes, and does not split the "
            "order. Ship the rest too: once that transfer is arranged or validated, all of it goes "
            "as one parcel. [%s]", reason or '-')

    def _read_again(self, client, payload):
        """Bring what is known of the order up to date, for all its parcels that are told of now."""
        now = self._read_orders(client, self.order_id).get(self.order_id.tiktok_id)
        if now:
            payload.clear()
            payload.update(now)

    def _way(self, payload):
        """Return in which way TikTok is told of one parcel.

        :rtype: tools.shipping.Way
        """
        way = shipping.decide(*shipping.facts(
            payload, self.item_refs, self.shop_id.region or ''))
        return self._way_again(payload) if self.is_again and way.reason == 'arranged' else way

    # === COMBINED WITH OTHER ORDERS === #

    def _combined_lacks(self, client, packages):
        """Return what keeps the other orders in packages from leaving with one parcel; None for
        nothing: whoever ships a package ships all that is in it.

        :param packages: as TikTok has them now
        :rtype: Answer | None
        """
        refs = {ref for package in packages for ref in parcels.fields_of(package)['order_refs']}
        refs -= {self.order_id.tiktok_id}
        others = self.env['tts.order'].search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', 'in', list(refs))])
        if unknown := refs - set(others.mapped('tiktok_id')):
            return Answer(reason=self.env._(
                "TikTok has it in one parcel with order %s, which has not come to Odoo yet. Fetch "
                "it.", min(unknown)))
        if not others:
            return None
        payloads = self._read_orders(client, others)
        for order in others:
            if answer := self._other_lacks(order, payloads.get(order.tiktok_id)):
                return answer
        return None

    def _other_lacks(self, order, payload):
        """Return what keeps one other order in the package from leaving; None for nothing.

        :param dict payload: that order as TikTok has it now; None where it shows none
        """
        way = shipping.decide(*shipping.facts(payload, None, self.shop_id.region or ''))
        if way.call in ('wait', 'unknown'):
            reason = getattr(self, f'_call_{way.call}')(None, way, payload)
            return reason._replace(reason=self._in_one_with(order, reason.reason))
        if bar := order._bar():
            return Answer(state='lacking', reason=self._in_one_with(order, bar))
        waiting = order._deliveries().filtered(lambda each: each.state != 'done')
        if self.is_arranged or way.call not in SHIPS or not waiting:
            return None
        return Answer(state='lacking', reason=self._in_one_with(order, self.env._(
            "Validate %s as well, or use Take Apart if it goes by itself.",
            ', '.join(waiting.mapped('name')))))

    def _in_one_with(self, order, reason):
        return self.env._(
            "TikTok has it in one parcel with order %(order)s. %(reason)s",
            order=order.tiktok_id, reason=reason)

    # === WHAT HAS TO BE SPLIT === #

    def _limits(self, client, error):
        """Return why TikTok wants a parcel split that it has refused: `must_split_reasons`, an
        empty one where it does not tell; None where it has refused something else.

        :param TikTokError error:
        """
        if error.situation != 'split':
            return None
        ref = self.order_id.tiktok_id
        try:
            told = client.split_attributes(self.shop_id.sudo().cipher, [ref]).get(ref, {})
        except TikTokError as unknown:
            _logger.info("TikTok does not tell how order %s is to be split: %s", ref, unknown)
            return [{}]
        return values.storable(values.listed(told.get('must_split_reasons'), dict)) or [{}]


def _ready(packages):
    """Return those of some packages that are not shipped yet: {id: package}."""
    return {ref: package for ref, package in packages.items()
            if package.get('status') not in parcels.ARRANGED}
