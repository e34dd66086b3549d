from odoo import api, fields, models

from .stock_picking import HANDOVERS

# In the order in which a parcel goes through them; that of the columns of the kanban
STAGES = [
    ('to_arrange', "To Arrange"),
    ('to_print', "To Print"),
    ('to_pack', "To Pack"),
    ('to_hand_over', "To Hand Over"),
    ('in_transit', "In Transit"),
    ('trouble', "Trouble"),
]
# What is worked out together
TOLD = ('tts_stage', 'tts_provider_name', 'tts_handover_method', 'tts_pickup_start')
# Of packages, what it follows from
DECIDING = (
    'status', 'sub_status', 'is_scanned', 'trouble', 'label_state', 'label_id', 'label_printed',
    'provider_name', 'handover_method', 'pickup_start')
# Those at which a change of the shop's settings may say something else.
UNSCANNED = ('to_print', 'to_pack', 'to_hand_over', 'trouble')


class StockPicking(models.Model):
    """What whoever packs has to do next about a transfer of TikTok's: columns of a kanban.

    Stored, since it is grouped by. A step that is done and not the last one of its delivery is in
    none: what it has brought on its way is the next one's.
    """

    _inherit = 'stock.picking'

    tts_stage = fields.Selection(
        STAGES, "TikTok Stage", compute='_compute_tts_stage', store=True, readonly=True,
        index='btree_not_null', copy=False, group_expand=True,
        help="To Arrange: TikTok's carrier takes it, and nobody has arranged that yet.\n"
             "To Print: its label is there, or is coming.\n"
             "To Pack: nothing is missing but the goods. Validate the transfer when they are in.\n"
             "To Hand Over: it lies ready, the carrier has not scanned it.\n"
             "In Transit: the carrier has scanned it, or it has arrived.\n"
             "Trouble: somebody has to see to it; the transfer says why.")

    # By what parcels are put together, whichever step it is
    tts_provider_name = fields.Char(
        "Shipping Provider", compute='_compute_tts_stage', store=True, readonly=True, copy=False)
    tts_handover_method = fields.Selection(
        HANDOVERS, "Handover", compute='_compute_tts_stage', store=True, readonly=True,
        copy=False)
    tts_pickup_start = fields.Datetime(
        "Pickup from", compute='_compute_tts_stage', store=True, readonly=True, copy=False)
    tts_wrong = fields.Char("What Is Wrong", compute='_compute_tts_wrong', compute_sudo=True)

    # === COMPUTE METHODS === #

    # Of orders, see `tts_order.py`; of the packages of later steps, `tts_package_stage.py`.
    @api.depends(
        'state', 'tts_shop_id', 'carrier_id', 'move_ids.returned_move_ids.state',
        'tts_shipment_ids.state', 'tts_shipment_ids.handover_method', 'tts_shipment_ids.slot_start',
        *(f'tts_package_ids.{name}' for name in sorted(DECIDING)))
    def _compute_tts_stage(self):
        ours = self.filtered(lambda picking: picking.tts_shop_id and picking.state != 'cancel')
        (self - ours).update(dict.fromkeys(TOLD, False))
        if ours:
            orders, packages = ours._tts_orders_of_each(), ours._tts_labelled()
        for picking in ours:
            here = orders.get(picking, self.env['tts.order']).filtered(
                lambda order: not order._is_fulfilled_by_tiktok())
            picking.tts_stage = bool(here) and not picking._tts_is_over() and picking._tts_stage(
                here, packages[picking])
            picking.update(picking._tts_handover(packages[picking]))

    @api.depends('tts_stage', 'tts_bar', 'tts_report_message', 'tts_label_message')
    @api.depends_context('lang')
    def _compute_tts_wrong(self):
        packages = self._tts_labelled()
        for picking in self:
            picking.tts_wrong = '\n'.join(dict.fromkeys(filter(None, (
                picking.tts_bar, picking.tts_report_message, picking.tts_label_message,
                *(each._trouble_sentence() for each in packages[picking]
                  if each._is_in_trouble()), picking._tts_why_back()))))

    def _tts_why_back(self):
        """Return that one transfer has to be pulled out of the pile; '' where it need not."""
        is_cancelled = self.state == 'done' and self.tts_stage == 'trouble' and (
            'CANCELLED' in self._tts_orders().mapped('status') and not self._tts_is_scanned())
        return self.env._(
            "TikTok has cancelled the order: pull the parcel out of the pile."
        ) if is_cancelled else ''

    def _tts_is_over(self):
        """Tell whether one transfer is done, and the next step or returns have all its goods."""
        moves = self.move_ids.filtered(lambda move: (
            move.state == 'done' and move.location_dest_id._is_outgoing()
            and move.product_uom.compare(move._tts_returned(('done',)), move.quantity) < 0))
        return self.state == 'done' and not moves

    def _tts_stage(self, orders, packages):
        """Return the stage of one transfer.

        :param orders: TikTok's, whose goods it takes towards their buyers
        :param packages: those in which its goods are, whichever step it is
        """
        shipments = self._tts_last_steps().tts_shipment_ids.filtered(
            lambda each: each.state != 'cancelled')
        if packages.filtered(lambda package: package._is_in_trouble()):
            return 'trouble'
        if orders._have_left(packages) or self._tts_is_gone(orders):
            return 'in_transit'
        if self._tts_is_stuck(orders, packages, shipments):
            return 'trouble'
        if orders.filtered(lambda order: order._awaits_arranging(packages, shipments)):
            return 'to_arrange'
        if orders.filtered(lambda order: order._awaits_label(packages)):
            return 'to_print'
        return 'to_hand_over' if self.state == 'done' else 'to_pack'

    def _tts_is_gone(self, orders):
        """Tell whether TikTok has cancelled an order of one transfer that the carrier has had."""
        return (
            self.state == 'done' and 'CANCELLED' in orders.mapped('status')
            and self._tts_is_scanned())

    def _tts_is_stuck(self, orders, packages, shipments):
        """Tell whether a person has to see to something before one transfer can go on."""
        if set(shipments.mapped('state')) & {'lacking', 'refused'}:
            return True
        if packages.filtered(lambda package: package._is_without_label()):
            return True
        if self.state != 'done':
            return any(order._is_barred_for_good() for order in orders)
        # What has not left though it is done has to be pulled out of the pile.
        return 'CANCELLED' in orders.mapped('status')

    def _tts_handover(self, packages):
        """Return by whom and when the parcels of one transfer are taken, as fields: what TikTok
        shows, or else what it was asked for.
        """
        asked = self._tts_last_steps().tts_shipment_ids.filtered(
            lambda each: each.state in ('waiting', 'reported'))
        methods = [*packages.mapped('handover_method'), *asked.mapped('handover_method')]
        slots = packages.mapped('pickup_start') + asked.mapped('slot_start')
        names = sorted(set(filter(None, packages.mapped('provider_name'))))
        return {
            # Stored: not in the language of whoever happens to be at work.
            'tts_provider_name': ', '.join(names) or self.carrier_id.with_context(
                lang=self.company_id.partner_id.lang).name,
            'tts_handover_method': next(filter(dict(HANDOVERS).get, methods), False),
            'tts_pickup_start': next(filter(None, slots), False)}

    # === BUSINESS METHODS === #

    def _tts_follow_stage(self):
        """Take over how far these are by now; nothing is written where that is known."""
        self.fetch(['tts_shop_id', *TOLD])
        ours = self.filtered('tts_shop_id')
        self.env.add_to_compute(self._fields['tts_stage'], ours)

    @api.model
    def _tts_follow_shops(self, shops):
        """Some shops want something else of labels: it says so of what has not left."""
        self.sudo().search([
            ('tts_shop_id', 'in', shops.ids), ('tts_stage', 'in', UNSCANNED)])._tts_follow_stage()
