"""Each refusal of the gate, by code and keyword."""

import time

import pytest
import requests
from conftest import SEARCH, Caller

from sandbox.signature import is_signed, sign, text_to_sign

SHOPS = '/authorization/202309/shops'
DETAIL = '/order/202507/orders'


def refused(response, code, keyword='', status=None):
    """Check a refusal: TikTok's envelope, its code, and the word that tells which case it is."""
    answer = response.json()
    assert set(answer) == {'code', 'message', 'request_id', 'data'}
    assert answer['code'] == code and answer['data'] is None
    assert keyword in answer['message']
    assert status in (None, response.status_code)


def test_signature(caller):
    refused(caller.send('GET', SHOPS, sign='0' * 64), 106001, 'sign', 401)
    refused(caller.send('GET', SHOPS, secret='wrong'), 106001)
    # Signed over other bytes than were sent: a re-serialized body.
    body = b'{"order_status": "UNPAID"}'
    query = {
        'app_key': caller.sandbox.app_key, 'timestamp': str(int(time.time())),
        'page_size': '1', 'shop_cipher': caller.cipher,
    }
    signature = sign(caller.sandbox.app_secret, SEARCH, list(query.items()),
                     b'{"order_status":"UNPAID"}')
    refused(caller.send('POST', SEARCH, query, raw=body, sign=signature), 106001)


def test_half_a_surrogate_pair(caller):
    """JSON can spell what UTF-8 cannot."""
    order = caller.sandbox.world.create_order(caller.cipher, buyer_message='\ud800 hi')
    response = caller.send(
        'GET', DETAIL, {'ids': order.id}, cipher=caller.cipher)
    assert b'"buyer_message":"\\ud800 hi"' in response.content
    assert response.json()['data']['orders'][0]['buyer_message'] == '\ud800 hi'
    unknown = caller.send(
        'POST', SEARCH, {'page_size': '1'}, {'\ud800': 1}, cipher=caller.cipher)
    refused(unknown, 36009004, '\ud800')
    found = requests.get(f'{caller.sandbox.url}/sandbox/orders', timeout=10).json()['orders']
    assert order.id in [each['id'] for each in found]


def test_bottomless_json(caller):
    body = b'{"a":' + b'[' * 200_000
    response = caller.send('POST', SEARCH, {'page_size': '1'}, raw=body, cipher=caller.cipher)
    refused(response, 36009022)


def test_browsers_ask_for_an_icon(caller):
    before = len(caller.sandbox.calls)
    response = requests.get(f'{caller.sandbox.url}/favicon.ico', timeout=10)
    assert (response.status_code, response.content) == (204, b'')
    assert len(caller.sandbox.calls) == before


def test_timestamp_window(caller):
    now = int(time.time())
    for seconds in (-290, 25):
        query = {'timestamp': str(now + seconds)}
        assert caller.call('GET', SHOPS, query)['code'] == 0
    for wrong in (now - 310, now + 40, now * 1000, 'noon', f'{now}.5', ''):
        refused(caller.send('GET', SHOPS, {'timestamp': str(wrong)}), 36009004, 'timestamp')


def test_timestamp_is_real_time_whatever_the_world_thinks(caller):
    caller.sandbox.world.advance(86400)
    assert caller.call('GET', SHOPS)['code'] == 0


@pytest.mark.parametrize('name', ['app_key', 'timestamp', 'sign'])
def test_common_parameters_are_required(caller, name):
    response = caller.send('GET', SHOPS, **({'sign': None} if name == 'sign' else {}),
                           query={} if name == 'sign' else {name: ''})
    refused(response, 36009004, 'required')


def test_unknown_app(caller):
    refused(caller.send('GET', SHOPS, {'app_key': '1'}), 36009004, 'app_key')


def test_token_belongs_in_the_header(caller):
    token = caller.tokens['access_token']
    refused(caller.send('GET', SHOPS, {'access_token': token}), 36009004, 'access_token')
    refused(caller.send('GET', SHOPS, token='other'), 36009004, 'x-tts-access-token')
    refused(caller.send('GET', SHOPS, **{'x-tts-access-token': ''}), 36009004, 'x-tts-access')


def test_token_expires(caller):
    caller.sandbox.world.advance(7 * 86400 - 1)
    assert caller.call('GET', SHOPS)['code'] == 0
    caller.sandbox.world.advance(1)
    refused(caller.send('GET', SHOPS), 105002, 'xpired', 401)
    caller.tokens = caller.get_tokens(
        'refresh', refresh_token=caller.tokens['refresh_token']
    ).json()['data']
    assert caller.call('GET', SHOPS)['code'] == 0
    caller.sandbox.world.expire_token(0)
    refused(caller.send('GET', SHOPS), 105002)


