from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.tts_guard import needs


class StockPicking(models.Model):
    """What no carrier takes: its order may be cancelled free of penalty, by whoever sells."""

    _inherit = 'stock.picking'

    tts_is_undeliverable = fields.Boolean(
        compute='_compute_tts_is_undeliverable', compute_sudo=True,
        help="TikTok says that no carrier takes it, or not to this address.")

    @api.depends('tts_shipment_ids.state', 'tts_shipment_ids.situation')
    def _compute_tts_is_undeliverable(self):
        for picking in self:
            picking.tts_is_undeliverable = bool(picking.tts_shipment_ids._undeliverable())

    @needs('user')
    def action_tts_cancel_undeliverable(self):
        """Button: ask TikTok for what reasons the order may be cancelled, and show the dialog.

        :raises UserError: when TikTok does not allow it now
        """
        self.ensure_one()
        order = self.sudo().tts_shipment_ids._undeliverable()[:1].order_id.with_env(self.env)
        if not order:
            raise UserError(self.env._(
                "By now TikTok does not say any more that this cannot be delivered."))
        return self.env['tts.order.undeliverable']._ask(self, order)
