from markupsafe import Markup, escape

from odoo import models

from ..engine.mail_activity import Todo
from .tts_package_label import GIVEN_OUT
from .tts_shipment import ACTIVITY_TYPE


class TtsPackage(models.Model):
    """To-dos for parcels whose label cannot be had: one for each, on the first of its transfers, as
    long as TikTok still waits for the parcel.
    """

    _inherit = 'tts.package'

    def write(self, vals):
        """What becomes of a label, or of its parcel, makes a to-do or ends it (also that of
        `tts_package_missed.py`); the steps before the one that takes it to the buyer follow
        (`tts_package_stage.py`).
        """
        refused, missed = self._refused_labels(vals), self._missed(vals)
        result = super().write(vals)
        for package in refused | self._refused_labels(vals):
            package._agree_label_todo()
        for package in missed | self._missed(vals):
            package._agree_missed_todo()
        self._tell_steps_before(vals)
        return result

    def _refused_labels(self, vals):
        """Return those whose label cannot be had, if values that are written say anything of it."""
        if not {'label_state', 'status'} & vals.keys():
            return self.browse()
        return self.filtered(lambda package: package.label_state == 'refused')

    def _agree_label_todo(self):
        """Make the to-do of one package agree with what has become of its label."""
        self._agree_first(
            self._label_transfers(), f'label:{self.tiktok_id}',
            lambda package, code: package._label_todos(code))

    def _agree_first(self, pickings, code, todos_of):
        """Have the to-dos of one kind that are about one package on the first of its transfers.

        :param pickings: its transfers
        :param str code: of the to-dos
        :param todos_of: function that returns them; it gets the package, in the language of who
            reads them, and the code
        """
        first = pickings.sorted('id')[:1]
        # What belongs to other transfers meanwhile may have left one on those.
        known = self.env['mail.activity'].sudo().with_context(active_test=False).search([
            ('tts_code', '=', code), ('res_model', '=', pickings._name)])
        order = self.order_ids[:1]
        user = order._who_reads(first.user_id, order._responsible())
        due = dict.fromkeys(pickings | pickings.browse(known.mapped('res_id')).exists(), ())
        due.update(dict.fromkeys(first, todos_of(self.with_context(lang=user.lang), code)))
        self.env['mail.activity']._tts_agree(due, dict.fromkeys(due, user), ACTIVITY_TYPE, code)

    def _label_todos(self, code):
        """Return what a person has to see to of the label of one package.

        :rtype: list of Todo
        """
        if self.label_state != 'refused' or self.status != GIVEN_OUT:
            return []
        details = escape(self.label_error or '')
        if self.label_url:
            details += Markup(' <a href="%s">%s</a>') % (self.label_url, self.env._(
                "TikTok may still have it here, for 24 hours."))
        return [Todo(code, self.env._(
            "The label of TikTok's package %s cannot be had.", self.tiktok_id), details)]
