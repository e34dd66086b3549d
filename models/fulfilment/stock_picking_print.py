from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.web.controllers.utils import clean_action

from ...tools import documents
from ...tools.actions import notification


class StockPicking(models.Model):
    """Printing labels: those of many transfers as one PDF, each once, in the order in which they
    are picked. It is the report *TikTok Labels*, however it is called for.
    """

    _inherit = 'stock.picking'

    # === ACTION METHODS === #

    def action_tts_print_labels(self):
        """Button: print the labels of transfers. For whoever works on these."""
        self.check_access('write')
        self._tts_renew_labels()
        lacking = self._tts_label_lacking()
        printable = self._tts_printable()
        ready = self.filtered(printable.get)
        told = '\n'.join(lacking)
        if not ready:
            raise UserError(told or self.env._("TikTok Shop has no label for this."))
        action = ready._tts_label_action()
        if not told:
            return action
        message = notification('warning', self.env._(
            "Printed without these:\n%(transfers)s", transfers=told))
        message['params'].update(next=action, sticky=True)
        return message

    def _tts_label_action(self):
        """Return the action that prints the labels of these transfers."""
        report = self.env.ref('tiktok_shop.action_report_labels')
        # Odoo's web client asks for a program that turns pages into PDFs. Nothing is turned here.
        if report.get_wkhtmltopdf_state() == 'install':
            ids = ','.join(map(str, self.ids))
            return {
                'type': 'ir.actions.act_url', 'target': 'new',
                'url': f'/report/pdf/{report.report_name}/{ids}'}
        return report.report_action(self.ids, config=False)

    def _get_autoprint_report_actions(self):
        actions = super()._get_autoprint_report_actions()
        wanted = self.filtered(lambda picking: picking.picking_type_id.tts_print_labels)
        due = self.browse(
            picking.id for picking, packages in wanted._tts_printable().items()
            if not all(packages.mapped('label_printed')))
        if due:
            report = self.env.ref('tiktok_shop.action_report_labels')
            action = report.report_action(due.ids, config=False)
            clean_action(action, self.env)
            actions.append(action)
        return actions

    # === WHAT IS PRINTED === #

    def _tts_printable(self):
        """Return {transfer: its packages whose labels may be printed}, for those that have any."""
        free = (self - self._tts_cancelled_there()).filtered(
            lambda picking: not picking.tts_bar and picking.state != 'cancel')
        found = {
            picking: packages.filtered(lambda package: package._has_label())
            for picking, packages in free._tts_labelled().items()}
        return {picking: packages for picking, packages in found.items() if packages}

    def _tts_label_lacking(self):
        """Return sentences that name the transfers of which a label is not printed, and why."""
        found = []
        for picking, packages in self._tts_labelled().items():
            if picking.state == 'cancel':
                reasons = [self.env._("the transfer is cancelled")]
            elif picking._tts_cancelled_there():
                reasons = [self.env._("TikTok has cancelled the order")]
            elif picking.tts_bar:
                reasons = [picking.tts_bar]
            elif packages:
                reasons = [package._label_lacking() for package in packages]
            else:
                reasons = [self.env._("TikTok has no package for it yet: arrange its shipping.")]
            found += [f'{picking.name}: {reason}' for reason in reasons if reason]
        return list(dict.fromkeys(found))

    def _tts_renew_labels(self):
        """Have what was printed before fetched once more, where the shop wants that."""
        for packages in self._tts_printable().values():
            packages.filtered(
                lambda package: package.shop_id.label_fresh and package.label_printed
            )._refetch_label()

    def _tts_print(self):
        """Return the labels of these transfers as one PDF, and note them as printed.

        A package that spans several of them is there once. What cannot be read is left out, named
        on its transfers, and fetched again.

        :rtype: bytes
        :raises UserError: when nothing can be printed
        """
        self.check_access('read')
        places = {}
        printable = self._tts_printable()
        for picking in self.browse(
                each.id for each in printable).sorted(lambda each: each._tts_pick_key()):
            for package in printable[picking]:
                places[package] = places.get(package, self.browse()) | picking
        packages = self.env['tts.package'].sudo().union(*places)
        packages.label_id.fetch(['store_fname', 'db_datas'])
        content, left_out = documents.merged(
            package._label_pages(pickings) for package, pickings in places.items())
        if not content:
            raise UserError('\n'.join(self._tts_label_lacking()) or self.env._(
                "No label can be printed. Press Fetch Label."))
        unreadable = packages.browse(packages.ids[number] for number in left_out)
        unreadable._note_unreadable()
        (packages - unreadable).label_printed = fields.Datetime.now()
        return content

    def _tts_pick_key(self):
        """Return by what transfers are sorted for printing: the first location where something is
        taken, the product there, the transfer. (`models/glue/stock_picking_batch.py`: the batch
        before that.)
        """
        lines = self.move_line_ids or self.move_ids
        places = (
            (line.location_id.complete_name or '', line.product_id.display_name or '')
            for line in lines)
        return (*min(places, default=('', '')), self.id)
