from odoo import models
from odoo.exceptions import UserError

from odoo.addons.web.controllers.utils import clean_action

from ...tools import documents
from ...tools.actions import notification

REPORTS = {
    documents.PDF: 'tiktok_shop.action_report_labels',
    documents.ZPL: 'tiktok_shop.action_report_labels_zpl',
}


class StockPicking(models.Model):
    """Printing labels: those of many transfers as one document, each once, in the order in which
    they are picked. It is the report *TikTok Labels*, however it is called for; labels in ZPL have
    one of their own, as other printers take them.
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
        action = ready._tts_label_action(ready._tts_forms())
        if not told:
            return action
        message = notification('warning', self.env._(
            "Printed without these:\n%(transfers)s", transfers=told))
        message['params'].update(next=action, sticky=True)
        return message

    def _tts_label_action(self, forms):
        """Return the action that prints the labels of these transfers.

        :param list forms: those in which there are any
        """
        actions = [self._tts_report_action(form) for form in forms]
        if len(actions) == 1:
            return actions[0]
        for action in actions:
            clean_action(action, self.env)
        links = [action for action in actions if action['type'] == 'ir.actions.act_url']
        return {
            'type': 'ir.actions.client', 'tag': 'do_multi_print', 'params': {
                'reports': [action for action in actions if action not in links],
                'anotherAction': links and links[0]}}

    def _tts_report_action(self, form):
        """Return the action of the report of one form."""
        report = self.env.ref(REPORTS[form])
        # Odoo's web client asks for a program that turns pages into PDFs. Nothing is turned here.
        if form == documents.PDF and report.get_wkhtmltopdf_state() == 'install':
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
        for form in due._tts_forms():
            action = self.env.ref(REPORTS[form]).report_action(due.ids, config=False)
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

    def _tts_forms(self):
        """Return the forms in which anything of these transfers can be printed."""
        packages = self.env['tts.package'].sudo().union(*self._tts_printable().values())
        return [
            form for form in REPORTS
            if any(package._is_printed_in(form) for package in packages)]

    def _tts_print(self, form=documents.PDF):
        """Return what these transfers have in one form as one document, and note the labels in it
        as printed.

        A package that spans several of them is there once. What cannot be read is left out, named
        on its transfers, and fetched again.

        :rtype: bytes
        :raises UserError: when nothing can be printed
        """
        self.check_access('read')
        places = self._tts_places(form)
        packages = self.env['tts.package'].sudo().union(*places)
        packages.label_id.fetch(['store_fname', 'db_datas'])
        content, left_out = documents.merged([
            package._label_pages(pickings, form) for package, pickings in places.items()], form)
        if not content:
            raise UserError(self._tts_why_nothing(form))
        unreadable = packages.browse(packages.ids[number] for number in left_out)
        unreadable._note_unreadable()
        (packages - unreadable)._note_printed(form)
        return content

    def _tts_places(self, form):
        """Return what is printed in a form, in the order in which it is picked.

        :rtype: dict
        :return: {tts.package: those of its transfers that are printed}
        """
        places, printable = {}, self._tts_printable()
        for picking in self.browse(
                each.id for each in printable).sorted(lambda each: each._tts_pick_key()):
            for package in printable[picking]:
                if package._is_printed_in(form):
                    places[package] = places.get(package, self.browse()) | picking
        return places

    def _tts_why_nothing(self, form):
        """Return why nothing of these transfers was printed in a form, or where it is printed."""
        others = [other for other in self._tts_forms() if other != form]
        if others:
            return self.env._(
                "These labels are for other printers: print them with %s.",
                self.env.ref(REPORTS[others[0]]).sudo().name)
        return '\n'.join(self._tts_label_lacking()) or self.env._(
            "No label can be printed. Press Fetch Label.")

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
