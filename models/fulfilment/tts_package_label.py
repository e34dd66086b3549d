import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ... import const
from ...tools import documents, parcels

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

# What TikTok has of a package beside its label
SLIP, HAZMAT, INVOICE = 'PACKING_SLIP', 'HAZMAT_LABEL', 'INVOICE_LABEL'
PAPERS = {
    SLIP: _lt("Packing slip"),
    HAZMAT: _lt("Hazmat label"),
    INVOICE: _lt("Invoice label"),
}

LABEL_STATES = [
    ('none', "None"),
    ('waiting', "Waiting"),
    ('ready', "Ready"),
    ('refused', "Refused"),
]
# TikTok gives a label out from when shipping is arranged until the carrier takes the parcel.
GIVEN_OUT = 'PROCESSING'


class TtsPackage(models.Model):
    """The label of a package that TikTok's carrier takes: an attachment of its transfers, so that
    whoever packs reads it. How it is fetched: `tts_package_label_work.py`; how printed:
    `stock_picking_print.py`.

    It tells where the buyer lives: it goes when the payload goes.
    """

    _inherit = 'tts.package'

    label_state = fields.Selection(
        LABEL_STATES, required=True, default='none', readonly=True, index=True)
    label_id = fields.Many2one(
        'ir.attachment', readonly=True, index='btree_not_null', ondelete='set null')
    label_url = fields.Char(
        "Label at TikTok", readonly=True,
        help="Where TikTok has it, for 24 hours, when it could not be had from there.")
    label_error = fields.Char("Why There Is No Label", readonly=True)
    label_format = fields.Selection(
        [(documents.PDF, "PDF"), (documents.ZPL, "ZPL")], readonly=True,
        help="Labels in ZPL are for label printers: they are printed apart.")
    label_number = fields.Char(
        "Number of the Label", readonly=True, help="Of the parcel when the label was fetched.")
    label_attempts = fields.Integer(readonly=True)
    label_retry = fields.Datetime("Label Not before", readonly=True)
    label_lease = fields.Datetime(readonly=True, help="Until then a worker is fetching it.")
    label_printed = fields.Datetime("Label Printed on", readonly=True)
    label_printer_id = fields.Many2one(
        'res.users', "Label Printed by", readonly=True, ondelete='set null')

    # === WHICH ARE WANTED === #

    @api.model
    def _label_wanted(self):
        """Return the domain of packages whose label is to be fetched."""
        by_carrier = [
            ('shipping_type', '=', 'TIKTOK'),
            ('fulfillment_type', 'in', (False, '', const.FULFILLED_BY_SELLER))]
        is_gone = Domain('label_state', '=', 'ready') & Domain('label_id', '=', False)
        return (
            Domain('status', '=', GIVEN_OUT) & Domain('order_ids', 'any', by_carrier)
            & Domain('shop_id.label_document', '!=', False)
            & (Domain('label_state', 'in', ('none', 'waiting')) | is_gone))

    def _refetch_label(self):
        """Have labels fetched, once more where there is one; return those for which that can be.

        :rtype: tts.package
        """
        due = self.filtered(lambda package: package.status == GIVEN_OUT)
        due.write({
            'label_state': 'waiting', 'label_error': False, 'label_attempts': 0,
            'label_retry': False, 'label_lease': False, 'label_printed': False,
            'papers_lacking': False, 'paper_error': False})
        if due:
            self.env['tts.shipment']._ring()
        return due

    def _renew_label(self):
        """A label of a parcel that is cancelled must not be stuck on, nor that of another number.
        """
        if self.status == 'CANCELLED':
            self._drop_labels()
        elif self.label_number and self.label_number != self.tracking_number:
            self._refetch_label()

    # === WHERE IT LIES === #

    def _has_label(self):
        """Tell whether there is a label that may be printed."""
        return self.label_state == 'ready' and bool(self.label_id)

    def _label_transfers(self):
        """Return the transfers on which a label belongs: those that take the parcel to the buyer,
        or the steps before, where these are not there yet.
        """
        if self.picking_ids or not self.order_ids:
            return self.picking_ids
        return self.order_ids.sudo()._outgoing_moves().picking_id.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))

    def _label_name(self, form):
        return f'TikTok {self.tiktok_id}.{form}'

    def _document_names(self):
        """Return the names of all that may be kept of one package."""
        return [
            *(self._label_name(form) for form in documents.MEDIA_TYPES),
            *map(self._paper_name, PAPERS)]

    @api.model
    def _attach(self, told):
        """Keep documents of packages on each of their transfers, where they are read.

        :param list told: (tts.package, name, content, form)
        :return: the attachments that stand for them, in that order
        :rtype: list
        """
        vals, firsts = [], []
        for package, name, content, form in told:
            firsts.append(len(vals))
            vals += [{
                'name': name, 'raw': content, 'mimetype': documents.MEDIA_TYPES[form],
                'res_model': place._name, 'res_id': place.id, 'company_id': package.company_id.id,
            } for place in package._label_transfers() or package]
        made = self.env['ir.attachment'].create(vals)
        return [made[number] for number in firsts]

    @api.model
    def _keep_labels(self, told):
        """Keep labels that can be printed; what goes with them is to be had next.

        :param dict told: {tts.package: `Document`}
        """
        packages = self.browse().union(*told)
        if not packages:
            return
        packages.filtered(lambda each: each.label_id or each.label_number)._delete_labels()
        labels = self._attach([
            (package, package._label_name(each.form), each.content, each.form)
            for package, each in told.items()])
        packages.write({
            'label_state': 'ready', 'label_url': False, 'label_error': False, 'label_attempts': 0,
            'label_retry': False, 'label_lease': False})
        for (package, each), label in zip(told.items(), labels, strict=True):
            package.write({
                'label_id': label.id, 'label_format': each.form,
                'label_number': package.tracking_number,
                'papers_lacking': ','.join(package._paper_kinds()) or False})

    def _drop_labels(self):
        """Have no labels of these packages any more."""
        self._delete_labels()
        self.write({
            'label_state': 'none', 'label_url': False, 'label_error': False, 'label_number': False,
            'papers_lacking': False, 'paper_error': False})

    def _delete_labels(self):
        """Delete the labels of packages and what goes with them, wherever that lies."""
        copies = self.env['ir.attachment'].search([
            ('res_model', '=', 'stock.picking'),
            ('res_id', 'in', self.picking_ids.ids + self.order_ids.sale_order_id.picking_ids.ids),
            ('name', 'in', [name for package in self for name in package._document_names()]),
        ]) | self.label_id | self.paper_ids
        if copies:
            copies.unlink()

    def _forget(self):
        self.filtered('label_id')._drop_labels()
        return super()._forget()

    # === HOW IT IS PRINTED === #

    def _label_pages(self, pickings, form):
        """Return what is printed for one package in a form, in this order.

        :param pickings: those of its transfers that are printed
        :rtype: list of bytes
        """
        is_mine = (self.label_format or documents.PDF) == form
        return [
            *self._separator(pickings.sudo(), form),
            *([self.label_id.raw or b''] if is_mine else ()), *self._paper_pages(form)]

    def _separator(self, pickings, form):
        """Return the page that comes before a label, if the shop wants one: a list of documents.
        One that cannot be made is left out, and the label is printed all the same.
        """
        if not self.shop_id.label_separator:
            return []
        lines = self._separator_lines(pickings)
        try:
            return [documents.separator(lines, form)]
        except Exception as error:
            _logger.warning(
                "No separator page for TikTok's package %s", self.tiktok_id, exc_info=error)
            return []

    def _separator_lines(self, pickings):
        """Return what a separator page tells of some transfers: codes, which any printer knows."""
        lines = [', '.join(pickings.mapped('name')), ', '.join(self.order_ids.mapped('tiktok_id'))]
        for move in pickings.move_ids.filtered(lambda move: move.state != 'cancel'):
            name = move.product_id.default_code or move.product_id.name
            quantity = move.quantity or move.product_uom_qty
            lines.append(f'{quantity:g} x {name}')
        return lines

    def _note_printed(self, form):
        """Note that the labels of these packages were printed, if that is their form."""
        self.filtered(lambda each: (each.label_format or documents.PDF) == form).write(
            {'label_printed': fields.Datetime.now(), 'label_printer_id': self.env.user.id})

    def _note_unreadable(self):
        """Name labels that could not be read on their transfers, and have them fetched again."""
        for package in self:
            for picking in package._label_transfers():
                picking._message_log(body=self.env._(
                    "The label of TikTok's package %s could not be read and was not printed. It "
                    "is fetched again.", package.tiktok_id))
        (self - self._refetch_label()).write({
            'label_state': 'refused', 'label_error': self.env._(
                "The label that was kept cannot be read, and TikTok gives it out no more.")})

    # === WHY THERE IS NONE === #

    def _label_lacking(self):
        """Return why the label of one package cannot be printed; '' where it can.

        :rtype: str
        """
        if self._has_label():
            return ''
        if self.label_error:
            return self.label_error
        if self.order_ids.filtered(lambda order: order._is_fulfilled_by_tiktok()):
            return self.env._("TikTok's warehouse ships it: there is nothing to print.")
        if self.filtered_domain(self._label_wanted()):
            return self.env._("Its label is being fetched.")
        if self.status not in parcels.ARRANGED:
            return self.env._("Its shipping is not arranged yet.")
        if self.status == GIVEN_OUT:
            return self.env._("TikTok has no label for it: its carrier is the seller's own.")
        return self.env._("TikTok gives its label out no more: the carrier has the parcel.")
