from odoo import models


class SaleOrderDiscount(models.TransientModel):
    _inherit = 'sale.order.discount'

    def action_apply_discount(self):
        """A discount on all lines is not one on what the buyer has paid to TikTok."""
        result = super().action_apply_discount()
        self.sale_order_id.order_line.filtered('tts_kind').discount = 0.0
        return result
