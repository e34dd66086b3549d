from odoo import fields, models


class StockPicking(models.Model):
    """Transfers whose goods TikTok has in several packages, or in one with those of others: their
    numbers, and what can be done about it.
    """

    _inherit = 'stock.picking'

    tts_told_numbers = fields.Json(
        readonly=True, copy=False,
        help="Of the tracking numbers on it those that TikTok has told: they are not reported.")

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
