from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.tts_guard import needs
from .tts_price_rules import RuleIndex


class ProductPricelist(models.Model):
    """A shop's prices never become anybody else's.

    Nothing else may refer to its list (`models/products/base.py`), and Odoo does not find it where
    it chooses by itself. Websites and tills: `models/glue/`.
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

    # === CRUD METHODS === #

    def write(self, vals):
        """What waited for the currency is applied at once."""
        result = super().write(vals)
        codes = self.env['tts.mirror']._codes_freed(self._name, vals)
        if codes:
            self.env['tts.mirror']._free(self.sudo().tts_shop_id, codes)
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Where Odoo chooses a list by itself, ours is not there."""
        if self.env.context.get('tts_others_only'):
            domain = Domain(domain) & Domain('tts_shop_id', '=', False)
        return super()._search(domain, *args, **kwargs)

    # === BUSINESS METHODS === #

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
        self.sudo().tts_shop_id = shop

    def _tts_is_in_use(self, company):
        """Tell whether anything refers to this list: a customer, a point of sale, another list.

        Documents that were made by it do not count.
        """
        env = self.with_company(company).sudo().with_context(active_test=False).env
        documents = self._tts_documents()
        for name in self.env.registry:
            Model = env[name]
            if Model._abstract or not Model._auto or name in documents:
                continue
            for field in Model._tts_pricelist_fields():
                users = Model.search([(field, 'in', self.ids)])
                if name == 'product.pricelist.item':
                    users = users.filtered(lambda item: item.pricelist_id != self)
                if users:
                    return True
        return False

    @api.model
    def _tts_documents(self):
        """Return the models of documents that are made by a pricelist."""
        return ['sale.order']

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

    def _get_applicable_rules(self, products, date, **kwargs):
        """In a sweep over many products, see `RuleIndex`, rules are read once."""
        index = self.env.context.get('tts_rules')
        if not self or kwargs or not isinstance(index, RuleIndex) or products not in index:
            return super()._get_applicable_rules(products, date, **kwargs)
        read = super()._get_applicable_rules
        return index.of((self, date), products, lambda: read(index.products, date))

    # === ACTION METHODS === #

    @needs('user')
    def action_tts_fetch(self):
        """Button: bring the whole catalogue of the shop into Odoo."""
        return self.tts_shop_id.action_fetch_products()

    @needs('product_manager')
    def action_tts_sync(self):
        """Button: send products, prices and quantities to the shop."""
        return self.tts_shop_id.action_publish_products()
