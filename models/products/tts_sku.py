from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import names, values
from ...tools.actions import notification
from ...tools.listing import identifiers
from ..engine.tts_guard import needs

# What TikTok shows of a SKU in orders and in its catalogue; where it shows nothing, what is known
# stays.
SHOWN = ('name', 'seller_sku', 'product_ref', 'identifier', 'identifier_type')
CODES = {'seller_sku', 'identifier'}


class TtsSku(models.Model):
    """What can be bought on TikTok, and the product that leaves for it. How that is found:
    `tts_sku_match.py`. What becomes of orders once it is another: `tts_sku_repair.py`.
    """

    _name = 'tts.sku'
    _description = "TikTok Shop SKU"
    _inherit = ['tts.guard']
    _check_company_auto = True
    _order = 'shop_id, listing_id, sequence, name, id'
    _rec_names_search = [
        'name', 'seller_sku', 'tiktok_id', 'product_ref', 'identifier', 'product_id',
        'product_id.barcode',
    ]

    shop_id = fields.Many2one(
        'tts.shop', required=True, index=True, ondelete='cascade', readonly=True,
    )
    company_id = fields.Many2one(related='shop_id.company_id', store=True, index=True)
    tiktok_id = fields.Char("SKU ID", required=True, readonly=True)
    product_ref = fields.Char("Product ID", readonly=True, index='btree_not_null')
    name = fields.Char("Listed as", readonly=True)
    seller_sku = fields.Char("Seller SKU", readonly=True)
    code_key = fields.Char(compute='_compute_code_key', store=True, index='btree_not_null')
    listing_id = fields.Many2one(
        'tts.listing', index='btree_not_null', ondelete='set null', readonly=True,
    )
    sequence = fields.Integer(readonly=True)
    identifier = fields.Char("Barcode at TikTok", readonly=True)
    identifier_type = fields.Char(readonly=True)
    barcode_key = fields.Char(
        compute='_compute_barcode_key', store=True, index='btree_not_null',
        help="Empty for what is no valid barcode: it decides nothing.")
    told_time = fields.Datetime(
        readonly=True, help="Of the order or the catalogue that has told it last.")
    currency_id = fields.Many2one(related='shop_id.currency_id')
    pushed_price = fields.Monetary(
        "Price at TikTok", readonly=True, help="What TikTok last acknowledged.")
    own_price = fields.Monetary(help="Instead of the pricelist's; 0: none.")
    is_bundle = fields.Boolean(
        "Virtual Bundle", readonly=True, help="TikTok makes it of other SKUs.")
    is_gift = fields.Boolean(
        "Gift", readonly=True, help="TikTok gives it away with other products.")
    product_id = fields.Many2one('product.product', index=True, check_company=True)
    mapped_by = fields.Selection([
        ('code', "Its codes"),
        ('options', "Its options"),
        ('made', "The app, which made the product"),
        ('sent', "The app, which listed the product"),
        ('hand', "A person"),
    ], "Product Chosen by", readonly=True,
        help="What its codes have found is looked for again when TikTok tells other codes.")
    quantity = fields.Integer(
        "Units", default=1, required=True,
        help="Units of the product in one listed SKU: 3 for a pack of three.",
    )
    ships_nothing = fields.Boolean(
        help="A service, a voucher: what is sold of it moves no goods.")
    ambiguous = fields.Boolean(
        readonly=True, help="Its seller SKU and its barcode fit several products.",
    )
    is_duplicate = fields.Boolean(
        "Listed Twice", compute='_compute_is_duplicate', search='_search_is_duplicate',
        help="Another SKU of the shop has the same seller SKU.",
    )
    state = fields.Selection([
        ('matched', "Matched"),
        ('missing', "To map"),
        ('ambiguous', "Ambiguous"),
        ('archived', "Product archived"),
        ('unfit', "Ships nothing"),
    ], compute='_compute_state', store=True)

    _unique_per_shop = models.UniqueIndex(
        '(shop_id, tiktok_id)', "TikTok's id must be unique per shop.",
    )
    _price_in_range = models.Constraint('CHECK (own_price >= 0)', "A price is not negative.")

    # === COMPUTE METHODS === #

    @api.depends('seller_sku')
    def _compute_code_key(self):
        for sku in self:
            sku.code_key = names.code(sku.seller_sku) or False

    @api.depends('identifier')
    def _compute_barcode_key(self):
        for sku in self:
            sku.barcode_key = identifiers.gtin(sku.identifier) or False

    @api.depends('product_id.active', 'product_id.type', 'ambiguous', 'ships_nothing')
    def _compute_state(self):
        for sku in self:
            product = sku.product_id
            if not product:
                sku.state = 'ambiguous' if sku.ambiguous else 'missing'
            elif not sku._is_fit():
                sku.state = 'unfit'
            else:
                sku.state = 'matched' if product.active else 'archived'

    def _is_fit(self):
        """Tell whether selling the product moves goods, or is not expected to.

        Of a combo Odoo ships and invoices what a person has chosen, not the combo.
        """
        kind = self.product_id.type
        return kind == 'consu' or (kind == 'service' and self.ships_nothing)

    @api.depends('seller_sku', 'listing_id')
    def _compute_is_duplicate(self):
        doubles = self._doubles()
        for sku in self:
            sku.is_duplicate = (sku.shop_id, sku.seller_sku) in doubles and bool(sku.listing_id)

    def _search_is_duplicate(self, operator, value):
        if operator != 'in':
            return NotImplemented
        doubles = Domain('id', 'in', self.browse().union(*self._doubles().values()).ids)
        return Domain.OR(doubles if each else ~doubles for each in value)

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

    @api.constrains('product_id', 'ships_nothing')
    def _check_fit(self):
        """What the codes have found is shown as it is; a person is told at once."""
        for sku in self:
            if sku.state == 'unfit' and sku.mapped_by == 'hand':
                raise ValidationError(sku._why_unfit())

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        skus = super().create(vals_list)
        chosen = skus.sudo().filtered(lambda sku: sku.product_id and not sku.mapped_by)
        chosen.with_context(tts_mapping=True).mapped_by = 'hand'
        return skus

    def write(self, vals):
        """What waited for the mapping is applied at once; what it leaves behind is told."""
        before = {sku: sku.product_id for sku in self} if 'product_id' in vals else {}
        by_hand = not self.env.context.get('tts_mapping')
        if by_hand and before:
            self.check_access('write')
            super(TtsSku, self.sudo()).write({
                'mapped_by': 'hand' if vals['product_id'] else False, 'ambiguous': False})
        result = super().write(vals)
        self.filtered(lambda sku: sku in before and sku.product_id != before[sku]).sudo(
            )._leave_products(before)
        codes = self.env['tts.mirror']._codes_freed(self._name, vals) if by_hand else ()
        if codes:
            self.sudo()._tell_freed(self._free_waiting(codes))
        return result

    # === BUSINESS METHODS === #

    def _own_prices(self):
        """Return what SKUs cost that have a price of their own: {TikTok's id: Decimal}."""
        return {
            sku.tiktok_id: sku.shop_id._rounded(Decimal(str(sku.own_price)))
            for sku in self if sku.own_price}

    # === ACTION METHODS === #

    @needs('user')
    def action_match(self):
        """Button: look for the products of these SKUs again."""
        waiting = self.filtered(lambda sku: not sku.product_id)
        waiting.sudo()._match()
        found = len(waiting.filtered('product_id'))
        return notification(
            'success' if found else 'warning',
            self.env._("%(found)s of %(all)s have found their product.",
                       found=found, all=len(waiting)))

    # === WHAT TIKTOK SHOWS === #

    @api.model
    def _find_or_create(self, shop, listed):
        """Return the SKUs of a shop by TikTok's id; unknown ones are added and matched to products.

        Those without a product are matched again: it may have been created meanwhile.

        :param tts.shop shop:
        :param dict listed: TikTok's SKU id to what `_listed_vals` gives
        :rtype: dict
        """
        skus = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', list(listed))])
        new = set(listed) - set(skus.mapped('tiktok_id'))
        recoded = self.browse()
        # What has waited is applied once more, but told no more than it did before.
        for sku in skus if not self.env.context.get('tts_told') else ():
            vals = dict(listed[sku.tiktok_id])
            if sku.listing_id:  # the catalogue has the better name
                vals['name'] = False
            recoded += sku._renew(vals)
        skus += self.create([
            {'shop_id': shop.id, 'tiktok_id': sku_id, **vals,
             'name': vals['name'] or vals['seller_sku'] or sku_id}
            for sku_id, vals in sorted(listed.items()) if sku_id in new
        ])
        skus._match(recoded)
        return {sku.tiktok_id: sku for sku in skus}

    @api.model
    def _listed_vals(self, item, time=False):
        """Return what a line item (or one part of a bundle) tells about its SKU.

        :param datetime time: at which TikTok has told it
        """
        shown = {key: values.text(item.get(key)) for key in (
            'product_name', 'sku_name', 'seller_sku', 'sku_id', 'product_id')}
        title = ' - '.join(filter(None, (shown['product_name'], shown['sku_name'])))
        return {
            'product_ref': shown['product_id'] or False,
            'name': title[:255] if shown['product_name'] else '',
            'seller_sku': _unmasked(shown['seller_sku']),
            'told_time': time,
        }

    def _renew(self, vals):
        """Take over what TikTok shows of one SKU: the latest wins, and nothing takes nothing away.

        :param dict vals: by field, and `told_time`
        :return: the SKU, if its codes are others now
        """
        is_later = not (self.told_time and vals['told_time']) or vals['told_time'] >= self.told_time
        changed = {
            name: vals[name] for name in SHOWN
            if self._is_better(name, vals.get(name), is_later)}
        if not changed:
            return self.browse()
        self.write({**changed, 'told_time': vals['told_time']} if is_later else changed)
        return self if CODES & changed.keys() else self.browse()

    def _is_better(self, name, value, is_later):
        """Tell whether a value that TikTok shows of one SKU is to be taken over."""
        if not value or value == self[name]:
            return False
        if name == 'name' and (self.name or '').startswith(value):
            return False
        return is_later or not self[name] or self._is_makeshift(name)

    def _is_makeshift(self, name):
        """Tell whether a value stands for one that TikTok has not told so far."""
        return name == 'name' and self.name in (self.seller_sku, self.tiktok_id)


def _unmasked(code):
    return False if '**' in code else code or False
