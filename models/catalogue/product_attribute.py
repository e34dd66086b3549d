from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import names


class TtsAlias(models.AbstractModel):
    """What has a name in Odoo and may have others at TikTok."""

    _name = 'tts.alias'
    _description = "Name at TikTok Shop"

    tts_names = fields.Char(
        "TikTok Names", groups='tiktok_shop.group_user',
        help="What TikTok Shop calls it, where that is not the name in Odoo. Several are divided "
             "by a vertical bar: Color | Colour",
    )

    def _tts_keys(self):
        """Return the keys of all names by id: what a person has entered, then the names in every
        language, for TikTok's names are in the language of the company.
        """
        keys = {record.id: [] for record in self}
        for record, name in (*self._tts_entered(), *self._tts_named()):
            keys[record.id].append(names.key(name))
        return keys

    def _tts_spelled(self):
        """Yield (record, name) for all names: first those in the language of who asks, then what a
        person has entered, then other languages. What comes first says best what TikTok means.
        """
        own, *others = self._tts_languages()
        yield from self._tts_named([own])
        yield from self._tts_entered()
        yield from self._tts_named(others)

    def _tts_entered(self):
        """Yield (record, name) for the names that a person has entered."""
        for record, record_sudo in zip(self, self.sudo(), strict=True):
            for name in names.split(record_sudo.tts_names):
                yield record, name

    def _tts_named(self, languages=None):
        """Yield (record, name) for the names in some languages: in all, that of who asks first."""
        for language in self._tts_languages() if languages is None else languages:
            for record, other in zip(self, self.with_context(lang=language), strict=True):
                yield record, other.name

    @api.model
    def _tts_languages(self):
        """Return the codes of all languages, first that of who asks."""
        own = self.env.lang or 'en_US'
        installed = {code for code, _name in self.env['res.lang'].get_installed()}
        return [own, *sorted(installed - {own})]

    # A user of TikTok Shop decides what a name means there, if he may not change attributes at all.

    def _tts_add_name(self, name):
        for record in self.sudo():
            record.tts_names = names.join([*names.split(record.tts_names), name])

    def _tts_remove_name(self, name):
        gone = names.key(name)
        for record in self.sudo():
            record.tts_names = names.join(
                each for each in names.split(record.tts_names) if names.key(each) != gone)


class ProductAttribute(models.Model):
    _name = 'product.attribute'
    _inherit = ['product.attribute', 'tts.alias']

    @api.model
    def _tts_by_key(self):
        """Return the ids of all attributes by the keys of their names."""
        found = {}
        attributes = self.search([('active', '=', True)])
        for attribute_id, keys in attributes._tts_keys().items():
            for key in dict.fromkeys(keys):
                found.setdefault(key, []).append(attribute_id)
        return found

    def _tts_attributes(self):
        """Return the attributes of TikTok's that these stand for, in all categories in use."""
        keys = {key for keys in self._tts_keys().values() for key in keys}
        return self.env['tts.attribute'].search([('name_key', 'in', list(keys))])

    @api.model
    def _tts_ensure(self, attribute_names, makes_variants):
        """Return attributes by TikTok's names for them; what is not there is added.

        :param list attribute_names: upper and lower case, and blanks, do not count
        :param bool makes_variants: one that does cannot serve where it must not, and vice versa
        :return: {name: product.attribute}
        """
        operator = '!=' if makes_variants else '='
        found = {}
        for attribute, name in self.search(
                [('create_variant', operator, 'no_variant')])._tts_spelled():
            found.setdefault(names.key(name), attribute)
        new = {names.key(name): name for name in attribute_names if names.key(name) not in found}
        for attribute in self.create([
            # Variants on demand: those that TikTok lists, not all that could be.
            {'name': name, 'create_variant': 'dynamic' if makes_variants else 'no_variant'}
            for name in new.values()
        ]):
            found[names.key(attribute.name)] = attribute
        return {name: found[names.key(name)] for name in attribute_names}


