from datetime import timedelta

from odoo import fields, models
from odoo.tools.misc import format_datetime

from ..engine.tts_guard import needs
from ..engine.tts_sync import OPEN

# When orders have changed for so long without a webhook, the webhooks are broken.
SILENCE = timedelta(hours=1)


class TtsShop(models.Model):
    """Whether a shop's orders come in by themselves, and what keeps them from it."""

    _inherit = 'tts.shop'

    orders_watermark = fields.Datetime(
        "Up to Date until", default=fields.Datetime.now, readonly=True, copy=False,
        help="What changed at TikTok before has been fetched by the schedule.",
    )
    blocked_reasons = fields.Json(
        "Blocked Orders", compute='_compute_blocked_reasons',
        help="Why orders are blocked: [code, words, number of orders].",
    )

    # === COMPUTE METHODS === #

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

    def _trouble(self):
        last = self.env['tts.sync'].search(
            [('shop_id', '=', self.id), ('kind', '=', 'news')], limit=1)
        failing = last.state == 'failed' or last.has_problems or (
            last.message and last.state in OPEN)
        return super()._trouble() or (last.message if failing else self._silence())

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
