from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What the invoices of TikTok's orders know, whoever makes them."""

    _inherit = 'sale.order'

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


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _tts_code(self):
        """Return TikTok's key of a line that is not for goods, as `platform_discount`, or ''."""
        is_money = self.tts_kind not in (False, 'item')
        return (self.tts_item_ids or [''])[0] if is_money else ''

    def _tts_is_untaxed(self):
        """Tell whether no tax is ours: TikTok collects it on top, or the money is not revenue."""
        # Who updates taxes or makes invoices need not see TikTok's orders.
        order_sudo = self.order_id.tts_order_id.sudo()
        return self.tts_kind in ('platform', 'passthrough') or bool(
            self.tts_kind and order_sudo.tax_policy == 'marketplace')

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if self.tts_kind:
            vals |= {'tts_price_included': True, **self._tts_link_vals()}
        return vals

    def _tts_link_vals(self):
        """Return what lines of invoices know of this line."""
        return {
            'tts_order_id': self.order_id.tts_order_id.id,
            'tts_kind': self.tts_kind,
            'tts_code': self._tts_code() or False,
        }

    def _tts_tell_invoices(self):
        """Have invoices and credit notes know of lines that are found to be TikTok's only now."""
        for line in self.filtered('tts_kind'):
            billed = line.invoice_lines.filtered(lambda each: each.move_id.is_sale_document())
            billed.write(line._tts_link_vals())
            billed.move_id.tts_order_id = line.order_id.tts_order_id
            # One that was made in between may have had tax put on top.
            billed.filtered(lambda each: not each.currency_id.compare_amounts(
                each.price_total, each.price_unit * each.quantity)).tts_price_included = True
