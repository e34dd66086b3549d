from odoo import models
from odoo.fields import Command

from ..engine.tts_mirror import Blocked
from .tts_order_todos import REPAIR


class TtsOrder(models.Model):
    """What becomes of sales orders whose SKU was mapped to the wrong product.

    A quotation is written anew; of a confirmed order the wrong goods are taken out and the right
    ones put in, at the very same price; what has left or is invoiced, a person sees to.
    """

    _inherit = 'tts.order'

    def _repair_way(self, lines):
        """Return what can be done about lines of one order with the wrong product: `rewrite`,
        `replace` or `todo`.
        """
        sale = self.sale_order_id
        if not self.sudo().payload:
            return 'todo'
        if sale.state in ('draft', 'sent'):
            return 'rewrite'
        untouched = all(line._tts_is_untouched() for line in self._bundled(lines))
        return 'replace' if untouched and self.status != 'CANCELLED' else 'todo'

    def _bundled(self, lines):
        """Return all lines for the units of some lines: a unit can be several products."""
        units = {item for line in lines for item in line.tts_item_ids or ()}
        return self.sale_order_id.order_line.filtered(
            lambda line: line.tts_kind == 'item' and units & set(line.tts_item_ids or ()))

    def _repair(self, lines):
        """Have the product leave that the SKU of these lines of one order is mapped to now.

        :return: what was done: `rewrite`, `replace` or `todo`
        """
        way = self._repair_way(lines)
        if way == 'rewrite':
            self.with_context(tts_by_hand=True)._apply()
            way = way if self.state == 'applied' else 'todo'
        elif way == 'replace':
            way = 'replace' if self._replace_goods(self._bundled(lines)) else 'todo'
        if way == 'todo':
            self._ask_to_repair(lines)
        return way

    def _replace_goods(self, lines):
        """Put the right goods in the place of lines of a confirmed order.

        :return: whether that leaves the money as it is; if not, nothing is changed
        """
        sale = self.sale_order_id
        new = self._map_again({item for line in lines for item in line.tts_item_ids})
        before = sum(line.price_unit * line.product_uom_qty for line in lines)
        after = sum(vals['price_unit'] * vals['product_uom_qty'] for vals in new)
        if not new or sale.currency_id.compare_amounts(before, after):
            return False
        sequence = lines[:1].sequence
        lines._tts_lower_to(dict.fromkeys(lines, 0))
        lines.write({'tts_item_ids': [], 'tts_quantity': 0, 'tts_item_amounts': False})
        with sale._tts_unlocked():
            sale.order_line = [Command.create({**vals, 'sequence': sequence}) for vals in new]
        return True

    def _map_again(self, items):
        """Return the values of the lines that units have by what their SKUs are mapped to now; none
        where a person has to map them.

        :param set items: TikTok's ids of the units
        """
        units = [item for item in self._live_items() if str(item.get('id')) in items]
        skus = self._ensure_skus()
        try:
            self._ensure_products(skus, units)
            self._require_mapped(skus, units)
        except Blocked:
            return []
        return [
            vals for group in self._grouped_units(units) for vals in self._item_lines(skus, group)]

    def _ask_to_repair(self, lines):
        """Leave a to-do about wrong goods that Odoo cannot take back, one per line. Who asks once
        more gets it once more.
        """
        lines.tts_is_to_repair = True
        codes = [todo.code for todo in self._repair_todos()]
        self.env['mail.activity']._tts_forget_done(self.sale_order_id, codes)
        self._agree_todos({self: []}, among=REPAIR)
