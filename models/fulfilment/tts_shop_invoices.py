import logging
from datetime import timedelta

from odoo import fields, models

from ..engine.tts_work import is_lost
from .tts_order_upload import NEEDED

_logger = logging.getLogger(__name__)

# Orders whose invoices are looked for in one run of the schedule.
MOST = 500
# So long after it was sent TikTok has said what it thinks of an invoice.
SILENCE = timedelta(hours=1)


class TtsShop(models.Model):
    """Brazil: invoices go to TikTok by themselves, where the shop wants that."""

    _inherit = 'tts.shop'

    push_invoices = fields.Boolean(
        "Send Invoices", help="Where TikTok wants the invoice (NF-e) before a parcel leaves: send "
                              "its XML file as soon as it is at the posted customer invoice. A "
                              "parcel of several orders needs a person: Upload Invoice.")

    def _find_invoices(self):
        """Have the invoices sent that are there by now, where TikTok wants them, and see to
        those of which TikTok says no more.
        """
        Order = self.env['tts.order']
        # The latest first: what has no file for long must not hide the others.
        wanted = Order.search(Order._invoices_wanted(
            self.filtered('push_invoices')), order='id desc', limit=MOST)
        for order in wanted.filtered(lambda each: not each._is_combined()):
            try:
                with self.env.cr.savepoint():
                    order._find_invoices()
            except Exception as error:
                if is_lost(error):
                    raise
                _logger.error("The invoice of TikTok's order %s cannot be sent", order.tiktok_id,
                              exc_info=error)
        Order.search([
            ('shop_id', 'in', self.ids), ('invoice_upload', '=', 'sent'),
            ('invoice_need', '=', NEEDED), ('invoice_date', '<', fields.Datetime.now() - SILENCE),
        ], limit=MOST)._follow_invoice()
