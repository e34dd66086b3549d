import logging
from collections import Counter
from itertools import takewhile

import pytz

from odoo import api, models
from odoo.fields import Command

from ... import const
from ...client.errors import TikTokError
from ...tools import values
from ...tools.sentences import sentence

_logger = logging.getLogger(__name__)

# Type of a clearing account: the partner's account near which it stands, its code without a chart.
ANCHORS = {
    'asset_current': ('property_account_receivable_id', '101990'),
    'liability_current': ('property_account_payable_id', '201990'),
}


class TtsShop(models.Model):
    """How a shop comes into being, with all that its orders need."""

    _inherit = 'tts.shop'

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
            'tax_policy': 'marketplace' if region in const.MARKETPLACE_TAX_REGIONS else 'included',
        }

    # === SET-UP === #

    def _set_up(self):
        """Create what the shop's orders need, as far as it is not chosen."""
        self.ensure_one()
        self.currency_id.sudo().active = True
        self._take_up()
        self._ensure_pricelist()
        if not self.team_id:
            self.team_id = self._of_company('team_id') or self.env['crm.team'].create({
                'name': self.env._("TikTok Shop"), 'company_id': self.company_id.id,
            })
        if not self.generic_partner_id:
            self.generic_partner_id = self.env['res.partner'].create({
                'name': self.env._("TikTok buyer (%s)", self.name),
                'company_id': self.company_id.id,
            })
        if not self.fbt_location_id:
            # Below no warehouse: what lies there is not for sale from any.
            self.fbt_location_id = self.env['stock.location'].create({
                'name': self.env._("TikTok FBT (%s)", self.name),
                'usage': 'internal',
                'location_id': False,
                'company_id': self.company_id.id,
            })
        self._set_up_products()

    def _set_up_products(self):
        """Create the products of lines that are not for goods; a company's shops share them."""
        kinds = [
            ('shipping_product_id', self.env._("TikTok Shop: shipping"), False),
            ('charge_product_id', self.env._("TikTok Shop: other charges"), False),
            ('platform_product_id', self.env._("TikTok Shop: funded by TikTok"), 'asset_current'),
            (
                'passthrough_product_id',
                self.env._("TikTok Shop: passed through"),
                'liability_current',
            ),
        ]
        for field, name, account_type in kinds:
            if not self[field]:
                self[field] = self._of_company(field) or self._create_product(name, account_type)

    def _create_product(self, name, account_type):
        """Create a product of lines that are not for goods.

        :param account_type: of the clearing account on which it is booked, untaxed; else it is
            booked as any other
        """
        vals = {
            'name': name,
            'type': 'service',
            'invoice_policy': 'order',
            'list_price': 0,
            'company_id': self.company_id.id,
            'sale_ok': False,
            'purchase_ok': False,
        }
        if account_type:
            account = self._create_clearing_account(name, account_type)
            vals |= {'property_account_income_id': account.id, 'taxes_id': [Command.clear()]}
        return self.env['product.product'].create(vals)

    def _of_company(self, field):
        """Return what another shop of the company uses."""
        return self.with_context(active_test=False).search([
            ('company_id', '=', self.company_id.id), (field, '!=', False), ('id', '!=', self.id),
        ], limit=1)[field]

    def _create_clearing_account(self, name, account_type):
        return self.env['account.account'].create({
            'name': name,
            'code': self._clearing_code(account_type),
            'account_type': account_type,
            'reconcile': True,
            'company_ids': [Command.set(self.company_id.ids)],
        })

    def _clearing_code(self, account_type):
        """Return a free code of the chart's own form for an account of this type.

        A chart says by a code's beginning what an account is: it stands among those of its type
        that are nearest to the account of customers (what TikTok owes) or of vendors.
        """
        Account = self.env['account.account']
        domain = Account._check_company_domain(self.company_id)
        accounts = Account.search([*domain, ('account_type', '=', account_type)])
        codes = list(filter(None, accounts.mapped('code')))
        anchor_field, fallback = ANCHORS[account_type]
        # A branch has its accounts from the company above it.
        partner = self.company_id.partner_id.with_company(self.company_id.root_id)
        anchor = partner[anchor_field].code or ''
        usual = Counter(map(len, codes)).most_common(1)
        near = [code for code in codes if len(code) == usual[0][0]]
        for code in sorted(near, key=lambda code: (_nearness(code, anchor), code), reverse=True):
            free = Account._search_new_account_code(code)
            # Where all numbers are taken, Odoo gives the code a word.
            if len(free) == len(code):
                return free
        return Account._search_new_account_code(fallback, cache=set())

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

    def _take_warehouses(self, answer):
        """:param answer: of `_ask_warehouses`"""
        if isinstance(answer, TikTokError):
            _logger.warning("Warehouses of TikTok Shop %s were not loaded: %s", self.id, answer)
            self._message_log(body=self.env._(
                "The warehouses were not loaded. %s", sentence(self.env, answer)))
        else:
            self._mirror_warehouses(answer)

    def _mirror_warehouses(self, payloads):
        self.env['tts.warehouse'].with_company(self.company_id)._mirror(self, payloads)


def _nearness(code, anchor):
    """Return with how many equal characters two codes begin."""
    pairs = zip(code, anchor, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
