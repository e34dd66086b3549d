from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.tts_freed import codes_freed
from ..engine.tts_guard import needs

# By any of these a list is shown to visitors of the web shop, where website_sale is installed.
WEB_FIELDS = ('website_id', 'selectable', 'code')


class ProductPricelist(models.Model):
    """A shop's prices never become anybody else's.

    Nothing else may refer to its list (`models/products/base.py`), Odoo does not find it where it
    chooses by itself, and what would show it on a website is kept empty.
    """

    _name = 'product.pricelist'
    _inherit = ['product.pricelist', 'tts.guard']

    tts_shop_id = fields.Many2one(
        'tts.shop', string="TikTok Shop", index='btree_not_null', ondelete='cascade', copy=False,
        readonly=True,
        help="This pricelist holds the prices of a TikTok shop. It never becomes a customer's.",
    )

    @api.constrains('tts_shop_id', 'country_group_ids')
    def _check_tts_countries(self):
        if self.filtered(lambda pricelist: pricelist.tts_shop_id and pricelist.country_group_ids):
            raise ValidationError(self.env._(
                "A TikTok shop's pricelist is not for countries: their customers would get its "
                "prices. Use another pricelist for them."))

    @api.constrains('tts_shop_id', 'currency_id')
    def _check_tts_currency(self):
        if self.env.context.get('tts_follows_shop'):
            return
        shops = self.env['tts.shop'].sudo().with_context(active_test=False).search(
            [('pricelist_id', 'in', self.ids)])
        shops._check_currency()

    @api.constrains(lambda self: ['tts_shop_id', *self._tts_web_fields()])
    def _check_tts_website(self):
        for pricelist in self.filtered('tts_shop_id'):
            if any(pricelist[name] for name in self._tts_web_fields()):
                raise ValidationError(self.env._(
                    "%s holds the prices of a TikTok shop: visitors of a website cannot have them. "
                    "Use another pricelist there.", pricelist.display_name))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        shut = self._tts_shut()
        return super().create([
            {**vals, **shut} if vals.get('tts_shop_id') else vals for vals in vals_list
        ])

    def write(self, vals):
        """What waited for the currency is applied at once."""
        result = super().write(vals)
        codes = codes_freed(self._name, vals)
        if codes:
            self.env['tts.mirror']._free(self.sudo().tts_shop_id, codes)
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Where Odoo chooses a list by itself, ours is not there."""
        if self.env.context.get('tts_others_only'):
            domain = Domain(domain) & Domain('tts_shop_id', '=', False)
        return super()._search(domain, *args, **kwargs)

    def _register_hook(self):
        """website_sale, once it is installed, gives its default website to the lists there are."""
        super()._register_hook()
        shown = Domain.OR(Domain(name, '!=', False) for name in self._tts_web_fields())
        ours = Domain('tts_shop_id', '!=', False)
        # Without such fields nothing is shown, and nothing is searched for.
        self.sudo().with_context(active_test=False).search(ours & shown).write(self._tts_shut())

    # === BUSINESS METHODS === #

    @api.model
    def _tts_web_fields(self):
        return WEB_FIELDS if 'website_id' in self._fields else ()

    @api.model
    def _tts_shut(self):
        """Return the values by which no website shows a list."""
        return dict.fromkeys(self._tts_web_fields(), False)

    def _tts_become(self, shop):
        """Make a list that a person has chosen for a shop that shop's alone.

        :raises ValidationError: when customers or others have its prices
        """
        self.ensure_one()
        customers = self.with_company(shop.company_id)._get_country_pricelist_multi([])[False]
        if self == customers or self._tts_is_in_use(shop.company_id):
            raise ValidationError(self.env._(
                "Others have the prices of %(pricelist)s: it cannot hold those of the TikTok shop "
                "%(shop)s as well. Choose a pricelist that nobody uses.",
                pricelist=self.display_name, shop=shop.name))
        self.sudo().write({'tts_shop_id': shop.id, **self._tts_shut()})

    def _tts_is_in_use(self, company):
        """Tell whether anything refers to this list: a customer, a point of sale, another list.

        Documents that were made by it do not count.
        """
        env = self.with_company(company).sudo().with_context(active_test=False).env
        for name in self.env.registry:
            Model = env[name]
            if Model._abstract or not Model._auto or name in ('sale.order', 'pos.order'):
                continue
            for field in Model._tts_pricelist_fields():
                users = Model.search([(field, 'in', self.ids)])
                if name == 'product.pricelist.item':
                    users = users.filtered(lambda item: item.pricelist_id != self)
                if users:
                    return True
        return False

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ('tts_shop_id', '=', False)]

    def _get_partner_pricelist_multi_filter_hook(self):
        found = super()._get_partner_pricelist_multi_filter_hook()
        return found.filtered(lambda pricelist: not pricelist.tts_shop_id)

    def _get_country_pricelist_multi(self, country_ids):
        """The list that a system parameter names is not searched for, so no domain keeps it out."""
        found = super()._get_country_pricelist_multi(country_ids)
        return {
            country: pricelist.filtered(lambda each: not each.tts_shop_id)
            for country, pricelist in found.items()
        }

    # The two methods below are called by website_sale alone, where it is installed.

    def _get_website_pricelists_domain(self, website):
        domain = super()._get_website_pricelists_domain(website)
        return [*domain, ('tts_shop_id', '=', False)]

    def _is_available_on_website(self, website):
        return not self.tts_shop_id and super()._is_available_on_website(website)

    # === ACTION METHODS === #

    @needs('user')
    def action_tts_fetch(self):
        """Button: bring the whole catalogue of the shop into Odoo."""
        return self.tts_shop_id.action_fetch_products()

    @needs('product_manager')
    def action_tts_sync(self):
        """Button: send products, prices and quantities to the shop."""
        return self.tts_shop_id.action_publish_products()
