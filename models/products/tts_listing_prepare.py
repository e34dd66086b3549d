from odoo import models

from ... import const
from ...client.errors import ClockError, NotFound, TikTokError, ValidationError
from ...tools.listing.body import names_other_brand
from ..engine.tts_work import CONCURRENT, is_lost


class TtsListing(models.Model):
    """What is to be known of products before they are checked or sent."""

    _inherit = 'tts.listing'

    def _prepare(self, client):
        """Find out what is to be known of these listings before they are sent.

        :return: {tts.listing: see `_offers`, or the exception that keeps it alone from being sent}
        :raises TikTokError:
        """
        try:
            with self.env.cr.savepoint():
                self._fetch_missing(client)
                return dict.fromkeys(self, self._offers())
        except (TikTokError, *CONCURRENT):
            raise
        except Exception as error:
            if is_lost(error):
                raise
            if len(self) == 1:
                return {self: error}
            return {
                listing: offers for each in self
                for listing, offers in each._prepare(client).items()}

    def _offers(self):
        """Return (prices, stock) of these listings of one shop; see `_facts`."""
        shop, priced = self.shop_id, set()
        new = self.env['product.product']
        for listing in self:
            variants, listed = listing._template().product_variant_ids, listing.sku_ids
            priced.update((product, 1) for product in variants)
            priced.update((sku.product_id, sku.quantity) for sku in listed if sku.product_id)
            new |= variants - listed.product_id
        return shop._product_prices(priced), shop._quantities(new)

    def _fetch_missing(self, client):
        """Ask TikTok for what is not known of these listings, of their categories and brands.

        :raises TikTokError:
        """
        self._fetch_unknown(client)
        details = {}
        for listing in self:
            category = listing._tiktok_category()
            if category.active and category.is_leaf and category not in details and not (
                    category.details_date or category.details_error):
                details[category] = listing._category_details(client, category)
        for category, row in details.items():
            category.sudo()._mirror_details(row)
        for listing in self:
            brand, shop = listing.product_tmpl_id.tts_brand, listing.shop_id
            if names_other_brand(shop.send_brand, brand, listing.brand):
                self.env['tts.brand']._ensure_brand(shop, brand, listing._tiktok_category())

    def _fetch_unknown(self, client):
        """Ask TikTok for products of which nothing is here: what is not known is not compared."""
        unknown = self.sudo().filtered(lambda each: each._is_unknown_here())
        for shop, rows in unknown.grouped('shop_id').items():
            rows._mirror_and_apply(shop, client.products(shop.cipher, rows.mapped('tiktok_id')))

    def _category_details(self, client, category):
        """Return attributes and rules of a category, or why TikTok refuses them."""
        shop = self.shop_id
        options = {'version': shop.category_version, 'locale': shop._catalogue_locale()}
        cipher, tiktok_id = shop.sudo().cipher, category.tiktok_id
        try:
            return {
                'id': tiktok_id,
                'attributes': client.category_attributes(cipher, tiktok_id, **options),
                'rules': client.category_rules(cipher, tiktok_id, **options),
            }
        except TikTokError as error:
            if not is_refusal(error):
                raise
            return {'id': tiktok_id, 'error': str(error)}


def is_refusal(error):
    """Tell whether TikTok refused this product, and the next one may do better."""
    if error.code in const.REFUSED_FOR_ALL or isinstance(error, ClockError):
        return False
    return isinstance(error, (NotFound, ValidationError)) or type(error) is TikTokError
