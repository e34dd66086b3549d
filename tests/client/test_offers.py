"""The calls about prices and stock, over HTTP: what is sent, what comes of the answers."""
import json

import pytest
from server import CIPHER, refusal, success

from client import SkuError, errors

ID = '1731389584718000001'
LOST = refusal(36009003, status=500)
SHOPS = success({'shops': [{'id': '70', 'cipher': 'another'}, {'id': '71', 'cipher': CIPHER}]})
RELATED = success({'shop_group_data': {'shops': [
    {'shop_id': '70', 'seller_id': '500'}, {'shop_id': 71, 'seller_id': 501}]}})


def body(call):
    return json.loads(call.body)


# === UPDATES === #

@pytest.mark.parametrize(('name', 'path'), [
    ('update_prices', 'prices/update'), ('update_inventory', 'inventory/update'),
])
def test_updates(server, shop, name, path):
    skus = [{'id': '1'}, {'id': '2'}]
    server.answers = [LOST, success()]
    assert getattr(shop, name)(CIPHER, ID, skus) == []
    assert server.calls[0].path == f'/product/202309/products/{ID}/{path}'
    assert [body(call) for call in server.calls] == [{'skus': skus}] * 2


def refused(server, shop, rows):
    server.answers = [success({'errors': rows})]
    found = shop.update_inventory(CIPHER, ID, [{'id': '2'}, {'id': 3}])
    assert all(isinstance(row, SkuError) for row in found)
    return [(row.sku_id, row.warehouse_id, row.error.code, row.error.message) for row in found]


def test_refusals_of_three_levels(server, shop):
    assert refused(server, shop, [
        {'code': 12052990, 'message': 'Check failed', 'detail': {'sku_id': '2', 'extra_errors': [
            {'warehouse_id': '7', 'code': 12052055, 'message': 'Out of range'},
            {'warehouse_id': '8', 'code': 12052055, 'message': 'Out of range'}]}},
        {'code': 5, 'message': 'Locked', 'detail': {'sku_id': 3}},
        {'code': 6, 'message': 'Odd'},
    ]) == [
        ('2', '7', 12052055, 'Out of range'), ('2', '8', 12052055, 'Out of range'),
        ('3', '', 5, 'Locked'), ('2', '', 6, 'Odd'), ('3', '', 6, 'Odd'),
    ]


@pytest.mark.parametrize('detail', [
    {'sku_id': '2'}, {'sku_id': '2', 'extra_errors': None}, {'sku_id': '2', 'extra_errors': {}},
    {'sku_id': '2', 'extra_errors': ['x', None]}, {'sku_id': '2', 'extra_errors': [{}]},
    {'sku_id': '2', 'extra_errors': [{'code': None, 'message': None, 'warehouse_id': None}]},
])
def test_refusal_that_nothing_explains(server, shop, detail):
    row = {'code': 12052990, 'message': 'Check failed', 'detail': detail}
    assert refused(server, shop, [row]) == [('2', '', 12052990, 'Check failed')]


@pytest.mark.parametrize('detail', [None, [], 'x', 7, {}, {'sku_id': None}, {'sku_id': ['2']},
                                    {'sku_id': '4'}])
def test_refusal_of_no_sku_that_was_sent_is_every_sku_s(server, shop, detail):
    row = {'code': 5, 'message': 'No', 'detail': detail}
    assert refused(server, shop, [row]) == [('2', '', 5, 'No'), ('3', '', 5, 'No')]


@pytest.mark.parametrize(('extra', 'found'), [
    ({'code': 12052055}, (12052055, 'Check failed')),
    ({'code': '12052055', 'message': 8}, (12052055, 'Check failed')),
    ({'message': 'Out of range'}, (12052990, 'Out of range')),
    ({'code': [], 'message': 'Out of range'}, (12052990, 'Out of range')),
])
def test_half_an_explanation_is_completed(server, shop, extra, found):
    row = {'code': 12052990, 'message': 'Check failed', 'detail': {
        'sku_id': '2', 'extra_errors': [{'warehouse_id': 7, **extra}]}}
    assert refused(server, shop, [row]) == [('2', '7', *found)]


@pytest.mark.parametrize('rows', [None, {}, 'x', [None, 'x', 5]])
def test_errors_that_are_none(server, shop, rows):
    assert refused(server, shop, rows) == []


@pytest.mark.parametrize('code', [105002, 36009002, 12052260, 105005])
def test_refusal_of_one_sku_is_never_raised(server, shop, code):
    row = {'code': code, 'message': 'No', 'detail': {'sku_id': '2'}}
    assert refused(server, shop, [row]) == [('2', '', code, 'No')]


# === SEARCH === #

