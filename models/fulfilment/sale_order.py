from odoo import fields, models

from ..engine.tts_guard import needs


class SaleOrder(models.Model):
    """Whether TikTok wants the invoice of a sales order before its parcel leaves."""

    _inherit = 'sale.order'

    tts_invoice_need = fields.Selection(related='tts_order_id.invoice_need')
    tts_invoice_upload = fields.Selection(related='tts_order_id.invoice_upload')
    tts_invoice_error = fields.Char(related='tts_order_id.invoice_error')

    @needs('user')
    def action_tts_upload_invoice(self):
        """Button: choose the invoice that TikTok wants."""
        return self.tts_order_id.action_upload_invoice()
