from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import order_status, parcels
from ...tools.actions import notification
from ...tools.sentences import own_words

REPORT_STATES = [
    ('none', "Not reported"),
    ('waiting', "Waiting"),
    ('reported', "Reported"),
    ('scanned', "Scanned"),
    ('refused', "Refused"),
]
# How a parcel gets to its carrier
HANDOVERS = [
    ('DROP_OFF', "Drop off"),
    ('PICKUP', "Pickup"),
]

# Of a transfer's packages those that count.
LIVE = Domain('status', '!=', 'CANCELLED')

# https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview: where it is a setting of
# each warehouse in Seller Center, TikTok ignores what is asked for here.
HANDOVER_IGNORED = ('ID', 'MY', 'PH', 'SG', 'TH', 'VN')


class StockPicking(models.Model):
    """What TikTok was told of a transfer's parcels, and how far they are; how the shipping of those
    that TikTok's carrier takes is arranged.
    """

    _name = 'stock.picking'
    _inherit = ['stock.picking', 'tts.guard']

    tts_package_ids = fields.Many2many(
        'tts.package', 'tts_package_picking_rel', 'picking_id', 'package_id',
        string="TikTok Packages", readonly=True, copy=False)
    tts_shipment_ids = fields.One2many(
        'tts.shipment', 'picking_id', "TikTok Shipments", readonly=True, copy=False)
    tts_report_state = fields.Selection(
        REPORT_STATES, "TikTok Shipment", compute='_compute_tts_report', compute_sudo=True,
        search='_search_tts_report_state',
        help="Reported: TikTok knows that it is shipped.\n"
             "Scanned: the carrier has it; only then TikTok counts it as shipped.")
    tts_report_message = fields.Char(
        "TikTok Says", compute='_compute_tts_report', compute_sudo=True)

    tts_can_arrange = fields.Boolean(compute='_compute_tts_can_arrange', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('tts_shipment_ids.state', 'tts_shipment_ids.error', 'tts_package_ids.status')
    def _compute_tts_report(self):
        for picking in self:
            picking.tts_report_state = picking._tts_report_state()
            picking.tts_report_message = '\n'.join(dict.fromkeys(filter(None, (
                each.error or each.warning for each in picking.tts_shipment_ids
                if each.state != 'cancelled'))))

    def _tts_report_state(self):
        """Return how far one transfer is, as far as its least parcel is."""
        packages = self.tts_package_ids.filtered(lambda package: package.status != 'CANCELLED')
        states = set(self.tts_shipment_ids.mapped('state')) - {'cancelled'}
        if 'refused' in states:
            return 'refused'
        if states & {'lacking', 'waiting'}:
            return 'waiting'
        if packages and all(package.status in parcels.SCANNED for package in packages):
            return 'scanned'
        is_arranged = packages and all(package._is_arranged() for package in packages)
        return 'reported' if states or is_arranged else 'none'

    @api.model
    def _search_tts_report_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._tts_in_states(self._tts_report_domains(), value)

    @api.model
    def _tts_report_domains(self):
        """Return {state: domain of transfers}, as `_tts_report_state` decides: the first counts."""
        has = Domain('tts_package_ids', 'any!', LIVE)
        other = {
            statuses: Domain('tts_package_ids', 'any!', LIVE & Domain('status', 'not in', statuses))
            for statuses in (parcels.SCANNED, parcels.ARRANGED)}
        told = {
            state: Domain('tts_shipment_ids', 'any!', [('state', '=', state)])
            for state in ('refused', 'lacking', 'waiting', 'reported')}
        return {
            'refused': told['refused'],
            'waiting': told['lacking'] | told['waiting'],
            'scanned': has & ~other[parcels.SCANNED],
            'reported': told['reported'] | (has & ~other[parcels.ARRANGED]),
        }

    @api.model
    def _tts_in_states(self, domains, wanted):
        """Return the domain of the transfers that are in some states, `none` if in no other.

        :param dict domains: {state: domain of transfers}: the first one counts
        """
        found = before = Domain.FALSE
        for state, domain in domains.items():
            if state in wanted:
                found |= domain & ~before
            before |= domain
        return found | ~before if 'none' in wanted else found

    @api.depends('tts_shipment_ids.state', 'tts_package_ids.status', 'state')
    def _compute_tts_can_arrange(self):
        reasons = self._tts_why_not_arranged()
        for picking in self:
            picking.tts_can_arrange = picking not in reasons

    # === ACTION METHODS === #

    def action_tts_retry(self):
        """Button: tell TikTok once more. For whoever works on the transfer."""
        self.check_access('write')
        shipments = self.sudo().tts_shipment_ids
        shipments._wake()
        if not shipments.search_count([('id', 'in', shipments.ids), *shipments._due()], limit=1):
            return notification('warning', self.env._(
                "Nothing of it can be sent now: it is reported, or the shop is not connected, or "
                "Report Shipments is off there."))
        return notification('info', self.env._("It is sent within a minute."))

    # === BUSINESS METHODS === #

    def write(self, vals):
        """A number that is written anywhere in a chain is what its last step may have waited for.
        """
        result = super().write(vals)
        if {'carrier_id', 'carrier_tracking_ref'} & vals.keys():
            self._tts_last_steps().sudo().tts_shipment_ids.filtered(
                lambda each: each.state in ('lacking', 'refused'))._wake()
        return result

    def _tts_last_steps(self):
        """Return the transfers in which what these move goes to the buyer."""
        moves, last = self.move_ids, self
        while moves := moves.move_dest_ids:
            last |= moves.picking_id
        return last

    def _tts_carrier_and_number(self):
        """Return carrier and tracking number of one transfer, wherever in its chain they were
        written; the last step's own first.

        :rtype: (delivery.carrier, str)
        """
        carrier, number, moves = self.carrier_id, self._tts_own_number(), self.move_ids
        while moves and not (carrier and number):
            moves = moves.move_orig_ids
            for picking in moves.picking_id:
                carrier = carrier or picking.carrier_id
                number = number or picking._tts_own_number()
        return carrier, number.strip()

    @api.model
    def _tts_cron_report(self):
        """Tell TikTok of all that has left, until nothing waits or the time is over."""
        self.env['tts.shipment'].sudo()._process()

    # === TIKTOK'S CARRIERS === #

    def _tts_why_not_arranged(self):
        """Return why some of these transfers cannot be arranged now: {stock.picking: sentence}."""
        found = {}
        for picking in self.sudo():
            if reason := picking._tts_why_not_one():
                found[picking.with_env(self.env)] = reason
        return found

    def _tts_why_not_one(self):
        orders = self._tts_orders()
        if not orders:
            return self.env._("It is for no order of TikTok's.")
        if self.state == 'cancel':
            return self.env._("It is cancelled.")
        if not orders.filtered(lambda order: order._is_arranged_here()):
            return self.env._("TikTok does not wait for its shipping to be arranged.")
        if bars := list(filter(None, (order._bar() for order in orders))):
            return bars[0]
        if set(self.tts_shipment_ids.mapped('state')) & {'waiting', 'reported'}:
            return self.env._("Its shipping is arranged already.")
        return ''

    def _tts_orders(self):
        """Return TikTok's orders whose goods one transfer takes towards their buyers."""
        return self.env['tts.order'].sudo().union(*self.move_ids._tts_outgoing())

    def _tts_arrange(self, handover_method=False, slot=(False, False)):
        """Have TikTok's carrier take the parcels of these transfers; sent from the queue.

        :param str handover_method: `DROP_OFF`, `PICKUP`, or none
        :param slot: (start, end) of the pickup, naive UTC
        :return: {stock.picking: sentence} of those for which that is not possible now
        """
        reasons = self._tts_why_not_arranged()
        pickings = (self - self.browse().union(*reasons)).sudo()
        pickings.tts_shipment_ids.filtered(
            lambda each: each.state in ('lacking', 'refused')
            and each.order_id._is_arranged_here()).state = 'cancelled'
        made = self.env['tts.shipment'].sudo()._plan([
            (picking, order) for picking in pickings for order in picking._tts_orders()
            if order._is_arranged_here()])
        for shipment in made:
            is_asked = shipment.shop_id.region not in HANDOVER_IGNORED
            shipment.write({
                'is_arranged': True, 'handover_method': is_asked and handover_method,
                'slot_start': is_asked and slot[0], 'slot_end': is_asked and slot[1]})
        return reasons

    def _tts_asked_handover(self):
        """Return those of these transfers of which TikTok asks how they are handed over."""
        return self.filtered(lambda picking: picking._tts_orders().filtered(
            lambda order: order._package_refs() and order.shop_id.region not in HANDOVER_IGNORED))

    def _tts_ask_slots(self):
        """Ask TikTok when it can fetch the parcel of the first of these transfers.

        :return: (list of (start, end) in epoch seconds, a sentence where TikTok tells of none)
        """
        order = self._tts_orders().filtered(lambda each: each.status in order_status.TO_ARRANGE)[:1]
        refs = order._package_refs()
        if not refs:
            return [], self.env._("TikTok makes the package only when it is arranged.")
        try:
            with order.shop_id._tiktok() as client:
                told = client.handover_slots(order.shop_id.cipher, refs[0])
        except UserError as error:
            return [], own_words(error)
        if not told['can_pickup']:
            return [], self.env._("TikTok does not fetch this parcel: drop it off.")
        return told['slots'], ''
