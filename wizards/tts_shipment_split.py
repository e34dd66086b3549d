from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import parcels, shipping, values
from ..tools.actions import notification


class TtsShipmentSplit(models.TransientModel):
    """Split an order at TikTok into parcels. For whoever works on its transfer."""

    _name = 'tts.shipment.split'
    _description = "Split at TikTok"

    picking_id = fields.Many2one('stock.picking', "Transfer")
    line_ids = fields.One2many('tts.shipment.split.line', 'wizard_id', "Parcels")
    reason = fields.Char()

    @api.model
    def _propose(self, picking):
        """Return the dialog for one transfer, with the parcels that TikTok's limits ask for.

        :raises UserError: when TikTok does not split its order
        """
        order = self._order_of(picking)
        with order.shop_id._tiktok() as client:
            payload = order._shown(client).get(order.tiktok_id)
            told = client.split_attributes(
                order.shop_id.cipher, [order.tiktok_id]).get(order.tiktok_id, {})
        problem = order._why_not_shaped(payload)
        if problem or not told.get('can_split'):
            raise UserError(problem or self.env._(
                "TikTok does not split this order. [%s]", told.get('reason') or '-'))
        units = self._units(order, payload)
        reasons = values.listed(told.get('must_split_reasons'), dict)
        numbers = parcels.numbered(reasons, [len(items) for _name, items in units])
        return self.create({
            'picking_id': picking.id, 'reason': reasons and picking._tts_limit(reasons),
            'line_ids': [
                Command.create({'name': name, 'item_refs': items, 'quantity': len(items),
                                'parcel': number if reasons else 1})
                for (name, items), number in zip(units, numbers, strict=True)]})

    @api.model
    def _order_of(self, picking):
        """Return the order of one transfer that is to be split.

        :raises UserError: when it is not one
        """
        orders = picking.sudo()._tts_orders()
        wanted = picking.sudo().tts_shipment_ids.filtered('must_split').order_id or orders
        if len(wanted) != 1:
            raise UserError(self.env._("Split a transfer of one of TikTok's orders."))
        return wanted

    @api.model
    def _units(self, order, payload):
        """Return (name, TikTok's ids) of what goes together at least: one unit, or where TikTok
        splits by SKU only, all units of one.
        """
        is_whole = order.shop_id.region in shipping.BORN_PACKED
        left, found = set(parcels.left(payload)), {}
        for item in values.listed(payload.get('line_items'), dict):
            ref = values.identity(item.get('id'))
            if ref in left:
                key = values.identity(item.get('sku_id')) if is_whole else ref
                name = values.text(item.get('seller_sku') or item.get('product_name')) or ref
                found.setdefault(key, (name, []))[1].append(ref)
        return list(found.values())

    def action_split(self):
        """Button: split the order as the dialog says.

        :raises UserError: when it is one parcel, or TikTok does not do it
        """
        self.ensure_one()
        self.check_access('write')
        self.picking_id.check_access('write')
        groups = {}
        for line in self.line_ids:
            groups.setdefault(line.parcel, []).extend(line.item_refs or ())
        if len(groups) < 2:
            raise UserError(self.env._("Give the goods the numbers of two parcels at least."))
        self._order_of(self.picking_id)._split_there(list(groups.values()))
        self.picking_id.sudo().tts_shipment_ids._wake()
        return notification('success', self.env._(
            "TikTok has it in %s parcels now.", len(groups)))


class TtsShipmentSplitLine(models.TransientModel):
    """Goods, and the parcel that they go in."""

    _name = 'tts.shipment.split.line'
    _description = "Parcel at TikTok"

    wizard_id = fields.Many2one('tts.shipment.split', ondelete='cascade')
    name = fields.Char("Product")
    item_refs = fields.Json()
    quantity = fields.Integer()
    parcel = fields.Integer()
