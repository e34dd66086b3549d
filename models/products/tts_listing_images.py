import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor

from odoo import api, models

from ...client.files import download
from ...client.transport import url_parts
from ...tools.actions import notification
from ...tools.listing import pictures, product
from ...tools.sentences import explained
from ..engine.tts_guard import needs
from ..engine.tts_work import CONCURRENT

# Images that are fetched side by side, and are in memory at a time.
SIDE_BY_SIDE = 4
PAGE = 8
MOST_BYTES = 10 * 2**20  # https://partner.tiktokshop.com/docv2/page/upload-product-image-202309


class TtsListing(models.Model):
    """How the images of a listing come to its product.

    The first one becomes the product's, those of a variant's option the variant's; the others are
    documents of the product. TikTok names each by a URI: one that is in its place already is not
    fetched again.
    """

    _inherit = 'tts.listing'

    # === FETCHING === #

    @api.model
    def _waiting_for_images(self, shop, limit):
        return self.search(
            [('shop_id', '=', shop.id), ('images_due', '=', True), ('payload', '!=', False)],
            order='id', limit=limit)

    @api.model
    def _start_images(self, shops):
        """Have a run fetch, soon, the images that listings of these shops wait for."""
        for shop in shops:
            if self._waiting_for_images(shop, limit=1):
                shop._start_news('product_news', shop.products_watermark)

    @api.model
    def _next_images(self, shop):
        """Return listings of a shop that wait for images, and the next of their images to fetch.

        :return: (tts.listing, {URI: address}); no listing when none waits, no image when those of
            the listings are all there
        """
        due, missing = self._waiting_for_images(shop, PAGE), {}
        for listing in due:
            missing.update(listing._missing_images())
        return due, dict(list(missing.items())[:PAGE])

    def _missing_images(self):
        """Return the images of one listing that are neither in their places nor fetched."""
        images = self._images()
        content = self._content()
        addresses = product.addresses(content)
        in_place = {
            image.uri for place, image in self._placed_images(images)
            if image.checksum and image.checksum in self._checksums(place)}
        return {
            uri: addresses[uri] for _place, uri in product.images(content)
            if uri in addresses and uri not in in_place
            and not (uri in images and (images[uri].is_here or images[uri].error))
        }

    @api.model
    def _download(self, shop, missing):
        """Fetch images side by side; what fails is told instead.

        :param dict missing: {URI: address}
        :return: [{'id': URI, 'content': bytes or None, 'error': sentence or None}]
        """
        hosts = [url_parts(shop.account_id.sudo().api_url).netloc]

        def fetch(address):
            try:
                return download(address, hosts, MOST_BYTES).content, None
            except Exception as error:
                return None, error

        def checked(answer):
            """Decode one after the other: decoded, an image is large."""
            try:
                if answer[0]:
                    pictures.decode(answer[0])
            except Exception as error:
                return None, error
            return answer

        with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            fetched = list(threads.map(fetch, missing.values()))
        return [
            {'id': uri, 'content': content, 'error': error and explained(self.env, error)}
            for uri, (content, error) in zip(missing, map(checked, fetched), strict=True)
        ]

    @api.model
    def _store_images(self, shop, fetched):
        """Keep what was fetched until it is in its place."""
        Image = self.env['tts.image'].sudo()
        known = Image.search([
            ('shop_id', '=', shop.id), ('uri', 'in', [row['id'] for row in fetched])
        ]).grouped('uri')
        for row in fetched:
            content = row['content']
            digest = content and hashlib.sha256(content).hexdigest()
            image = known.get(row['id']) or Image.create({'shop_id': shop.id, 'uri': row['id']})
            image.write({
                'content': base64.b64encode(content) if content else False,
                'is_here': bool(content),
                'digest': digest,
                # The same bytes under another name are where they belong already.
                'checksum': digest and Image.search([
                    ('shop_id', '=', shop.id), ('digest', '=', digest), ('checksum', '!=', False),
                ], limit=1).checksum,
                'error': row['error'],
            })

    # === PLACES === #

    def _images(self):
        """Return what is known of the images of one listing, by URI."""
        uris = [uri for _place, uri in product.images(self._content())]
        return self.env['tts.image'].sudo().search([
            ('shop_id', '=', self.shop_id.id), ('uri', 'in', uris)]).grouped('uri')

    def _placed_images(self, images):
        """Return [(record that shows it, image)] in TikTok's order; the product comes first, then
        an empty `product.document` for each that it shows beside.
        """
        variants = {sku.tiktok_id: sku.product_id for sku in self.sku_ids}
        template = self.product_tmpl_id
        is_multiple = len(template.product_variant_ids) > 1
        places, first = [], template
        for place, uri in product.images(self._content()):
            record = variants.get(place) if place != 'main' else first
            if place == 'main':
                first = self.env['product.document']
            if uri in images and record is not None and (
                    place == 'main' or (record.product_tmpl_id == template and is_multiple)):
                places.append((record, images[uri]))
        return places

    def _checksums(self, record):
        """Return the checksums of the images that a record shows."""
        return set(self._attachments(record).mapped('checksum'))

    def _attachments(self, record):
        if record._name == 'product.document':
            return self._documents().ir_attachment_id
        field = 'image_1920' if record._name == 'product.template' else 'image_variant_1920'
        return self.env['ir.attachment'].sudo().search([
            ('res_model', '=', record._name), ('res_field', '=', field),
            ('res_id', '=', record.id)])

    def _documents(self):
        """Return the documents of the product that are shown on TikTok."""
        return self.env['product.document'].search([
            ('res_model', '=', 'product.template'), ('res_id', '=', self.product_tmpl_id.id),
            ('tts_shown', '=', True)])

    def _place_images(self):
        """Put what is there into its places, unless something is still to be fetched."""
        for listing in self:
            if listing._missing_images():
                continue
            try:
                with self.env.cr.savepoint():
                    listing._place()
            except CONCURRENT:
                raise
            except Exception as error:
                listing.images_problem = explained(self.env, error)
            listing.images_due = False

    def _place(self):
        images = self._images()
        failed = [image.error for image in images.values() if image.error]
        self.images_problem = failed[0] if failed else False
        documents, shown = self._documents(), set()
        for record, image in self._placed_images(images):
            if record._name == 'product.document':
                shown.add(self._show_document(documents, image))
            elif image.is_here and image.checksum not in self._checksums(record):
                self._show(record, image)
        (documents.filtered('tts_image_id') - documents.browse(filter(None, shown))).unlink()

    def _show(self, record, image):
        """Let a product or variant show an image; note which bytes Odoo has made of it."""
        field = 'image_1920' if record._name == 'product.template' else 'image_variant_1920'
        record[field] = image.content
        self.env.flush_all()
        image._settle(self._attachments(record)[:1].checksum)

    def _show_document(self, documents, image):
        """Return the id of the document that shows an image; one is made if there is none."""
        found = documents.filtered(
            lambda document: image.checksum and document.checksum == image.checksum)[:1]
        if not found and image.is_here:
            found = documents.create({
                'name': self.env._("TikTok image"),
                'res_model': 'product.template',
                'res_id': self.product_tmpl_id.id,
                'datas': image.content,
                'tts_shown': True,
                'tts_image_id': image.id,
            })
            image._settle(found.checksum)
        return found.id

    # === ACTION METHODS === #

    @needs('user')
    def action_fetch_images(self):
        """Button: fetch again what could not be fetched."""
        for listing in self.sudo():
            listing._queue_images()
        self.sudo()._start_images(self.sudo().shop_id)
        return notification(
            'success', self.env._("The images come in a moment."))

    def _queue_images(self):
        """Have the images of one listing looked at, failed ones as well."""
        self._images_of_self().filtered('error').error = False
        self.write({'images_due': True, 'images_problem': False})

    def _images_of_self(self):
        return self.env['tts.image'].sudo().union(*self._images().values())
