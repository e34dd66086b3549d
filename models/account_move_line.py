from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    tts_price_included = fields.Boolean(
        readonly=True,
        help="The unit price is TikTok's: it contains the line's taxes, whatever these say.",
    )
