import hashlib

from odoo import api, models

from ...tools import pictures, values


class TtsImage(models.Model):
    """How images of Odoo, and its documents (use `FILE`), come to TikTok: once per shop, use and
    content.
    """

    _inherit = 'tts.image'

    @api.model
    def _uri_of(self, shop, attachment, use_case, among=()):
        """Return what TikTok calls the image that an attachment holds, or None.

        :param among: URIs that are preferred: those that stand there already, whatever their use
        """
        if not attachment.checksum:
            return None
        known = self.sudo().search([
            ('shop_id', '=', shop.id), ('checksum', '=', attachment.checksum)])
        in_place = known.filtered(lambda image: image.uri in among)
        found = in_place or known.filtered(lambda image: image.use_case == use_case)
        return found[:1].uri or None

    @api.model
    def _upload(self, client, shop, attachment, use_case):
        """Upload the image that an attachment holds and return what TikTok calls it.

        The same bytes are uploaded once, whichever attachments hold them.

        :raises TikTokError: when TikTok does not take it
        """
        is_file = use_case == 'FILE'
        content, filename = (
            (attachment.raw, pictures.DOCUMENT) if is_file
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
