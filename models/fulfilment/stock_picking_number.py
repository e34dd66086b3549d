from odoo import models

from ...tools import parcels, shipping


class StockPicking(models.Model):
    """Carrier and number of what the seller ships. They are asked for before a transfer is
    validated; it is validated in any case, and then waits for them (`tts_shipment.py`).
    """

    _inherit = 'stock.picking'

    # Before Odoo asks for backorders: what is answered there validates.
    def _pre_action_done_hook(self):
        if self._tts_is_number_asked():
            return self._tts_ask_number()
        return super()._pre_action_done_hook()

    def _tts_is_number_asked(self):
        """Tell whether whoever validates is asked for carrier and number: of one transfer that
        takes goods to a buyer of TikTok's and lacks them. Of several nobody is asked.
        """
        # The shop is read with the rest of a transfer: those of other sales cost nothing.
        if len(self) != 1 or not self.tts_shop_id:
            return False
        if self.env.context.get('skip_tts_number') or 'batches_to_validate' in self.env.context:
            return False
        picking = self.sudo()
        return bool(picking._tts_number_problem(*picking._tts_carrier_and_number()))

    def _tts_ask_number(self):
        """Return the dialog that asks for carrier and number, and goes on with what it was opened
        from.
        """
        carrier, number = self.sudo()._tts_carrier_and_number()
        wizard = self.env['tts.number.ask'].create({
            'picking_ids': self.ids, 'carrier_id': carrier.id, 'number': number})
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Carrier and Tracking Number"),
            'res_model': wizard._name, 'res_id': wizard.id, 'target': 'new', 'view_mode': 'form',
            'views': [(self.env.ref('tiktok_shop.view_tts_number_ask_form').id, 'form')],
            'context': self.env.context,
        }

    def _tts_number_problem(self, carrier, number):
        """Return why what one transfer takes to buyers cannot be told TikTok as sent by a carrier
        and a number; '' where it can, or need not be told.
        """
        orders = self.sudo()._tts_orders_by_seller()
        return next(filter(None, (
            order._number_problem(carrier.sudo(), number) for order in orders)), '')

    def _tts_orders_by_seller(self):
        """Return the orders of which one transfer, the last step of their delivery, has TikTok told
        that their seller has sent them, once it is done: those that TikTok waits for.
        """
        if self.state == 'done':
            orders = self.tts_shipment_ids.filtered(
                lambda each: each.state in ('lacking', 'waiting', 'refused')).order_id
        else:
            leaving = self.move_ids.filtered(lambda move: (
                move.state != 'cancel' and move.location_dest_id._is_outgoing()))
            orders = self.env['tts.order'].sudo().union(*leaving._tts_outgoing())
        return orders.filtered(lambda order: (
            order.shipping_type == shipping.SELLER and order._is_told_by_seller()
            and parcels.left(order.payload or {}) and not order._bar()))

    def _tts_carriers(self):
        """Return the delivery methods by which TikTok lets all be sent that these transfers take.
        """
        orders = self.env['tts.order'].sudo().union(*(
            picking._tts_orders_by_seller() for picking in self.sudo()))
        return orders._carriers()
