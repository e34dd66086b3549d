import io

from odoo import models

from ...tools import documents

LABELS, LABELS_ZPL = 'tiktok_shop.report_labels', 'tiktok_shop.report_labels_zpl'


class IrActionsReport(models.Model):
    """TikTok's labels as reports of Odoo's: its rules of printing, and those of printers, apply.

    The documents are TikTok's, as they are; nothing is rendered.
    """

    _inherit = 'ir.actions.report'

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        if self._get_report(report_ref).report_name != LABELS:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        # One for all: Odoo would merge strictly, and print nothing because of one bad document.
        content = self._tts_pickings(res_ids)._tts_print()
        return {False: {'stream': io.BytesIO(content), 'attachment': None}}

    def _render_template(self, template, values=None):
        """Instead of a page; what else prints texts by itself still comes to see them. Never as
        HTML: they come from elsewhere.
        """
        if template != LABELS_ZPL or (values or {}).get('report_type') != 'text':
            return super()._render_template(template, values)
        return self._tts_pickings(values['doc_ids'])._tts_print(documents.ZPL)

    def _tts_pickings(self, ids):
        """Return those of these transfers that there still are."""
        return self.env['stock.picking'].browse(ids or ()).exists()
