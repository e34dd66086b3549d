"""Files of TikTok's that are fetched by their address: images of products, documents of parcels."""
import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions

from . import errors
from .session import NotAllowed, Session, causes, timeouts
from .transport import check_url, is_loopback, url_parts

#: Where TikTok's files lie: these domains and all below them. Seen in answers, 2026-11.
HOSTS = (
    'ibyteimg.com', 'byteimg.com', 'tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com',
    'ttwstatic.com', 'tiktokshop.com', 'tiktokglobalshop.com', 'tiktok.com',
)
HOST = rf"([a-z0-9_-]{{1,63}}\.)*({'|'.join(map(re.escape, HOSTS))})"
MOST_BYTES = 20 * 2**20
MOST_DOCUMENT_BYTES = 10 * 2**20
TIMEOUT = 30.0  # seconds, for all of it
REDIRECTS = 3
CHUNK = 65536
MAGIC = (
    (0, b'\xff\xd8\xff', 'image/jpeg'),
    (0, b'\x89PNG\r\n\x1a\n', 'image/png'),
    (0, b'GIF8', 'image/gif'),
    (0, b'BM', 'image/bmp'),
    (8, b'WEBPVP8', 'image/webp'),
    (4, b'ftypheic', 'image/heic'),
    (4, b'ftypmif1', 'image/heic'),
)


class Sort(NamedTuple):
    """What is fetched: how it is called, what tells that it is something else, and that error."""

    noun: str
    media_types: tuple  # beginnings of those that hosts call it
    error: type


IMAGE = Sort("image", ('image/',), errors.BadImage)
# A label may be a picture, or text for a printer.
DOCUMENT = Sort(
    "document", ('application/pdf', 'application/zpl', 'application/x-zpl', 'image/', 'text/plain'),
    errors.BadDocument)
# What a host calls that of which it knows no more.
BYTES = ('application/octet-stream', 'binary/octet-stream')


class Image(NamedTuple):
    """An image as it was fetched."""

    content: bytes
    media_type: str  # by its first bytes, whatever the host called it


def download(url, hosts=(), max_bytes=MOST_BYTES, timeout=TIMEOUT):
    """Fetch an image from TikTok, and from nowhere else: see `_fetch`.

    :rtype: Image
    :raise TikTokError:
    """
    content = _fetch(IMAGE, url, hosts, max_bytes, timeout)
    return Image(content, _media_type(content))


def download_document(url, hosts=(), max_bytes=MOST_DOCUMENT_BYTES, timeout=TIMEOUT):
    """Fetch a document from TikTok, and from nowhere else: see `_fetch`. It is not opened.

    :rtype: bytes
    :raise TikTokError:
    """
    return _fetch(DOCUMENT, url, hosts, max_bytes, timeout)


def _fetch(sort, url, hosts, max_bytes, timeout):
    """Return what lies at an address of TikTok's.

    An address in a payload is text that somebody else wrote: it must not make this machine ask
    others, hold more than it can, or store what is something else.

    :param Sort sort: what should be there.
    :param str url: https, on one of TikTok's hosts.
    :param hosts: further hosts, with their port if they have one; plain http is only for a sandbox
        on this machine.
    :param int max_bytes: of a larger file no more is read.
    :param float timeout: seconds until all of it must be there.
    :rtype: bytes
    :raise TikTokError:
    """
    with Session() as session:
        try:
            content = session.within(
                timeout, lambda deadline: _follow(session, sort, url, hosts, max_bytes, deadline))
        except TimeoutError:
            content = None
    if content is None:
        raise errors.Late(message=f"The {sort.noun} did not come in time")
    return content


def is_hosted(url, hosts=()):
    """Tell whether an address is on one of TikTok's hosts, or of further ones, which are named with
    their port if they have one.
    """
    try:
        check_url(url)
    except ValueError:
        return False
    parts = url_parts(url)
    listed = parts.netloc.lower() in {each.lower() for each in hosts if each}
    return not parts.auth and (listed or _is_tiktoks(parts))


