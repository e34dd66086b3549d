from odoo import api, fields, models
from odoo.fields import Command

from ..models.engine.tts_guard import needs
from ..tools.actions import notification


class TtsSkuRepair(models.TransientModel):
    """The sales orders that a wrong mapping has left behind, for a person to choose from."""

    _name = 'tts.sku.repair'
    _description = "Repair Orders of TikTok SKUs"

    sku_ids = fields.Many2many('tts.sku', readonly=True)
    line_ids = fields.One2many('tts.sku.repair.line', 'wizard_id', string="Sales Orders")

    @api.model
    def _propose(self, skus):
        """Return a dialog that shows what can be repaired."""
        proposals = [
            {
                'sku_id': sku.id,
                'sale_line_ref': line.id,
                'order_name': line.order_id.name,
                'wrong_name': line.product_id.display_name,
                'right_name': sku.product_id.display_name,
                'way': line.order_id.tts_order_id._repair_way(line),
            }
            for sku, lines in skus._other_lines().items() for line in lines
        ]
        return self.create({
            'sku_ids': [Command.set(skus.ids)],
            'line_ids': [Command.create(vals) for vals in proposals],
        })

    @needs('user')
    def action_repair(self):
        """Button: repair what is chosen, and say what was done."""
        self.ensure_one()
        self.sku_ids.check_access('write')
        chosen = set(self.line_ids.filtered('is_chosen').mapped('sale_line_ref'))
        done = dict.fromkeys(('rewrite', 'replace', 'todo'), 0)
        # What is wrong now is looked up again: no line of other orders is ever touched.
        lines = self.env['sale.order.line'].sudo().union(*self.sku_ids._other_lines().values())
        for order, wrong in lines.filtered(lambda line: line.id in chosen).grouped(
                lambda line: line.order_id.tts_order_id).items():
            done[order.with_company(order.company_id)._repair(wrong)] += 1
        return notification(
            'warning' if done['todo'] else 'success', self.env._(
                "Repaired: %(repaired)s sales orders. For %(todo)s there is a to-do on the sales "
                "order: goods have left, or a person has changed it.",
                repaired=done['rewrite'] + done['replace'], todo=done['todo']))


class TtsSkuRepairLine(models.TransientModel):
    _name = 'tts.sku.repair.line'
    _description = "Sales Order to Repair"

    wizard_id = fields.Many2one('tts.sku.repair', required=True, index=True, ondelete='cascade')
    sku_id = fields.Many2one('tts.sku', string="SKU", readonly=True)
    is_chosen = fields.Boolean("Repair", default=True)
    # Not the line itself: a person who maps need not see sales orders.
    sale_line_ref = fields.Integer(readonly=True)
    order_name = fields.Char("Sales Order", readonly=True)
    wrong_name = fields.Char("Has", readonly=True)
    right_name = fields.Char("Is to Have", readonly=True)
    way = fields.Selection([
        ('rewrite', "Quotation, written anew"),
        ('replace', "Goods exchanged, same price"),
        ('todo', "To-do for a person"),
    ], "What Happens", readonly=True)
