from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import shipping, values
from ...tools.actions import notification


class StockPicking(models.Model):
    """Transfers whose goods TikTok has in several packages, or in one with those of others: their
    numbers, and what can be done about it.
    """

    _inherit = 'stock.picking'

    tts_told_numbers = fields.Json(
        readonly=True, copy=False,
        help="Of the tracking numbers on it those that TikTok has told: they are not reported.")

    tts_must_split = fields.Char(
        compute='_compute_tts_shape', compute_sudo=True, help="How TikTok wants it split.")
    tts_is_combined = fields.Boolean(compute='_compute_tts_shape', compute_sudo=True)

    @api.depends('tts_shipment_ids.must_split', 'tts_shipment_ids.state', 'tts_package_ids.status')
    def _compute_tts_shape(self):
        for picking in self:
            limits = [reason for each in picking.tts_shipment_ids if each.state == 'refused'
                      for reason in each.must_split or ()]
            picking.tts_must_split = picking._tts_limit(limits) if limits else False
            picking.tts_is_combined = bool(picking._tts_combined())

    def _tts_limit(self, reasons):
        """Return in words why TikTok wants a parcel split: `must_split_reasons`."""
        counts = [values.whole(reason.get('max_count')) for reason in reasons]
        most = min(filter(None, counts), default=0)
        if not most:
            return self.env._("TikTok takes this in several parcels only.")
        return self.env._(
            "TikTok takes this in several parcels only, of %s units at most.", most)

    def _tts_combined(self):
        """Return the orders of one transfer that share a package which is not arranged yet."""
        packages = self.tts_package_ids.filtered(lambda each: (
            each.status == shipping.TO_SHIP and len(each.order_refs or ()) > 1))
        return self._tts_orders() & packages.order_ids if packages else packages.order_ids

    # === ACTION METHODS === #

    def action_tts_split(self):
        """Button: ask TikTok how an order can be split, and propose parcels. For whoever works on
        the transfer.

        :raises UserError: when it cannot be split
        """
        self.ensure_one()
        self.check_access('write')
        wizard = self.env['tts.shipment.split']._propose(self)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Split at TikTok"),
            'res_model': wizard._name, 'res_id': wizard.id, 'target': 'new', 'view_mode': 'form'}

    def action_tts_combine(self):
        """Action: ask TikTok which of these transfers' orders can go in one parcel, and offer it.
        For whoever works on the transfers.

        :raises UserError: when there are none
        """
        self.check_access('write')
        return self.env['tts.shipment.combine']._propose(self)._shown()

    def action_tts_take_apart(self):
        """Button: have the orders of one transfer out of the package that they share with others.
        For whoever works on it.

        :raises UserError: when there is none, or TikTok does not do it
        """
        self.ensure_one()
        self.check_access('write')
        orders = self.sudo()._tts_combined()
        if not orders:
            raise UserError(self.env._(
                "It shares no package that could still be taken apart: it goes alone, or is "
                "arranged already."))
        for order in orders:
            order._take_apart_there()
        self.sudo().tts_shipment_ids._wake()
        return notification('success', self.env._("It goes in a parcel of its own."))

    # === NUMBERS === #

    def _tts_numbers(self):
        """Return the tracking numbers on one transfer: Odoo writes several with commas between."""
        parts = (self.carrier_tracking_ref or '').split(',')
        return [part.strip() for part in parts if part.strip()]

    def _tts_own_number(self):
        """Return what a person, or a carrier's module, has entered as the number of one transfer;
        not what TikTok has told: that is of parcels of which it knows.
        """
        told = self.sudo().tts_told_numbers or ()
        if not told:
            return self.carrier_tracking_ref or ''
        return ','.join(number for number in self._tts_numbers() if number not in told)

    def _tts_tell_numbers(self):
        """Write the numbers of TikTok's packages to these transfers. What was entered stays, and
        stands alone where TikTok has another number.
        """
        for picking in self:
            known = picking._tts_package_numbers()
            own = [number for number in picking._tts_numbers()
                   if number not in (picking.tts_told_numbers or ())]
            told = [number for number in known if number not in own]
            if told and set(own) <= set(known) and told != picking.tts_told_numbers:
                picking.write({
                    'tts_told_numbers': told, 'carrier_tracking_ref': ','.join([*own, *told])})

    def _tts_package_numbers(self):
        """Return the tracking numbers of one transfer's packages, that of the first one first."""
        packages = self.tts_package_ids.filtered(lambda package: package.status != 'CANCELLED')
        return list(dict.fromkeys(filter(
            None, packages.sorted('id').mapped('tracking_number'))))
