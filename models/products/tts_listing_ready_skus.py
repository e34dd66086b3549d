import re

from odoo import models

from ... import const
from ...tools import identifiers, names, values


class TtsListing(models.Model):
    """Whether a product can be sent: the checks of its variants. See `tts_listing_ready.py`."""

    _inherit = 'tts.listing'

    # === VARIANTS === #

    def _check_sku_count(self, asked):
        most = const.MOST_SKUS.get(self.shop_id.region, const.MOST_SKUS_ELSEWHERE)
        count = len(asked.body['skus'])
        if not count:
            yield 'attribute_line_ids', self.env._("Variants: the product has none."), asked.goods
        elif count > most:
            yield 'attribute_line_ids', self.env._(
                "Variants: %(count)s, TikTok takes %(most)s per product in this market.",
                count=count, most=most), asked.goods

    def _check_options(self, asked):
        """Check the attributes that tell variants apart."""
        rows = [sku.get('sales_attributes', []) for sku in asked.body['skus']]
        most = max(map(len, rows), default=0)
        if most > const.MOST_SALES_ATTRIBUTES:
            yield 'attribute_line_ids', self.env._(
                "Variants: %(count)s attributes tell them apart, TikTok takes %(most)s.",
                count=most, most=const.MOST_SALES_ATTRIBUTES), asked.goods
        yield from self._check_told_apart(asked)
        given = {names.key(each.get('name')) for row in rows for each in row}
        for attribute in asked.leaf.attribute_ids:
            if attribute.type == 'sales' and attribute.required and (
                    attribute.name_key not in given) and asked.is_new('skus'):
                yield 'attribute_line_ids', self.env._(
                    "Attribute \"%s\" must tell the variants apart in this category. Add it to the "
                    "product.", attribute.name), asked.goods

    def _check_told_apart(self, asked):
        """TikTok must not take two variants for one: M for m, where it knows one of them only."""
        seen = {}
        for sku in asked.body['skus']:
            options = frozenset(
                (each.get('name', ''), each.get('value_name', ''))
                for each in sku.get('sales_attributes', []))
            if options and options in seen:
                yield 'attribute_line_ids', self.env._(
                    "Variants: %(first)s and %(second)s are both %(options)s at TikTok. Give one "
                    "of them another value, or another TikTok value.",
                    first=seen[options].display_name,
                    second=self._product_of(asked, sku).display_name,
                    options=', '.join(sorted(value for _name, value in options))), asked.goods
            seen.setdefault(options, self._product_of(asked, sku))

    def _check_option_words(self, asked):
        if not asked.is_new('skus'):
            return
        closed = {
            attribute.tiktok_id for attribute in asked.leaf.attribute_ids
            if not attribute._takes_text()
        }
        options = {
            (option.get('name', ''), option.get('value_name', '')): option
            for sku in asked.body['skus'] for option in sku.get('sales_attributes', [])
        }
        for name in sorted({name for name, _value in options}):
            if len(name) > const.LONGEST_ATTRIBUTE_NAME:
                yield 'attribute_line_ids', self.env._(
                    "Attribute \"%(name)s\": TikTok takes %(most)s characters.",
                    name=name, most=const.LONGEST_ATTRIBUTE_NAME), asked.goods
        for (name, value), option in options.items():
            if len(value) > const.LONGEST_ATTRIBUTE_VALUE:
                yield 'attribute_line_ids', self.env._(
                    "Attribute value \"%(value)s\": TikTok takes %(most)s characters.",
                    value=value, most=const.LONGEST_ATTRIBUTE_VALUE), asked.goods
            if option.get('id') in closed and not option.get('value_id'):
                yield 'attribute_line_ids', self.env._(
                    "Attribute \"%(name)s\": TikTok does not list \"%(value)s\". Choose what "
                    "TikTok calls it, on the value.", name=name, value=value), asked.goods

    def _check_strangers(self, asked):
        """What TikTok lists and Odoo has no variant for must be told apart by the same attributes.
        """
        rows = asked.body['skus']
        sets = {
            frozenset(names.key(each.get('name')) for each in sku.get('sales_attributes', []))
            for sku in rows
        }
        if len(sets) > 1 or (len(rows) > 1 and not all(sets)):
            yield 'sku_ids', self.env._(
                "Variants: all must be told apart by the same attributes. Those at TikTok and "
                "those of the product are not."), self

    # === CODES AND PRICES === #

    def _check_seller_skus(self, asked):
        """Check seller SKUs that TikTok does not have yet, which are internal references."""
        needed = self.shop_id.region in const.EU_REGIONS or asked.leaf._requires('seller_sku')
        kept = {sku['id']: sku.get('seller_sku') for sku in asked.kept['skus']}
        seen = set()
        for sku in asked.body['skus']:
            code = sku.get('seller_sku', '')
            is_kept = code == kept.get(sku.get('id'))
            message = '' if code and is_kept else self._check_seller_sku(code, needed, seen)
            seen.add(code)
            if message:
                yield 'default_code', message, self._product_of(asked, sku)

    def _check_seller_sku(self, code, needed, seen):
        """Return what is wrong with one internal reference, or nothing."""
        if not code:
            return needed and self.env._("Internal reference: it is needed as seller SKU.")
        if len(code) > const.LONGEST_SELLER_SKU:
            return self.env._(
                "Internal reference \"%(code)s\": TikTok takes %(most)s characters.",
                code=code, most=const.LONGEST_SELLER_SKU)
        if re.search(r'\s', code):
            return self.env._("Internal reference \"%s\": TikTok takes no spaces.", code)
        if self.shop_id.region in const.EU_REGIONS and not re.fullmatch(const.EU_SELLER_SKU, code):
            return self.env._(
                "Internal reference \"%s\": in the EU TikTok takes 6 to 50 letters, digits, "
                "hyphens and underscores.", code)
        if code in seen:
            return self.env._("Internal reference \"%s\": two variants have it.", code)
        return ''

    def _check_identifiers(self, asked):
        kept = {sku['id']: sku.get('identifier_code') for sku in asked.kept['skus']}
        seen, codes = set(), {}
        for sku in asked.body['skus']:
            sent = sku.get('identifier_code') or {}
            code = sent.get('code')
            if not code:
                continue
            product = self._product_of(asked, sku)
            if code in seen:
                yield 'barcode', self.env._("Barcode %s: two variants have it.", code), product
            seen.add(code)
            if sent != kept.get(sku.get('id')):
                codes[code] = product
                yield from self._check_identifier(sent, product)
        for other in self._others_with(codes):
            yield 'barcode', self.env._(
                "Barcode %(code)s: TikTok has it on \"%(other)s\" of this shop already.",
                code=other.identifier, other=other.display_name), codes[other.identifier]

    def _check_identifier(self, sent, product):
        code, kind = sent['code'], sent['type']
        if not kind:
            yield 'barcode', self.env._(
                "Barcode %(code)s: it is of no kind that the shop sends (%(kinds)s).",
                code=code, kinds=self.shop_id.identifier_priority), product
        elif not identifiers.fits(kind, code):
            yield 'barcode', self.env._(
                "Barcode %(code)s: it has not the digits of the kind %(kind)s.",
                code=code, kind=kind), product
        elif not identifiers.is_checked(code):
            yield 'barcode', self.env._(
                "Barcode %s: its last digit does not fit the others, so some digit is wrong.",
                code), product

    def _others_with(self, codes):
        """Return the SKUs of other listings of this shop that have one of these barcodes."""
        if not codes:
            return self.env['tts.sku']
        return self.env['tts.sku'].search([
            ('shop_id', '=', self.shop_id.id), ('identifier', 'in', list(codes)),
            ('listing_id', 'not in', [False, self.id]),
            ('listing_id.status', 'not in', const.GONE_STATUSES)])

    def _check_prices(self, asked):
        shop = self.shop_id
        listed = self._listed_products()
        if not shop._has_rate():
            yield 'currency_id', self.env._(
                "Price: %s has no rate. Enter one in the currency.", shop.currency_id.name), (
                    shop.currency_id)
            return
        kept = {sku['id'] for sku in asked.kept['skus']}
        for sku in asked.body['skus']:
            product = listed.get(sku.get('id'), (self.env['product.product'],))[0]
            if sku.get('id') in kept and product not in asked.goods.product_variant_ids:
                continue  # of no variant of this product: its price is none of our business
            product, price = self._product_of(asked, sku), sku.get('price')
            if not price:
                yield 'lst_price', self.env._(
                    "Price: %(product)s has none on the pricelist %(pricelist)s.",
                    product=product.display_name, pricelist=shop.pricelist_id.name), product
            elif self._amount(price) >= const.HIGHEST_PRICE:
                yield 'lst_price', self.env._(
                    "Price: that of %s is too high.", product.display_name), product

    def _amount(self, price):
        return values.amount(price.get('sale_price') or price.get('amount'))

    def _product_of(self, asked, sku):
        """Return the variant that a SKU of a body is about, else the product."""
        listed = self._listed_products().get(sku.get('id'))
        if listed:
            return listed[0]
        known = asked.goods.product_variant_ids.filtered(
            lambda each: str(each.id) == sku.get('external_sku_id'))
        return known or asked.goods
