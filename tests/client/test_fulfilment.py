"""The calls about packages, over HTTP: what is sent, what comes of the answers."""
import json

import pytest
from server import CIPHER, refusal, success

from client import codes, errors
from client.endpoints import ENDPOINTS

ID, ORDER = '1153132168123859000', '577314180216361001'
LOST = refusal(36009003, status=500)
SLOT = (1763784000, 1763798400)
SELF = {'tracking_number': 'RM123456785GB', 'shipping_provider_id': '7117'}
NUMBER = {'provider_id': 7117, 'tracking_number': 'RM123456785GB'}
LINES = [{'order_line_id': '1'}, {'order_line_id': '2'}]
PARTS = [{'order_line_id': '1', 'sub_item_id': '11'}, {'order_line_id': '2'}]
SIZE = {'length': '8', 'width': '6', 'height': '5', 'unit': 'INCH'}
WEIGHT = {'value': '1.5', 'unit': 'POUND'}


def body(call):
    return json.loads(call.body) if call.body else None


def sent(server):
    """Return method, path below the version, and body of the only call."""
    [call] = server.calls
    area, version, *path = call.path.strip('/').split('/')
    return call.method, f"{area} {version}", '/'.join(path), body(call)


# === PACKAGES === #

def test_package_has_the_names_of_a_search(server, shop):
    row = {'package_id': ID, 'package_status': 'PROCESSING', 'package_sub_status': 'RTS', 'x': 1}
    server.answers = [success(row)]
    assert shop.package(CIPHER, ID) == {
        **row, 'id': ID, 'status': 'PROCESSING', 'sub_status': 'RTS'}
    assert sent(server) == ('GET', 'fulfillment 202309', f'packages/{ID}', None)


@pytest.mark.parametrize('row', [{}, {'package_id': None, 'package_status': None}, {'id': ''}])
def test_package_of_which_nothing_is_told(server, shop, row):
    server.answers = [success(row)]
    found = shop.package(CIPHER, ID)
    assert (found['id'], found['status'], found['sub_status']) == ('', '', '')
    assert shop.packages(CIPHER, [ID]) == []


def test_packages_are_fetched_each_once_and_without_those_that_are_gone(server, shop):
    def answer(call):
        key = call.path.rpartition('/')[2]
        if key in ('2', '3'):
            return refusal(21008111 if key == '2' else 21011003)
        return success({'package_id': key, 'package_status': 'TO_FULFILL'})

    server.answers = answer
    found = shop.packages(CIPHER, [1, '2', '1', 3, 4])
    assert [(each['id'], each['status']) for each in found] == [
        ('1', 'TO_FULFILL'), ('4', 'TO_FULFILL')]
    assert len(server.calls) == 4


def searched(rows, size=2):
    """Answer as the search does: by update time, within the limits, page by page."""
    def answer(call):
        limits = body(call)
        found = [row for row in rows
                 if limits['update_time_ge'] <= row['update_time'] < limits['update_time_lt']]
        start = int(call.query.get('page_token') or 0)
        token = str(start + size) if len(found) > start + size else ''
        return success({'packages': found[start:start + size], 'next_page_token': token,
                        'total_count': len(found)})
    return answer


def test_search_finds_all_of_a_period_the_limits_too(server, shop):
    rows = [{'id': str(time), 'status': 'TO_FULFILL', 'update_time': time}
            for time in (9, 10, 10, 12, 15, 20, 21)]
    for number, row in enumerate(rows):
        row['id'] = str(number)
    server.answers = searched(rows)
    pages = list(shop.search_packages(CIPHER, 10, 20))
    assert sorted({row['id'] for page in pages for row in page}) == ['1', '2', '3', '4', '5']
    assert all(row['sub_status'] == '' for page in pages for row in page)
    first = server.calls[0]
    assert first.path == '/fulfillment/202309/packages/search'
    assert (first.query['page_size'], first.query['sort_field'], first.query['sort_order']) == (
        '50', 'update_time', 'ASC')
    assert body(first) == {'update_time_ge': 10, 'update_time_lt': 21}


def test_walk_goes_on_with_its_cursor(server, shop):
    server.answers = searched([
        {'id': str(time), 'update_time': time} for time in range(10, 20)])
    found, cursor = [], {'ranges': [[10, 20]]}
    while cursor['ranges']:
        page, cursor = next(shop.walk_packages(CIPHER, json.loads(json.dumps(cursor))))
        found += [row['id'] for row in page]
    assert sorted(set(found), key=int) == [str(each) for each in range(10, 20)]


# === SHIPPING === #

