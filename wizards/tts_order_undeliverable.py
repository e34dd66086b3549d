from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from ..models.engine.tts_guard import needs
from ..tools import cancel_reasons
from ..tools.sentences import term

_lt = LazyTranslate(__name__)

LABELS = {
    'address_not_deliver': _lt("Cannot be delivered to the buyer's address"),
    'unable_to_deliver': _lt("Cannot be delivered to the buyer's address"),
    'out_of_stock': _lt("Out of stock"),
    'wrong_price': _lt("Wrong price"),
    'buyer_requested_cancellation': _lt("The buyer has asked for it"),
}


class TtsOrderUndeliverable(models.TransientModel):
    """Cancel an order that no carrier takes, for a reason that TikTok offers."""

    _name = 'tts.order.undeliverable'
    _description = "Cancel Without Penalty"

    order_id = fields.Many2one('tts.order', "TikTok Order", required=True, ondelete='cascade')
    reason_ids = fields.One2many('tts.order.undeliverable.reason', 'wizard_id', "Reasons")
    reason_id = fields.Many2one(
        'tts.order.undeliverable.reason', domain="[('wizard_id', '=', id)]")
    is_free = fields.Boolean(
        compute='_compute_is_free', help="TikTok does not count it against the shop.")

    @api.depends('reason_id')
    def _compute_is_free(self):
        for wizard in self:
            wizard.is_free = cancel_reasons.is_undeliverable(wizard.reason_id.name or '')

    @api.model
    def _ask(self, picking, order):
        """Return the action of the dialog, with the reasons that TikTok offers now.

        :raises UserError: when TikTok does not allow the order to be cancelled, or cannot be asked
        """
        order.check_access('read')
        with order.shop_id._tiktok() as client:
            told = client.cancel_reasons(order.shop_id.sudo().cipher, order.tiktok_id)
        names = _common(told)
        if not names:
            problems = ' '.join(dict.fromkeys(each.problem for each in told.values()))
            raise UserError(self.env._(
                "TikTok does not allow %(transfer)s to be cancelled now. %(words)s",
                transfer=picking.name, words=problems))
        wizard = self.create({
            'order_id': order.id, 'reason_ids': [Command.create({'name': name}) for name in names]})
        wizard.reason_id = wizard.reason_ids.filtered(
            lambda reason: cancel_reasons.is_undeliverable(reason.name))[:1]
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': wizard.id,
            'view_mode': 'form', 'target': 'new', 'name': self.env._("Cancel Without Penalty")}

    @needs('user')
    def action_cancel_order(self):
        """Button: have the whole order cancelled at TikTok, which the queue does.

        :raises UserError: when no reason is chosen, or it can be delivered by now
        """
        self.ensure_one()
        self.order_id.check_access('read')
        if not self.reason_id or self.reason_id not in self.reason_ids:
            raise UserError(self.env._("Choose a reason."))
        shipment = self.order_id.sudo().shipment_ids._undeliverable()[:1]
        if not shipment:
            raise UserError(self.env._(
                "By now TikTok does not say any more that this cannot be delivered."))
        shipment._cancel_order(self.reason_id.name)
        return {'type': 'ir.actions.act_window_close'}


class TtsOrderUndeliverableReason(models.TransientModel):
    """A reason for which TikTok lets the seller cancel an order."""

    _name = 'tts.order.undeliverable.reason'
    _description = "Reason to Cancel"

    wizard_id = fields.Many2one('tts.order.undeliverable', ondelete='cascade')
    name = fields.Char(required=True, help="TikTok's.")

    @api.depends('name')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = term(self.env, LABELS, cancel_reasons.core(reason.name or ''))


def _common(told):
    """Return the reasons for which all that is left of an order may be cancelled.

    :param dict told: see `CancellationCalls.cancel_reasons`
    """
    allowed = [each.reasons for each in told.values() if each.reasons]
    return [name for name in (allowed[0] if allowed else ())
            if all(name in names for names in allowed)]
