from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ...client.errors import TikTokError
from ...tools import values
from ..engine.tts_work import is_lost

# Where a row of `_take_up_stock` has what is wanted, and what TikTok had.
WANTED, HAD = 2, 3


class Sent(NamedTuple):
    """What was sent of one SKU, and what TikTok said.

    `there` is what TikTok has now: by warehouse, or the price; None where nobody knows. `error` is
    TikTok's refusal; `places` its refusals by TikTok's id of the warehouse, '' for none of them.
    """

    sku: object
    there: object
    error: Exception | None = None
    places: dict = {}


class TtsSku(models.Model):
    """How stock and prices get to TikTok: one call per product, which names what has changed.

    While TikTok is called, nothing is locked: who sends a SKU owns it by a lease, which is noted
    together with the attempt before the call. As long as the answer is not written, what TikTok has
    is not known; after a crash it is read, not guessed.
    """

    _inherit = 'tts.sku'

    # === BEFORE THE CALL === #

    def _take_up(self, kind):
        """Note, before TikTok is called, that what it has of these SKUs is not known from now on.

        :return: {tts.sku: what TikTok had}, see `_take_up_stock`; or the price, None where that was
            not known
        """
        if kind == 'stock':
            return self._take_up_stock()
        had = {sku: sku.pushed_price or None for sku in self}
        self.write({'pushed_price': False})
        return had

    # === STOCK === #

    def _take_up_stock(self):
        """:return: {tts.sku: [(warehouse's TikTok id, tts.warehouse's id, what is wanted, what
        TikTok had; None where that was not known)]}
        """
        self.env['tts.stock'].flush_model()
        self.env.cr.execute("""
            WITH before AS (
                SELECT stock.id, stock.sku_id, warehouse.tiktok_id, warehouse.id AS warehouse_id,
                       stock.wanted_quantity, stock.pushed_quantity
                  FROM tts_stock stock JOIN tts_warehouse warehouse
                    ON warehouse.id = stock.warehouse_id
                 WHERE stock.sku_id = ANY(%s)
            )
            UPDATE tts_stock SET pushed_quantity = NULL FROM before WHERE before.id = tts_stock.id
         RETURNING before.sku_id, before.tiktok_id, before.warehouse_id, before.wanted_quantity,
                   before.pushed_quantity
        """, [self.ids])
        found = {sku: [] for sku in self}
        for sku_id, *row in self.env.cr.fetchall():
            found[self.browse(sku_id)].append(tuple(row))
        self.env['tts.stock'].invalidate_model(['pushed_quantity'])
        return {sku: sorted(rows) for sku, rows in found.items()}

    def _read_stock(self, client, had):
        """Ask TikTok what it has of those SKUs of which that is not known: an answer was lost.

        :param dict had: see `_take_up_stock`
        :return: the same for them, with what TikTok has
        """
        unknown = self.filtered(lambda sku: None in _values(had[sku], HAD).values())
        if not unknown:
            return {}
        by_ref, found = unknown.grouped('tiktok_id'), {}
        for product in client.search_inventory(
                self.shop_id.sudo().cipher, sku_ids=list(by_ref)):
            for shown in values.listed(product.get('skus'), dict):
                sku = by_ref.get(values.identity(shown.get('id')))
                if sku:
                    there = _shown(shown)
                    found[sku] = [(*row[:HAD], there.get(row[0])) for row in had[sku]]
        return found

    def _send_stock(self, client, had):
        """Set the quantities of these SKUs of one product, in all warehouses of each.

        :rtype: list[Sent]
        """
        refused = client.update_inventory(
            self.shop_id.sudo().cipher, self.listing_id.tiktok_id, [
                {'id': sku.tiktok_id, 'inventory': [
                    {'warehouse_id': ref, 'quantity': wanted}
                    for ref, _warehouse, wanted, _had in had[sku]]}
                for sku in self])
        errors = {}
        for each in refused:
            errors.setdefault(each.sku_id, {})[each.warehouse_id] = each.error
        return [
            Sent(sku, _values(had[sku], HAD), _gravest(errors[sku.tiktok_id].values()),
                 errors[sku.tiktok_id])
            if sku.tiktok_id in errors else Sent(sku, _values(had[sku], WANTED)) for sku in self]

    # === PRICES === #

    def _send_price(self, client, had):
        """Set the prices of these SKUs of one product.

        :rtype: list[Sent]
        """
        shop = self.shop_id
        refused = client.update_prices(shop.sudo().cipher, self.listing_id.tiktok_id, [
            {'id': sku.tiktok_id, 'price': shop._price_body(sku.wanted_price)} for sku in self])
        errors = {each.sku_id: each.error for each in refused}
        return [
            Sent(sku, had[sku] if sku.tiktok_id in errors else sku.wanted_price,
                 errors.get(sku.tiktok_id))
            for sku in self]

    # === CALLS === #

    def _send_safely(self, kind, had):
        """Send these SKUs of one shop, product by product.

        :param dict had: see `_take_up`
        :return: (list[Sent], list[Sent] of what has to wait, the error that it waits for or None)
        """
        had, sent, left, error = dict(had), [], self, None
        try:
            with self.shop_id._tiktok(in_words=False) as client:
                if kind == 'stock':
                    had.update(self._read_stock(client, had))
                    there = self.filtered(lambda sku: _is_there(had[sku]))
                    sent += [Sent(sku, _values(had[sku], HAD)) for sku in there]
                    left -= there
                for skus in left.grouped('listing_id').values():
                    sent += skus._send(kind, client, had)
                    left -= skus
        except (TikTokError, UserError) as refusal:
            error = refusal
        called = left[:1].listing_id.sku_ids if _may_be_done(error) else self.browse()
        waits = [
            Sent(sku, None if sku in called else _known(kind, had[sku]), error) for sku in left]
        return sent, waits, error

    def _send(self, kind, client, had):
        """Send SKUs of one product; if TikTok refuses all of them, one by one: a bad one stops no
        other.

        :param dict had: see `_take_up`
        :rtype: list[Sent]
        :raises TikTokError: when nothing of this shop can be sent now
        """
        try:
            return getattr(self, f'_send_{kind}')(client, had)
        except TikTokError as error:
            if error.is_for_all:
                raise
            if len(self) == 1:
                known = None if _may_be_done(error) else _known(kind, had[self])
                return [Sent(self, known, error)]
        except Exception as error:
            if is_lost(error):
                raise
            return [Sent(sku, None, error) for sku in self]
        return [each for sku in self for each in sku._send(kind, client, had)]


def _values(rows, place):
    """Return one value of each row of `_take_up_stock`: {tts.warehouse's id: value}."""
    return {row[1]: row[place] for row in rows}


def _known(kind, had):
    """Return what TikTok had, as `Sent.there` has it."""
    return _values(had, HAD) if kind == 'stock' else had


def _is_there(rows):
    """Tell whether TikTok has what is wanted in all warehouses."""
    return all(row[WANTED] == row[HAD] for row in rows)


def _may_be_done(error):
    """Tell whether TikTok may have done what was asked, although the call has failed."""
    return isinstance(error, TikTokError) and error.transient and not error.untouched


def _gravest(errors):
    """Return, of several refusals, one that does not pass by itself, if there is one."""
    return min(errors, key=lambda error: error.passes)


def _shown(shown):
    """Return what an inventory search tells of a SKU: {warehouse's TikTok id: units}."""
    return {
        values.identity(row.get('warehouse_id')): values.whole(row.get('available_quantity'))
        for row in values.listed(shown.get('warehouse_inventory'), dict)}

