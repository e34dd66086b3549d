from odoo import models


class ResUsers(models.Model):
    _inherit = 'res.users'

    def action_archive(self):
        """Odoo deletes what a user has to do who is archived. What TikTok's orders ask for, others
        have to do then.
        """
        sales = self.env['mail.activity'].sudo().search([
            ('user_id', 'in', self.ids), ('res_model', '=', 'sale.order'),
            ('tts_code', '!=', False),
        ]).mapped('res_id')
        result = super().action_archive()
        orders = self.env['tts.order'].sudo().search([
            ('sale_order_id', 'in', sales), ('state', '=', 'applied')])
        if orders:
            orders.write({'state': 'pending'})
            orders._ring()
        return result
