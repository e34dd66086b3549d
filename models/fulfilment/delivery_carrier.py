import json
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What stands for the number in the tracking link of a delivery method.
NUMBER = '<shipmenttrackingnumber>'


class DeliveryCarrier(models.Model):
    """Which of TikTok's shipping providers a delivery method is, in each shop; and the delivery
    methods that are for nothing but TikTok's orders.
    """

    _inherit = 'delivery.carrier'

    delivery_type = fields.Selection(
        selection_add=[('tts', "TikTok Shop")], ondelete={'tts': 'set default'})
    tts_provider_ids = fields.Many2many(
        'tts.provider', 'delivery_carrier_tts_provider_rel',
        'delivery_carrier_id', 'tts_provider_id', string="TikTok Shipping Providers",
        groups='tiktok_shop.group_user', context={'active_test': False}, copy=False,
        help="What this delivery method is called at TikTok, in each shop.")

    # At the other level Odoo would call a shipper when a transfer is validated; there is none.
    _tts_rates_only = models.Constraint(
        "CHECK (delivery_type != 'tts' OR integration_level = 'rate')",
        "TikTok is told by itself what has left: a delivery method of TikTok Shop has the "
        "integration level Get Rate.")

    @api.constrains('tts_provider_ids', 'company_id')
    def _check_tts_provider_ids(self):
        for carrier in self.sudo():
            for shop, chosen in carrier.tts_provider_ids.grouped('shop_id').items():
                carrier._refuse_foreign(shop)
                offered = chosen.filtered('active')
                if any(not one._is_beside(other)
                       for one in offered for other in offered if one != other):
                    raise ValidationError(self.env._(
                        "%(carrier)s can be one shipping provider of %(shop)s only. Keep one of "
                        "these: %(providers)s", carrier=carrier.name, shop=shop.name,
                        providers=', '.join(offered.mapped('name'))))

    def _refuse_foreign(self, shop):
        """:raises ValidationError: when one delivery method is not of the company of a shop"""
        if self.company_id and self.company_id != shop.company_id:
            raise ValidationError(self.env._(
                "%(carrier)s is a delivery method of %(company)s, and %(shop)s is not.",
                carrier=self.name, company=self.company_id.name, shop=shop.name))

    # === CRUD METHODS: a delivery method may be of all companies, TikTok's are of one === #

    @api.model_create_multi
    def create(self, vals_list):
        carriers = super().create([self._tts_with_level(vals) for vals in vals_list])
        carriers._tts_refuse_unreachable({})
        return carriers

    def write(self, vals):
        """What other companies have chosen stays; parcels that waited for the choice are told."""
        if 'tts_provider_ids' not in vals:
            return super().write(self._tts_with_level(vals))
        before = self._tts_chosen()
        result = super().write(self._tts_with_level(vals))
        self._tts_refuse_unreachable(before)
        self._tts_free_shipments()
        return result

    @api.model
    def _tts_with_level(self, vals):
        """Return values by which TikTok's delivery methods have the only level that they can."""
        return {**vals, 'integration_level': 'rate'} if vals.get('delivery_type') == 'tts' else vals

    def _tts_chosen(self):
        """Return {carrier: its providers}, of all companies. What a user sees of them is not kept:
        it must be taken neither for all of them nor for what he has left.
        """
        self.invalidate_recordset(['tts_provider_ids'])
        chosen = {carrier: carrier.sudo().tts_provider_ids for carrier in self}
        self.invalidate_recordset(['tts_provider_ids'])
        return chosen

    def _tts_refuse_unreachable(self, before):
        """:raises AccessError: when a provider was added that the user may not see

        :param dict before: of `_tts_chosen`
        """
        Provider = self.env['tts.provider']
        for carrier, chosen in self._tts_chosen().items():
            if added := chosen - before.get(carrier, Provider):
                added.with_env(self.env).check_access('read')

    # === BUSINESS METHODS === #

    def _tts_provider(self, shop, option_ref=''):
        """Return the shipping provider that a carrier is in a shop; empty where it is none, or none
        that the order's delivery option lets be used.

        :param str option_ref: TikTok's id of the order's delivery option; '' where it is not told
        """
        offered = self._tts_providers(shop).filtered('active')
        fitting = offered.filtered(lambda provider: provider._serves(option_ref))
        if not fitting and not shop._is_listed(option_ref):
            fitting = offered  # TikTok will tell
        return fitting if len(fitting) == 1 else fitting.browse()

    def _tts_providers(self, shop):
        """Return what a carrier is in a shop, also what TikTok no longer offers."""
        return self.sudo().tts_provider_ids.filtered(lambda provider: provider.shop_id == shop)

    def _tts_no_provider(self, shop, option_ref=''):
        """Return why one carrier is no shipping provider for an order of a shop, and what to do."""
        chosen = self._tts_providers(shop)
        names = ', '.join(chosen.mapped('name'))
        if chosen.filtered('active'):
            return self.env._(
                "%(provider)s may not carry orders of the delivery option \"%(option)s\". Choose "
                "another carrier on the transfer, or another shipping provider for %(carrier)s.",
                provider=names, option=shop._option_name(option_ref), carrier=self.name)
        if chosen:
            return self.env._(
                "TikTok no longer offers %(provider)s in this shop. Choose another shipping "
                "provider for the carrier %(carrier)s.", provider=names, carrier=self.name)
        return self.env._(
            "The carrier %(carrier)s is none of TikTok's in this shop. Open TikTok Shop > "
            "Configuration > Shipping Providers, and choose it for one of them.",
            carrier=self.name)

    def _tts_may_be(self, provider):
        """Tell whether one carrier can be a provider besides what it is in that shop already."""
        chosen = self._tts_providers(provider.shop_id).filtered('active')
        return all(provider._is_beside(other) for other in chosen)

    def _tts_free_shipments(self):
        """Have parcels told to TikTok that waited for one of these carriers to be a provider."""
        if self:
            lacking = self.env['tts.shipment'].sudo().search([('state', '=', 'lacking')])
            lacking.filtered(lambda each: each.carrier_id in self)._wake()

    # === WHAT ODOO ASKS OF A DELIVERY METHOD OF THE TYPE `tts` === #

    def tts_rate_shipment(self, _order):
        """Return that it costs nothing here: TikTok has charged its buyer for shipping."""
        return {
            'success': True, 'price': 0.0, 'error_message': False,
            'warning_message': self.env._(
                "No price: TikTok charges its buyers for shipping, in the order itself.")}

    def tts_send_shipping(self, pickings):
        """Return that nobody was sent for: the number is entered on the transfer."""
        return [{'exact_price': 0.0, 'tracking_number': False} for _picking in pickings]

    def tts_get_tracking_link(self, picking):
        """Return where a parcel can be followed, by the link of the delivery method; False: nowhere
        that is known.
        """
        links = [
            (number, self.tracking_url.replace(NUMBER, quote(number, safe='')))
            for number in picking._tts_numbers() if self.tracking_url]
        # Of several parcels, as `get_multiple_carrier_tracking` reads it.
        return json.dumps(links) if len(links) > 1 else bool(links) and links[0][1]

    def tts_cancel_shipment(self, pickings):
        """Let a number be taken back that TikTok has not been told.

        :raises UserError: when TikTok has
        """
        told = pickings.filtered(
            lambda picking: picking.tts_report_state in ('reported', 'scanned'))
        if told:
            raise UserError(self.env._(
                "TikTok has been told that %(transfer)s is shipped, which cannot be taken back. "
                "A wrong number can be corrected once: press Correct Tracking on the transfer.",
                transfer=told[0].name))
