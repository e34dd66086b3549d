from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.actions import notification


class TtsNumberAsk(models.TransientModel):
    """Carrier and tracking number of what the seller ships: of a transfer that is being validated,
    or of several that one number is for. For whoever works on the transfers.
    """

    _name = 'tts.number.ask'
    _description = "Carrier and Tracking Number"

    picking_ids = fields.Many2many(
        'stock.picking', string="Chosen Transfers",
        default=lambda self: self.env['stock.picking']._tts_chosen())
    allowed_carrier_ids = fields.Many2many(
        'delivery.carrier', compute='_compute_allowed_carriers')
    carrier_id = fields.Many2one(
        'delivery.carrier', domain="[('id', 'in', allowed_carrier_ids)]",
        help="Those that are shipping providers of TikTok's for these orders.")
    number = fields.Char("Tracking Number")
    problem = fields.Char(compute='_compute_problem')
    left_out = fields.Text(compute='_compute_left_out')

    # === COMPUTE METHODS === #

    @api.depends('picking_ids')
    def _compute_allowed_carriers(self):
        for wizard in self:
            wizard.allowed_carrier_ids = wizard._pickings()._tts_carriers().sudo(False)

    @api.depends('picking_ids', 'carrier_id', 'number')
    def _compute_problem(self):
        for wizard in self:
            is_whole = wizard.carrier_id and wizard.number
            wizard.problem = wizard._problem() if is_whole else ''

    @api.depends('picking_ids')
    def _compute_left_out(self):
        for wizard in self:
            wizard.left_out = '\n'.join((wizard._pickings() - wizard._taken()).mapped('name'))

    def _pickings(self):
        return self.picking_ids._origin or self.picking_ids

    def _taken(self):
        """Return the transfers that are the last step of what a seller ships and TikTok waits for.
        """
        return self._pickings().filtered(lambda picking: picking.sudo()._tts_orders_by_seller())

    def _problem(self):
        """Return why TikTok cannot be told this carrier and number; '' where it can."""
        number = (self.number or '').strip()
        return next(filter(None, (
            picking._tts_number_problem(self.carrier_id, number)
            for picking in self._pickings())), '')

    # === ACTION METHODS === #

    def action_validate(self):
        """Button: take carrier and number, and go on validating.

        :raises UserError: when TikTok would not take them
        """
        self.check_access('write')
        self._write_pickings(self.picking_ids)
        return self._validated()

    def action_validate_without(self):
        """Button: go on validating; the transfer then waits for its number."""
        self.ensure_one()
        self.check_access('write')
        if self.carrier_id:
            self.picking_ids.carrier_id = self.carrier_id
        return self._validated()

    def action_set(self):
        """Button: take carrier and number for all of the transfers that can have them.

        :raises UserError: when TikTok would not take them, or there is no such transfer
        """
        self.check_access('write')
        taken = self._taken()
        if not taken:
            raise UserError(self.env._(
                "TikTok waits for the seller's number for none of these transfers. Choose those "
                "that go to the buyer."))
        self._write_pickings(taken)
        told = notification('success', self.env._(
            "%s transfers have this carrier and number.", len(taken)))
        told['params']['next'] = {'type': 'ir.actions.act_window_close'}
        return told

    def _write_pickings(self, pickings):
        """:raises UserError: when TikTok would not take carrier and number"""
        self.ensure_one()
        if problem := self._problem():
            raise UserError(problem)
        # By now nothing may be missing: what was left empty says nothing.
        vals = {
            'carrier_id': self.carrier_id.id, 'carrier_tracking_ref': (self.number or '').strip()}
        pickings.write({name: value for name, value in vals.items() if value})

    def _validated(self):
        return self.picking_ids.with_context(skip_tts_number=True).button_validate()
