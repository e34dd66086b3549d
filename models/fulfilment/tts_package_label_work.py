import functools
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...client import codes
from ...client.errors import BadDocument, TikTokError
from ...tools import documents, values
from ...tools.sentences import explained, term
from ..engine.tts_work import MAX_ATTEMPTS, commit_progress, is_lost, note
from .stock_picking_label import LABEL_FIELDS
from .tts_package_papers import LABEL

_lt = LazyTranslate(__name__)

# Labels that are fetched between two commits.
LABELS = 20
# For so long a worker that is silent is taken to be fetching.
LEASE = timedelta(minutes=3)
# A carrier that is still making a label is mostly done within seconds.
FIRST_PAUSE, LAST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
# What TikTok's answer is in (`codes.SITUATIONS`) when it has no label to give.
SITUATIONS = {
    'cancelled': _lt("TikTok has cancelled this parcel: pull it out of the pile."),
    'early': _lt("TikTok does not have its shipping arranged yet."),
    'no_label': _lt(
        "TikTok has no label for it, or gives it out no more: the seller ships it himself, "
        "TikTok's warehouse does, or the carrier has it."),
    'request': _lt(
        "The buyer has a request to be decided first: TikTok gives no label as long as it is "
        "open."),
}
# These end by themselves, or by what a person does elsewhere: they are asked for again.
PASSING = ('early', 'request')
# After these the package is not what it was taken for: it is read again.
OTHERWISE = ('cancelled', 'no_label')


class Document(NamedTuple):
    """What has come of asking for a document; `form` is that in which it is kept, `url` is where
    TikTok has it, if it told that.
    """

    content: bytes = b''
    form: str = documents.PDF
    url: str = ''
    error: Exception | None = None
    is_asked: bool = True


def _passes(error):
    """Tell whether a label may well be had when it is asked for once more."""
    unreadable = isinstance(error, documents.Unreadable | BadDocument)
    return unreadable or getattr(error, 'passes', True)


def _pause(attempts, error, waits):
    """Return after how long a label is asked for again."""
    growing = min(FIRST_PAUSE * 2 ** (attempts - 1), LAST_PAUSE)
    asked = None if waits else getattr(error, 'retry_after', None)
    return max(growing, timedelta(seconds=asked or 0))


class Verdict(NamedTuple):
    """What becomes of a document that could not be had: when it is asked for again, if it is."""

    attempts: int
    retry: object


