from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TtsShop(models.Model):
    """A shop's pricelist: its own, in its currency, and nobody else's."""

    _inherit = 'tts.shop'

    pricelist_id = fields.Many2one(
        'product.pricelist', check_company=True, ondelete='restrict',
        help="The list that you choose becomes the shop's: nobody else gets its prices. Its "
             "currency is the shop's.",
    )

    @api.constrains('pricelist_id', 'currency_id')
    def _check_currency(self):
        """An amount is never read in another currency than the one that it is in."""
        # Shops may share a list: what changes for one of them changes for all.
        for shop in self.sudo().with_context(active_test=False).search(
            [('pricelist_id', 'in', self.pricelist_id.ids)],
        ):
            if shop.currency_id != shop.pricelist_id.currency_id:
                raise ValidationError(self.env._(
                    "The shop %(shop)s sells in %(currency)s, the pricelist %(pricelist)s is in "
                    "%(other)s. Both have to be in the currency of the shop's orders; change it on "
                    "the shop, its own pricelist follows.",
                    shop=shop.name, currency=shop.currency_id.name,
                    pricelist=shop.pricelist_id.name, other=shop.pricelist_id.currency_id.name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._activate_pricelists()
        return super().create(vals_list)

    def write(self, vals):
        """Pricelists follow what is written on their shops."""
        self._prepare_pricelists(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _set_up(self):
        result = super()._set_up()
        self._ensure_pricelist()
        return result

    @api.model
    def _found_again(self):
        return (*super()._found_again(), 'pricelist_id')

    def _leave(self):
        result = super()._leave()
        # Nothing would keep its prices from becoming a customer's any more.
        self.pricelist_id.active = False
        return result

    def _take_up_one(self, name, record):
        result = super()._take_up_one(name, record)
        if name == 'pricelist_id' and self.pricelist_id == record:
            record.active = True
        return result

    @api.model
    def _activate_pricelists(self):
        """Switch the feature on as Odoo's settings do: every company gets a list of its own.

        Lists that were not in force before are archived, as the settings do it when they switch
        the feature off: nobody's prices change.
        """
        feature = self.env.ref('product.group_product_pricelist')
        everybody = self.env.ref('base.group_user').sudo()
        if feature not in everybody.all_implied_ids:
            self.env['product.pricelist'].sudo().search([('active', '=', True)]).action_archive()
            everybody._apply_group(feature)
            self.env['res.company'].sudo()._activate_or_create_pricelists()

    def _ensure_pricelist(self):
        """Give the shop a list that ranks last, or make the chosen one its own."""
        if self.pricelist_id:
            self._prepare_pricelists({'pricelist_id': self.pricelist_id.id})
            return
        last = self.env['product.pricelist'].search([], order='sequence desc', limit=1)
        self.pricelist_id = self.env['product.pricelist'].create({
            'name': f"TikTok Shop - {self.name}",
            'currency_id': self.currency_id.id,
            'company_id': self.company_id.id,
            'sequence': max(last.sequence, 1000) + 1,
            'tts_shop_id': self.id,
        })

    def _prepare_pricelists(self, vals):
        """Have pricelists follow what is about to be written on shops.

        :param dict vals: a list that is chosen becomes the shop's, its own one takes its currency
        :raises ValidationError: for no list at all, and for one that others have
        """
        if 'pricelist_id' in vals and not vals['pricelist_id']:
            raise ValidationError(self.env._("A TikTok shop needs a pricelist of its own."))
        chosen = self.env['product.pricelist'].browse(vals.get('pricelist_id') or ())
        for shop in self:
            if chosen and not chosen.tts_shop_id:
                chosen._tts_become(shop)
            pricelist, currency_id = chosen or shop.pricelist_id, vals.get('currency_id')
            if currency_id and pricelist.tts_shop_id == shop:
                pricelist.sudo().with_context(tts_follows_shop=True).currency_id = currency_id

    def _has_rate(self):
        """Tell whether Odoo can convert the shop's currency to the company's.

        It takes 1.0 for a currency without any rate. That is right for one currency: the one that
        all rates are of. As a rule it is the company's, else that of another company here.
        """
        company, currency = self.company_id, self.currency_id
        if currency == company.currency_id:
            return True
        has_rates = dict(self.env['res.currency.rate'].sudo()._read_group(
            [
                ('currency_id', 'in', (currency | company.currency_id).ids),
                ('company_id', 'in', [False, company.root_id.id]),
            ],
            ['currency_id'], ['__count'],
        ))
        if currency in has_rates:
            return True
        Company = self.env['res.company'].sudo()
        return company.currency_id in has_rates and bool(
            Company.search_count([('currency_id', '=', currency.id)], limit=1))
