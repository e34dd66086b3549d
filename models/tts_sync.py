import logging
from collections import Counter
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..client.errors import TikTokError
from .tts_guard import needs

_logger = logging.getLogger(__name__)

OPEN = ('pending', 'running')
# TikTok out of order: it is tried again after 1, 2, 4, ... minutes, ten times in a row at most.
FIRST_PAUSE = timedelta(minutes=1)
LAST_PAUSE = timedelta(hours=1)
# However long TikTok asks to wait.
LONGEST_PAUSE = timedelta(days=1)
MAX_ATTEMPTS = 10


def pause(attempts, retry_after=None):
    """Return how long to wait after a number of failures in a row.

    :param float retry_after: seconds that TikTok asks to wait
    :rtype: timedelta
    """
    growing = min(FIRST_PAUSE * 2 ** (attempts - 1), LAST_PAUSE)
    asked = min(retry_after or 0, LONGEST_PAUSE.total_seconds())
    return max(growing, timedelta(seconds=asked))


class TtsSync(models.Model):
    """A long run, done by a scheduled action page by page, that survives a crash.

    Each page is one transaction: what came is taken, and the cursor says where to go on. A kind of
    run brings its steps, methods named after it: `_<kind>_pages(client, cipher)` yields (rows,
    cursor), `_<kind>_take(rows)` makes something of a page, `_<kind>_summary()` tells how it went;
    `_<kind>_done()`, where there is one, is called in the end.

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
    message = fields.Char(readonly=True)
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

    # === ACTION METHODS === #

    @needs('user')
    def action_cancel(self):
        """Button: stop after the page that is being worked on. What came in stays."""
        self.sudo().filtered(lambda sync: sync.state in OPEN)._cancel(
            self.env._("Cancelled by %s. What was fetched stays.", self.env.user.name),
        )

    @needs('user')
    def action_retry(self):
        """Button: go on where the run stopped."""
        for sync in self.sudo():
            sync._check_alone(sync.shop_id, sync.kind)
            sync.write({'state': 'pending', 'message': False, 'attempts': 0, 'next_attempt': False})
        self._ring()

    @needs('viewer')
    def action_open(self):
        """Return the action that shows these runs, a single one with its progress."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_sync')
        if len(self) == 1:
            return {**action, 'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')]}
        return {**action, 'domain': [('id', 'in', self.ids)], 'context': {}}

    # === BUSINESS METHODS === #

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
        self.env.ref('tiktok_shop.ir_cron_sync').sudo()._trigger(at)

    def _cancel(self, message):
        self.write({'state': 'cancelled', 'message': message, 'date_done': fields.Datetime.now()})

    @api.model
    def _process(self):
        """Do what is due, run by run and page by page, until nothing is due or the time is over.

        Safe beside other workers and in the middle of a crash: commits after each page.
        """
        conflicts = Counter()
        given_up = []
        while sync := self._claim(given_up):
            try:
                if not sync._work():
                    return
            except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
                # Another transaction was faster (another worker, a person): nothing of this page
                # was kept. See how things are now, and do it again.
                self.env.cr.rollback()
                conflicts[sync.id] += 1
                if conflicts[sync.id] == MAX_ATTEMPTS:
                    given_up.append(sync.id)

    @api.model
    def _claim(self, but=()):
        """Own a run that is due, until the end of this transaction, which this begins."""
        # MATERIALIZED: PostgreSQL would otherwise lock all that is due before it takes the first.
        query = """
            WITH due AS MATERIALIZED (
                SELECT id FROM tts_sync
                 WHERE state IN ('pending', 'running')
                   AND (next_attempt IS NULL OR next_attempt <= now() AT TIME ZONE 'UTC')
                   AND NOT id = ANY(%s)
              ORDER BY id
            )
            SELECT id FROM due WHERE pg_try_advisory_xact_lock(hashtext('tts_sync'), id) LIMIT 1
        """
        self.env.flush_all()
        self.env.cr.execute(query, [list(but)])
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _claim_again(self, cursor):
        """Own this run for the next page too; False if it was cancelled or others went on."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext('tts_sync'), %s)", [self.id])
        return self.env.cr.fetchone()[0] and self.state in OPEN and self.cursor == cursor

    def _work(self):
        """Work on this run until it ends. Return whether there is time for another one.

        :raises psycopg2.Error: when another transaction was faster; roll back and claim again
        """
        self.ensure_one()
        progress = self.env['ir.cron']._commit_progress
        try:
            pages = self._pages()
            while self._turn(pages):
                cursor = self.cursor
                time_left = progress(1, remaining=1)
                if not time_left or not self._claim_again(cursor):
                    return time_left
        except psycopg2.Error:
            raise
        except (TikTokError, UserError) as error:
            self.env.cr.rollback()
            self._stumble(error)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("Run %s of TikTok Shop %s failed", self.id, self.shop_id.tiktok_id)
            self._end('failed', self.env._(
                "Unexpected error (%s). The server log tells more.", type(error).__name__))
        return progress(1, remaining=self.search_count([('state', 'in', OPEN)]))

    def _turn(self, pages):
        """Do one page; False when it was the last."""
        page = next(pages, None)
        if page is None:
            if hasattr(self, f'_{self.kind}_done'):
                self._step('done')()
            self._end('done', self._step('summary')())
            return False
        payloads, cursor = page
        self._take(payloads, cursor)
        return True

    def _pages(self):
        """Yield (rows, cursor to go on from) page by page, from where the run stands."""
        shop = self.shop_id
        with shop.account_id._client() as client:
            yield from self._step('pages')(client, shop.sudo().cipher)

    def _step(self, name):
        """Return one of the methods that a kind of run brings."""
        return getattr(self, f'_{self.kind}_{name}')

    def _take(self, payloads, cursor):
        """Make something of one page, and note where to go on.

        :param list payloads: dicts with an `id`
        :param dict cursor: `left` tells how many are still to come
        """
        self._step('take')(payloads)
        # Where a run goes on after a break, the end of the page before comes again.
        ids = [str(payload['id']) for payload in payloads]
        done = self.done + len(set(ids).difference((self.cursor or {}).get('last_ids', ())))
        self.write({
            'state': 'running',
            'cursor': {**cursor, 'last_ids': ids},
            'done': done,
            'total': max(self.total, done + (cursor.get('left') or 0)),
            'attempts': 0,
            'next_attempt': False,
            'message': False,
        })

    def _end(self, state, message):
        self.write({
            'state': state,
            'message': message,
            'date_done': fields.Datetime.now(),
            'next_attempt': False,
        })

    def _stumble(self, error):
        """TikTok refused or did not answer: try again later where that helps, else end there."""
        attempts = self.attempts + 1
        if not isinstance(error, TikTokError):
            self._end('failed', str(error))
            return
        again = error.transient and attempts < MAX_ATTEMPTS
        message = self.shop_id.account_id._explain(error, repeated=again)
        if not again:
            self._end('failed', message)
            return
        at = fields.Datetime.now() + pause(attempts, error.retry_after)
        self.write({'attempts': attempts, 'next_attempt': at, 'message': message})
        self._ring(at)
