from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .sale_order_line import KINDS


class AccountMoveLine(models.Model):
    """Lines of invoices and credit notes for what TikTok has sold: its price is pinned.

    They know order, kind and code, so that refunds and payouts find them when TikTok's data is
    deleted here. A credit note's lines know the same as the invoice's; a plain copy is an ordinary
    invoice of the same total.
    """

    _name = 'account.move.line'
    _inherit = ['account.move.line', 'tts.guard']

    tts_price_included = fields.Boolean(
        readonly=True,
        help="The unit price is TikTok's: it contains the line's taxes, whatever these say.",
    )
    tts_order_id = fields.Many2one(
        'tts.order', string="TikTok Order", index='btree_not_null', ondelete='set null', copy=False,
        readonly=True,
    )
    tts_kind = fields.Selection(
        KINDS, string="TikTok Shop", copy=False, readonly=True,
    )
    tts_code = fields.Char(
        "TikTok Amount", copy=False, readonly=True,
        help="TikTok's name of an amount that is not for goods, as platform_discount.",
    )

    @api.constrains('tts_order_id')
    def _check_tts_order(self):
        for move in self.move_id:
            if len(move.invoice_line_ids.tts_order_id) > 1:
                raise ValidationError(self.env._(
                    "Two TikTok orders cannot share an invoice: refunds and payouts are of one "
                    "order each."))

    def _copy_data_extend_business_fields(self, values):
        """Of credit notes: called where lines keep their link to the sales order."""
        result = super()._copy_data_extend_business_fields(values)
        if self.tts_kind:
            values |= {
                'tts_order_id': self.tts_order_id.id,
                'tts_kind': self.tts_kind,
                'tts_code': self.tts_code,
            }
        return result

    def _tts_sum(self, counts):
        """Return what these lines of invoices come to, less credit notes, tax included.

        :param counts: function that tells whether an account.move counts
        :rtype: Decimal
        """
        total = Decimal(0)
        for line in self:
            move = line.move_id
            if move.is_sale_document(include_receipts=True) and counts(move):
                digits = move.currency_id.decimal_places
                total -= move.direction_sign * Decimal(f'{line.price_total:.{digits}f}')
        return total

    # === PRICES AND TAXES: TikTok's are pinned === #

    def _compute_price_unit(self):
        pinned = self.filtered('tts_price_included')
        for line in pinned:
            line.price_unit = line._tts_price_unit()
        return super(AccountMoveLine, self - pinned)._compute_price_unit()

    def _tts_price_unit(self):
        """Return TikTok's price of the line's unit of measure, as far as the order tells."""
        # A line that is not for goods brings its share: that has no price per unit.
        sold = self.sudo().sale_line_ids.filtered(lambda line: line.tts_kind == 'item')[:1]
        unit = self.product_uom_id
        if not (sold and unit and unit._has_common_reference(sold.product_uom_id)):
            return self.price_unit
        return sold.product_uom_id._compute_price(sold.price_unit, unit)

    def _get_computed_taxes(self):
        # Who keeps the books need not see sales orders.
        if any(line._tts_is_untaxed() for line in self.sudo().sale_line_ids):
            return self.env['account.tax']
        return super()._get_computed_taxes()
