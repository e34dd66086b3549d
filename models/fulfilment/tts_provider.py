from odoo import fields, models


class TtsProvider(models.Model):
    """A shipping provider of TikTok's, as a shop may use it for what it ships itself."""

    _name = 'tts.provider'
    _description = "TikTok Shop Shipping Provider"
    _inherit = ['tts.guard']
    _order = 'name, id'

    shop_id = fields.Many2one(
        'tts.shop', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )
