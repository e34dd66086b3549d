"""Which addresses TikTok lets an app register."""

import ipaddress
import re
from urllib.parse import urlsplit

from ..params import refuse

LOCAL = ('localhost', '127.0.0.1')
DOMAIN = re.compile(r'(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]')


def check(address, local=False):
    """Refuse an address to which TikTok would not send: it says what is wrong.

    :param bool local: let addresses of this machine through, on any port and without TLS
    """
    scheme, host, port = _parts(address)
    if local and host in LOCAL and scheme in ('http', 'https'):
        return
    if scheme != 'https':
        raise refuse('address', 'must be a URL that begins with https://')
    if _is_ip(host):
        raise refuse('address', 'must have a domain name, not an IP address')
    if not DOMAIN.fullmatch(host):
        raise refuse('address', 'must have a domain name')
    if port not in (None, 443):
        raise refuse('address', 'must not have a custom port')


def _parts(address):
    """Split a URL; what a URL must not have is found on the way."""
    try:
        url = urlsplit(address)
        scheme, host, port = url.scheme, url.hostname or '', url.port
    except ValueError:
        raise refuse('address', 'must be a URL') from None
    if '@' in url.netloc or re.search(r'[^\x21-\x7e]', address):
        raise refuse('address', 'must be a URL')
    return scheme, host, port


def _is_ip(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        # Names never end in a number; 127.1 and 0x7f.1 are addresses to a resolver.
        return bool(re.fullmatch(r'(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)', host))
