from decimal import ROUND_DOWN, Decimal

from odoo import api, models
from odoo.exceptions import UserError

# What TikTok funds or passes on of single items: where it stands among an item's amounts.
OF_ITEMS = {'platform_discount': 'platform_discount', 'product_tax': 'tax', 'tax': 'tax'}
# These belong to the shipping, which is invoiced at once.
OF_SHIPPING = ('shipping_fee_platform_discount', 'shipping_fee_tax')
# How much of a line that is invoiced by its amount counts as invoiced at least, and at most, while
# some of it is open: Odoo's quantities have two decimals.
LEAST, MOST = 0.01, 0.99


class SaleOrder(models.Model):
    """What TikTok's orders are worth and what is invoiced of them, whoever makes the invoice."""

    _inherit = 'sale.order'

    # === WORTH: TikTok's figure (`tts_order_gap.py`) === #

    def _tts_worth(self):
        """Return what TikTok's lines come to, exactly, less discounts that a person has added.

        :rtype: Decimal
        """
        ours = self.order_line.filtered('tts_kind')
        added = (self.order_line - ours).filtered(lambda line: line.price_total < 0)
        return sum((line._tts_amount() for line in ours + added), Decimal(0)).normalize() + 0

    def _tts_is_worth(self, expected):
        """Tell whether TikTok's lines come to an amount, and Odoo shows just that.

        :param Decimal expected: in the order's currency
        """
        ours = self.order_line.filtered('tts_kind')
        # With lines of others' the total is rounded as the company rounds; ours are exact.
        is_mixed = any((self.order_line - ours).mapped('price_total'))
        shown = sum(ours.mapped('price_total')) if is_mixed or not ours else self.amount_total
        return self._tts_worth() == expected and not self.currency_id.compare_amounts(
            shown, float(expected))

    def _tts_in_other_units(self):
        """Return TikTok's lines that a person has put into another unit than their product's: at
        the same total another number of pieces would leave.
        """
        return self.order_line.filtered(lambda line: (
            line.tts_kind and line.product_uom_id != line.product_id.uom_id))

    # === INVOICES === #

    def _get_invoice_grouping_keys(self):
        """Refunds and payouts are TikTok's, order by order: two never share an invoice."""
        return [*super()._get_invoice_grouping_keys(), 'tts_order_id']

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        vals['tts_order_id'] = self.tts_order_id.id
        if self.tts_order_id:
            vals['invoice_date'] = self.sudo().tts_order_id._invoice_date()
        return vals

    def _create_down_payment_lines_from_base_lines(self, down_payment_base_lines):
        """:raises UserError: TikTok's orders are paid, their invoices are of what was sold"""
        if self.tts_order_id:
            raise UserError(self.env._(
                "The buyer of %s has paid TikTok: there is nothing to pay down. Create a regular "
                "invoice.", self.name))
        return super()._create_down_payment_lines_from_base_lines(down_payment_base_lines)

    def _tts_invoiced(self, posting=None):
        """Return what is invoiced of TikTok's lines, less what is credited.

        :param account.move posting: documents that count although they are not posted. Where they
            are given, what has lost its line counts too
        :rtype: Decimal
        """
        lines = self.order_line.filtered('tts_kind').invoice_lines
        if posting is not None:
            lines |= self._tts_billed()
        return lines._tts_sum(
            lambda move: move.state == 'posted' or (posting and move in posting))

    def _tts_billed(self):
        """Return the lines of all invoices and credit notes for what TikTok has sold: they know the
        order also where its own lines were written anew, or links were removed.
        """
        return self.order_line.filtered('tts_kind').invoice_lines | (
            self.env['account.move.line'].search([
                ('tts_order_id', 'in', self.tts_order_id.ids), ('tts_kind', '!=', False)]))

    def _tts_items_due(self):
        """Return TikTok's items that are to be invoiced by now, as far as a person may see the
        goods: (set of ids, {id: amounts of all items}).
        """
        goods = self.order_line.filtered(lambda line: line.tts_kind == 'item')
        amounts = {}
        for line in goods:
            for item in line.tts_item_ids or []:
                fallback = {'price': repr(line.price_unit * line._tts_per_item())}
                stated = (line.tts_item_amounts or {}).get(item)
                amounts[item] = stated or amounts.get(item) or fallback
        due = set(amounts)
        for line in goods:
            due -= set(line.tts_item_ids or []) - line._tts_due_items()
        return due, amounts

    def _get_invoiceable_lines(self, final=False):
        """Lines that are not for goods come with the goods that they belong to, and go back with
        goods that have come back: of that their quantity says nothing.
        """
        lines = super()._get_invoiceable_lines(final)
        if final:
            lines |= self.order_line.filtered(lambda line: line._tts_is_money())
        return lines.filtered(lambda line: not line._tts_is_money() or line._tts_open_amount())


