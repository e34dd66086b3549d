import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ...tools.sentences import explained
from ..engine.tts_guard import needs
from ..engine.tts_sync import OPEN
from ..engine.tts_work import is_lost, is_race

_logger = logging.getLogger(__name__)

# TikTok finds a change a little later than it tells of it: what was asked for already is asked for
# again, and costs nothing where it has not changed.
OVERLAP = timedelta(minutes=15)
# When orders have changed for so long without a webhook, the webhooks are broken.
SILENCE = timedelta(hours=1)


class TtsShop(models.Model):
    """How a shop stays in step when webhooks fail, and how one sees whether it does."""

    _inherit = 'tts.shop'

    orders_watermark = fields.Datetime(
        "Up to Date until", default=fields.Datetime.now, readonly=True, copy=False,
        help="What changed at TikTok before has been fetched by the schedule.",
    )
    last_event = fields.Datetime("Last Webhook", compute='_compute_health')
    waiting_event_count = fields.Integer("Webhooks Waiting", compute='_compute_health')
    failed_event_count = fields.Integer("Webhooks Failed", compute='_compute_health')
    authorization_expiry = fields.Datetime(
        "Authorization until", related='account_id.refresh_token_expiry',
    )
    blocked_reasons = fields.Json(
        "Blocked Orders", compute='_compute_blocked_reasons',
        help="Why orders are blocked: [code, words, number of orders].",
    )
    trouble = fields.Char(
        compute='_compute_health', help="What keeps the shop from staying in step.",
    )

    # === COMPUTE METHODS === #

    def _compute_health(self):
        Event, Sync = self.env['tts.event'].sudo(), self.env['tts.sync']
        for shop in self:
            of_shop = [('shop_id', '=', shop.id)]
            shop.last_event = Event.search(of_shop, limit=1).create_date
            counts = dict(Event._read_group(of_shop, ['state'], ['__count']))
            shop.waiting_event_count = counts.get('pending', 0) + counts.get('running', 0)
            shop.failed_event_count = counts.get('failed', 0)
            last = Sync.search([*of_shop, ('kind', '=', 'news')], limit=1)
            failing = last.state == 'failed' or last.has_problems or (
                last.message and last.state in OPEN)
            shop.trouble = last.message if failing else shop._silence()
            if shop.account_state == 'copied':
                shop.trouble = shop.account_id.message

    def _compute_blocked_reasons(self):
        Order = self.env['tts.order']
        words = dict(Order._fields['reason_code']._description_selection(self.env))
        for shop in self:
            shop.blocked_reasons = [
                [code, words.get(code, code), count]
                for code, count in Order._read_group(
                    [('shop_id', '=', shop.id), ('state', '=', 'blocked')],
                    ['reason_code'], ['__count'], order='__count DESC',
                )
            ]

    def _silence(self):
        """Return a sentence when orders have changed and no webhook has told of it."""
        last = self.env['tts.order'].search(
            [('shop_id', '=', self.id), ('tiktok_update_time', '!=', False)],
            order='tiktok_update_time desc', limit=1,
        ).tiktok_update_time
        since = max(self.last_event or self.create_date, self.create_date)
        if not (self.webhook_types and last and last > since + SILENCE):
            return False
        return self.env._(
            "Orders have changed, but no webhook has come since %s. See the tab Health, and press "
            "Register Webhooks. Orders are fetched every ten minutes meanwhile.",
            format_datetime(self.env, since, dt_format='short'))

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_blocked(self, code):
        """Link of the health panel: the orders that are blocked for one reason."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_order')
        domain = [
            ('shop_id', '=', self.id), ('state', '=', 'blocked'), ('reason_code', '=', code)]
        return {**action, 'domain': domain, 'context': {}}

    @needs('viewer')
    def action_open_events(self):
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_event')
        state = self.env.context.get('tts_state')
        return {**action, 'context': {
            'search_default_shop_id': self.id, **({f'search_default_{state}': 1} if state else {}),
        }}

    # === CRON METHODS === #

    @api.model
    def _cron_fetch_news(self):
        """Start runs for each connected shop that fetch what has changed since the last ones."""
        for shop in self.search([('account_id.state', '=', 'connected')]):
            for kind, since in self.env['tts.sync']._news_of(shop).items():
                shop._start_news_safely(kind, since)

    def _start_news_safely(self, kind, since):
        """Start one run; where that fails, a run that has failed says why. Others go on."""
        progress = self.env['ir.cron']._commit_progress
        try:
            self._start_news(kind, since)
            progress(1)
        except Exception as error:
            if is_lost(error):
                raise
            self.env.cr.rollback()
            if is_race(error):
                # Somebody else has just started or changed such a run.
                _logger.info("News of TikTok Shop %s wait for the next time: %s", self.id, error)
                return
            self._note_failed_news(kind, explained(self.env, error))
            progress(1)

    def _note_failed_news(self, kind, message):
        Sync = self.env['tts.sync']
        Sync.search([
            ('shop_id', '=', self.id), ('kind', '=', kind), ('state', '=', 'failed')]).unlink()
        Sync.create({
            'shop_id': self.id, 'kind': kind, 'state': 'failed', 'message': message,
            'date_done': fields.Datetime.now(),
        })

    def _start_news(self, kind, since):
        """Start a run for what has changed, unless one is at work; the one before is forgotten.

        :param str kind: of a `tts.sync`
        :param datetime since: what changed before has been fetched
        """
        runs = self.env['tts.sync'].search([('shop_id', '=', self.id), ('kind', '=', kind)])
        if runs.filtered(lambda run: run.state in ('pending', 'running')):
            return
        runs.unlink()
        now = fields.Datetime.now().replace(microsecond=0)
        self.env['tts.sync']._start(self, kind, {
            'date_field': 'update_time',
            'date_from': (since or now) - OVERLAP,
            'date_to': now,
        })
