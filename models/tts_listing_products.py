from odoo import api, models
from odoo.fields import Command

from ..tools import names, values
from .tts_mirror import Blocked


class TtsListing(models.Model):
    """How products and variants are made of listings that Odoo does not know.

    The variants are those that TikTok lists, not all that its options allow: attributes that we
    make create variants on demand. A product that a person has built otherwise is not rebuilt.
    """

    _inherit = 'tts.listing'

    def _make_products(self):
        """Make what is missing in Odoo, where the shop wants that; return what got a new product.
        """
        made = self.browse()
        rest = self.filtered(lambda listing: listing.shop_id.create_products)._lacking()
        while rest:
            # The same article can be listed twice: the second listing finds what the first made.
            now = rest._without_doubles()
            unknown = now.filtered(lambda listing: listing._is_unknown())
            made += unknown._create_products()
            for listing in now - unknown:
                listing._add_variants()
            rest -= now
            rest.sku_ids._match()
            rest = rest._lacking()
        return made

    def _lacking(self):
        """Return listings with SKUs that have no product; what fits two products is not guessed."""
        return self.filtered(lambda listing: (
            'missing' in listing.sku_ids.mapped('state') and not any(
                listing.sku_ids.mapped('ambiguous'))
        ))

    def _is_unknown(self):
        return not (self.product_tmpl_id or self.sku_ids.product_id)

    def _without_doubles(self):
        """Return those listings that have no code in common with one before them."""
        seen, chosen = set(), self.browse()
        for listing in self:
            codes = {
                code for sku in listing.sku_ids
                for code in (sku.seller_sku, sku.identifier) if code}
            if not codes & seen:
                chosen += listing
            seen |= codes
        return chosen

    def _options(self):
        """Return what tells the SKUs apart: {tts.sku: {attribute name: value name}}."""
        told = {str(sku.get('id')): sku for sku in self._content().get('skus') or []}
        return {sku: _sales_attributes(told.get(sku.tiktok_id) or {}) for sku in self.sku_ids}

    # === NEW PRODUCTS === #

    def _create_products(self):
        """Create a product per listing, in bulk, with the variants that are listed.

        :return: the listings that are built like a product
        """
        options = {listing: listing._options() for listing in self}
        built = self.filtered(lambda listing: _is_buildable(options[listing].values()))
        told = {listing: listing._told() for listing in built}
        variant_values = self._attribute_values(
            [pair for listing in built for option in options[listing].values()
             for pair in option.items()], makes_variants=True)
        other_values = self._attribute_values(
            [pair for listing in built for pair in _pairs(told[listing].get('attributes', ()))],
            makes_variants=False)
        # Odoo would look for variants to make twice: with each line, and with the product.
        Template = self.env['product.template'].with_context(create_product_product=False)
        templates = Template.create([
            {
                **listing._template_vals(told[listing]),
                'attribute_line_ids': [
                    *_line_commands(variant_values, [
                        pair for option in options[listing].values() for pair in option.items()]),
                    *_line_commands(other_values, _pairs(told[listing].get('attributes', ()))),
                ],
            }
            for listing in built
        ]).with_env(self.env)
        templates.attribute_line_ids._update_product_template_attribute_values()
        variants = []
        for listing, template in zip(built, templates, strict=True):
            listing.product_tmpl_id = template
            listing._mark_taken(told[listing])
            variants += [(sku, template, option) for sku, option in options[listing].items()]
        self._make_variants(variants)
        # Of attributes that make all variants Odoo has made them: only what is listed stays.
        _remove(templates.product_variant_ids - built.sku_ids.product_id)
        return built

    def _template_vals(self, told):
        fields = self.env['product.template']._fields
        return {
            'name': self.tiktok_id,
            **{name: value for name, value in told.items() if name in fields},
            'type': 'consu',
            'is_storable': True,
            # A price on TikTok is for TikTok: it stands in the shop's pricelist.
            'list_price': 0,
            'company_id': self.company_id.id,
        }

    @api.model
    def _make_variants(self, wanted):
        """Give SKUs the variants of their options; those that Odoo has not made are created.

        :param list wanted: (tts.sku, product.template, {attribute name: value name})
        """
        templates = self.env['product.template'].union(*(row[1] for row in wanted))
        known = {
            (variant.product_tmpl_id, variant.product_template_attribute_value_ids): variant
            for variant in templates.product_variant_ids
        }
        Sku = self.env['tts.sku']
        # Odoo has emptied its caches; record by record they would not be filled in bulk.
        Sku.union(*(row[0] for row in wanted)).fetch(['seller_sku', 'identifier'])
        products, missing = {}, []
        for sku, template, combination in templates._tts_combined(wanted):
            variant = known.get((template, combination))
            if variant:
                products[sku] = variant
                sku._give_codes(variant)
            else:
                missing.append((sku, template._prepare_variant_values(combination)))
        variants = self.env['product.product'].create(
            [{**vals, **sku._code_vals()} for sku, vals in missing])
        products.update(zip((sku for sku, _vals in missing), variants, strict=True))
        Sku._map(products)

    # === VARIANTS THAT ARE NEW === #

    def _add_variants(self):
        """Add the variants that a known product lacks, if it has the same attributes."""
        template = self.product_tmpl_id or self.sku_ids.product_id.product_tmpl_id
        options = self._options()
        if len(template) != 1 or not _is_buildable(options.values()):
            return
        lines = template.valid_product_template_attribute_line_ids._without_no_variant_attributes()
        by_name = {names.key(line.attribute_id.name): line for line in lines}
        missing = self.sku_ids.filtered(lambda sku: not sku.product_id)
        if any(set(map(names.key, options[sku])) != set(by_name) for sku in missing):
            return
        before = template.product_variant_ids
        for sku in missing:
            for name, value in options[sku].items():
                by_name[names.key(name)]._tts_add_value(value)
        self._make_variants([(sku, template, options[sku]) for sku in missing])
        _remove(template.product_variant_ids - before - missing.product_id)

    def _unmapped(self, missing):
        """Return why SKUs have no product, as an exception that tells what to do."""
        listed = values.text(', '.join(missing.mapped('display_name')), 300)
        if any(missing.mapped('ambiguous')):
            return Blocked('sku', self.env._(
                "Several products have the same reference or barcode as %s. Choose the product of "
                "each SKU below.", listed))
        if self.shop_id.create_products and not self._is_unknown():
            return Blocked('variants', self.env._(
                "%(product)s has no such variants: %(skus)s. Give it the attributes that TikTok "
                "shows and press Apply, or choose a product for each SKU below.",
                product=(self.product_tmpl_id or self.sku_ids.product_id.product_tmpl_id)[:1].name,
                skus=listed))
        if self.shop_id.create_products:
            return Blocked('variants', self.env._(
                "TikTok shows no attributes that tell its SKUs apart: %s. Choose the product of "
                "each SKU below.", listed))
        return Blocked('sku', self.env._(
            "Not in Odoo: %s. Choose the product of each SKU below, or let the shop create "
            "products.", listed))

    # === ATTRIBUTES === #

    @api.model
    def _attribute_values(self, wanted, makes_variants):
        """Return Odoo's values for TikTok's attributes; names that are not there are added.

        :param list wanted: (attribute name, value name)
        :param bool makes_variants: of attributes that make variants, or of those that do not
        :return: {(attribute name, value name): product.attribute.value}
        """
        Attribute, Value = self.env['product.attribute'], self.env['product.attribute.value']
        wanted = list(dict.fromkeys(wanted))
        attributes = Attribute._tts_find(
            [name for name, _value in wanted], makes_variants)
        return Value._tts_find(attributes, wanted)

    def _update_attributes(self, told):
        """Let the product have what TikTok says it is made of, beside what a person has added."""
        template = self.product_tmpl_id
        found = self._attribute_values(_pairs(told), makes_variants=False)
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
            _remove(template.product_variant_ids - before)


def _remove(variants):
    """Remove variants that nobody has asked for. Even for none Odoo would set a savepoint."""
    if variants:
        variants._unlink_or_archive()


def _sales_attributes(sku):
    """Return {attribute name: value name} of a SKU as TikTok shows it."""
    return {
        values.text(each.get('name'), 100): values.text(each.get('value_name'), 100)
        for each in values.listed(sku.get('sales_attributes'), dict)
        if each.get('name') and each.get('value_name')
    }


def _is_buildable(options):
    """Tell whether SKUs are variants of one product: told apart, by the same attributes."""
    options = list(options)
    combinations = {tuple(sorted(option.items())) for option in options}
    return len({frozenset(option) for option in options}) == 1 and len(combinations) == len(options)


def _pairs(told):
    """Return [(attribute name, value name)] of attributes with several values each."""
    return [(name, value) for name, listed in told for value in listed]


def _line_commands(found, pairs):
    """Return the commands that give a product the values of some (attribute name, value name)."""
    lines = {}
    for pair in pairs:
        lines.setdefault(found[pair].attribute_id.id, {})[found[pair].id] = True
    return [
        Command.create({'attribute_id': attribute, 'value_ids': [Command.set(list(chosen))]})
        for attribute, chosen in lines.items()
    ]
