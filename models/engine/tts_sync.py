import logging
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...client.errors import TikTokError
from ...tools import values
from ...tools.sentences import explained, own_words, sentence
from .tts_guard import check_role, needs
from .tts_work import (
    CONCURRENT,
    MAX_ATTEMPTS,
    commit_progress,
    interrupted,
    is_lost,
    is_taken,
    pause,
    ring,
)

_logger = logging.getLogger(__name__)

OPEN = ('pending', 'running')
# What a column can hold, however much TikTok says there is.
MOST = 2 ** 31 - 1
# As many as are named of what was set aside.
NAMED = 10


class TtsSync(models.Model):
    """A long run, done by a scheduled action page by page, that survives a crash.

    Each page is one transaction: what came is taken, and the cursor says where to go on. What
    cannot be taken is set aside, with its reason, and the rest goes on.

    A kind of run is a value of `kind`, and brings what is named after it: `_<kind>_pages(client,
    cipher)` yields (rows, cursor), `_<kind>_take(rows)` makes something of a page, or of some of
    its rows, `_<kind>_summary()` tells how it went. And where there is need: `_<kind>_done()` is
    called in the end, `_<kind>_is_incomplete()` tells whether not all came that was asked for,
    `_<kind>_failed()` counts for runs what a person has to see to, `_<kind>_role` is who may stop
    it and start it again, and `_<kind>_since(shop)` has the schedule start it (`_news_of`).

    A worker owns a run through an advisory lock that ends with each transaction, not through
    the row itself: a person who presses Cancel must not have to wait for the worker.
    """

    _name = 'tts.sync'
    _description = "TikTok Shop Run"
    _inherit = ['tts.guard']
    _order = 'id desc'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    kind = fields.Selection([], required=True, readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('running', "Running"),
        ('done', "Done"),
        ('failed', "Failed"),
        ('cancelled', "Cancelled"),
    ], required=True, default='pending', index=True, readonly=True)
    cursor = fields.Json(readonly=True)
    total = fields.Integer(readonly=True)
    done = fields.Integer("Fetched", readonly=True)
    progress = fields.Integer(compute='_compute_progress')
    failed = fields.Integer("Blocked", compute='_compute_failed')
    message = fields.Char(readonly=True)
    set_aside = fields.Json(
        readonly=True, help="What could not be taken: the number of it, and the first ones of it "
                            "with their reasons.")
    has_problems = fields.Boolean(readonly=True, help="It ended, but not all of it went well.")
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    date_done = fields.Datetime("Ended", readonly=True)

    _one_at_a_time = models.UniqueIndex(
        "(shop_id, kind) WHERE state IN ('pending', 'running')",
        "A run of this kind is at work for this shop already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('shop_id', 'kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for sync in self:
            sync.display_name = f"{kinds.get(sync.kind, '')} - {sync.shop_id.name}"

    @api.depends('total', 'done', 'state')
    def _compute_progress(self):
        for sync in self:
            sync.progress = 100 if sync.state == 'done' else 100 * sync.done // max(
                sync.total, sync.done, 1,
            )

    def _compute_failed(self):
        for kind, runs in self.grouped('kind').items():
            counts = getattr(runs, f'_{kind}_failed', dict)()
            for run in runs:
                run.failed = counts.get(run, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_cancel(self):
        """Button: stop after the page that is being worked on. What came in stays."""
        self._check_roles()
        self.sudo().filtered(lambda sync: sync.state in OPEN)._cancel(
            self.env._("Cancelled by %s. What was fetched stays.", self.env.user.name),
        )

    @needs('user')
    def action_retry(self):
        """Button: go on where the run stopped."""
        self._check_roles()
        for sync in self.sudo():
            sync._check_alone(sync.shop_id, sync.kind)
            sync.write({
                'state': 'pending', 'message': False, 'has_problems': False, 'attempts': 0,
                'next_attempt': False,
            })
        self._ring()

    @needs('viewer')
    def action_open(self):
        """Return the action that shows these runs, a single one with its progress."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_sync')
        if len(self) == 1:
            return {**action, 'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')]}
        return {**action, 'domain': [('id', 'in', self.ids)], 'context': {}}

    def _check_roles(self):
        """:raises AccessError: when one of these runs is none of this user's business"""
        for kind in set(self.mapped('kind')):
            if role := getattr(self, f'_{kind}_role', None):
                check_role(self, role)

    # === BUSINESS METHODS === #

    @api.model
    def _news_of(self, shop):
        """Return which runs the schedule starts for a shop, and from when on: {kind: moment}."""
        kinds = self._fields['kind'].get_values(self.env)
        news = {
            kind: getattr(self, f'_{kind}_since')(shop)
            for kind in kinds if hasattr(self, f'_{kind}_since')}
        return {kind: since for kind, since in news.items() if since is not None}

    @api.model
    def _start(self, shop, kind, vals):
        """Create a run, ring the scheduled action that does it, and return it.

        :raises UserError: when the shop is not connected or a run of this kind is at work
        """
        if shop.account_id.state != 'connected':
            raise UserError(self.env._(
                "The shop %(shop)s is not connected to TikTok. Open the account %(account)s and "
                "press Authorize.",
                shop=shop.name, account=shop.account_id.name,
            ))
        self._check_alone(shop, kind)
        sync = self.sudo().create({'shop_id': shop.id, 'kind': kind, **vals})
        self._ring()
        return sync.with_env(self.env)

    @api.model
    def _check_alone(self, shop, kind):
        at_work = [('shop_id', '=', shop.id), ('kind', '=', kind), ('state', 'in', OPEN)]
        if self.sudo().search_count(at_work, limit=1):
            names = dict(self._fields['kind']._description_selection(self.env))
            raise UserError(self.env._(
                "\"%(run)s\" is at work for %(shop)s just now. See TikTok Shop > Runs: wait for "
                "that run, or cancel it.", run=names[kind], shop=shop.name,
            ))

    @api.model
    def _ring(self, at=None):
        ring(self.env, 'sync', at)

    def _cancel(self, message):
        self.write({'state': 'cancelled', 'message': message, 'date_done': fields.Datetime.now()})

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
                if not (isinstance(error, CONCURRENT) or is_taken(error)):
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
            if isinstance(error, CONCURRENT) or is_taken(error) or is_lost(error):
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
            race = isinstance(error, CONCURRENT) or (is_taken(error) and not again)
            if race or not rows or is_lost(error):
                raise
            if len(rows) > 1:
                aside = [each for row in rows for each in self._take_rows([row], again)]
                if len(aside) == len(rows):  # it is not for the rows
                    raise
                return aside
            row_id = values.text(rows[0]['id'])
            return [[row_id, explained(self.env, error)]]
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
