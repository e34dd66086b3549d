"""Brazil's electronic invoice (NF-e), which TikTok wants before a parcel leaves.

https://partner.tiktokshop.com/docv2/page/upload-invoice: XML, at most 1 MB.
"""

import re

from lxml import etree

MOST_BYTES = 1 << 20
MIMETYPES = ('application/xml', 'text/xml', 'text/plain')
NAMESPACE = '{http://www.portalfiscal.inf.br/nfe}'
ACCESS_KEY = re.compile(r'NFe(\d{44})')


class Unusable(Exception):
    """What should be an invoice is none; `code` says why: `large`, `xml` or `nfe`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def access_key(content):
    """Return the 44 digits by which the tax authority knows an invoice.

    :param bytes content: of the file
    :rtype: str
    :raises Unusable:
    """
    if len(content) > MOST_BYTES:
        raise Unusable('large')
    for each in _root(content).iter(f'{NAMESPACE}infNFe'):
        if found := ACCESS_KEY.fullmatch(each.get('Id') or ''):
            return found[1]
    raise Unusable('nfe')


def is_usable(content):
    """Tell whether a file is an invoice that TikTok may take."""
    try:
        return bool(access_key(content))
    except Unusable:
        return False


def _root(content):
    """:raises Unusable: also for a document with declarations: an invoice needs none, and they may
        grow without end
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unusable('xml') from None
    if root.getroottree().docinfo.doctype:
        raise Unusable('xml')
    return root
