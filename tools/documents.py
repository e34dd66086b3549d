"""Documents of parcels: whether they can be read, and many of them as one.

Of what comes from elsewhere anything may be wrong, and the libraries that read it raise whatever
they like: every exception means that this document cannot be read.
"""

import io
from typing import NamedTuple

from PIL import Image
from reportlab.lib.units import inch, mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from odoo.tools import pdf

from . import zpl

# What TikTok gives: pages, a picture of one, text for label printers. Pictures are kept as pages.
PDF, PNG, ZPL = 'pdf', 'png', 'zpl'
MEDIA_TYPES = {PDF: 'application/pdf', ZPL: 'text/zpl'}
MAGIC = b'%PDF'
# The first bytes of a PDF may be something else, says the format.
WITHIN = 1024
# A label, its packing slip, what goes with them: more pages than these are something else.
MOST_PAGES = 50
# An A6 page on a printer with 600 dots per inch has 8.7 million.
MOST_PIXELS = 10_000_000

A6, A4 = (105 * mm, 148 * mm), (210 * mm, 297 * mm)
MARGIN, LINE, LETTERS = 8 * mm, 6 * mm, 40


class Unreadable(Exception):
    """What should be a document of a parcel is none that can be printed."""


class Merged(NamedTuple):
    """Documents as one: b'' where nothing is left, and the indexes of what was left out."""

    content: bytes
    left_out: tuple = ()


def printable(content, form):
    """Return a document as it is kept: as it is, but a picture as a page.

    :param str form: in which it was asked for
    :rtype: bytes
    :raises Unreadable: for what cannot be opened, is nothing, far too much, or no mere document
    """
    try:
        if form == PNG:
            content = _page_of(content)
        if form == ZPL:
            zpl.checked(content, MOST_PAGES)
        else:
            _pages(content)
    except Exception:
        raise Unreadable from None
    return content


def merged(groups, form=PDF):
    """Return documents as one; a group is left out when anything in it cannot be read.

    :param groups: lists of contents, which belong together
    :param str form: of all of them
    :rtype: Merged
    """
    groups = list(groups)
    try:
        return Merged(_written(groups, form))
    except Exception:
        left_out = [
            number for number, group in enumerate(groups) if not _is_printable(group, form)]
    good = [group for number, group in enumerate(groups) if number not in left_out]
    return Merged(_written(good, form) if good else b'', tuple(left_out))


def separator(lines, form=PDF):
    """Return a page of a label's size that tells what comes after it.

    :param lines: what to write on it; what the font of a page lacks is a question mark
    :rtype: bytes
    """
    if form == ZPL:
        return zpl.separator(lines)
    with io.BytesIO() as stream:
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


def _is_printable(group, form):
    try:
        return bool(_written([group], form))
    except Exception:  # whatever it is
        return False


def _written(groups, form):
    """Return documents as one, as they are: nothing is scaled or cropped."""
    contents = [content for group in groups for content in group]
    if form == ZPL:
        return b'\n'.join(zpl.checked(content, MOST_PAGES) for content in contents)
    writer = pdf.PdfFileWriter()
    for content in contents:
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


# === PICTURES === #

def _page_of(content):
    """Return a PDF page with a picture, whole and as sharp as it is.

    :raises Exception: of any kind, when it is none, or far too large
    """
    with Image.open(io.BytesIO(content), formats=['PNG']) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unreadable
        image.verify()  # Odoo lets pictures be read that are cut off: a half label is none
    with Image.open(io.BytesIO(content), formats=['PNG']) as image, io.BytesIO() as stream:
        # What is black or white stays so: as colours it would be three times as much.
        drawn = image.convert('L') if image.mode in ('1', 'L') else _on_white(image)
        page = canvas.Canvas(stream, pagesize=_size_of(image))
        page.drawImage(ImageReader(drawn), 0, 0, *_size_of(image))
        page.save()
        return stream.getvalue()


def _on_white(image):
    """Return a picture in colours, as it looks on paper."""
    layers = image.convert('RGBA')
    paper = Image.new('RGBA', image.size, 'white')
    return Image.alpha_composite(paper, layers).convert('RGB')


def _size_of(image):
    """Return how large a picture is printed, in points: as it says, if that can be a label; else as
    an A6 page has room for it.
    """
    dots = image.info.get('dpi') or (0, 0)
    if min(dots) > 0:
        size = image.width / dots[0] * inch, image.height / dots[1] * inch
        if all(MARGIN < side <= most for side, most in zip(size, A4, strict=True)):
            return size
    scale = min(A6[0] / image.width, A6[1] / image.height)
    return image.width * scale, image.height * scale
