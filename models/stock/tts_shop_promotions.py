import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ...client.errors import NotFound, PermissionMissing
from ...tools import values
from ...tools.sentences import sentence
from ..engine.tts_guard import needs

_logger = logging.getLogger(__name__)

# What TikTok told so long ago is asked for again when a promotion is in the way.
KNOWN_FOR = timedelta(minutes=10)


class TtsShop(models.Model):
    """The promotions that run at TikTok: what of the shop they lock, and until when."""

    _inherit = 'tts.shop'

    promotions_fetched = fields.Datetime(readonly=True)
    promotions_problem = fields.Char(
        "Promotions", readonly=True,
        help="Why Odoo does not know them. Until then, what a promotion locks is tried again every "
             "three hours.")

    @needs('user')
    def action_fetch_promotions(self):
        """Button: ask TikTok which promotions run; show how it goes on."""
        runs = self.env['tts.sync'].union(*(
            self.env['tts.sync']._start(shop, 'promotions', {}) for shop in self))
        return runs.action_open()

    # === WHAT THEY LOCK === #

    def _locked_until(self, skus):
        """Return which of this shop's SKUs a running promotion holds, as far as that is known, and
        when the last one ends that does.

        :return: {tts.sku: (datetime or False for no end, its title)}
        """
        return {
            sku: (promotion.end_time, promotion.title)
            for sku, promotion in skus._promotions().items()}

    def _want_promotions(self):
        """Have TikTok asked for this shop's promotions, unless that has just been done."""
        fetched = self.promotions_fetched
        if fetched and fetched > fields.Datetime.now() - KNOWN_FOR:
            return
        try:
            with self.env.cr.savepoint():
                self.env['tts.sync']._start(self, 'promotions', {})
        except (UserError, psycopg2.IntegrityError) as error:
            # Somebody else has just started it.
            _logger.info("Promotions of TikTok Shop %s: %s", self.id, error)

    # === HOW THEY COME IN === #

    def _ask_promotions(self, client, refs=None):
        """Return what TikTok tells of promotions, and why it does not, as a sentence.

        :param refs: TikTok's ids; without them, of those that run now
        :return: ({id: dict, or None for what is there no more}, '' or the sentence)
        """
        cipher = self.sudo().cipher
        try:
            rows = {ref: {} for ref in refs} if refs is not None else {
                values.identity(row.get('id')): row for row in client.promotions(cipher)}
            return {ref: self._ask_promotion(client, ref, row) for ref, row in rows.items()}, ''
        except PermissionMissing as error:
            # Said once on the shop: it is no matter of what is sent.
            return {}, sentence(self.env, error)

    def _ask_promotion(self, client, ref, row):
        try:
            return {**row, **client.promotion(self.sudo().cipher, ref)}
        except NotFound:
            return None

    def _note_promotions(self, payloads, problem=''):
        """Write what TikTok has told of this shop's promotions, or why it did not."""
        self.write({
            'promotions_problem': problem or False, 'promotions_fetched': fields.Datetime.now()})
        self.env['tts.promotion']._mirror(self, payloads)

    def _end_promotions(self, before):
        """End those promotions of this shop that TikTok has not told since a moment."""
        over = self.env['tts.promotion'].search(
            [('shop_id', '=', self.id), ('status', '=', 'ONGOING'), ('told', '<', before)])
        self.env['tts.promotion']._mirror(self, dict.fromkeys(over.mapped('tiktok_id')))
