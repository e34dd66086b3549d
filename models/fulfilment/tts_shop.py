from odoo import fields, models


class TtsShop(models.Model):
    """What a shop wants told of parcels."""

    _inherit = 'tts.shop'

    push_tracking = fields.Boolean(
        "Report Shipments", help="Tell TikTok of what the seller ships himself, as soon as its "
                                 "transfer is done and has a carrier and a tracking number.")
    packages_watermark = fields.Datetime(
        readonly=True, help="Packages are known up to this moment.")
