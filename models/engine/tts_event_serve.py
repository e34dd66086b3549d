import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ...client.errors import AuthorizationError, Mishap, TikTokError
from ...tools.sentences import own_words, sentence
from .tts_event import UNKNOWN
from .tts_work import CONCURRENT, MAX_ATTEMPTS, drain, interrupted, is_duplicate, pause

_logger = logging.getLogger(__name__)

# Orders that are served in one transaction: as many as TikTok gives in one call.
BATCH = 50
# For so long a worker that is silent is taken to be at work: Odoo ends it after 120 seconds.
LEASE = timedelta(minutes=3)
# Who owns one event about an order owns them all. What a worker has left is taken one by one.
CLAIM = """
    WITH due AS MATERIALIZED (%(due)s), owned AS (
        SELECT min(id) AS id, bool_or(state = 'running') AS is_left FROM due
      GROUP BY account_id, shop_id, tiktok_ref
    ), event AS (
        SELECT event.id, event.account_id, event.shop_id, event.tiktok_ref
          FROM tts_event event JOIN owned ON owned.id = event.id
         WHERE NOT EXISTS (
            SELECT FROM tts_event other
             WHERE other.tiktok_ref = event.tiktok_ref AND other.account_id = event.account_id
               AND other.shop_id IS NOT DISTINCT FROM event.shop_id
               AND other.state = 'running' AND other.next_attempt > %(now)s)
      ORDER BY is_left DESC, event.id
         LIMIT (SELECT CASE WHEN bool_or(is_left) THEN 1 ELSE %(limit)s END FROM owned)
           FOR NO KEY UPDATE OF event SKIP LOCKED
    )
    UPDATE tts_event other
       SET state = 'running', attempts = other.attempts + 1, next_attempt = %(lease)s,
           error = CASE other.state WHEN 'running' THEN %(interrupted)s ELSE other.error END
      FROM event
     WHERE other.tiktok_ref = event.tiktok_ref AND other.account_id = event.account_id
       AND other.shop_id IS NOT DISTINCT FROM event.shop_id
       AND other.state IN ('pending', 'running')
 RETURNING other.id
"""


