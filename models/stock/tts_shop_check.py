import logging

from odoo import fields, models
from odoo.fields import Domain

from ...client.errors import PermissionMissing, TikTokError
from ...tools import inventory
from ...tools.sentences import sentence
from ..engine.tts_guard import needs
from ..engine.tts_sync import OPEN

_logger = logging.getLogger(__name__)


class TtsShop(models.Model):
    """How it is found out whether TikTok has what Odoo has told it, and what follows if not."""

    _inherit = 'tts.shop'

    drift_policy = fields.Selection([
        ('odoo', "Odoo wins"),
        ('ask', "Ask"),
    ], "Changed at TikTok", required=True, default='odoo',
        help="What becomes of stock or a price that somebody has changed at TikTok. Odoo wins: "
             "what Odoo says is sent again at once, if it is sent by itself. Ask: it is listed "
             "under TikTok Shop > Products > TikTok Differs.")
    drift_count = fields.Integer(compute='_compute_drift_count')
    offers_checked = fields.Datetime(
        "Compared with TikTok", readonly=True, copy=False,
        help="When it was last looked whether TikTok has what Odoo has told it.")
    restock_problem = fields.Char(readonly=True)

    def _compute_drift_count(self):
        counts = dict(self.env['tts.drift']._read_group(
            [('shop_id', 'in', self.ids), ('state', '=', 'open')], ['shop_id'], ['__count']))
        for shop in self:
            shop.drift_count = counts.get(shop, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_check_offers(self):
        """Button: look whether TikTok has what Odoo has told it; show how it goes on."""
        runs = self.env['tts.sync'].union(*(
            self.env['tts.sync']._start(shop, 'offers', {}) for shop in self))
        return runs.action_open()

    @needs('viewer')
    def action_open_drift(self):
        """Button: what TikTok has otherwise."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_drift')
        return {**action, 'domain': [('shop_id', 'in', self.ids)]}

    # === BUSINESS METHODS === #

    def _healed(self, kind, skus):
        """Return those of its SKUs of which what was changed at TikTok is sent again by itself."""
        if self.drift_policy != 'odoo':
            return skus.browse()
        return skus.search(skus._sent_by_itself(kind) & Domain('id', 'in', skus.ids))

    def _told_skus(self, kind, after=0, limit=None):
        """Return SKUs of which TikTok was told something, in the order of their ids."""
        return self.env['tts.sku'].search([
            ('shop_id', '=', self.id), (f'{kind}_state', '!=', 'none'), ('id', '>', after),
        ], order='id', limit=limit)

    def _ask_stock(self, client, skus):
        """Return what TikTok offers: {SKU id: tools.inventory.There}."""
        refs = skus.mapped('tiktok_id')
        return inventory.by_sku(
            client.search_inventory(self.sudo().cipher, sku_ids=refs) if refs else [])

    def _catch_up_first(self, client):
        """Have the orders up to now, so that what they have taken is no difference; then commit."""
        if not self.import_orders:
            return
        try:
            self._catch_up_orders(client)
        except PermissionMissing as error:
            # It is said where orders are fetched.
            _logger.warning("TikTok Shop %s: orders are not caught up: %s", self.id, error)

    def _ask_again(self, client, there, differences):
        """Return the same as before, with a second look at what differs, once orders are caught up:
        what does not differ by the same then is in motion, and is left to the next time.

        :param dict there: of `_ask_stock`
        :param list differences: of `Difference`
        """
        skus = self.env['tts.sku'].union(*(each.sku for each in differences))
        again = self._ask_stock(client, skus)
        before = {(*each.key, each.there - each.known) for each in differences}
        moving = {
            each.sku.tiktok_id for each in skus._stock_differences(again)
            if (*each.key, each.there - each.known) not in before}
        return {ref: each for ref, each in (there | again).items() if ref not in moving}

    def _take_stock(self, skus, rows):
        """Make of what TikTok offers what the shop wants.

        :param tts.sku skus:
        :param dict rows: SKU id to {`there`: tools.inventory.There, `known`: what TikTok was known
            to have when it was asked, by `Difference.key`}
        """
        there = {ref: row['there'] for ref, row in rows.items()}
        skus._note_kept(there)
        skus._note_unknown(there)
        differences = [
            each for each in skus._stock_differences(there)
            # What has been sent or ordered meanwhile tells nothing.
            if rows[each.sku.tiktok_id]['known'].get(each.key) == each.known]
        self.env['tts.drift']._take('stock', skus, skus._with_changers(differences))

    def _take_prices(self, skus, rows):
        """Make of TikTok's prices what the shop wants.

        :param tts.sku skus:
        :param dict rows: SKU id to {`price`: a float}
        """
        told = skus.filtered(lambda sku: sku.price_state != 'none')
        # What a call has left open, as one that has failed here does, nobody would compare again.
        left = told.filtered(lambda sku: (
            not sku.pushed_price and not sku.price_lease and sku.price_state != 'waiting'))
        left._note_there('price', {
            sku: rows[sku.tiktok_id]['price'] for sku in left if rows[sku.tiktok_id]['price']})
        differences = (told - left)._price_differences(
            {ref: row['price'] for ref, row in rows.items()})
        self.env['tts.drift']._take('price', told, differences)

    # === TIKTOK'S OWN RESTOCKING === #

    def _restocked_skus(self, after, limit):
        """Return SKUs that TikTok may put back into stock by itself, although Odoo sends it."""
        Sku = self.env['tts.sku']
        return Sku.search(Sku._sent_by_itself('stock') & Domain([
            ('shop_id', '=', self.id), ('restock_off', '=', False), ('id', '>', after),
        ]), order='id', limit=limit)

    def _take_restock(self, skus, rows):
        """Note of which SKUs TikTok's own restocking is off now.

        :param dict rows: SKU id to {`off`, `problem`: why it is not off of all}
        """
        skus.filtered(lambda sku: rows[sku.tiktok_id]['off']).restock_off = True
        if problem := next(filter(None, (row['problem'] for row in rows.values())), None):
            self.restock_problem = problem

    def _switch_off_restock(self, client, skus):
        """Have TikTok not put units of cancelled orders back into stock: Odoo tells it what is
        there.

        :return: (the ids of the SKUs that TikTok has taken, why it has not taken all, a sentence)
        """
        refs = set(skus.mapped('tiktok_id'))
        try:
            refused = client.set_auto_restock(self.sudo().cipher, sorted(refs), enabled=False)
        except TikTokError as error:
            return set(), sentence(self.env, error)
        if not refused:
            return refs, ''
        return refs - refused, self.env._(
            "TikTok goes on to put units of cancelled orders back into stock by itself, of %s "
            "SKUs: it did not say why.", len(refused))

    def _begin_check(self):
        """Start to compare with TikTok, and to find out what it fulfils itself, where that is not
        done just now.
        """
        Sync = self.env['tts.sync'].sudo()
        for shop in self.filtered(lambda shop: shop.account_id.state == 'connected'):
            at_work = Sync.search([('shop_id', '=', shop.id), ('state', 'in', OPEN)])
            for kind in {'fbt', 'offers'}.difference(at_work.mapped('kind')):
                Sync._start(shop, kind, {})
