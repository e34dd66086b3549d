from odoo import fields, models


class ResPartner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'tts.guard']

    tts_shop_id = fields.Many2one(
        'tts.shop', string="TikTok Shop", index='btree_not_null', ondelete='set null', copy=False,
        readonly=True,
    )
    tts_buyer_id = fields.Char("TikTok Buyer ID", copy=False, readonly=True)

    tts_address_key = fields.Char(copy=False, readonly=True, groups='base.group_system')

    _tts_unique_buyer = models.UniqueIndex(
        '(tts_shop_id, tts_buyer_id) WHERE tts_buyer_id IS NOT NULL',
        "A buyer of a TikTok shop is one contact.",
    )
    # Two workers must not make one address twice. It is no key of `parent_id`: contacts are merged.
    _tts_unique_address = models.UniqueIndex(
        '(tts_address_key) WHERE tts_address_key IS NOT NULL AND active',
        "A delivery address from TikTok is one contact.",
    )