class TtsEvent(models.Model):
    """How events are served: what they are about is fetched, mirrored and applied.

    While TikTok is asked, nothing is locked: who serves an event owns it by a lease, which is noted
    together with the attempt before the call. A worker that is ended leaves both behind, and what
    it had is tried again when the lease is over, each thing alone: one that ends its workers takes
    no other with it.
    """

    _inherit = 'tts.event'

    @api.model
    def _process(self):
        """Serve what is due, until nothing is or the time is over.

        Safe beside other workers and in the middle of a crash: commits before and after each call.
        """
        drain(self, self._serve_all)

    # === CLAIMS === #

    @api.model
    def _due(self):
        """Return the domain of events that wait to be served now."""
        return [
            ('state', 'in', ('pending', 'running')),
            '|', ('shop_id', '=', False), ('shop_id.active', '=', True),
            '|', ('account_id.state', '=', 'connected'), ('kind', '=', 'authorization'),
            '|', ('next_attempt', '=', False), ('next_attempt', '<=', fields.Datetime.now()),
        ]

    @api.model
    def _claim(self, but=(), limit=BATCH):
        """Own the events about some orders for the time of a lease, which this commits.

        Whoever owns one event about an order owns all that there are about it: they are served by
        one fetch. One that comes meanwhile waits for the end of that and is served by another.

        :param but: ids of events that are left to the next time
        """
        now = fields.Datetime.now()
        due = self._search([*self._due(), ('id', 'not in', list(but))]).select(*(
            SQL.identifier(self._table, name)
            for name in ('id', 'state', 'account_id', 'shop_id', 'tiktok_ref')))
        self.env.flush_all()
        self.env.cr.execute(SQL(
            CLAIM, due=due, now=now, lease=now + LEASE, limit=min(limit, BATCH),
            interrupted=interrupted(self.env),
        ), log_exceptions=False)
        claimed = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        self.env['ir.cron']._commit_progress()
        return claimed

    def _still_owned(self, leases):
        """Return those events that nobody else has taken meanwhile, or wants served once more; they
        are locked from now on.

        :param dict leases: event to the end of the lease by which it was owned
        """
        return self.filtered(
            lambda event: event.state == 'running' and event.next_attempt == leases[event],
        ).try_lock_for_update(allow_referencing=True)

    def _let_go(self, message=False):
        """Have events served by whoever is next, as if they had not been tried."""
        for attempts, events in self.filtered(
                lambda event: event.state == 'running').grouped('attempts').items():
            events.write({
                'state': 'pending', 'attempts': attempts - 1, 'next_attempt': False,
                'error': message,
            })

    # === SERVING === #

    @api.model
    def _serve_all(self, events):
        """Ask TikTok about events that are owned; then bring Odoo up to date."""
        leases = {event: event.next_attempt for event in events}
        worn = events.filtered(lambda event: event.attempts > MAX_ATTEMPTS)
        answers = (events - worn)._answers()
        # What was read before the calls is old by now.
        self.env['ir.cron']._commit_progress()
        owned = events._still_owned(leases)
        for event in owned & worn:
            event._fail(interrupted(self.env, again=False))
        for rows, answer in answers:
            if rows & owned:
                (rows & owned)._take_safely(answer)

    def _topic(self):
        topics = {webhook.kind: webhook.topic for webhook in self._webhooks().values()}
        return topics.get(self.kind, UNKNOWN.topic)

    def _answers(self):
        """Return what TikTok says: [(events, what was fetched, or the exception)]."""
        groups = self.grouped(lambda event: (event.account_id, event.shop_id, event._topic()))
        return [
            answer for (account, _shop, _topic), events in groups.items()
            for answer in events.with_company(account.company_id)._ask_safely()]

    def _ask_safely(self):
        """Ask TikTok about events of one shop and topic; if that fails, about order by order: a
        bad one stops no other.
        """
        try:
            return [(self, getattr(self, f'_{self[0]._topic()}_ask')())]
        except psycopg2.Error:
            raise
        except Exception as error:
            if _is_for_all(error) or len(set(self.mapped('tiktok_ref'))) == 1:
                return [(self, error)]
        return [
            answer for events in self.grouped('tiktok_ref').values()
            for answer in events._ask_safely()]

    def _take_safely(self, answer):
        """Make Odoo agree with what TikTok has said; if that fails, order by order."""
        if isinstance(answer, Exception):
            self._set_aside(answer)
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, f'_{self[0]._topic()}_take')(answer)
        except CONCURRENT:
            raise
        except Exception as error:
            if len(set(self.mapped('tiktok_ref'))) == 1:
                self._set_aside(error)
            else:
                for events in self.grouped('tiktok_ref').values():
                    events._take_safely(answer)

    def _set_aside(self, error):
        """Note why events about one order could not be served."""
        if self.account_id.state != 'connected' and self[0].kind != 'authorization':
            # They wait until the account is authorized again, and are served then.
            self._let_go(own_words(error) or self.account_id.message)
        elif isinstance(error, TikTokError):
            self._stumble(error)
        elif is_duplicate(error) and max(self.mapped('attempts')) < 2:
            # Another worker may just have made the same: the next transaction sees that.
            self.write({'state': 'pending', 'next_attempt': False})
        elif words := own_words(error):
            self._fail(words)
        else:
            _logger.error("Events %s cannot be served", self.ids, exc_info=error)
            self._fail(self.env._(
                "Unexpected error (%s). The server log tells more.", type(error).__name__))

    def _refs(self):
        """Return TikTok's ids of what events are about."""
        return sorted({ref for event in self for ref in event.tiktok_ref.split(',')})

    # === HOW IT ENDS === #

    def _stumble(self, error):
        """TikTok refused or did not answer: try again later where that helps."""
        account = self.account_id
        account._note_refusal(error)
        message = sentence(self.env, error, repeated=error.passes)
        if account.state != 'connected':
            # They wait until the account is authorized again, and are served then.
            self._let_go(message)
        else:
            again = error.passes or isinstance(error, AuthorizationError)
            self._fail(message, again, error.retry_after)

    def _fail(self, message, again=False, retry_after=None):
        """Note a failure: for good, or until it has been tried ten times."""
        for attempts, events in self.grouped('attempts').items():
            later = again and attempts < MAX_ATTEMPTS
            at = fields.Datetime.now() + pause(attempts, retry_after)
            events.write({
                'state': 'pending' if later else 'failed',
                'error': message,
                'attempts': min(attempts, MAX_ATTEMPTS),
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
