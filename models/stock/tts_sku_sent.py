from datetime import timedelta

from odoo import api, fields, models

from ... import const
from ...client import codes
from ...tools.sentences import explained
from ..engine.tts_work import MAX_ATTEMPTS, pause

# What ends at TikTok without our knowing when is tried again after this.
WAIT = timedelta(hours=3)


class TtsSku(models.Model):
    """What has come of calls that set stock or prices: what TikTok has now, and what it refuses.

    Each of TikTok's codes says whether the same call is made once more (`client/codes.py`): after a
    pause, when a promotion ends, or not before something has changed.
    """

    _inherit = 'tts.sku'

    @api.model
    def _note_sent(self, kind, sent):
        """Write what has come of calls.

        :param list sent: of `Sent`
        """
        skus = self.browse().union(*(each.sku for each in sent))
        self._note_known(kind, sent)
        self.env['tts.push.day']._count(kind, sent)
        for each in sent:
            each.sku._note_answer(kind, each.error)
        if kind == 'stock':
            self.env['tts.stock']._note_errors({
                each.sku: {ref: explained(self.env, error) for ref, error in each.places.items()}
                for each in sent})
            skus._settle_stock()
            skus._note_oversale(
                (each.sku, error) for each in sent for error in (each.error, *each.places.values()))
        else:
            skus._settle_prices()
            skus.listing_id._note_prices(skus.filtered(lambda sku: sku.price_state == 'sent'))

    def _note_answer(self, kind, error):
        """Write what TikTok has said of one SKU: nothing, or its refusal."""
        attempts, meaning = self[f'{kind}_attempts'], getattr(error, 'kind', None)
        if not error or meaning == codes.DONE:
            self.write({
                f'{kind}_error': False, f'{kind}_attempts': 0, f'{kind}_retry': False,
                f'{kind}_lease': False,
                f'{kind}_date': fields.Datetime.now(), f'{kind}_asked': False})
            return
        later = getattr(error, 'passes', False) and (
            meaning == codes.WAIT or attempts < MAX_ATTEMPTS)
        self.write({
            f'{kind}_state': 'waiting' if later else 'refused',
            # However long it waits for an end at TikTok: nothing has failed.
            f'{kind}_attempts': 1 if meaning == codes.WAIT else max(attempts, 1),
            f'{kind}_asked': later and self[f'{kind}_asked'], f'{kind}_lease': False,
            f'{kind}_error': explained(self.env, error, repeated=later),
            f'{kind}_retry': self._retry_at(error, attempts) if later else False})

    def _retry_at(self, error, attempts):
        """Return when TikTok may take it: when the promotion ends, if it is that and its end is
        known.
        """
        now = fields.Datetime.now()
        if error.kind != codes.WAIT:
            return now + pause(max(attempts, 1), error.retry_after)
        shop = self.shop_id
        locked = shop._locked_until(self) if error.code in const.LOCKED else {}
        if error.code in const.LOCKED and self not in locked:
            shop._want_promotions()
        end = locked.get(self, (False, ''))[0]
        return end if end and end > now else now + WAIT

    @api.model
    def _note_waits(self, kind, waits):
        """Have SKUs sent later that could not be sent now, whatever they are.

        :param list waits: of `Sent`
        """
        self._note_known(kind, waits)
        for each in waits:
            error, attempts = each.error, max(each.sku[f'{kind}_attempts'], 1)
            each.sku.write({
                f'{kind}_error': explained(self.env, error, repeated=True),
                f'{kind}_attempts': attempts - 1, f'{kind}_lease': False,
                f'{kind}_retry': fields.Datetime.now() + pause(
                    attempts, getattr(error, 'retry_after', None))})

    def _free_refused(self):
        """Have what TikTok has refused of these SKUs worked out anew: it tells that their products
        have changed there, which may have been the cause.
        """
        for kind in ('stock', 'price'):
            refused = self.filtered(lambda sku, kind=kind: sku[f'{kind}_state'] == 'refused')
            refused.filtered(f'{kind}_attempts').write({f'{kind}_attempts': 0})
            self.env['tts.mark']._add(kind, 'sku', refused.ids)

    @api.model
    def _note_known(self, kind, sent):
        """Write what TikTok has now."""
        if kind == 'stock':
            self.env['tts.stock']._note_quantities({
                (each.sku.id, warehouse): quantity for each in sent
                for warehouse, quantity in (each.there or {}).items()})
        else:
            for each in sent:
                each.sku.pushed_price = each.there or False
