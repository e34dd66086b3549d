"""The calls by which a seller cancels orders, and is told why he may."""
from typing import NamedTuple

from .pages import dicts, without_none


class Eligibility(NamedTuple):
    """Whether a line item may be cancelled by the seller now.

    :param tuple reasons: TikTok's names of the reasons that it takes; none where it is not allowed
    :param str problem: why it is not, in TikTok's words
    """

    reasons: tuple = ()
    problem: str = ''


class CancellationCalls:
    """Cancellations by the seller. Part of `Client`, whose `call` it uses."""

    def cancel_reasons(self, cipher, order_id):
        """Return what TikTok says of cancelling each line item of an order: {line item's id:
        Eligibility}. Reasons differ by market, status and time: they are asked for before each use.
        Of a bundle those count that are good for all its parts.

        https://partner.tiktokshop.com/docv2/page/cancel-reasons
        """
        data = self.call('cancel_reasons', cipher, order_id=order_id, query={
            'initiate_aftersale_user': 'SELLER', 'request_types': ['CANCEL']})
        found = {}
        for sku in dicts(data.get('sku_eligibility')):
            for row in dicts(sku.get('line_item_eligibility')):
                if row.get('request_type') == 'CANCEL':
                    for item in _items_of(row):
                        found[item] = _both(found.get(item), _eligibility(row))
        return found

    def cancel_order(self, cipher, order_id, reason, *, item_ids=()):
        """Cancel an order, or some line items of it; the buyer gets the money back.

        It is never repeated where the answer was lost: read the order. `TikTokError.kind` tells
        `done` where it was cancelled before.

        :param str reason: one of `cancel_reasons`
        :param item_ids: line items, or pairs with a part of a bundle: (line item, its part); none
            for the whole order. Not every market allows some.
        :return: (TikTok's id of the cancellation, its status)
        :rtype: tuple[str, str]
        """
        data = self.call('order_cancel', cipher, body=without_none({
            'order_id': str(order_id), 'cancel_reason': reason,
            'order_line_list': [_line(item) for item in item_ids] or None,
        }))
        return str(data.get('cancel_id') or ''), str(data.get('cancel_status') or '')


def _items_of(row):
    """Return the line items that a row is about; which is told in two ways."""
    named = [row.get('order_line_items_ids')] if isinstance(
        row.get('order_line_items_ids'), list) else [[]]
    lines = [line.get('order_line_item_id') for line in dicts(row.get('order_line_list'))]
    return dict.fromkeys(str(each) for each in [*named[0], *lines] if each)


def _eligibility(row):
    names = row.get('available_reason_names')
    if row.get('eligible') is not True:
        return Eligibility(problem=str(row.get('ineligible_reason') or ''))
    return Eligibility(tuple(
        name for name in names if name and isinstance(name, str)
    ) if isinstance(names, list) else ())


def _both(before, now):
    """Return what is true of two parts of a line item."""
    if before is None:
        return now
    return Eligibility(
        tuple(name for name in before.reasons if name in now.reasons),
        before.problem or now.problem)


def _line(item):
    """Return a line item, or (line item, part), as TikTok names it here."""
    ids = item if isinstance(item, tuple) else (item,)
    return dict(zip(('order_line_item_id', 'sub_order_line_item_id'), map(str, ids), strict=False))
