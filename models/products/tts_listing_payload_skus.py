from odoo import models

from ... import const
from ...tools import identifiers, names

# A reviewed edit is not what TikTok shows yet: its new SKUs are known from the answer alone.
UNDER_REVIEW = ('AUDITING', 'PRE_APPROVED', 'FAILED')
OPTION_KEYS = ('id', 'name', 'value_id', 'value_name')


class TtsListing(models.Model):
    """What TikTok should say of the variants of a listing. Whatever it lists already stays listed,
    also what Odoo has no variant for; seller SKUs that it has are not changed.
    """

    _inherit = 'tts.listing'

    def _sku_part(self, goods, leaf, kept, prices, stock):
        variants = self._listed_variants(goods)
        listed = self._listed_products()
        options = self._variant_options(goods, leaf, variants, kept['skus'])
        rows, done = [], set()
        for has in kept['skus']:
            product, units = listed.get(has['id'], (None, 1))
            row = dict(has)
            if product and product in variants:
                row.update(self._known_sku(has, product, units, options, prices))
                done.add(product.id)
            rows.append(row)
        for product in variants:
            if product.id not in done:
                rows.append(self._new_sku(product, options, prices, stock))
        return rows

    # === WHICH === #

    def _listed_products(self):
        """Return the product of each SKU that TikTok shows: {SKU id: (product.product, units)}."""
        return {
            sku.tiktok_id: (sku.product_id, sku.quantity)
            for sku in self.sku_ids if sku.product_id
        }

    def _listed_variants(self, goods):
        """Return the variants that are or shall be listed: all, unless the shop's pricelist names
        single ones, or the shop does not want new ones.
        """
        variants = goods.product_variant_ids
        listed = self.sku_ids.product_id & variants
        chosen = self.shop_id._single_variants(goods)
        if self.tiktok_id and not self.shop_id.add_variants:
            return variants.filtered(lambda each: each in listed)
        if chosen:
            return variants.filtered(lambda each: each in listed | chosen)
        return variants

    def _reviewed_skus(self):
        """Return the SKUs that TikTok has but does not show: {product id as text: SKU id}."""
        content = self._content()
        pending = self.audit_status in UNDER_REVIEW or content.get('has_draft')
        return ((self.sent or {}).get('new_skus') or {}) if pending else {}

    # === ONE SKU === #

    def _known_sku(self, has, product, units, options, prices):
        """Return what is to change of a SKU that TikTok shows."""
        part = {}
        if not has.get('seller_sku') and product.default_code:
            part['seller_sku'] = product.default_code
        # The barcode is that of one unit.
        code = self._identifier(product, has.get('identifier_code')) if units == 1 else None
        if code:
            part['identifier_code'] = code
        if options.get(product):
            part['sales_attributes'] = _in_order(options[product], has.get('sales_attributes', []))
        return {**part, **self._price_part(prices.get((product.id, units)))}

    def _new_sku(self, product, options, prices, stock):
        row = {'external_sku_id': str(product.id)}
        known = self._reviewed_skus().get(str(product.id))
        if known:
            row['id'] = known
        if product.default_code:
            row['seller_sku'] = product.default_code
        code = self._identifier(product)
        if code:
            row['identifier_code'] = code
        if options.get(product):
            row['sales_attributes'] = options[product]
        row.update(self._price_part(prices.get((product.id, 1))))
        row['inventory'] = [
            {'warehouse_id': warehouse, 'quantity': min(quantity, const.MOST_STOCK)}
            for warehouse, quantity in stock.get(product, {}).items()
        ]
        return row

    def _price_part(self, price):
        if not price:
            return {}
        shop = self.shop_id
        key = 'sale_price' if shop.seller_type == const.CROSS_BORDER else 'amount'
        return {'price': {key: f'{price:f}', 'currency': shop.currency_id.name}}

    def _identifier(self, product, has=None):
        """Return the barcode with its kind, None where Odoo has none or TikTok the same."""
        code = ''.join((product.barcode or '').split()).upper()
        kind = product.tts_identifier_type
        if has and has.get('code') == code and kind in (False, has.get('type')):
            return None
        if not code or not self.shop_id._identifier_kinds():
            return None
        kind = kind or identifiers.kind_of(code, self.shop_id._identifier_kinds())
        return {'code': code, 'type': kind}

    # === WHAT TELLS VARIANTS APART === #

    def _variant_options(self, goods, leaf, variants, kept_skus):
        """Return the sales attributes of variants: {product.product: [attribute, ...]}.

        Those that TikTok has and that mean the same stay in its words.
        """
        lines = self._option_lines(goods, leaf)
        if len(variants) == len(kept_skus) == 1 and not kept_skus[0].get('sales_attributes'):
            return {}
        told = {}
        shown = self._shown_options(kept_skus)
        images = self._option_images(goods, lines, kept_skus) if lines else {}
        for product in variants:
            chosen = {
                each.attribute_line_id: each.product_attribute_value_id
                for each in product.product_template_attribute_value_ids
            }
            told[product] = [
                {**self._option(leaf, line, chosen[line], shown), **images.get(chosen[line], {})}
                for line in lines if line in chosen
            ]
        return told

    def _option_lines(self, goods, leaf):
        """Return the lines that make variants; one with a single value only where TikTok's category
        has such an attribute for variants.
        """
        lines = goods.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        return lines.filtered(lambda line: (
            len(line.value_ids) > 1 or leaf._attribute_for(line.attribute_id).type == 'sales'))

    def _shown_options(self, kept_skus):
        """Return TikTok's words by those of people: {(attribute key, value key): {value as it is
        written: option}}.
        """
        shown = {}
        for sku in kept_skus:
            for each in sku.get('sales_attributes', []):
                pair = names.key(each.get('name')), names.key(each.get('value_name'))
                shown.setdefault(pair, {}).setdefault(
                    each.get('value_name'), {key: each[key] for key in OPTION_KEYS if key in each})
        return shown

    def _option(self, leaf, line, value, shown):
        """Return one sales attribute: in the words that TikTok shows, as the category lists it, or
        as Odoo names it.

        What differs in case or width only is the same, unless the product has both: M and m.

        :param product.template.attribute.line line:
        :param product.attribute.value value:
        """
        attribute = value.attribute_id
        attribute_keys = attribute._tts_keys()[attribute.id]
        value_keys = value._tts_keys()[value.id]
        others = set((line.value_ids - value).mapped('name'))
        for key in attribute_keys:
            for value_key in value_keys:
                options = shown.get((key, value_key), {})
                written = next((each for each in options if each not in others), None)
                if value.name in options or written is not None:
                    return options[value.name if value.name in options else written]
        known = leaf._attribute_for(attribute)
        if known.type != 'sales':
            return {'name': attribute.name, 'value_name': value.name}
        option = {'id': known.tiktok_id, 'name': known.name}
        listed = known._value_for(value)
        if listed and listed.name not in others:
            return {**option, 'value_id': listed.tiktok_id, 'value_name': listed.name}
        return {**option, 'value_name': value.name}

    def _option_images(self, goods, lines, kept_skus):
        """Return the images of one attribute's values: {value: {'sku_img': image}}.

        TikTok shows images for one attribute: the one that has them already, else the first one by
        which the variants' images differ. What Odoo has no image for keeps TikTok's.
        """
        kept = {}
        for sku in kept_skus:
            for each in sku.get('sales_attributes', []):
                if each.get('sku_img'):
                    kept.setdefault(names.key(each.get('name')), {}).setdefault(
                        names.key(each.get('value_name')), each['sku_img'])
        own = self._variant_pictures(goods) if self.shop_id.variant_images else {}
        line = next((each for each in lines if set(
            each.attribute_id._tts_keys()[each.attribute_id.id]) & set(kept)), None)
        line = line or next((each for each in lines if _is_told_by(each, own)), lines[:1])
        has = {}
        for key in line.attribute_id._tts_keys()[line.attribute_id.id]:
            has.update(kept.get(key, {}))
        return self._images_by_value(line, own, has)

    def _images_by_value(self, line, own, has):
        images, among = {}, [each['uri'] for each in has.values()]
        for value in line.value_ids:
            key = next((each for each in value._tts_keys()[value.id] if each in has), None)
            attachment = next((
                own[product] for product in own
                if value in product.product_template_attribute_value_ids.product_attribute_value_id
            ), None)
            if attachment:
                images[value] = {'sku_img': self._image(attachment, 'ATTRIBUTE_IMAGE', among)}
            elif key:
                images[value] = {'sku_img': has[key]}
        return images

    def _variant_pictures(self, goods):
        """Return the own images of variants: {product.product: ir.attachment}."""
        variants = goods.product_variant_ids
        found = self._stored(variants, 'image_variant_1920')
        return {variants.browse(each.res_id): each for each in found}


def _in_order(options, has):
    """Return sales attributes in TikTok's order, with the images that only TikTok knows."""
    places = {names.key(each.get('name')): place for place, each in enumerate(has)}
    ordered = []
    for option in sorted(options, key=lambda each: places.get(names.key(each['name']), len(has))):
        place = places.get(names.key(option['name']))
        more = {} if place is None else {
            key: has[place][key] for key in has[place] if key == 'supplementary_sku_images'}
        ordered.append({**option, **more})
    return ordered


def _is_told_by(line, pictures):
    """Tell whether variants with the same value of a line have the same image."""
    seen = {}
    for product, attachment in pictures.items():
        value = product.product_template_attribute_value_ids.filtered(
            lambda each: each.attribute_line_id == line)
        if seen.setdefault(value, attachment.checksum) != attachment.checksum:
            return False
    return bool(pictures)
