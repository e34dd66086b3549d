from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.actions import notification
from .stock_picking import LIVE

STATES = [
    ('none', "No label"),
    ('refused', "No label: see why"),
    ('waiting', "Waiting for the label"),
    ('ready', "To print"),
    ('printed', "Printed"),
]
# Of packages, what is looked at when labels are printed
LABEL_FIELDS = (
    'tiktok_id', 'shop_id', 'status', 'label_state', 'label_id', 'label_format', 'label_error',
    'label_printed', 'papers_lacking', 'paper_error')


class StockPicking(models.Model):
    """How far the labels of a transfer's parcels are, for whoever packs."""

    _inherit = 'stock.picking'

    tts_label_state = fields.Selection(
        STATES, "TikTok Label", compute='_compute_tts_label', search='_search_tts_label_state',
        compute_sudo=True)
    tts_label_message = fields.Char(
        "Why There Is No Label", compute='_compute_tts_label', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends(
        'tts_package_ids.status', 'tts_package_ids.label_state', 'tts_package_ids.label_id',
        'tts_package_ids.label_error', 'tts_package_ids.label_printed',
        'tts_package_ids.paper_error')
    def _compute_tts_label(self):
        domains, labelled = self._tts_label_domains(), self._tts_labelled()
        for picking in self:
            packages = labelled[picking]
            picking.tts_label_state = next(
                (state for state, domain in domains.items() if packages.filtered_domain(domain)),
                'none')
            picking.tts_label_message = '\n'.join(dict.fromkeys(
                reason for package in packages
                for reason in (package.label_error, package.paper_error) if reason))

    @api.model
    def _tts_label_domains(self):
        """Return {state: domain of packages}; what needs a person first is first."""
        is_ready = Domain('label_state', '=', 'ready') & Domain('label_id', '!=', False)
        return {
            'refused': Domain('label_state', '=', 'refused'),
            'waiting': self.env['tts.package']._label_wanted(),
            'ready': is_ready & Domain('label_printed', '=', False),
            'printed': is_ready,
        }

    @api.model
    def _search_tts_label_state(self, operator, value):
        """Finds the last steps alone: it is to them that packages belong."""
        if operator != 'in':
            return NotImplemented
        return self._tts_in_states({
            state: Domain('tts_package_ids', 'any!', LIVE & domain)
            for state, domain in self._tts_label_domains().items()}, value)

    def _tts_labelled(self):
        """Return {transfer: the packages whose labels belong to it}, whichever step it is. Many
        transfers are looked at together.
        """
        steps = {picking: picking.sudo()._tts_last_steps() for picking in self}
        last = self.sudo().union(*steps.values())
        early = {}  # where the last step is not there yet
        outgoing = last.move_ids._tts_outgoing()
        orders = self.env['tts.order'].sudo().union(*outgoing)
        packages = last.tts_package_ids | orders.package_ids
        packages.fetch([*LABEL_FIELDS, 'picking_ids', 'order_ids'])
        for order in orders:
            free = order.package_ids.filtered(lambda package: not package.picking_ids)
            for picking in outgoing[order].picking_id if free else ():
                early[picking] = early.get(picking, free) | free
        return {
            picking: packages.browse().union(
                steps[picking].tts_package_ids, *(early[each] for each in steps[picking]
                                                  if each in early),
            ).filtered(lambda package: package.status != 'CANCELLED').sorted('tiktok_id')
            for picking in self}

    # === ACTION METHODS === #

    def action_tts_fetch_label(self):
        """Button: fetch the labels of transfers once more. For whoever works on these."""
        self.check_access('write')
        packages = self.env['tts.package'].sudo().union(*self._tts_labelled().values())
        if packages._refetch_label():
            return notification('info', self.env._(
                "The label is fetched. It is here within a minute."))
        return notification('warning', '\n'.join(dict.fromkeys(
            filter(None, packages.mapped(lambda package: package._label_lacking()))
        )) or self.env._("TikTok gives a label out until the carrier has the parcel."))