class SaleOrderLine(models.Model):
    """How lines that are not for goods are invoiced: by their amount, with the share of the goods.

    What TikTok funds of goods that are not invoiced yet would make the invoice of the others
    negative. So such a line brings into each invoice what belongs to the items in it.
    """

    _inherit = 'sale.order.line'

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if self.tts_kind:
            vals |= {'tts_price_included': True, **self._tts_link_vals()}
        if self._tts_is_money():
            vals.update(quantity=1.0, price_unit=float(self._tts_open_amount()))
        return vals

    def _tts_link_vals(self):
        """Return what lines of invoices know of this line."""
        return {
            'tts_order_id': self.order_id.tts_order_id.id,
            'tts_kind': self.tts_kind,
            'tts_code': self._tts_code() or False,
        }

    def _tts_mark_invoices(self):
        """Have invoices and credit notes know of lines that are found to be TikTok's only now."""
        for line in self.filtered('tts_kind'):
            billed = line.invoice_lines.filtered(lambda each: each.move_id.is_sale_document())
            billed.write(line._tts_link_vals())
            billed.move_id.tts_order_id = line.order_id.tts_order_id
            # One that was made in between may have had tax put on top.
            billed.filtered(lambda each: not each.currency_id.compare_amounts(
                each.price_total, each.price_unit * each.quantity)).tts_price_included = True

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
        stated = self._tts_stated(all_items, OF_ITEMS.get(code))
        if sum(stated.values()) != abs(full):
            stated = self._tts_stated(all_items, 'price')
        whole = sum(stated.values())
        if not whole:
            return Decimal(0)
        cent = Decimal(1).scaleb(-self.currency_id.decimal_places)
        share = full * sum(stated[item] for item in due) / whole
        return share.quantize(cent, ROUND_DOWN)

    @staticmethod
    def _tts_stated(items, key):
        return {item: Decimal(amounts.get(key) or 0) for item, amounts in items.items()}

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

    # === WHAT IS LEFT TO INVOICE === #

    @api.depends('tts_kind', 'qty_invoiced_posted', 'price_reduce_taxexcl')
    def _compute_untaxed_amount_to_invoice(self):
        """Odoo takes `price_unit` for the price without tax unless the tax itself is included."""
        pinned = self.filtered('tts_kind')
        for line in pinned:
            if line._tts_is_money():
                line.untaxed_amount_to_invoice = (
                    line.price_subtotal - line.untaxed_amount_invoiced
                    if line.state == 'sale' else 0.0)
                continue
            by_delivery = line.product_id.invoice_policy == 'delivery'
            quantity = line.qty_delivered if by_delivery else line.product_uom_qty
            open_qty = quantity - line.qty_invoiced_posted if line.state == 'sale' else 0.0
            line.untaxed_amount_to_invoice = open_qty * line.price_reduce_taxexcl
        return super(SaleOrderLine, self - pinned)._compute_untaxed_amount_to_invoice()

    def _compute_amount_to_invoice_at_date(self):
        pinned = self.filtered('tts_kind')
        for line in pinned:
            open_qty = line.qty_delivered_at_date - line.qty_invoiced_at_date
            line.amount_to_invoice_at_date = open_qty * line.price_reduce_taxexcl
        return super(SaleOrderLine, self - pinned)._compute_amount_to_invoice_at_date()
