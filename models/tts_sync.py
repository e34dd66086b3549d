import logging
from collections import Counter
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..client.errors import TikTokError
from ..tools import values

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

    Each page is one transaction: what came is mirrored and applied, and the cursor says where to go
    on. A worker owns a run through an advisory lock that ends with each transaction, not through
    the row itself: a person who presses Cancel must not have to wait for the worker.
    """

    _name = 'tts.sync'
    _description = "TikTok Shop Run"
    _order = 'id desc'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    kind = fields.Selection([
        ('orders', "Fetch orders"),
        ('news', "Fetch what has changed"),
    ], required=True, readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('running', "Running"),
        ('done', "Done"),
        ('failed', "Failed"),
        ('cancelled', "Cancelled"),
    ], required=True, default='pending', index=True, readonly=True)
    date_from = fields.Datetime("From", readonly=True)
    date_to = fields.Datetime("To", readonly=True)
    date_field = fields.Selection([
        ('create_time', "Ordered"),
        ('update_time', "Changed"),
    ], default='create_time', readonly=True)
    period = fields.Char(compute='_compute_period', help="In the time zone of the shop.")
    order_ref = fields.Char("Order ID", readonly=True)
    cursor = fields.Json(readonly=True)
    total = fields.Integer("Orders", readonly=True)
    done = fields.Integer("Fetched", readonly=True)
    failed = fields.Integer("Blocked", compute='_compute_results')
    progress = fields.Integer(compute='_compute_progress')
    message = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    date_done = fields.Datetime("Ended", readonly=True)
    sale_order_count = fields.Integer(compute='_compute_results')

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

    @api.depends('date_from', 'date_to', 'shop_id')
    def _compute_period(self):
        """In the time zone of the shop: it is its days that a person has chosen."""
        for sync in self:
            sync.period = ' – '.join(
                format_datetime(self.env, moment, sync.shop_id.timezone or 'UTC', 'short')
                for moment in (sync.date_from, sync.date_to) if moment
            )

    @api.depends('total', 'done', 'state')
    def _compute_progress(self):
        for sync in self:
            sync.progress = 100 if sync.state == 'done' else 100 * sync.done // max(
                sync.total, sync.done, 1,
            )

    def _compute_results(self):
        for sync in self:
            counts = dict(
                self.env['tts.order']._read_group(sync._order_domain(), ['state'], ['__count'])
            )
            sync.failed = counts.get('blocked', 0)
            sync.sale_order_count = self.env['sale.order'].search_count(sync._sale_order_domain())

    # === ACTION METHODS === #

    def action_cancel(self):
        """Button: stop after the page that is being worked on. What came in stays."""
        self.check_access('read')
        self.sudo().filtered(lambda sync: sync.state in OPEN)._cancel(
            self.env._("Cancelled by %s. What was fetched stays.", self.env.user.name),
        )

    def action_retry(self):
        """Button: go on where the run stopped."""
        self.check_access('read')
        for sync in self.sudo():
            sync._check_alone(sync.shop_id, sync.kind)
            sync.write({'state': 'pending', 'message': False, 'attempts': 0, 'next_attempt': False})
        self._ring()

    def action_open_orders(self):
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_order')
        context = {'search_default_blocked': 1} if self.env.context.get('tts_blocked') else {}
        return {**action, 'domain': list(self._order_domain()), 'context': context}

    def action_open_sale_orders(self):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'sale.action_quotations_with_onboarding'
        )
        return {
            **action, 'name': self.display_name, 'domain': list(self._sale_order_domain()),
            'context': {},
        }

    def _order_domain(self):
        """Return the domain of the orders that this run is about."""
        domain = Domain('shop_id', '=', self.shop_id.id)
        if self.order_ref:
            return domain & Domain('tiktok_id', 'in', self.order_ref.split(','))
        if self.date_field == 'create_time':
            return domain & Domain([
                ('create_time', '>=', self.date_from), ('create_time', '<', self.date_to)])
        # What was updated then may have been updated again since.
        return domain & Domain([
            ('tiktok_update_time', '>=', self.date_from), ('create_time', '<', self.date_to)])

    def _sale_order_domain(self):
        return Domain('tts_order_id', 'any', self._order_domain())

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
            raise UserError(self.env._(
                "Orders of %s are being fetched just now. See TikTok Shop > Runs: wait for that "
                "run, or cancel it.", shop.name,
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
            self._end('done', self._summary())
            return False
        payloads, cursor = page
        self._take(payloads, cursor)
        return True

    def _pages(self):
        """Yield (payloads, cursor to go on from) page by page, from where the run stands."""
        shop = self.shop_id
        with shop.account_id._client() as client:
            if self.order_ref:
                if not self.cursor:
                    refs = self.order_ref.split(',')
                    yield client.order_details(shop.sudo().cipher, refs), {'ranges': []}
                return
            cursor = self.cursor or {
                'ranges': [[values.epoch(self.date_from), values.epoch(self.date_to)]]
            }
            yield from client.walk_orders(shop.sudo().cipher, self.date_field, cursor)

    def _take(self, payloads, cursor):
        """Mirror and apply one page, and note where to go on."""
        Order = self.env['tts.order'].with_company(self.company_id)
        if self.kind == 'news':
            Order._take_news(self.shop_id, payloads)
        else:
            Order._mirror(self.shop_id, payloads)._apply()
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

    def _summary(self):
        missing = self._missing_refs()
        if missing:
            return self.env._(
                "TikTok does not know in this shop: %s", values.text(', '.join(missing), 500),
            )
        if not self.done:
            return self.env._("TikTok has no order that matches.")
        return self.env._(
            "%(done)s orders fetched, %(blocked)s of them blocked.",
            done=self.done, blocked=self.failed,
        )

    def _missing_refs(self):
        """Return the ids that were asked for and did not come."""
        if not self.order_ref:
            return []
        found = set(self.env['tts.order'].search(self._order_domain()).mapped('tiktok_id'))
        return [ref for ref in self.order_ref.split(',') if ref not in found]

    def _end(self, state, message):
        self.write({
            'state': state,
            'message': message,
            'date_done': fields.Datetime.now(),
            'next_attempt': False,
        })
        if self.kind == 'news' and state == 'done':
            self.shop_id.orders_watermark = self.date_to

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
