"""Answers: their shape, filters, sorting and paging."""

import json
from pathlib import Path

import pytest
from conftest import Caller

from sandbox import Sandbox
from sandbox.world.markets import MARKETS
from sandbox.world.recipes import STATUSES

PUBLISHED = json.loads(Path(__file__).with_name('published.json').read_text())
TYPES = {'string': str, 'integer': int, 'boolean': bool}


def conforms(value, tree, path='data'):
    """Check that a value has the published keys and types only; keys may be missing."""
    if isinstance(tree, dict):
        assert isinstance(value, dict), path
        assert set(value) <= set(tree), f'{path}: {set(value) - set(tree)}'
        for key, each in value.items():
            conforms(each, tree[key], f'{path}.{key}')
    elif isinstance(tree, list):
        assert isinstance(value, list), path
        for each in value:
            conforms(each, tree[0], path)
    else:
        assert type(value) is TYPES[tree], f'{path}: {value!r} is not a {tree}'


@pytest.fixture(scope='module')
def everywhere():
    """A sandbox with all markets, which no test changes, and a caller of the first seller."""
    with Sandbox(seed=3, orders=1000, markets=tuple(MARKETS)) as sandbox:
        yield Caller(sandbox)


def test_answers_have_published_keys_and_types(everywhere):
    searched = 'POST /order/202309/orders/search'
    for shop in everywhere.shops:
        token = {}
        while token is not None:
            data = everywhere.search(shop['cipher'], page_size='100', **token)['data']
            conforms(data, PUBLISHED[searched])
            token = {'page_token': data['next_page_token']} if data['next_page_token'] else None
            ids = ','.join(order['id'] for order in data['orders'][:50])
            for version in ('202507', '202309'):
                path = f'/order/{version}/orders'
                answer = everywhere.call('GET', path, {'ids': ids}, cipher=shop['cipher'])
                conforms(answer['data'], PUBLISHED[f'GET {path}'])
        path = '/logistics/202309/warehouses'
        answer = everywhere.call('GET', path, cipher=shop['cipher'])
        conforms(answer['data'], PUBLISHED[f'GET {path}'])


@pytest.mark.parametrize('path', ['/authorization/202309/shops', '/seller/202309/shops'])
def test_shops_have_published_keys(everywhere, path):
    data = everywhere.call('GET', path)['data']
    conforms(data, PUBLISHED[f'GET {path}'])
    assert [shop['region'] for shop in data['shops']] == list(MARKETS)


def test_detail_equals_search_but_for_its_own_keys(everywhere):
    for region in ('BR', 'ID', 'US'):
        cipher = everywhere.shops[list(MARKETS).index(region)]['cipher']
        for order in everywhere.search(cipher)['data']['orders']:
            detail = everywhere.order(order['id'], cipher)
            extra = set(detail) - set(order)
            assert extra <= {'payment_card_type', 'payment_method_code', 'payment_auth_code'}
            assert {key: detail[key] for key in order} == order
            assert ('cpf' in order) == (region == 'BR')


def test_paging_returns_every_order_once(everywhere):
    shop = everywhere.sandbox.world.shop(everywhere.cipher)
    ids = {order.id for order in everywhere.sandbox.world.orders_of(shop)}
    for size in (1, 7, 49, 50, 51, 100):
        found, tokens = everywhere.walk(page_size=str(size))
        assert len(found) == len(ids) and {order['id'] for order in found} == ids
        assert all(mark in token for token in tokens for mark in '/+=')
        assert len(set(tokens)) == len(tokens)


@pytest.mark.parametrize('field', ['create_time', 'update_time'])
def test_sorting(everywhere, field):
    times = [order[field] for order in everywhere.walk(sort_field=field, sort_order='ASC')[0]]
    assert times == sorted(times)
    down = [order[field] for order in everywhere.walk(sort_field=field)[0]]
    assert down == times[::-1]


def test_default_is_newest_first(everywhere):
    times = [order['create_time'] for order in everywhere.search()['data']['orders']]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize('status', sorted(set(STATUSES)))
