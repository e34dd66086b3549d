import logging
from datetime import timedelta

from odoo import api, fields, models

from ...tools.sentences import explained
from ..engine.tts_guard import needs
from ..engine.tts_work import is_lost, is_race

_logger = logging.getLogger(__name__)

# TikTok finds a change a little later than it tells of it: what was asked for already is asked for
# again, and costs nothing where it has not changed.
OVERLAP = timedelta(minutes=15)


class TtsShop(models.Model):
    """How a shop stays in step when webhooks fail, and how one sees whether it does."""

    _inherit = 'tts.shop'

    last_event = fields.Datetime("Last Webhook", compute='_compute_health')
    waiting_event_count = fields.Integer("Webhooks Waiting", compute='_compute_health')
    failed_event_count = fields.Integer("Webhooks Failed", compute='_compute_health')
    authorization_expiry = fields.Datetime(
        "Authorization until", related='account_id.refresh_token_expiry',
    )
    trouble = fields.Char(
        compute='_compute_health', help="What keeps the shop from staying in step.",
    )

    # === COMPUTE METHODS === #

    def _compute_health(self):
        Event = self.env['tts.event'].sudo()
        for shop in self:
            of_shop = [('shop_id', '=', shop.id)]
            shop.last_event = Event.search(of_shop, limit=1).create_date
            counts = dict(Event._read_group(of_shop, ['state'], ['__count']))
            shop.waiting_event_count = counts.get('pending', 0) + counts.get('running', 0)
            shop.failed_event_count = counts.get('failed', 0)
            shop.trouble = shop._trouble()

    def _trouble(self):
        """Return a sentence that says what keeps one shop from staying in step, if anything."""
        return self.account_state == 'copied' and self.account_id.message

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_events(self):
        """Button: the shop's webhooks; those in a state by `tts_state`."""
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
