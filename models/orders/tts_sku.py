from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.tts_guard import needs

# As many sales orders with another product as are offered at once.
MAX_REPAIRS = 200


class TtsSku(models.Model):
    """What a mapping leaves behind: sales orders that were made with another product. They are
    repaired when a person says so (`tts_order_repair.py`).
    """

    _inherit = 'tts.sku'

    other_count = fields.Integer(
        "Orders with Another Product", compute='_compute_other_count',
        help="Open sales orders in which this SKU stands for another product, or another number of "
             "units, than it is mapped to.")

    @api.depends('product_id', 'quantity')
    def _compute_other_count(self):
        # What a person is about to enter has no orders yet.
        counts = {sku.id: len(lines.order_id) for sku, lines in self._origin._other_lines().items()}
        for sku in self:
            sku.other_count = counts.get(sku._origin.id, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_repair(self):
        """Button: show the open sales orders that have another product than these SKUs."""
        wizard = self.env['tts.sku.repair']._propose(self)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Repair Orders"),
            'res_model': wizard._name,
            'res_id': wizard.id,
            'view_mode': 'form',
            'target': 'new',
        }

    # === WHAT A MAPPING LEAVES BEHIND === #

    def _other_lines(self):
        """Return the lines of open sales orders with another product than their SKU's, or another
        number of units of it.

        :return: {tts.sku: sale.order.line}
        """
        mapped = self.filtered('product_id')
        is_open = Domain([
            ('tts_sku_id', 'in', mapped.ids),
            ('tts_kind', '=', 'item'),
            ('product_uom_qty', '>', 0),
            ('order_id.tts_order_id', '!=', False),
            ('order_id.state', 'in', ('draft', 'sent', 'sale')),
            ('order_id.tts_status', 'not in', ('COMPLETED', 'CANCELLED')),
        ])
        other = Domain.OR(
            # While a row is edited neither has an id of its own.
            [('tts_sku_id', 'in', sku.ids), ('product_id', 'not in', sku.product_id.ids)]
            for sku in mapped)
        Line = self.env['sale.order.line'].sudo()
        lines = Line.search(is_open & other, order='id desc', limit=MAX_REPAIRS)
        same = Line.search(is_open & ~other, order='id desc', limit=MAX_REPAIRS)
        for group in same.grouped(lambda line: (line.order_id, line.tts_sku_id)).values():
            if not group._tts_has_all_units():
                lines |= group
        return lines.grouped(lambda line: line.tts_sku_id.with_env(self.env))

    def _left_behind(self):
        found = super()._left_behind()
        orders = self.env['sale.order.line'].union(*self._other_lines().values()).order_id
        if orders:
            found.append(self.env._(
                "%s open sales orders still have another product: see Repair Orders under TikTok "
                "Shop > Products > SKUs.", len(orders)))
        return found
