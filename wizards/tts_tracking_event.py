from odoo import fields, models


class TtsTrackingEvent(models.TransientModel):
    """What has become of a parcel, as TikTok tells whoever asks. For whoever works on the transfer.
    """

    _name = 'tts.tracking.event'
    _description = "Tracking at TikTok"
    _inherit = ['tts.guard']
    _order = 'time desc, sequence desc, id desc'
    _rec_name = 'text'

    time = fields.Datetime(readonly=True)
    # Several of one second
    sequence = fields.Integer(readonly=True)
    text = fields.Char("What Happened", readonly=True)
    order_ref = fields.Char("TikTok Order ID", readonly=True)
