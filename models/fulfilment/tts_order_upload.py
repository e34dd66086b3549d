from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...tools import nfe, order_fields, order_status
from ...tools.sentences import term
from ..engine.mail_activity import Todo
from ..engine.tts_guard import needs

_lt = LazyTranslate(__name__)

# TikTok's `need_upload_invoice`, where a parcel has to do with it.
NEEDED, LOOKED_AT, TAKEN = 'NEED_INVOICE', 'INVOICE_PROCESSING', 'INVOICE_UPLOADED'
NEEDS = [
    (NEEDED, "Wanted by TikTok"),
    (LOOKED_AT, "TikTok looks at it"),
    (TAKEN, "Accepted"),
]
# So long after it was sent TikTok no longer wants an invoice that it has taken.
SETTLED = timedelta(minutes=10)
REFUSED = 'nfe'
UNUSABLE = {
    'large': _lt("The file is larger than 1 MB: TikTok takes no such invoice."),
    'xml': _lt("The file is no XML that can be read."),
    'nfe': _lt("The file is no NF-e: it has no access key of 44 digits."),
}


class TtsOrder(models.Model):
    """Brazil: TikTok wants the invoice (NF-e) before the parcel leaves. A person chooses it, or it
    is found at the customer invoice; it is sent from the queue (`tts_order_upload_work.py`).
    """

    _inherit = 'tts.order'

    invoice_need = fields.Selection(
        NEEDS, "Invoice at TikTok", readonly=True, index='btree_not_null',
        help="Where TikTok wants the invoice before the parcel leaves (Brazil).")
    invoice_upload = fields.Selection([
        ('waiting', "Waiting"),
        ('sent', "Sent"),
        ('refused', "Refused"),
    ], "Upload of the Invoice", readonly=True, index='btree_not_null')
    invoice_file_id = fields.Many2one(
        'ir.attachment', "Invoice for TikTok", readonly=True, index='btree_not_null',
        ondelete='set null')
    invoice_error = fields.Char("Why Its Invoice Is Refused", readonly=True)
    invoice_attempts = fields.Integer(readonly=True)
    invoice_retry = fields.Datetime("Invoice Not before", readonly=True)
    invoice_lease = fields.Datetime(readonly=True, help="Until then a worker is sending it.")
    invoice_date = fields.Datetime("Invoice Sent on", readonly=True)

    # === MIRROR METHODS === #

    @api.model
    def _mirror_vals(self, shop, payload):
        vals = super()._mirror_vals(shop, payload)
        need = order_fields.fulfilment_of(payload)['invoice_status']
        return {**vals, 'invoice_need': need if need in dict(NEEDS) else False}

    def _follow_invoice(self):
        """What TikTok has taken holds no parcel any more; what it wants again it has refused."""
        before = fields.Datetime.now() - SETTLED
        for order in self:
            order = order.with_context(lang=order._responsible().lang)
            if order.invoice_need not in (NEEDED, LOOKED_AT):
                order._settle_invoice()
            elif order.invoice_need == NEEDED and order.invoice_upload == 'sent' and (
                    not order.invoice_date or order.invoice_date < before):
                order._refuse_invoice(self.env._(
                    "TikTok has not accepted the invoice. Seller Center tells why."))

    def _settle_invoice(self):
        """TikTok has an invoice, or wants none: parcels go on."""
        self.write({
            'invoice_upload': False, 'invoice_error': False, 'invoice_attempts': 0,
            'invoice_retry': False, 'invoice_lease': False})
        self.shipment_ids.filtered(lambda each: each.state == 'waiting')._wake()
        self._agree_todos({self: []}, among=REFUSED)

    def _refuse_invoice(self, reason):
        """Note that an invoice is none that TikTok takes; a person has to see to it."""
        self.write({
            'invoice_upload': 'refused', 'invoice_error': reason, 'invoice_retry': False,
            'invoice_lease': False})
        for order in self:
            order._agree_todos({order: []}, among=REFUSED)

    def _agree_todos(self, todos, among=''):
        return super()._agree_todos(
            {order: [*found, *order._invoice_upload_todos()] for order, found in todos.items()},
            among)

    def _invoice_upload_todos(self):
        """Return the to-do of one order whose invoice TikTok has refused."""
        if self.invoice_upload != 'refused':
            return []
        return [Todo(REFUSED, self.env._(
            "TikTok does not take the invoice of this order: the parcel must not leave without."),
            self.invoice_error or '')]

    # === ACTION METHODS === #

    @needs('user')
    def action_upload_invoice(self):
        """Button: choose the invoice that TikTok wants.

        :raises UserError: when TikTok wants none
        """
        self.ensure_one()
        if self.invoice_need != NEEDED:
            raise UserError(self.env._("TikTok wants no invoice of this order now."))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'tts.order.invoice',
            'view_mode': 'form', 'target': 'new', 'name': self.env._("Upload Invoice"),
            'context': {'default_order_id': self.id}}

    # === WHICH FILE === #

    def _send_invoice(self, content, name):
        """Have a file sent as the invoice of one order, soon.

        :param bytes content:
        :param str name: of the file
        :raises UserError: when it is none
        """
        try:
            nfe.access_key(content)
        except nfe.Unusable as error:
            raise UserError(term(self.env, UNUSABLE, error.code)) from None
        before = self.invoice_file_id
        self.write({
            'invoice_upload': 'waiting', 'invoice_error': False, 'invoice_attempts': 0,
            'invoice_retry': False, 'invoice_lease': False,
            'invoice_file_id': self.env['ir.attachment'].create({
                'name': name, 'raw': content, 'mimetype': 'application/xml',
                'res_model': self._name, 'res_id': self.id, 'company_id': self.company_id.id}).id})
        before.unlink()
        self._agree_todos({self: []}, among=REFUSED)
        self.env['tts.shipment']._ring()

    def _invoice_files(self):
        """Return the files at the customer invoices of these orders that may be what TikTok wants,
        the latest first. Their contents are not looked at.

        :rtype: ir.attachment
        """
        posted = self.sale_order_id.invoice_ids.filtered(
            lambda move: move.state == 'posted' and move.move_type == 'out_invoice')
        return self.env['ir.attachment'].search([
            ('res_model', '=', 'account.move'), ('res_id', 'in', posted.ids),
            ('mimetype', 'in', nfe.MIMETYPES), ('file_size', '<=', nfe.MOST_BYTES),
            # Those that a field of the invoice holds as well, which Odoo leaves out by itself.
            '|', ('res_field', '=', False), ('res_field', '!=', False),
        ], order='id desc')

    def _find_invoices(self):
        """Send the invoices that are there by now, of these orders of which TikTok wants them."""
        for order in self:
            for file in order._invoice_files():
                if nfe.is_usable(file.raw or b''):
                    order._send_invoice(file.raw, file.name)
                    break

    @api.model
    def _invoices_wanted(self, shops):
        """Return the domain of orders whose invoices are sent by themselves.

        A parcel of several orders has one invoice for all: which, a person knows.
        """
        return [
            ('shop_id', 'in', shops.ids), ('invoice_need', '=', NEEDED),
            ('invoice_upload', '=', False), ('status', 'in', order_status.TO_SHIP),
            ('sale_order_id.invoice_ids.state', '=', 'posted')]

    def _is_combined(self):
        """Tell whether one order shares its parcel with others."""
        payload = self.sudo().payload or {}
        return order_fields.fulfilment_of(payload)['split_tag'] == 'COMBINED'
