from typing import NamedTuple

from odoo import api, fields, models

from ... import const
from ...tools import description, listing_body, names, pictures, values
from ...tools.actions import notification
from ..engine.tts_guard import needs


class Asked(NamedTuple):
    """What the checks of one listing look at."""

    goods: object  # product.template, as the shop's company names it
    leaf: object  # tts.category
    body: dict  # what TikTok should say
    kept: dict  # what it says

    def is_new(self, name):
        """Tell whether a part is not as TikTok has it: it has accepted that once."""
        return listing_body.part(self.body, name) != listing_body.part(self.kept, name)


class TtsListing(models.Model):
    """Whether a product can be sent: each problem is a sentence that names the field, and the
    record on which a person solves it. Nothing is sent before there is none.
    """

    _inherit = 'tts.listing'

    problems = fields.Json(
        "To Be Solved", readonly=True, help="What has to be done before it can be sent.")
    problem_count = fields.Integer("Problems", readonly=True)

    # === ACTION METHODS === #

    @needs('user')
    def action_check(self):
        """Button: say what TikTok would refuse, without sending anything."""
        listings = self.sudo()
        by_shop = [
            rows.with_company(shop.company_id)
            for shop, rows in listings.grouped('shop_id').items()]
        for rows in by_shop:
            rows._look_up_now()
        for rows in by_shop:
            rows._check_now()
        bad = listings.filtered('problem_count')
        if bad:
            return notification('warning', self.env._(
                "%(count)s of %(all)s cannot be sent yet. First: %(problem)s",
                count=len(bad), all=len(self), problem=bad[0].problems[0]['message']))
        return notification(
            'success', self.env._("Nothing is missing: it can be sent."))

    def _look_up_now(self):
        """Ask TikTok for what is not known of listings of one shop.

        :raises UserError: when TikTok does not tell what there is to know of categories and brands
        """
        with self.shop_id._tiktok() as client:
            self._look_up(client)

    def _check_now(self):
        """Note the problems of listings of one shop."""
        facts = self._facts()
        for listing in self:
            is_draft = listing.shop_id.save_mode == 'draft'
            listing._note_problems(
                listing._unknown_problems()
                or listing._problems(listing._wanted(*facts), is_draft))

    # === BUSINESS METHODS === #

    def _unknown_problems(self):
        """Return the problem that TikTok gives no details of one listing, if it is one."""
        return self._is_unknown_here() and [{
            'field': 'status', 'model': self._name, 'id': self.id, 'message': self.env._(
                "Status: TikTok tells nothing of this product. See it in Seller Center."),
        }]

    def _note_problems(self, problems):
        """Write the problems of one listing, and what they say of whether it can be sent."""
        vals = {'problems': problems or False, 'problem_count': len(problems)}
        if problems:
            vals.update(push_state='problems', push_message=problems[0]['message'])
        elif self.push_state in (False, 'none', 'problems'):
            vals.update(push_state='ready', push_message=False)
        self.write(vals)

    def _problems(self, wanted, is_draft=False):
        """Return all that keeps one listing from being sent.

        :param dict wanted: see `_wanted`
        :param bool is_draft: whether only a draft is sent: papers can be added to that
        :return: [{'field', 'message', 'model', 'id'}, ...], to be shown and stored
        """
        asked = Asked(self._goods(), self._leaf(), wanted, self._kept())
        found = []
        for check in self._checks(is_draft):
            for field, message, record in check(asked):
                found.append({
                    'field': field, 'message': message, 'model': record._name, 'id': record.id})
        return found

    def _checks(self, is_draft):
        checks = [
            self._check_status, self._check_goods, self._check_warehouses, self._check_category,
            self._check_attributes, self._check_title, self._check_description, self._check_brand,
            self._check_image_count, self._check_images, self._check_package,
            self._check_sku_count, self._check_options, self._check_option_words,
            self._check_strangers, self._check_seller_skus, self._check_identifiers,
            self._check_prices,
        ]
        return checks if is_draft else [*checks, self._check_papers]

    # Each of them yields (field, sentence, record that solves it).

    def _check_status(self, _asked):
        if self.status in const.GONE_STATUSES:
            yield 'status', self.env._(
                "TikTok has it as \"%s\": press Recover, or ask TikTok in Seller Center.",
                self._selection_label('status_tab', self.status)), self

    def _check_goods(self, asked):
        goods, company = asked.goods, self.shop_id.company_id
        if not goods:
            yield 'product_tmpl_id', self.env._(
                "Product: choose which product is listed here."), self
        elif goods.company_id not in (company, self.env['res.company']):
            yield 'company_id', self.env._("Company: the product belongs to another one."), goods
        elif goods.type != 'consu' or not (goods.sale_ok and goods.active):
            yield 'sale_ok', self.env._(
                "Sales: only goods that can be sold are listed, and no archived ones."), goods

    def _check_warehouses(self, asked):
        new = [sku for sku in asked.body['skus'] if 'inventory' in sku]
        if new and not all(sku['inventory'] for sku in new):
            yield 'warehouse_ids', self.env._(
                "Warehouses: no warehouse of TikTok's stands for one of yours. Press Load "
                "Warehouses on the shop and choose."), self.shop_id

    # === CATEGORY === #

    def _check_category(self, asked):
        goods, leaf, shop = asked.goods, asked.leaf, self.shop_id
        category = goods.categ_id or goods
        if not asked.body.get('category_id'):
            yield 'categ_id', self.env._(
                "Category: \"%s\" has no category of this shop's. Choose TikTok's on the product "
                "category, or on the listing (Suggest).", goods.categ_id.display_name,
            ) if goods.categ_id else self.env._(
                "Category: the product has none. Choose one that has a category of TikTok's, or "
                "TikTok's on the listing (Suggest).",
            ), category
        elif not leaf or not asked.is_new('category_id'):
            return
        elif not leaf.active or leaf.version != shop.category_version:
            yield 'categ_id', self.env._(
                "Category: TikTok no longer has \"%s\" in this shop. Choose another one on the "
                "product category.", leaf.complete_name), category
        elif not leaf.is_leaf:
            yield 'categ_id', self.env._(
                "Category: \"%s\" has categories below it. Choose one of these.",
                leaf.complete_name), category
        elif leaf.permission != 'AVAILABLE':
            yield 'categ_id', self.env._(
                "Category: \"%(name)s\" is not open to this shop (%(permission)s). Apply in Seller "
                "Center, then download the categories again.",
                name=leaf.complete_name,
                permission=dict(leaf._fields['permission']._description_selection(self.env))[
                    leaf.permission]), leaf

    def _check_attributes(self, asked):
        if not asked.leaf or any(self._check_category(asked)):
            return
        told = {each['id'] for each in asked.body['product_attributes']}
        if asked.is_new('category_id') and not asked.leaf.details_date:
            yield 'categ_id', self.env._(
                "Attributes of \"%s\" are not known yet. Download them.",
                asked.leaf.complete_name), asked.leaf
        for attribute in asked.leaf._product_attributes(asked.goods)[1]:
            if attribute.tiktok_id not in told:
                yield 'attribute_line_ids', self.env._(
                    "Attribute \"%s\" is required in this category. Add it to the product, or give "
                    "the category a default.", attribute.name), asked.goods

    def _check_papers(self, asked):
        if not (asked.leaf and asked.is_new('category_id')):
            return
        has = {each.get('id') for each in asked.body.get('certifications', [])}
        for row in asked.leaf._certificates():
            if str(row.get('id')) not in has:
                yield 'product_document_ids', self.env._(
                    "Certificate \"%s\" is required in this category. Add it to the product's "
                    "documents, and name it there.", values.text(row.get('name'))), asked.goods
        if asked.leaf._requires('size_chart') and not asked.body.get('size_chart'):
            yield 'product_document_ids', self.env._(
                "Size chart: the category demands one. Add it to the product's documents."), (
                    asked.goods)
        people = {
            'manufacturer': self.env._("manufacturer"),
            'responsible_person': self.env._("responsible person"),
        }
        for rule, name in people.items():
            if asked.leaf._requires(rule) and not asked.body.get(f'{rule}_ids'):
                yield 'categ_id', self.env._(
                    "The category demands a %s. Send the product as a draft, and add it in Seller "
                    "Center.", name), asked.goods

    # === TEXTS === #

    def _check_title(self, asked):
        low, high = const.TITLE_LENGTHS.get(self.shop_id.region, const.TITLE_LENGTH)
        length = len(asked.body['title'])
        if length < low and asked.is_new('title'):
            yield 'own_title', self.env._(
                "Title: %(length)s characters, TikTok wants %(low)s at least in this market.",
                length=length, low=low), self
        elif length > high:
            yield 'own_title', self.env._(
                "Title: %(length)s characters, TikTok takes %(high)s at most in this market.",
                length=length, high=high), self

    def _check_description(self, asked):
        text = asked.body['description']
        if description.is_empty(text):
            yield 'description_sale', self.env._(
                "Description: it is empty. Fill in the product's sales description, or the "
                "description of this listing."), asked.goods
        elif len(text) > const.LONGEST_DESCRIPTION:
            yield 'own_description', self.env._(
                "Description: %(length)s characters with its formatting, TikTok takes %(most)s.",
                length=len(text), most=const.LONGEST_DESCRIPTION), self
        elif text.count('<img') > const.MOST_DESCRIPTION_IMAGES:
            yield 'own_description', self.env._(
                "Description: more than %s images.", const.MOST_DESCRIPTION_IMAGES), self

    def _check_brand(self, asked):
        key = names.key(asked.goods.tts_brand)
        if key and self.shop_id.send_brand and key != names.key(self.brand) and not (
                self._brand_named(asked.goods)):
            yield 'tts_brand', self.env._(
                "Brand: TikTok knows no \"%s\" in this shop. Correct it, or leave it empty.",
                asked.goods.tts_brand), asked.goods

    # === IMAGES === #

    def _check_image_count(self, asked):
        count = len(asked.body['main_images'])
        if not count:
            yield 'image_1920', self.env._("Image: the product has none."), asked.goods
        elif count > const.MOST_IMAGES:
            yield 'product_document_ids', self.env._(
                "Images: %(count)s, TikTok takes %(most)s. Show fewer of the product's documents "
                "on TikTok.", count=count, most=const.MOST_IMAGES), asked.goods

    def _check_images(self, asked):
        """Look at the images that are to be uploaded; TikTok has taken the others."""
        once = {(each['attachment'], each['use_case']) for each in listing_body.waiting(asked.body)}
        for attachment_id, use_case in sorted(once):
            attachment = self.env['ir.attachment'].sudo().browse(attachment_id)
            if use_case != 'FILE':
                yield from self._check_image(asked, attachment, use_case)
            elif len(attachment.raw or b'') > pictures.MOST_DOCUMENT_BYTES:
                yield 'product_document_ids', self.env._(
                    "Document \"%s\": TikTok takes 20 MB.", attachment.name), asked.goods

    def _check_image(self, asked, attachment, use_case):
        record, picture = self._shown_on(attachment), pictures.look(attachment.raw or b'')
        # What lies in a field is called like the field.
        name = (record.display_name if attachment.res_field else attachment.name) or ''
        record = record or asked.goods
        if not picture:
            yield 'image_1920', self.env._(
                "Image \"%s\": no picture that can be read. Use JPEG or PNG.", name), record
        elif picture.is_small(use_case):
            yield 'image_1920', self.env._(
                "Image \"%(name)s\": %(width)s × %(height)s pixels, TikTok wants %(least)s at "
                "least on each side; 600 or more look good.", name=name, width=picture.width,
                height=picture.height,
                least=pictures.BOUNDS.get(use_case, pictures.OTHER_BOUNDS)[0]), record
        elif picture.is_large(use_case):
            yield 'image_1920', self.env._(
                "Image \"%(name)s\": %(width)s × %(height)s pixels are too many. Make it smaller.",
                name=name, width=picture.width, height=picture.height), record
        elif use_case == 'MAIN_IMAGE' and picture.is_cut():
            yield 'image_1920', self.env._(
                "Image \"%(name)s\": %(width)s × %(height)s pixels, TikTok would cut off a part. "
                "Make it square.", name=name, width=picture.width, height=picture.height), record

    @api.model
    def _shown_on(self, attachment):
        """Return the record on which a person sees and changes an image."""
        if attachment.res_model in ('product.template', 'product.product') and attachment.res_id:
            return self.env[attachment.res_model].browse(attachment.res_id)
        return None

    # === PACKAGE === #

    def _check_package(self, asked):
        weight = asked.body.get('package_weight')
        if not weight:
            yield 'tts_weight', self.env._(
                "Package weight: it is 0. Fill in the product's weight or package weight."), (
                    asked.goods)
        sides = {name: asked.goods[f'tts_{name}'] for name in listing_body.SIDES}
        if asked.body.get('package_dimensions'):
            return
        if any(sides.values()):
            yield 'tts_length', self.env._(
                "Package size: fill in length, width and height, or none of them."), asked.goods
        elif not asked.leaf.rules or asked.leaf._requires('package_dimension'):
            yield 'tts_length', self.env._(
                "Package size: the category demands length, width and height."), asked.goods
