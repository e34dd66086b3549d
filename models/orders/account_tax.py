from odoo import models

# Marks the base lines of TikTok's prices.
EXACT = 'tts_exact'


class AccountTax(models.Model):
    _inherit = 'account.tax'

    def _add_tax_details_in_base_line(self, base_line, company, rounding_method=None):
        """TikTok's totals are sums of prices: a line that TikTok has priced is rounded by itself,
        also where the company rounds the sum of a document.

        Odoo corrects such sums by cents that would end up on a line, and not always.
        """
        if base_line.get('computation_key') == EXACT:
            rounding_method = rounding_method or 'round_per_line'
        return super()._add_tax_details_in_base_line(
            base_line, company, rounding_method=rounding_method)
