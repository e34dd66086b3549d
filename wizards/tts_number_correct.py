from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import notification


class TtsNumberCorrect(models.TransientModel):
    """The one correction of a carrier and number that TikTok knows. For whoever works on the
    transfer.
    """

    _name = 'tts.number.correct'
    _description = "Correct Tracking"

    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", ondelete='cascade',
        default=lambda self: self._default_picking())
    told = fields.Char("TikTok Has", compute='_compute_told', compute_sudo=True)
    warning = fields.Char("TikTok's Warning", compute='_compute_told', compute_sudo=True)
    proposal = fields.Char("TikTok Proposes", compute='_compute_told', compute_sudo=True)
    proposed_carrier_id = fields.Many2one(
        'delivery.carrier', compute='_compute_told', compute_sudo=True)
    allowed_carrier_ids = fields.Many2many(
        'delivery.carrier', compute='_compute_allowed_carriers')
    carrier_id = fields.Many2one(
        'delivery.carrier', "New Carrier", domain="[('id', 'in', allowed_carrier_ids)]",
        compute='_compute_carrier', store=True, readonly=False)
    number = fields.Char("New Number", compute='_compute_number', store=True, readonly=False)

    @api.model
    def _default_picking(self):
        if self.env.context.get('active_model') != 'stock.picking':
            return self.env['stock.picking']
        return self.env['stock.picking'].browse(self.env.context.get('active_id') or [])

    # === COMPUTE METHODS === #

    @api.depends('picking_id')
    def _compute_told(self):
        for wizard in self:
            shipments = wizard.picking_id._tts_corrected()
            provider = shipments[:1]._proposed_provider()
            wizard.told = wizard.picking_id._tts_told_numbers(shipments)
            wizard.warning = '\n'.join(filter(None, shipments.mapped('warning')))
            wizard.proposal = provider.name
            wizard.proposed_carrier_id = (
                provider.carrier_ids & wizard.picking_id._tts_corrected().order_id._carriers())[:1]

    @api.depends('picking_id')
    def _compute_allowed_carriers(self):
        for wizard in self:
            orders = wizard.picking_id.sudo()._tts_corrected().order_id
            wizard.allowed_carrier_ids = orders._carriers().sudo(False)

    @api.depends('picking_id')
    def _compute_carrier(self):
        """What somebody has written on the transfer meanwhile is most likely what is right."""
        for wizard in self:
            carrier, _number = wizard.picking_id.sudo()._tts_carrier_and_number()
            wizard.carrier_id = carrier.sudo(False)

    @api.depends('picking_id')
    def _compute_number(self):
        for wizard in self:
            _carrier, wizard.number = wizard.picking_id.sudo()._tts_carrier_and_number()

    # === ACTION METHODS === #

    def action_take_proposed(self):
        """Button: choose the carrier that TikTok proposes, and show the dialog again."""
        self.ensure_one()
        self.check_access('write')
        self.carrier_id = self.proposed_carrier_id or self.carrier_id
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'view_mode': 'form', 'target': 'new', 'name': self.env._("Correct Tracking")}

    def action_correct(self):
        """Button: have TikTok told the new carrier and number.

        :raises UserError: when that is not possible, or TikTok would not take them
        """
        self.ensure_one()
        self.check_access('write')
        if not self.picking_id:
            raise UserError(self.env._("Open the transfer, and press Correct Tracking there."))
        self.picking_id._tts_correct(self.carrier_id, (self.number or '').strip())
        told = notification('info', self.env._("It is sent within a minute."))
        told['params']['next'] = {'type': 'ir.actions.act_window_close'}
        return told
