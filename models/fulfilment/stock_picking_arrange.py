from odoo import api, fields, models


class StockPicking(models.Model):
    """How the shipping of what TikTok's carrier takes is arranged, and arranged again where he has
    not come. For whoever may write the transfer; TikTok is told from the queue.
    """

    _inherit = 'stock.picking'

    tts_can_arrange = fields.Boolean(compute='_compute_tts_can_arrange', compute_sudo=True)
    tts_is_missed = fields.Boolean(compute='_compute_tts_can_arrange', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('tts_shipment_ids.state', 'tts_package_ids.status', 'tts_package_ids.sub_status',
                 'state')
    def _compute_tts_can_arrange(self):
        reasons = self._tts_why_not_arranged()
        for picking in self:
            picking.tts_can_arrange = picking not in reasons
            picking.tts_is_missed = bool(picking._tts_missed())

    # === BUSINESS METHODS === #

    def _tts_why_not_arranged(self):
        """Return why some of these transfers cannot be arranged now: {stock.picking: sentence}."""
        found = {}
        for picking in self.sudo():
            if reason := picking._tts_why_not_one():
                found[picking.with_env(self.env)] = reason
        return found

    def _tts_why_not_one(self):
        orders, missed = self._tts_orders(), self._tts_missed()
        if not orders:
            return self.env._("It is for no order of TikTok's.")
        if self.state == 'cancel':
            return self.env._("It is cancelled.")
        if set(orders.mapped('shipping_type')) == {'SELLER'}:
            return self.env._("You ship it yourself: it needs a carrier and a tracking number.")
        if bars := list(filter(None, (order._bar() for order in orders))):
            return bars[0]
        if not (missed or orders.filtered(lambda order: order._is_arranged_here())):
            return self.env._("TikTok does not wait for its shipping to be arranged.")
        if set(self.tts_shipment_ids.mapped('state')) & {'waiting', not missed and 'reported'}:
            return self.env._("Its shipping is arranged already.")
        return ''

    def _tts_missed(self):
        """Return the packages of one transfer that TikTok's carrier has not fetched as arranged."""
        return self.tts_package_ids.filtered(lambda package: package._is_missed())

    def _tts_missed_message(self):
        """Return what is said of one transfer whose parcel was not fetched; '' where none was."""
        if self.tts_report_state != 'reported' or not self._tts_missed():
            return ''
        return self.env._("The carrier did not fetch it. Press Arrange Again.")

    def _tts_orders(self):
        """Return TikTok's orders whose goods these transfers take towards their buyers."""
        return self.env['tts.order'].sudo().union(*self.move_ids._tts_outgoing())

    def _tts_arrange(self, handover_method=False, slot=(False, False), takes_next=True):
        """Have TikTok's carrier take the parcels of these transfers; sent from the queue.

        :param str handover_method: `DROP_OFF`, `PICKUP`, or none
        :param slot: (start, end) of the pickup, naive UTC
        :param bool takes_next: whether the next pickup will do if that one is gone by then
        :return: {stock.picking: sentence} of those for which that is not possible now
        """
        reasons = self._tts_why_not_arranged()
        pickings = (self - self.browse().union(*reasons)).sudo()
        for shipment in pickings._tts_again() | pickings._tts_plan_arranged():
            is_asked = shipment.order_id._is_handover_asked()
            shipment.write({
                'is_arranged': True, 'handover_method': is_asked and handover_method,
                'slot_start': is_asked and slot[0], 'slot_end': is_asked and slot[1],
                'takes_next_slot': takes_next})
        return reasons

    def _tts_plan_arranged(self):
        """Have a shipment for each order that waits for one; return them."""
        self.tts_shipment_ids.filtered(
            lambda each: each.state in ('lacking', 'refused')
            and each.order_id._is_arranged_here()).state = 'cancelled'
        return self.env['tts.shipment']._plan([
            (picking, order) for picking in self for order in picking._tts_orders()
            if order._is_arranged_here()])

    def _tts_again(self):
        """Have what was not fetched taken once more; return its shipments."""
        Shipment, again = self.env['tts.shipment'], self.env['tts.shipment']
        for picking in self:
            orders = picking._tts_missed().order_ids & picking._tts_orders()
            known = picking.tts_shipment_ids.filtered(
                lambda each, orders=orders: each.state != 'cancelled' and each.order_id in orders)
            # What was arranged in Seller Center has none.
            again |= known | Shipment._plan([
                (picking, order) for order in orders - known.order_id])
        again._arrange_again()
        return again
