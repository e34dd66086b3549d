from odoo import fields, models

# Orders whose invoices are looked for in one run of the schedule.
MOST = 500


class TtsShop(models.Model):
    """Brazil: invoices go to TikTok by themselves, where the shop wants that."""

    _inherit = 'tts.shop'

    push_invoices = fields.Boolean(
        "Send Invoices", help="Where TikTok wants the invoice (NF-e) before a parcel leaves: send "
                              "its XML file as soon as it is at the posted customer invoice. A "
                              "parcel of several orders needs a person: Upload Invoice.")

    def _find_invoices(self):
        """Have the invoices sent that are there by now, of orders of these shops that want them."""
        if self:
            Order = self.env['tts.order']
            Order.search(Order._invoices_wanted(self), order='id', limit=MOST).filtered(
                lambda order: not order._is_combined())._find_invoices()
