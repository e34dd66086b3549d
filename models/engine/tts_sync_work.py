import logging
from collections import Counter

from odoo import api, fields, models

from ...client.errors import TikTokError
from ...tools import values
from ...tools.sentences import explained, own_words, sentence
from .tts_sync import OPEN
from .tts_work import (
    CONCURRENT,
    MAX_ATTEMPTS,
    commit_progress,
    interrupted,
    is_lost,
    is_race,
    pause,
)

_logger = logging.getLogger(__name__)

# What a column can hold, however much TikTok says there is.
MOST = 2 ** 31 - 1
# As many as are named of what was set aside.
NAMED = 10


class TtsSync(models.Model):
    """How runs are done.

    Each page is one transaction: what came is taken, and the cursor says where to go on. What
    cannot be taken is set aside, with its reason, and the rest goes on.

    A worker owns a run through an advisory lock that ends with each transaction, not through
    the row itself: a person who presses Cancel must not have to wait for the worker.
    """

    _inherit = 'tts.sync'

    @api.model
    def _process(self):
        """Do what is due, run by run and page by page, until nothing is due or the time is over.

        Safe beside other workers and in the middle of a crash: commits after each page.
        """
        conflicts, passed, mine = Counter(), [], None
        while sync := self._claim(passed, mine):
            mine = None
            try:
                if not sync._work(again=conflicts[sync.id] > 0):
                    return
            except Exception as error:
                if not is_race(error):
                    raise
                # Another transaction was faster (another worker, a person): nothing of this page
                # was kept. See how things are now, and do it again.
                self.env.cr.rollback()
                mine = sync.id
                conflicts[sync.id] += 1
                if conflicts[sync.id] == MAX_ATTEMPTS:
                    passed.append(sync.id)
                    sync._postpone()

    @api.model
    def _claim(self, but=(), mine=None):
        """Own a run that is due, until the end of this transaction, which this begins.

        :param mine: id of the run that was tried just now: it is due, although that is noted of it
        """
        # MATERIALIZED: PostgreSQL would otherwise lock all that is due before it takes the first.
        query = """
            WITH due AS MATERIALIZED (
                SELECT id FROM tts_sync
                 WHERE state IN ('pending', 'running')
                   AND (next_attempt IS NULL OR next_attempt <= now() AT TIME ZONE 'UTC'
                        OR id = %(mine)s)
                   AND NOT id = ANY(%(but)s)
              ORDER BY id
            )
            SELECT id FROM due WHERE pg_try_advisory_xact_lock(hashtext('tts_sync'), id) LIMIT 1
        """
        self.env.flush_all()
        self.env.cr.execute(query, {'but': list(but), 'mine': mine})
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _claim_again(self, cursor):
        """Own this run for the next page too; False if it was cancelled or others went on."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext('tts_sync'), %s)", [self.id])
        return self.env.cr.fetchone()[0] and self.state in OPEN and self.cursor == cursor

    def _work(self, again=False):
        """Work on this run until it ends. Return whether there is time for another one.

        :param bool again: whether its first page was tried already, and others were faster
        :raises psycopg2.Error: when another transaction was faster; roll back and claim again
        """
        self.ensure_one()
        try:
            if not again and not self._note_attempt():
                return commit_progress(self.env, 0, 1)
            pages = self._pages()
            while self._turn(pages, again):
                again, cursor = False, self.cursor
                time_left = commit_progress(self.env, 1, 1)
                if not time_left:
                    self._let_go()
                if not time_left or not self._claim_again(cursor):
                    return time_left
        except Exception as error:
            if is_race(error) or is_lost(error):
                raise
            self.env.cr.rollback()
            self._stumble(error)
        return commit_progress(self.env, 1, self.search_count([('state', 'in', OPEN)]))

    def _note_attempt(self):
        """Note, before TikTok is asked, that this run is tried: if the worker is ended for its time
        or its memory, the run waits for longer and longer, and is not tried for ever.

        :return: whether it is to be tried here
        """
        if self.attempts >= MAX_ATTEMPTS:
            self._end('failed', interrupted(self.env, again=False))
            return False
        message = self.message or (self.attempts > 0 and interrupted(self.env))
        self.write({'message': message, **self._attempt_vals(self.attempts + 1)})
        self._ring(self.next_attempt)
        cursor = self.cursor
        self.env['ir.cron']._commit_progress()
        return self._claim_again(cursor)

    def _attempt_vals(self, attempts):
        return {'attempts': attempts, 'next_attempt': fields.Datetime.now() + pause(attempts)}

    def _postpone(self):
        """Leave for later a run that others were faster than again and again, and say so. In its
        own transaction: of those before nothing was kept.
        """
        try:
            if self.exists() and self.state in OPEN:
                self.write({**self._attempt_vals(max(self.attempts, 1)), 'message': self.env._(
                    "Other work on the same data was faster %s times. It is tried again by itself.",
                    MAX_ATTEMPTS)})
                self._ring(self.next_attempt)
            self.env['ir.cron']._commit_progress()
        except CONCURRENT:  # once more: somebody works on this very run, and leaves his own word
            self.env.cr.rollback()

    def _let_go(self):
        """Leave the next page to whoever has time."""
        self.write({'attempts': 0, 'next_attempt': False})
        self.env['ir.cron']._commit_progress()

    def _turn(self, pages, again):
        """Do one page; False when it was the last."""
        page = next(pages, None)
        if page is None:
            if done := self._step('done'):
                done()
            self._conclude()
            return False
        payloads, cursor = page
        self._take(payloads, cursor, again)
        return True

    def _pages(self):
        """Yield (rows, cursor to go on from) page by page, from where the run stands."""
        shop = self.shop_id
        with shop._tiktok(in_words=False) as client:
            yield from self._step('pages')(client, shop.sudo().cipher)

    def _step(self, name):
        """Return one of the methods that a kind of run brings, None if it does not."""
        return getattr(self, f'_{self.kind}_{name}', None)

    def _take(self, payloads, cursor, again=False):
        """Make something of one page, and note where to go on.

        :param list payloads: dicts with an `id`
        :param dict cursor: `left` tells how many are still to come, `odd` how many had no id
        """
        before = self.cursor or {}
        aside = self._take_rows(payloads, again)
        odd = max(0, cursor.get('odd', 0) - before.get('odd', 0))
        if aside or odd:
            self._note_aside(aside, odd)
        # Where a run goes on after a break, the end of the page before comes again.
        ids = [str(payload['id']) for payload in payloads]
        done = self.done + len(set(ids).difference(before.get('last_ids', ())))
        self.write({
            'state': 'running',
            'cursor': values.storable({**cursor, 'last_ids': ids}),
            'done': done,
            'total': min(max(self.total, done + (cursor.get('left') or 0)), MOST),
            'message': False,
            **self._attempt_vals(1),  # of the next page
        })

    def _take_rows(self, rows, again):
        """Make something of rows, all at once; if that fails, row by row.

        :return: what could not be taken: [[id, reason], ...]
        """
        try:
            with self.env.cr.savepoint():
                self._step('take')(rows)
        except Exception as error:
            if is_race(error, again) or is_lost(error) or not rows:
                raise
            if len(rows) == 1:
                return [[values.text(rows[0]['id']), explained(self.env, error)]]
            aside = [each for row in rows for each in self._take_rows([row], again)]
            if len(aside) == len(rows):  # it is not for the rows
                raise
            return aside
        return []

    def _note_aside(self, aside, odd):
        """Note what could not be taken.

        :param list aside: [[id, reason], ...]
        :param int odd: rows that had no id
        """
        before = self.set_aside or {'count': 0, 'first': []}
        aside = aside + [['-', self.env._("TikTok has sent no ID.")]] * min(odd, NAMED)
        self.set_aside = {
            'count': before['count'] + max(len(aside), odd),
            'first': (before['first'] + aside)[:NAMED],
        }

    def _conclude(self):
        """End a run whose last page is done, and say how it went."""
        message, aside = self._step('summary')(), self.set_aside
        if aside:
            [tiktok_id, reason], *_others = aside['first']
            message += ' ' + self.env._(
                "%(count)s could not be taken. First: %(id)s: %(reason)s",
                count=aside['count'], id=tiktok_id, reason=reason)
        self._end('done', message)
        is_incomplete = self._step('is_incomplete')
        self.has_problems = bool(aside) or bool(is_incomplete and is_incomplete())

    def _end(self, state, message):
        self.write({
            'state': state,
            'message': message,
            'date_done': fields.Datetime.now(),
            'attempts': 0,
            'next_attempt': False,
        })

    def _stumble(self, error):
        """A page could not be had: try again later where that helps, else end there."""
        attempts = max(self.attempts, 1)
        if not isinstance(error, TikTokError):
            self._end('failed', own_words(error) or self._unexpected(error))
            return
        again = error.passes and attempts < MAX_ATTEMPTS
        self.shop_id.account_id._note_refusal(error)
        message = sentence(self.env, error, repeated=again)
        if not again:
            self._end('failed', message)
            return
        at = fields.Datetime.now() + pause(attempts, error.retry_after)
        self.write({'attempts': attempts, 'next_attempt': at, 'message': message})
        self._ring(at)

    def _unexpected(self, error):
        _logger.error(
            "Run %s of TikTok Shop %s failed", self.id, self.shop_id.tiktok_id, exc_info=error)
        return self.env._(
            "Unexpected error (%s). The server log tells more.", type(error).__name__)
