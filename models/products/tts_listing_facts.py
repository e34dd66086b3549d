from datetime import datetime, time

from odoo import models
from odoo.fields import Domain

from ...tools import names, values
from ...tools.listing import body, facts, package, shape

# A reviewed edit is not what TikTok shows yet: its new SKUs are known from the answer alone.
UNDER_REVIEW = ('AUDITING', 'PRE_APPROVED', 'FAILED')


class TtsListing(models.Model):
    """What Odoo says of a listing, as plain values. What TikTok should say by that, and what keeps
    it from being sent, is decided in `tools/listing/`.
    """

    _inherit = 'tts.listing'

    # === BUSINESS METHODS === #

    def _template(self):
        """Return the product of one listing as the shop's company names it."""
        company = self.shop_id.company_id
        lang = company.partner_id.lang or self.env.lang
        return self.product_tmpl_id.with_company(company).with_context(lang=lang)

    def _tiktok_category(self):
        """Return the category of one listing: its own, the one that its product's category is
        mapped to, else the one that it has at TikTok.
        """
        chosen = self.category_id or self.product_tmpl_id.categ_id._tts_category(self.shop_id)
        if chosen or not self.category_ref:
            return chosen
        return self.env['tts.category'].with_context(active_test=False).search([
            ('shop_id', '=', self.shop_id.id), ('tiktok_id', '=', self.category_ref)], limit=1)

    def _current(self):
        """Return what TikTok says of one listing, in the shape in which it takes it."""
        return shape.editable(self._content())

    def _bodies(self, prices, stock):
        """Return what Odoo says of one listing, what TikTok should say by that, and what it says.

        :return: (facts.Listing, dict, dict)
        """
        found, current = self._facts(prices, stock), self._current()
        return found, body.full_body(found, current), current

    def _facts(self, prices, stock):
        """Return what Odoo says of one listing.

        :param dict prices: see `tts.shop._product_prices`
        :param dict stock: see `tts.shop._quantities`; needed for what is not listed yet
        :rtype: facts.Listing
        """
        shop, template, category = self.shop_id, self._template(), self._tiktok_category()
        found = facts.Listing(
            place=_place(self), tiktok_id=self.tiktok_id, status=self.status,
            title=self.own_title, description=self.own_description,
            shown_text=self._plain_description(), brand=self.brand,
            shop=shop._listing_facts(), category=category._facts(),
            product=self._product_facts(template, category),
            products={
                sku.tiktok_id: (sku.product_id.id, sku.quantity)
                for sku in self.sku_ids if sku.product_id},
            reviewed=self._reviewed_skus(), chosen=frozenset(shop._single_variants(template).ids),
            prices=prices, own_prices=self.sku_ids._own_prices(), stock=stock)
        if not body.names_other_brand(shop.send_brand, template.tts_brand, self.brand):
            return found
        brand = self.env['tts.brand'].search([
            ('shop_id', '=', shop.id), ('name_key', '=', names.key(template.tts_brand))], limit=1)
        return found._replace(brand_id=brand.tiktok_id)

    def _reviewed_skus(self):
        """Return the SKUs that TikTok has but does not show: {product id as text: SKU id}."""
        content = self._content()
        pending = self.audit_status in UNDER_REVIEW or content.get('has_draft')
        return ((self.sent or {}).get('new_skus') or {}) if pending else {}

    # === THE PRODUCT === #

    def _product_facts(self, template, category):
        """Return a product as plain values, see `facts.Product`."""
        images, documents = self._image_fields(template), self._product_documents(template)
        files = self._files(documents.ir_attachment_id.sudo().union(*images.values()))
        shown = documents.filtered('tts_shown').ir_attachment_id.sudo()
        answers, unanswered = category._product_attributes(template)
        matches = category.attribute_ids._matches(template.attribute_line_ids.attribute_id)
        return facts.Product(
            place=_place(template), company_id=template.company_id.id,
            is_sold=template.type == 'consu' and template.sale_ok and template.active,
            name=template.name, description=template.description_sale, brand=template.tts_brand,
            identifier_type=template.tts_identifier_type,
            category_place=_place(template.categ_id) if template.categ_id else (),
            weight=self._weight(template),
            sides={side: template[f'tts_{side}'] for side in package.SIDES},
            pictures=tuple(files[each] for each in (*images.get(template, ()), *shown)),
            documents=tuple(_document(each, files) for each in documents),
            variants=tuple(
                _variant(each, files.get(images.get(each)))
                for each in template.product_variant_ids),
            lines=self._lines(template, category), answers=tuple(answers),
            unanswered=tuple(each._facts() for each in unanswered),
            answered_itself={each.tiktok_id for each in matches.values()})

    def _weight(self, template):
        """Return kilograms: of the package, else of the heaviest variant."""
        if template.tts_weight:
            return template.tts_weight
        own = max(template.product_variant_ids.mapped('weight'), default=0)
        if not own:
            return 0
        unit = template._get_weight_uom_id_from_ir_config_parameter()
        return unit._compute_quantity(own, self.env.ref('uom.product_uom_kgm'), round=False)

    def _lines(self, template, category):
        """Return the attributes that make variants of a product."""
        lines = template.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        attributes = category.attribute_ids._matches(lines.attribute_id)
        line_values = _line_values(template, lines)
        attribute_keys = lines.attribute_id._tts_keys()
        value_keys = lines.value_ids.union(*line_values.values())._tts_keys()
        return tuple(
            facts.Line(
                id=line.id, name=line.attribute_id.name,
                keys=tuple(attribute_keys[line.attribute_id.id]),
                attribute=attribute._facts() if attribute else None,
                values=_values(line_values[line], attribute, value_keys))
            for line in lines for attribute in [attributes[line.attribute_id]])

    # === IMAGES AND DOCUMENTS === #

    def _product_documents(self, template):
        """Return the documents of a product that TikTok gets."""
        return self.env['product.document'].search([
            ('res_model', '=', 'product.template'), ('res_id', '=', template.id),
            '|', '|', ('tts_shown', '=', True), ('tts_certificate', '!=', False),
            ('tts_size_chart', '=', True)])

    def _image_fields(self, template):
        """Return the attachments of the images of a product and of its variants' own:
        {record: ir.attachment}.
        """
        variants = template.product_variant_ids
        found = self.env['ir.attachment'].sudo().search(Domain.OR(
            Domain('res_model', '=', records._name) & Domain('res_field', '=', name)
            & Domain('res_id', 'in', records.ids)
            for records, name in ((template, 'image_1920'), (variants, 'image_variant_1920'))))
        records = {(each._name, each.id): each for each in (*template, *variants)}
        return {records[each.res_model, each.res_id]: each for each in found}

    def _files(self, attachments):
        """Return attachments as plain values, with what TikTok calls them:
        {ir.attachment: facts.File}.
        """
        known = self.env['tts.image']._known_as(self.shop_id, attachments.mapped('checksum'))
        return {
            each: facts.File(
                id=each.id, checksum=each.checksum,
                is_image=(each.mimetype or '').startswith('image/'),
                known=known.get(each.checksum, ()))
            for each in attachments
        }