def test_status_filter(everywhere, status):
    found, _tokens = everywhere.walk(body={'order_status': status})
    shop = everywhere.sandbox.world.shop(everywhere.cipher)
    truth = [o for o in everywhere.sandbox.world.orders_of(shop) if o.status == status]
    assert {order['id'] for order in found} == {order.id for order in truth}


@pytest.mark.parametrize('field', ['create_time', 'update_time'])
@pytest.mark.parametrize('sort', ['create_time', 'update_time'])
def test_time_filters_include_the_start_only(everywhere, field, sort):
    everything = everywhere.walk()[0]
    times = sorted(order[field] for order in everything)
    start, end = times[5], times[-5]
    found, _tokens = everywhere.walk(body={f'{field}_ge': start, f'{field}_lt': end},
                                     sort_field=sort)
    wanted = {order['id'] for order in everything if start <= order[field] < end}
    assert {order['id'] for order in found} == wanted and len(found) == len(wanted)


def test_other_filters(everywhere):
    everything = everywhere.walk()[0]
    sample = everything[0]
    for body, fits in (
        ({'buyer_user_id': sample['user_id']}, lambda o: o['user_id'] == sample['user_id']),
        ({'shipping_type': 'SELLER'}, lambda o: o['shipping_type'] == 'SELLER'),
        ({'is_buyer_request_cancel': True}, lambda o: o['is_buyer_request_cancel']),
        ({'warehouse_ids': [sample['warehouse_id']]},
         lambda o: o['warehouse_id'] == sample['warehouse_id']),
    ):
        found = everywhere.walk(body=body)[0]
        assert [order['id'] for order in found] == [o['id'] for o in everything if fits(o)]


def test_nothing_found_has_no_list(caller):
    body = {'create_time_ge': caller.sandbox.clock.now() + 1}
    assert caller.search(body=body)['data'] == {'next_page_token': '', 'total_count': 0}
    caller.sandbox.knobs.set(omit_empty=False)
    assert caller.search(body=body)['data']['orders'] == []


def test_token_belongs_to_its_search(caller):
    token = caller.search(page_size='2')['data']['next_page_token']
    assert caller.search(page_size='2', page_token=token)['code'] == 0
    for other in ({'body': {'order_status': 'UNPAID'}}, {'sort_order': 'ASC'},
                  {'cipher': caller.shops[1]['cipher']}):
        assert caller.search(page_size='2', page_token=token, **other)['code'] == 36009004


def test_offset_limit(caller):
    caller.sandbox.knobs.set(offset_limit=8)
    token = caller.search(page_size='5')['data']['next_page_token']
    answer = caller.search(page_size='5', page_token=token)
    assert answer['message'] == 'Offset and limit sum 10 must less than 8'


def test_changes_show_up_in_update_order(caller):
    world = caller.sandbox.world
    order = world.create_order(caller.cipher, status='UNPAID')
    world.advance(10)
    world.pay(order)
    newest = caller.search(sort_field='update_time')['data']['orders'][0]
    assert (newest['id'], newest['status']) == (order.id, 'ON_HOLD')
    assert newest['update_time'] == world.clock.now()
    body = {'update_time_ge': world.clock.now()}
    assert [each['id'] for each in caller.walk(body=body)[0]] == [order.id]


def test_a_call_settles_what_is_due(caller):
    world = caller.sandbox.world
    order = world.create_order(caller.cipher, status='UNPAID')
    world.pay(order)
    world.clock.advance(3600)  # time passes by itself, nobody calls `advance`
    assert caller.order(order.id)['status'] == 'AWAITING_SHIPMENT'


def test_surprises_change_no_amount(caller):
    plain = {order['id']: order for order in caller.walk()[0]}
    caller.sandbox.knobs.set(surprises=True)
    surprising = caller.walk()[0]
    assert surprising == caller.walk()[0]
    assert any(None in order.values() for order in surprising)
    assert any(order['order_type'] == 'TELEPATHY' for order in surprising)
    for order in surprising:
        before = plain[order['id']]
        assert set(order) - set(before) >= {'a_key_of_tomorrow'}
        assert order['status'] == before['status']
        for name, value in before['payment'].items():
            assert value == '0' or order['payment'][name] == value
