from odoo import fields, models


class AccountMoveLine(models.Model):
    _name = 'account.move.line'
    _inherit = ['account.move.line', 'tts.guard']

    tts_price_included = fields.Boolean(
        readonly=True,
        help="The unit price is TikTok's: it contains the line's taxes, whatever these say.",
    )
