import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.engine.tts_guard import needs


class TtsOrderFetch(models.TransientModel):
    _name = 'tts.order.fetch'
    _description = "Fetch E-commerce Orders"

    shop_ids = fields.Many2many(
        'tts.shop', string="Shops", required=True, default=lambda self: self._default_shops(),
    )
    date_from = fields.Date(
        "From", default=lambda self: fields.Date.subtract(fields.Date.context_today(self), days=7),
    )
    date_to = fields.Date("To", default=fields.Date.context_today)
    date_field = fields.Selection([
        ('create_time', "Ordered"),
        ('update_time', "Changed"),
    ], string="Orders That Were", required=True, default='create_time')
    order_ref = fields.Char(
        "Order ID",
        help="Fetch just this order (or several, separated by commas), whatever its date.",
    )
    has_shop = fields.Boolean(compute='_compute_has_shop')

    @api.model
    def _default_shops(self):
        return self.env['tts.shop']._connected()

    def _compute_has_shop(self):
        self.has_shop = bool(self._default_shops())

    @needs('user')
    def action_fetch(self):
        """Button: start one run per shop and show how it goes on.

        :raises UserError: for a period or ids that cannot be fetched
        """
        self.ensure_one()
        shops = self.shop_ids._at_least_one()
        return self.env['tts.sync'].union(*(self._start(shop) for shop in shops)).action_open()

    def _start(self, shop):
        refs = [ref for ref in re.split(r'[\s,;]+', self.order_ref or '') if ref]
        if refs:
            if not all(ref.isascii() and ref.isdecimal() for ref in refs):
                raise UserError(self.env._(
                    "TikTok's order ids are digits only. Copy the id from Seller Center."))
            return self.env['tts.sync']._start(shop, 'orders', {'order_ref': ','.join(refs)})
        if not (self.date_from and self.date_to):
            raise UserError(self.env._("Choose both dates, or enter an order id."))
        return shop.action_fetch_orders(self.date_from, self.date_to, self.date_field)
