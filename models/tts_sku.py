from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import values
from .tts_freed import codes_freed
from .tts_guard import needs


class TtsSku(models.Model):
    _name = 'tts.sku'
    _description = "TikTok Shop SKU"
    _inherit = ['tts.guard']
    _check_company_auto = True
    _order = 'shop_id, listing_id, sequence, name, id'

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("SKU ID", required=True, readonly=True)
    tiktok_product_id = fields.Char("Product ID", readonly=True, index='btree_not_null')
    name = fields.Char("Listed as", readonly=True)
    seller_sku = fields.Char("Seller SKU", readonly=True)
    listing_id = fields.Many2one(
        'tts.listing', index='btree_not_null', ondelete='set null', readonly=True,
    )
    sequence = fields.Integer(readonly=True)
    identifier = fields.Char("Barcode at TikTok", readonly=True)
    identifier_type = fields.Char(readonly=True)
    currency_id = fields.Many2one(related='shop_id.currency_id')
    pushed_price = fields.Monetary(
        "Price at TikTok", readonly=True, help="What TikTok last acknowledged.")
    product_id = fields.Many2one('product.product', index=True, check_company=True)
    quantity = fields.Integer(
        "Units", default=1, required=True,
        help="Units of the product in one listed SKU: 3 for a pack of three.",
    )
    ambiguous = fields.Boolean(
        readonly=True, help="Several products have this seller SKU as their reference.",
    )
    is_duplicate = fields.Boolean(
        "Listed Twice", compute='_compute_is_duplicate', search='_search_is_duplicate',
        help="Another SKU of the shop has the same seller SKU.",
    )
    state = fields.Selection([
        ('matched', "Matched"),
        ('missing', "To map"),
        ('ambiguous', "Ambiguous"),
    ], compute='_compute_state', store=True)

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )

    @api.depends('product_id', 'ambiguous')
    def _compute_state(self):
        for sku in self:
            sku.state = 'matched' if sku.product_id else 'ambiguous' if sku.ambiguous else 'missing'

    @api.depends('seller_sku', 'listing_id')
    def _compute_is_duplicate(self):
        doubles = self._doubles()
        for sku in self:
            sku.is_duplicate = (sku.shop_id, sku.seller_sku) in doubles and bool(sku.listing_id)

    def _search_is_duplicate(self, operator, value):
        if operator != 'in':
            return NotImplemented
        doubles = self.browse().union(*self._doubles().values())
        return [('id', 'in' if True in value else 'not in', doubles.ids)]

    @api.model
    def _doubles(self):
        """Return what is listed under one seller SKU: {(shop, seller SKU): tts.sku}."""
        return {
            (shop, code): skus for shop, code, skus in self._read_group(
                [('seller_sku', '!=', False), ('listing_id', '!=', False)],
                ['shop_id', 'seller_sku'], ['id:recordset'], having=[('__count', '>', 1)])
        }

    @api.depends('name', 'seller_sku')
    def _compute_display_name(self):
        for sku in self:
            name = sku.name or sku.tiktok_id
            sku.display_name = f"[{sku.seller_sku}] {name}" if sku.seller_sku else name

    @api.constrains('quantity')
    def _check_quantity(self):
        if any(sku.quantity < 1 for sku in self):
            raise ValidationError(self.env._("A listed SKU is at least one unit of its product."))

    def write(self, vals):
        """Orders that waited for the mapping are applied at once."""
        result = super().write(vals)
        if not self.env.context.get('tts_mapping'):
            self._free_waiting(vals)
        return result

    # === ACTION METHODS === #

    @needs('user')
    def action_match(self):
        """Button: look for the products of these SKUs again."""
        waiting = self.filtered(lambda sku: not sku.product_id)
        waiting.sudo()._match()
        found = len(waiting.filtered('product_id'))
        return self.shop_id.account_id[:1]._notify(
            'success' if found else 'warning',
            self.env._("%(found)s of %(all)s have found their product.",
                       found=found, all=len(waiting)))

    # === BUSINESS METHODS === #

    @api.model
    def _find_or_create(self, shop, listed):
        """Return the SKUs of a shop by TikTok's id; unknown ones are added and matched to products.

        Those without a product are matched again: it may have been created meanwhile.

        :param tts.shop shop:
        :param dict listed: TikTok's SKU id to {'tiktok_product_id', 'name', 'seller_sku'}
        :rtype: dict
        """
        skus = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(listed))])
        new = set(listed) - set(skus.mapped('tiktok_id'))
        for sku in skus:
            told = listed[sku.tiktok_id]['name']
            if told and sku.name in (sku.seller_sku, sku.tiktok_id):  # so far part of a bundle only
                sku.name = told
        skus += self.create([
            {'shop_id': shop.id, 'tiktok_id': sku_id, **vals,
             'name': vals['name'] or vals['seller_sku'] or sku_id}
            for sku_id, vals in sorted(listed.items()) if sku_id in new
        ])
        skus.filtered(lambda sku: not sku.product_id)._match()
        return {sku.tiktok_id: sku for sku in skus}

    @api.model
    def _listed_vals(self, item):
        """Return what a line item (or one part of a bundle) tells about its SKU."""
        told = {key: values.text(item.get(key)) for key in (
            'product_name', 'sku_name', 'seller_sku', 'sku_id', 'product_id')}
        title = ' - '.join(filter(None, (told['product_name'], told['sku_name'])))
        return {
            'tiktok_product_id': told['product_id'] or False,
            'name': title[:255],
            'seller_sku': told['seller_sku'] or False,
        }

    @api.model
    def _map(self, products):
        """Map SKUs to products, and look once for all of them at what waited for that.

        :param dict products: tts.sku to product.product
        """
        skus = self.browse().union(*products)
        for sku in skus.with_context(tts_mapping=True):
            sku.write({'product_id': products[sku].id, 'ambiguous': False})
        skus._free_waiting(['product_id'])

    def _free_waiting(self, changed):
        """Have applied what waited for one of the fields that have changed of these SKUs."""
        self.env['tts.mirror']._free(self.shop_id, codes_freed(self._name, changed))

    def _match(self):
        """Give SKUs without product the one whose internal reference is their seller SKU; else the
        one whose barcode is theirs. What several products have is shown, not guessed.
        """
        skus = self.filtered(lambda sku: not sku.product_id)
        by_reference = skus._products_by('default_code', 'seller_sku')
        by_barcode = skus._products_by('barcode', 'identifier')
        products = {}
        for sku in skus:
            found = by_reference.get(sku.seller_sku) or by_barcode.get(sku.identifier)
            if found and len(found) == 1:
                products[sku] = found
            elif sku.ambiguous != bool(found):
                sku.ambiguous = bool(found)
        self._map(products)

    def _products_by(self, field, own_field):
        """Return the products that share a code with these SKUs: {code: product.product}."""
        codes = [code for code in self.mapped(own_field) if code]
        if not codes:
            return {}
        return self.env['product.product'].search([
            (field, 'in', codes), ('company_id', 'in', [False, *self.company_id.ids]),
        ]).grouped(field)

    def _write_changes(self, vals):
        """Write those of some values that are new."""
        changed = {
            name: value for name, value in vals.items()
            if (self[name].id if self._fields[name].relational else self[name]) != value}
        if changed:
            self.write(changed)

    def _code_vals(self):
        """Return the codes that a product of this SKU is known by."""
        return {'default_code': self.seller_sku, 'barcode': self.identifier}

    def _give_codes(self, product):
        """Give a product that this SKU's own options name the codes that it lacks."""
        lacking = {name: value for name, value in self._code_vals().items()
                   if value and not product[name]}
        if lacking:
            product.write(lacking)

    def _create_product(self):
        """Create the product of an unknown SKU (policy `create`): stocked, without a price."""
        self.ensure_one()
        self.product_id = self.env['product.product'].create({
            'name': self.name,
            'default_code': self.seller_sku,
            'type': 'consu',
            'is_storable': True,
            'list_price': 0,
            'company_id': self.company_id.id,
        })
