from odoo import models


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['account.move', 'tts.guard']

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """TikTok's prices contain tax: compute invoices and credit notes from the total."""
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if product_line.tts_price_included and self.is_invoice(include_receipts=True):
            base_line['special_mode'] = 'total_included'
        return base_line