def _is_tiktoks(parts):
    return parts.scheme == 'https' and parts.port in (None, 443) and bool(
        re.fullmatch(HOST, parts.host or ''))


def _follow(session, sort, url, hosts, max_bytes, deadline):
    """Return what lies at an address, or where that leads."""
    for _hop in range(REDIRECTS + 1):
        request = _request(session, sort, url, hosts)
        content, url = _get(session, sort, request, max_bytes, deadline)
        if content is not None:
            return content
    raise errors.ProtocolError(message=f"The {sort.noun}'s address leads round in circles")


def _request(session, sort, url, hosts):
    """Return the request for an address, as it will be sent; raise unless we may ask there."""
    try:
        check_url(url)
        request = session.prepare_request(requests.Request('GET', url, headers={
            # A few compressed bytes can be many: take them as they are.
            'Accept-Encoding': 'identity',
        }))
        # What is sent is looked at, too, and by both parsers that will read it.
        check_url(request.url)
        is_clear = url_parts(request.url).netloc == urlsplit(request.url).netloc
    except (ValueError, requests.RequestException):
        is_clear = False
    if not is_clear:
        raise errors.ProtocolError(message=f"The {sort.noun} has no valid address")
    if not (is_hosted(url, hosts) and is_hosted(request.url, hosts)):
        raise errors.ProtocolError(message=f"The {sort.noun} does not lie on one of TikTok's hosts")
    return request


def _get(session, sort, request, max_bytes, deadline):
    """Return (content, None), or (None, the address that it redirects to)."""
    parts = url_parts(request.url)
    # The system's proxy and certificates, but not for a sandbox on this machine.
    session.trust_env = not is_loopback(parts.host)
    # A stand-in for TikTok may be anywhere, TikTok's own hosts are out in the world: whoever
    # answers to their names from within the network is not asked.
    session.talk_to(_is_public if _is_tiktoks(parts) else None)
    try:
        with session.send(
            request, **session.merge_environment_settings(request.url, {}, True, None, None),
            allow_redirects=False, timeout=timeouts(deadline),
        ) as response:
            target = response.headers.get('Location')
            if response.is_redirect and target:
                return None, urljoin(request.url, target)
            _raise_for_head(sort, response)
            return _read(sort, response, max_bytes), None
    except (OSError, urllib3.exceptions.HTTPError) as caught:
        # Not its context: it may name the address with a signature in it.
        if any(isinstance(cause, NotAllowed) for cause in causes(caught)):
            failure = errors.ProtocolError(
                message=f"The {sort.noun}'s host has an address of this network")
        else:
            failure = errors.Unavailable(message=f"The {sort.noun} could not be fetched")
    raise failure


def _is_public(address):
    return address.is_global


def _raise_for_head(sort, response):
    status = response.status_code
    if status == 404:
        raise errors.NotFound(
            message=f"The {sort.noun} does not exist any more", http_status=status)
    if status == 429 or status >= 500:
        raise errors.Unavailable(
            message=f"The {sort.noun} could not be fetched", http_status=status)
    kind = response.headers.get('Content-Type', '').partition(';')[0].strip().lower()
    foreign = kind and not kind.startswith(sort.media_types) and kind not in BYTES
    packed = response.headers.get('Content-Encoding', 'identity') != 'identity'
    if status != 200 or foreign or packed:
        raise sort.error(message=f"The answer is no {sort.noun}", http_status=status)


def _read(sort, response, max_bytes):
    content = bytearray()
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise sort.error(message=f"The {sort.noun} is too large", http_status=200)
    return bytes(content)


def _media_type(content):
    """Return the type that a file's first bytes tell; what they belong to, decoding it tells."""
    for offset, magic, media_type in MAGIC:
        if content[offset:offset + len(magic)] == magic:
            return media_type
    raise errors.BadImage(message="The file is no image", http_status=200)
