import io

from odoo import models

LABELS = 'tiktok_shop.report_labels'


class IrActionsReport(models.Model):
    """TikTok's labels as a report of Odoo's: its rules of printing, and those of printers, apply.

    The documents are TikTok's, as they are; nothing is rendered.
    """

    _inherit = 'ir.actions.report'

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        if self._get_report(report_ref).report_name != LABELS:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        # One for all: Odoo would merge strictly, and print nothing because of one bad document.
        content = self.env['stock.picking'].browse(res_ids or ()).exists()._tts_print()
        return {False: {'stream': io.BytesIO(content), 'attachment': None}}