@pytest.mark.parametrize(('key', 'size'), [('product_ids', 100), ('sku_ids', 600)])
def test_inventory_in_batches(server, shop, key, size):
    def answer(call):
        [(sent, ids)] = body(call).items()
        assert (sent, len(ids) <= size) == (key, True)
        return success({'inventory': [{'product_id': ids[0], 'skus': []}, {'skus': []}]})

    server.answers = answer
    rows = shop.search_inventory(CIPHER, **{key: range(size + 1)})
    assert rows == [{'product_id': '0', 'skus': []}, {'product_id': str(size), 'skus': []}]
    assert {(call.method, call.path) for call in server.calls} == {
        ('POST', '/product/202309/inventory/search')}


def test_inventory_of_skus_goes_before_that_of_products(server, shop):
    server.answers = [success()]
    shop.search_inventory(CIPHER, product_ids=['1'], sku_ids=['2'])
    assert [body(call) for call in server.calls] == [{'sku_ids': ['2']}]


def test_nothing_to_search_is_no_call(server, shop):
    assert shop.search_inventory(CIPHER) == []
    assert shop.search_inventory(CIPHER, product_ids=[], sku_ids=[]) == []
    assert not server.calls


# === AUTO-RESTOCK === #

@pytest.mark.parametrize('enabled', [True, False])
def test_auto_restock(server, shop, enabled):
    def answer(call):
        ids = body(call)['sku_ids']
        return success({'stock_operation': {
            'success_sku_ids': [each for each in ids if each != '7'],
            'failed_sku_ids': ['7'] if '7' in ids else []}})

    server.answers = lambda call: {
        '/authorization/202309/shops': SHOPS, '/seller/202601/shop_groups': RELATED,
    }.get(call.path) or answer(call)
    assert shop.set_auto_restock(CIPHER, range(501), enabled) == {'7'}
    calls = server.calls[2:]
    assert {(call.method, call.path) for call in calls} == {
        ('POST', '/product/202608/inventory/operation/settings')}
    assert [len(body(call)['sku_ids']) for call in calls] == [500, 1]
    for call in calls:
        assert body(call) | {'sku_ids': []} == {
            'seller_id': '501', 'sku_ids': [],
            'stock_operation_setting': {'enable_auto_restock': enabled}}


@pytest.mark.parametrize('operation', [None, [], {}, {'success_sku_ids': None}])
def test_what_tiktok_does_not_say_it_took_is_not_taken(server, shop, operation):
    server.answers = [SHOPS, RELATED, success({'stock_operation': operation})]
    assert shop.set_auto_restock(CIPHER, ['1'], False) == {'1'}


@pytest.mark.parametrize('related', [
    success(), success({'shop_group_data': []}), success({'shop_group_data': {'shops': None}}),
    success({'shop_group_data': {'shops': [{'shop_id': '70', 'seller_id': '500'}]}}),
])
def test_auto_restock_needs_the_seller(server, shop, related):
    server.answers = [SHOPS, related]
    with pytest.raises(errors.ValidationError, match='whose shop'):
        shop.set_auto_restock(CIPHER, ['1'], False)


def test_auto_restock_of_nothing_is_no_call(server, shop):
    assert shop.set_auto_restock(CIPHER, [], False) == set()
    assert not server.calls


# === FULFILLED BY TIKTOK === #

def pages(rows, size=2):
    """Answer with some rows after the other, by a token."""
    def answer(call):
        start = int(call.query.get('page_token') or 0)
        more = len(rows) > start + size
        return success({'inventory': rows[start:start + size],
                        'next_page_token': str(start + size) if more else ''})
    return answer


def test_fbt_inventory_of_all(server, shop):
    rows = [{'goods': {'id': str(each)}, 'in_transit_quantity': 2} for each in range(5)]
    server.answers = pages([*rows, {'goods': None}])
    assert shop.fbt_inventory(CIPHER) == rows
    assert {(call.method, call.path, call.body) for call in server.calls} == {
        ('POST', '/fbt/202408/inventory/search', b'')}
    assert [call.query.get('page_token') for call in server.calls] == [None, '2', '4']
    assert {(call.query['page_size'], call.query['shop_cipher']) for call in server.calls} == {
        ('50', CIPHER)}


def test_fbt_inventory_of_skus_in_batches(server, shop):
    server.answers = pages([{'goods': {'id': '1'}}] * 3)
    assert len(shop.fbt_inventory(CIPHER, range(101))) == 6
    assert [len(body(call)['sku_ids']) for call in server.calls] == [100, 100, 1, 1]


def test_page_without_rows_is_the_last_one(server, shop):
    server.answers = [success({'inventory': [], 'next_page_token': 'x'})]
    assert shop.fbt_inventory(CIPHER) == []
    assert len(server.calls) == 1