def _place(record):
    return record._name, record.id


def _line_values(template, lines):
    """Return the values of each line, also archived ones that variants go on to have."""
    used = template.product_variant_ids.product_template_attribute_value_ids.grouped(
        'attribute_line_id')
    return {
        line: line.value_ids.union(
            *(each.product_attribute_value_id for each in used.get(line, ())))
        for line in lines
    }


def _values(line_values, attribute, keys):
    """Return the values of a line as plain values, see `facts.Value`.

    :param product.attribute.value line_values:
    :param tts.attribute attribute: for which the line stands, or none
    :param dict keys: see `tts.alias._tts_keys`
    """
    is_sales = attribute.type == 'sales'
    listed = attribute.value_ids._matches(line_values) if is_sales else {}
    return tuple(
        facts.Value(
            id=value.id, name=value.name, keys=tuple(keys[value.id]),
            listed=(known.tiktok_id, known.name) if known else ())
        for value in line_values for known in [listed.get(value)])


def _document(document, files):
    """Return a document as plain values, see `facts.Document`."""
    expiry = document.tts_expiry
    return facts.Document(
        file=files[document.ir_attachment_id.sudo()],
        certification=names.key(document.tts_certificate),
        expires=values.epoch(datetime.combine(expiry, time())) if expiry else 0,
        is_size_chart=document.tts_size_chart)


def _variant(variant, picture):
    """Return a variant as plain values, see `facts.Variant`."""
    return facts.Variant(
        id=variant.id, code=variant.default_code, barcode=variant.barcode,
        chosen={
            each.attribute_line_id.id: each.product_attribute_value_id.id
            for each in variant.product_template_attribute_value_ids},
        picture=picture)
