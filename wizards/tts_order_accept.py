from odoo import fields, models
from odoo.exceptions import UserError

from ..models.engine.tts_guard import needs


class TtsOrderAccept(models.TransientModel):
    """A manager takes an order whose amounts are not TikTok's, and says why."""

    _name = 'tts.order.accept'
    _description = "Accept Amounts That Are Not TikTok's"

    order_id = fields.Many2one('tts.order', required=True, ondelete='cascade')
    gap = fields.Char("Difference", compute='_compute_gap')
    reason = fields.Char(required=True)

    def _compute_gap(self):
        for wizard in self:
            wizard.gap = wizard.order_id._gap()

    @needs('manager')
    def action_accept(self):
        """Button: let this difference pass, and go on with the order.

        :raises UserError: when there is no reason, or nothing to accept any more
        """
        self.ensure_one()
        if not (self.reason or '').strip():
            raise UserError(self.env._("Say why: it is kept with the order."))
        if not self.gap:
            raise UserError(self.env._("By now the amounts are TikTok's: nothing is to accept."))
        order = self.order_id
        order.sudo()._accept(self.reason)
        order.sudo()._apply()
        sale = order.sale_order_id
        if self.env.context.get('tts_confirm') and sale.state in ('draft', 'sent'):
            sale.action_confirm()
        return {'type': 'ir.actions.act_window_close'}
