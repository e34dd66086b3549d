from odoo import fields, models

# By these it is decided whether TikTok should have anything of its SKUs.
DECIDING = {
    'stock': frozenset(('push_stock', 'is_stopped', 'status')),
    'price': frozenset(('push_prices', 'is_stopped', 'status')),
}


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

    def write(self, vals):
        """What a switch or TikTok's status held back is worked out anew."""
        result = super().write(vals)
        self.env['tts.mark']._add_changed(DECIDING, vals, 'listing', self.ids)
        return result