def test_revoked(caller):
    caller.sandbox.world.revoke(0)
    refused(caller.send('GET', SHOPS), 36009004, 'x-tts-access-token')


def test_scope(caller):
    caller.sandbox.world.withdraw_scope('seller.order.info')
    refused(caller.send('POST', SEARCH, {'page_size': '1'}, cipher=caller.cipher), 105005)
    assert caller.call('GET', SHOPS)['code'] == 0


def test_inactive_seller_and_shop(caller):
    world = caller.sandbox.world
    world.shop(caller.cipher).active = False
    refused(caller.send('POST', SEARCH, {'page_size': '1'}, cipher=caller.cipher), 36009043, '',
            401)
    world.sellers[0].active = False
    refused(caller.send('GET', SHOPS), 36009044, '', 401)


def test_cipher(caller):
    refused(caller.send('POST', SEARCH, {'page_size': '1'}), 106013, 'shop_cipher')
    refused(caller.send('GET', SHOPS, cipher=caller.cipher), 36009004, 'Unexpected identifier')
    refused(caller.send('POST', SEARCH, {'page_size': '1'}, cipher='GCP_x'), 101000)
    other = Caller(caller.sandbox, seller=1)
    refused(caller.send('POST', SEARCH, {'page_size': '1'}, cipher=other.cipher), 101000)


def test_creators_have_no_shops(caller):
    code = caller.sandbox.authorization.consent(1, user_type=1)
    caller.tokens = caller.get_tokens(auth_code=code).json()['data']
    assert caller.tokens['user_type'] == 1
    assert caller.call('GET', SHOPS)['data'] == {}
    refused(caller.send('POST', SEARCH, {'page_size': '1'}, cipher=caller.cipher), 101000)


@pytest.mark.parametrize(('method', 'path', 'code'), [
    ('GET', '/order/202309/nothing', 36009009),
    ('GET', '/', 36009009),
    ('GET', SHOPS + '/', 36009009),
    ('POST', '/orders/search', 36009009),
    ('GET', SEARCH, 36009010),
    ('DELETE', SHOPS, 36009010),
    ('GET', '/order/202001/orders', 36009014),
    ('POST', '/order/202507/orders/search', 36009014),
])
def test_path_method_version(caller, method, path, code):
    refused(caller.send(method, path), code)


@pytest.mark.parametrize(('query', 'keyword'), [
    ({}, 'page_size'),
    ({'page_size': '0'}, 'page_size'),
    ({'page_size': '101'}, 'page_size'),
    ({'page_size': '+5'}, 'page_size'),
    ({'page_size': '5.0'}, 'page_size'),
    ({'page_size': '5', 'sort_field': 'id'}, 'sort_field'),
    ({'page_size': '5', 'sort_order': 'asc'}, 'sort_order'),
    ({'page_size': '5', 'page_token': 'abc'}, 'page_token'),
    ({'page_size': '5', 'page_token': '+/+/AAAA'}, 'page_token'),
    ({'page_size': '5', 'order_status': 'UNPAID'}, 'order_status'),
])
def test_query_parameters(caller, query, keyword):
    refused(caller.send('POST', SEARCH, query, cipher=caller.cipher), 36009004, keyword)


@pytest.mark.parametrize('body', [
    {'order_status': 'CANCEL'},
    {'order_status': ['UNPAID']},
    {'create_time_ge': '1800000000'},
    {'update_time_lt': 1800000000.0},
    {'update_time_ge': True},
    {'update_time_ge': 1800000000000},
    {'is_buyer_request_cancel': 'true'},
    {'warehouse_ids': '123'},
    {'warehouse_ids': [123]},
    {'warehouse_ids': ['1'] * 101},
    {'shipping_type': 'PIGEON'},
    {'page_size': 5},
    {'buyer_user_id': 5},
])
def test_body_parameters(caller, body):
    response = caller.send('POST', SEARCH, {'page_size': '5'}, body, cipher=caller.cipher)
    refused(response, 36009004, next(iter(body)))


@pytest.mark.parametrize('raw', [b'[]', b'{', b'null', b'"text"', b'\xff'])
def test_body_must_be_an_object(caller, raw):
    response = caller.send('POST', SEARCH, {'page_size': '5'}, raw=raw, cipher=caller.cipher)
    refused(response, 36009022)


def test_body_needs_its_content_type(caller):
    response = caller.send('POST', SEARCH, {'page_size': '5'}, {'order_status': 'UNPAID'},
                           cipher=caller.cipher, **{'content-type': 'text/plain'})
    refused(response, 36009023)
    refused(caller.send('GET', SHOPS, raw=b'{"a":1}'), 36009022)


