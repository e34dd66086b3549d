from odoo import models
from odoo.fields import Command

from .tts_listing_options import is_buildable, line_commands, remove


class TtsListing(models.Model):
    """What becomes of products that were made for orders, once the catalogue tells what they are:
    an order knows single SKUs, so each of them had become a product of its own.
    """

    _inherit = 'tts.listing'

    def _adopt_products(self):
        """Make one product with variants of those that the app has made for single SKUs of this
        listing. What a person has made or chosen stays as it is.
        """
        known = self.sku_ids.filtered('product_id')
        made = known.filtered(self._is_adoptable)
        if self.product_tmpl_id or not made or made != known:
            return
        options = self._options()
        if not is_buildable(options.values()) or not options[made[0]]:
            return
        template = made[0].product_id.product_tmpl_id
        template.name = self.title
        self.product_tmpl_id = template
        # A variant keeps its id if it gets its values from lines of a single one.
        values = self._variant_values([options.values()])
        template.attribute_line_ids = line_commands(values, list(options[made[0]].items()))
        for sku in made[1:]:
            self._move_into(template, sku, options)

    def _is_adoptable(self, sku):
        """Tell whether the product of a SKU is the app's own and nothing else as yet."""
        product = sku.product_id
        template = product.product_tmpl_id
        return (
            sku.mapped_by == 'made' and product.active
            and template.with_context(active_test=False).product_variant_ids == product
            and not product.product_template_attribute_value_ids
            and product.sudo().tts_sku_ids == sku
            and not template.sudo().tts_listing_ids
        )

    def _move_into(self, template, sku, options):
        """Make the product of a SKU a variant of another one: its stock and its orders stay its.

        :param product.template template: to which the other variants belong
        :param dict options: of all SKUs of the listing
        """
        product, left = sku.product_id, sku.product_id.product_tmpl_id
        before = template.product_variant_ids
        self._offer_values(template, [options[sku]], options.values())
        remove(template.product_variant_ids - before)
        (_sku, _template, combination), = template._tts_combined([(sku, template, options[sku])])
        product.write({
            'product_tmpl_id': template.id,
            'product_template_attribute_value_ids': [Command.set(combination.ids)],
        })
        # Whatever a person has given to it is not deleted with it.
        left.active = False
