from odoo import api, models

from ...tools import order_status, order_units, values


class TtsOrder(models.Model):
    """How many units an order that is open takes from what can be sold: see `tts_order_units.py`.
    """

    _inherit = 'tts.order'

    @api.model
    def _write_or_create(self, known, changes):
        rows = super()._write_or_create(known, changes)
        told = {vals['tiktok_id'] for vals in changes if 'payload' in vals}
        new = {vals['tiktok_id'] for vals in changes} - set(known)
        rows.filtered(lambda row: row.tiktok_id in told)._note_units(new)
        return rows

    def _note_units(self, new=()):
        """Note what these orders take, by their payloads, which are here.

        :param new: TikTok's ids of those that have just been made
        """
        self.env['tts.order.units']._renew(
            {order: order._open_units() for order in self},
            self.filtered(lambda order: order.tiktok_id not in new))

    def _open_units(self):
        """Return what one order takes of the seller's own goods that are still here.

        :return: {(TikTok's SKU id, TikTok's warehouse id or ''): units}
        """
        if self._is_fulfilled_by_tiktok() or self.status not in order_status.OPEN:
            return {}
        payload = self.sudo().payload
        here = [
            item for item in values.listed(payload.get('line_items'), dict)
            if not order_units.is_cancelled(item)
            and item.get('display_status') not in order_status.GONE]
        warehouse = values.identity(payload.get('warehouse_id'))
        return {(ref, warehouse): count for ref, count in order_units.counted(here).items()}
