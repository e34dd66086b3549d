from odoo import api, models


class ResCurrency(models.Model):
    _inherit = 'res.currency'

    def write(self, vals):
        """What waited for the currency is applied at once."""
        result = super().write(vals)
        self._tts_free(self.env['tts.mirror']._codes_freed(self._name, vals))
        return result

    def _tts_free(self, codes):
        """Have applied what shops with these currencies have not taken for one of these reasons."""
        if codes:
            shops = self.env['tts.shop'].sudo().search([('currency_id', 'in', self.ids)])
            self.env['tts.mirror']._free(shops, codes)


class ResCurrencyRate(models.Model):
    _inherit = 'res.currency.rate'

    @api.model_create_multi
    def create(self, vals_list):
        """What waited for a rate is applied at once."""
        rates = super().create(vals_list)
        rates.currency_id._tts_free(self.env['tts.mirror']._codes_freed(self._name, ('rate',)))
        return rates

    def write(self, vals):
        """What waited for a rate is applied at once."""
        result = super().write(vals)
        self.currency_id._tts_free(self.env['tts.mirror']._codes_freed(self._name, vals))
        return result
