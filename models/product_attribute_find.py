from odoo import api, models

from ..tools import names


class ProductAttribute(models.Model):
    _inherit = 'product.attribute'

    @api.model
    def _tts_find(self, wanted, makes_variants):
        """Return attributes by TikTok's names for them; what is not there is added.

        :param list wanted: names; upper and lower case, and blanks, do not count
        :param bool makes_variants: one that does cannot serve where it must not, and vice versa
        :return: {name: product.attribute}
        """
        operator = '!=' if makes_variants else '='
        found = {
            names.key(attribute.name): attribute
            for attribute in self.search([('create_variant', operator, 'no_variant')])[::-1]
        }
        new = {names.key(name): name for name in wanted if names.key(name) not in found}
        for attribute in self.create([
            # Variants on demand: those that TikTok lists, not all that could be.
            {'name': name, 'create_variant': 'dynamic' if makes_variants else 'no_variant'}
            for name in new.values()
        ]):
            found[names.key(attribute.name)] = attribute
        return {name: found[names.key(name)] for name in wanted}


class ProductAttributeValue(models.Model):
    _inherit = 'product.attribute.value'

    @api.model
    def _tts_find(self, attributes, wanted):
        """Return values by TikTok's names for them; what is not there is added.

        :param dict attributes: name to product.attribute
        :param list wanted: (attribute name, value name)
        :return: {(attribute name, value name): product.attribute.value}
        """
        ids = [attribute.id for attribute in attributes.values()]
        found = {
            (value.attribute_id, names.key(value.name)): value
            for value in self.search([('attribute_id', 'in', ids)])[::-1]
        }
        new = {}
        for name, value in wanted:
            place = attributes[name], names.key(value)
            if place not in found:
                new.setdefault(place, value)
        made = self.create([
            {'attribute_id': attribute.id, 'name': value}
            for (attribute, _key), value in new.items()
        ])
        found.update(zip(new, made, strict=True))
        return {(name, value): found[attributes[name], names.key(value)] for name, value in wanted}


class ProductTemplateAttributeLine(models.Model):
    _inherit = 'product.template.attribute.line'

    def _tts_add_value(self, name):
        """Offer a value, unless it is offered already."""
        value = self.env['product.attribute.value']._tts_find(
            {'': self.attribute_id}, [('', name)])['', name]
        if value not in self.value_ids:
            self.value_ids += value