@pytest.mark.parametrize(('how', 'expected'), [
    ({}, None),
    ({'handover_method': 'DROP_OFF'}, {'handover_method': 'DROP_OFF'}),
    ({'handover_method': 'PICKUP', 'pickup_slot': SLOT, 'self_shipment': None},
     {'handover_method': 'PICKUP', 'pickup_slot': {'start_time': SLOT[0], 'end_time': SLOT[1]}}),
    ({'self_shipment': SELF}, {'self_shipment': SELF}),
    ({'handover_method': '', 'pickup_slot': (), 'self_shipment': {}}, None),
])
def test_ship(server, shop, how, expected):
    server.answers = [success()]
    assert shop.ship_package(CIPHER, ID, **how) is None
    assert sent(server) == ('POST', 'fulfillment 202309', f'packages/{ID}/ship', expected)


def test_ship_several(server, shop):
    server.answers = [success({'errors': [
        {'code': 11021010, 'message': 'Postcode', 'detail': {'package_id': '2'}},
        {'code': 21011040, 'message': 'Shipped', 'detail': {'package_id': 3}},
    ]})]
    refused = shop.ship_packages(CIPHER, {
        1: {'handover_method': 'DROP_OFF'}, '2': {'self_shipment': SELF}, '3': {}})
    assert {key: (error.code, error.kind) for key, error in refused.items()} == {
        '2': (11021010, codes.FIX), '3': (21011040, codes.DONE)}
    assert sent(server) == ('POST', 'fulfillment 202309', 'packages/ship', {'packages': [
        {'id': '1', 'handover_method': 'DROP_OFF'}, {'id': '2', 'self_shipment': SELF},
        {'id': '3'}]})


@pytest.mark.parametrize('detail', [None, [], {}, {'package_id': '9'}, {'package_id': ['1']}])
def test_refusal_of_no_package_that_was_sent_is_every_one_s(server, shop, detail):
    server.answers = [success({'errors': [{'code': 5, 'message': 'No', 'detail': detail}]})]
    refused = shop.ship_packages(CIPHER, {'1': {}, '2': {}})
    assert {key: error.code for key, error in refused.items()} == {'1': 5, '2': 5}


@pytest.mark.parametrize('rows', [None, {}, 'x', [None, 5], []])
def test_errors_that_are_none(server, shop, rows):
    server.answers = [success({'errors': rows})]
    assert shop.ship_packages(CIPHER, {'1': {}}) == {}


def test_as_many_are_shipped_as_one_call_takes(server, shop):
    assert shop.ship_packages(CIPHER, {}) == {}
    with pytest.raises(ValueError, match='too many'):
        shop.ship_packages(CIPHER, {each: {} for each in range(21)})
    assert not server.calls


@pytest.mark.parametrize(('item_ids', 'lines'), [([1, '2'], LINES), ([(1, 11), 2], PARTS)])
def test_mark_shipped(server, shop, item_ids, lines):
    server.answers = [success({'package_id': ID, 'warning': {'message': 'Odd number.'}})]
    assert shop.mark_shipped(CIPHER, ORDER, item_ids=item_ids, **NUMBER) == (ID, 'Odd number.')
    assert sent(server) == ('POST', 'fulfillment 202610', f'orders/{ORDER}/packages', {
        'order_line_list': lines, 'shipping_info_list': [SELF]})


@pytest.mark.parametrize('warning', [None, {}, [], 'x', {'message': None}, {'message': 7}])
def test_mark_shipped_without_a_warning(server, shop, warning):
    server.answers = [success({'warning': warning})]
    assert shop.mark_shipped(CIPHER, ORDER, item_ids=['1'], **NUMBER) == ('', '')


def test_shipping_services(server, shop):
    server.answers = [success({'shipping_services': [{'id': '7', 'price': '4.72'}, {}, None]})]
    assert shop.shipping_services(
        CIPHER, ORDER, item_ids=[1, 2], dimension=SIZE, weight=WEIGHT) == [
            {'id': '7', 'price': '4.72'}]
    assert sent(server) == (
        'POST', 'fulfillment 202309', f'orders/{ORDER}/shipping_services/query',
        {'order_line_list': LINES, 'dimension': SIZE, 'weight': WEIGHT})


def test_shipping_services_of_a_whole_order(server, shop):
    server.answers = [success()]
    assert shop.shipping_services(CIPHER, ORDER) == []
    assert sent(server)[3] is None


def test_create_package_of_a_whole_order(server, shop):
    server.answers = [success({'package_id': ID})]
    assert shop.create_package(CIPHER, int(ORDER)) == {'package_id': ID}
    assert sent(server) == (
        'POST', 'fulfillment 202512', 'packages', {'ship_type': '1', 'order_id': ORDER})


def test_create_package_of_some_lines(server, shop):
    server.answers = [success({'package_id': ID})]
    shop.create_package(CIPHER, ORDER, item_ids=[(1, 11), 2], service_id='7', dimension=SIZE,
                        weight=WEIGHT)
    assert sent(server)[3] == {
        'ship_type': '2', 'order_id': ORDER, 'order_line_item': PARTS, 'shipping_service_id': '7',
        'dimension': SIZE, 'weight': WEIGHT}


