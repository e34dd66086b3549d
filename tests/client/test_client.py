"""The calls of `Client`: parameters, renewal of the token, batches, details."""
import json

import pytest
from server import CIPHER, TOKEN, Answer, refusal, success

from client import Client, Page, errors

EXPIRED = refusal(105002, status=401)


def test_search(server, shop):
    rows = [{'id': '576461413038785752', 'status': 'NEW STATUS'}]
    server.answers = [success({'orders': rows, 'next_page_token': 'a/+=', 'total_count': 43103})]
    page = shop.search_orders(
        CIPHER, field='update_time', ge=10, lt=20, page_token='b/+=', page_size=7,
        order_status='ON_HOLD',
    )
    assert page == Page(rows, 'a/+=', 43103)
    call = server.calls[0]
    assert (call.method, call.path) == ('POST', '/order/202309/orders/search')
    assert json.loads(call.body) == {
        'update_time_ge': 10, 'update_time_lt': 20, 'order_status': 'ON_HOLD',
    }
    assert {key: call.query[key] for key in call.query if key[0] in 'ps'} | {'sign': ''} == {
        'page_token': 'b/+=', 'page_size': '7', 'sort_field': 'update_time', 'sort_order': 'ASC',
        'shop_cipher': CIPHER, 'sign': '',
    }


@pytest.mark.parametrize('data', [
    None, {}, {'orders': None}, {'orders': []}, {'total_count': None, 'next_page_token': None},
])
def test_search_without_result(server, shop, data):
    server.answers = [success(data)]
    assert shop.search_orders(CIPHER) == Page([], '', None)
    assert server.calls[0].body == b''


def test_search_by_an_unknown_time(shop):
    with pytest.raises(ValueError, match='create_time or update_time'):
        shop.search_orders(CIPHER, field='paid_time')


def test_details_come_in_batches(server, shop):
    def answer(call):
        ids = call.query['ids'].split(',')
        assert len(ids) <= 50
        return success({'orders': [{'id': key} for key in ids if key != '77']})

    server.answers = answer
    wanted = [str(number) for number in range(120)]
    rows = shop.order_details(CIPHER, wanted + wanted[:3])
    assert [row['id'] for row in rows] == [key for key in wanted if key != '77']
    assert [call.path for call in server.calls] == ['/order/202507/orders'] * 3


def test_no_details_no_call(server, shop):
    assert shop.order_details(CIPHER, []) == []
    assert not server.calls


def test_cipher_is_refused_where_it_does_not_belong(shop):
    with pytest.raises(ValueError, match='shop cipher'):
        shop.call('authorized_shops', CIPHER)


@pytest.mark.parametrize('cipher', [None, ''])
def test_shop_without_cipher_is_an_error_like_tiktoks(server, shop, cipher):
    with pytest.raises(errors.ValidationError, match='load the shops again'):
        shop.call('warehouses', cipher)
    assert not server.calls


def test_shops_and_warehouses(server, shop):
    server.answers = [success({'shops': [{'id': '1'}]}), success({'shops': [{'id': '2'}]}),
                      success({'warehouses': [{'id': '3'}]})]
    assert shop.authorized_shops() == [{'id': '1'}]
    assert shop.active_shops() == [{'id': '2'}]
    assert shop.warehouses(CIPHER) == [{'id': '3'}]
    assert ['shop_cipher' in call.query for call in server.calls] == [False, False, True]


def test_webhooks(server, shop):
    row = {'event_type': 'PACKAGE_UPDATE', 'address': 'https://a.example', 'create_time': 1}
    server.answers = [success({'webhooks': [row, {'address': 'x'}, None], 'total_count': 1}),
                      success({}), success(), success()]
    assert shop.webhooks(CIPHER) == [row]
    assert shop.webhooks(CIPHER) == []
    assert shop.set_webhook(CIPHER, 'PACKAGE_UPDATE', 'https://b.example/ä') is None
    assert shop.delete_webhook(CIPHER, 'PACKAGE_UPDATE') is None
    assert {call.path for call in server.calls} == {'/event/202309/webhooks'}
    assert [call.method for call in server.calls] == ['GET', 'GET', 'PUT', 'DELETE']
    assert [call.query['shop_cipher'] for call in server.calls] == [CIPHER] * 4
    assert server.calls[0].body == b''
    assert [json.loads(call.body) for call in server.calls[2:]] == [
        {'address': 'https://b.example/ä', 'event_type': 'PACKAGE_UPDATE'},
        {'event_type': 'PACKAGE_UPDATE'},
    ]


def test_a_webhook_is_set_again_after_a_failure(server, shop):
    server.answers = [refusal(36009003, status=500), success()]
    shop.set_webhook(CIPHER, 'PACKAGE_UPDATE', 'https://b.example')
    assert server.calls[0].body == server.calls[1].body


