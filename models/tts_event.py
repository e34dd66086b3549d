import hashlib
import json
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from .. import const
from ..client import verify_webhook
from ..client.errors import AuthorizationError, TikTokError
from ..tools import values
from .tts_mirror import savepoint
from .tts_sync import MAX_ATTEMPTS, pause

_logger = logging.getLogger(__name__)

# Orders that are served in one transaction: as many as TikTok gives in one call.
BATCH = 50
# Days after which events are forgotten.
KEEP_DAYS = 30


class TtsEvent(models.Model):
    """The inbox for TikTok's webhooks: doorbells that rang.

    A webhook says what has changed, never what it is. So only what it is about is kept, and to
    serve an event is to fetch that: the order, repetition and loss of webhooks can do no harm.
    """

    _name = 'tts.event'
    _description = "TikTok Shop Event"
    _order = 'id desc'
    _rec_name = 'notification_id'

    account_id = fields.Many2one(
        'tts.account', required=True, ondelete='cascade', readonly=True,
    )
    shop_id = fields.Many2one('tts.shop', index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    notification_id = fields.Char(required=True, readonly=True)
    type = fields.Integer(readonly=True, help="TikTok's number for what has happened.")
    kind = fields.Selection([
        ('order', "Order"),
        ('package', "Package"),
        ('cancellation', "Cancellation"),
        ('return', "Return"),
        ('product', "Product"),
        ('inventory', "Inventory"),
        ('authorization', "Authorization"),
        ('other', "Other"),
    ], string="About", required=True, readonly=True)
    tiktok_ref = fields.Char(
        "TikTok ID", required=True, readonly=True,
        help="Ids of the orders that are to be fetched, or of what else it is about.",
    )
    sent = fields.Datetime(readonly=True, help="When TikTok says that it happened.")
    create_date = fields.Datetime("Received", readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('done', "Done"),
        ('failed', "Failed"),
        ('ignored', "Not used"),
    ], required=True, default='pending', readonly=True)
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    error = fields.Char("Reason", readonly=True)

    _unique_notification = models.UniqueIndex(
        '(notification_id, COALESCE(shop_id, 0))', "An event is taken in once.",
    )
    _waiting = models.Index("(shop_id, tiktok_ref, id) WHERE state = 'pending'")

    # === TAKING IN === #

    @api.model
    def _receive(self, body, signature):
        """Take in one webhook: check it, note it, ring the scheduled action that serves it.

        https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview

        :param bytes body: as received; nothing of it is believed before its signature was checked
        :param str signature: the `Authorization` header
        :return: the HTTP status to answer with: 200, 401 (not for us), 400 (not to be read)
        :rtype: int
        """
        accounts = self._signers(body, signature)
        if not accounts:
            _logger.warning("A webhook was refused: no account of ours has signed it")
            return 401
        try:
            news = json.loads(body)
        except ValueError:
            news = None
        if not isinstance(news, dict):
            _logger.warning("A webhook was refused: it is no JSON object")
            return 400
        is_ours, is_to_wake = self._note(accounts, news, body)
        if not is_ours:
            _logger.warning("A webhook was refused: it is about a shop that is not connected")
            return 401
        if is_to_wake:
            self._ring()
        return 200

    # What follows is plain SQL: a flood must be taken in as fast as one row can be inserted.

    @api.model
    def _signers(self, body, signature):
        """Return the ids of the accounts whose app has signed this; several can share an app."""
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT id, app_key, app_secret FROM tts_account
             WHERE state != 'draft' AND app_key != '' AND app_secret != ''
        """)
        return [
            account_id for account_id, app_key, app_secret in self.env.cr.fetchall()
            if verify_webhook(app_key, app_secret, body, signature)
        ]

    @api.model
    def _note(self, accounts, news, body):
        """Insert one event, unless it is known.

        :param list accounts: ids of those that it can be for; some are for a seller, not for a shop
        :return: (whether it is for one of them, whether the scheduled action is to be woken: in a
            flood of webhooks, once)
        """
        kind, ref = self._about(news)
        # Some webhooks have no id of their own: the same one again is the same to the letter.
        notification = values.text(news.get('tts_notification_id'))
        vals = {
            'accounts': accounts,
            'shop': values.text(news.get('shop_id')) or '-',
            'seller': values.text(news.get('seller_open_id')) or None,
            'notification_id': notification or hashlib.sha256(body).hexdigest(),
            'type': values.whole(news.get('type')),
            'kind': kind,
            'tiktok_ref': ref,
            'sent': values.moment(news.get('timestamp')) or None,
            'served': bool(ref and kind in const.SERVED_KINDS),
            # Not `ref`, which asks each time whether it still exists.
            'now': fields.Datetime.now(),
            'cron': self.env['ir.model.data']._xmlid_to_res_id('tiktok_shop.ir_cron_events'),
        }
        query = """
            WITH addressee AS (
                SELECT account.id, account.company_id, shop.id AS shop_id
                  FROM tts_account account
             LEFT JOIN tts_shop shop ON shop.account_id = account.id AND shop.active
                                    AND shop.tiktok_id = %(shop)s
                 WHERE account.id = ANY(%(accounts)s)
                   AND (shop.id IS NOT NULL OR account.open_id = %(seller)s)
              ORDER BY shop.id IS NULL, account.id
                 LIMIT 1
            ), noted AS (
                INSERT INTO tts_event (
                    account_id, shop_id, company_id, notification_id, type, kind, tiktok_ref, sent,
                    state, attempts, create_date, write_date
                ) SELECT
                    id, shop_id, company_id, %(notification_id)s, %(type)s, %(kind)s,
                    %(tiktok_ref)s, %(sent)s,
                    CASE WHEN shop_id IS NOT NULL AND %(served)s THEN 'pending' ELSE 'ignored' END,
                    0, now() at time zone 'UTC', now() at time zone 'UTC'
                  FROM addressee
                ON CONFLICT DO NOTHING
                RETURNING state
            )
            SELECT EXISTS (SELECT FROM addressee),
                   EXISTS (SELECT FROM noted WHERE state = 'pending') AND NOT EXISTS (
                       SELECT FROM ir_cron_trigger
                        WHERE cron_id = %(cron)s AND call_at <= %(now)s)
        """
        try:
            self.env.cr.execute(query, vals, log_exceptions=False)
        except psycopg2.errors.SerializationFailure:
            # The same one has just been taken in by another worker.
            self.env.cr.rollback()
            return True, False
        return self.env.cr.fetchone()

    @api.model
    def _about(self, news):
        """Return (kind, ids) of what a webhook is about; the ids are comma-separated."""
        kind = const.WEBHOOKS.get(values.whole(news.get('type')), ('other',))[0]
        data = values.well_formed(news, {'data': dict}).get('data') or {}
        if kind == 'authorization':
            return kind, values.text(data.get('expiration_time')) or '-'
        if kind in ('product', 'inventory'):
            return kind, values.text(data.get('product_id'))
        refs = [data.get('order_id'), *values.listed(data.get('order_ids'))]
        for parcel in values.listed(data.get('package_list'), dict):
            refs += values.listed(parcel.get('order_id_list'))
        for item in values.listed(data.get('line_items'), dict):
            refs.append(item.get('main_order_id'))
        return kind, ','.join(sorted({values.text(ref, 40) for ref in refs if ref}))[:2000]

    @api.model
    def _ring(self):
        """Wake the scheduled action that serves."""
        self.env.ref('tiktok_shop.ir_cron_events').sudo()._trigger()

    # === SERVING === #

    @api.model
    def _process(self):
        """Serve what is due, until nothing is or the time is over.

        Safe beside other workers and in the middle of a crash: commits after each batch.
        """
        conflicts = 0
        while conflicts < MAX_ATTEMPTS:
            try:
                events = self._claim()
                if not events:
                    return
                for shop, group in events.grouped('shop_id').items():
                    group.with_company(shop.company_id)._serve_safely()
                time_left = self.env['ir.cron']._commit_progress(
                    len(events), remaining=self.search_count(self._due()))
                conflicts = 0
            except psycopg2.OperationalError:
                # Another worker was faster with one of these orders: see what is left.
                self.env.cr.rollback()
                conflicts += 1
                continue
            if not time_left:
                return

    @api.model
    def _due(self):
        """Return the domain of events that wait to be served now."""
        return [
            ('state', '=', 'pending'),
            ('shop_id.active', '=', True),
            '|', ('account_id.state', '=', 'connected'), ('kind', '=', 'authorization'),
            '|', ('next_attempt', '=', False), ('next_attempt', '<=', fields.Datetime.now()),
        ]

    @api.model
    def _claim(self):
        """Own the events about some orders until the end of this transaction, which this begins.

        Whoever locks the first event about an order owns all that there are about it: they are
        served by one fetch, and no other worker takes one of them meanwhile.
        """
        query = """
            WITH due AS (
                SELECT event.id, event.shop_id, event.tiktok_ref
                  FROM tts_event event
                  JOIN tts_shop shop ON shop.id = event.shop_id AND shop.active
                  JOIN tts_account account ON account.id = event.account_id
                 WHERE event.state = 'pending'
                   AND (account.state = 'connected' OR event.kind = 'authorization')
                   AND (event.next_attempt IS NULL
                        OR event.next_attempt <= now() at time zone 'UTC')
            ), first AS (
                SELECT id, shop_id, tiktok_ref FROM tts_event
                 WHERE id IN (SELECT min(id) FROM due GROUP BY shop_id, tiktok_ref)
              ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
            )
            SELECT event.id FROM tts_event event
              JOIN first ON first.shop_id = event.shop_id AND first.tiktok_ref = event.tiktok_ref
             WHERE event.state = 'pending'
          ORDER BY event.id
        """
        self.env.flush_all()
        self.env.cr.execute(query, [BATCH], log_exceptions=False)
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _serve_safely(self):
        """Serve events of one shop; if that fails, order by order: a bad one stops no other."""
        try:
            with savepoint(self.env.cr):
                self._serve()
        except psycopg2.OperationalError:
            raise
        except TikTokError as error:
            alone = len(set(self.mapped('tiktok_ref'))) == 1
            if alone or error.transient or isinstance(error, AuthorizationError):
                self._stumble(error)
            else:
                self._serve_one_by_one()
        except Exception as error:
            if len(set(self.mapped('tiktok_ref'))) > 1:
                self._serve_one_by_one()
                return
            _logger.exception("Events %s cannot be served", self.ids)
            self._fail(self.env._(
                "Unexpected error (%s). The server log tells more.", type(error).__name__))

    def _serve_one_by_one(self):
        for events in self.grouped('tiktok_ref').values():
            events._serve_safely()

    def _serve(self):
        """Fetch what the events of one shop are about, and bring Odoo up to date.

        :raises TikTokError: when TikTok refuses or does not answer
        """
        about_access = self.filtered(lambda event: event.kind == 'authorization')
        for event in about_access:
            event.account_id._on_authorization_event(event)
        about_orders = self - about_access
        if about_orders:
            about_orders._serve_orders()
        about_access._end('done')

    def _serve_orders(self):
        shop = self.shop_id
        refs = sorted({ref for event in self for ref in event.tiktok_ref.split(',')})
        with shop.account_id._client() as client:
            payloads = client.order_details(shop.sudo().cipher, refs)
        self.env['tts.order']._take_news(shop, payloads)
        found = {str(payload.get('id')) for payload in payloads}
        unknown = self.filtered(lambda event: not found.intersection(event.tiktok_ref.split(',')))
        (self - unknown)._end('done')
        # TikTok's order search can lag behind its webhooks.
        unknown._fail(self.env._("TikTok does not know this order in this shop."), again=True)

    def _stumble(self, error):
        """TikTok refused or did not answer: try again later where that helps."""
        account = self.shop_id.account_id
        message = account._explain(error, repeated=error.transient)
        if account.state != 'connected':
            # They wait until the account is authorized again, and are served then.
            self.write({'error': message})
        else:
            again = error.transient or isinstance(error, AuthorizationError)
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
                self.env.ref('tiktok_shop.ir_cron_events').sudo()._trigger(at)

    def _end(self, state):
        self.write({'state': state, 'error': False, 'next_attempt': False})

    # === ACTION METHODS === #

    def action_retry(self):
        """Button: serve again what has failed, or waits for its next attempt."""
        self.check_access('read')
        self.sudo().filtered(lambda event: event.state in ('failed', 'pending')).write({
            'state': 'pending', 'attempts': 0, 'next_attempt': False, 'error': False,
        })
        self._ring()

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_events(self):
        """Forget what is old: an event that was never served has been overtaken by the schedule."""
        old = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([('create_date', '<', old)], limit=10_000).unlink()
