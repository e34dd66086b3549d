from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import documents

# https://partner.tiktokshop.com/docv2/page/get-package-shipping-document-202309: where labels are
# there for label printers, and where parcels carry a label of their invoice.
ZPL_REGIONS = ('BR', 'MX')
INVOICE_REGIONS = ('BR',)
BOTH, PICTURE = 'SHIPPING_LABEL_AND_PACKING_SLIP', 'SHIPPING_LABEL_PICTURE'


class TtsShop(models.Model):
    """Which documents a shop wants of what TikTok's carrier takes, beside the label."""

    _inherit = 'tts.shop'

    label_format = fields.Selection([
        (documents.PDF, "PDF"),
        (documents.ZPL, "ZPL, for label printers"),
    ], default=documents.PDF, required=True,
        help="TikTok has labels in ZPL in Brazil and Mexico. They are printed with TikTok Labels "
             "(ZPL); what else belongs to a parcel is a PDF.")
    label_slip = fields.Boolean(
        "Packing Slip", help="After each label TikTok's packing slip, as a page of its own.")
    label_hazmat = fields.Boolean(
        "Hazmat Label", default=True,
        help="After the labels of parcels with dangerous goods their hazmat label, an A4 page.")
    label_invoice = fields.Boolean(
        "Invoice Label", help="After each label that of its invoice.")

    has_zpl = fields.Boolean(compute='_compute_has_documents')
    has_invoice_label = fields.Boolean(compute='_compute_has_documents')

    # === COMPUTE METHODS === #

    @api.depends('region')
    def _compute_has_documents(self):
        for shop in self:
            shop.has_zpl = shop.region in ZPL_REGIONS
            shop.has_invoice_label = shop.region in INVOICE_REGIONS

    @api.constrains('label_format', 'label_document', 'label_invoice', 'region')
    def _check_documents(self):
        for shop in self:
            if shop.label_format == documents.ZPL and not shop.has_zpl:
                raise ValidationError(self.env._(
                    "TikTok has labels in ZPL in Brazil and Mexico only: choose PDF."))
            if shop.label_format == documents.ZPL and shop.label_document == PICTURE:
                raise ValidationError(self.env._(
                    "A picture cannot be had in ZPL: choose another label, or PDF."))
            if shop.label_invoice and not shop.has_invoice_label:
                raise ValidationError(self.env._(
                    "TikTok has labels of invoices in Brazil only."))
