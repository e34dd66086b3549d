import hashlib
import json
import logging
from datetime import timedelta
from typing import NamedTuple

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models, tools

from ...client import verify_webhook
from ...tools import values
from .tts_guard import needs
from .tts_work import ring

_logger = logging.getLogger(__name__)

# What is refused leaves nothing but a line in the log.
REFUSED = {
    401: "no account of ours has signed it for one of its shops", 400: "it is no JSON object",
}
# Days after which events are forgotten.
KEEP_DAYS = 30
# Orders that one webhook can be about.
MOST_REFS = 50
# As many as are forgotten in one transaction.
PURGE = 10_000
# Whom webhooks can be for. Of a shop that is archived, only what is about its account is served.
ADDRESSEES = """
    SELECT account.app_key, account.app_secret, account.id, account.open_id, shop.tiktok_id,
           CASE WHEN shop.active THEN shop.id END
      FROM tts_account account
 LEFT JOIN tts_shop shop ON shop.account_id = account.id
     WHERE account.state NOT IN ('draft', 'copied')
       AND account.app_key != '' AND account.app_secret != ''
  ORDER BY account.id
"""
# One short statement per webhook: webhooks come in floods, and most of what a statement costs is
# its planning.
# Nothing comes back of a webhook that is known. To ring once is enough for a flood.
NOTE = """
    INSERT INTO tts_event (
        account_id, shop_id, notification_id, type, kind, tiktok_ref, told, sent, state, attempts,
        create_date, write_date
    ) VALUES (
        %(account)s, %(shop)s, %(notification_id)s, %(type)s, %(kind)s, %(tiktok_ref)s, %(told)s,
        %(sent)s, %(state)s, 0, %(now)s, %(now)s
    ) ON CONFLICT DO NOTHING
    RETURNING state = 'pending' AND NOT EXISTS (
        SELECT FROM ir_cron_trigger WHERE cron_id = %(cron)s AND call_at <= %(now)s)
"""


class Addressee(NamedTuple):
    """Whom a webhook is for: an account, or one of its shops."""

    account_id: int
    shop_id: 'int | None'


class Webhook(NamedTuple):
    """What there is to know of one of TikTok's types of webhooks."""

    kind: str  # what it is about, of `tts.event`
    topic: str  # what is asked of TikTok then: the methods of `tts.event` that are named after it
    event_type: 'str | None' = None  # TikTok's name of it in its event API, where that takes it
    label: 'object' = None  # what the event type is called
    of_seller: bool = False  # TikTok says whose shop it is about, not which


UNKNOWN = Webhook('other', 'other')


