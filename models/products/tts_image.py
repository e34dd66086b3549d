from odoo import fields, models


class TtsImage(models.Model):
    """An image that TikTok has: what it is called there, and which bytes in Odoo it stands for.

    The same bytes are uploaded once per shop and use, and an image that is in Odoo already is not
    downloaded again.
    """

    _name = 'tts.image'
    _description = "TikTok Shop Image"
    _inherit = ['tts.guard']
    _order = 'id desc'
    _rec_name = 'uri'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True)
    uri = fields.Char("URI", required=True, readonly=True, help="TikTok's name for the image.")
    use_case = fields.Char(required=True, readonly=True, default='MAIN_IMAGE')
    content = fields.Binary(attachment=True, readonly=True, help="Until it is in its place.")
    is_here = fields.Boolean(readonly=True, help="There is a content.")
    error = fields.Char(readonly=True)
    digest = fields.Char(readonly=True, help="SHA-256 of the bytes that TikTok gave or got.")
    checksum = fields.Char(
        index='btree_not_null', readonly=True,
        help="Of the attachment that holds the image in Odoo, which may have made it smaller.",
    )

    _unique_uri = models.UniqueIndex('(shop_id, uri, use_case)', "An image is known once.")

    def _settle(self, checksum):
        """Note which bytes Odoo shows for an image; its own are not needed any more."""
        self.write({'checksum': checksum, 'content': False, 'is_here': False})
