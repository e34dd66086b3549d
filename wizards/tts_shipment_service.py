from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.fulfilment.tts_shipment_items import Unreportable
from ..tools import shipping, values
from ..tools.sentences import own_words

# Parcels of which prices are asked while a person waits: each costs a call.
MOST_ASKED = 30


class TtsShipmentArrange(models.TransientModel):
    """What labels cost that are bought, before anything is bought: asked for by button."""

    _name = 'tts.shipment.arrange'
    _inherit = ['tts.shipment.arrange', 'tts.guard']

    is_bought = fields.Boolean(compute='_compute_is_bought')
    service_choice = fields.Selection([
        ('default', "TikTok's choice"),
        ('cheapest', "The cheapest"),
    ], "Shipping Service", required=True, default='default')
    service_ids = fields.One2many('tts.shipment.service', 'wizard_id', "Services")
    service_problem = fields.Text(readonly=True)
    service_total = fields.Char("Costs in All", compute='_compute_service_total')

    @api.depends('picking_ids')
    def _compute_is_bought(self):
        for wizard in self:
            pickings = wizard.picking_ids._origin or wizard.picking_ids
            wizard.is_bought = bool(wizard._bought(pickings))

    @api.depends('service_ids.is_chosen', 'service_ids.price')
    def _compute_service_total(self):
        for wizard in self:
            chosen = wizard.service_ids.filtered('is_chosen').grouped('currency')
            wizard.service_total = ', '.join(
                f'{sum(services.mapped("price")):.2f} {currency}'
                for currency, services in chosen.items())

    @api.onchange('service_choice')
    def _onchange_service_choice(self):
        for services in self.service_ids.grouped(lambda each: (
                each.picking_id, each.order_ref)).values():
            wanted = services._wanted(self.service_choice)
            for service in services:
                service.is_chosen = service == wanted

    def _bought(self, pickings):
        """Return the parcels among these transfers of which a label is bought.

        :rtype: list[tuple[stock.picking, tts.order]]
        """
        free = pickings - pickings.browse().union(*pickings._tts_why_not_arranged())
        return [
            (picking, order) for picking in free.sudo() for order in picking._tts_orders()
            if order._is_arranged_here() and _way(order).call == 'buy']

    def action_ask_prices(self):
        """Button: ask TikTok what the labels of these parcels cost, and show the dialog again."""
        self.ensure_one()
        self.check_access('write')
        self.picking_ids.check_access('write')
        wanted = self._bought(self.picking_ids)
        if len(wanted) > MOST_ASKED:
            raise UserError(self.env._(
                "Prices are asked for at most %s parcels at once. Choose fewer transfers, or "
                "arrange them without: TikTok chooses the service.", MOST_ASKED))
        found, problems = [], []
        for picking, order in wanted:
            try:
                found += self.env['tts.shipment.service']._asked(picking, order)
            except UserError as error:
                problems.append(f'{picking.name}: {own_words(error)}')
        self.write({
            'service_ids': [Command.clear(), *map(Command.create, found)],
        })
        self.sudo().service_problem = '\n'.join(problems)
        self._onchange_service_choice()
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'view_mode': 'form', 'target': 'new', 'name': self.env._("Arrange Shipment")}

    def _choose_services(self, pickings):
        """Have the queue buy what was chosen for these transfers, which are arranged now."""
        waiting = pickings.sudo().tts_shipment_ids.filtered(lambda each: each.state == 'waiting')
        waiting.is_cheapest = self.service_choice == 'cheapest'
        services = self.sudo().service_ids.filtered('is_chosen')
        chosen = {(each.picking_id, each.order_ref): each.tiktok_id for each in services}
        if len(chosen) < len(services):
            raise UserError(self.env._("Choose one service for each parcel."))
        for shipment in waiting:
            shipment.service_ref = chosen.get(
                (shipment.picking_id, shipment.order_id.tiktok_id), False)


class TtsShipmentService(models.TransientModel):
    """One of TikTok's services that can take a parcel, and what its label costs."""

    _name = 'tts.shipment.service'
    _description = "Shipping Service"
    _inherit = ['tts.guard']
    _order = 'picking_id, order_ref, price, id'

    wizard_id = fields.Many2one('tts.shipment.arrange', ondelete='cascade')
    picking_id = fields.Many2one('stock.picking', "Transfer", ondelete='cascade')
    order_ref = fields.Char("TikTok Order")
    tiktok_id = fields.Char("TikTok ID")
    name = fields.Char("Service")
    price = fields.Float(digits=(16, 2))
    currency = fields.Char()
    days = fields.Char()
    is_default = fields.Boolean("TikTok's Choice")
    is_chosen = fields.Boolean("Buy")

    @api.model
    def _asked(self, picking, order):
        """Return the values of the services by which TikTok can send what a transfer takes of an
        order.

        :rtype: list[dict]
        :raises UserError: when TikTok has none
        """
        shipment = self.env['tts.shipment'].sudo().new({
            'shop_id': order.shop_id.id, 'order_id': order.id, 'picking_id': picking.id})
        payload = order.sudo().payload or {}
        # What it had when TikTok refused it is what it will have again.
        known = picking.sudo().tts_shipment_ids.filtered(lambda each: (
            each.order_id == order and each.state != 'cancelled'))[:1]
        try:
            shipment.item_refs = (known or shipment)._items_of(payload)
        except Unreportable as error:
            raise UserError(error.message) from None
        with order.shop_id._tiktok() as client:
            rows = client.shipping_services(
                order.shop_id.sudo().cipher, order.tiktok_id,
                item_ids=shipment._items_named(payload), **shipment._measures())
        return [{
            'picking_id': picking.id, 'order_ref': order.tiktok_id,
            'tiktok_id': values.identity(row.get('id')), 'name': values.text(row.get('name')),
            'price': values.amount_or_zero(row.get('price')),
            'currency': values.text(row.get('currency')),
            'days': '–'.join(dict.fromkeys(values.text(row[key]) for key in (
                'earliest_delivery_days', 'latest_delivery_days') if row.get(key))),
            'is_default': values.flag(row.get('is_default')),
        } for row in rows]

    def _wanted(self, choice):
        """Return the one of a parcel's services that is bought if nobody says which."""
        default = self.filtered('is_default')[:1] or self[:1]
        return default if choice == 'default' else self.filtered(
            lambda each: each.price > 0).sorted('price')[:1] or default


def _way(order):
    return shipping.decide(*shipping.facts(
        order.sudo().payload or {}, region=order.shop_id.region or ''))
