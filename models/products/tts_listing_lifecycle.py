from odoo import models
from odoo.exceptions import UserError

from ...client.errors import NotFound
from ...tools.actions import notification
from ...tools.sentences import sentence
from ..engine.tts_guard import needs

# What a product's status must be for each step.
ALLOWED = {
    'activate': ('SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED'),
    'deactivate': ('ACTIVATE',),
    'recover': ('DELETED',),
    'delete': ('DRAFT', 'FAILED', 'PENDING', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED'),
}
# Where TikTok gives no details afterwards.
AFTERWARDS = {'delete': 'DELETED'}


class TtsListing(models.Model):
    """Whether buyers see a product: steps that a person takes, twenty products in a call. TikTok
    carries each out for itself; what it refused is said.
    """

    _inherit = 'tts.listing'

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_publish(self):
        """Button: send these products to their shops, as the shops have it."""
        runs = [
            shop._start_publish(listings=rows) for shop, rows in self.grouped('shop_id').items()]
        return self.env['tts.sync'].union(*runs).action_open()

    @needs('user')
    def action_suggest_category(self):
        """Button: take the category that TikTok recommends for the product's title."""
        self.ensure_one()
        category = self.shop_id._recommend_category(self._template())
        if not category:
            return notification('warning', self.env._(
                "TikTok recommends no category that was downloaded. Choose one, or press Download "
                "Categories on the shop."))
        self.category_id = category
        return notification('success', self.env._(
            "TikTok recommends %s.", category.complete_name))

    @needs('product_manager')
    def action_activate(self):
        """Button: offer for sale again; TikTok reviews it."""
        return self._take_step('activate', self.env._("Offered for sale, once TikTok has agreed."))

    @needs('product_manager')
    def action_deactivate(self):
        """Button: no longer offer for sale."""
        return self._take_step('deactivate', self.env._("No longer offered for sale."))

    @needs('product_manager')
    def action_recover(self):
        """Button: take a deleted product back; it is not offered for sale then."""
        return self._take_step('recover', self.env._("Recovered. Activate it to offer it."))

    @needs('manager')
    def action_delete(self):
        """Button: delete at TikTok. The row stays, so that it can be recovered."""
        live = self.filtered(lambda listing: listing.status == 'ACTIVATE')
        if live:
            raise UserError(self.env._(
                "\"%s\" is live. Deactivate it first: deleting a product destroys its reviews and "
                "its sales history at TikTok.", live[0].display_name))
        return self._take_step('delete', self.env._("Deleted at TikTok. It can be recovered."))

    # === BUSINESS METHODS === #

    def _take_step(self, step, done):
        """Have TikTok take a step with these products, and tell how that went.

        :param str step: of `ALLOWED`
        :param str done: sentence for when all has gone well
        :raises UserError: where the status does not allow it, or TikTok does not answer
        """
        wrong = self.filtered(lambda each: each.status not in ALLOWED[step])
        if wrong:
            raise UserError(self.env._(
                "\"%(product)s\" is \"%(status)s\" at TikTok: that is not possible now.",
                product=wrong[0].display_name,
                status=wrong._selection_label('status_tab', wrong[0].status or 'NEW')))
        refused, answers = {}, {}
        for rows in self.sudo().grouped('shop_id').values():
            rows._step_in_shop(step, refused, answers)
        for listing, payload in answers.items():
            listing._read_back(payload, AFTERWARDS.get(step))
        if not refused:
            return notification('success', done)
        first, error = next(iter(refused.items()))
        return notification('danger', self.env._(
            "TikTok refused %(count)s of %(all)s. First: %(product)s: %(error)s",
            count=len(refused), all=len(self), product=first.display_name,
            error=sentence(self.env, error)))

    def _step_in_shop(self, step, refused, answers):
        """Take a step with products of one shop; ask how they look now.

        :param dict refused: gets the refused ones: listing to error
        :param dict answers: gets the others: listing to what TikTok shows of it
        """
        by_id = self.grouped('tiktok_id')
        with self.shop_id._tiktok() as client:
            errors = getattr(client, f'{step}_products')(self.shop_id.cipher, list(by_id))
            refused.update({by_id[key]: error for key, error in errors.items() if key in by_id})
            for listing in self.filtered(lambda each: each.tiktok_id not in errors):
                answers[listing] = listing._fetch_product(client, step in AFTERWARDS)

    def _fetch_product(self, client, is_gone):
        """Return what TikTok shows of one product now; None where it shows nothing of it.

        :param bool is_gone: whether that is to be expected
        """
        try:
            return client.product(self.shop_id.cipher, self.tiktok_id)
        except NotFound:
            if not is_gone:
                raise
            return None

    def _read_back(self, payload, status=None):
        """Mirror what TikTok shows of one product now.

        :param str status: what it is where TikTok gives no details
        """
        if payload is None:
            self.status = status
        else:
            self._mirror(self.shop_id, [payload])._apply()