def test_ids(caller):
    for wrong in ('', 'abc', '1,,2', '1, 2', ','.join(['1'] * 51)):
        refused(caller.send('GET', DETAIL, {'ids': wrong}, cipher=caller.cipher), 36009004, 'ids')
    refused(caller.send('GET', DETAIL, cipher=caller.cipher), 36009004, 'ids')
    fifty = ','.join(['1'] * 50)
    assert caller.call('GET', DETAIL, {'ids': fifty}, cipher=caller.cipher)['code'] == 0


def test_orders_of_other_shops_do_not_exist(caller):
    theirs = caller.sandbox.world.orders_of(caller.sandbox.world.sellers[1].shops[0])[0].id
    answer = caller.call('GET', DETAIL, {'ids': theirs}, cipher=caller.cipher)
    assert (answer['code'], answer['data']) == (0, {})
    caller.sandbox.knobs.set(missing_orders='refuse')
    refused(caller.send('GET', DETAIL, {'ids': theirs}, cipher=caller.cipher), 36009004, theirs)


def test_repeated_keys(caller):
    first, second = [order.id for order in caller.sandbox.world.orders_of(
        caller.sandbox.world.shop(caller.cipher))[:2]]
    pairs = [('app_key', caller.sandbox.app_key), ('ids', second), ('ids', first),
             ('shop_cipher', caller.cipher), ('timestamp', str(int(time.time())))]
    signature = sign(caller.sandbox.app_secret, DETAIL, pairs)
    query = '&'.join(f'{name}={value}' for name, value in [*pairs, ('sign', signature)])
    session, url = __import__('requests'), f'{caller.sandbox.url}{DETAIL}?{query}'
    headers = {'x-tts-access-token': caller.tokens['access_token']}
    refused(session.get(url, headers=headers, timeout=10), 36009004, 'twice')
    caller.sandbox.knobs.set(repeated_keys=True)
    found = session.get(url, headers=headers, timeout=10).json()['data']['orders']
    assert [order['id'] for order in found] == [second, first]


def test_empty_object_is_signed_or_not(caller):
    assert caller.search(body={})['code'] == 0
    caller.sandbox.knobs.set(empty_body='skipped')
    assert caller.search(body={})['code'] == 106001


def test_https_only(caller):
    caller.sandbox.knobs.set(https_only=True)
    refused(caller.send('GET', SHOPS), 36009004, 'https')
    assert caller.send('GET', SHOPS, **{'X-Forwarded-Proto': 'https'}).json()['code'] == 0


def test_knobs_about_refusals(caller):
    caller.sandbox.knobs.set(unsettled_status=200, error_data='absent', ignore_unknown=True)
    response = caller.send('GET', SHOPS, cipher=caller.cipher)
    assert response.status_code == 200 and 'data' not in response.json()
    assert caller.call('GET', SHOPS, {'unknown': '1'})['code'] == 0
    caller.sandbox.knobs.set(error_data='empty')
    assert caller.call('GET', SHOPS, cipher=caller.cipher)['data'] == {}


@pytest.mark.parametrize('wrong', [
    {'nothing': 1}, {'https_only': 1}, {'offset_limit': True}, {'hang': 'long'},
    {'empty_body': 'maybe'}, {'retry_after': 1.5},
])
def test_impossible_knobs(caller, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        caller.sandbox.knobs.set(**wrong)


@pytest.mark.parametrize(('query', 'path', 'body', 'secret', 'signature'), [
    # From the official page "Sign your API request".
    ({'app_key': '29a39d', 'timestamp': '1623812664'}, SHOPS, b'', 'e59af819cc',
     'b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8'),
    ({'timestamp': '1760000000', 'app_key': '29a39d', 'shop_cipher': 'ROW_abcDEF123-_x',
      'ids': '576461413038785752,576461413038785753', 'access_token': 'TTP_should_be_ignored'},
     '/order/202309/orders', b'', 'e59af819cc',
     '16be3eb4407fd1d94d473f06658a2db0cef484ae358d6dd6aebc829ec5a81333'),
    ({'app_key': '38abcd', 'timestamp': '1760000002', 'page_size': '100',
      'shop_cipher': 'GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3', 'sort_field': 'create_time',
      'page_token': '6AsPQsUMvH3RkchNUPPh22/N5M1kHY+cZmtRyv9==', 'sort_order': 'DESC'},
     SEARCH, b'{"create_time_ge":1759000000}', '0123456789abcdef0123456789abcdef01234567',
     '7eee0c9f2259b9f9f59a7d5e772ae1c681972f808a9d9f7b615e1432e6c0b1e6'),
])
def test_published_signatures(query, path, body, secret, signature):
    pairs = [*query.items(), ('sign', 'whatever')]
    assert sign(secret, path, pairs, body) == signature
    assert is_signed(secret, signature, path, pairs, body)
    assert text_to_sign(secret, path, pairs, body).endswith(body + secret.encode())
