"""Documents of packages, and the addresses at which they lie for a day."""

import hashlib
from typing import NamedTuple
from urllib.parse import urlencode

from . import labels
from .place import PLACE

DAY = 86400
LABEL, SLIP, BOTH = 'SHIPPING_LABEL', 'PACKING_SLIP', 'SHIPPING_LABEL_AND_PACKING_SLIP'
PICTURE, HAZMAT, INVOICE = 'SHIPPING_LABEL_PICTURE', 'HAZMAT_LABEL', 'INVOICE_LABEL'
TYPES = (LABEL, SLIP, BOTH, PICTURE, HAZMAT, INVOICE)
PAGES = {
    LABEL: [labels.label], SLIP: [labels.slip], BOTH: [labels.label, labels.slip],
    INVOICE: [labels.invoice], HAZMAT: [labels.hazmat],
}
FAULTS = ('cut', 'empty', 'html', 'text')


class Document(NamedTuple):
    """A document that can be fetched until a time.

    :param str suffix: `pdf`, `png` or `zpl`
    """

    package: object
    kind: str
    size: str
    suffix: str
    until: int


class Documents:
    """All that were asked for. They are drawn when somebody fetches them.

    :param int every: one in so many packages has a broken label, 0 for none
    """

    def __init__(self):
        self._made = {}
        self._labelled = {}
        self.every, self.how = 0, 'cut'

    def url(self, origin, package, kind, size, suffix, now):
        """Return where a document of a package lies from now on.

        :param str origin: scheme, host and port at which the sandbox was asked
        """
        self._count(package)
        name = hashlib.sha256(f'{package.id}/{kind}/{size}/{suffix}/{now}'.encode()).hexdigest()
        path = f'{PLACE}{name[:32]}.{suffix}'
        self._made[path] = Document(package, kind, size, suffix, now + DAY)
        return f"{origin}{path}?{urlencode({'expire': now + DAY})}"

    def break_next(self, every, how):
        """Break the labels of one in so many packages, of those that get their first from now on.
        """
        self.every, self.how, self._labelled = every, how, dict.fromkeys(self._labelled)

    def serve(self, path, now):
        """Return (bytes, media type) of what lies at a path, or None if nothing does any more."""
        found = self._made.get(path)
        if not found or now >= found.until:
            return None
        if found.package.broken:
            return _broken(found), 'application/pdf'
        return _drawn(found), MEDIA_TYPES[found.suffix]

    def _count(self, package):
        if package.id not in self._labelled:
            self._labelled[package.id] = True
            fresh = sum(1 for each in self._labelled.values() if each)
            if self.every and not fresh % self.every:
                package.broken = self.how


MEDIA_TYPES = {'pdf': 'application/pdf', 'png': 'image/png', 'zpl': 'text/plain'}


def _drawn(found):
    if found.suffix == 'png':
        return labels.picture(found.package)
    if found.suffix == 'zpl':
        return labels.zpl(found.package)
    return labels.pdf(found.package, PAGES[found.kind], found.size)


def _broken(found):
    """Return what is no PDF any more, or never was one."""
    whole = _drawn(found)
    return {
        'cut': whole[:len(whole) // 3], 'empty': b'', 'text': b'Too many requests',
        'html': b'<html><body>503 Service Unavailable</body></html>',
    }[found.package.broken]
