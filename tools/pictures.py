"""Pictures as TikTok Shop takes them.

https://partner.tiktokshop.com/docv2/page/upload-product-image-202309; sellers are told 5 MB and
square pictures, and TikTok cuts off what is far from that.
"""

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ('JPEG', 'PNG', 'BMP')  # and WEBP
MOST_BYTES = 5 * 1024 * 1024
# Sides in pixels by use; what is larger is made smaller, what is smaller is refused.
BOUNDS = {'MAIN_IMAGE': (300, 4000), 'SIZE_CHART_IMAGE': (1024, 20_000)}
OTHER_BOUNDS = (100, 4000)
# Larger ones would need too much memory to be made smaller.
MOST_PIXELS = 64_000_000
# Between 3:4 and 4:3 TikTok leaves a picture as it is.
RATIOS = (3 / 4, 4 / 3)
# What a PDF is called: TikTok takes one word with one suffix.
DOCUMENT = 'document.pdf'
MOST_DOCUMENT_BYTES = 20 * 1024 * 1024
QUALITIES = (92, 80, 65, 45)


class Picture(NamedTuple):
    """What can be told of a picture without decoding it."""

    format: str
    width: int
    height: int

    def is_small(self, use_case):
        """Tell whether TikTok would refuse it as too small."""
        return min(self.width, self.height) < BOUNDS.get(use_case, OTHER_BOUNDS)[0]

    def is_large(self, use_case):
        """Tell whether it is too large even to be made smaller."""
        if self.format == 'WEBP':  # which Odoo does not decode
            return max(self.width, self.height) > BOUNDS.get(use_case, OTHER_BOUNDS)[1]
        return self.width * self.height > MOST_PIXELS

    def is_cut(self):
        """Tell whether TikTok would cut off a part of it."""
        return not RATIOS[0] <= self.width / self.height <= RATIOS[1]


def look(content):
    """Return what the bytes show, None if they are no picture that can be read.

    :rtype: Picture
    """
    size = _webp_size(content)
    if size:
        return Picture('WEBP', *size)
    try:
        with warnings.catch_warnings():
            # `is_large` tells it; nothing is decoded here.
            warnings.simplefilter('ignore', Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                turned = image.getexif().get(0x0112) in (5, 6, 7, 8)
                width, height = image.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        return None
    return Picture(image.format or '', *((height, width) if turned else (width, height)))


def prepare(content, use_case='MAIN_IMAGE'):
    """Return (bytes, file name) that TikTok takes: as they are, or made again as JPEG.

    :param bytes content: a picture that `look` can read and that is neither small nor large
    """
    if _webp_size(content):
        return content, 'image.webp'
    most = BOUNDS.get(use_case, OTHER_BOUNDS)[1]
    with Image.open(io.BytesIO(content)) as image:
        if _is_taken(image, len(content), most):
            return content, f'image.{image.format.lower()}'
        # A large JPEG is decoded at a fraction of its size.
        image.draft('RGB', (most, most))
        made = _flat(ImageOps.exif_transpose(image))
    made.thumbnail((most, most))
    for quality in QUALITIES:
        stream = io.BytesIO()
        made.save(stream, 'JPEG', quality=quality, optimize=True)
        if stream.tell() <= MOST_BYTES:
            break
    return stream.getvalue(), 'image.jpeg'


def _webp_size(content):
    """Return (width, height) of a WEBP, None for other files.

    Odoo lets Pillow load the decoders of few formats only, and keeps a WEBP as it is.
    https://developers.google.com/speed/webp/docs/riff_container
    """
    if content[:4] != b'RIFF' or content[8:12] != b'WEBP' or len(content) < 30:
        return None
    kind, body = content[12:16], content[20:]
    if kind == b'VP8X':
        return tuple(int.from_bytes(body[at:at + 3], 'little') + 1 for at in (4, 7))
    if kind == b'VP8L':
        bits = int.from_bytes(body[1:5], 'little')
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b'VP8 ':
        return tuple(int.from_bytes(body[at:at + 2], 'little') & 0x3FFF for at in (6, 8))
    return None


def _is_taken(image, size, most):
    return (
        image.format in FORMATS and size <= MOST_BYTES and max(image.size) <= most
        and image.mode in ('1', 'L', 'P', 'RGB') and not _is_transparent(image)
        and getattr(image, 'n_frames', 1) == 1
    )


def _is_transparent(image):
    return image.mode in ('RGBA', 'LA', 'PA', 'RGBa', 'La') or 'transparency' in image.info


def _flat(image):
    """Return an image on white: JPEG knows no transparency."""
    if not _is_transparent(image):
        return image.convert('RGB')
    image = image.convert('RGBA')
    ground = Image.new('RGB', image.size, 'white')
    ground.paste(image, mask=image)
    return ground
