from odoo import models
from odoo.exceptions import UserError

from ...client.errors import TikTokError
from ...tools import parcels, shipping, values
from ...tools.sentences import explained, term
from .tts_shipment_call import SHIPS, UNKNOWN, WAITS

# Of the same transport one package holds at most so many orders.
MOST_ORDERS = 20


class TtsOrder(models.Model):
    """Splitting and combining at TikTok, where a person asks for it and waits.

    Orders are read before and after each call. What they show then is what has come of it: neither
    an answer that was lost nor a second click does anything twice.
    """

    _inherit = 'tts.order'

    def _shown(self, client):
        """Return some orders of one shop as TikTok has them now: {TikTok id: payload}."""
        rows = client.order_details(self.shop_id.sudo().cipher, self.mapped('tiktok_id'))
        return {values.identity(row.get('id')): row for row in rows}

    def _why_not_shaped(self, payload):
        """Return why the packages of one order cannot be changed now; '' where they can.

        :param dict payload: the order as TikTok has it now; None where it shows none
        """
        way = shipping.decide(*shipping.facts(payload, None, self.shop_id.region or ''))
        if way.call in ('wait', 'unknown'):
            return term(self.env, WAITS | UNKNOWN, way.reason)
        if way.call not in SHIPS:
            return self.env._(
                "TikTok has no package of it that waits to be shipped. Where parcels are made as "
                "they are shipped, take a part of the transfer: its backorder is another parcel.")
        return self._bar()

    def _noted(self, payloads):
        """Take over what orders of one shop show after a call."""
        self.with_company(self.company_id[:1])._mirror(self.shop_id, list(payloads))._apply()

    def _split_there(self, groups):
        """Split one order at TikTok.

        :param list groups: ids of the items of each package
        :raises UserError: when it is not split afterwards, with the reason
        """
        shop, refused = self.shop_id.sudo(), None
        with shop._tiktok() as client:
            payload = self._shown(client).get(self.tiktok_id)
            if reason := self._why_not_shaped(payload):
                raise UserError(reason)
            if not _is_split(payload, groups):
                try:
                    client.split_order(shop.cipher, self.tiktok_id, {
                        str(number): items for number, items in enumerate(groups, 1)})
                except TikTokError as error:
                    refused = error
                payload = self._shown(client).get(self.tiktok_id) or payload
        if not _is_split(payload, groups):
            raise UserError(explained(self.env, refused) if refused else self.env._(
                "TikTok has not split the order yet. Look at it again in some minutes."))
        self._noted([payload])

    def _combine_there(self, groups):
        """Combine orders of one shop at TikTok.

        :param dict groups: {TikTok's id of a combinable package: tts.order}
        :return: {that id: why these orders are not combined}
        """
        shop, refused = self.shop_id.sudo(), {}
        with shop._tiktok() as client:
            before = self._shown(client)
            wanted = {}
            for ref, orders in groups.items():
                if reason := orders._why_not_combined(before):
                    refused[ref] = reason
                elif not _is_one(before, orders):
                    wanted[ref] = orders.mapped('tiktok_id')
            told = _combined(client, shop.cipher, wanted)
            after = self._shown(client)
        self._noted(after.values())
        for ref in wanted:
            if not _is_one(after, groups[ref]):
                refused[ref] = explained(self.env, told[ref]) if ref in told else self.env._(
                    "TikTok has not combined them yet. Look at them again in some minutes.")
        return refused

    def _why_not_combined(self, payloads):
        """Return why these orders cannot be combined now; '' where they can."""
        if len(self) > MOST_ORDERS:
            return self.env._("TikTok takes %s orders in one parcel at most.", MOST_ORDERS)
        for order in self:
            if reason := order._why_not_shaped(payloads.get(order.tiktok_id)):
                return f'{order.tiktok_id}: {reason}'
        return ''

    def _take_apart_there(self):
        """Have one order in a package of its own again.

        :raises UserError: when it is not afterwards, with the reason
        """
        shop, refused = self.shop_id.sudo(), None
        with shop._tiktok() as client:
            payload = self._shown(client).get(self.tiktok_id)
            if reason := self._why_not_shaped(payload):
                raise UserError(reason)
            refs = [ref for ref, told in parcels.told_by(payload).items()
                    if told.status not in parcels.ARRANGED]
            for ref in refs if _is_combined(payload) else ():
                try:
                    client.uncombine_package(shop.cipher, ref, [self.tiktok_id])
                except TikTokError as error:
                    refused = error
            after = (self | self.package_ids.order_ids)._shown(client)
        if _is_combined(after.get(self.tiktok_id) or payload):
            raise UserError(explained(self.env, refused) if refused else self.env._(
                "TikTok has not taken it out yet. Look at it again in some minutes."))
        self._noted(after.values())


def _combined(client, cipher, wanted):
    """Combine orders; return {id of a combinable package: TikTokError} of those that are not."""
    try:
        return client.combine_packages(cipher, wanted)[1] if wanted else {}
    except TikTokError as error:
        return dict.fromkeys(wanted, error)


def _is_split(payload, groups):
    """Tell whether an order has a package for each of some groups of items, and nothing more."""
    packages = {frozenset(told.items) for told in parcels.told_by(payload).values()}
    return {frozenset(items) for items in groups} <= packages


def _is_one(payloads, orders):
    """Tell whether some orders are in one package, all of them."""
    refs = {frozenset(parcels.told_by(payloads.get(order.tiktok_id) or {})) for order in orders}
    return len(refs) == 1 and len(next(iter(refs))) == 1


def _is_combined(payload):
    return values.text(payload.get('split_or_combine_tag')) == 'COMBINED'
