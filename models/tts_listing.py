from odoo import api, fields, models

from .. import const
from ..tools import values

# What a product's payload is read by; a value of another type is as good as none.
TYPES = {
    'audit': dict, 'brand': dict, 'category_chains': list, 'main_images': list,
    'product_attributes': list, 'skus': list, 'audit_failed_reasons': list,
    'package_weight': dict, 'package_dimensions': dict,
}


class TtsListing(models.Model):
    """A product as it is listed in one shop, or is to be listed (it has no TikTok ID then).

    How it comes into Odoo: `tts_listing_apply.py`, its images: `tts_listing_images.py`.
    """

    _name = 'tts.listing'
    _description = "TikTok Shop Listing"
    _inherit = ['tts.mirror']
    _check_company_auto = True
    _order = 'shop_id, title, id'
    _rec_name = 'title'

    # A product that is to be listed has none yet.
    tiktok_id = fields.Char(required=False)
    product_tmpl_id = fields.Many2one(
        'product.template', string="Product", index='btree_not_null', check_company=True,
    )
    sku_ids = fields.One2many('tts.sku', 'listing_id', string="SKUs")
    title = fields.Char("Title at TikTok", readonly=True)
    status = fields.Char("Status Code", readonly=True, index='btree_not_null')
    status_label = fields.Char("TikTok Status", compute='_compute_labels')
    status_tab = fields.Selection(
        [*const.LISTING_STATUSES.items(), ('OTHER', "Other")],
        compute='_compute_status_tab', store=True, string="Status",
    )
    audit_status = fields.Char("Audit", readonly=True)
    audit_label = fields.Char("Audit Result", compute='_compute_labels')
    audit_reasons = fields.Text("Why TikTok Refused It", readonly=True)
    category_ref = fields.Char("Category ID", readonly=True)
    category_name = fields.Char("Category at TikTok", readonly=True)
    brand = fields.Char("Brand at TikTok", readonly=True)
    own_title = fields.Char("Title", help="Instead of the product's name.")
    own_description = fields.Html(
        "Description", help="Instead of the product's description.", sanitize_attributes=True)
    taken = fields.Json(
        readonly=True,
        help="What was last taken over of it, by field: only what TikTok has changed since is "
             "taken over again, so that what a person changes in Odoo stays.",
    )
    reason_code = fields.Selection(selection_add=[
        ('sku', "SKU to map"),
        ('variants', "Variants differ"),
        ('review', "No product"),
    ])

    _one_to_come = models.UniqueIndex(
        '(shop_id, product_tmpl_id) WHERE tiktok_id IS NULL',
        "This product is to be listed in this shop already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('status', 'audit_status')
    def _compute_labels(self):
        for listing in self:
            listing.status_label = const.LISTING_STATUSES.get(
                listing.status) or values.label(listing.status) or self.env._("Not listed yet")
            listing.audit_label = values.label(listing.audit_status)

    @api.depends('status')
    def _compute_status_tab(self):
        for listing in self:
            status = listing.status or 'NEW'
            listing.status_tab = status if status in const.LISTING_STATUSES else 'OTHER'

    # === MIRROR METHODS === #

    @api.model
    def _mirror_vals(self, shop, payload):
        vals = super()._mirror_vals(shop, payload)
        payload = values.well_formed(payload, TYPES)
        chain = payload.get('category_chains') or []
        leaf = chain[-1] if chain else {}
        return {
            **vals,
            'title': values.text(payload.get('title'), 500),
            'status': values.text(payload.get('status')),
            'audit_status': values.text((payload.get('audit') or {}).get('status')),
            'audit_reasons': self._read_reasons(payload),
            'category_ref': values.text(leaf.get('id')) or False,
            'category_name': values.text(
                ' / '.join(values.text(each.get('local_name')) for each in chain), 500),
            'brand': values.text((payload.get('brand') or {}).get('name')),
        }

    @api.model
    def _read_reasons(self, payload):
        """Return why TikTok refused a product, a line per reason, with its suggestions."""
        lines = []
        for row in payload.get('audit_failed_reasons') or []:
            where = values.text(row.get('position'))
            for reason in values.listed(row.get('reasons'), str):
                lines.append(f"{where}: {values.text(reason, 1000)}" if where else reason)
            lines += [f"→ {values.text(each, 1000)}" for each in values.listed(
                row.get('suggestions'), str)]
        return '\n'.join(lines) or False

    def _content(self):
        """Return what TikTok says of one listing, without values of another type than expected."""
        return values.well_formed(self.sudo().payload or {}, TYPES)
