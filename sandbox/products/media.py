"""Pictures and files that sellers have uploaded, or that have come with the world."""

import functools
import hashlib
from dataclasses import dataclass, field

from .drawing import SIDE, draw
from .headers import MIMETYPES, measure

BUCKET = 'tos-sandbox-i-o3syd03w52'
FILES = 'files-sandbox'
MEDIA_PATHS = (f'/{BUCKET}/', f'/{FILES}/')
USE_CASES = (
    'MAIN_IMAGE', 'ATTRIBUTE_IMAGE', 'DESCRIPTION_IMAGE', 'CERTIFICATION_IMAGE',
    'SIZE_CHART_IMAGE', 'CUSTOMIZATION_IMAGE',
)


@dataclass(slots=True)
class Picture:
    """A picture of one seller.

    :param str word: what it is drawn from; '' if it was uploaded
    :param int width: in pixels, like the height
    """

    uri: str
    seller: int
    format: str = 'PNG'
    width: int = SIDE
    height: int = SIDE
    use_case: str = 'MAIN_IMAGE'
    word: str = ''
    data: bytes = b''

    def read(self):
        """Return the bytes of the file."""
        return self.data or _drawn(self.word)


@dataclass(slots=True)
class File:
    """A document or a video."""

    id: str
    seller: int
    name: str
    format: str
    data: bytes


@dataclass
class Media:
    """All pictures and files of a world."""

    ids: object
    pictures: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)

    def drawn(self, seller, word):
        """Return the picture of a seller that is drawn from a word; it is made when needed."""
        uri = _uri(f'{seller}/{word}'.encode())
        if uri not in self.pictures:
            self.pictures[uri] = Picture(uri, seller, word=f'{seller}/{word}')
        return self.pictures[uri]

    def take(self, seller, data, use_case):
        """Keep an uploaded picture; the same once more is the same picture."""
        kind, width, height = measure(data)
        uri = _uri(f'{seller}/{use_case}/'.encode() + data)
        self.pictures[uri] = Picture(uri, seller, kind, width, height, use_case, data=data)
        return self.pictures[uri]

    def file(self, seller, name, kind, data):
        """Keep an uploaded document or video."""
        found = File(f'v09{self.ids.new("file")}', seller, name, kind, data)
        self.files[found.id] = found
        return found

    def picture(self, uri, seller):
        """Return a picture of a seller's, or None."""
        found = self.pictures.get(uri)
        return found if found and found.seller == seller else None

    def serve(self, path):
        """Return (bytes, mimetype) of what lies at a path, or None."""
        place, _slash, name = path.strip('/').partition('/')
        if place == FILES and name in self.files:
            found = self.files[name]
            return found.data, MIMETYPES.get(found.format, 'application/octet-stream')
        picture = self.pictures.get(path.strip('/').partition('~')[0])
        return picture and (picture.read(), MIMETYPES[picture.format])


def is_media(path):
    """Tell whether a path is one at which pictures and files lie."""
    return path.startswith(MEDIA_PATHS)


def url(origin, uri):
    """Return where a picture can be downloaded.

    :param str origin: scheme, host and port at which the sandbox was asked
    """
    return f'{origin}/{uri}~origin'


def file_url(origin, found):
    """Return where a file can be downloaded."""
    return f'{origin}/{FILES}/{found.id}'


@functools.lru_cache(maxsize=256)
def _drawn(word):
    return draw(word)


def _uri(content):
    return f'{BUCKET}/{hashlib.sha256(content).hexdigest()[:32]}'
