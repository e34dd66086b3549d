from odoo import api, fields, models

from ...tools import names
from ...tools.listing import identifiers

# By these a product can be sold, and is found, or not.
IDENTIFYING = {
    'product.product': ('active', 'type', 'default_code', 'barcode'),
    'product.template': ('type',),
    'product.uom': ('barcode',),
}


class ProductProduct(models.Model):
    _name = 'product.product'
    _inherit = ['product.product', 'tts.guard']

    tts_sku_ids = fields.One2many(
        'tts.sku', 'product_id', string="TikTok Shop SKUs", groups='tiktok_shop.group_viewer',
    )
    # What TikTok's codes are compared with. They are stored since only a folding that is the same
    # on both sides finds everything.
    tts_code_key = fields.Char(
        compute='_compute_tts_code_key', store=True, precompute=True, index='btree_not_null')
    tts_barcode_key = fields.Char(
        compute='_compute_tts_barcode_key', store=True, precompute=True, index='btree_not_null')

    @api.depends('default_code')
    def _compute_tts_code_key(self):
        for product in self:
            product.tts_code_key = names.code(product.default_code) or False

    @api.depends('barcode')
    def _compute_tts_barcode_key(self):
        for product in self:
            product.tts_barcode_key = identifiers.gtin(product.barcode) or False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        codes = self.env['tts.mirror']._codes_freed(self._name, ['default_code', 'barcode'])
        products._tts_waiting()._free_waiting(codes)
        return products

    def write(self, vals):
        """What waited for a product that was archived, or could not be sold, or for one with its
        codes alone, waits no longer.
        """
        codes = self.env['tts.mirror']._codes_freed(self._name, vals)
        before = self._tts_waiting() if codes else None
        result = super().write(vals)
        if codes:
            (before | self._tts_skus() | self._tts_waiting())._free_waiting(codes)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_tts_products(self):
        self._tts_skus()._lose_products()
        codes = self.env['tts.mirror']._codes_freed(self._name, ['active'])
        self._tts_waiting()._free_waiting(codes)

    # === BUSINESS METHODS === #

    def _tts_skus(self):
        """Return what TikTok's shops list of these, for whoever changes products."""
        return self.env['tts.sku'].sudo().search([('product_id', 'in', self.ids)])

    def _tts_waiting(self):
        """Return the SKUs without product that have a code of one of these."""
        return self.env['tts.sku']._waiting_for(
            self.mapped('tts_code_key'), self.mapped('tts_barcode_key'))

    def _tts_with_kits(self):
        """Return these and the kits that contain them: who sells a kit waits for its components."""
        return self

    def _tts_read_for_prices(self):
        """Read what a pricelist asks of these, in a statement per kind of record: by itself Odoo
        reads 1,000 at a time.
        """
        self.fetch(['product_tmpl_id', 'standard_price', 'product_template_attribute_value_ids'])
        self.product_template_attribute_value_ids.fetch(['price_extra'])
        templates = self.product_tmpl_id
        templates.fetch(['list_price', 'categ_id', 'uom_id', 'company_id'])
        templates.categ_id.fetch(['parent_path'])


class ProductUom(models.Model):
    _name = 'product.uom'
    _inherit = ['product.uom', 'tts.guard']

    tts_barcode_key = fields.Char(
        compute='_compute_tts_barcode_key', store=True, precompute=True, index='btree_not_null')

    @api.depends('barcode')
    def _compute_tts_barcode_key(self):
        for packaging in self:
            packaging.tts_barcode_key = identifiers.gtin(packaging.barcode) or False

    @api.model_create_multi
    def create(self, vals_list):
        packagings = super().create(vals_list)
        packagings._tts_free(['barcode'])
        return packagings

    def write(self, vals):
        result = super().write(vals)
        self._tts_free(vals)
        return result

    def _tts_free(self, changed):
        codes = self.env['tts.mirror']._codes_freed(self._name, changed)
        if codes:
            self.env['tts.sku']._waiting_for(
                [], self.mapped('tts_barcode_key'))._free_waiting(codes)

    def _tts_units(self):
        """Return how many units of the product are in one of these; 0 where it is no whole number.
        """
        units = self.uom_id._compute_quantity(1, self.product_id.uom_id, round=False)
        return int(units) if units >= 1 and float(units).is_integer() else 0
