from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import psycopg2

from odoo import fields, models

from ... import const
from ...client.transport import url_parts
from ...tools.listing import facts, identifiers, rules, skus
from .tts_price_rules import RuleIndex


class TtsShop(models.Model):
    """What a shop says of its products: prices, quantities, and how all of it is to be said."""

    _inherit = 'tts.shop'

    def _listing_facts(self):
        """Return what this shop sends, and how, as plain values."""
        return facts.Shop(
            place=(self._name, self.id), company_id=self.company_id.id, region=self.region,
            hosts=(url_parts(self.account_id.sudo().api_url).netloc,),
            currency=self.currency_id.name,
            currency_place=(self.currency_id._name, self.currency_id.id),
            pricelist=self.pricelist_id.name, price_range=self._price_range(),
            is_cross_border=self.seller_type == const.CROSS_BORDER,
            category_version=self.category_version, add_variants=self.add_variants,
            variant_images=self.variant_images, send_brand=self.send_brand,
            description_fallback=self.description_fallback,
            identifier_kinds=identifiers.read_priority(self.identifier_priority) or (),
            identifier_priority=self.identifier_priority,
            default_weight=self.default_weight,
            default_sides={
                'length': self.default_length, 'width': self.default_width,
                'height': self.default_height},
            weight_digits=self.env['decimal.precision'].precision_get('Stock Weight'))

    def _product_prices(self, products, failed=None):
        """Return what products cost in this shop, by the pricelist's ordinary formula, in few
        statements for however many.

        :param products: (product.product, units): as many units are sold as one
        :param dict failed: takes the exceptions of products that have none because of one, as the
            result has prices; without it they are raised
        :return: {(product id, units): Decimal}, without those that have no price
        """
        wanted = sorted({(product.id, units) for product, units in products})
        prices = {}
        for key, price_of in self._price_finders(wanted) if self._has_rate() else ():
            try:
                prices[key] = price_of()
            except Exception as error:
                # What PostgreSQL refuses has ended the transaction for the others, too.
                if failed is None or isinstance(error, psycopg2.Error):
                    raise
                failed[key] = error
        return {key: price for key, price in prices.items() if price > 0}

    def _price_finders(self, wanted):
        """Yield for each product how its price is found: after what all need has been read.

        :param list wanted: (product id, units)
        """
        shop = self.with_company(self.company_id)
        products = shop.env['product.product'].browse(dict.fromkeys(key[0] for key in wanted))
        products._tts_read_for_prices()
        pricelist = shop.pricelist_id.with_context(tts_rules=RuleIndex(products))
        by_id = {product.id: product for product in products}
        # One time for all: what begins or ends meanwhile does so for all of them.
        options = {'currency': self.currency_id, 'date': fields.Datetime.now()}

        def found(product, units):
            price = pricelist._get_product_price(product, units, **options)
            return self._rounded(Decimal(str(price)) * units)

        for product_id, units in wanted:
            yield (product_id, units), partial(found, by_id[product_id], units)

    def _price_range(self):
        """Return the lowest and the highest price that TikTok takes of this shop."""
        return rules.price_range(self.region, self._sells_from_abroad())

    def _sells_from_abroad(self):
        """Tell whether the shop's goods come from another country; None if not known, or both."""
        if self.seller_type != const.CROSS_BORDER:
            return False
        kinds = {
            warehouse.sub_type == const.ABROAD if warehouse.sub_type else None
            for warehouse in self.warehouse_ids if warehouse.type == 'SALES_WAREHOUSE'}
        return kinds.pop() if kinds in ({True}, {False}) else None

    def _price_body(self, price):
        """Return a price as TikTok takes it of this shop."""
        return skus.price_body(
            price, self.currency_id.name, self.seller_type == const.CROSS_BORDER)

    def _rounded(self, price):
        places = 0 if self.currency_id.name in rules.WHOLE_PRICES else (
            self.currency_id.decimal_places)
        return price.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    def _quantities(self, products):
        """Return what there is of products to be listed: {product's id: {TikTok's warehouse id:
        units}}. How much that is, is known to what counts stock.
        """
        return {product.id: {} for product in products}
