from odoo import models
from odoo.tools import html2plaintext

from ... import const
from ...client.files import is_hosted
from ...client.transport import url_parts
from ...tools import description, listing_body, names, pictures


class TtsListing(models.Model):
    """What TikTok should say of a listing: Odoo's opinion over what TikTok has already.

    `_wanted` returns it complete, in the shape in which TikTok takes it. What Odoo has no opinion
    about (no brand, no package size, ...) stays as TikTok has it, and what is the same in other
    words stays in TikTok's words, so that a comparison finds what is really different. An image
    that TikTok does not have yet stands as `{'attachment': id, 'use_case': ...}`.
    Variants: see `tts_listing_payload_skus.py`; papers: `tts_listing_papers.py`.
    """

    _inherit = 'tts.listing'

    # === BUSINESS METHODS === #

    def _goods(self):
        """Return the product of one listing as the shop's company names it."""
        company = self.shop_id.company_id
        lang = company.partner_id.lang or self.env.lang
        return self.product_tmpl_id.with_company(company).with_context(lang=lang)

    def _leaf(self):
        """Return the category of one listing: its own, the one that its product's category is
        mapped to, else the one that it has at TikTok.
        """
        chosen = self.category_id or self.product_tmpl_id.categ_id._tts_category(self.shop_id)
        if chosen or not self.category_ref:
            return chosen
        return self.env['tts.category'].with_context(active_test=False).search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', '=', self.category_ref)], limit=1)

    def _kept(self):
        """Return what TikTok says of one listing, in the shape in which it takes it."""
        return listing_body.taken(self._content())

    def _wanted(self, prices, stock):
        """Return what TikTok should say of one listing.

        :param dict prices: see `tts.shop._product_prices`
        :param dict stock: see `tts.shop._quantities`; needed for what is not listed yet
        :rtype: dict
        """
        kept = self._kept()
        goods, leaf = self._goods(), self._leaf()
        return {
            **kept,
            'title': self._title(goods),
            'description': self._text(goods, kept),
            **self._category_part(leaf, kept),
            **self._brand_part(goods, kept),
            'main_images': self._main_images(goods, kept),
            'product_attributes': self._attribute_part(goods, leaf, kept),
            **self._package_part(goods, kept),
            **self._paper_part(goods, leaf, kept),
            'skus': self._sku_part(goods, leaf, kept, prices, stock),
        }

    # === TEXTS === #

    def _title(self, goods):
        return ' '.join((self.own_title or goods.name or '').split())

    def _text(self, goods, kept):
        """Return the description: the listing's own, the product's for sale, the title if the shop
        wants that; what TikTok has where that says the same, or Odoo nothing.
        """
        has = kept.get('description') or ''
        own = description.clean(self.own_description or '', self._is_hosted)
        if not description.is_empty(own):
            return has if description.clean(has, self._is_hosted) == own else own
        text = (goods.description_sale or '').strip()
        if text:
            return has if _words(html2plaintext(has, include_references=False)) == _words(
                text) else description.from_text(text)
        if has or not self.shop_id.description_fallback:
            return has
        return description.from_text(self._title(goods))

    def _is_hosted(self, src):
        """Tell whether TikTok has the image of a description: only those can stand there."""
        return is_hosted(src, [url_parts(self.shop_id.account_id.sudo().api_url).netloc])

    # === CATEGORY, BRAND, ATTRIBUTES === #

    def _category_part(self, leaf, kept):
        part = {'category_version': leaf.version or self.shop_id.category_version}
        if leaf or kept.get('category_id'):
            part['category_id'] = leaf.tiktok_id or kept['category_id']
        return part

    def _brand_part(self, goods, kept):
        """Return the brand; TikTok's stays where Odoo names none, or is not to send it."""
        brand = self._brand_named(goods)
        return {'brand_id': brand.tiktok_id} if brand else {}

    def _brand_named(self, goods):
        """Return the brand that Odoo names, where TikTok is to be told, and has another."""
        key = names.key(goods.tts_brand)
        if not (self.shop_id.send_brand and key) or key == names.key(self.brand):
            return self.env['tts.brand']
        return self.env['tts.brand'].search([
            ('shop_id', '=', self.shop_id.id), ('name_key', '=', key)], limit=1)

    def _attribute_part(self, goods, leaf, kept):
        """Return the attributes of the product as a whole. A default of the category counts for
        what TikTok does not know yet; attributes of another category do not come along.
        """
        has = {each['id']: each for each in kept['product_attributes']}
        if not leaf.attribute_ids:
            return list(has.values())
        known = set(leaf.attribute_ids.filtered(lambda each: each.type == 'product').mapped(
            'tiktok_id'))
        own = {
            leaf._attribute_for(line.attribute_id).tiktok_id for line in goods.attribute_line_ids}
        if leaf.tiktok_id == kept.get('category_id'):
            known |= set(has)
        part = {key: has[key] for key in has if key in known}
        for answer in leaf._product_attributes(goods)[0]:
            before = part.get(answer['id'])
            if not before or (answer['id'] in own and not _answers_alike(before, answer)):
                part[answer['id']] = answer
        return list(part.values())

    # === PACKAGE === #

    def _package_part(self, goods, kept):
        """Return weight and size of the package in the market's units; TikTok's where Odoo has
        none.
        """
        region, part = self.shop_id.region, {}
        kilograms = self._package_weight(goods, kept)
        if kilograms:
            digits = self.env['decimal.precision'].precision_get('Stock Weight')
            part['package_weight'] = listing_body.weight(
                kilograms, *const.WEIGHT_UNITS.get(region, const.WEIGHT_UNIT),
                kept.get('package_weight'), digits)
        sides = self._package_sides(goods, kept)
        if all(sides.values()):
            part['package_dimensions'] = listing_body.dimensions(
                sides, const.LENGTH_UNITS.get(region, const.LENGTH_UNIT),
                kept.get('package_dimensions'))
        return part

    def _package_weight(self, goods, kept):
        """Return kilograms: of the package, of the heaviest variant, else the shop's default."""
        if goods.tts_weight:
            return goods.tts_weight
        own = max(goods.product_variant_ids.mapped('weight'), default=0)
        if own:
            unit = goods._get_weight_uom_id_from_ir_config_parameter()
            return unit._compute_quantity(own, self.env.ref('uom.product_uom_kgm'), round=False)
        return 0 if kept.get('package_weight') else self.shop_id.default_weight

    def _package_sides(self, goods, kept):
        shop = self.shop_id
        sides = {name: goods[f'tts_{name}'] for name in listing_body.SIDES}
        if any(sides.values()) or kept.get('package_dimensions'):
            return sides
        return {name: shop[f'default_{name}'] for name in listing_body.SIDES}

    # === IMAGES === #

    def _main_images(self, goods, kept):
        """Return the images: the product's, then those of its documents; else its variants'."""
        attachments = self._pictures(goods)
        if not attachments:
            return kept['main_images']
        among = [each['uri'] for each in kept['main_images']]
        return [self._image(each, 'MAIN_IMAGE', among) for each in attachments]

    def _pictures(self, goods):
        """Return the attachments that are the main images of one listing, each picture once."""
        documents = self.env['product.document'].search([
            ('res_model', '=', 'product.template'), ('res_id', '=', goods.id),
            ('tts_shown', '=', True)])
        found = self._stored(goods, 'image_1920') + documents.ir_attachment_id.sudo()
        found = found or self._stored(goods.product_variant_ids, 'image_variant_1920')
        once = {each.checksum or each.id: each for each in reversed(found)}
        return found.filtered(lambda each: once[each.checksum or each.id] == each)

    def _stored(self, records, name):
        """Return the attachments of an image field, in the order of the records."""
        found = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', records._name), ('res_field', '=', name),
            ('res_id', 'in', records.ids)]).grouped('res_id')
        return self.env['ir.attachment'].sudo().concat(
            *(found[each.id] for each in records if each.id in found))

    def _image(self, attachment, use_case, among=()):
        """Return an image or document as TikTok calls it, or as what is to be uploaded."""
        uri = self.env['tts.image']._uri_of(self.shop_id, attachment, use_case, among)
        if uri:
            return self._file_part(uri, use_case)
        return {'attachment': attachment.id, 'use_case': use_case}

    def _file_part(self, uri, use_case):
        """Return what a body says of a file that TikTok has."""
        if use_case == 'FILE':
            return {'id': uri, 'name': pictures.DOCUMENT, 'format': 'PDF'}
        return {'uri': uri}


def _words(text):
    return ' '.join(text.split())


def _answers_alike(one, other):
    """Tell whether two answers to an attribute say the same: TikTok shows names beside ids, and
    has ids of its own for what was sent as a name.
    """
    def matches(value, among):
        return any(
            (value.get('id') and value['id'] == each.get('id')) or (
                not (value.get('id') and each.get('id')) and _words(value.get('name') or '')
                == _words(each.get('name') or '')
            ) for each in among)

    return len(one['values']) == len(other['values']) and all(
        matches(value, one['values']) for value in other['values'])
