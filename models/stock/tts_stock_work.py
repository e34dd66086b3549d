import functools
import logging
import math
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...client.errors import PermissionMissing, TikTokError
from ..engine.tts_work import CONCURRENT, MAX_ATTEMPTS, commit_progress, is_lost, note
from .tts_shop_push import CHUNK

_logger = logging.getLogger(__name__)

# What the marks have missed, for whatever reason, is found after so long.
SWEEP = timedelta(hours=1)
# Seconds after which it is looked again for what was given a moment.
PAUSE = 0.5
# Orders are asked for again after so long, while there is stock to be sent.
CAUGHT_UP = timedelta(seconds=20)


class TtsStock(models.Model):
    """How stock and prices are kept right: what was marked is compared, what differs is sent.

    Step by step, each a transaction of its own: what was marked; what TikTok offers and is not
    there; the orders up to now, since what they have taken must not be offered once more; then the
    rest, prices last.
    """

    _inherit = 'tts.stock'

    @api.model
    def _process(self):
        """Do what is due, until nothing is or the time is over.

        Safe beside other workers and in the middle of a crash: commits before and after each call.
        """
        self.env['tts.mark']._mark_due()
        commit_progress(self.env, 0, 1)
        self._work({'stock': [], 'price': []}, by_itself=True)

    @api.model
    def _work(self, scope, by_itself=False, seconds=None):
        """Do step after step; after one that had something to do, from the first one on again.

        :param dict scope: what may be sent, {kind: domain of SKUs}
        :param bool by_itself: what was marked or missed is looked at as well
        :param float seconds: a person waits, and not for longer
        :return: whether there is time left
        """
        until = time.monotonic() + (seconds or math.inf)
        failures, passed = 0, set()
        while failures < MAX_ATTEMPTS:
            try:
                if not self._step(scope, by_itself, passed):
                    return True
                failures = 0
                if not commit_progress(self.env, 1, 1) or time.monotonic() > until:
                    return False
            except CONCURRENT as error:
                _logger.info("Stock and prices of TikTok Shops wait for others: %s", error)
                self.env.cr.rollback()
                failures += 1
        return True

    @api.model
    def _step(self, scope, by_itself, passed):
        """Do the first thing that is to be done; return whether there was anything.

        :param set passed: ids of shops that are left to the next time
        """
        # Whoever changes stock all the time must not keep from being sent what differs by now.
        looked = by_itself and self._look()
        due = {
            kind: [*self.env['tts.sku']._due(kind), *domain, ('shop_id', 'not in', list(passed))]
            for kind, domain in scope.items()}
        if 'stock' in due and (
                self._send_urgent(due['stock'], passed)
                or self._catch_up(due['stock'], passed)):
            return True
        return any(
            self._send_some(kind, [*domain, *self.env['tts.sku']._ripe(kind)], domain, passed)
            for kind, domain in due.items()) or looked or self._wait_for_more(due)

    @api.model
    def _wait_for_more(self, due):
        """Give what has only just come to differ a moment; return whether there is such."""
        if not any(self.env['tts.sku'].search_count(domain, limit=1) for domain in due.values()):
            return False
        commit_progress(self.env, 0, 1)
        time.sleep(PAUSE)
        return True

    # === WHAT IS TO BE SENT === #

    @api.model
    def _look(self):
        """Compare what was marked or missed, and commit; return whether there was anything."""
        looked = self._compare_marked() or self._sweep()
        if looked:
            commit_progress(self.env, 0, 1)
        return looked

    @api.model
    def _compare_marked(self):
        """Compare what was marked since the last time; return whether anything was."""
        marked = self.env['tts.mark']._drain()
        for kind, skus in marked.items():
            for start in range(0, len(skus), CHUNK):
                skus[start:start + CHUNK]._compare_safely(kind)
        return any(marked.values())

    @api.model
    def _sweep(self):
        """Compare all that one shop lists, if that was not done for an hour."""
        now = fields.Datetime.now()
        shop = self.env['tts.shop'].search([
            '|', ('push_stock', '=', True), ('push_prices', '=', True),
            ('is_stopped', '=', False), ('account_id.state', '=', 'connected'),
            '|', ('swept', '=', False), ('swept', '<', now - SWEEP)], limit=1)
        if not shop:
            return False
        for kind, switch in (('stock', 'push_stock'), ('price', 'push_prices')):
            if shop[switch]:
                shop._compare_all(kind)
        shop.swept = now
        return True

    # === ORDERS === #

    @api.model
    def _catch_up(self, stock, passed):
        """Mirror the orders of one shop up to now, if stock of it waits to be sent.

        What cannot be asked for now is left to the next time, with the shop's stock.

        :param list stock: the domain of SKUs whose stock is due
        """
        shops = self.env['tts.sku'].search(stock).shop_id.filtered('import_orders')
        since = fields.Datetime.now() - CAUGHT_UP
        shop = shops.filtered(lambda each: not each.caught_up or each.caught_up < since)[:1]
        if not shop:
            return False
        commit_progress(self.env, 0, 1)
        try:
            with shop._tiktok(in_words=False) as client:
                shop._catch_up_orders(client)
        except PermissionMissing as error:
            # It is said where orders are fetched; stock is sent all the same.
            _logger.warning("TikTok Shop %s: orders are not caught up: %s", shop.id, error)
            shop.caught_up = fields.Datetime.now()
        except (TikTokError, UserError) as error:
            self._pass_over(shop, error, passed, 'orders')
        except CONCURRENT:
            raise
        except Exception as error:
            if is_lost(error):
                raise
            # Whatever it is, it must not keep other shops' stock back.
            self.env.cr.rollback()
            self._pass_over(shop, error, passed, 'orders')
        return True

    # === CALLS === #

    @api.model
    def _send_urgent(self, stock, passed):
        """Send what TikTok offers and is not there; return whether there was anything. What else
        waits of the same product goes by the same call, unless orders are to be had first: what
        they have taken must not be offered once more.

        :param list stock: the domain of SKUs whose stock is due
        """
        urgent = ('is_urgent', '=', True)
        along = [
            *stock, '|', urgent, '|', ('shop_id.import_orders', '=', False),
            ('shop_id.caught_up', '>=', fields.Datetime.now() - CAUGHT_UP)]
        return self._send_some('stock', [*stock, urgent], along, passed)

    @api.model
    def _send_some(self, kind, domain, along, passed):
        """Send what is due of a few products; return whether anything was due.

        :param list domain: by which the products are chosen
        :param list along: what is sent of these
        """
        skus = self.env['tts.sku']._claim(kind, domain, along)
        had = skus._take_up(kind) if skus else {}
        if not skus:
            return False
        commit_progress(self.env, 0, 1)
        for shop, of_shop in skus.grouped('shop_id').items():
            sent, waits, error = of_shop._send_safely(kind, had)
            note(self.env, functools.partial(self._note_outcome, kind, sent, waits))
            if error:
                self._pass_over(shop, error, passed, kind)
        return True

    @api.model
    def _note_outcome(self, kind, sent, waits):
        self.env['tts.sku']._note_sent(kind, sent)
        self.env['tts.sku']._note_waits(kind, waits)

    @api.model
    def _pass_over(self, shop, error, passed, kind):
        """Leave a shop to the next time; tell what lost its authorization."""
        passed.add(shop.id)
        if isinstance(error, TikTokError):
            shop.account_id._note_refusal(error)
        is_expected = isinstance(error, (TikTokError, UserError))
        _logger.log(
            logging.INFO if is_expected else logging.ERROR,
            "TikTok Shop %s: %s has to wait: %s", shop.id, kind, error,
            exc_info=None if is_expected else error)
