import hashlib

from odoo import api, fields, models

from ...tools import values
from ...tools.listing import files, pictures


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

    @api.model
    def _known_as(self, shop, checksums):
        """Return what TikTok calls the images that Odoo has.

        :param list checksums: of their attachments
        :return: {checksum: ((URI, use case), ...)}, the latest first
        """
        checksums = list(filter(None, checksums))
        images = checksums and self.sudo().search([
            ('shop_id', '=', shop.id), ('checksum', 'in', checksums)])
        found = {}
        for image in images:
            found[image.checksum] = (*found.get(image.checksum, ()), (image.uri, image.use_case))
        return found

    @api.model
    def _upload(self, client, shop, attachment, use_case):
        """Upload the image that an attachment holds and return what TikTok calls it.

        The same bytes are uploaded once, whichever attachments hold them.

        :raises TikTokError: when TikTok does not take it
        """
        is_file = use_case == 'FILE'
        content, filename = (
            (attachment.raw, files.DOCUMENT) if is_file
            else pictures.prepare(attachment.raw, use_case))
        digest = hashlib.sha256(content).hexdigest()
        known = self.sudo().search([
            ('shop_id', '=', shop.id), ('digest', '=', digest), ('use_case', '=', use_case)],
            limit=1)
        if known:
            known.checksum = attachment.checksum
            return known.uri
        cipher = shop.sudo().cipher
        if is_file:
            uri = values.text(client.upload_file(cipher, content, filename).get('id'))
        else:
            uri = values.text(
                client.upload_image(cipher, content, filename, use_case).get('uri'))
        vals = {'digest': digest, 'checksum': attachment.checksum}
        known = self.sudo().search([
            ('shop_id', '=', shop.id), ('uri', '=', uri), ('use_case', '=', use_case)])
        if known:
            known.write(vals)
        else:
            self.sudo().create({'shop_id': shop.id, 'uri': uri, 'use_case': use_case, **vals})
        return uri
