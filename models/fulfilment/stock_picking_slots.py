from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ...tools import pickups
from ...tools.sentences import own_words

# Of so many transfers TikTok is asked while a person waits; of the others, when it is told of them.
MOST_ASKED = 50


class Handover(NamedTuple):
    """How parcels can be handed over, as TikTok says: when they are fetched, (start, end) in epoch
    seconds; of which transfers they are not; where they are dropped off; whether a van comes. And
    why nothing can be fetched, for people.
    """

    slots: tuple = ()
    unfetched_ids: tuple = ()
    drop_off_url: str = ''
    can_van_collection: bool = False
    problem: str = ''


class StockPicking(models.Model):
    """When TikTok's carrier fetches parcels, and where they can be dropped off."""

    _inherit = 'stock.picking'

    def _tts_asked_handover(self):
        """Return those of these transfers of which TikTok asks how they are handed over."""
        return self.filtered(lambda picking: picking._tts_orders().filtered(
            lambda order: order._is_handover_asked()))

    def _tts_ask_slots(self):
        """Ask TikTok how the parcels of these transfers, of the first one's shop, can be handed
        over.

        :rtype: Handover
        """
        shop = self.sudo().tts_shop_id[:1]
        refs = {picking: ref for picking in self.sudo().filtered(
            lambda each: each.tts_shop_id == shop)[:MOST_ASKED]
            if (ref := picking._tts_asked_package())}
        if not refs:
            return Handover(problem=self.env._(
                "TikTok makes the package only when it is arranged."))
        first, *others = refs.values()
        try:
            with shop._tiktok() as client:
                told = {first: client.handover_slots(shop.cipher, first),
                        **client.handover_slots_of(shop.cipher, others)}
        except UserError as error:
            return Handover(problem=own_words(error))
        return self._tts_offer(told, {
            picking: told[ref] for picking, ref in refs.items() if ref in told})

    def _tts_offer(self, told, by_picking):
        """Return what TikTok says of several parcels, as one.

        :param dict told: {package's id: of `Client.handover_slots`}
        :param dict by_picking: {stock.picking: the same}
        :rtype: Handover
        """
        slots = pickups.common([each['slots'] for each in told.values() if each['can_pickup']])
        unfetched = [picking for picking, each in by_picking.items() if not each['can_pickup']]
        return Handover(
            slots=slots, unfetched_ids=tuple(picking.id for picking in unfetched),
            drop_off_url=next(filter(None, (each['drop_off_url'] for each in told.values())), ''),
            can_van_collection=all(each['can_van_collection'] for each in told.values()),
            problem=self._tts_unfetched_sentence(slots, unfetched))

    def _tts_unfetched_sentence(self, slots, unfetched):
        """Return what a person is told of parcels that cannot be fetched; '' for nothing."""
        if unfetched:
            return self.env._(
                "TikTok does not fetch these, drop them off: %s.",
                ', '.join(picking.name for picking in unfetched))
        return '' if slots else self.env._(
            "TikTok has no free time now: ask later, or drop it off.")

    def _tts_asked_package(self):
        """Return the id of the package by which TikTok is asked for one transfer; '' where there is
        none.
        """
        if missed := self._tts_missed():
            return missed[0].tiktok_id
        orders = self._tts_orders().filtered(lambda each: each._is_arranged_here())
        return next((ref for order in orders for ref in order._package_refs()), '')
