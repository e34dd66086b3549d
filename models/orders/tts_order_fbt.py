from odoo import models


class TtsOrder(models.Model):
    """Goods that TikTok's own warehouse has shipped were there, whatever Odoo knows of its stock:
    what lacks is brought in, and nothing waits for it.
    """

    _inherit = 'tts.order'

    def _bring_in(self, moves, location):
        """Have these moves reserved, as far as they begin in TikTok's warehouse.

        :param moves: for which goods are lacking
        :return: those for which they still are
        """
        there = moves.filtered(lambda move: move.location_id == location)
        differences = [
            (product, lot, quantity)
            for product, of_product in there.grouped('product_id').items()
            for lot, quantity in self._lots_there(
                product, sum(map(_missing, of_product)) + self._below_zero(product, location))]
        if differences:
            location._tts_adjust(
                self.company_id, self.env._("TikTok Shop: was there (%s)", self.tiktok_id),
                differences).date = self._departure_time()
            there._action_assign()
        return moves.filtered(lambda move: move.state != 'assigned')

    def _below_zero(self, product, location):
        """Return how many units Odoo has less than none."""
        available = self.env['stock.quant']._get_available_quantity(
            product, location, allow_negative=True)
        return max(0, -available)

    def _lots_there(self, product, quantity):
        """Return the lots that have left: [(lot, units)]. TikTok does not tell them; the name of
        these says so.
        """
        if product.tracking == 'lot':
            return [(self._ensure_lots(product, ["TikTok FBT"]), quantity)]
        if product.tracking == 'serial':
            serials = [f"TikTok {self.tiktok_id}-{n}" for n in range(1, int(quantity) + 1)]
            return [(lot, 1) for lot in self._ensure_lots(product, serials)]
        return [(None, quantity)]

    def _ensure_lots(self, product, names):
        Lot = self.env['stock.lot']
        known = Lot.search([
            ('product_id', '=', product.id), ('name', 'in', names),
            ('company_id', 'in', (False, self.company_id.id))])
        new = [name for name in names if name not in known.mapped('name')]
        return known + Lot.create([
            {'name': name, 'product_id': product.id, 'company_id': self.company_id.id}
            for name in new])


def _missing(move):
    """Return the units of its product that a move has not reserved."""
    return move.product_uom._compute_quantity(
        move.product_uom_qty - move.quantity, move.product_id.uom_id)
