from odoo import fields, models

from ...tools import parcel_size, parcels, values
from .tts_shipment_call import Answer


class TtsShipment(models.Model):
    """A label that is bought of TikTok (US, JP): by which of its services, for a parcel of which
    weight and size, and what it cost.
    """

    _inherit = 'tts.shipment'

    service_ref = fields.Char(
        "Service ID", readonly=True, help="As chosen; empty: TikTok's choice.")
    is_cheapest = fields.Boolean(
        "The Cheapest", readonly=True, help="Where no service was chosen: TikTok is asked for all.")
    service_name = fields.Char("Shipping Service", readonly=True)
    cost = fields.Monetary("Cost of the Label", currency_field='cost_currency_id', readonly=True)
    cost_currency_id = fields.Many2one('res.currency', readonly=True)

    def _call_buy(self, client, _way, payload):
        """Create Package: TikTok's carrier, whose label is bought."""
        cipher, ref = self.shop_id.sudo().cipher, self.order_id.tiktok_id
        parcel = {'item_ids': self._items_named(payload), **self._measures()}
        service = self.service_ref
        if self.is_cheapest and not service:
            offered = client.shipping_services(cipher, ref, **parcel)
            # What has no price that can be read is not the cheapest.
            offered = [each for each in offered if _price(each) > 0]
            service = values.identity(min(offered, key=_price, default={}).get('id'))
        made = client.create_package(cipher, ref, service_id=service or None, **parcel)
        bought = made.get('shipping_service_info')
        return Answer(
            is_called=True, is_done=True, package=values.identity(made.get('package_id')),
            service=bought if isinstance(bought, dict) else None)

    def _items_named(self, payload):
        """Return the items of one parcel, as TikTok is told of them: none for all of its order."""
        return () if set(self.item_refs) == set(parcels.left(payload)) else self.item_refs

    def _service_vals(self, service):
        """Return what is kept of a service that was bought.

        :param service: TikTok's `shipping_service_info`, or None
        """
        if not service:
            return {}
        currency = self.env['res.currency'].with_context(active_test=False).search(
            [('name', '=', values.text(service.get('currency')))], limit=1)
        return {
            'service_name': values.text(service.get('name')),
            'cost': _price(service),
            'cost_currency_id': currency.id}

    # === WEIGHT AND SIZE: what Odoo does not know, TikTok takes from its own products === #

    def _measures(self):
        """Return weight and size of one parcel, as arguments of `Client.create_package`."""
        is_us = self.shop_id.region == 'US'
        return {
            'weight': parcel_size.weight(self._grams(), is_us),
            'dimension': parcel_size.dimension(self._sides(), is_us)}

    def _grams(self):
        """Return what one parcel weighs; 0 where that is not known of all that is in it."""
        picking = self.picking_id
        products = picking.move_ids.filtered(lambda move: move.state != 'cancel').product_id
        if not products or not all(products.mapped('weight')) or len(picking._tts_orders()) > 1:
            return 0
        unit = self.env['product.template']._get_weight_uom_id_from_ir_config_parameter()
        return unit._compute_quantity(
            picking.shipping_weight, self.env.ref('uom.product_uom_gram'), round=False)

    def _sides(self):
        """Return length, width and height in centimeters of the one package that a transfer was put
        into; none where it was not, or its type has no sizes.
        """
        kind = self.picking_id.move_line_ids.result_package_id.package_type_id
        sides = (kind.packaging_length, kind.width, kind.height) if len(kind) == 1 else ()
        if len(self.picking_id.move_line_ids.result_package_id) != 1 or not all(sides):
            return ()
        unit = self.env['product.template']._get_length_uom_id_from_ir_config_parameter()
        centimeter = self.env.ref('uom.product_uom_cm')
        return tuple(unit._compute_quantity(side, centimeter, round=False) for side in sides)


def _price(service):
    return values.amount_or_zero(service.get('price'))
