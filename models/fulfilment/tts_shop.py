from odoo import fields, models


class TtsShop(models.Model):
    """What a shop wants told of parcels."""

    _inherit = 'tts.shop'

    push_tracking = fields.Boolean(
        "Report Shipments", help="Tell TikTok of what the seller ships himself, as soon as its "
                                 "transfer is done and has a carrier and a tracking number.")
    packages_watermark = fields.Datetime(
        readonly=True, help="Packages are known up to this moment.")
    label_document = fields.Selection([
        ('SHIPPING_LABEL', "Shipping label"),
        ('SHIPPING_LABEL_AND_PACKING_SLIP', "Shipping label and packing slip"),
    ], "Label", default='SHIPPING_LABEL', help="Fetched as soon as shipping is arranged, for what "
                                               "TikTok's carrier takes. Empty: none is fetched.")
    label_size = fields.Selection([('A6', "A6"), ('A5', "A5")], default='A6', required=True)
    label_separator = fields.Boolean(
        "Separator Pages", help="Before each label a page with its transfer and goods.")
    label_fresh = fields.Boolean(
        "Fetch for Each Reprint", help="A label that was printed before is fetched once more "
                                       "before it is printed again.")
