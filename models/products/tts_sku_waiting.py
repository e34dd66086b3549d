from odoo import api, models


class TtsSku(models.Model):
    """What waits for a SKU to have a product, and why; what follows once it has another one."""

    _inherit = 'tts.sku'

    # === WHAT IT FREES === #

    @api.model
    def _waiting_for(self, code_keys, barcode_keys):
        """Return the SKUs without product that have one of some codes, whoever changes products.

        :param list code_keys: folded references; False for none
        :param list barcode_keys: folded barcodes; False for none
        """
        code_keys, barcode_keys = set(code_keys) - {False}, set(barcode_keys) - {False}
        if not (code_keys or barcode_keys):
            return self.sudo().browse()
        return self.sudo().search([
            ('product_id', '=', False), '|', ('code_key', 'in', list(code_keys)),
            ('barcode_key', 'in', list(barcode_keys))])

    def _free_waiting(self, codes):
        """Have applied, soon, what waited for these SKUs.

        :param codes: reasons from which they free, of `reason_code`, see `_codes_freed`
        :return: {kind of mirror: how many waited}
        """
        waiting = {
            kind._name: kind.search_count([
                ('shop_id', 'in', self.shop_id.ids), ('reason_code', 'in', list(codes)),
                ('state', '!=', 'pending')])
            for kind in self.env['tts.mirror'].sudo()._kinds() if self and codes
        }
        if any(waiting.values()):
            self.env['tts.mirror']._free(self.shop_id, codes)
        return waiting

    def _tell_freed(self, waiting):
        """Tell the person who has mapped these SKUs what follows from it.

        :param dict waiting: see `_free_waiting`
        """
        orders, listings = waiting.get('tts.order', 0), waiting.get('tts.listing', 0)
        left = self._left_behind()
        sentences = [self.env._(
            "Tried again now: %(orders)s waiting orders, %(listings)s listings.",
            orders=orders, listings=listings)] if orders or listings else []
        if sentences or left:
            self.env.user._bus_send('simple_notification', {
                'type': 'warning' if left else 'success', 'sticky': bool(left),
                'message': ' '.join(sentences + left),
            })

    def _left_behind(self):
        """Return sentences about what still is as these SKUs were mapped before."""
        return []

    def _leave_products(self, before):
        """Let listings go over to the products that their SKUs are mapped to now.

        :param dict before: tts.sku to the product it had
        """
        listings = self.env['tts.listing']
        for sku in self.filtered('product_id'):
            template, listing = before[sku].product_tmpl_id, sku.listing_id
            if template and listing.product_tmpl_id == template and (
                    template not in listing.sku_ids.product_id.product_tmpl_id):
                listings |= listing
        listings.product_tmpl_id = False
        listings._look_again()

    def _lose_products(self):
        """Their products are deleted: they are to be mapped, and their listings looked at, again.
        """
        if self:
            self.with_context(tts_mapping=True).write({'product_id': False, 'mapped_by': False})
            self.listing_id._look_again()

    # === WHY NOT === #

    def _why_unfit(self):
        """Return why orders of one SKU cannot be taken with its product."""
        if self.product_id.type == 'combo':
            return self.env._(
                "%(product)s is a combo: Odoo would neither ship nor invoice it in an order of "
                "TikTok's. Map %(sku)s to a product or a kit.",
                product=self.product_id.display_name, sku=self.display_name)
        return self.env._(
            "%(product)s is a service: nothing would be shipped. Map %(sku)s to goods, or tick "
            "Ships Nothing on the SKU.",
            product=self.product_id.display_name, sku=self.display_name)

    def _why_waiting(self):
        """Return what a person has to do so that these SKUs can be sold, in a sentence or more."""
        sentences = [sku._why_unfit() for sku in self if sku.state == 'unfit']
        by_state = {state: skus.mapped('display_name')
                    for state, skus in self.grouped('state').items()}
        if 'missing' in by_state:
            sentences.append(self.env._(
                "No product for: %s. Choose it under TikTok Shop > Products > SKUs; the order "
                "follows by itself.", ', '.join(by_state['missing'])))
        if 'ambiguous' in by_state:
            sentences.append(self.env._(
                "The codes of %s fit several products. Choose the right one under TikTok Shop > "
                "Products > SKUs; the order follows by itself.", ', '.join(by_state['ambiguous'])))
        if 'archived' in by_state:
            sentences.append(self.env._(
                "The product of %s is archived. Unarchive it, or choose another one under TikTok "
                "Shop > Products > SKUs.", ', '.join(by_state['archived'])))
        return ' '.join(sentences)
