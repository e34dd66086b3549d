from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import documents, values
from ...tools.sentences import term
from .tts_package_label import GIVEN_OUT, HAZMAT, INVOICE, PAPERS, SLIP
from .tts_shop_papers import BOTH, PICTURE

LABEL = 'LABEL'  # whichever document a shop has for it
# TikTok has these in one size.
ONE_SIZE = (HAZMAT, INVOICE)


class Request(NamedTuple):
    """How TikTok is asked for a document, and in which form it then comes."""

    kind: str
    size: str | None
    form: str


class TtsPackage(models.Model):
    """What else is printed of a package, after its label: packing slip, hazmat label, label of the
    invoice. Each is fetched when the label is there, and lies beside it; one that cannot be had
    keeps neither the label nor the others.
    """

    _inherit = 'tts.package'

    paper_ids = fields.Many2many(
        'ir.attachment', 'tts_package_paper_rel', 'package_id', 'attachment_id',
        "Other Documents", readonly=True)
    papers_lacking = fields.Char(
        readonly=True, index='btree_not_null', help="What is still to be fetched.")
    paper_error = fields.Char("Documents That Are Missing", readonly=True)

    # === WHICH ARE WANTED === #

    @api.model
    def _papers_wanted(self):
        """Return the domain of packages that have their label, and lack what goes with it."""
        return (
            Domain('status', '=', GIVEN_OUT) & Domain('papers_lacking', '!=', False)
            & Domain('label_state', '=', 'ready') & Domain('label_id', '!=', False)
            & Domain('shop_id.label_document', '!=', False))

    def _paper_kinds(self):
        """Return what is printed of one package beside its label, in that order."""
        shop = self.shop_id
        return [kind for kind, is_wanted in (
            (SLIP, shop.label_slip and shop.label_document != BOTH),
            (HAZMAT, shop.label_hazmat and self._is_dangerous()),
            (INVOICE, shop.label_invoice),
        ) if is_wanted]

    def _is_dangerous(self):
        """Tell whether any unit in one package is dangerous goods, as its orders tell."""
        mine = set(self.item_refs or ())
        return any(
            item.get('is_dangerous_good') is True and values.identity(item.get('id')) in mine
            for order in self.order_ids.sudo()
            for item in values.listed((order.payload or {}).get('line_items'), dict))

    def _lacking(self):
        """Return what is to be fetched of one package now; the label first."""
        return self.papers_lacking.split(',') if self.papers_lacking else []

    def _document_request(self, kind):
        """Return how TikTok is asked for a document of one package.

        :rtype: Request
        """
        shop_sudo = self.shop_id.sudo()
        if kind != LABEL:
            size = None if kind in ONE_SIZE else shop_sudo.label_size
            return Request(kind, size, documents.PDF)
        if shop_sudo.label_document == PICTURE:
            return Request(PICTURE, None, documents.PNG)
        return Request(shop_sudo.label_document, shop_sudo.label_size, shop_sudo.label_format)

    # === WHAT HAS COME OF IT === #

    def _take_papers(self, found, missing):
        """Keep what was fetched beside the labels of these packages, and note what was not.

        :param dict found: {tts.package: {kind: `Document`}}
        :param Document missing: what stands for all that was not asked for
        """
        for package in self.filtered('papers_lacking'):
            told = {
                kind: found.get(package, {}).get(kind, missing) for kind in package._lacking()}
            package._keep_papers(
                {kind: each.content for kind, each in told.items() if each.content})
            package._note_lacking(
                {kind: each for kind, each in told.items() if not each.content})

    def _keep_papers(self, contents):
        """Keep documents of one package beside its label.

        :param dict contents: {kind: bytes of the PDF}
        """
        if contents:
            self.paper_ids |= self.env['ir.attachment'].union(*self._attach([
                (self, self._paper_name(kind), content, documents.PDF)
                for kind, content in contents.items()]))

    def _note_lacking(self, told):
        """Note why documents of one package could not be had, and whether they are asked for again.

        :param dict told: {kind: `Document`}
        """
        package = self._in_words() if told else self
        verdicts = {kind: package._verdict(document) for kind, document in told.items()}
        again = {kind: verdict for kind, verdict in verdicts.items() if verdict.retry}
        self.write({
            'papers_lacking': ','.join(again) or False, 'label_lease': False,
            'label_attempts': max((each.attempts for each in again.values()), default=0),
            'label_retry': max((each.retry for each in again.values()), default=False),
            'paper_error': package._paper_sentences(told, verdicts) or False})
        if again:
            self.env['tts.shipment']._ring(self.label_retry)

    def _paper_sentences(self, told, verdicts):
        return '\n'.join(filter(None, (
            self._paper_sentence(kind, told[kind], verdict)
            for kind, verdict in verdicts.items())))

    def _paper_sentence(self, kind, document, verdict):
        if not document.error:
            return ''
        reason = self._label_sentence(document.error, bool(verdict.retry))
        return f'{term(self.env, PAPERS, kind)}: {reason}'

    def _give_papers_up(self, told):
        """:param str told: why"""
        names = (term(self.env, PAPERS, kind) for kind in self._lacking())
        self.write({
            'papers_lacking': False, 'label_lease': False, 'label_retry': False,
            'label_attempts': 0, 'paper_error': f"{', '.join(names)}: {told}"})

    def _paper_name(self, kind):
        return f'TikTok {self.tiktok_id} {kind}.pdf'

    # === HOW THEY ARE PRINTED === #

    def _is_printed_in(self, form):
        """Tell whether anything of one package is printed in a form."""
        is_label = (self.label_format or documents.PDF) == form
        return is_label or (form == documents.PDF and bool(self.paper_ids))

    def _paper_pages(self, form):
        """Return what follows the label of one package in a form: PDFs."""
        papers = self.paper_ids.sorted('id') if form == documents.PDF else ()
        return [paper.raw or b'' for paper in papers]
