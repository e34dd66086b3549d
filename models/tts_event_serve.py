import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..client.errors import AuthorizationError, Mishap, TikTokError
from ..tools import values
from ..tools.sentences import own_words
from .tts_sync import MAX_ATTEMPTS, pause
from .tts_work import CONCURRENT, drain, is_taken

_logger = logging.getLogger(__name__)

# Orders that are served in one transaction: as many as TikTok gives in one call.
BATCH = 50
# Seconds by which TikTok's clocks may differ from each other.
MARGIN = 3600


class TtsEvent(models.Model):
    """How events are served: what they are about is fetched, mirrored and applied."""

    _inherit = 'tts.event'

    @api.model
    def _process(self):
        """Serve what is due, until nothing is or the time is over.

        Safe beside other workers and in the middle of a crash: commits after each batch.
        """
        drain(self, self._serve_all)

    @api.model
    def _due(self):
        """Return the domain of events that wait to be served now."""
        return [
            ('state', '=', 'pending'),
            '|', ('shop_id', '=', False), ('shop_id.active', '=', True),
            '|', ('account_id.state', '=', 'connected'), ('kind', '=', 'authorization'),
            '|', ('next_attempt', '=', False), ('next_attempt', '<=', fields.Datetime.now()),
        ]

    @api.model
    def _claim(self, but=(), limit=BATCH):
        """Own the events about some orders until the end of this transaction, which this begins.

        Whoever locks the first event about an order owns all that there are about it: they are
        served by one fetch, and no other worker takes one of them meanwhile.

        :param but: ids of events that are left to the next time
        """
        event = self._table
        due = self._search([*self._due(), ('id', 'not in', list(but))]).select(
            SQL.identifier(event, 'id'), SQL.identifier(event, 'shop_id'),
            SQL.identifier(event, 'tiktok_ref'), SQL.identifier(event, 'account_id'),
        )
        self.env.flush_all()
        self.env.cr.execute(SQL("""
            WITH due AS (%s), first AS (
                SELECT id, account_id, shop_id, tiktok_ref FROM tts_event
                 WHERE id IN (SELECT min(id) FROM due GROUP BY account_id, shop_id, tiktok_ref)
              ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
            )
            SELECT event.id FROM tts_event event
              JOIN first ON first.tiktok_ref = event.tiktok_ref
                        AND first.account_id = event.account_id
                        AND first.shop_id IS NOT DISTINCT FROM event.shop_id
             WHERE event.state = 'pending'
          ORDER BY event.id
        """, due, min(limit, BATCH)), log_exceptions=False)
        return self.browse(row[0] for row in self.env.cr.fetchall())

    @api.model
    def _serve_all(self, events):
        by_owner = events.grouped(lambda event: (event.account_id, event.shop_id))
        for (account, _shop), group in by_owner.items():
            group.with_company(account.company_id)._serve_safely()

    def _serve_safely(self):
        """Serve events of one shop; if that fails, order by order: a bad one stops no other."""
        try:
            with self.env.cr.savepoint():
                self._serve()
        except CONCURRENT:
            raise
        except Exception as error:
            if _is_for_all(error) or len(set(self.mapped('tiktok_ref'))) == 1:
                self._set_aside(error)
            else:
                for events in self.grouped('tiktok_ref').values():
                    events._serve_safely()

    def _set_aside(self, error):
        """Note why events about one order could not be served."""
        if isinstance(error, TikTokError):
            self._stumble(error)
        elif is_taken(error) and not any(self.mapped('attempts')):
            # Another worker may just have made the same: the next transaction sees that.
            self.attempts = 1
        elif sentence := own_words(error):
            self._fail(sentence)
        else:
            _logger.error("Events %s cannot be served", self.ids, exc_info=error)
            self._fail(self.env._(
                "Unexpected error (%s). The server log tells more.", type(error).__name__))

    def _serve(self):
        """Fetch what the events of one shop are about, and bring Odoo up to date.

        :raises TikTokError: when TikTok refuses or does not answer
        """
        about_access = self.filtered(lambda event: event.kind == 'authorization')
        for event in about_access:
            event.account_id._on_authorization_event(event)
        about_products = self.filtered(lambda event: event.kind == 'product')
        about_orders = self - about_access - about_products
        if about_orders:
            about_orders._serve_orders()
        if about_products:
            about_products._serve_products()
        about_access._end()

    def _serve_orders(self):
        shop = self.shop_id
        refs = sorted({ref for event in self for ref in event.tiktok_ref.split(',')})
        with shop.account_id._client() as client:
            payloads = client.order_details(shop.sudo().cipher, refs)
        self.env['tts.order']._take_news(shop, payloads)
        found = {str(payload.get('id')) for payload in payloads}
        unknown = self.filtered(lambda event: not found.intersection(event.tiktok_ref.split(',')))
        (self - unknown)._end()
        # TikTok's order search can lag behind its webhooks.
        unknown._fail(self.env._("TikTok does not know this order in this shop."), again=True)

    def _serve_products(self):
        shop, Listing = self.shop_id, self.env['tts.listing']
        refs = list(dict.fromkeys(self.mapped('tiktok_ref')))
        if not shop.products_fetched:
            # The catalogue has never been fetched: only what is known already concerns Odoo.
            refs = Listing.search([
                ('shop_id', '=', shop.id), ('tiktok_id', 'in', refs)]).mapped('tiktok_id')
        with shop.account_id._client() as client:
            payloads = client.products(shop.sudo().cipher, refs)
            gone = []
            if len(payloads) < len(refs):
                since = min(self.mapped(lambda event: event.sent or event.create_date))
                gone = client.products_without_details(
                    shop.sudo().cipher, values.epoch(since) - MARGIN)
        Listing._take_found(shop, gone)
        Listing._take_news(shop, payloads)
        Listing._serve_images(shop)
        self._end()

    def _stumble(self, error):
        """TikTok refused or did not answer: try again later where that helps."""
        account = self.account_id
        message = account._explain(error, repeated=error.passes)
        if account.state != 'connected':
            # They wait until the account is authorized again, and are served then.
            self.write({'error': message})
        else:
            again = error.passes or isinstance(error, AuthorizationError)
            self._fail(message, again, error.retry_after)

    def _fail(self, message, again=False, retry_after=None):
        """Note a failure: for good, or until it has been tried ten times."""
        for attempts, events in self.grouped('attempts').items():
            later = again and attempts + 1 < MAX_ATTEMPTS
            at = fields.Datetime.now() + pause(attempts + 1, retry_after)
            events.write({
                'state': 'pending' if later else 'failed',
                'error': message,
                'attempts': attempts + 1,
                'next_attempt': at if later else False,
            })
            if later:
                self._ring(at)

    def _end(self):
        self.write({'state': 'done', 'error': False, 'next_attempt': False})


def _is_for_all(error):
    """Tell whether TikTok would say the same of any other order just now."""
    return isinstance(error, AuthorizationError) or (
        isinstance(error, TikTokError) and error.transient and not isinstance(error, Mishap))
