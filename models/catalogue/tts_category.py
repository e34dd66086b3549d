import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import names, values
from ...tools.listing import facts, rules
from ..engine.tts_guard import needs

# Which of several restrictions is shown: the one that is hardest to overcome.
RESTRICTIONS = ('PROHIBITED', 'NON_MAIN_CATEGORY', 'INVITE_ONLY')


class TtsCategory(models.Model):
    """A category of TikTok's, as one shop may use it. Only leaves can have products."""

    _name = 'tts.category'
    _description = "TikTok Shop Category"
    _inherit = ['tts.guard']
    _order = 'shop_id, complete_name, id'
    _rec_names_search = ['complete_name', 'tiktok_id', 'reference']

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("Category ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    complete_name = fields.Char("Category", required=True, readonly=True, index='trigram')
    reference = fields.Char(
        compute='_compute_reference', store=True, index=True,
        help="Shop code and category ID: names one category of one shop, in a file to import.",
    )
    parent_id = fields.Many2one('tts.category', index=True, ondelete='cascade', readonly=True)
    is_leaf = fields.Boolean("Leaf", readonly=True, help="Products belong to leaves only.")
    permission = fields.Selection([
        ('AVAILABLE', "Available"),
        ('INVITE_ONLY', "Invite only"),
        ('NON_MAIN_CATEGORY', "Not of this shop"),
        ('PROHIBITED', "Prohibited"),
        ('OTHER', "See Seller Center"),
    ], required=True, default='AVAILABLE', readonly=True,
        help="Invite only: apply in Seller Center > Qualification Center, then download again.\n"
             "Not of this shop: ask your account manager at TikTok.")
    version = fields.Selection([
        ('v1', "Three levels (v1)"),
        ('v2', "Seven levels (v2)"),
    ], required=True, readonly=True)
    active = fields.Boolean(
        default=True, readonly=True, help="Off: TikTok no longer has it in this shop.",
    )
    last_download = fields.Integer(readonly=True)  # the run that saw it last
    attribute_ids = fields.One2many('tts.attribute', 'category_id', string="Attributes")
    rules = fields.Json(readonly=True)
    requirements = fields.Char(
        compute='_compute_requirements', help="What products here need, beside attributes.",
    )
    details_date = fields.Datetime("Attributes from", readonly=True)
    details_error = fields.Char("TikTok Refused", readonly=True)
    product_category_ids = fields.Many2many(
        'product.category', 'product_category_tts_category_rel', string="Product Categories",
    )

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    # === COMPUTE METHODS === #

    @api.depends('shop_id.code', 'shop_id.tiktok_id', 'tiktok_id')
    def _compute_reference(self):
        for category in self:
            shop = category.shop_id
            category.reference = f"{shop.code or shop.tiktok_id}/{category.tiktok_id}"

    @api.depends('complete_name', 'shop_id.name')
    def _compute_display_name(self):
        for category in self:
            category.display_name = f"{category.complete_name} ({category.shop_id.name})"

    @api.model
    def _search_display_name(self, operator, value):
        """A display name as it was exported is found again when it is imported."""
        domain = super()._search_display_name(operator, value)
        texts = [value] if isinstance(value, str) else value
        if operator not in ('=', 'in'):
            return domain
        shown = [re.fullmatch(r'(.+) \((.+)\)', text) for text in texts if isinstance(text, str)]
        return Domain.OR([domain, *(
            Domain([('complete_name', '=', match[1]), ('shop_id.name', '=', match[2])])
            for match in shown if match
        )])

    @api.depends('rules')
    def _compute_requirements(self):
        kinds = {
            'package_dimension': self.env._("package size"),
            'size_chart': self.env._("size chart"),
            'seller_sku': self.env._("seller SKU"),
            'manufacturer': self.env._("manufacturer"),
            'responsible_person': self.env._("responsible person"),
            'epr': self.env._("producer responsibility (EPR)"),
        }
        for category in self:
            needs = [text for key, text in kinds.items() if rules.requires(category.rules, key)]
            needs += [
                values.text(row.get('name')) for row in rules.certifications(category.rules)]
            category.requirements = ', '.join(needs)

    # === ACTION METHODS === #

    @needs('user')
    def action_download_categories(self):
        """Button of the list: download the categories of the shops chosen, else of all."""
        return self.shop_id._download('categories')

    @needs('user')
    def action_download_attributes(self):
        """Button of the list: download what products of the categories in use can or must have."""
        return self.shop_id._download('attributes')

    # === BUSINESS METHODS === #

    @api.model
    def _in_use(self, shop):
        """Return the leaves of a shop that products have or can get: these have attributes."""
        leaves = Domain('shop_id', '=', shop.id) & Domain('is_leaf', '=', True)
        return self.search(leaves & self._use_domain(shop))

    @api.model
    def _use_domain(self, shop):
        """Return the domain of the categories of a shop for which there is any use."""
        return Domain('product_category_ids', '!=', False)

    def _facts(self):
        """Return one category, or none, as plain values."""
        if not self:
            return facts.Category()
        labels = dict(self._fields['permission']._description_selection(self.env))
        return facts.Category(
            id=self.id, tiktok_id=self.tiktok_id, name=self.complete_name, version=self.version,
            is_active=self.active, is_leaf=self.is_leaf, is_described=bool(self.details_date),
            restriction='' if self.permission == 'AVAILABLE' else labels[self.permission],
            rules=self.rules or {},
            attributes=tuple(each._facts() for each in self.attribute_ids))

    def _product_attributes(self, template):
        """Return what a product has to say of itself here: its own attributes, else the defaults.

        :param product.template template:
        :return: (`product_attributes` as TikTok takes them, the `tts.attribute` that are lacking)
        """
        lines = template.attribute_line_ids
        matches = self.attribute_ids._matches(lines.attribute_id)
        own = lines.grouped(lambda line: matches[line.attribute_id])
        answers = {}
        for attribute in self.attribute_ids.filtered(lambda each: each.type == 'product'):
            answer = attribute._answer(own.get(attribute, lines.browse()))
            if answer:
                answers[attribute] = answer
        chosen = {
            (attribute.tiktok_id, value.get('id'))
            for attribute, answer in answers.items() for value in answer
        }
        lacking = self.attribute_ids.filtered(
            lambda each: each not in answers and each._is_required(chosen))
        return [
            {'id': attribute.tiktok_id, 'values': answer} for attribute, answer in answers.items()
        ], lacking

    # === MIRROR METHODS === #

    @api.model
    def _mirror(self, shop, rows, version, download):
        """Write a part of the tree, in which no row comes before its parent.

        :param list rows: dicts as TikTok sends them, and their `path`: names from the top
        :param str version: of the tree
        :param int download: number of the run that brings them
        """
        levels = {}
        for row in rows:
            levels.setdefault(len(row['path']), []).append(row)
        for level in levels.values():
            self._mirror_level(shop, level, version, download)

    def _mirror_level(self, shop, rows, version, download):
        ids = {str(row[name]) for row in rows for name in ('id', 'parent_id') if row.get(name)}
        known = self.with_context(active_test=False).search(
            [('shop_id', '=', shop.id), ('tiktok_id', 'in', list(ids))]
        ).grouped('tiktok_id')
        new = []
        for row in rows:
            vals = self._mirror_vals(row, version, known)
            category = known.get(vals['tiktok_id'])
            if category:
                category._tts_write_changed(vals)
            else:
                new.append({**vals, 'shop_id': shop.id, 'last_download': download})
        self.union(*known.values()).last_download = download
        self.create(new)

    def _mirror_vals(self, row, version, known):
        """Return the field values of a row. Must not fail, whatever is missing or new.

        :param dict known: categories by TikTok's id
        """
        parent = known.get(str(row.get('parent_id') or ''))
        return {
            'tiktok_id': str(row['id']),
            'name': row['path'][-1],
            'complete_name': ' / '.join(row['path']),
            'parent_id': parent.id if parent else False,
            'is_leaf': values.flag(row.get('is_leaf')),
            'permission': self._permission(row),
            'version': version,
            'active': True,
        }

    @staticmethod
    def _permission(row):
        found = set(values.listed(row.get('permission_statuses'), str)) - {'AVAILABLE'}
        known = [status for status in RESTRICTIONS if status in found]
        return (known or (['OTHER'] if found else ['AVAILABLE']))[0]

    def _mirror_details(self, row):
        """Write the attributes and rules of one category.

        :param dict row: with `attributes` and `rules` as TikTok sends them, or an `error`
        """
        self.ensure_one()
        if row.get('error'):
            self.details_error = row['error']
            return
        self.env['tts.attribute']._mirror(self, values.storable(row['attributes']))
        self.write({
            'rules': values.storable(row['rules']),
            'details_date': fields.Datetime.now(),
            'details_error': False,
        })


def paths(rows):
    """Return the rows of a tree, parents first, each with its `path`: names from the top.

    What hangs below nothing, or below itself, is taken for a top category of its own.
    """
    by_id = {str(row['id']): row for row in rows}

    def path(row):
        parts, seen = [], set()
        while row and str(row['id']) not in seen:
            seen.add(str(row['id']))
            parts.append(values.text(row.get('local_name')) or str(row['id']))
            row = by_id.get(str(row.get('parent_id') or ''))
        return parts[::-1]

    found = [{**row, 'path': path(row)} for row in by_id.values()]
    return sorted(found, key=lambda row: (len(row['path']), names.key(row['path'][-1])))
