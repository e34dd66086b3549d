import uuid

from odoo import fields, models

from ...client.errors import Mishap, TikTokError
from ...client.products import WITHOUT_DETAILS
from ...tools import values
from ...tools.listing import edit, files
from ...tools.sentences import REFUSALS, explained, own_words, sentence
from ..engine.tts_work import CONCURRENT, is_lost
from .tts_listing_edit import SAVE_MODES
from .tts_listing_prepare import is_refusal

# So many products with the same seller SKU are looked at before a new one is created.
CANDIDATES = 5


class TtsListing(models.Model):
    """How a product gets to TikTok: as the difference between what TikTok should say and what it
    says (`_bodies`).

    Calls are made by `_send`, which returns an outcome that `tts_listing_sent.py` writes. TikTok
    reviews edits and shows the old version until then, and it may word things its own way: `sent`
    says of each part what it was told and what it showed thereupon. As long as both are the same,
    there is nothing to send.
    """

    _inherit = 'tts.listing'

    push_state = fields.Selection([
        ('none', "Not checked"),
        ('ready', "Ready"),
        ('problems', "Problems"),
        ('sent', "Sent"),
        ('refused', "Refused"),
    ], string="Sending", default='none', required=True, readonly=True, index=True)
    push_message = fields.Char("Result", readonly=True)
    push_date = fields.Datetime("Sent on", readonly=True)
    push_warnings = fields.Text("TikTok's Warnings", readonly=True)
    push_run_id = fields.Many2one(
        'tts.sync', string="Run", readonly=True, index='btree_not_null', ondelete='set null')
    sent = fields.Json(
        readonly=True, help="What TikTok was told, and what it showed thereupon, by part.")

    # === SENDING === #

    def _send_safely(self, client, offers, save_mode, is_last=False):
        """Send one listing; what keeps it alone from being sent is an outcome.

        :param bool is_last: whether TikTok has failed at it so often that it is given up
        :raises TikTokError: when the others cannot be sent either, or not now
        """
        try:
            if isinstance(offers, Exception):
                raise offers
            with self.env.cr.savepoint():
                return self._sent_or_refused(client, offers, save_mode, is_last)
        except (TikTokError, *CONCURRENT):
            raise
        except Exception as error:
            if is_lost(error):
                raise
            return {'state': 'refused', 'message': explained(self.env, error)}

    def _sent_or_refused(self, client, offers, save_mode, is_last):
        """Send one listing. What was uploaded for it is known, although TikTok refuses the rest."""
        try:
            return self._send(client, offers, save_mode)
        except TikTokError as error:
            if not (is_refusal(error) or (is_last and isinstance(error, Mishap))):
                raise
            return {'state': 'refused', 'called': True,
                    'message': sentence(self.env, error)}
        except REFUSALS as error:
            return {'state': 'refused', 'message': own_words(error)}

    def _send(self, client, offers, save_mode):
        """Make TikTok say of one listing what it should; return the outcome for `_note_outcome`.

        :param offers: see `_offers`
        :param str save_mode: `live` or `draft`
        """
        facts, body, current = self._bodies(*offers)
        problems = self._problems(facts, body, current, is_draft=save_mode == 'draft')
        if problems:
            return {'state': 'problems', 'problems': problems}
        body = self._upload_files(client, body)
        if self.tiktok_id:
            return self._edit(client, body, current, save_mode)
        return self._created_before(client, body) or self._create_at_tiktok(
            client, body, save_mode)

    def _upload_files(self, client, body):
        """Return a body for which every image and document has been uploaded."""
        shop, Image = self.shop_id, self.env['tts.image']
        known = {}

        def fill(waiting):
            key = waiting['attachment'], waiting['use_case']
            if key not in known:
                attachment = self.env['ir.attachment'].sudo().browse(key[0])
                known[key] = Image._upload(client, shop, attachment, key[1])
            return files.named(known[key], key[1])

        return files.filled(body, fill)

    # === NEW PRODUCTS === #

    def _external_id(self):
        """Return what we call one listing at TikTok: by that it is found after a crash."""
        database = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        return f'{database}/{self.id}'

    def _create_at_tiktok(self, client, body, save_mode):
        shop = self.shop_id
        external = self._external_id()
        answer = client.create_product(shop.sudo().cipher, {
            **body,
            'save_mode': SAVE_MODES[save_mode],
            'external_product_id': external,
            # The same call once more, for whatever reason, makes no second product. What TikTok
            # has refused is another call the next time.
            'idempotency_key': str(uuid.uuid5(uuid.NAMESPACE_URL, f'{external}/{self._tries()}')),
        })
        return self._outcome(client, answer, edit.COMPARED, answer['product_id'])

    def _created_before(self, client, body):
        """Return the outcome for a product that an interrupted run has created, None if there is
        none. One that somebody else has created is not created a second time either.
        """
        codes = [sku['seller_sku'] for sku in body['skus'] if sku.get('seller_sku')]
        if not codes:
            return None
        cipher, foreign = self.shop_id.sudo().cipher, None
        rows = client.search_products(cipher, seller_skus=codes[:1]).rows
        rows = [row for row in rows if row.get('status') not in WITHOUT_DETAILS]
        for row in rows[:CANDIDATES]:
            shown = client.product(cipher, str(row['id']))
            if shown.get('external_product_id') == self._external_id():
                return self._outcome(client, {'skus': shown.get('skus')}, (), str(row['id']), shown)
            foreign = foreign or row
        return foreign and {'state': 'refused', 'called': True, 'message': self.env._(
            "TikTok has a product with the seller SKU %(code)s already: \"%(title)s\" (%(id)s). "
            "Fetch the shop's products, so that it is linked instead of listed twice.",
            code=codes[0], title=values.text(foreign.get('title')), id=foreign['id'])}
