from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_datetime

from ..tools import values


def named(reasons):
    """Return what is said of transfers that are left out: a line for each reason.

    :param dict reasons: {stock.picking: sentence}
    """
    found = {}
    for picking, reason in reasons.items():
        found.setdefault(reason, []).append(picking.name)
    return '\n'.join(f"{', '.join(names)}: {reason}" for reason, names in found.items())


class TtsShipmentArrange(models.TransientModel):
    """Have TikTok's carrier take parcels. For whoever works on the transfers."""

    _name = 'tts.shipment.arrange'
    _description = "Arrange Shipment"

    picking_ids = fields.Many2many(
        'stock.picking', string="Chosen Transfers",
        default=lambda self: self.env['stock.picking']._tts_chosen())
    picking_count = fields.Integer("To Arrange", compute='_compute_left_out')
    left_out = fields.Text(compute='_compute_left_out')
    is_asked = fields.Boolean(compute='_compute_left_out')
    handover_method = fields.Selection([
        ('drop_off', "Drop off"),
        ('pickup', "Pickup"),
    ], required=True, default='drop_off',
        help="Where TikTok takes this from Seller Center's settings, it is not asked.")
    slot_ids = fields.One2many('tts.shipment.slot', 'wizard_id', "Pickup Times")
    slot_id = fields.Many2one(
        'tts.shipment.slot', "Pickup Time", domain="[('wizard_id', '=', id)]")
    slot_problem = fields.Char()
    takes_next_slot = fields.Boolean(
        "Take the next free time if this one is gone", default=True,
        help="TikTok is told a moment later. Without this, a parcel whose time is gone by then "
             "waits for another choice, with a to-do.")
    unfetched_ids = fields.Many2many(
        'stock.picking', 'tts_shipment_arrange_unfetched_rel', string="Not Fetched", readonly=True)
    drop_off_url = fields.Char("Where to Drop Off")
    can_van_collection = fields.Boolean(help="A van of TikTok's carrier comes to the warehouse.")

    @api.depends('picking_ids')
    def _compute_left_out(self):
        for wizard in self:
            pickings = wizard.picking_ids._origin or wizard.picking_ids
            reasons = pickings._tts_why_not_arranged()
            wizard.picking_count = len(pickings) - len(reasons)
            wizard.left_out = named(reasons)
            wizard.is_asked = bool(
                (pickings - pickings.browse().union(*reasons))._tts_asked_handover())

    def action_ask_slots(self):
        """Button: ask TikTok when it can fetch and where to drop off, and show the dialog again."""
        self.ensure_one()
        self.check_access('write')
        self.picking_ids.check_access('write')
        chosen = self.picking_ids
        chosen -= chosen.browse().union(*chosen._tts_why_not_arranged())
        told = chosen._tts_asked_handover()._tts_ask_slots()
        self.sudo().unfetched_ids = told.unfetched_ids
        self.write({
            'slot_problem': told.problem, 'drop_off_url': told.drop_off_url,
            'can_van_collection': told.can_van_collection,
            'slot_ids': [Command.clear(), *(
                Command.create({'start': values.moment(start), 'end': values.moment(end)})
                for start, end in told.slots)]})
        self.slot_id = self.slot_ids[:1]
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'view_mode': 'form', 'target': 'new', 'name': self.env._("Arrange Shipment")}

    def action_arrange(self):
        """Button: have it arranged, and show how it goes.

        :raises UserError: when none of the transfers can be arranged, or a time is missing
        """
        self.ensure_one()
        self.check_access('write')
        self.picking_ids.check_access('write')
        is_pickup = self.handover_method == 'pickup'
        if self.is_asked and is_pickup:
            self._refuse_pickup()
        if not self.picking_count:
            raise UserError(self.env._("Nothing can be arranged.\n%s", self.left_out))
        left_out = dict.fromkeys(
            self.unfetched_ids & self.picking_ids if is_pickup else (),
            self.env._("TikTok does not fetch it. Arrange it with Drop off."))
        slot = self.slot_id if is_pickup else self.slot_id.browse()
        chosen = self.picking_ids - self.picking_ids.browse().union(*left_out)
        reasons = chosen._tts_arrange(
            self.handover_method.upper(), (slot.start, slot.end), self.takes_next_slot)
        arranged = chosen - chosen.browse().union(*reasons)
        self._choose_services(arranged)
        return self._sent_off(arranged, {**reasons, **left_out})

    def _refuse_pickup(self):
        """:raises UserError: when nothing can be fetched as it was chosen"""
        if not self.slot_id:
            raise UserError(self.env._(
                "Press Load Pickup Times and choose one, or choose Drop off."))
        if (len(self.picking_ids.sudo().tts_shop_id) > 1
                or len(self.picking_ids.picking_type_id.warehouse_id) > 1):
            raise UserError(self.env._(
                "A pickup is for one shop and one warehouse. Choose their transfers alone."))


class TtsShipmentSlot(models.TransientModel):
    """A time at which TikTok's carrier can fetch parcels."""

    _name = 'tts.shipment.slot'
    _description = "Pickup Time"
    _order = 'start'

    wizard_id = fields.Many2one('tts.shipment.arrange', ondelete='cascade')
    start = fields.Datetime()
    end = fields.Datetime()

    @api.depends('start', 'end')
    def _compute_display_name(self):
        for slot in self:
            slot.display_name = ' – '.join(
                format_datetime(self.env, moment, dt_format='short')
                for moment in (slot.start, slot.end) if moment)
