from odoo import fields, models


class StockPickingType(models.Model):
    """Whether labels of TikTok's are printed when a transfer is done."""

    _inherit = 'stock.picking.type'

    tts_print_labels = fields.Boolean(
        "TikTok Labels", help="Print the labels of TikTok Shop that have not been printed yet, "
                              "when a transfer is validated.")
