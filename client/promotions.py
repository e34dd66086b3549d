"""The calls about promotions, TikTok's "activities": they lock prices and stock while they run."""
from functools import partial
from itertools import chain

from . import codes, errors
from .endpoints import ENDPOINTS
from .pages import all_pages, batches, page_of, without_none


class PromotionCalls:
    """Promotions of a shop. Part of `Client`, whose `call` it uses."""

    def promotions(self, cipher, status='ONGOING'):
        """Return a shop's promotions, coupons left out: id, activity_type, product_level, ...

        `begin_time` and `end_time` are in seconds (an end of 0 is none: duration_type INDEFINITE),
        `create_time` and `update_time` in milliseconds.

        :param str status: `NOT_START`, `ONGOING`, `EXPIRED` or `DEACTIVATED`; None for these four
        """
        return list(all_pages(partial(self._search_promotions, cipher, status)))

    def _search_promotions(self, cipher, status, page_token):
        data = self.call('promotion_search', cipher, body=without_none({
            'status': status,
            'page_size': ENDPOINTS['promotion_search'].page_size,
            'page_token': page_token,
        }))
        return page_of(data, 'activities')

    def promotion(self, cipher, activity_id):
        """Return a promotion with its products and their SKUs, which one of level SHOP has none of.

        Its own id is `activity_id`; the times are as in `promotions`.
        """
        return self.call('promotion', cipher, activity_id=activity_id)

    def leave_promotion(self, cipher, activity_id, product_ids, sku_ids=()):
        """Take products, or some of their SKUs, out of a promotion. What is out already is fine.

        :param sku_ids: of a promotion of level VARIATION only
        """
        size = ENDPOINTS['promotion_leave'].batch
        for body in chain(
            ({'product_ids': some} for some in batches(product_ids, size)),
            ({'sku_ids': some} for some in batches(sku_ids, size)),
        ):
            self._leave(cipher, activity_id, body)

    def _leave(self, cipher, activity_id, body):
        [(key, ids)] = body.items()
        try:
            self.call('promotion_leave', cipher, activity_id=activity_id, body=body)
        except errors.TikTokError as error:
            if error.kind != codes.DONE:
                raise
            # Of several, one that is out already has kept the others in.
            for each in ids if len(ids) > 1 else ():
                self._leave(cipher, activity_id, {key: [each]})

    def end_promotion(self, cipher, activity_id):
        """End a promotion for all of its products. One that is over already is fine."""
        try:
            self.call('promotion_end', cipher, activity_id=activity_id)
        except errors.TikTokError as error:
            if error.kind != codes.DONE:
                raise