class TtsEvent(models.Model):
    """The inbox for TikTok's webhooks: doorbells that rang. How they are served:
    `tts_event_serve.py`.

    A webhook says what has changed, never what it is. So only what it is about is kept, and to
    serve an event is to fetch that: the order, repetition and loss of webhooks can do no harm.

    Each folder says in a `tts_event.py` of its own which webhooks it serves (`_webhooks`) and how:
    `_<topic>_refs(data)` returns the ids of what a webhook's data is about, `_<topic>_told(data)`,
    where there is need, a cause that TikTok tells there alone, `_<topic>_ask()` asks
    TikTok (`with shop._tiktok(in_words=False)`), `_<topic>_take(answer)` makes Odoo agree and ends
    the events. A webhook whose topic cannot ask is noted, and nothing is done about it.
    """

    _name = 'tts.event'
    _description = "TikTok Shop Event"
    _inherit = ['tts.guard']
    _order = 'id desc'
    _rec_name = 'notification_id'

    account_id = fields.Many2one(
        'tts.account', required=True, ondelete='cascade', readonly=True,
    )
    shop_id = fields.Many2one('tts.shop', ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='account_id.company_id')
    notification_id = fields.Char(required=True, readonly=True)
    type = fields.Integer(readonly=True, help="TikTok's number for what has happened.")
    kind = fields.Selection([
        ('authorization', "Authorization"),
        ('other', "Other"),
    ], string="About", required=True, readonly=True)
    tiktok_ref = fields.Char(
        "TikTok ID", required=True, readonly=True,
        help="Ids of the orders that are to be fetched, or of what else it is about.",
    )
    told = fields.Char("Cause", readonly=True, help="What TikTok says of why it happened.")
    sent = fields.Datetime(readonly=True, help="When TikTok says that it happened.")
    create_date = fields.Datetime("Received", readonly=True)
    state = fields.Selection([
        ('pending', "Waiting"),
        ('running', "Being Served"),
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
    _waiting = models.Index("(tiktok_ref, shop_id, id) WHERE state IN ('pending', 'running')")

    # === WHAT THERE ARE === #

    @api.model
    def _webhooks(self):
        """Return what there is to know of webhooks: {TikTok's number of the type: Webhook}."""
        return {}

    @api.model
    def _is_served(self, webhook):
        return hasattr(self, f'_{webhook.topic}_ask')

    @api.model
    def _event_types(self):
        """Return what a shop is registered for: {TikTok's name of an event type: its label}."""
        return {
            webhook.event_type: webhook.label for _type, webhook in sorted(self._webhooks().items())
            if webhook.event_type and self._is_served(webhook)
        }

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
        # What the cache knows may be a moment old.
        status = self._take_in(self._addressees(), body, signature)
        if status == 401:
            status = self._take_in(self._read_addressees(), body, signature)
        if status != 200:
            _logger.warning("A webhook was refused: %s", REFUSED[status])
        return status

    @api.model
    def _take_in(self, apps, body, signature):
        """Note a webhook if one of some apps has signed it; return the HTTP status."""
        signers = [
            addressees for app, addressees in apps if verify_webhook(*app, body, signature)]
        if not signers:
            return 401
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            return 400
        shop = values.text(content.get('shop_id'))
        seller = values.text(content.get('seller_open_id'))
        for addressees in signers:
            # Some webhooks are for a seller, not for a shop.
            addressee = addressees.get(('shop', shop)) or addressees.get(('seller', seller))
            if addressee:
                self._note(addressee, content, body)
                return 200
        return 401

    @api.model
    @tools.ormcache()
    def _addressees(self):
        """Return whom webhooks can be for. Accounts and shops clear this cache when they change."""
        return self._read_addressees()

    # What follows is plain SQL: a flood must be taken in as fast as one row can be inserted.

    @api.model
    def _read_addressees(self):
        """Return [((app key, app secret), {('shop' or 'seller', TikTok's id): Addressee})]."""
        self.env.flush_all()
        self.env.cr.execute(ADDRESSEES)
        apps = {}
        for key, secret, account_id, seller, shop, shop_id in self.env.cr.fetchall():
            addressees = apps.setdefault((key, secret), {})
            if shop:
                addressees['shop', shop] = Addressee(account_id, shop_id)
            if seller:
                addressees.setdefault(('seller', seller), Addressee(account_id, None))
        return list(apps.items())

    @api.model
    def _note(self, addressee, content, body):
        """Insert one event, unless it is known, and ring if it is to be served."""
        webhook, ref, told = self._about(content)
        is_served = ref and self._is_served(webhook) and (
            addressee.shop_id or webhook.of_seller)
        vals = {
            'account': addressee.account_id,
            'shop': addressee.shop_id,
            # Some webhooks have no id of their own: the same one again is the same to the letter.
            'notification_id': (
                values.text(content.get('tts_notification_id')) or hashlib.sha256(body).hexdigest()
            ),
            'type': values.whole(content.get('type')),
            'kind': webhook.kind,
            'tiktok_ref': ref,
            'told': told or None,
            'sent': values.moment(content.get('timestamp')) or None,
            'state': 'pending' if is_served else 'ignored',
            'now': fields.Datetime.now(),
            # Not `ref`, which asks each time whether it still exists.
            'cron': self.env['ir.model.data']._xmlid_to_res_id('tiktok_shop.ir_cron_events'),
        }
        try:
            self.env.cr.execute(NOTE, vals, log_exceptions=False)
        except psycopg2.errors.SerializationFailure:
            # The same one has just been taken in by another worker.
            self.env.cr.rollback()
            return
        if self.env.cr.fetchone() == (True,):
            # Nobody is logged in where webhooks come from.
            self.with_user(SUPERUSER_ID)._ring()

    @api.model
    def _about(self, content):
        """Return the kind of a webhook, the ids of what it is about, comma-separated, and what is
        kept of it besides.

        :rtype: (Webhook, str, str)
        """
        webhook = self._webhooks().get(values.whole(content.get('type')), UNKNOWN)
        data = values.well_formed(content, {'data': dict}).get('data') or {}
        refs = getattr(self, f'_{webhook.topic}_refs', None)
        found = set(refs(data)) - {''} if refs else ()
        told = getattr(self, f'_{webhook.topic}_told', None)
        return (
            webhook, ','.join(sorted(found)[:MOST_REFS]), values.text(told(data)) if told else '')

    @api.model
    def _ring(self, at=None):
        """Wake the scheduled action that serves, now or at a time."""
        ring(self.env, 'events', at)

    # === ACTION METHODS === #

    @needs('user')
    def action_retry(self):
        """Button: serve again what has failed, or waits for its next attempt. What is being served
        just now is served once more.
        """
        again = self.sudo().filtered(lambda event: event.state in ('failed', 'pending', 'running'))
        again.write({
            'state': 'pending', 'attempts': 0, 'next_attempt': False, 'error': False,
        })
        self._ring()

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_events(self):
        """Forget what is old: an event that was never served has been overtaken by the schedule.

        :return: (events forgotten, events that are left to forget)
        """
        old = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        due = [('create_date', '<', old)]
        rows = self.search(due, limit=PURGE)
        rows.unlink()
        return len(rows), self.search_count(due)
