from odoo import api, models

from ...tools import names


class ProductAttribute(models.Model):
    _inherit = 'product.attribute'

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
    _inherit = 'product.attribute.value'

    @api.model
    def _tts_ensure(self, attributes, pairs, exact=()):
        """Return values by TikTok's names for them; what is not there is added.

        :param dict attributes: name to product.attribute
        :param list pairs: (attribute name, value name)
        :param exact: those of them for which only a value that is written alike will do
        :return: {(attribute name, value name): product.attribute.value}
        """
        ids = [attribute.id for attribute in attributes.values()]
        written, folded = {}, {}
        for value, name in self.search([('attribute_id', 'in', ids)])._tts_spelled():
            written.setdefault((value.attribute_id, name), value)
            folded.setdefault((value.attribute_id, names.key(name)), value)
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


class ProductTemplateAttributeLine(models.Model):
    _inherit = 'product.template.attribute.line'

    def _tts_add_values(self, values):
        """Offer values, unless they are offered already."""
        new = values - self.value_ids
        if new:
            self.value_ids += new
