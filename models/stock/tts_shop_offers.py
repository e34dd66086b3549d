from odoo import fields, models
from odoo.tools.misc import format_datetime

from ..engine.tts_guard import needs


class TtsShop(models.Model):
    """Whether a shop's stock and prices are at TikTok as they are in Odoo, at a glance."""

    _inherit = 'tts.shop'

    offer_waiting_count = fields.Integer("Waiting to Be Sent", compute='_compute_offers')
    offer_refused_count = fields.Integer("Refused Offers", compute='_compute_offers')
    offer_since = fields.Datetime(
        "Oldest Waiting", compute='_compute_offers',
        help="Since when the SKU that waits longest is to be sent.")
    offer_status = fields.Char("Stock and Prices", compute='_compute_offers')

    def _compute_offers(self):
        """Four figures of all shops, by as many statements as there are kinds and states."""
        waiting, refused, since = {}, {}, {}
        Sku = self.env['tts.sku'].sudo()
        for shop, state, count in Sku._read_group(
                [('shop_id', 'in', self.ids), ('push_state', 'in', ('waiting', 'refused'))],
                ['shop_id', 'push_state'], ['__count']):
            (waiting if state == 'waiting' else refused)[shop.id] = count
        for kind in ('stock', 'price'):
            for shop, oldest in Sku._read_group(
                    [('shop_id', 'in', self.ids), (f'{kind}_state', '=', 'waiting')],
                    ['shop_id'], [f'{kind}_since:min']):
                since[shop.id] = min(filter(None, (since.get(shop.id), oldest)), default=None)
        for shop in self:
            shop.offer_waiting_count = waiting.get(shop.id, 0)
            shop.offer_refused_count = refused.get(shop.id, 0)
            shop.offer_since = since.get(shop.id)
            shop.offer_status = shop._offer_status()

    def _offer_status(self):
        """Return a sentence that says how stock and prices of one shop stand."""
        if self.is_stopped:
            return self.env._("Stopped: nothing is sent.")
        if not (self.push_stock or self.push_prices):
            return self.env._("Nothing is sent by itself.")
        if self.offer_since:
            return self.env._(
                "SKUs to be sent: %(count)s, the oldest since %(since)s.",
                count=self.offer_waiting_count, since=moment(self.env, self.offer_since))
        if self.swept and self.offer_refused_count:
            return self.env._(
                "SKUs refused: %(count)s, all others up to date since %(since)s.",
                count=self.offer_refused_count, since=moment(self.env, self.swept))
        if self.swept:
            return self.env._("Up to date since %s.", moment(self.env, self.swept))
        return self.env._("Nothing has been compared yet.")

    # === ACTION METHODS === #

    @needs('viewer')
    def action_open_offers(self):
        """Button: what these shops offer of each SKU; what is waiting or refused by `tts_state`."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_sku_offer')
        state = self.env.context.get('tts_state')
        return {**action, 'domain': [('shop_id', 'in', self.ids)], 'context': {
            f'search_default_{state}': 1} if state else {}}

    @needs('viewer')
    def action_open_push_days(self):
        """Button: how much was sent and refused, day by day."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_push_day')
        return {**action, 'domain': [('shop_id', 'in', self.ids)]}


def moment(env, when):
    """Return a time as the user reads it."""
    return format_datetime(env, when, dt_format='short')
