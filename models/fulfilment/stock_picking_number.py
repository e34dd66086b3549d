from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import parcels, shipping


class StockPicking(models.Model):
    """Carrier and number of what the seller ships. They are asked for before a transfer is
    validated; it is validated in any case, and then waits for them (`tts_shipment.py`). What TikTok
    has been told can be corrected once (`tts_shipment_correction.py`).
    """

    _inherit = 'stock.picking'

    tts_can_correct = fields.Boolean(compute='_compute_tts_correction', compute_sudo=True)
    tts_correction_message = fields.Char(
        "Correction of Tracking", compute='_compute_tts_correction', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends(
        'carrier_id', 'carrier_tracking_ref', 'tts_shipment_ids.state',
        'tts_shipment_ids.correction', 'tts_shipment_ids.correction_error',
        'tts_package_ids.tracking_number', 'tts_package_ids.provider_ref',
        'tts_package_ids.status')
    def _compute_tts_correction(self):
        for picking in self:
            picking.tts_can_correct = bool(picking._tts_corrected())
            picking.tts_correction_message = '\n'.join(picking._tts_correction_lines())

    def _tts_correction_lines(self):
        """Return what whoever looks at one transfer has to know of its correction."""
        shipments = self.tts_shipment_ids
        lines = [
            self.env._("The number %s is being sent.", each.correction_number)
            for each in shipments if each.correction == 'waiting']
        lines += shipments.filtered(lambda each: each.correction != 'done').mapped(
            lambda each: each.correction_error or '')
        if otherwise := shipments._told_otherwise():
            lines.append(self.env._("TikTok still has %s.", self._tts_told_numbers(otherwise)))
        return dict.fromkeys(filter(None, lines))

    def _tts_told_numbers(self, shipments):
        """Return the numbers of some parcels as TikTok has them, with who carries them."""
        return ', '.join(dict.fromkeys(
            f'{package.tracking_number} ({package.provider_name})' if package.provider_name
            else package.tracking_number
            for package in shipments.package_id if package.tracking_number))

    # === ASKED FOR BEFORE IT IS VALIDATED === #

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
        # Code that validates by itself would take the dialog for done.
        if self.env.su or not self.env['tts.number.ask'].has_access('create'):
            return False
        picking = self.sudo()
        carrier, number = picking._tts_carrier_and_number()
        if not number and picking._tts_gets_number():
            return any(
                not carrier._tts_provider(order.shop_id, order._delivery_option())
                for order in picking._tts_orders_by_seller())
        return bool(picking._tts_number_problem(carrier, number))

    def _tts_gets_number(self):
        """Tell whether the carrier's own module gives one transfer its number when it is done: not
        where a person has entered one (`stock_delivery`, `_send_confirmation_email`).
        """
        return (
            self.carrier_id.integration_level == 'rate_and_ship'
            and self.carrier_id.delivery_type not in ('fixed', 'base_on_rule', 'tts')
            and not self.carrier_tracking_ref and self.picking_type_id.print_label)

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

    # === CORRECTED AFTER TIKTOK WAS TOLD === #

    def _tts_corrected(self):
        """Return the parcels of these transfers whose carrier and number can be corrected."""
        return self.tts_shipment_ids.filtered(lambda each: not each._why_not_corrected())

    def _tts_correct(self, carrier, number):
        """Have TikTok told another carrier and number of what one transfer has brought away.

        :raises UserError: when that is not possible, or TikTok would not take them
        """
        self.check_access('write')
        picking, carrier_sudo = self.sudo(), carrier.sudo()
        shipments = picking._tts_corrected()
        if not shipments:
            raise UserError(next(
                (each._why_not_corrected() for each in picking.tts_shipment_ids),
                self.env._("TikTok knows no number of the seller's of it.")))
        for order in shipments.order_id:
            if problem := order._number_problem(carrier_sudo, number):
                raise UserError(problem)
        if not shipments._told_otherwise_than(carrier_sudo, number):
            raise UserError(self.env._("TikTok has this carrier and number already."))
        shipments._plan_correction(carrier_sudo, number)
