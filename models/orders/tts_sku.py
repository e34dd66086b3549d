from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.tts_guard import needs

# As many sales orders with another product as are offered at once.
MAX_REPAIRS = 200


class TtsSku(models.Model):
    """What a mapping frees, and what it leaves behind: sales orders that were made with another
    product. They are repaired when a person says so (`tts_order_repair.py`).
    """

    _inherit = 'tts.sku'

    other_count = fields.Integer(
        "Orders with Another Product", compute='_compute_other_count',
        help="Open sales orders in which this SKU stands for another product, or another number of "
             "units, than it is mapped to.")

    @api.depends('product_id', 'quantity')
    def _compute_other_count(self):
        # What a person is about to enter has no orders yet.
        counts = {sku.id: len(lines.order_id) for sku, lines in self._origin._other_lines().items()}
        for sku in self:
            sku.other_count = counts.get(sku._origin.id, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_repair(self):
        """Button: show the open sales orders that have another product than these SKUs."""
        wizard = self.env['tts.sku.repair']._propose(self)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Repair Orders"),
            'res_model': wizard._name,
            'res_id': wizard.id,
            'view_mode': 'form',
            'target': 'new',
        }

    # === WHAT A MAPPING LEAVES BEHIND === #

    def _other_lines(self):
        """Return the lines of open sales orders with another product than their SKU's, or another
        number of units of it.

        :return: {tts.sku: sale.order.line}
        """
        mapped = self.filtered('product_id')
        is_open = Domain([
            ('tts_sku_id', 'in', mapped.ids),
            ('tts_kind', '=', 'item'),
            ('product_uom_qty', '>', 0),
            ('order_id.tts_order_id', '!=', False),
            ('order_id.state', 'in', ('draft', 'sent', 'sale')),
            ('order_id.tts_status', 'not in', ('COMPLETED', 'CANCELLED')),
        ])
        other = Domain.OR(
            # While a row is edited neither has an id of its own.
            [('tts_sku_id', 'in', sku.ids), ('product_id', 'not in', sku.product_id.ids)]
            for sku in mapped)
        Line = self.env['sale.order.line'].sudo()
        lines = Line.search(is_open & other, order='id desc', limit=MAX_REPAIRS)
        same = Line.search(is_open & ~other, order='id desc', limit=MAX_REPAIRS)
        for group in same.grouped(lambda line: (line.order_id, line.tts_sku_id)).values():
            if not group._tts_has_all_units():
                lines |= group
        return lines.grouped(lambda line: line.tts_sku_id.with_env(self.env))

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

        :param codes: reasons from which they free, see `tts_freed.py`
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
        others = len(self.env['sale.order.line'].union(*self._other_lines().values()).order_id)
        told = []
        if orders or listings:
            told.append(self.env._(
                "Tried again now: %(orders)s waiting orders, %(listings)s listings.",
                orders=orders, listings=listings))
        if others:
            told.append(self.env._(
                "%s open sales orders still have another product: see Repair Orders under TikTok "
                "Shop > Products > SKUs.", others))
        if told:
            self.env.user._bus_send('simple_notification', {
                'type': 'warning' if others else 'success', 'sticky': bool(others),
                'message': ' '.join(told),
            })

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
