from odoo import api, fields, models

from ..engine.mail_activity import Todo
from ..engine.tts_guard import needs
from ..engine.tts_work import ring
from .stock_picking import HANDOVERS

ACTIVITY_TYPE = 'tiktok_shop.mail_activity_type_transfer'


class TtsShipment(models.Model):
    """A parcel that Odoo tells TikTok of: what is in it, who carries it, and what TikTok said.

    It is made when goods are to leave or have left, in the transaction of whoever works there, and
    sent after that from a queue: see `tts_shipment_work.py`.
    """

    _name = 'tts.shipment'
    _description = "TikTok Shop Shipment"
    _inherit = ['tts.guard']
    _order = 'id desc'
    _rec_name = 'picking_id'

    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    order_id = fields.Many2one(
        'tts.order', "TikTok Order", required=True, readonly=True, index=True, ondelete='restrict')
    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", required=True, readonly=True, index=True,
        ondelete='cascade')
    package_id = fields.Many2one(
        'tts.package', readonly=True, index='btree_not_null', ondelete='set null')
    item_refs = fields.Json(
        "Items", readonly=True,
        help="TikTok's ids of the units in it; noted before TikTok is told of them.")
    carrier_id = fields.Many2one('delivery.carrier', compute='_compute_carrier', compute_sudo=True)
    provider_id = fields.Many2one(
        'tts.provider', "Shipping Provider", compute='_compute_carrier', compute_sudo=True)
    tracking_number = fields.Char(compute='_compute_carrier', compute_sudo=True)
    provider_name = fields.Char("Carrier of the Transfer", related='picking_id.tts_provider_name')
    is_arranged = fields.Boolean(
        "By TikTok's Carrier", readonly=True, help="A person has asked for it.")
    handover_method = fields.Selection(HANDOVERS, readonly=True)
    slot_start = fields.Datetime("Pickup from", readonly=True)
    slot_end = fields.Datetime("Pickup to", readonly=True)
    state = fields.Selection([
        ('lacking', "Something is missing"),
        ('waiting', "Waiting"),
        ('reported', "Reported"),
        ('refused', "Refused"),
        ('cancelled', "Not needed"),
    ], required=True, default='waiting', index=True, readonly=True)
    error = fields.Char("What Is Wrong", readonly=True)
    warning = fields.Char("TikTok's Warning", readonly=True)
    attempts = fields.Integer(readonly=True)
    retry = fields.Datetime("Not before", readonly=True)
    lease = fields.Datetime(readonly=True, help="Until then a worker is at it.")
    date = fields.Datetime("Reported on", readonly=True)

    _unique_per_transfer = models.UniqueIndex(
        "(picking_id, order_id) WHERE package_id IS NULL AND state != 'cancelled'",
        "A transfer is reported once for an order.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        'picking_id.carrier_id.tts_provider_ids.options', 'picking_id.carrier_tracking_ref',
        'shop_id', 'order_id')
    def _compute_carrier(self):
        for shipment in self:
            carrier, number = shipment.picking_id._tts_carrier_and_number()
            shipment.carrier_id = carrier
            shipment.tracking_number = number
            shipment.provider_id = carrier._tts_provider(
                shipment.shop_id, shipment.order_id._delivery_option())

    # === ACTION METHODS === #

    @needs('user')
    def action_retry(self):
        """Button: tell TikTok of these once more; as the button of their transfers does."""
        return self.sudo().picking_id.action_tts_retry()

    # === BUSINESS METHODS === #

    @api.model
    def _ring(self, at=None):
        """Wake the scheduled action that sends.

        :param datetime at: naive UTC; by default now
        """
        ring(self.env, 'report', at)

    def _wake(self):
        """Have what is not reported yet sent soon."""
        due = self.filtered(lambda shipment: shipment.state in ('lacking', 'waiting', 'refused'))
        due.write({
            'state': 'waiting', 'situation': False, 'attempts': 0, 'retry': False, 'lease': False})
        if due:
            self._ring()

    @api.model
    def _plan(self, wanted):
        """Have a shipment for each of these transfers and orders that has none.

        :param wanted: of (stock.picking, tts.order)
        :return: those that were made
        """
        pickings = self.env['stock.picking'].union(*(picking for picking, _order in wanted))
        known = {(each.picking_id, each.order_id) for each in self.search([
            ('picking_id', 'in', pickings.ids), ('state', '!=', 'cancelled')])}
        made = self.create([
            {'shop_id': order.shop_id.id, 'order_id': order.id, 'picking_id': picking.id}
            for picking, order in dict.fromkeys(wanted) if (picking, order) not in known])
        if made:
            self._ring()
        return made

    def _hand_on(self, picking):
        """Have parcels belong to the next step of their delivery; not one whose goods another
        takes there, of which TikTok is not told yet.
        """
        taken = picking.tts_shipment_ids.filtered(lambda each: each._is_untold()).order_id
        self.filtered(
            lambda each: not each._is_untold() or each.order_id not in taken).picking_id = picking

    def _is_untold(self):
        return self.state != 'cancelled' and not self.package_id

    # === TO-DOS === #

    def _agree_todos(self):
        """Have a to-do on each transfer of which TikTok cannot be told, and on no other."""
        users = {
            shipment.picking_id: shipment.order_id._who_reads(
                shipment.picking_id.user_id, shipment.order_id._responsible())
            for shipment in self}
        if users:
            self.env['mail.activity']._tts_agree(
                {picking: picking.tts_shipment_ids._todos() for picking in users}, users,
                ACTIVITY_TYPE, 'shipment')

    def _todos(self):
        """Return what a person has to see to of these parcels of one transfer."""
        stuck = self.filtered(lambda each: each.state in ('lacking', 'refused'))
        return [Todo('shipment', each._todo_summary(), each.error or '') for each in stuck[:1]]

    def _todo_summary(self):
        if self.situation == 'cancelled':
            return self.env._("Pull the parcel out of the pile: TikTok has cancelled its order.")
        if self.is_arranged:
            return self.env._("The shipping of this parcel is not arranged.")
        return self.env._("TikTok does not know yet that this has left.")
