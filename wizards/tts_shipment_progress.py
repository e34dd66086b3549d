from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import notification
from .tts_shipment_arrange import named


class TtsShipmentArrange(models.TransientModel):
    """How far the transfers are that were arranged together: the dialog shows it as it goes on, and
    may be closed at any time, since the queue works without it.
    """

    _name = 'tts.shipment.arrange'
    _inherit = ['tts.shipment.arrange', 'tts.guard']

    sent_ids = fields.Many2many(
        'stock.picking', 'tts_shipment_arrange_sent_rel', string="Arranged Transfers",
        readonly=True)
    kept_back = fields.Text("Not Arranged", readonly=True)
    sent_count = fields.Integer("Transfers", compute='_compute_progress')
    arranged_count = fields.Integer("Arranged", compute='_compute_progress')
    refused_count = fields.Integer("Refused", compute='_compute_progress')
    later_count = fields.Integer(
        "Waiting", compute='_compute_progress',
        help="Not yet, as each transfer says. It is tried again by itself.")
    waiting_count = fields.Integer("Still to Do", compute='_compute_progress')
    progress = fields.Integer(compute='_compute_progress')

    # === COMPUTE METHODS === #

    @api.depends('sent_ids')
    def _compute_progress(self):
        for wizard in self:
            found = wizard._sent_by_state()
            wizard.sent_count = len(wizard.sent_ids)
            for state in ('arranged', 'refused', 'later', 'waiting'):
                wizard[f'{state}_count'] = len(found.get(state, ()))
            wizard.progress = 100 - 100 * wizard.waiting_count // max(wizard.sent_count, 1)

    def _sent_by_state(self):
        """Return what has become of the transfers: {`arranged`, `refused`, `later` or `waiting`:
        stock.picking}.
        """
        steps = {picking: picking._tts_last_steps() for picking in self.sent_ids.sudo()}
        shipments = self.env['stock.picking'].union(*steps.values()).sudo().tts_shipment_ids
        now = fields.Datetime.now()
        at_work = shipments.search([('id', 'in', shipments.ids), *shipments._due()]) | (
            shipments.filtered(lambda each: (
                each.state == 'waiting' and each.lease and each.lease > now)))
        return self.sent_ids.grouped(
            lambda picking: _state(steps[picking.sudo()].tts_shipment_ids, at_work))

    # === ACTION METHODS === #

    def action_open_refused(self):
        """Button: open the transfers that were refused; each says why."""
        self.ensure_one()
        self.check_access('write')
        refused = self._sent_by_state().get('refused', self.sent_ids.browse())
        return {
            'type': 'ir.actions.act_window', 'res_model': 'stock.picking', 'view_mode': 'list,form',
            'name': self.env._("Refused by TikTok"), 'domain': [('id', 'in', refused.ids)]}

    def action_retry_refused(self):
        """Button: tell TikTok once more of those that were refused."""
        self.ensure_one()
        self.check_access('write')
        refused = self._sent_by_state().get('refused', self.sent_ids.browse())
        told = refused._tts_last_steps().action_tts_retry()
        told['params']['next'] = self._action_progress()
        return told

    # === BUSINESS METHODS === #

    def _sent_off(self, pickings, reasons):
        """Return the action that tells how transfers are getting on that are told TikTok now.

        :param dict reasons: {stock.picking: why it is not among them}
        :raises UserError: when there are none
        """
        kept_back = named(reasons)
        if not pickings:
            raise UserError(self.env._("Nothing can be arranged.\n%s", kept_back))
        if len(pickings) == 1 and not reasons:
            told = notification('info', self.env._(
                "TikTok is told now. The transfer shows what has come of it."))
            told['params']['next'] = {'type': 'ir.actions.act_window_close'}
            return told
        self.sudo().write({'sent_ids': pickings.ids, 'kept_back': kept_back})
        return self._action_progress()

    def _action_progress(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'views': [(self.env.ref('tiktok_shop.view_tts_shipment_progress_form').id, 'form')],
            'target': 'new', 'name': self.env._("Shipments Being Arranged")}


def _state(shipments, at_work):
    """Return what has become of one transfer.

    :param shipments: its own and those of its next steps
    :param at_work: those that TikTok is being told of, or is told next
    """
    states = set(shipments.mapped('state')) - {'cancelled'}
    if shipments & at_work:
        return 'waiting'
    if 'waiting' in states and not states & {'refused', 'lacking'}:
        return 'later'
    return 'arranged' if states == {'reported'} else 'refused'
