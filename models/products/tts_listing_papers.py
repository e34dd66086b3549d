from datetime import datetime, time

from odoo import models

from ...tools import names, values


class TtsListing(models.Model):
    """Certificates and size charts: documents of the product that say what they are."""

    _inherit = 'tts.listing'

    def _paper_part(self, goods, leaf, kept):
        """Return certificates and size chart. What Odoo has no document for stays as TikTok has it.
        """
        documents = self.env['product.document'].search([
            ('res_model', '=', 'product.template'), ('res_id', '=', goods.id),
            '|', ('tts_certificate', '!=', False), ('tts_size_chart', '=', True)])
        papers = {each['id']: each for each in kept.get('certifications', [])}
        for tiktok_id, mine in self._certificates_of(leaf, documents).items():
            papers[tiktok_id] = self._certificate_part(tiktok_id, mine, papers.get(tiktok_id, {}))
        part = {'certifications': list(papers.values())} if papers else {}
        chart = documents.filtered('tts_size_chart')[:1].ir_attachment_id.sudo()
        if chart:
            among = [(kept.get('size_chart', {}).get('image') or {}).get('uri')]
            part['size_chart'] = {'image': self._image(chart, 'SIZE_CHART_IMAGE', among)}
        return part

    def _certificates_of(self, leaf, documents):
        """Return the documents of each certificate of the category: {TikTok's id: documents}."""
        ids = {
            names.key(row.get('name')): values.text(row.get('id'))
            for row in leaf._certificates(required=False)
        }
        named = documents.filtered(lambda each: names.key(each.tts_certificate) in ids)
        return named.grouped(lambda each: ids[names.key(each.tts_certificate)])

    def _certificate_part(self, tiktok_id, documents, kept):
        """Return one certificate: pages as images, or PDFs."""
        among = [each.get('uri') or each.get('id')
                 for each in (*kept.get('images', []), *kept.get('files', []))]
        part = {'id': tiktok_id}
        for document in documents:
            attachment = document.ir_attachment_id.sudo()
            if (attachment.mimetype or '').startswith('image/'):
                image = self._image(attachment, 'CERTIFICATION_IMAGE', among)
                part.setdefault('images', []).append(image)
            else:
                part.setdefault('files', []).append(self._image(attachment, 'FILE', among))
        expiry = min(filter(None, documents.mapped('tts_expiry')), default=None)
        if expiry:
            part['expiration_date'] = values.epoch(datetime.combine(expiry, time()))
        return part
