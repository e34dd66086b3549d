from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductCategory(models.Model):
    _inherit = 'product.category'

    tts_category_ids = fields.Many2many(
        'tts.category', 'product_category_tts_category_rel', string="TikTok Categories",
        domain="[('is_leaf', '=', True)]", groups='tiktok_shop.group_user',
        context={'active_test': False},
        help="One leaf per shop. Empty: those of the parent category.",
    )

    @api.constrains('tts_category_ids')
    def _check_tts_category_ids(self):
        for category in self.sudo():
            chosen = category.tts_category_ids
            branches = chosen.filtered(lambda each: not each.is_leaf)
            if branches:
                raise ValidationError(self.env._(
                    "%s has categories below it: TikTok has products in the lowest ones only. "
                    "Choose one of these.", branches[0].display_name))
            for shop, of_shop in chosen.grouped('shop_id').items():
                if len(of_shop) > 1:
                    raise ValidationError(self.env._(
                        "A product is in one category per shop. Keep one of these for %(shop)s: "
                        "%(categories)s", shop=shop.name,
                        categories=', '.join(of_shop.mapped('complete_name'))))

    # === CRUD METHODS: product categories are of all companies, TikTok's of one === #

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        categories._refuse_unreachable({})
        return categories

    def write(self, vals):
        before = {}
        if 'tts_category_ids' in vals:
            before = {category: category.sudo().tts_category_ids for category in self}
            # What the user may not see must not be taken for what he has removed.
            self.invalidate_recordset(['tts_category_ids'])
        result = super().write(vals)
        if 'tts_category_ids' in vals:
            self._refuse_unreachable(before)
        return result

    def _refuse_unreachable(self, before):
        """What other companies have chosen stays; nobody chooses for them.

        :param dict before: {category: TikTok's that it had}
        :raises AccessError: when a category was added that the user may not see
        """
        Category = self.env['tts.category']
        for category in self:
            added = category.sudo().tts_category_ids - before.get(category, Category)
            if added:
                added.with_env(self.env).check_access('read')

    # === BUSINESS METHODS === #

    def _tts_category(self, shop):
        """Return the leaf for a shop: this category's, else that of the nearest one above it.

        One that TikTok no longer has is returned as well, archived: what is above it was not meant.
        """
        category = self
        while category:
            found = category.sudo().tts_category_ids.filtered(lambda each: each.shop_id == shop)
            if found:
                return found.sudo(False)
            category = category.parent_id
        return self.env['tts.category']