class ProductAttributeValue(models.Model):
    _name = 'product.attribute.value'
    _inherit = ['product.attribute.value', 'tts.alias']

    tts_choice_ids = fields.Many2many(
        'tts.attribute.value', compute='_compute_tts_values', groups='tiktok_shop.group_user',
    )
    tts_value_ids = fields.Many2many(
        'tts.attribute.value', string="TikTok Values", compute='_compute_tts_values',
        inverse='_inverse_tts_value_ids', groups='tiktok_shop.group_user',
        help="A value of the same name is found by itself. Otherwise choose what TikTok calls it.",
    )
    tts_match = fields.Selection([
        ('mapped', "Mapped"),
        ('free', "Sent as Text"),
        ('missing', "To Map"),
    ], string="At TikTok", compute='_compute_tts_values', search='_search_tts_match',
        groups='tiktok_shop.group_user',
        help="Empty: TikTok wants no such attribute in the categories that are in use.\n"
             "Sent as Text: TikTok takes values there that it does not list.\n"
             "To Map: TikTok takes its own values only, and has none of this name.")

    # === COMPUTE METHODS === #

    @api.depends('name', 'tts_names', 'attribute_id.name', 'attribute_id.tts_names')
    def _compute_tts_values(self):
        keys = self._tts_keys()
        for attribute, mine in self.grouped('attribute_id').items():
            theirs = attribute._tts_attributes()
            by_key = {}
            for value in theirs.value_ids:
                by_key.setdefault(value.name_key, value.id)
            closed = [
                set(each.value_ids.mapped('name_key'))
                for each in theirs if not each._takes_text()]
            for value in mine:
                own = dict.fromkeys(keys[value.id])
                value.tts_choice_ids = list(by_key.values())
                value.tts_value_ids = [by_key[key] for key in own if key in by_key]
                value.tts_match = value._tts_match_among(closed, own) if theirs else False

    def _tts_match_among(self, closed, keys):
        """Return the `tts_match` of one value for whose attribute TikTok has any.

        :param list closed: of each that takes its own values only, the keys of these
        :param keys: of all names of the value
        """
        if any(known.isdisjoint(keys) for known in closed):
            return 'missing'
        return 'mapped' if self.tts_value_ids else 'free'

    def _inverse_tts_value_ids(self):
        """Have values stand for TikTok's by their names, in all categories and shops."""
        choices = {value: value.tts_value_ids for value in self}
        for value, chosen in choices.items():
            own = value._tts_keys()[value.id]
            choice = set(value.attribute_id._tts_attributes().value_ids.mapped('name_key'))
            chosen_keys = set(chosen.mapped('name_key'))
            # What other shops call it stays.
            for name in names.split(value.sudo().tts_names):
                if names.key(name) in choice - chosen_keys:
                    value._tts_remove_name(name)
            for added in chosen.filtered(lambda each, own=own: each.name_key not in own):
                value._tts_add_name(added.name)

    def _search_tts_match(self, operator, value):
        if operator != 'in':
            return NotImplemented
        ours = self.env['product.attribute']._tts_by_key()
        ids = [
            attribute_id
            for (key,) in self.env['tts.attribute']._read_group([], ['name_key'])
            for attribute_id in ours.get(key, ())
        ]
        known = Domain('attribute_id', 'in', ids)
        found = self.search(known).filtered(lambda each: each.tts_match in value)
        # What TikTok has no such attribute for is not looked at one by one.
        return Domain('id', 'in', found.ids) | (~known if False in value else Domain.FALSE)

    # === BUSINESS METHODS === #

    @api.model
    def _tts_ensure(self, attributes, pairs, exact=()):
        """Return values by TikTok's names for them; what is not there is added.

        :param dict attributes: name to product.attribute
        :param list pairs: (attribute name, value name)
        :param exact: those of them for which only a value that is written alike will do
        :return: {(attribute name, value name): product.attribute.value}
        """
        written, folded = self._tts_by_name(attributes)
        new = {}
        for name, value in pairs:
            attribute, key = attributes[name], names.key(value)
            if (attribute, value) in written:
                continue
            if (name, value) in exact:
                new[attribute, value] = value
            elif (attribute, key) not in folded:
                new.setdefault((attribute, key), value)
        for value in self.create([
            {'attribute_id': attribute.id, 'name': value}
            for (attribute, _key), value in new.items()
        ]):
            written[value.attribute_id, value.name] = value
            folded.setdefault((value.attribute_id, names.key(value.name)), value)
        return {
            (name, value): written.get((attributes[name], value))
            or folded[attributes[name], names.key(value)]
            for name, value in pairs
        }

    @api.model
    def _tts_by_name(self, attributes):
        """Return the values of attributes by all their names: as they are written, and folded.

        :return: two of {(product.attribute, name or its key): product.attribute.value}
        """
        ids = [attribute.id for attribute in attributes.values()]
        written, folded = {}, {}
        for value, name in self.search([('attribute_id', 'in', ids)])._tts_spelled():
            written.setdefault((value.attribute_id, name), value)
            folded.setdefault((value.attribute_id, names.key(name)), value)
        return written, folded


class ProductTemplateAttributeLine(models.Model):
    _inherit = 'product.template.attribute.line'

    def _tts_add_values(self, values):
        """Offer values, unless they are offered already."""
        new = values - self.value_ids
        if new:
            self.value_ids += new
