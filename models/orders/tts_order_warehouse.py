from odoo import models

from ...tools import values
from ..engine.tts_mirror import Blocked


class TtsOrder(models.Model):
    """Which warehouse an order leaves from: the one that TikTok chose."""

    _inherit = 'tts.order'

    def _ensure_warehouses(self):
        """Return the TikTok warehouse of each order, None where Odoo ships nothing or TikTok names
        none; those named for the first time are added.
        """
        refs = {
            order: values.identity(order.sudo().payload.get('warehouse_id'))
            for order in self if not order._is_fulfilled_by_tiktok()
        }
        named = [{'id': ref} for ref in sorted(set(refs.values()) - {''})]
        warehouses = self.env['tts.warehouse']._mirror(self.shop_id, named)
        return {order: warehouses.get(refs.get(order)) for order in self}

    def _warehouse_vals(self, named):
        """Return the warehouse that TikTok chose; nothing where it names none: Odoo's default.

        :raises Blocked: when TikTok's warehouse has no counterpart: it is never guessed
        """
        if not named or (not named.warehouse_id and self._is_shipped_elsewhere()):
            return {}
        if not named.warehouse_id:
            raise Blocked('warehouse', self.env._(
                "TikTok's warehouse %s has no warehouse in Odoo. Choose it on the shop, tab "
                "Warehouses.",
                named.name,
            ))
        return {'warehouse_id': named.warehouse_id.id}
