from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .account_tax import EXACT


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['account.move', 'tts.guard']

    tts_order_id = fields.Many2one(
        'tts.order', string="TikTok Order", index='btree_not_null', ondelete='set null', copy=False,
        readonly=True, help="Invoices and credit notes are of one TikTok order at most.",
    )
    # Accountants read it who may not read TikTok's orders.
    tts_order_ref = fields.Char("TikTok Order ID", related='tts_order_id.tiktok_id')

    @api.constrains('currency_id', 'tts_order_id')
    def _check_tts_currency(self):
        """A person who changes the currency of a draft would make 10 euros of 10 pounds."""
        for move in self.sudo().filtered('tts_order_id'):
            tiktok_currency = move.tts_order_id.currency_id
            if tiktok_currency and move.currency_id != tiktok_currency:
                raise ValidationError(self.env._(
                    "TikTok's order is in %(tiktok)s: its invoices and credit notes cannot be in "
                    "%(odoo)s.", tiktok=tiktok_currency.name, odoo=move.currency_id.name))

    def copy_data(self, default=None):
        """A credit note knows its order, a plain copy is an ordinary invoice."""
        vals_list = super().copy_data(default=default)
        if self.env.context.get('include_business_fields'):
            for move, vals in zip(self, vals_list, strict=True):
                vals['tts_order_id'] = move.tts_order_id.id
        return vals_list

    def action_update_fpos_values(self):
        """Update Taxes divides prices where included taxes change: TikTok's stay."""
        pinned = self.invoice_line_ids.filtered('tts_price_included')
        prices = {line: line.price_unit for line in pinned}
        result = super().action_update_fpos_values()
        for line, price in prices.items():
            line.price_unit = price
        return result

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """TikTok's prices contain tax: compute invoices and credit notes from the total."""
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if product_line.tts_price_included and self.is_invoice(include_receipts=True):
            base_line['special_mode'] = 'total_included'
            base_line['computation_key'] = EXACT
        return base_line

    def _post(self, soft=True):
        """What TikTok does not pay is not invoiced, whoever posts.

        :raises UserError: when more would be invoiced than TikTok's figure, or the sales order's
            amounts are not TikTok's
        """
        invoices_sudo = self.sudo().filtered(  # who posts need not see orders
            lambda move: move.move_type in ('out_invoice', 'out_receipt'))
        sold_sudo = invoices_sudo.line_ids.sale_line_ids.filtered('tts_kind')
        for order_sudo in sold_sudo.order_id.tts_order_id | invoices_sudo.tts_order_id:
            gap = order_sudo._posting_gap(self)
            if gap:
                raise UserError(gap)
        return super()._post(soft)
