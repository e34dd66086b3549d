from odoo import api, fields, models

from ...tools import values
from ...tools.actions import notification


class StockPicking(models.Model):
    """Where a transfer's parcels are, as TikTok tells: asked when a person wants to know."""

    _inherit = 'stock.picking'

    tts_last_mile_number = fields.Char(
        "Last-Mile Tracking Number", compute='_compute_tts_last_mile_number', compute_sudo=True,
        help="Of the carrier in the buyer's country, for what crosses a border.")

    # === COMPUTE METHODS === #

    @api.depends('tts_package_ids.last_mile_number', 'tts_package_ids.status')
    def _compute_tts_last_mile_number(self):
        for picking in self:
            numbers = picking.tts_package_ids.filtered(
                lambda package: package.status != 'CANCELLED').mapped('last_mile_number')
            picking.tts_last_mile_number = ', '.join(dict.fromkeys(filter(None, numbers)))

    # === ACTION METHODS === #

    def action_tts_track(self):
        """Button: show what has become of the parcel, the latest first. TikTok is asked."""
        self.ensure_one()
        self.check_access('write')
        told = self.sudo()._tts_ask_events()
        if not told:
            return notification('info', self.env._("TikTok tells nothing of its way yet."))
        events = self.env['tts.tracking.event'].sudo().create(told)
        return {
            'type': 'ir.actions.act_window', 'res_model': events._name, 'view_mode': 'list',
            'views': [(False, 'list')], 'target': 'new', 'domain': [('id', 'in', events.ids)],
            'name': self.env._("Tracking of %s", self.carrier_tracking_ref or self.name)}

    def _tts_ask_events(self):
        """Return what TikTok tells of the way of one transfer's orders: values of events."""
        found = []
        for order in self._tts_orders():
            with order.shop_id._tiktok() as client:
                told = client.order_tracking(order.shop_id.cipher, order.tiktok_id)
            found += [{
                'time': values.moment(millis // 1000), 'sequence': millis % 1000,
                'text': values.text(text, 500), 'order_ref': order.tiktok_id,
            } for millis, text in told]
        return found
