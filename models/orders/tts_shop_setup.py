from collections import Counter
from itertools import takewhile

from odoo import api, models
from odoo.fields import Command

from ... import const

# Type of a clearing account: the partner's account near which it stands, its code without a chart.
ANCHORS = {
    'asset_current': ('property_account_receivable_id', '101990'),
    'liability_current': ('property_account_payable_id', '201990'),
}


class TtsShop(models.Model):
    """What a shop's orders need: a team, a customer, a location, products, accounts."""

    _inherit = 'tts.shop'

    @api.model
    def _new_shop_vals(self, account, payload):
        vals = super()._new_shop_vals(account, payload)
        is_marketplace = vals['region'] in const.MARKETPLACE_TAX_REGIONS
        return {**vals, 'tax_policy': 'marketplace' if is_marketplace else 'included'}

    def _set_up(self):
        result = super()._set_up()
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
        return result

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


def _nearness(code, anchor):
    """Return with how many equal characters two codes begin."""
    pairs = zip(code, anchor, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
