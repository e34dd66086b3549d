from odoo import models

from ..engine.tts_guard import needs
from ..engine.tts_mirror import Blocked
from .res_partner import buyer_key


class TtsOrder(models.Model):
    """Sales orders that Odoo has of an order already, although none is linked with it: the app was
    uninstalled, say, and is back. There never are two without somebody having asked for them.

    They are known by TikTok's id, as reference and as origin. One whose lines are those that would
    be made (the same goods and amounts, quantities and prices) is TikTok's again, and followed as
    ever. Where lines differ, only a person can tell what they are.
    """

    _inherit = 'tts.order'

    # === ACTION METHODS === #

    @needs('user')
    def action_link(self):
        """Button: have the sales order that is there follow TikTok as far as its lines agree."""
        return self._doubles().with_context(tts_double='link').action_apply()

    @needs('user')
    def action_create_another(self):
        """Button: make a sales order beside the one that is there."""
        return self._doubles().with_context(tts_double='create').action_apply()

    def _doubles(self):
        """Return those of a selection for which somebody was told that they are in Odoo already."""
        return self.filtered(lambda order: order.reason_code == 'double')

    # === BUSINESS METHODS === #

    def _link_found(self):
        """Link orders with sales orders that are there already.

        :return: why that cannot be done, where the lines are not theirs: {order: Blocked}
        """
        found = self._found() if self.env.context.get('tts_double') != 'create' else {}
        doubles = {}
        for order, sales in found.items():
            try:
                order._link_one_of(sales)
            except Blocked as blocked:
                doubles[order] = blocked
        return doubles

    def _found(self):
        """Return {order: sales orders that bear its id and belong to none}."""
        orders = {order.tiktok_id: order for order in self if not order.sale_order_id}
        if not orders:
            return {}
        sales = self.env['sale.order'].search([
            ('tts_order_id', '=', False), ('client_order_ref', 'in', list(orders)),
            ('company_id', '=', self.company_id.id),
        ])
        return {
            orders[ref]: same for ref, same in sales.filtered(
                lambda sale: sale.origin == f'TikTok {sale.client_order_ref}',
            ).grouped('client_order_ref').items()
        }

    def _link_one_of(self, sales):
        """Link one of these sales orders, if it is certain that it is this order's.

        :raises Blocked: where it is not
        """
        by_hand = self.env.context.get('tts_double') == 'link'
        sale = self._candidate(sales, by_hand)
        self._note_policies()
        # What TikTok has cancelled is cancelled here, whatever its lines.
        is_over = self.status == 'CANCELLED' or sale.state == 'cancel'
        tags, is_complete = self._match_lines(sale, is_over or by_hand)
        if not (is_complete or is_over or by_hand):
            raise Blocked('double', self.env._(
                "The sales order %s has the number of this order already, but other lines. Press "
                "Link to have it follow TikTok (a quotation is written anew; of a confirmed order "
                "only the lines that agree), or Create Another.", sale.name))
        if not is_complete and sale.state != 'sale':
            others = sale.order_line.filtered(lambda line: not line.display_type)
            tags = {line: {'tts_kind': 'item'} for line in others} | tags
        self._link(sale, tags)

    def _candidate(self, sales, by_hand):
        """Return the one of several sales orders that may be this order's.

        :raises Blocked: where only a person can tell
        """
        sale = sales.filtered(lambda one: one.state != 'cancel') or sales[:1]
        if len(sale) > 1 and not by_hand:
            raise Blocked('double', self.env._(
                "There are several sales orders of this order: %s. Cancel all but one.",
                ', '.join(sale.mapped('name'))))
        return sale[:1]

    def _link(self, sale, tags):
        """:param dict tags: {line of the sales order: values by which it is TikTok's}"""
        vals = self._sale_order_vals(sale.partner_id, sale.partner_shipping_id)
        sale.write({name: value for name, value in vals.items() if name.startswith('tts_')})
        for line, values in tags.items():
            line.write(values)
        # Somebody may have had Odoo compute them meanwhile, as if TikTok's prices were without tax.
        lines = sale.order_line.browse(line.id for line in tags)
        for name in ('price_subtotal', 'price_total', 'price_tax'):
            self.env.add_to_compute(lines._fields[name], lines)
        lines._tts_mark_invoices()
        self.write({'sale_order_id': sale.id, 'applied_once': True})
        self._link_buyer(sale.partner_id)

    def _link_buyer(self, partner):
        """Know the contact of a sales order as TikTok's buyer, where its name says the same."""
        buyer = self._named_buyer_ref()
        if not buyer or partner.tts_buyer_id or partner == self.shop_id.generic_partner_id or (
                partner.name not in (self._buyer_name(), self._nickname(), self._no_name())):
            return
        others = partner.with_context(active_test=False).search_count(
            [('tts_shop_id', '=', self.shop_id.id), ('tts_buyer_id', '=', buyer)], limit=1)
        key = buyer_key(self.shop_id.id, buyer)
        if not (others or self.env['tts.contact.key']._partners([key])):
            partner.write({'tts_shop_id': self.shop_id.id, 'tts_buyer_id': buyer})

    # === LINES === #

    def _match_lines(self, sale, is_partly_enough):
        """Return ({line: what makes it TikTok's}, whether that are all that TikTok would have).

        The sales order may be from before units were cancelled.

        :raises Blocked: when TikTok's lines cannot be told, and some are not enough
        """
        tags = {}
        try:
            for order in (self, self.with_context(tts_before_cancelling=True)):
                skus, money = order._ensure_skus(), order._amounts()
                order._ensure_products(skus, order._live_items())
                vals_list = order._line_vals(skus, money)
                matched = self._matched(sale.order_line, vals_list)
                if len(matched) == len(vals_list) > 0:
                    return matched, True
                tags = max(tags, matched, key=len)
        except Blocked:
            if not is_partly_enough:
                raise
        return tags, False

    def _matched(self, lines, vals_list):
        """Return {line: its tags} of the lines that are among those of a list of values."""
        matched = {}
        for vals in vals_list:
            line = next((
                line for line in lines if line not in matched and self._is_same(line, vals)), None)
            if line:
                matched[line] = {
                    name: value for name, value in vals.items() if name.startswith('tts_')}
        return matched

    def _is_same(self, line, vals):
        """Tell whether a line is the one that these values would create."""
        if line.display_type or line.tts_kind:
            return False
        goods = vals['tts_kind'] == 'item'
        product = line.product_id
        return (
            (product.id == vals['product_id'] if goods else product.type == 'service')
            and line.product_uom_id == product.uom_id and not line.discount
            and not line.product_uom_id.compare(line.product_uom_qty, vals['product_uom_qty'])
            and not self.currency_id.compare_amounts(line.price_unit, vals['price_unit'])
        )
