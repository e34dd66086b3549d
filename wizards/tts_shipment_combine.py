from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.actions import notification
from ..tools.sentences import own_words


class TtsShipmentCombine(models.TransientModel):
    """Combine orders of one buyer in one parcel, at TikTok. For whoever works on their transfers.
    """

    _name = 'tts.shipment.combine'
    _description = "Combine at TikTok"

    line_ids = fields.One2many('tts.shipment.combine.line', 'wizard_id', "Parcels")

    @api.model
    def _propose(self, pickings):
        """Return the dialog with the parcels that TikTok offers for orders of some transfers.

        :raises UserError: when it offers none
        """
        orders = self.env['tts.order'].sudo().union(*(
            picking._tts_orders() for picking in pickings.sudo()))
        lines = []
        for shop, theirs in orders.grouped('shop_id').items():
            with shop._tiktok() as client:
                offered = [row for page in client.combinable_packages(shop.cipher) for row in page]
            for row in offered:
                refs = set(map(str, row.get('order_ids') or ()))
                found = theirs.filtered(lambda order, refs=refs: order.tiktok_id in refs)
                if len(found) > 1:
                    lines.append(self._line(str(row['id']), pickings, found))
        if not lines:
            raise UserError(self.env._(
                "TikTok offers no parcel for these: it combines orders of one buyer and address "
                "that all wait to be shipped, in markets where sellers combine."))
        return self.create({'line_ids': [Command.create(line) for line in lines]})

    @api.model
    def _line(self, ref, pickings, orders):
        theirs = pickings.filtered(lambda picking: picking.sudo()._tts_orders() & orders)
        return {
            'package_ref': ref, 'picking_ids': [Command.set(theirs.ids)],
            'order_refs': orders.mapped('tiktok_id'), 'shop': orders.shop_id.display_name,
            'buyer': theirs[:1].partner_id.display_name}

    def action_combine(self):
        """Button: combine what is chosen; what TikTok refuses is told parcel by parcel.

        :raises UserError: when nothing is chosen
        """
        self.ensure_one()
        self.check_access('write')
        chosen = self.line_ids.filtered('is_chosen')
        chosen.picking_ids.check_access('write')
        if not chosen:
            raise UserError(self.env._("Choose the parcels to combine."))
        for line, orders in [(line, line._orders()) for line in chosen]:
            try:
                refused = orders._combine_there({line.package_ref: orders}) if orders else {}
            except UserError as error:  # the lines before are combined already
                refused = {line.package_ref: own_words(error)}
            line.write({'result': refused.get(line.package_ref) or self.env._("Combined."),
                        'is_chosen': False, 'is_refused': bool(refused)})
        if not any(chosen.mapped('is_refused')):
            return notification('success', self.env._("%s parcels are combined.", len(chosen)))
        return self._shown()

    def _shown(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Combine at TikTok"),
            'res_model': self._name, 'res_id': self.id, 'target': 'new', 'view_mode': 'form'}


class TtsShipmentCombineLine(models.TransientModel):
    """A parcel in which orders could go."""

    _name = 'tts.shipment.combine.line'
    _description = "Combined Parcel at TikTok"

    wizard_id = fields.Many2one('tts.shipment.combine', ondelete='cascade')
    package_ref = fields.Char()
    order_refs = fields.Json()
    picking_ids = fields.Many2many('stock.picking', string="Transfers")
    shop = fields.Char()
    buyer = fields.Char("Customer")
    is_chosen = fields.Boolean("Combine", default=True)
    is_refused = fields.Boolean()
    result = fields.Char()

    def _orders(self):
        """Return the orders of one parcel that are those of its transfers: nobody's else."""
        orders = self.env['tts.order'].sudo().union(*(
            picking._tts_orders() for picking in self.picking_ids.sudo()))
        return orders.filtered(lambda order: order.tiktok_id in (self.order_refs or ()))
