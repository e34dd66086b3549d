from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.listing import identifiers
from ..engine.tts_guard import check_role, needs


class TtsShop(models.Model):
    """What a shop lists, and how."""

    _inherit = 'tts.shop'

    save_mode = fields.Selection([
        ('live', "Submit to TikTok's review"),
        ('draft', "Save as drafts"),
    ], string="Products Sent", required=True, default='live',
        help="Drafts are submitted in Seller Center, or by sending them once more from here. "
             "Products that are live keep what buyers see until then.",
    )
    add_variants = fields.Boolean(
        "Add New Variants", default=True,
        help="Variants that a listed product gets in Odoo are added to its listing.",
    )
    variant_images = fields.Boolean(
        "Send Variants' Images", default=True,
        help="A variant's own image is shown when a buyer chooses it.",
    )
    send_brand = fields.Boolean(
        "Send Brands", default=True, help="Off: brands at TikTok stay as they are.",
    )
    description_fallback = fields.Boolean(
        "Title as Description",
        help="A product without description gets its title. Off: it is not sent before it has one.",
    )
    identifier_priority = fields.Char(
        "Barcodes", default=', '.join(identifiers.KINDS),
        help="The kinds of barcode that are sent. Of those that fit the number of digits, the "
             "first one is it. Empty: no barcode is sent. Known are GTIN (14 digits), EAN (8, 13 "
             "or 14), UPC (12), ISBN (10 or 13) and JAN (8 or 13, of Japan).",
    )
    default_weight = fields.Float(
        digits='Stock Weight',
        help="In kg, for products that have neither a package weight nor a weight.",
    )
    default_length = fields.Float(help="In cm, for products without package size.")
    default_width = fields.Float(help="In cm.")
    default_height = fields.Float(help="In cm.")
    unsent_count = fields.Integer("Not Sent", compute='_compute_unsent_count')

    # === CONSTRAINTS AND COMPUTE METHODS === #

    @api.constrains('identifier_priority')
    def _check_identifier_priority(self):
        for shop in self:
            if shop.identifier_priority and not identifiers.read_priority(shop.identifier_priority):
                raise ValidationError(self.env._(
                    "Barcodes: name some of %s, each once, divided by commas.",
                    ', '.join(identifiers.KINDS)))

    def _compute_unsent_count(self):
        counts = dict(self.env['tts.listing']._read_group(
            [('shop_id', 'in', self.ids), ('push_state', 'in', ('problems', 'refused'))],
            ['shop_id'], ['__count']))
        for shop in self:
            shop.unsent_count = counts.get(shop, 0)

    # === ACTION METHODS === #

    @needs('product_manager')
    def action_publish_products(self):
        """Button "Sync All To TikTok Shop": send what is in scope, and show how that goes on."""
        return self.env['tts.sync'].union(
            *(shop._start_publish() for shop in self)).action_open()

    @needs('viewer')
    def action_open_unsent(self):
        """Button: what could not be sent to these shops."""
        action = self.env['ir.actions.act_window']._for_xml_id('tiktok_shop.action_tts_listing')
        return {**action, 'context': {}, 'domain': [
            ('shop_id', 'in', self.ids), ('push_state', 'in', ('problems', 'refused'))]}

    # === BUSINESS METHODS === #

    def _start_publish(self, templates=None, save_mode=None, listings=None):
        """Start a run that sends products to TikTok, and return it.

        :param product.template templates: those to send; None for all that are in scope
        :param str save_mode: `live` or `draft`; None as the shop has it
        :param tts.listing listings: just these
        :rtype: tts.sync
        :raises UserError: when there is nothing to send, or another such run is at work
        """
        self.ensure_one()
        check_role(self, 'product_manager')
        run = self.env['tts.sync']._start(
            self, 'publish', {'save_mode': save_mode or self.save_mode})
        if listings is None and templates is None:
            return run
        shop_sudo = self.sudo().with_company(self.company_id)
        rows = shop_sudo._ensure_listings(templates) if listings is None else listings.sudo()
        if not rows:
            raise UserError(self.env._(
                "None of these can be sent to %s: services, products that are not for sale, those "
                "of other companies and those that are listed there as variants of another product "
                "never are.", self.name))
        shop_sudo._queue(rows, run)
        return run

    def _queue(self, listings, run):
        listings.write({'push_run_id': run.id})
        run.sudo().write({'cursor': {'after': 0, 'left': len(listings)}, 'total': len(listings)})