def renewing(server, renewed):
    def renew(token):
        renewed.append(token)
        return f'{token}+'
    return Client(server.url, 'k', 's', TOKEN, renew, rate=None, backoff=0.001)


@pytest.mark.parametrize('fault', [EXPIRED, refusal(36009004, 'x-tts-access-token is invalid')])
def test_token_is_renewed_once_and_kept(server, fault):
    server.answers = [fault, success(), success()]
    renewed = []
    with renewing(server, renewed) as api:
        api.authorized_shops()
        api.authorized_shops()
    assert renewed == [TOKEN]
    tokens = [call.headers['x-tts-access-token'] for call in server.calls]
    assert tokens == [TOKEN, TOKEN + '+', TOKEN + '+']


def test_token_is_not_renewed_for_ever(server):
    server.answers = [EXPIRED]
    renewed = []
    with renewing(server, renewed) as api, pytest.raises(errors.ExpiredToken):
        api.authorized_shops()
    assert (renewed, len(server.calls)) == ([TOKEN], 2)


def test_token_without_renewal(server, shop):
    server.answers = [EXPIRED]
    with pytest.raises(errors.ExpiredToken):
        shop.authorized_shops()


def test_failure_of_the_renewal_is_the_caller_s(server):
    def renew(token):
        raise errors.AuthorizationError(36004005, 'no authorization')

    server.answers = [EXPIRED]
    with Client(server.url, 'k', 's', TOKEN, renew) as api, \
            pytest.raises(errors.AuthorizationError, match='no authorization'):
        api.authorized_shops()


@pytest.mark.parametrize('detail', [
    success({'orders': [{'id': '2', 'line_items': [{}], 'payment': {'currency': 'GBP'}}]}),
    success({'orders': [{'id': 2, 'line_items': [{}], 'payment': {'currency': 'GBP'}}]}),
    success({}), refusal(12345, 'Order does not exist'), refusal(36009004, 'ids'),
])
def test_rows_without_lines_get_their_detail(server, shop, detail):
    whole = {'id': '1', 'create_time': 5, 'line_items': [{}], 'payment': {'currency': 'GBP'}}
    bare = {'id': '2', 'create_time': 5, 'line_items': None}
    search = success({'orders': [whole, bare], 'total_count': 2})
    server.answers = lambda call: search if call.method == 'POST' else detail
    [(rows, cursor)] = shop.walk_orders(CIPHER, 'create_time', {'ranges': [[0, 10]]})
    found = (detail.body['data'] or {}).get('orders', [bare])
    assert rows == [whole, *found]
    assert cursor['ranges'] == []
    assert server.calls[-1].query['ids'] == '2'


def test_walk_over_http_splits_and_resumes(server, shop):
    """A range that TikTok refuses, a cursor that went through JSON, a token that it forgot."""
    orders = [{'id': str(n), 'create_time': 5, 'line_items': [1], 'payment': {'a': 1}}
              for n in range(250)]

    def answer(call):
        body, token = json.loads(call.body), call.query.get('page_token')
        if body['create_time_lt'] - body['create_time_ge'] > 8:
            return refusal(12345, 'Offset and limit sum 5100 must less than 5000')
        if token == 'forgotten':
            return refusal(36009004, 'Invalid `page_token`')
        if not body['create_time_ge'] <= 5 < body['create_time_lt']:
            return success({'total_count': 0})
        start = int(token or 0)
        more = start + 100 < 250
        return success({'orders': orders[start:start + 100], 'total_count': 250,
                        'next_page_token': str(start + 100) if more else ''})

    server.answers = answer
    cursor, seen = {'ranges': [[0, 32]], 'page_token': '', 'seen': 0}, set()
    for rows, next_cursor in shop.walk_orders(CIPHER, 'create_time', cursor):
        seen |= {row['id'] for row in rows}
        if next_cursor['page_token'] == '200':
            break
    next_cursor = json.loads(json.dumps(next_cursor))
    assert next_cursor['ranges'][0] == [5, 8]
    assert next_cursor['left'] == 50
    next_cursor['page_token'] = 'forgotten'
    pages = list(shop.walk_orders(CIPHER, 'create_time', next_cursor))
    seen |= {row['id'] for rows, _ in pages for row in rows}
    last = pages[-1][1]
    assert len(seen) == 250
    assert 'forgotten' in [call.query.get('page_token') for call in server.calls]
    assert last['ranges'] == []
    assert not list(shop.walk_orders(CIPHER, 'create_time', last))


def test_error_of_a_walk_is_raised(server, shop):
    server.answers = [Answer(b'<html>', 403)]
    with pytest.raises(errors.ProtocolError):
        list(shop.walk_orders(CIPHER, 'create_time', {'ranges': [[0, 10]]}))
