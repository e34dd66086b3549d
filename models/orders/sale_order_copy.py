from odoo import models

# What TikTok or the shop has decided, and what an ordinary order gets from its customer.
OF_TIKTOK = (
    'origin', 'pricelist_id', 'fiscal_position_id', 'payment_term_id', 'team_id', 'user_id',
    'warehouse_id', 'tag_ids', 'require_signature', 'require_payment', 'prepayment_percent',
)
PRICES = ('price_unit', 'technical_price_unit', 'discount', 'tax_ids', 'extra_tax_data')


class SaleOrder(models.Model):
    """A copy of a TikTok order is an ordinary order: the same goods for the same customer, at what
    he pays here.
    """

    _inherit = 'sale.order'

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for order, vals in zip(self, vals_list, strict=True):
            if order.tts_shop_id:
                for name in _of_tiktok(vals, OF_TIKTOK) - set(default or ()):
                    del vals[name]
        return vals_list

    def _get_copiable_order_lines(self):
        """Shipping, charges, discounts and taxes that TikTok stated are not copied."""
        lines = super()._get_copiable_order_lines()
        return lines.filtered(lambda line: line.tts_kind in (False, 'item'))


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def copy_data(self, default=None):
        """No price is copied, a person's neither: it was made in TikTok's order and currency."""
        vals_list = super().copy_data(default=default)
        for line, vals in zip(self, vals_list, strict=True):
            if line.order_id.tts_shop_id and line.product_id:
                for name in _of_tiktok(vals, PRICES) - set(default or ()):
                    del vals[name]
        return vals_list


def _of_tiktok(vals, names):
    return {name for name in vals if name in names or name.startswith('tts_')}
