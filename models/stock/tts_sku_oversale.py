from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.actions import notification
from ...tools.sentences import sentence
from ..engine.mail_activity import Todo
from ..engine.tts_guard import needs
from ..engine.tts_work import ring
from .tts_promotion import SHOP
from .tts_sku_claim import LEASE

# TikTok refuses to lower the stock while a promotion runs.
CANNOT_LOWER = 12052393


class TtsSku(models.Model):
    """Promotions that hold a SKU; stock that TikTok refuses to lower because of one: an oversale in
    the making, which a person is told of at once.
    """

    _inherit = 'tts.sku'

    oversale = fields.Char(
        "May Be Oversold", readonly=True, index='btree_not_null',
        help="Why TikTok does not lower the stock.")

    # === PROMOTIONS === #

    def _promotion(self):
        """Return the running promotion that holds one SKU, the last one to end of several."""
        return self._promotions().get(self, self.env['tts.promotion'])

    def _promotions(self):
        """Return the running promotions that hold these SKUs: {tts.sku: tts.promotion}."""
        Promotion = self.env['tts.promotion']
        running = Promotion.search([
            *Promotion._running(), ('shop_id', 'in', self.shop_id.ids),
            '|', '|', ('level', '=', SHOP), ('sku_ids', 'in', self.ids),
            ('listing_ids', 'in', self.listing_id.ids)])
        never = fields.Datetime.now().replace(year=9999)
        found = {}
        for promotion in running.sorted(lambda each: each.end_time or never):
            found.update({
                sku: promotion for sku in self
                if sku.shop_id == promotion.shop_id and promotion._holds(sku)})
        return found

    def _try_again(self):
        """Have sent at once what of these SKUs waits for something to end at TikTok. What is being
        sent just now, or is due soon, is left alone.
        """
        later = fields.Datetime.now() + 2 * LEASE
        for kind in ('stock', 'price'):
            waiting = self.filtered(
                lambda sku, kind=kind: sku[f'{kind}_state'] == 'waiting'
                and sku[f'{kind}_retry'] and sku[f'{kind}_retry'] > later)
            if waiting:
                waiting.write({f'{kind}_retry': False})
                ring(self.env, 'push')

    # === WHAT MAY BE OVERSOLD === #

    def _note_oversale(self, errors):
        """Tell a person at once of those SKUs whose stock TikTok refuses to lower.

        :param errors: pairs of tts.sku and TikTok's refusal, None where it has taken all
        """
        for sku, error in errors:
            if getattr(error, 'code', None) == CANNOT_LOWER:
                sku.oversale = sentence(self.env, error)
        self.filtered('oversale').listing_id._agree_oversales()

    def _settle_oversale(self):
        """Close the to-dos of those of these SKUs that may be oversold no more."""
        over = self.filtered('oversale')
        over.oversale = False
        over.listing_id._agree_oversales()

    def _oversale_todo(self):
        """Return the to-do about one SKU that may be oversold."""
        promotion = self._promotion()
        details = [
            self.oversale,
            promotion and self.env._("The promotion is \"%s\".", promotion.title),
            self.env._("Take the product out of the promotion, or deactivate it: both are buttons "
                       "on the listing.")]
        return Todo(f'oversale:{self.id}', self.env._(
            "TikTok offers more of %(sku)s than there is and does not lower it.",
            sku=self.display_name), ' '.join(filter(None, details)))

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_leave_promotion(self):
        """Button: take these SKUs out of the promotions that hold them, at TikTok."""
        skus = self.sudo()
        found = skus._promotions()
        for shop in skus.filtered(lambda sku: sku not in found).shop_id:
            with shop._tiktok() as client:
                shop._note_promotions(*shop._ask_promotions(client))
        found = skus._promotions()
        skus._require_promotions(found)
        for promotion in self.env['tts.promotion'].sudo().union(*found.values()):
            inside = skus.filtered(lambda sku, which=promotion: found.get(sku) == which)
            with promotion.shop_id._tiktok() as client:
                promotion._leave(client, inside)
            (inside.listing_id.sku_ids | inside)._try_again()
        return notification('success', self.env._(
            "Taken out of the promotion. Stock and price follow at once."))

    def _require_promotions(self, found):
        """:raises UserError: when none of these SKUs can be taken out of a promotion"""
        if not found:
            raise UserError(' '.join(filter(None, [
                self.env._("Odoo knows of no running promotion that holds it. See Seller Center."),
                *{shop.promotions_problem for shop in self.shop_id}])))
        for promotion in found.values():
            if promotion.level == SHOP:
                raise UserError(self.env._(
                    "The promotion \"%s\" is for the whole shop: no single product can be taken "
                    "out. End it in Seller Center, or deactivate the product.", promotion.title))

    @needs('product_manager')
    def action_deactivate(self):
        """Button: no longer offer the products of these SKUs for sale."""
        return self.listing_id.action_deactivate()
