from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import names, values
from ...tools.listing import facts
from ..engine.tts_guard import needs

TYPES = {'SALES_PROPERTY': 'sales', 'PRODUCT_PROPERTY': 'product'}


class TtsNamed(models.AbstractModel):
    """Something of TikTok's that something of Odoo's stands for by its name."""

    _name = 'tts.named'
    _description = "TikTok Shop Name"

    tiktok_id = fields.Char("TikTok ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    name_key = fields.Char(compute='_compute_name_key', store=True, index=True)

    @api.depends('name')
    def _compute_name_key(self):
        for record in self:
            record.name_key = names.key(record.name)

    def _matches(self, records):
        """Return those of these for which records of Odoo's stand: by what a person has entered
        first, by their own names next; an empty one for none.

        :param records: of a `tts.alias`: product.attribute or product.attribute.value
        :return: {record: one of these}
        """
        if not records:  # these may be many, and are not looked at
            return {}
        by_key = {each.name_key: each for each in reversed(self)}
        keys = records._tts_keys()
        return {
            record: next(
                (by_key[key] for key in keys[record.id] if key in by_key), self.browse())
            for record in records
        }


class TtsAttribute(models.Model):
    """What TikTok wants to know of the products of one leaf category, or of their variants."""

    _name = 'tts.attribute'
    _inherit = ['tts.named', 'tts.guard']
    _description = "TikTok Shop Attribute"
    _order = 'category_id, type, required desc, sequence, id'

    category_id = fields.Many2one(
        'tts.category', required=True, index=True, ondelete='cascade', readonly=True,
    )
    shop_id = fields.Many2one(related='category_id.shop_id', store=True, index=True)
    company_id = fields.Many2one(related='category_id.company_id', store=True, index=True)
    sequence = fields.Integer(readonly=True)
    type = fields.Selection([
        ('product', "Product"),
        ('sales', "Variant"),
    ], readonly=True, help="Product: describes it as a whole. Variant: tells variants apart.")
    required = fields.Boolean(readonly=True)
    customizable = fields.Boolean(
        "Free Text", readonly=True, help="Values that TikTok does not list are allowed, too.",
    )
    multiple = fields.Boolean("Several Values", readonly=True)
    value_format = fields.Char(readonly=True)
    conditions = fields.Json(
        readonly=True, help="Required as well when another attribute has a certain value.",
    )
    value_ids = fields.One2many('tts.attribute.value', 'attribute_id', string="Values")
    product_attribute_ids = fields.Many2many(
        'product.attribute', string="Odoo Attributes", compute='_compute_product_attribute_ids',
        inverse='_inverse_product_attribute_ids',
        help="Attributes of the same name are found by themselves. Add those with another name.",
    )
    default_value_ids = fields.Many2many(
        'tts.attribute.value', 'tts_attribute_default_value_rel', string="Default",
        domain="[('attribute_id', '=', id)]",
        help="Sent for products of this category that have none of these attributes.",
    )
    default_text = fields.Char(help="The same, where TikTok does not list the value.")
    is_mapped = fields.Boolean(
        "Mapped", compute='_compute_is_mapped', search='_search_is_mapped',
        help="Has an attribute in Odoo, or a default.",
    )

    _unique_per_category = models.UniqueIndex(
        '(category_id, tiktok_id)', "TikTok's id must be unique per category.",
    )

    @api.constrains('default_value_ids')
    def _check_default_values(self):
        for attribute in self.sudo():
            if attribute.default_value_ids.attribute_id - attribute:
                raise ValidationError(self.env._(
                    "The default of %s is one of its own values.", attribute.name))

    # === COMPUTE METHODS === #

    @api.depends('name')
    def _compute_product_attribute_ids(self):
        by_key = self.env['product.attribute']._tts_by_key()
        for attribute in self:
            attribute.product_attribute_ids = by_key.get(attribute.name_key, [])

    def _inverse_product_attribute_ids(self):
        """Have attributes stand for TikTok's by its name, in all categories and shops."""
        by_key = self.env['product.attribute']._tts_by_key()
        for attribute in self:
            found = self.env['product.attribute'].browse(by_key.get(attribute.name_key, []))
            chosen = attribute.product_attribute_ids
            (chosen - found)._tts_add_name(attribute.name)
            (found - chosen)._tts_remove_name(attribute.name)

    @api.depends('name', 'default_value_ids', 'default_text')
    def _compute_is_mapped(self):
        mapped = self.filtered_domain(self._search_is_mapped('in', [True]))
        for attribute in self:
            attribute.is_mapped = attribute in mapped

    def _search_is_mapped(self, operator, value):
        if operator != 'in':
            return NotImplemented
        mapped = Domain.OR([
            [('name_key', 'in', list(self.env['product.attribute']._tts_by_key()))],
            [('default_value_ids', '!=', False)],
            [('default_text', 'not in', [False, ''])],
        ])
        return Domain.OR([mapped if each else ~mapped for each in value])

    # === ACTION METHODS === #

    @needs('user')
    def action_download(self):
        """Button of the list: download the attributes of the categories in use."""
        return self.shop_id._download('attributes')

    # === BUSINESS METHODS === #

    def _facts(self):
        """Return one attribute as plain values."""
        return facts.Attribute(
            tiktok_id=self.tiktok_id, name=self.name, key=self.name_key, type=self.type,
            is_required=self.required, takes_text=self._takes_text())

    def _answer(self, lines):
        """Return the values of a product as TikTok takes them; the default where it has none.

        :param product.template.attribute.line lines: of the product, that stand for this attribute
        """
        listed = self.value_ids._matches(lines.value_ids)
        answer = [each for value in lines.value_ids if (each := self._reply(listed[value], value))]
        if answer and (self.multiple or len(lines.value_ids) == 1):
            return answer
        answer = [{'id': value.tiktok_id} for value in self.default_value_ids]
        if self.default_text and self._takes_text():
            answer.append({'name': self.default_text})
        return answer if self.multiple else answer[:1]

    def _reply(self, listed, value):
        if listed:
            return {'id': listed.tiktok_id}
        return {'name': value.name} if self._takes_text() else None

    def _takes_text(self):
        """Tell whether TikTok takes a value that it does not list; so it does where it lists none.
        """
        return self.customizable or not self.value_ids

    def _is_required(self, chosen):
        """Tell whether TikTok wants this to be told.

        :param set chosen: (attribute, value) ids that a product has
        """
        return self.type == 'product' and (self.required or any(
            (str(row.get('attribute_id')), str(row.get('attribute_value_id'))) in chosen
            for row in values.listed(self.conditions, dict)
        ))

    # === MIRROR METHODS === #

    @api.model
    def _mirror(self, category, rows):
        """Make the attributes of a category those that TikTok names; defaults stay.

        :param list rows: dicts as TikTok sends them
        """
        known = category.attribute_ids.grouped('tiktok_id')
        rows = {str(row['id']): row for row in rows}
        (category.attribute_ids - self.union(*(
            known[tiktok_id] for tiktok_id in rows if tiktok_id in known))).unlink()
        new = []
        for sequence, (tiktok_id, row) in enumerate(rows.items()):
            vals = {**self._mirror_vals(row), 'sequence': sequence}
            if tiktok_id in known:
                known[tiktok_id].write(vals)
            else:
                new.append({**vals, 'tiktok_id': tiktok_id, 'category_id': category.id})
        known.update(self.create(new).grouped('tiktok_id'))
        self.env['tts.attribute.value']._mirror({
            known[tiktok_id]: values.listed(row.get('values'), dict)
            for tiktok_id, row in rows.items()
        })

    @api.model
    def _mirror_vals(self, row):
        """Return the field values of a row. Must not fail, whatever is missing or new."""
        # TikTok writes it like this.
        required = row.get('is_requried', row.get('is_required'))
        return {
            'name': values.text(row.get('name')) or str(row['id']),
            'type': TYPES.get(row.get('type'), False),
            'required': values.flag(required),
            'customizable': values.flag(row.get('is_customizable')),
            'multiple': values.flag(row.get('is_multiple_selection')),
            'value_format': values.text(row.get('value_data_format')),
            'conditions': values.listed(row.get('requirement_conditions'), dict) or False,
        }


class TtsAttributeValue(models.Model):
    _name = 'tts.attribute.value'
    _inherit = ['tts.named', 'tts.guard']
    _description = "TikTok Shop Attribute Value"
    _order = 'attribute_id, sequence, id'

    attribute_id = fields.Many2one(
        'tts.attribute', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='attribute_id.company_id', store=True, index=True)
    sequence = fields.Integer(readonly=True)

    _unique_per_attribute = models.UniqueIndex(
        '(attribute_id, tiktok_id)', "TikTok's id must be unique per attribute.",
    )

    @api.model
    def _mirror(self, rows_by_attribute):
        """Make the values of attributes those that TikTok names.

        :param dict rows_by_attribute: tts.attribute to dicts with `id` and `name`
        """
        new, gone = [], self.browse()
        for attribute, rows in rows_by_attribute.items():
            known = attribute.value_ids.grouped('tiktok_id')
            by_id = {str(row['id']): row for row in rows if row.get('id')}
            for sequence, (tiktok_id, row) in enumerate(by_id.items()):
                name = values.text(row.get('name')) or tiktok_id
                value = known.pop(tiktok_id, None)
                if value is None:
                    new.append({
                        'attribute_id': attribute.id, 'tiktok_id': tiktok_id, 'name': name,
                        'sequence': sequence,
                    })
                elif value.name != name:
                    value.name = name
            gone = gone.union(*known.values())
        gone.unlink()
        self.create(new)
