from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ...tools import parcels
from ...tools.sentences import term
from ..engine.mail_activity import Todo
from .tts_shipment import ACTIVITY_TYPE

_lt = LazyTranslate(__name__)

# How the codes of the to-dos about trouble on the way begin.
TROUBLE = 'trouble:'
# TikTok's `ship_exception_reason` (with its own spelling), or the sub-status that tells of one.
TROUBLES = {
    'PACKAGE_DAMAGAED': _lt("The carrier has damaged the parcel."),
    'PACKAGE_DAMAGED': _lt("The carrier has damaged the parcel."),
    'PACKAGE_LOST': _lt("The carrier has lost the parcel."),
    'RETURNED_TO_SHIPPER': _lt("The parcel comes back: it could not be delivered."),
    'PACKAGE_SCRAP': _lt("The carrier has scrapped the parcel."),
    'SHIP_EXCEPTION': _lt("The parcel could not be delivered."),
    'PART_DELIVERED_AND_EXCEPTION': _lt("Only a part of the parcel was delivered."),
}
DAMAGED = _lt("Claim for it in Seller Center, where TikTok's carrier had it; otherwise with your "
              "carrier. TikTok settles with the buyer, whose return or refund comes in by itself.")
LOST = _lt("Nothing comes back. Claim for it in Seller Center, where TikTok's carrier had it; "
           "otherwise with your carrier.")
NEXT = {
    'PACKAGE_DAMAGAED': DAMAGED,
    'PACKAGE_DAMAGED': DAMAGED,
    'PACKAGE_LOST': LOST,
    'RETURNED_TO_SHIPPER': _lt(
        "When it is here, press Return on the transfer, and look at the goods before they are "
        "sold again."),
    'PACKAGE_SCRAP': LOST,
    'SHIP_EXCEPTION': _lt(
        "See why in Seller Center. The buyer may have to be asked for the address or a time; the "
        "carrier tries again, or brings the parcel back."),
    'PART_DELIVERED_AND_EXCEPTION': _lt(
        "See in Seller Center what has become of the rest: it comes back, or is to be claimed for."
    ),
}


class TtsPackage(models.Model):
    """What goes wrong with a parcel on its way: a to-do on its transfers, with what is to be done
    next, until that is over. When it was scanned and when it arrived.
    """

    _inherit = 'tts.package'

    is_scanned = fields.Boolean(
        readonly=True, help="A carrier has had it, whatever became of it then.")
    delivered_date = fields.Datetime("Delivered on", readonly=True)

    def _note_way(self):
        """Note what one package's next status does not tell any more."""
        if self.status in parcels.SCANNED and not self.is_scanned:
            self.is_scanned = True
        if self.status == 'COMPLETED' and not self.delivered_date:
            self.delivered_date = self.tiktok_update_time or fields.Datetime.now()

    # === TROUBLE === #

    def _trouble_sentence(self):
        """Return what is wrong with one package, for people; '' for nothing."""
        if not self.trouble:
            return ''
        if self.trouble in TROUBLES:
            return term(self.env, TROUBLES, self.trouble)
        return self.env._("On the parcel's way something went wrong: %s.", self.trouble)

    def _trouble_todo(self):
        """Return what a person does about the trouble of one package.

        :rtype: Todo
        """
        known = self.trouble in NEXT
        return Todo(
            f'{TROUBLE}{self.id}:{self.trouble}', self._trouble_sentence(),
            ' '.join(filter(None, (
                self.tracking_number,
                term(self.env, NEXT, self.trouble) if known
                else self.env._("See the package in Seller Center.")))))

    def _agree_troubles(self):
        """Have a to-do on the transfers of these packages for what went wrong on their way, and for
        nothing that is over.
        """
        pickings = self.sudo().picking_ids.filtered(
            lambda picking: picking.state in ('done', 'assigned'))
        if not pickings:
            return
        users = {picking: picking._tts_who_ships() for picking in pickings}
        self.env['mail.activity']._tts_agree({
            picking: picking.with_context(lang=user.lang)._tts_trouble_todos()
            for picking, user in users.items()}, users, ACTIVITY_TYPE, TROUBLE)
