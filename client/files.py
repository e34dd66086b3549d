"""Files of TikTok's that are fetched by their address: images of products."""
import time
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions

from . import errors
from .transport import check_url

#: Where TikTok's images lie: these domains and all below them. Seen in answers, 2026-11.
HOSTS = (
    'ibyteimg.com', 'byteimg.com', 'tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com',
    'ttwstatic.com', 'tiktokshop.com', 'tiktokglobalshop.com', 'tiktok.com',
)
MOST_BYTES = 20 * 2**20
TIMEOUT = 30.0  # seconds, for all of it
REDIRECTS = 3
CHUNK = 65536
MAGIC = (
    (0, b'\xff\xd8\xff', 'image/jpeg'),
    (0, b'\x89PNG\r\n\x1a\n', 'image/png'),
    (0, b'GIF8', 'image/gif'),
    (0, b'BM', 'image/bmp'),
    (8, b'WEBP', 'image/webp'),
    (4, b'ftypheic', 'image/heic'),
    (4, b'ftypmif1', 'image/heic'),
)


class Image(NamedTuple):
    """An image as it was fetched."""

    content: bytes
    media_type: str  # by its first bytes, whatever the host called it


def download(url, hosts=(), max_bytes=MOST_BYTES, timeout=TIMEOUT):
    """Fetch an image from TikTok, and from nowhere else.

    An address in a payload is text that somebody else wrote: it must not make this machine ask
    others, hold more than it can, or store what is no image.

    :param str url: https, on one of TikTok's hosts.
    :param hosts: further hosts, with their port if they have one; plain http is only for a sandbox
        on this machine.
    :param int max_bytes: of a larger image no more is read.
    :param float timeout: seconds until all of it must be there, by a look after each part.
    :rtype: Image
    :raise TikTokError:
    """
    end = time.monotonic() + timeout
    with requests.Session() as session:
        for _hop in range(REDIRECTS + 1):
            session.trust_env = _check(url, hosts)
            content, url = _get(session, url, max_bytes, end)
            if content is not None:
                return Image(content, _media_type(content))
    raise errors.ProtocolError(message="The image's address leads round in circles")


def _check(url, hosts):
    """Raise unless we may ask this address; return whether it is a host out in the world."""
    try:
        check_url(url)
        parts = urlsplit(url)
        host, netloc = parts.hostname.lower(), parts.netloc.lower()
        port = parts.port
    except ValueError:
        raise errors.ProtocolError(message="The image has no valid address") from None
    known = port in (None, 443) and any(f'.{host}'.endswith(f'.{each}') for each in HOSTS)
    # The whole netloc, so that a user name before the host fits none.
    if netloc not in {each.lower() for each in hosts} and not (known and '@' not in netloc):
        raise errors.ProtocolError(message="The image does not lie on one of TikTok's hosts")
    return parts.scheme == 'https'


def _get(session, url, max_bytes, end):
    """Return (content, None), or (None, the address that it redirects to)."""
    try:
        with session.get(
            url, stream=True, allow_redirects=False, timeout=_left(end),
            # A few compressed bytes can be many: take them as they are.
            headers={'Accept-Encoding': 'identity'},
        ) as response:
            target = response.headers.get('Location')
            if response.is_redirect and target:
                return None, urljoin(url, target)
            _check_head(response)
            return _read(response, max_bytes, end), None
    except (OSError, urllib3.exceptions.HTTPError):
        # Not its context: it may name the address with a signature in it.
        failure = errors.Unavailable(message="The image could not be fetched")
    raise failure


def _check_head(response):
    status = response.status_code
    if status == 404:
        raise errors.NotFound(message="The image does not exist any more", http_status=status)
    if status == 429 or status >= 500:
        raise errors.Unavailable(message="The image could not be fetched", http_status=status)
    kind = response.headers.get('Content-Type', '').partition(';')[0].strip().lower()
    foreign = kind and not kind.startswith('image/') and kind != 'application/octet-stream'
    packed = response.headers.get('Content-Encoding', 'identity') != 'identity'
    if status != 200 or foreign or packed:
        raise errors.ProtocolError(message="The answer is no image", http_status=status)


def _read(response, max_bytes, end):
    content = bytearray()
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise errors.ProtocolError(message="The image is too large", http_status=200)
        _left(end)
    return bytes(content)


def _left(end):
    """Return the seconds that are left."""
    left = end - time.monotonic()
    if left <= 0:
        raise errors.Unavailable(message="The image did not come in time")
    return left


def _media_type(content):
    for offset, magic, media_type in MAGIC:
        if content[offset:offset + len(magic)] == magic:
            return media_type
    raise errors.ProtocolError(message="The file is no image", http_status=200)
