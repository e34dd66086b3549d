from odoo import models
from odoo.fields import Command

from ...tools import order_status, values
from ..engine.mail_activity import Todo


class TtsOrder(models.Model):
    """How a confirmed sales order stays in step with its order at TikTok.

    Only quantities of cancelled units are lowered, address and deadlines set; customer and taxes
    too, where TikTok had not told the buyer. Where that is not possible any more, a person gets a
    to-do (`tts_order_todos.py`).
    """

    _inherit = 'tts.order'

    # === CONFIRMED SALES ORDERS === #

    def _update_confirmed(self):
        """Bring a confirmed sales order up to date as far as it is not a person's.

        :rtype: list of Todo
        """
        todos = self._update_header() + self._lower_quantities()
        self._follow_amounts()
        self._note_provisional()
        return todos

    def _update_header(self):
        """Set deadline, customer and address, and the taxes that follow from these.

        :rtype: list of Todo
        """
        sale, vals, todos = self.sale_order_id, {}, []
        if self.ship_deadline and sale.commitment_date != self.ship_deadline:
            vals['commitment_date'] = self.ship_deadline
        # On hold TikTok tells no address; once the goods have left, it does not matter any more.
        if self.status in order_status.TO_SHIP or self._is_released():
            changed, todos = self._follow_customer()
            vals |= changed
        before = sale.fiscal_position_id
        if 'partner_shipping_id' in vals:
            self._write_address(vals)
        elif vals:
            sale.write(vals)
        if sale.fiscal_position_id != before:
            with sale._tts_unlocked():
                sale.order_line.filtered('tts_kind')._compute_tax_ids()
            sale.show_update_fpos = False
        return todos

    def _write_address(self, vals):
        """Write values with a new address; the transfers follow, but for those that are done."""
        sale = self.sale_order_id
        done = sale.picking_ids.filtered(lambda picking: picking.state == 'done')
        sent = {picking: picking.partner_id for picking in done}
        sale.with_context(update_delivery_shipping_partner=True).write(vals)
        for picking, address in sent.items():
            picking.partner_id = address

    def _is_released(self):
        """Tell whether TikTok has let go of an order that is not final yet."""
        return self.is_provisional and self.status not in order_status.HELD

    def _follow_customer(self):
        """Note for whom TikTok's order is by now, and where. What it masks stays known; an address
        that a person has chosen stays.

        :return: (values of the sales order, [Todo])
        """
        sale = self.sale_order_id
        customer, address = self._ensure_customers()[self]
        known = self.tiktok_address_id
        if sale.partner_id == self.shop_id.generic_partner_id != customer and not sale.invoice_ids:
            vals = self._customer_vals(customer, address)
        elif known and known != sale.partner_shipping_id:
            return {}, self._address_todos(address)
        elif address not in (customer, sale.partner_shipping_id):
            vals = {'partner_shipping_id': address.id}
        else:
            vals = {}
        if vals or not known:
            self.tiktok_address_id = address
        return vals and {**vals, **self._fixed_tax_vals()}, []

    def _customer_vals(self, customer, address):
        return {
            'partner_id': customer.id,
            'partner_invoice_id': customer.id,
            'partner_shipping_id': address.id,
            # As when it was made: neither follows from the customer.
            'payment_term_id': False,
            'user_id': self.sale_order_id.user_id.id,
        }

    def _address_todos(self, address):
        if address in (self.tiktok_address_id, self.sale_order_id.partner_shipping_id):
            return []
        return [Todo('address', self.env._(
            "TikTok has another delivery address now. A person had chosen one here."),
            address.contact_address)]

    def _fixed_tax_vals(self):
        """Return the fiscal position that stays, whatever the address."""
        sale = self.sale_order_id
        fixed = sale.fiscal_position_id if sale.invoice_ids else self.shop_id.fiscal_position_id
        return {'fiscal_position_id': fixed.id} if fixed or sale.invoice_ids else {}

    # === CANCELLED UNITS === #

    def _lower_quantities(self):
        """Take cancelled units out of the confirmed lines; TikTok's own lines follow.

        :return: a list of Todo for units that a person has to see to
        """
        self._require_ids()
        left = self._items_left()
        refused = self.sale_order_id.order_line._tts_lower({
            line: len(items) / len(line.tts_item_ids) for line, items in left.items()})
        refused._tts_lower_to({line: line.qty_delivered for line in refused})
        for line, items in left.items():
            if line not in refused:
                line.tts_item_ids = items
                self.is_reduced = True
        return [Todo(f'delivered:{line.id}', self.env._(
            "TikTok cancelled units of %s that are delivered.", line.name)) for line in refused]

    def _items_left(self):
        """Return {line: ids of the items that are left} of lines with units that are cancelled."""
        if not self._items():
            return {}
        live = {str(item['id']) for item in self._live_items()}
        left = {
            line: [item for item in line.tts_item_ids or [] if item in live]
            for line in self._goods_lines()}
        return {
            line: items for line, items in left.items()
            if len(items) != len(line.tts_item_ids or [])}

    def _unit_todos(self):
        """Return the to-do for units that the sales order lacks, or has as another SKU: TikTok has
        told them since it was confirmed, and what leaves is not what was bought.
        """
        known = {}
        for line in self._goods_lines():
            for item in line.tts_item_ids or ():
                known.setdefault(item, set()).add(line.tts_sku_id.tiktok_id)
        other = [
            item for item in self._live_items()
            if not self._is_of(known.get(str(item['id']), set()), item)]
        names = dict.fromkeys(
            values.text(item.get('seller_sku') or item.get('product_name') or item['id'])
            for item in other)
        return [Todo('units', self.env._(
            "TikTok has other units in this order than those here. Put goods and invoice right."),
            ', '.join(names))] if other else []

    def _is_of(self, skus, item):
        """Tell whether a unit is in Odoo by its SKU. What a virtual bundle consists of may not be
        told any more.

        :param set skus: TikTok's SKU ids of the lines that it is in
        """
        parts = {values.identity(part.get('sku_id')) for part in self._parts(item)}
        return len(skus) > 1 or False in skus or bool(skus & parts)

    def _follow_amounts(self):
        """Note what the order is worth now. After a cancellation the lines that are not for goods
        follow, as soon as TikTok's amounts add up.
        """
        money = self._follow_figure()
        if money and self.is_reduced and not self.money_problem:
            self._write_amounts(money)

    def _write_amounts(self, money):
        """Give the lines that are not for goods TikTok's amounts; one that is new is added."""
        sale = self.sale_order_id
        left = {line.code: line for line in money.lines_of(self.money_policy)}
        amount = {code: float(line.amount) for code, line in left.items()}
        lines = sale.order_line.filtered(lambda line: line._tts_is_money())
        changed = lines.browse()
        with sale._tts_unlocked():
            for line in lines:
                left.pop(line._tts_code(), None)
                if line.price_unit != amount.get(line._tts_code(), 0.0):
                    line.price_unit = amount.get(line._tts_code(), 0.0)
                    changed += line
            if left:
                sale.order_line = [
                    Command.create(self._money_line(line)) for line in left.values()]
        # How much of a line is invoiced is told by its amount.
        changed.invoice_lines.modified(['quantity'])

    # === CANCELLED ORDERS === #

    def _cancel_sale_order(self, decision):
        """Cancel what has not left; where goods or an invoice have, a person decides.

        :param order_decision.Decision decision: what of it is cancelled
        :rtype: list of Todo
        """
        sale = self.sale_order_id
        self._note_nothing_owed()
        if decision.cancel == 'rest':
            lines = self._goods_lines()
            lines._tts_lower_to({line: line.qty_delivered for line in lines})
        elif sale.state != 'cancel':
            sale._action_cancel()
        gap = self._invoice_gap()
        return self._decided_todos(decision) + ([Todo('invoiced', self.env._(
            "TikTok cancelled this order after its invoice. Credit the invoice."), gap)]
            if gap else [])
