import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.engine.tts_guard import needs
from ..tools.actions import notification


class TtsOrderInvoice(models.TransientModel):
    """A person chooses the invoice (NF-e) that TikTok wants before an order's parcel leaves."""

    _name = 'tts.order.invoice'
    _description = "Upload Invoice"

    order_id = fields.Many2one('tts.order', "TikTok Order", required=True, ondelete='cascade')
    is_combined = fields.Boolean(compute='_compute_files')
    file_ids = fields.Many2many('ir.attachment', compute='_compute_files')
    file_id = fields.Many2one(
        'ir.attachment', "File of Its Invoice", domain="[('id', 'in', file_ids)]",
        compute='_compute_file', store=True, readonly=False)
    content = fields.Binary("Other File", attachment=False)
    name = fields.Char()

    @api.depends('order_id')
    def _compute_files(self):
        for wizard in self:
            wizard.is_combined = wizard.order_id._is_combined()
            wizard.file_ids = wizard.order_id._invoice_files()

    @api.depends('order_id')
    def _compute_file(self):
        for wizard in self:
            wizard.file_id = wizard.order_id._invoice_files()[:1]

    @needs('user')
    def action_upload(self):
        """Button: have the file sent to TikTok.

        :raises UserError: when there is none, or it is no NF-e
        """
        self.ensure_one()
        if self.content:
            content, name = base64.b64decode(self.content), self.name or 'NF-e.xml'
        elif self.file_id:
            self.file_id.check_access('read')
            content, name = self.file_id.raw, self.file_id.name
        else:
            raise UserError(self.env._("Choose the XML file of the invoice."))
        self.order_id.sudo()._send_invoice(content or b'', name)
        message = notification('info', self.env._(
            "It is sent within a minute. The order tells what TikTok says of it."))
        message['params']['next'] = {'type': 'ir.actions.act_window_close'}
        return message
