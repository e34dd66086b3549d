"""Documents of packages, and the invoices that come before them (BR)."""

import base64
import binascii

from lxml import etree

from ...errors import Refusal, describe
from ...fulfilment import documents, rules
from ...fulfilment.state import INVOICES, has_label
from ...params import refuse
from .find import package_of, package_of_path

MOST_BYTES = 1 << 20


def document(call):
    """Say where a document of a package lies for the next 24 hours."""
    package, query, now = package_of_path(call, 21001001), call.query, call.world.clock.now()
    kind, suffix = query['document_type'], _suffix(call)
    _check_kind(call, package, kind)
    _check_state(package, now)
    size = 'A4' if kind == documents.HAZMAT else query.get('document_size', 'A6')
    url = call.world.documents.url(call.origin, package, kind, size, suffix, now)
    return {'doc_url': url, 'tracking_number': package.tracking_number}


def _suffix(call):
    if call.query['document_type'] == documents.PICTURE:
        return 'png'
    if call.query.get('document_format') != 'ZPL':
        return 'pdf'
    if not rules.rules(call.shop.market).zpl:
        raise refuse('document_format', 'is not supported in this market')
    return 'zpl'


def _check_kind(call, package, kind):
    """Refuse documents that this package never has."""
    if kind not in documents.TYPES:
        raise refuse('document_type', f"must be one of {', '.join(documents.TYPES)}")
    if kind == documents.INVOICE and not rules.rules(call.shop.market).invoices:
        raise refuse('document_type', 'is not supported in this market')
    if kind == documents.HAZMAT and not any(unit.is_dangerous for unit in package.units):
        raise refuse('document_type', 'is for dangerous goods only')
    for order in package.orders:
        if order.fulfillment_type != 'FULFILLMENT_BY_SELLER':
            raise Refusal(21008043)
        if order.shipping_type != rules.TIKTOK:
            raise Refusal(21008017)


def _check_state(package, now):
    """Refuse documents that are not there yet, or no longer."""
    if package.status == 'CANCELLED':
        raise Refusal(21023059)
    if any(order.request_cancel_time for order in package.orders):
        raise Refusal(21021010)
    code = {'TO_FULFILL': 21023035, 'FULFILLING': 21042102, 'COMPLETED': 21023046}.get(
        package.status)
    if code:
        raise Refusal(code)
    if not has_label(package, now):
        raise Refusal(11034037)


def invoices(call):
    """Take the invoices of packages; what is wrong with one is told beside code 0."""
    if not rules.rules(call.shop.market).invoices:
        raise Refusal(21008106)
    errors = []
    for row in call.body.get('invoices', ()):
        try:
            _take(call, row)
        except Refusal as refusal:
            errors.append({
                'code': refusal.code, 'message': describe(refusal.code),
                'detail': {'package_id': row['package_id'], 'order_ids': row['order_ids']},
            })
    return {'errors': errors}


def _take(call, row):
    package = package_of(call, row['package_id'], 21001001)
    if {order.id for order in package.orders} != set(row['order_ids']):
        raise Refusal(21011029)
    if not _is_xml(row['file']):
        raise Refusal(21001001)
    for order in package.orders:
        said = INVOICES[(order.invoice or ('', ''))[0]]
        if package.status != 'TO_FULFILL' or said != 'NEED_INVOICE':
            raise Refusal(21011003)
    for order in package.orders:
        call.world.answer_invoice(order, 'PROCESSING')
        order.invoice_until = call.world.clock.now() + call.world.knobs.invoice_seconds
        call.world.changed(order)


def _is_xml(text):
    try:
        raw = base64.b64decode(text, validate=True)
        etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    except (binascii.Error, etree.XMLSyntaxError):
        return False
    return len(raw) <= MOST_BYTES
