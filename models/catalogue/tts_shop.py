from odoo import api, fields, models

from ... import const
from ...tools.listing import rules
from ..engine.tts_guard import needs


class TtsShop(models.Model):
    """TikTok's catalogue structure, as a shop may use it: categories, attributes, brands."""

    _inherit = 'tts.shop'

    category_version = fields.Selection([
        ('v1', "Three levels (v1)"),
        ('v2', "Seven levels (v2)"),
    ], string="Category Tree", required=True, compute='_compute_category_version', store=True,
        readonly=False, precompute=True,
        help="TikTok has two trees of categories and says differently which one a market has. "
             "Change it if TikTok refuses the version; then download the categories again.")
    category_count = fields.Integer(compute='_compute_category_count')

    # === COMPUTE METHODS === #

    @api.depends('region')
    def _compute_category_version(self):
        for shop in self:
            shop.category_version = rules.CATEGORY_VERSIONS.get(shop.region, 'v1')

    def _compute_category_count(self):
        counts = dict(self.env['tts.category']._read_group(
            [('shop_id', 'in', self.ids)], ['shop_id'], ['__count']))
        for shop in self:
            shop.category_count = counts.get(shop, 0)

    # === ACTION METHODS === #

    @needs('user')
    def action_download_categories(self):
        """Button: start the runs, and show how they go on."""
        return self._download('categories')

    @needs('user')
    def action_download_attributes(self):
        """Button: start the runs, and show how they go on."""
        return self._download('attributes')

    @needs('viewer')
    def action_open_categories(self):
        """Button: show the shop's categories."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_category')
        return {**action, 'domain': [('shop_id', '=', self.id)]}

    # === BUSINESS METHODS === #

    def _download(self, kind):
        """Start runs for these shops, or for all that are connected, and show how they go on.

        :param str kind: `categories`, `attributes` or `brands`
        """
        shops = (self or self._connected())._at_least_one()
        runs = [self.env['tts.sync']._start(shop, kind, {}) for shop in shops]
        return self.env['tts.sync'].union(*runs).action_open()

    def _catalogue_locale(self):
        """Return the language in which names are asked for: the company's, so that they equal the
        names in Odoo; None for the shop's own.
        """
        locale = (self.company_id.partner_id.lang or '').replace('_', '-')
        return locale if locale in const.CATALOGUE_LOCALES else None

    def _recommend_category(self, template):
        """Return the leaf that TikTok recommends for a product, or none.

        :param product.template template:
        :rtype: tts.category
        :raises UserError: when TikTok does not answer
        """
        self.ensure_one()
        with self._tiktok() as client:
            tiktok_id = client.recommend_category(
                self.sudo().cipher, template.name, version=self.category_version,
                description=template.description_sale or None,
            )
        return self.env['tts.category'].search([
            ('shop_id', '=', self.id), ('tiktok_id', '=', tiktok_id), ('is_leaf', '=', True),
        ])