def slot(start=SLOT[0], **more):
    return {'start_time': start, 'end_time': SLOT[1], **more}


def test_handover_slots(server, shop):
    server.answers = [success({
        'can_pickup': True, 'can_drop_off': False, 'drop_off_point_url': 'https://example.com',
        'pickup_slots': [
            slot(avaliable=True), slot(1, avaliable=False), slot(2, available=True), slot(3),
            slot('4', avaliable=True), slot(None, avaliable=True), None]})]
    assert shop.handover_slots(CIPHER, ID) == {
        'can_pickup': True, 'can_drop_off': False, 'can_van_collection': False,
        'drop_off_url': 'https://example.com', 'slots': [SLOT, (2, SLOT[1])]}
    assert sent(server) == (
        'GET', 'fulfillment 202309', f'packages/{ID}/handover_time_slots', None)


def test_handover_slots_of_many(server, shop):
    """What TikTok does not tell of one hinders no other; only a web page is a link."""
    def answer(call):
        if call.path.split('/')[-2] == '2':
            return refusal(21011003)
        return success({'can_pickup': True, 'drop_off_point_url': 'javascript:alert(1)'})

    server.answers = answer
    assert shop.handover_slots_of(CIPHER, [1, '2', '1']) == {'1': {
        'can_pickup': True, 'can_drop_off': False, 'can_van_collection': False,
        'drop_off_url': '', 'slots': []}}
    assert len(server.calls) == 2


# === DOCUMENTS === #

def test_shipping_document(server, shop):
    server.answers = [success({'doc_url': 'https://x', 'tracking_number': 'EX1'})]
    assert shop.shipping_document(CIPHER, ID, 'SHIPPING_LABEL', size='A5', format='ZPL') == {
        'url': 'https://x', 'tracking_number': 'EX1'}
    assert sent(server) == (
        'GET', 'fulfillment 202309', f'packages/{ID}/shipping_documents', None)
    query = server.calls[0].query
    assert [query[f'document_{key}'] for key in ('type', 'size', 'format')] == [
        'SHIPPING_LABEL', 'A5', 'ZPL']


def test_shipping_document_as_tiktok_likes(server, shop):
    server.answers = [success({'doc_url': 'https://x', 'tracking_number': None})]
    assert shop.shipping_document(CIPHER, ID, 'PACKING_SLIP')['tracking_number'] == ''
    assert {'document_size', 'document_format'}.isdisjoint(server.calls[0].query)


@pytest.mark.parametrize('url', [None, '', 7, ['https://x']])
def test_document_that_lies_nowhere_is_asked_for_again(server, shop, url):
    server.answers = [success({'doc_url': url})]
    with pytest.raises(errors.ProtocolError) as caught:
        shop.shipping_document(CIPHER, ID, 'SHIPPING_LABEL')
    assert caught.value.passes


# === WHAT IS NEVER REPEATED === #

CHANGES = {
    'package_ship': lambda shop: shop.ship_package(CIPHER, ID),
    'packages_ship': lambda shop: shop.ship_packages(CIPHER, {ID: {}}),
    'package_mark': lambda shop: shop.mark_shipped(CIPHER, ORDER, item_ids=['1'], **NUMBER),
    'package_create': lambda shop: shop.create_package(CIPHER, ORDER),
    'order_split': lambda shop: shop.split_order(CIPHER, ORDER, {'a': ['1']}),
    'package_combine': lambda shop: shop.combine_packages(CIPHER, {ID: [ORDER]}),
    'package_uncombine': lambda shop: shop.uncombine_package(CIPHER, ID, [ORDER]),
    'order_correct': lambda shop: shop.correct_shipping(CIPHER, order_id=ORDER, **NUMBER),
    'package_correct': lambda shop: shop.correct_shipping(CIPHER, package_id=ID, **NUMBER),
    'invoice_upload': lambda shop: shop.upload_invoice(CIPHER, ID, [ORDER], b'<x/>'),
}


@pytest.mark.parametrize('name', CHANGES)
def test_after_a_lost_answer_nothing_is_sent_again(server, shop, name):
    server.answers = [LOST, success()]
    with pytest.raises(errors.Unavailable):
        CHANGES[name](shop)
    assert len(server.calls) == 1


def test_every_change_is_among_them():
    reads = {'package', 'package_search', 'shipping_services', 'handover_slots', 'order_tracking',
             'shipping_document', 'split_attributes', 'combinable_search', 'tracking_check'}
    ours = {name for name, each in ENDPOINTS.items() if each.path.startswith('/fulfillment/')}
    assert ours == reads | set(CHANGES)
    assert all(ENDPOINTS[name].repeat for name in reads)
