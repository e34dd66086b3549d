from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.tts_work import MAX_ATTEMPTS
from .tts_sku import TAKES

# Products that are sent between two commits.
LISTINGS = 10
# For so long a worker that is silent is taken to be at work: Odoo ends it after 120 seconds.
LEASE = timedelta(minutes=3)
# Whatever changes once more within this time is sent once, unless TikTok offers what is not there.
GATHER = timedelta(seconds=2)
# Products of which something is due, the most urgent first, with all that goes along of them.
CLAIM = """
    WITH first AS MATERIALIZED (%(first)s), due AS (%(due)s), chosen AS (
        SELECT listing_id FROM first GROUP BY listing_id
      ORDER BY bool_or(COALESCE(is_urgent, false)) DESC, min(%(since)s), listing_id LIMIT %(limit)s
    ), mine AS (
        SELECT sku.id, sku.%(lease)s IS NOT NULL AS is_left
          FROM tts_sku sku JOIN due ON due.id = sku.id
          JOIN chosen ON chosen.listing_id = due.listing_id
      ORDER BY sku.id FOR NO KEY UPDATE OF sku SKIP LOCKED
    )
    UPDATE tts_sku SET %(attempts)s = COALESCE(%(attempts)s, 0) + 1, %(lease)s = %(until)s
      FROM mine WHERE tts_sku.id = mine.id RETURNING mine.id, mine.is_left
"""


class TtsSku(models.Model):
    """Which stock and prices are due, and who sends them: a SKU is owned by a lease, so that it is
    locked by nobody while TikTok is called.
    """

    _inherit = 'tts.sku'

    @api.model
    def _due(self, kind):
        """Return the domain of SKUs of which something waits to be sent now, by itself or since a
        person has asked for it.

        :param str kind: `stock` or `price`
        """
        switch = {'stock': 'push_stock', 'price': 'push_prices'}[kind]
        switches = [
            '|', (f'{kind}_asked', '=', True),
            '&', (f'shop_id.{switch}', '=', True), (f'listing_id.{switch}', '=', True)]
        return [
            (f'{kind}_state', '=', 'waiting'),
            '|', (f'{kind}_retry', '=', False), (f'{kind}_retry', '<=', fields.Datetime.now()),
            '|', (f'{kind}_lease', '=', False), (f'{kind}_lease', '<=', fields.Datetime.now()),
            ('shop_id.active', '=', True), ('shop_id.account_id.state', '=', 'connected'),
            ('shop_id.is_stopped', '=', False), ('listing_id.is_stopped', '=', False),
            ('listing_id.tiktok_id', '!=', False), ('listing_id.status', 'in', TAKES[kind]),
            *switches,
        ]

    @api.model
    def _ripe(self, kind):
        """Return the domain of SKUs of which nothing more is waited for, see `GATHER`."""
        return ['|', (f'{kind}_asked', '=', True),
                (f'{kind}_since', '<=', fields.Datetime.now() - GATHER)]

    @api.model
    def _claim(self, kind, domain, along=None):
        """Own some of the SKUs that are due for the time of a lease. What whoever owned it before
        has left behind too often, having been ended, is set aside.

        :param list domain: by which the products are chosen, see `_due`
        :param list along: what is taken of these products, the same without it: one call sends it
        """
        names = {
            name: SQL.identifier(f'{kind}_{name}') for name in ('attempts', 'lease', 'since')}
        first, due = (
            self._search(each).select(*(
                SQL.identifier(self._table, name)
                for name in ('id', 'listing_id', 'is_urgent', f'{kind}_since')))
            for each in (domain, along or domain))
        self.env.flush_all()
        self.env.cr.execute(SQL(
            CLAIM, first=first, due=due, limit=LISTINGS,
            until=fields.Datetime.now() + LEASE, **names,
        ), log_exceptions=False)
        is_left = dict(self.env.cr.fetchall())
        skus = self.browse(sorted(is_left))
        skus.invalidate_recordset([f'{kind}_attempts', f'{kind}_lease'])
        given_up = skus.filtered(
            lambda sku: is_left[sku.id] and sku[f'{kind}_attempts'] > MAX_ATTEMPTS)
        given_up._give_up(kind)
        return skus - given_up

    def _give_up(self, kind):
        """Send these SKUs no more by itself: no worker has lived to write how it went."""
        self.write({
            f'{kind}_state': 'refused', f'{kind}_lease': False, f'{kind}_retry': False,
            f'{kind}_asked': False, f'{kind}_error': self.env._(
                "Tried %s times: the last time Odoo ended the worker before TikTok's answer was "
                "noted. The server log tells why. Push Stock and Push Price try again.",
                MAX_ATTEMPTS)})
