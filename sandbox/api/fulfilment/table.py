"""The fulfilment endpoints, one row each; older versions where clients still use them."""

from ...params import Choice, IdList, Integer, Struct, Structs, Text
from ..endpoint import Endpoint
from . import buy, correct, papers, read, shape, ship

# No public page names the scopes apart.
READ = WRITE = 'seller.fulfillment.basic'
STATUSES = ('CANCELLED', 'COMPLETED', 'FULFILLING', 'PROCESSING', 'TO_FULFILL')
ONE, SHIPPED = Text(required=True), {
    'tracking_number': Text(required=True), 'shipping_provider_id': Text(required=True)}
INFO = {'tracking_number': Text(), 'shipping_provider_id': Text(), 'note': Text()}
LINE = {'order_line_id': Text(required=True), 'sub_item_id': Text()}
LINES = Structs(fields=LINE)
HANDOVER = {
    'handover_method': Choice(words=('DROP_OFF', 'PICKUP')),
    'pickup_slot': Struct(fields={
        'start_time': Integer(required=True), 'end_time': Integer(required=True)}),
    'self_shipment': Struct(fields=SHIPPED),
}


def _size(lengths=None, weights=None):
    """Return the parameters of a parcel's size, in units that are given or any."""
    sides = dict.fromkeys(('length', 'width', 'height'), ONE)
    unit, heavy = (Choice(required=True, words=words) if words else ONE
                   for words in (lengths, weights))
    return {
        'dimension': Struct(fields={**sides, 'unit': unit}),
        'weight': Struct(fields={'value': ONE, 'unit': heavy}),
    }


SEARCH = {
    **{f'{name}_time_{end}': Integer() for name in ('create', 'update') for end in ('ge', 'lt')},
    'package_status': Choice(words=STATUSES),
}
ROOT = '/fulfillment/202309'
ORDER, PACKAGE = f'{ROOT}/orders/{{order_id}}', f'{ROOT}/packages/{{package_id}}'

FULFILMENT_ENDPOINTS = (
    Endpoint('POST', f'{ROOT}/packages/search', read.search, READ, query={
        'page_size': Integer(required=True, low=1, high=50), 'page_token': Text(most=1000),
        'sort_field': Choice(words=('create_time', 'order_pay_time', 'update_time')),
        'sort_order': Choice(words=('ASC', 'DESC')),
    }, body=SEARCH),
    Endpoint('GET', PACKAGE, read.detail, READ),
    Endpoint('POST', f'{PACKAGE}/ship', ship.ship, WRITE, body=HANDOVER),
    Endpoint('POST', f'{ROOT}/packages/ship', ship.batch, WRITE, body={
        'packages': Structs(
            required=True, least=1, most=50, fields={'id': Text(required=True), **HANDOVER}),
    }),
    Endpoint('POST', f'{ORDER}/packages', ship.mark, WRITE, body={
        'order_line_item_ids': IdList(most=1000), **INFO}),
    Endpoint('POST', '/fulfillment/202610/orders/{order_id}/packages', ship.mark_lines, WRITE,
             body={'order_line_list': LINES,
                   'shipping_info_list': Structs(required=True, fields=INFO)}),
    Endpoint('POST', f'{ORDER}/shipping_services/query', buy.query, READ, body={
        'order_line_item_ids': IdList(most=1000), 'order_line_list': LINES, **_size()}),
    Endpoint('POST', '/fulfillment/202512/packages', buy.create, WRITE, body={
        'ship_type': ONE, 'order_id': Text(), 'order_line_item': LINES,
        'order_list_ids': IdList(), 'shipping_service_id': Text(),
        **_size(('CM', 'INCH'), ('GRAM', 'POUND')),
    }),
    Endpoint('GET', f'{PACKAGE}/handover_time_slots', read.handover, READ),
    Endpoint('GET', f'{PACKAGE}/shipping_documents', papers.document, READ, query={
        'document_type': ONE, 'document_size': Choice(words=('A5', 'A6')),
        'document_format': Choice(words=('PDF', 'ZPL')), 'shipping_period': Text(),
    }),
    Endpoint('GET', f'{ROOT}/orders/split_attributes', shape.attributes, READ, query={
        'order_ids': IdList(required=True)}),
    Endpoint('POST', f'{ORDER}/split', shape.split, WRITE, body={
        'splittable_groups': Structs(required=True, fields={
            'id': ONE, 'order_line_item_ids': IdList(required=True, most=1000)}),
        'splittable_groups_v2': Structs(fields={'id': ONE, 'order_line_list': LINES}),
    }),
    Endpoint('GET', f'{ROOT}/combinable_packages/search', shape.combinable, READ, query={
        'page_size': Integer(required=True, low=1, high=50), 'page_token': Text(most=1000)}),
    Endpoint('POST', f'{ROOT}/packages/combine', shape.combine, WRITE, body={
        'combinable_packages': Structs(required=True, fields={
            'id': ONE, 'order_ids': IdList()})}),
    Endpoint('POST', f'{PACKAGE}/uncombine', shape.uncombine, WRITE, body={'order_ids': IdList()}),
    Endpoint('GET', f'{ORDER}/tracking', read.tracking, READ),
    Endpoint('POST', f'{ORDER}/shipping_info/update', correct.of_order, WRITE, body=SHIPPED),
    Endpoint('POST', f'{PACKAGE}/shipping_info/update', correct.of_package_plainly, WRITE,
             body=SHIPPED),
    Endpoint('POST', '/fulfillment/202610/packages/{package_id}/shipping_info/update',
             correct.of_package, WRITE,
             body={'shipping_info_list': Structs(required=True, fields=INFO)}),
    Endpoint('POST', '/fulfillment/202502/invoice/upload', papers.invoices, WRITE, body={
        'invoices': Structs(fields={
            'package_id': ONE, 'order_ids': IdList(required=True),
            'file_type': Choice(required=True, words=('XML',)),
            'file': Text(required=True, most=1_500_000),
        }),
    }),
    Endpoint('GET', '/fulfillment/202508/tts_tracking_validation', read.validation, READ,
             query={'tracking_number': ONE}),
)
