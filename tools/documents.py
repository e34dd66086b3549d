"""Documents of parcels: whether they can be read, and many of them as one PDF.

Of what comes from elsewhere anything may be wrong, and the library that reads it raises whatever
it likes: every exception means that this document cannot be read.
"""

import io
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

from odoo.tools import pdf

MAGIC = b'%PDF'
# The first bytes of a file may be something else, says the format.
WITHIN = 1024
# A label, its packing slip, what goes with them: more pages than these are something else.
MOST_PAGES = 50

A6 = 105 * mm, 148 * mm
MARGIN, LINE, LETTERS = 8 * mm, 6 * mm, 40


class Unreadable(Exception):
    """What should be a document of a parcel is none that can be printed."""


class Merged(NamedTuple):
    """Documents as one: the PDF, b'' where nothing is left, and the indexes of what was left out.
    """

    content: bytes
    left_out: tuple = ()


def require_readable(content):
    """:raises Unreadable: for what cannot be opened, or has no pages, or far too many"""
    try:
        _pages(content)
    except Exception:
        raise Unreadable from None


def merged(groups):
    """Return documents as one PDF; a group is left out when anything in it cannot be read.

    :param groups: lists of contents of PDFs, which belong together
    :rtype: Merged
    """
    groups = list(groups)
    try:
        return Merged(_written(groups))
    except Exception:
        left_out = [
            number for number, group in enumerate(groups) if not _is_printable(group)]
    good = [group for number, group in enumerate(groups) if number not in left_out]
    return Merged(_written(good) if good else b'', tuple(left_out))


def _is_printable(group):
    try:
        return bool(_written([group]))
    except Exception:  # whatever it is
        return False


def _written(groups):
    """Return documents as one PDF, as they are: nothing is scaled or cropped."""
    writer = pdf.PdfFileWriter()
    for content in (content for group in groups for content in group):
        for page in _pages(content):
            writer.addPage(page)
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()


def _pages(content):
    """Return the pages of a PDF.

    :raises Exception: of any kind, when it cannot be read
    """
    if MAGIC not in content[:WITHIN]:
        raise Unreadable
    reader = pdf.PdfFileReader(io.BytesIO(content), strict=False)
    count = reader.getNumPages()
    if not 0 < count <= MOST_PAGES:
        raise Unreadable
    return [reader.getPage(number) for number in range(count)]


def separator(lines):
    """Return a page of a label's size that tells what comes after it.

    :param lines: what to write on it; what its font lacks is a question mark
    :rtype: bytes
    """
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=A6)
    page.setFont('Helvetica-Bold', 14)
    height = A6[1] - 2 * MARGIN
    for line in lines:
        if height < MARGIN:
            break
        known = line.encode('latin-1', 'replace').decode('latin-1')
        page.drawString(MARGIN, height, known[:LETTERS])
        page.setFont('Helvetica', 11)
        height -= LINE
    page.save()
    return stream.getvalue()
