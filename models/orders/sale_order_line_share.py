from decimal import ROUND_DOWN, Decimal

from odoo import api, models

# What TikTok funds or passes on of single items: where it stands among an item's amounts.
OF_ITEMS = {'platform_discount': 'platform_discount', 'product_tax': 'tax', 'tax': 'tax'}
# These belong to the shipping, which is invoiced at once.
OF_SHIPPING = ('shipping_fee_platform_discount', 'shipping_fee_tax')
# How much of a line that is invoiced by its amount counts as invoiced at least, and at most, while
# some of it is open: Odoo's quantities have two decimals.
LEAST, MOST = 0.01, 0.99


class SaleOrderLine(models.Model):
    """How lines that are not for goods are invoiced: by their amount, with the share of the goods.

    What TikTok funds of goods that are not invoiced yet would make the invoice of the others
    negative. So such a line brings into each invoice what belongs to the items in it.
    """

    _inherit = 'sale.order.line'

    def _tts_is_money(self):
        return bool(self.tts_kind) and self.tts_kind != 'item'

    def _tts_amount(self):
        """Return what the line comes to, exactly: price x quantity, without rounding."""
        price, quantity = Decimal(repr(self.price_unit)), Decimal(repr(self.product_uom_qty))
        amount = price * quantity
        return amount * (100 - Decimal(repr(self.discount))) / 100 if self.discount else amount

    # === WHAT IS DUE === #

    def _tts_due(self):
        """Return how much of a money line is to be invoiced by now, in all.

        :rtype: Decimal
        """
        full, code = self._tts_amount(), self._tts_code()
        if code in OF_SHIPPING or (code not in OF_ITEMS and full >= 0):
            return full
        due, all_items = self.order_id._tts_items_due()
        if len(due) == len(all_items):
            return full
        told = self._tts_told(all_items, OF_ITEMS.get(code))
        if sum(told.values()) != abs(full):
            told = self._tts_told(all_items, 'price')
        whole = sum(told.values())
        if not whole:
            return Decimal(0)
        cent = Decimal(1).scaleb(-self.currency_id.decimal_places)
        share = full * sum(told[item] for item in due) / whole
        return share.quantize(cent, ROUND_DOWN)

    @staticmethod
    def _tts_told(items, key):
        return {item: Decimal(told.get(key) or 0) for item, told in items.items()}

    def _tts_per_item(self):
        """Return the quantity of one TikTok item in this line."""
        return self.tts_quantity / len(self.tts_item_ids) if self.tts_item_ids else 0.0

    def _tts_due_items(self):
        """Return the ids of the items of a line for goods that are to be invoiced by now."""
        delivered = self.product_id.invoice_policy == 'delivery'
        quantity = self.qty_delivered if delivered else self.product_uom_qty
        each = self._tts_per_item()
        count = int(quantity / each + 1e-6) if each else 0
        return set((self.tts_item_ids or [])[:count])

    # === WHAT IS INVOICED === #

    def _tts_amount_invoiced(self, is_invoiced):
        """Return what is invoiced of these lines, less what is credited, tax included.

        :param is_invoiced: function that tells whether an account.move counts
        :rtype: Decimal
        """
        return self.invoice_lines._tts_sum(is_invoiced)

    def _tts_invoiced_share(self, is_invoiced):
        """Return how much of a money line's quantity counts as invoiced: by its amount."""
        invoiced, full = self._tts_amount_invoiced(is_invoiced), self._tts_amount()
        if invoiced == full:
            return self.product_uom_qty if self.invoice_lines else 0.0
        if not full:
            return self.product_uom_qty + 1  # all of it is too much
        share = float(invoiced / full)
        return min(max(share, LEAST), MOST) if 0 < share < 1 else share

    def _prepare_qty_invoiced(self):
        quantities = super()._prepare_qty_invoiced()
        for line in self.filtered(lambda line: line._tts_is_money()):
            quantities[line] = line._tts_invoiced_share(lambda move: move.state != 'cancel')
        return quantities

    # Of all lines, as dependencies are; amounts invoiced depend on it already, so it leads to the
    # same lines by the same path: invoices of other channels take not a statement more.
    @api.depends('invoice_lines.price_total')
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    def _compute_qty_invoiced_posted(self):
        money = self.filtered(lambda line: line._tts_is_money())
        for line in money:
            line.qty_invoiced_posted = line._tts_invoiced_share(
                lambda move: move.state == 'posted')
        return super(SaleOrderLine, self - money)._compute_qty_invoiced_posted()

    def _can_be_invoiced_alone(self):
        return super()._can_be_invoiced_alone() and not self._tts_is_money()

    def _tts_open_amount(self):
        """Return what of a money line is to be invoiced now; negative where TikTok funds it."""
        return self._tts_due() - self._tts_amount_invoiced(lambda move: move.state != 'cancel')

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if self._tts_is_money():
            vals.update(quantity=1.0, price_unit=float(self._tts_open_amount()))
        return vals
