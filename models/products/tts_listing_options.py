from odoo import api, models
from odoo.fields import Command

from ...tools import names, values


class TtsListing(models.Model):
    """What tells the SKUs of a listing apart, and what its product is made of, as attributes and
    values of Odoo's.
    """

    _inherit = 'tts.listing'

    # === WHAT TELLS SKUS APART === #

    def _options(self):
        """Return what tells the SKUs apart: {tts.sku: {attribute name: value name}}."""
        told = {str(sku.get('id')): sku for sku in self._content().get('skus') or []}
        return {sku: sales_attributes(told.get(sku.tiktok_id) or {}) for sku in self.sku_ids}

    def _lines_by_key(self, template):
        """Return the lines of a product that make variants, by the keys of all their names."""
        lines = template.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        by_attribute, found = lines.grouped('attribute_id'), {}
        for attribute, name in lines.attribute_id._tts_spelled():
            found.setdefault(names.key(name), by_attribute[attribute][:1])
        return found

    def _offer_values(self, template, options, all_options):
        """Have a product offer what some SKUs have.

        :param product.template template: with all their attributes
        :param list options: {attribute name: value name} of those SKUs
        :param all_options: the same of all SKUs of the listing
        """
        lines = self._lines_by_key(template)
        Value = self.env['product.attribute.value']
        exact = told_apart(all_options)
        wanted = list(dict.fromkeys(pair for option in options for pair in option.items()))
        found = Value._tts_find(
            {name: lines[names.key(name)].attribute_id for name, _value in wanted}, wanted, exact)
        for name in dict.fromkeys(name for name, _value in wanted):
            lines[names.key(name)]._tts_add_values(
                Value.union(*(found[pair] for pair in wanted if pair[0] == name)))

    # === ATTRIBUTES === #

    @api.model
    def _variant_values(self, options):
        """Return Odoo's values for what tells SKUs apart; names that are not there are added.

        :param list options: of each listing its SKUs' {attribute name: value name}
        :return: {(attribute name, value name): product.attribute.value}
        """
        wanted = [pair for each in options for option in each for pair in option.items()]
        exact = set().union(*map(told_apart, options))
        return self._attribute_values(wanted, makes_variants=True, exact=exact)

    @api.model
    def _attribute_values(self, wanted, makes_variants, exact=()):
        """Return Odoo's values for TikTok's attributes; names that are not there are added.

        :param list wanted: (attribute name, value name)
        :param bool makes_variants: of attributes that make variants, or of those that do not
        :param exact: those of them for which only a value that is written alike will do
        :return: {(attribute name, value name): product.attribute.value}
        """
        Attribute, Value = self.env['product.attribute'], self.env['product.attribute.value']
        wanted = list(dict.fromkeys(wanted))
        attributes = Attribute._tts_find(
            [name for name, _value in wanted], makes_variants)
        return Value._tts_find(attributes, wanted, exact)

    def _update_attributes(self, told):
        """Let the product have what TikTok says it is made of, beside what a person has added."""
        template = self.product_tmpl_id
        found = self._attribute_values(pairs(told), makes_variants=False)
        lines = {line.attribute_id: line for line in template.attribute_line_ids}
        commands = []
        for name, listed in told:
            chosen = self.env['product.attribute.value'].union(
                *(found[name, value] for value in listed))
            line = lines.get(chosen.attribute_id)
            if not line:
                commands.append(Command.create({
                    'attribute_id': chosen.attribute_id.id,
                    'value_ids': [Command.set(chosen.ids)],
                }))
            elif line.value_ids != chosen:
                commands.append(Command.update(line.id, {'value_ids': [Command.set(chosen.ids)]}))
        if commands:
            before = template.product_variant_ids
            template.write({'attribute_line_ids': commands})
            remove(template.product_variant_ids - before)


def remove(variants):
    """Remove variants that nobody has asked for. Even for none Odoo would set a savepoint."""
    if variants:
        variants._unlink_or_archive()


def sales_attributes(sku):
    """Return {attribute name: value name} of a SKU as TikTok shows it."""
    return {
        values.text(each.get('name'), 100): values.text(each.get('value_name'), 100)
        for each in values.listed(sku.get('sales_attributes'), dict)
        if each.get('name') and each.get('value_name')
    }


def is_buildable(options):
    """Tell whether SKUs are variants of one product: told apart, by the same attributes, none of
    which is there twice in other letters.
    """
    options = list(options)
    combinations = {tuple(sorted(option.items())) for option in options}
    return (
        len({frozenset(option) for option in options}) == 1
        and len(set(map(names.key, options[0]))) == len(options[0])
        and len(combinations) == len(options)
    )


def told_apart(options):
    """Return the (attribute name, value name) of one listing that differ from another of it in case
    or width only: TikTok sells M beside m.

    :param options: {attribute name: value name} of its SKUs
    """
    alike = {}
    for name, value in {pair for option in options for pair in option.items()}:
        alike.setdefault((names.key(name), names.key(value)), set()).add((name, value))
    return set().union(*(each for each in alike.values() if len(each) > 1))


def pairs(told):
    """Return [(attribute name, value name)] of attributes with several values each."""
    return [(name, value) for name, listed in told for value in listed]


def line_commands(found, chosen_pairs):
    """Return the commands that give a product the values of some (attribute name, value name)."""
    lines = {}
    for pair in chosen_pairs:
        lines.setdefault(found[pair].attribute_id.id, {})[found[pair].id] = True
    return [
        Command.create({'attribute_id': attribute, 'value_ids': [Command.set(list(chosen))]})
        for attribute, chosen in lines.items()
    ]