class TtsPackage(models.Model):
    """Fetching labels, and what goes with them, from the queue of `tts_shipment_work.py` and by the
    same rules: nothing is locked while TikTok is asked, the attempt is noted before, what has come
    of it after.
    """

    _inherit = 'tts.package'

    @api.model
    def _fetch_some(self, passed):
        """Fetch some labels of one shop; return whether any were due.

        :param set passed: ids of shops that have to wait; one that cannot be asked is added
        """
        mine = self._claim_labels(passed)
        if not mine:
            return False
        given_up = mine.filtered(lambda each: each.label_attempts > MAX_ATTEMPTS)
        for package in given_up:
            package._give_label_up()
        commit_progress(self.env, 0, 1)
        if mine - given_up:
            (mine - given_up)._fetch_labels(passed)
        return True

    @api.model
    def _claim_labels(self, passed):
        """Own some packages of one shop whose labels are due, for the time of a lease."""
        now = fields.Datetime.now()
        due = self.search_fetch((self._label_wanted() | self._papers_wanted()) & Domain([
            ('shop_id', 'not in', list(passed)), ('shop_id.active', '=', True),
            ('shop_id.account_id.state', '=', 'connected'),
            '|', ('label_retry', '=', False), ('label_retry', '<=', now),
            '|', ('label_lease', '=', False), ('label_lease', '<=', now),
        ]), ['shop_id', 'label_attempts', *LABEL_FIELDS], order='id', limit=5 * LABELS)
        due = due.filtered(lambda each: each.shop_id == due[0].shop_id)
        mine = due.try_lock_for_update(allow_referencing=True, limit=LABELS)
        for attempts, some in mine.grouped('label_attempts').items():
            some.write({'label_attempts': attempts + 1, 'label_lease': now + LEASE})
        mine.filtered(lambda each: not each._has_label()).label_state = 'waiting'
        return mine

    # === ASKING === #

    def _fetch_labels(self, passed):
        """Fetch what these packages of one shop lack, and note what has come of it."""
        shop, found, failure = self.shop_id, {}, None
        try:
            with shop._tiktok(in_words=False) as client:
                for package in self:
                    package._fetch_documents(client, found.setdefault(package, {}))
        except (TikTokError, UserError) as error:
            failure = error
        note(self.env, functools.partial(self._take_labels, found, failure))
        if failure:
            self.env['tts.shipment']._pass_over(shop, failure, passed)

    def _fetch_documents(self, client, found):
        """Fetch what one package lacks: its label first, and without it nothing else.

        :param dict found: {kind: Document}, to which is added what was asked for
        :raises TikTokError: when TikTok would give no other package's either
        """
        if not self._has_label():
            found[LABEL] = self._fetch_document(client, LABEL)
            if not found[LABEL].content:
                return
        for kind in self._lacking() if self._has_label() else self._paper_kinds():
            found[kind] = self._fetch_document(client, kind)

    def _fetch_document(self, client, kind):
        """Fetch one document of one package.

        :rtype: Document
        :raises TikTokError: when TikTok would give no other either
        """
        wanted, url = self._document_request(kind), ''
        try:
            url = client.shipping_document(
                self.shop_id.sudo().cipher, self.tiktok_id, wanted.kind, size=wanted.size,
                format='ZPL' if wanted.form == documents.ZPL else None)['url']
            content = documents.printable(client.download_document(url), wanted.form)
        except Exception as error:
            # A document that cannot be had from where it lies is its own fault alone.
            is_for_all = not url and getattr(error, 'is_for_all', False)
            if is_for_all or is_lost(error):
                raise
            return Document(url=url, error=error)
        # Pictures are kept as pages.
        return Document(content, documents.ZPL if wanted.form == documents.ZPL else documents.PDF)

    # === WHAT HAS COME OF IT === #

    def _take_labels(self, found, failure):
        """Write what has come of asking for documents.

        :param dict found: {tts.package: {kind: Document}}
        :param Exception failure: why TikTok was not asked for the others
        """
        missing = Document(error=failure, is_asked=False)
        labels = {
            package: found.get(package, {}).get(LABEL, missing) for package in self
            if not package._has_label()}
        self._keep_labels({
            package: document for package, document in labels.items() if document.content})
        without = self.filtered(lambda package: not package._has_label())
        for package in without and without._in_words():
            package._note_no_label(labels[package])
        (self - without)._take_papers(found, missing)

    def _in_words(self):
        """Return these packages in the language of who reads what is said of them."""
        return self.with_context(lang=self.order_ids[:1]._responsible().lang)

    def _verdict(self, document):
        """Return whether a document of one package that could not be had is asked for again.

        :rtype: Verdict
        """
        error, situation = document.error, getattr(document.error, 'situation', '')
        waits = not document.is_asked or situation in PASSING or (
            getattr(error, 'kind', None) == codes.WAIT)
        attempts = max(self.label_attempts, 1)
        # However long a carrier takes, or TikTok is out of order: nothing has failed.
        counted = min(attempts, MAX_ATTEMPTS - 1) if waits else attempts
        if not waits and (not _passes(error) or attempts >= MAX_ATTEMPTS):
            return Verdict(counted, False)
        return Verdict(counted, fields.Datetime.now() + _pause(attempts, error, waits))

    def _note_no_label(self, document):
        """Note why there is no label, and whether it is asked for again."""
        verdict = self._verdict(document)
        self.write({
            'label_state': 'waiting' if verdict.retry else 'refused', 'label_url': document.url,
            'label_error': self._label_sentence(document.error, bool(verdict.retry)),
            'label_attempts': verdict.attempts, 'label_retry': verdict.retry,
            'label_lease': False})
        if getattr(document.error, 'situation', '') in OTHERWISE:
            self.is_stale = True
        if verdict.retry:
            self.env['tts.shipment']._ring(verdict.retry)

    def _label_sentence(self, error, later):
        """Return why there is no label, as a person is told.

        :param bool later: whether it is asked for again
        """
        if isinstance(error, documents.Unreadable | BadDocument):
            told = self.env._("What TikTok gives is no document that can be printed.")
        elif getattr(error, 'situation', '') in SITUATIONS:
            told = term(self.env, SITUATIONS, error.situation)
        elif getattr(error, 'kind', None) == codes.WAIT:
            told = self.env._("The carrier is still making its label.")
        else:
            return explained(self.env, error, repeated=later)
        if later:
            told = f"{told} {self.env._('It is fetched again by itself.')}"
        return f"{told} [{values.text(error, 300)}]" if values.text(error) else told

    def _give_label_up(self):
        told = self._in_words().env._(
            "Tried %s times: the last time Odoo ended the worker before it was there. The server "
            "log tells why. Press Fetch Label.", MAX_ATTEMPTS)
        if self._has_label():
            self._give_papers_up(told)
            return
        self.write({
            'label_state': 'refused', 'label_retry': False, 'label_lease': False,
            'label_error': told})
