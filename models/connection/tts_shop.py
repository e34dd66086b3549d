import logging

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ...client.errors import TikTokError
from ...tools import values
from ...tools.actions import notification
from ...tools.sentences import sentence
from ..engine.tts_guard import needs

_logger = logging.getLogger(__name__)

# By these a webhook finds its shop: what is cached of them ends when they change.
ADDRESSING = frozenset(('account_id', 'active', 'tiktok_id'))


class TtsShop(models.Model):
    _name = 'tts.shop'
    _description = "TikTok Shop"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'tts.guard']
    _check_company_auto = True
    _order = 'name'

    account_id = fields.Many2one(
        'tts.account', required=True, index=True, ondelete='restrict', readonly=True,
    )
    account_state = fields.Selection(related='account_id.state', string="Connection")
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    name = fields.Char(required=True)
    tiktok_id = fields.Char("Shop ID", required=True, readonly=True, copy=False)
    code = fields.Char("Shop Code", readonly=True)
    cipher = fields.Char(readonly=True, copy=False, groups='base.group_system')
    region = fields.Char(readonly=True)
    currency_id = fields.Many2one('res.currency', required=True)
    timezone = fields.Selection(
        _tz_get, help="The shop's days begin at midnight in this time zone.",
    )
    seller_type = fields.Char(readonly=True)
    active = fields.Boolean(default=True)

    warehouse_ids = fields.One2many('tts.warehouse', 'shop_id', string="Warehouses")

    _unique_tiktok_id = models.Constraint('unique(tiktok_id)', "This shop is connected already.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A shop comes with what its orders and products need."""
        shops = super().create(vals_list)
        self.env.registry.clear_cache()
        for shop in shops:
            shop.with_company(shop.company_id)._set_up()
        return shops

    def write(self, vals):
        """What a setting held back is applied at once when the setting changes."""
        if ADDRESSING.intersection(vals):
            self.env.registry.clear_cache()
        companies = {shop: shop.company_id for shop in self if 'account_id' in vals}
        result = super().write(vals)
        self._refuse_another_company(companies)
        Mirror = self.env['tts.mirror']
        Mirror._free(self, Mirror._codes_freed(self._name, vals))
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def copy_data(self, default=None):
        """:raises UserError: always"""
        raise UserError(self.env._(
            "A shop is one at TikTok and cannot be duplicated. Another one comes by Load Shops on "
            "its account."))

    def _refuse_another_company(self, companies):
        """:raises UserError: when an account of another company than before has a shop now"""
        for shop, company in companies.items():
            if shop.company_id != company:
                raise UserError(self.env._(
                    "%(shop)s belongs to %(company)s: its orders, pricelist and accounts are "
                    "there. An account of another company cannot have it.",
                    shop=shop.name, company=company.name))

    # === ACTION METHODS === #

    @needs('manager')
    def action_load_warehouses(self):
        """Button: ask TikTok for the shop's warehouses."""
        self.ensure_one()
        with self._tiktok() as client:
            payloads = client.warehouses(self.sudo().cipher)
        self.sudo()._mirror_warehouses(payloads)
        unmapped = self.warehouse_ids.filtered(
            lambda w: not w.warehouse_id and w.type != 'RETURN_WAREHOUSE'
        )
        if unmapped:
            return notification('warning', self.env._(
                "Choose the Odoo warehouse of: %s", ', '.join(unmapped.mapped('name')),
            ))
        return notification(
            'success', self.env._("%s warehouse(s) loaded.", len(self.warehouse_ids)),
        )

    # === BUSINESS METHODS === #

    def _tiktok(self, **options):
        """Give a client to call TikTok with; see `tts.account`."""
        return self.account_id._tiktok(**options)

    # === CONNECTING === #

    @api.model
    def _connect(self, account, payloads):
        """Make each shop that TikTok names a shop of this account; known ones are updated.

        :param tts.account account: whose authorization names the shops
        :param list payloads: as `GET /authorization/202309/shops` gives them
        :rtype: tts.shop
        """
        ids = [str(payload['id']) for payload in payloads]
        known = self.with_context(active_test=False).search([
            ('account_id', '=', account.id), ('tiktok_id', 'in', ids)]).grouped('tiktok_id')
        shops = self.browse()
        for payload in payloads:
            vals = {
                'cipher': payload.get('cipher'),
                'code': values.text(payload.get('code')),
                'seller_type': values.text(payload.get('seller_type')),
            }
            shop = known.get(str(payload['id']))
            if shop:
                shop.write(vals)
            else:
                shop = self.create({**vals, **self._new_shop_vals(account, payload)})
            shops += shop
        return shops

    @api.model
    def _new_shop_vals(self, account, payload):
        region = values.text(payload.get('region')).upper()
        country = self.env['res.country'].search([('code', '=', region)], limit=1)
        zones = pytz.country_timezones.get(region, ['UTC'])
        return {
            'account_id': account.id,
            'tiktok_id': str(payload['id']),
            'name': values.text(payload.get('name')) or str(payload['id']),
            'region': region,
            'timezone': zones[0],
            'currency_id': (country.currency_id or account.company_id.currency_id).id,
        }

    # === SET-UP === #

    def _set_up(self):
        """Have what one shop needs, as far as it is not chosen."""
        self.ensure_one()
        self.currency_id.sudo().active = True
        self._take_up()

    # === WHICH ARE CONNECTED === #

    @api.model
    def _connected(self):
        """Return the connected shops of the companies that are chosen."""
        return self.search([
            ('account_id.state', '=', 'connected'), ('company_id', 'in', self.env.companies.ids),
        ])

    def _at_least_one(self):
        """Return these shops.

        :raises UserError: when there are none: then none is connected
        """
        if not self:
            raise UserError(self.env._(
                "No shop is connected. Open TikTok Shop > Configuration > Accounts and press "
                "Authorize."))
        return self

    # === WAREHOUSES === #

    @api.model
    def _ask_warehouses(self, client, cipher):
        """Return the warehouses that TikTok names of a shop that is being connected, or its
        refusal, which does not hinder that.
        """
        try:
            return client.warehouses(cipher)
        except TikTokError as error:
            return error

    def _note_warehouses(self, answer):
        """:param answer: of `_ask_warehouses`"""
        if isinstance(answer, TikTokError):
            _logger.warning("Warehouses of TikTok Shop %s were not loaded: %s", self.id, answer)
            self._message_log(body=self.env._(
                "The warehouses were not loaded. %s", sentence(self.env, answer)))
        else:
            self._mirror_warehouses(answer)

    def _mirror_warehouses(self, payloads):
        self.env['tts.warehouse'].with_company(self.company_id)._mirror(self, payloads)
