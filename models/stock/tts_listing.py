from odoo import fields, models


class TtsListing(models.Model):
    """What of a listing follows Odoo by itself."""

    _inherit = 'tts.listing'

    push_stock = fields.Boolean(
        "Stock by Itself", default=True, help="If the shop sends stock by itself, see there.")
    push_prices = fields.Boolean(
        "Prices by Themselves", default=True,
        help="If the shop sends prices by itself, see there.")
    is_stopped = fields.Boolean(
        "Stop Everything", help="Neither stock nor prices are sent, by itself or by button.")
