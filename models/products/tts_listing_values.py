from odoo import api, models
from odoo.fields import Command
from odoo.tools import html2plaintext

from ...tools import names, values
from ...tools.listing import product


class TtsListing(models.Model):
    """What TikTok shows of a product: by field of Odoo's, as attributes and values of Odoo's, and
    what tells its SKUs apart.
    """

    _inherit = 'tts.listing'

    # === BY FIELD === #

    def _note_values(self, shown):
        """Note what is taken over of one listing; its images follow.

        :param dict shown: see `_product_values`
        :return: the names of what is new of it
        """
        if not self.shop_id.update_products:
            return []
        marks = {name: values.digest(value) for name, value in shown.items()}
        before = self.taken or {}
        changed = [name for name in shown if marks[name] != before.get(name)]
        if 'images' in changed:
            self._queue_images()
        if marks != before:
            self.taken = marks
        return changed

    def _product_values(self):
        """Return what TikTok says of the product, by field of it, empty values left out; a title or
        description of the listing's own is none of the product's.
        """
        content = self._content()
        shown = {
            **product.product_values(content),
            'description_sale': self._plain_description(),
            'tts_brand': self.brand,
        }
        for own, name in (('own_title', 'name'), ('own_description', 'description_sale')):
            if self[own]:
                del shown[name]
        return {name: value for name, value in shown.items() if value}

    def _plain_description(self):
        """Return TikTok's description as plain text."""
        # Odoo finds no body in what is nothing but a comment, and cannot do without one.
        markup = f'<p></p>{self._content().get("description") or ""}'
        return html2plaintext(markup, include_references=False).strip()

    # === WHAT TELLS SKUS APART === #

    def _options(self):
        """Return what tells the SKUs apart: {tts.sku: {attribute name: value name}}."""
        shown = {str(sku.get('id')): sku for sku in self._content().get('skus') or []}
        return {
            sku: product.sales_attributes(shown.get(sku.tiktok_id) or {}) for sku in self.sku_ids}

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
        exact = product.only_exact(all_options)
        pairs = list(dict.fromkeys(pair for option in options for pair in option.items()))
        found = Value._tts_ensure(
            {name: lines[names.key(name)].attribute_id for name, _value in pairs}, pairs, exact)
        for name in dict.fromkeys(name for name, _value in pairs):
            lines[names.key(name)]._tts_add_values(
                Value.union(*(found[pair] for pair in pairs if pair[0] == name)))

    # === ATTRIBUTES === #

    @api.model
    def _ensure_variant_values(self, options):
        """Return Odoo's values for what tells SKUs apart; names that are not there are added.

        :param list options: of each listing its SKUs' {attribute name: value name}
        :return: {(attribute name, value name): product.attribute.value}
        """
        pairs = [pair for each in options for option in each for pair in option.items()]
        exact = set().union(*map(product.only_exact, options))
        return self._ensure_attribute_values(pairs, makes_variants=True, exact=exact)

    @api.model
    def _ensure_attribute_values(self, pairs, makes_variants, exact=()):
        """Return Odoo's values for TikTok's attributes; names that are not there are added.

        :param list pairs: (attribute name, value name)
        :param bool makes_variants: of attributes that make variants, or of those that do not
        :param exact: those of them for which only a value that is written alike will do
        :return: {(attribute name, value name): product.attribute.value}
        """
        Attribute, Value = self.env['product.attribute'], self.env['product.attribute.value']
        pairs = list(dict.fromkeys(pairs))
        attributes = Attribute._tts_ensure(
            [name for name, _value in pairs], makes_variants)
        return Value._tts_ensure(attributes, pairs, exact)

    def _update_attributes(self, shown):
        """Let the product have what TikTok says it is made of, beside what a person has added.

        :param list shown: [[attribute name, [value name, ...]], ...]
        """
        template = self.product_tmpl_id
        found = self._ensure_attribute_values(product.pairs(shown), makes_variants=False)
        lines = {line.attribute_id: line for line in template.attribute_line_ids}
        commands = []
        for name, listed in shown:
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


def line_commands(found, chosen_pairs):
    """Return the commands that give a product the values of some (attribute name, value name)."""
    lines = {}
    for pair in chosen_pairs:
        lines.setdefault(found[pair].attribute_id.id, {})[found[pair].id] = True
    return [
        Command.create({'attribute_id': attribute, 'value_ids': [Command.set(list(chosen))]})
        for attribute, chosen in lines.items()
    ]
