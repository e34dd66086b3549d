from odoo import api, models
from odoo.fields import Command

from ...tools import names, values
from ...tools.listing import product
from ..engine.tts_mirror import Blocked
from .tts_listing_values import line_commands, remove


class TtsListing(models.Model):
    """How products and variants are made of listings that Odoo does not know.

    The variants are those that TikTok lists, not all that its options allow: attributes that we
    make create variants on demand. A product that a person has built otherwise is not rebuilt.

    An order knows single SKUs, so each of them may have become a product of its own: these become
    variants of one product, once the catalogue tells what they are.
    """

    _inherit = 'tts.listing'

    def _make_products(self):
        """Make what is missing in Odoo, where the shop wants that; return what got a new product.
        """
        made = self.browse()
        creating = self.filtered(lambda listing: listing.shop_id.create_products)
        for listing in creating:
            listing._adopt_products()
        rest = creating._lacking()
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
                for code in (sku.code_key, sku.barcode_key) if code}
            if not codes & seen:
                chosen += listing
            seen |= codes
        return chosen

    # === NEW PRODUCTS === #

    def _create_products(self):
        """Create a product per listing, in bulk, with the variants that are listed.

        :return: the listings that are built like a product
        """
        options = {listing: listing._options() for listing in self}
        built = self.filtered(lambda listing: product.is_buildable(options[listing].values()))
        shown = {listing: listing._product_values() for listing in built}
        templates = built._create_templates(options, shown)
        variants = []
        for listing, template in zip(built, templates, strict=True):
            listing.product_tmpl_id = template
            listing._note_values(shown[listing])
            variants += [(sku, template, option) for sku, option in options[listing].items()]
        self._make_variants(variants)
        # Of attributes that make all variants Odoo has made them: only what is listed stays.
        remove(templates.product_variant_ids - built.sku_ids.product_id)
        return built

    def _create_templates(self, options, shown):
        """Create a product per listing, without its variants.

        :param dict options: see `_options`, by listing
        :param dict shown: see `_product_values`, by listing
        """
        makes_variants = {
            listing: [pair for option in options[listing].values() for pair in option.items()]
            for listing in self}
        describes = {
            listing: product.pairs(shown[listing].get('attributes', ())) for listing in self}
        variant_values = self._ensure_variant_values(
            [options[listing].values() for listing in self])
        other_values = self._ensure_attribute_values(
            [pair for pairs in describes.values() for pair in pairs], makes_variants=False)
        # Odoo would look for variants to make twice: with each line, and with the product.
        Template = self.env['product.template'].with_context(create_product_product=False)
        templates = Template.create([
            {
                **listing._template_vals(shown[listing]),
                'attribute_line_ids': [
                    *line_commands(variant_values, makes_variants[listing]),
                    *line_commands(other_values, describes[listing]),
                ],
            }
            for listing in self
        ]).with_env(self.env)
        templates.attribute_line_ids._update_product_template_attribute_values()
        return templates

    def _template_vals(self, shown):
        fields = self.env['product.template']._fields
        return {
            'name': self.tiktok_id,
            **{name: value for name, value in shown.items() if name in fields},
            'type': 'consu',
            'is_storable': True,
            # A price on TikTok is for TikTok: it stands in the shop's pricelist.
            'list_price': 0,
            'company_id': self.company_id.id,
        }

    @api.model
    def _make_variants(self, options):
        """Give SKUs the variants of their options; those that Odoo has not made are created.

        A variant that is another SKU's of the listing stays that SKU's alone: which of them it is
        is for a person to say.

        :param list options: (tts.sku, product.template, {attribute name: value name})
        """
        templates = self.env['product.template'].union(*(row[1] for row in options))
        known = {
            (variant.product_tmpl_id, variant.product_template_attribute_value_ids): variant
            for variant in templates.product_variant_ids
        }
        skus = self.env['tts.sku'].union(*(row[0] for row in options))
        # Odoo has emptied its caches; record by record they would not be filled in bulk.
        skus.fetch(['seller_sku', 'identifier', 'code_key', 'barcode_key', 'product_id'])
        codes, used = skus._codes(), set((skus.listing_id.sku_ids - skus).product_id.ids)
        products, missing = {}, {}
        for sku, template, combination in templates._tts_combined(options):
            variant = known.get((template, combination))
            if not variant and (template, combination) not in missing:
                missing[template, combination] = sku
            elif variant and variant.id not in used:
                products[sku] = variant
                used.add(variant.id)
                sku._give_codes(variant, codes[sku])
        self.env['tts.sku']._map(products, 'options')
        variants = self.env['product.product'].create([
            {**template._prepare_variant_values(combination), **codes[sku]}
            for (template, combination), sku in missing.items()])
        self.env['tts.sku']._map(dict(zip(missing.values(), variants, strict=True)), 'made')

    # === VARIANTS THAT ARE NEW === #

    def _add_variants(self):
        """Add the variants that a known product lacks, if it has the same attributes."""
        template = self.product_tmpl_id or self.sku_ids.product_id.product_tmpl_id
        options = self._options()
        if len(template) != 1 or not product.is_buildable(options.values()):
            return
        lines = self._lines_by_key(template)
        missing = self.sku_ids.filtered(lambda sku: not sku.product_id)
        if any({lines.get(names.key(name)) for name in options[sku]} != set(lines.values())
               for sku in missing):
            return
        before = template.product_variant_ids
        self._offer_values(template, [options[sku] for sku in missing], options.values())
        self._make_variants([(sku, template, options[sku]) for sku in missing])
        remove(template.product_variant_ids - before - missing.product_id)

    # === PRODUCTS THAT WERE MADE FOR ORDERS === #

    def _adopt_products(self):
        """Make one product with variants of those that the app has made for single SKUs of this
        listing. What a person has made or chosen stays as it is.
        """
        known = self.sku_ids.filtered('product_id')
        made = known.filtered(self._is_adoptable)
        if self.product_tmpl_id or not made or made != known:
            return
        options = self._options()
        if not product.is_buildable(options.values()) or not options[made[0]]:
            return
        template = made[0].product_id.product_tmpl_id
        template.name = self.title
        self.product_tmpl_id = template
        # A variant keeps its id if it gets its values from lines of a single one.
        values = self._ensure_variant_values([options.values()])
        template.attribute_line_ids = line_commands(values, list(options[made[0]].items()))
        for sku in made[1:]:
            self._move_into(template, sku, options)

    def _is_adoptable(self, sku):
        """Tell whether the product of a SKU is the app's own and nothing else as yet."""
        variant = sku.product_id
        template = variant.product_tmpl_id
        return (
            sku.mapped_by == 'made' and variant.active
            and template.with_context(active_test=False).product_variant_ids == variant
            and not variant.product_template_attribute_value_ids
            and variant.sudo().tts_sku_ids == sku
            and not template.sudo().tts_listing_ids
        )

    def _move_into(self, template, sku, options):
        """Make the product of a SKU a variant of another one: its stock and its orders stay its.

        :param product.template template: to which the other variants belong
        :param dict options: of all SKUs of the listing
        """
        variant, left = sku.product_id, sku.product_id.product_tmpl_id
        before = template.product_variant_ids
        self._offer_values(template, [options[sku]], options.values())
        remove(template.product_variant_ids - before)
        (_sku, _template, combination), = template._tts_combined([(sku, template, options[sku])])
        variant.write({
            'product_tmpl_id': template.id,
            'product_template_attribute_value_ids': [Command.set(combination.ids)],
        })
        # Whatever a person has given to it is not deleted with it.
        left.active = False

    # === WHAT IS LACKING === #

    def _why_unmapped(self, missing):
        """Return why SKUs have no product, as an exception that tells what to do."""
        listed = values.text(', '.join(missing.mapped('display_name')), 300)
        if any(missing.mapped('ambiguous')):
            return Blocked('sku', self.env._(
                "The seller SKUs and barcodes of these fit several products: %s. Choose the "
                "product of each SKU below.", listed))
        useless = missing.filtered('product_id')
        if useless:
            return Blocked('sku', useless._why_waiting())
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
