from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import parcels
from ...tools.actions import notification

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


class StockPicking(models.Model):
    """What TikTok was told of a transfer's parcels, and how far they are."""

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

    # === COMPUTE METHODS === #

    @api.depends('tts_shipment_ids.state', 'tts_shipment_ids.error', 'tts_package_ids.status',
                 'tts_package_ids.sub_status')
    def _compute_tts_report(self):
        for picking in self:
            picking.tts_report_state = picking._tts_report_state()
            picking.tts_report_message = '\n'.join(dict.fromkeys(filter(None, (
                picking._tts_missed_message(),
                *(each.error or each.warning for each in picking.tts_shipment_ids
                  if each.state != 'cancelled')))))

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

    @api.model
    def _tts_chosen(self):
        """Return the transfers from which a dialog is opened: none, if it is something else."""
        is_ours = self.env.context.get('active_model') == self._name
        return self.browse((is_ours and self.env.context.get('active_ids')) or ())

    def _tts_being_picked(self):
        """Return those of these on which somebody works. (`models/glue/stock_picking_batch.py`:
        those in a batch that is being picked.)
        """
        return self.filtered('printed')

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
