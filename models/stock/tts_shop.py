from odoo import fields, models

from ...tools.listing import rules


class TtsShop(models.Model):
    """What of a shop's stock and prices follows Odoo by itself, and by which rules."""

    _inherit = 'tts.shop'

    push_stock = fields.Boolean(
        "Send Stock by Itself",
        help="Whatever changes what can be sold of a listed product reaches TikTok within a "
             "minute. Off: by the button Push Stock only.")
    push_prices = fields.Boolean(
        "Send Prices by Themselves",
        help="Whatever changes a price of a listed product reaches TikTok within a minute. Off: by "
             "the button Push Prices only.")
    is_stopped = fields.Boolean(
        "Stop Everything",
        help="Neither stock nor prices are sent, by itself or by button, until this is off again.")
    stock_buffer = fields.Integer(
        "Buffer", help="Units of each product that are held back from TikTok.")
    stock_share = fields.Float(
        "Share (%)", default=100, digits=(5, 2),
        help="So much of what is left after the buffer is offered: where several channels sell the "
             "same goods.")
    stock_cap = fields.Integer("At Most", help="So many units of a SKU are offered. 0: no limit.")
    untracked_quantity = fields.Integer(
        "Units of Untracked Goods",
        help="Offered of products whose stock Odoo does not track.",
    )
    count_consigned = fields.Boolean(
        "Offer Consigned Goods", default=True,
        help="Goods in your stock that belong to somebody else.")

    _untracked_in_range = models.Constraint(
        f'CHECK (untracked_quantity BETWEEN 0 AND {rules.MOST_STOCK})',
        f"TikTok offers 0 to {rules.MOST_STOCK} units.",
    )
    _stock_rule_in_range = models.Constraint(
        'CHECK (stock_buffer >= 0 AND stock_cap >= 0 AND stock_share BETWEEN 0 AND 100)',
        "A buffer and a limit are not negative, a share is from 0 to 100 %.")
