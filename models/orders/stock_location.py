from odoo import models
from odoo.fields import Command


class StockLocation(models.Model):
    _inherit = 'stock.location'

    def _tts_adjust(self, company, name, differences):
        """Bring what is in one location to what was found there: an inventory adjustment, valued as
        Odoo values them.

        Not by way of `stock.quant`, which wants the user to be one of the warehouse's.

        :param res.company company: whose goods they are
        :param str name: what is shown of it as its reference
        :param list differences: [(product, lot or none, units: above zero they come in)]
        :return: the moves, done
        """
        moves = self.env['stock.move'].create([
            self._tts_adjustment_vals(company, product, lot, quantity)
            | {'inventory_name': name}
            for product, lot, quantity in differences])
        moves._action_done()
        return moves

    def _tts_adjustment_vals(self, company, product, lot, quantity):
        loss = product.with_company(company).property_stock_inventory
        origin, target = (loss, self) if quantity > 0 else (self, loss)
        both = {
            'product_id': product.id,
            'location_id': origin.id,
            'location_dest_id': target.id,
            'company_id': company.id,
        }
        return {
            **both,
            'product_uom': product.uom_id.id,
            'product_uom_qty': abs(quantity),
            'state': 'confirmed',
            'is_inventory': True,
            'picked': True,
            'move_line_ids': [Command.create({
                **both, 'product_uom_id': product.uom_id.id, 'quantity': abs(quantity),
                'lot_id': lot.id if lot else False,
            })],
        }
