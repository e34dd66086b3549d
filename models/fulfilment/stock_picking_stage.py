from odoo import api, fields, models

# In the order in which a parcel goes through them; that of the columns of the kanban
STAGES = [
    ('to_arrange', "To Arrange"),
    ('to_print', "To Print"),
    ('to_pack', "To Pack"),
    ('to_hand_over', "To Hand Over"),
    ('in_transit', "In Transit"),
    ('trouble', "Trouble"),
]
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

    # === COMPUTE METHODS === #

    # Of orders, see `tts_order.py`; of the packages of later steps, `tts_package_stage.py`.
    @api.depends(
        'state', 'tts_shop_id', 'tts_shipment_ids.state', 'tts_package_ids.status',
        'tts_package_ids.trouble', 'tts_package_ids.label_state', 'tts_package_ids.label_id',
        'tts_package_ids.label_printed', 'move_ids.returned_move_ids.state')
    def _compute_tts_stage(self):
        ours = self.filtered(lambda picking: picking.tts_shop_id and picking.state != 'cancel')
        (self - ours).tts_stage = False
        if ours:
            orders, packages = ours._tts_orders_of_each(), ours._tts_labelled()
        for picking in ours:
            here = orders.get(picking, self.env['tts.order']).filtered(
                lambda order: not order._is_fulfilled_by_tiktok())
            picking.tts_stage = bool(here) and not picking._tts_is_over() and picking._tts_stage(
                here, packages[picking])

    def _tts_is_over(self):
        """Tell whether one transfer is done, and the next step or a return has its goods."""
        moves = self.move_ids.filtered(lambda move: (
            move.state == 'done' and move.location_dest_id._is_outgoing()
            and 'done' not in move.returned_move_ids.mapped('state')))
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
        if orders._have_left(packages):
            return 'in_transit'
        if self._tts_is_stuck(orders, packages, shipments):
            return 'trouble'
        if orders.filtered(lambda order: order._awaits_arranging(packages, shipments)):
            return 'to_arrange'
        if orders.filtered(lambda order: order._awaits_label(packages)):
            return 'to_print'
        return 'to_hand_over' if self.state == 'done' else 'to_pack'

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

    # === BUSINESS METHODS === #

    def _tts_follow_stage(self):
        """Take over how far these are by now; nothing is written where that is known."""
        self.fetch(['tts_stage', 'tts_shop_id'])
        ours = self.filtered('tts_shop_id')
        self.env.add_to_compute(self._fields['tts_stage'], ours)

    @api.model
    def _tts_follow_shops(self, shops):
        """Some shops want something else of labels: it says so of what has not left."""
        self.sudo().search([
            ('tts_shop_id', 'in', shops.ids), ('tts_stage', 'in', UNSCANNED)])._tts_follow_stage()
