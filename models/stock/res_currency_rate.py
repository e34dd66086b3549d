from odoo import api, models


class ResCurrencyRate(models.Model):
    """By a rate, prices are made from amounts in another currency. One that begins later is found
    by the clock.
    """

    _inherit = 'res.currency.rate'

    @api.model_create_multi
    def create(self, vals_list):
        self.env['tts.mark']._add('price', 'all')
        return super().create(vals_list)

    def write(self, vals):
        self.env['tts.mark']._add('price', 'all')
        return super().write(vals)

    def unlink(self):
        self.env['tts.mark']._add('price', 'all')
        return super().unlink()
