from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import const
from ...tools import values
from ...tools.actions import notification, seller_center
from ...tools.listing import edit
from ...tools.sentences import term
from ..engine.tts_guard import needs
from .product_product import IDENTIFYING

# What a product's payload is read by; a value of another type is as good as none.
TYPES = {
    'audit': dict, 'brand': dict, 'category_chains': list, 'main_images': list,
    'product_attributes': list, 'skus': list, 'audit_failed_reasons': list,
    'package_weight': dict, 'package_dimensions': dict,
}
# What a search tells of a product is compared with this long after its last change: TikTok's times
# are whole seconds, and its clock is another.
SETTLED_AFTER = 60


class TtsListing(models.Model):
    """A product as it is listed in one shop, or is to be listed (it has no TikTok ID then).

    How it comes into Odoo: `tts_listing_apply.py`; as a new product: `tts_listing_products.py`; its
    images: `tts_listing_images.py`.
    """

    _name = 'tts.listing'
    _description = "TikTok Shop Listing"
    _inherit = ['tts.mirror']
    _check_company_auto = True
    _order = 'shop_id, title, id'
    _rec_name = 'title'
    # What the list shows; a product is found by its name, its reference and its barcode.
    _rec_names_search = [
        'title', 'tiktok_id', 'product_tmpl_id', 'sku_ids.tiktok_id', 'sku_ids.seller_sku',
        'sku_ids.identifier', 'sku_ids.product_id', 'sku_ids.product_id.barcode',
    ]

    _holds_buyers_data = False

    tiktok_id = fields.Char(required=False)
    product_tmpl_id = fields.Many2one(
        'product.template', string="Product", index='btree_not_null', check_company=True,
        help="What is listed here, with all its variants. Empty where single variants are listed "
             "or nothing fits: see the SKUs.",
    )
    sku_ids = fields.One2many('tts.sku', 'listing_id', string="SKUs")
    title = fields.Char("Listed as", readonly=True)
    status = fields.Char("Status Code", readonly=True, index='btree_not_null')
    status_tab = fields.Selection(
        [*const.LISTING_STATUSES.items(), ('OTHER', "Other")],
        compute='_compute_status_tab', store=True, string="Status",
    )
    audit_status = fields.Char("Audit Code", readonly=True)
    audit_label = fields.Char("Audit", compute='_compute_audit_label')
    audit_reasons = fields.Text("Why TikTok Refused It", readonly=True)
    category_ref = fields.Char("Category ID", readonly=True, index='btree_not_null')
    category_name = fields.Char("Category at TikTok", readonly=True)
    category_id = fields.Many2one(
        'tts.category', string="TikTok Category", index='btree_not_null', check_company=True,
        domain="[('shop_id', '=', shop_id), ('is_leaf', '=', True)]",
        help="For this listing alone. Empty: as the product category is mapped.",
    )
    brand = fields.Char("Brand at TikTok", readonly=True)
    own_title = fields.Char("Title", help="Instead of the product's name.")
    own_description = fields.Html(
        "Description", sanitize_attributes=True,
        help="Instead of the product's description. Of images in it only those are sent that "
             "TikTok has already.",
    )
    fetched = fields.Datetime(readonly=True, help="When TikTok was last asked for all of it.")
    taken = fields.Json(
        readonly=True,
        help="What was last taken over of it, by field: only what TikTok has changed since is "
             "taken over again, so that what a person changes in Odoo stays.",
    )
    images_due = fields.Boolean(
        readonly=True, index='btree_not_null', help="Its images are not in Odoo yet.")
    images_problem = fields.Char(readonly=True)
    reason_code = fields.Selection(selection_add=[
        ('sku', "SKU to map"),
        ('variants', "Variants differ"),
    ])
    _freed_by = {
        'sku': {
            'tts.shop': ('create_products',), 'tts.sku': ('product_id', 'ships_nothing'),
            **IDENTIFYING,
        },
        'variants': {
            'tts.shop': ('create_products',), 'tts.sku': ('product_id',), **IDENTIFYING,
        },
        'refused': {'tts.shop': ('currency_id', 'pricelist_id')},
        'error': {'tts.shop': ('currency_id', 'pricelist_id')},
    }

    _one_to_come = models.UniqueIndex(
        '(shop_id, product_tmpl_id) WHERE tiktok_id IS NULL',
        "This product is to be listed in this shop already.",
    )

    @api.constrains('category_id')
    def _check_category_of_shop(self):
        """The screen offers no others, but files and other programs may name any."""
        for listing in self.sudo():
            category = listing.category_id
            if category and (category.shop_id != listing.shop_id or not category.is_leaf):
                raise ValidationError(self.env._(
                    "%(category)s is not a category in which %(shop)s can have products: choose a "
                    "lowest one of the same shop.", category=category.display_name,
                    shop=listing.shop_id.name))

    # === COMPUTE METHODS === #

    @api.depends('audit_status')
    @api.depends_context('lang')
    def _compute_audit_label(self):
        for listing in self:
            listing.audit_label = term(self.env, const.AUDIT_STATUSES, listing.audit_status)

    @api.depends('status')
    def _compute_status_tab(self):
        for listing in self:
            status = listing.status or 'NEW'
            listing.status_tab = status if status in const.LISTING_STATUSES else 'OTHER'

    @api.depends('title', 'product_tmpl_id')
    def _compute_display_name(self):
        for listing in self:
            listing.display_name = (
                listing.title or listing.product_tmpl_id.display_name or listing.tiktok_id)

    # === ACTION METHODS === #

    @needs('user')
    def action_fetch(self):
        """Button: ask TikTok for these products now, and take what has changed."""
        answers = {}
        for shop, rows in self.sudo().filtered('tiktok_id').grouped('shop_id').items():
            with shop._tiktok() as client:
                answers[shop] = client.products(shop.cipher, rows.mapped('tiktok_id'))
        for shop, payloads in answers.items():
            self.sudo()._mirror_and_apply(shop, payloads)
            self.sudo()._start_images(shop)
        return notification(
            'success', self.env._("Up to date with TikTok."))

    @needs('viewer')
    def action_open_product(self):
        """Button: open the product that is listed."""
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'product.template',
            'res_id': self.product_tmpl_id.id,
            'view_mode': 'form',
        }

    @needs('viewer')
    def action_open_seller_center(self):
        """Button: open the product where TikTok shows it to the seller."""
        return seller_center(self.shop_id, f'product/edit/{self.tiktok_id}')

    # === MIRROR METHODS === #

    @api.model
    def _mirror_vals(self, shop, payload):
        vals = super()._mirror_vals(shop, payload)
        payload = values.well_formed(payload, TYPES)
        chain = payload.get('category_chains') or []
        return {
            **vals,
            'fetched': fields.Datetime.now(),
            'title': values.text(payload.get('title'), 500),
            'status': values.text(payload.get('status')),
            'audit_status': values.text((payload.get('audit') or {}).get('status')),
            'audit_reasons': self._audit_reasons(payload),
            'category_ref': values.text(chain[-1].get('id')) if chain else False,
            'category_name': values.text(
                ' / '.join(values.text(each.get('local_name')) for each in chain), 500),
            'brand': values.text((payload.get('brand') or {}).get('name')),
        }

    @api.model
    def _audit_reasons(self, payload):
        """Return why TikTok refused a product and what it suggests, a line each."""
        lines = []
        for row in payload.get('audit_failed_reasons') or []:
            where = values.text(row.get('position'))
            for reason in values.listed(row.get('reasons'), str):
                lines.append(f"{where}: {reason}" if where else reason)
            lines += values.listed(row.get('suggestions'), str)
        return '\n'.join(values.text(line, 1000) for line in lines) or False

    def _content(self):
        """Return what TikTok says of one listing, without values of another type than expected.

        :raises UserError: when that is not known here: nothing may be concluded from nothing
        """
        if self._is_unknown_here():
            raise UserError(self.env._(
                "What TikTok says of \"%s\" is not in Odoo. Press Fetch on the listing.",
                self.display_name))
        return values.well_formed(self.sudo().payload or {}, TYPES)

    # === WHAT TIKTOK SHOWS === #

    @api.model
    def _mirror_and_apply(self, shop, payloads):
        """Mirror and apply products as TikTok shows them, and note that they were asked for.

        :param list payloads: details of products
        """
        changed = self._mirror(shop, payloads)
        ids = [values.identity(payload['id']) for payload in payloads]
        self.search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', ids),
        ]).fetched = fields.Datetime.now()
        changed._apply()

    @api.model
    def _note_statuses(self, shop, found):
        """Note the status of products that TikTok gives no details of: deleted or frozen ones."""
        rows = self.search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', [str(row['id']) for row in found])])
        status = {str(row['id']): values.text(row.get('status')) for row in found}
        for row in rows:
            if row.status != status[row.tiktok_id]:
                row.status = status[row.tiktok_id]

    @api.model
    def _known(self, shop, found):
        """Return those rows of a search that have a listing."""
        known = set(self.search([
            ('shop_id', '=', shop.id), ('tiktok_id', 'in', [row['id'] for row in found]),
        ]).mapped('tiktok_id'))
        return [row for row in found if row['id'] in known]

    @api.model
    def _outdated(self, shop, found):
        """Return the ids of those products in a page of a search whose details are to be fetched.

        :param tts.shop shop:
        :param list found: rows of a search, which tell a part of what the details tell
        """
        ids = [str(row['id']) for row in found]
        known = self.search([('shop_id', '=', shop.id), ('tiktok_id', 'in', ids)])
        known.fetch(['tiktok_id', 'payload', 'fetched', 'tiktok_update_time'])
        rows = {listing.tiktok_id: listing for listing in known}
        return [
            str(row['id']) for row in found
            if not (str(row['id']) in rows and rows[str(row['id'])]._is_up_to_date(row))
        ]

    def _is_up_to_date(self, found):
        """Tell whether the mirror has what a row of a search tells, and was made after that."""
        updated = values.moment(found.get('update_time'))
        if self._is_unknown_here():
            return False
        content = self._content()
        if not (updated and self.fetched and self.tiktok_update_time == updated):
            return False
        if (self.fetched - updated).total_seconds() < SETTLED_AFTER:
            return False
        return edit.gist(content) == edit.gist(values.well_formed(found, TYPES))

    def _look_again(self):
        """Have these applied again, soon: what they were in Odoo is gone."""
        if self:
            self.write({'state': 'pending', 'attempts': 0, 'next_attempt': False})
            self._ring()
