from odoo import models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _prepare_procurement_values(self):
        """Goods for an order of TikTok's have the deadline that binds, whoever confirms it."""
        values = super()._prepare_procurement_values()
        order = self.sudo().order_id.tts_order_id
        deadline = order and order._binding_deadline()
        return {**values, 'date_deadline': deadline} if deadline else values
