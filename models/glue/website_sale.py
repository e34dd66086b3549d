"""Web shops: no website shows a TikTok shop's pricelist, or sells by it."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# By any of these a list is shown to visitors.
WEB_FIELDS = ('website_id', 'selectable', 'code')


class ProductPricelist(models.Model):
    _inherit = 'product.pricelist'

    @api.model
    def _tts_web_fields(self):
        return WEB_FIELDS if 'website_id' in self._fields else ()

    @api.model
    def _tts_shut(self):
        """Return the values by which no website shows a list."""
        return dict.fromkeys(self._tts_web_fields(), False)

    @api.constrains(lambda self: ['tts_shop_id', *self._tts_web_fields()])
    def _check_tts_website(self):
        for pricelist in self.filtered('tts_shop_id'):
            if any(pricelist[name] for name in self._tts_web_fields()):
                raise ValidationError(self.env._(
                    "%s holds the prices of a TikTok shop: visitors of a website cannot have them. "
                    "Use another pricelist there.", pricelist.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        shut = self._tts_shut()
        return super().create([
            {**vals, **shut} if vals.get('tts_shop_id') else vals for vals in vals_list
        ])

    def write(self, vals):
        """A list that becomes a shop's is no website's any more."""
        return super().write({**vals, **self._tts_shut()} if vals.get('tts_shop_id') else vals)

    def _register_hook(self):
        """website_sale, once it is installed, gives its default website to the lists there are."""
        super()._register_hook()
        shown = Domain.OR(Domain(name, '!=', False) for name in self._tts_web_fields())
        ours = Domain('tts_shop_id', '!=', False)
        # Without such fields nothing is shown, and nothing is searched for.
        self.sudo().with_context(active_test=False).search(ours & shown).write(self._tts_shut())

    # Both are called by website_sale alone.

    def _get_website_pricelists_domain(self, website):
        domain = super()._get_website_pricelists_domain(website)
        return [*domain, ('tts_shop_id', '=', False)]

    def _is_available_on_website(self, website):
        return not self.tts_shop_id and super()._is_available_on_website(website)
