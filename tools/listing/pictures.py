"""Pictures as TikTok Shop takes them.

https://partner.tiktokshop.com/docv2/page/upload-product-image-202309; sellers are told 5 MB and
square pictures, and TikTok cuts off what is far from that.
"""

import importlib
import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps

from ...client.errors import BadImage

FORMATS = ('JPEG', 'PNG', 'BMP')  # and WEBP
# What Odoo shows; its types are told by what was decoded.
TYPES = {
    'JPEG': 'image/jpeg', 'PNG': 'image/png', 'GIF': 'image/gif', 'BMP': 'image/bmp',
    'WEBP': 'image/webp',
}
MOST_BYTES = 5 * 1024 * 1024
# Sides in pixels by use; what is larger is made smaller, what is smaller is refused.
BOUNDS = {'MAIN_IMAGE': (300, 4000), 'SIZE_CHART_IMAGE': (1024, 20_000)}
OTHER_BOUNDS = (100, 4000)
# Larger ones would need too much memory: decoded, a pixel has four bytes. It is Odoo's own limit.
MOST_PIXELS = 50_000_000
# Between 3:4 and 4:3 TikTok leaves a picture as it is.
RATIOS = (3 / 4, 4 / 3)
MOST_DOCUMENT_BYTES = 20 * 1024 * 1024
QUALITIES = (92, 80, 65, 45)


def _webp_decoder():
    """Return the decoder of WEBP, and leave Pillow's list of formats as it was: Odoo keeps it
    short, and to import a decoder adds it.
    """
    is_listed = 'WEBP' in Image.ID
    decoder = importlib.import_module('PIL.WebPImagePlugin').WebPImageFile
    if not is_listed:
        Image.ID.remove('WEBP')
        del Image.OPEN['WEBP']
    return decoder


WebPImageFile = _webp_decoder()


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
        if self.format == 'WEBP':  # which is sent as it is
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
        return _tried(lambda: _look(content))
    except BadImage:
        return None


def decode(content):
    """Return what the bytes show, all of which has been decoded as Odoo will do it.

    :rtype: Picture
    :raise BadImage: if they are no picture that Odoo can show
    """
    picture = _checked(content)
    _tried(lambda: _decode(content))
    return picture


def prepare(content, use_case='MAIN_IMAGE'):
    """Return (bytes, file name) that TikTok takes: as they are, or made again as JPEG.

    :param bytes content: a picture that is neither small nor large
    :raise BadImage: if they are no picture that can be read to its end
    """
    if _checked(content).format == 'WEBP':
        _tried(lambda: _decode(content))
        return content, 'image.webp'
    return _tried(lambda: _prepare(content, BOUNDS.get(use_case, OTHER_BOUNDS)[1]))


def _checked(content):
    """Return what the bytes show, as far as it can be told without decoding them."""
    picture = look(content)
    if not picture or picture.format not in TYPES:
        raise BadImage(message="The file is no image that can be shown")
    if picture.width * picture.height > MOST_PIXELS:
        raise BadImage(message=f"The image has {picture.width} x {picture.height} pixels: too many")
    return picture


def _tried(work):
    """Return what a function returns that has Pillow read bytes of others.

    :raise BadImage: instead of all that Pillow raises of them, which is any class of exception
    """
    try:
        with warnings.catch_warnings():
            # How large a picture may be is for its caller to say.
            warnings.simplefilter('ignore')
            return work()
    except Exception as error:
        reason = type(error).__name__
    raise BadImage(message=f"The image is damaged ({reason})")


def _look(content):
    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(0x0112) in (5, 6, 7, 8)
        width, height = image.size
        return Picture(image.format or '', *((height, width) if turned else (width, height)))


def _decode(content):
    with _open(content) as image:
        image.load()
        ImageOps.exif_transpose(image).convert('RGBA' if _is_transparent(image) else 'RGB')


def _prepare(content, most):
    with _open(content) as image:
        if _is_taken(image, len(content), most):
            image.load()
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


def _open(content):
    """Open a picture. A WEBP goes past Pillow's list of formats, which Odoo keeps short."""
    stream = io.BytesIO(content)
    return WebPImageFile(stream) if _webp_size(content) else Image.open(stream)


def _webp_size(content):
    """Return (width, height) of a WEBP, None for other files: Pillow, as Odoo sets it up, knows
    none.

    https://developers.google.com/speed/webp/docs/riff_container
    """
    if content[:4] != b'RIFF' or content[8:15] != b'WEBPVP8' or len(content) < 30:
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
