from odoo import api, models

from ...tools import values

# TikTok's type of webhook about invoices, and what of its statuses says no.
INVOICE = 36
REFUSED = ('FAILED', 'INVALID')


class TtsEvent(models.Model):
    """Webhooks about the invoices of parcels: why one is refused, TikTok tells there alone."""

    _inherit = 'tts.event'

    @api.model
    def _orders_told(self, data):
        status = values.text(data.get('invoice_status'))
        return (values.text(data.get('invalid_reason')) or status) if status in REFUSED else ''

    def _orders_take(self, payloads):
        result = super()._orders_take(payloads)
        for event in self.filtered(lambda each: each.type == INVOICE and each.told):
            self.env['tts.order'].search([
                ('shop_id', '=', event.shop_id.id),
                ('tiktok_id', 'in', event.tiktok_ref.split(',')),
            ])._note_invoice_answer(event.told)
        return result
