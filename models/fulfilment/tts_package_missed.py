from datetime import timedelta

from odoo import api, fields, models

from ...tools import parcels
from ..engine.mail_activity import Todo

# So long after a pickup is over its parcels have been scanned, if the carrier came; of what is
# older than this, the seller has seen to it.
PATIENCE, OLDEST = timedelta(hours=1), timedelta(days=3)


class TtsPackage(models.Model):
    """Parcels that TikTok's carrier has not fetched as arranged: a to-do for each, on the first of
    its transfers, from which it is arranged again; made and ended where they are written
    (`tts_package_label_todo.py`).
    """

    _inherit = 'tts.package'

    def _missed(self, vals):
        """Return those that were not fetched, if values that are written say anything of it."""
        says = {'status', 'sub_status', 'picking_ids'} & vals.keys()
        return self.filtered(lambda package: says and package._is_missed())

    def _is_missed(self):
        """Tell whether the carrier has not fetched it as arranged."""
        return parcels.is_missed(self.status, self.sub_status)

    def _agree_missed_todo(self):
        """Make the to-do of one package agree with whether it was fetched."""
        self._agree_first(
            self.picking_ids.filtered(lambda picking: picking.state != 'cancel'),
            f'pickup:{self.tiktok_id}', lambda package, code: package._missed_todos(code))

    def _missed_todos(self, code):
        """Return what a person does about one package that was not fetched.

        :rtype: list of Todo
        """
        if not self._is_missed():
            return []
        return [Todo(code, self.env._(
            "TikTok's carrier did not fetch package %s. Press Arrange Again.", self.tiktok_id))]

    @api.model
    def _look_after_pickups(self):
        """Have packages read, once, of which no scan is known when their pickup is over: that the
        carrier did not come changes nothing of what orders tell.
        """
        now = fields.Datetime.now()
        over = self.search([
            ('status', '=', 'PROCESSING'), ('is_stale', '=', False),
            ('pickup_end', '<', now - PATIENCE), ('pickup_end', '>', now - OLDEST)])
        unread = over.filtered(lambda package: package.write_date < package.pickup_end + PATIENCE)
        if unread:
            unread.write({'is_stale': True, 'attempts': 0, 'next_attempt': False})
            self.env['tts.shipment']._ring()
