from odoo import api, fields, models
from odoo.exceptions import ValidationError

TAKEN_FROM = frozenset(('warehouse_id', 'location_id', 'share'))


class TtsWarehouse(models.Model):
    """From where a TikTok warehouse's goods are taken, and how they are shared out."""

    _inherit = 'tts.warehouse'

    location_id = fields.Many2one(
        'stock.location', string="Only From", check_company=True, ondelete='restrict',
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="Only what lies in this location is offered. Empty: all from which the warehouse "
             "delivers.")
    share = fields.Float(
        "Share (%)", default=100, digits=(5, 2),
        help="Where several of TikTok's warehouses stand for the same place in Odoo, they share "
             "what is there in proportion to this; nothing is offered twice.")

    _share_in_range = models.Constraint(
        'CHECK (share >= 0 AND share <= 100)', "A share is from 0 to 100 %.")

    def write(self, vals):
        """What the shop's SKUs have there is worked out anew."""
        result = super().write(vals)
        if not TAKEN_FROM.isdisjoint(vals):
            self.env['tts.mark']._add('stock', 'warehouse', self.ids)
        return result

    @api.constrains('location_id', 'warehouse_id')
    def _check_location(self):
        for each in self.sudo().filtered('location_id'):
            if each.location_id.warehouse_id != each.warehouse_id or (
                    each.location_id.usage != 'internal'):
                raise ValidationError(self.env._(
                    "%(location)s is no stock location of the warehouse %(warehouse)s.",
                    location=each.location_id.display_name,
                    warehouse=each.warehouse_id.display_name or "-"))

    def _place(self):
        """Return the location from which the goods of one warehouse are taken, if any is chosen.

        Not the whole warehouse: goods in its receiving, packing and output places can be reserved
        by no order.
        """
        return self.location_id or self.warehouse_id.lot_stock_id
