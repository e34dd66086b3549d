from odoo import fields, models

from ...tools import parcels
from ...tools.shipping import Way
from .tts_shipment_call import Answer


class TtsShipment(models.Model):
    """Parcels that TikTok's carrier has not fetched as arranged: their package is shipped once
    more, with the shipment that it had. Whether that has happened, the package tells.
    """

    _inherit = 'tts.shipment'

    is_again = fields.Boolean(
        "Arranged Again", readonly=True, help="The carrier has not fetched it: it is asked anew.")

    def _way_again(self, payload):
        """Return the way in which what is arranged is arranged once more."""
        return Way('again', package_ids=tuple(parcels.of_items(payload, self.item_refs)))

    def _call_again(self, client, way, payload):
        """Ship Package once more, of what was not fetched."""
        return self._at_slot(client, payload, lambda **how: self._ship_missed(client, way, how))

    def _ship_missed(self, client, way, how):
        """Ship those packages once more that TikTok shows as not fetched.

        :param dict how: of `Client.ship_package`
        """
        cipher = self.shop_id.sudo().cipher
        for ref in way.package_ids:
            told = parcels.fields_of(client.package(cipher, ref))
            if parcels.is_missed(told['status'], told['sub_status']):
                client.ship_package(cipher, ref, **how)
        return Answer(is_called=True, is_done=True, package=way.package_ids[0])

    def _arrange_again(self):
        """Have what was told once be told again; the way it goes is written besides."""
        self.write({
            'is_again': True, 'state': 'waiting', 'error': False, 'warning': False,
            'situation': False, 'attempts': 0, 'retry': False, 'lease': False})
        if self:
            self._ring()

    def _have_arranged_again(self, package):
        """One parcel is arranged once more: its order tells nothing new of that, its package does.

        :param package: tts.package
        """
        if self.is_again:
            self.is_again = False
            package.write({'is_stale': True, 'attempts': 0, 'next_attempt': False})
