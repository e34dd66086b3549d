"""Webhooks: who may register which address, and where they go."""

import pytest

from sandbox.errors import NotAllowed
from sandbox.webhooks import topics

WEBHOOKS = '/event/202309/webhooks'
US = 0


def address(event_type='ORDER_STATUS_CHANGE', url='https://hooks.example.com/a'):
    return {'event_type': event_type, 'address': url}


def test_register(shop, caller, ear):
    assert caller.call('GET', WEBHOOKS, cipher=caller.cipher)['data'] == {'total_count': 0}
    start = shop.clock.now()
    for url in ('https://hooks.example.com/a', 'https://xn--hks-6na.example.com:443/?b=%20#c'):
        answer = caller.call('PUT', WEBHOOKS, body=address(url=url), cipher=caller.cipher)
        assert (answer['code'], answer['data']) == (0, {})
        shop.world.advance(9)
    assert caller.call('GET', WEBHOOKS, cipher=caller.cipher)['data'] == {
        'total_count': 1,
        'webhooks': [{
            'event_type': 'ORDER_STATUS_CHANGE', 'address': url, 'create_time': start,
            'update_time': start + 9,
        }],
    }
    shop.knobs.set(webhook_times='milliseconds')
    [row] = caller.call('GET', WEBHOOKS, cipher=caller.cipher)['data']['webhooks']
    assert row['create_time'] == start * 1000
    other = caller.shops[1]['cipher']
    assert caller.call('GET', WEBHOOKS, cipher=other)['data']['total_count'] == 0
    for _ in range(2):  # the second time there is none
        gone = caller.call(
            'DELETE', WEBHOOKS, body={'event_type': 'ORDER_STATUS_CHANGE'}, cipher=caller.cipher)
        assert (gone['code'], gone['data']) == (0, {})
    assert caller.call('GET', WEBHOOKS, cipher=caller.cipher)['data']['total_count'] == 0


@pytest.mark.parametrize('event_type', topics.EVENT_TYPES)
def test_seventeen_types_are_accepted(caller, event_type):
    assert len(topics.EVENT_TYPES) == 17
    assert caller.call(
        'PUT', WEBHOOKS, body=address(event_type), cipher=caller.cipher)['code'] == 0


@pytest.mark.parametrize(('url', 'word'), [
    ('http://hooks.example.com/a', 'https'), ('ftp://hooks.example.com/a', 'https'),
    ('hooks.example.com/a', 'https'), ('', 'https'),
    ('https://192.0.2.1/a', 'IP'), ('https://[2001:db8::1]/a', 'IP'), ('https://127.1/a', 'IP'),
    ('https://2130706433/a', 'IP'), ('https://0x7f.1/', 'IP'),
    ('https://localhost/a', 'domain'), ('https:///a', 'domain'), ('https://a..example/', 'domain'),
    ('https://-a.example.com/', 'domain'), ('https://exämple.com/', 'URL'),
    ('https://hooks.example.com:8443/a', 'port'), ('https://hooks.example.com:x/a', 'URL'),
    ('https://hooks.example.com:99999/a', 'URL'), ('https://me@hooks.example.com/a', 'URL'),
    ('https://hooks.example.com/a b', 'URL'), ('https://[x/a', 'URL'),
    ('https://\ud800.example.com/', 'URL'),
    ('https://hooks.example.com/' + 'a' * 230, '255'), (7, 'string'), (None, 'string'),
    ('http://localhost:8069/a', 'https'), ('https://127.0.0.1:8069/a', 'IP'),
])
def test_wrong_addresses(caller, url, word):
    answer = caller.call('PUT', WEBHOOKS, body=address(url=url), cipher=caller.cipher)
    assert answer['code'] == 36009004
    assert '`address`' in answer['message'] and word in answer['message']


@pytest.mark.parametrize('url', [
    'http://localhost:8069/a', 'http://127.0.0.1:1/', 'https://localhost/', 'https://a.example.com',
])
def test_local_addresses_by_knob(shop, caller, url):
    shop.knobs.set(local_webhooks=True)
    body = address(url=url)
    assert caller.call('PUT', WEBHOOKS, body=body, cipher=caller.cipher)['code'] == 0
    far = address(url='http://192.0.2.1:8069/')
    assert caller.call('PUT', WEBHOOKS, body=far, cipher=caller.cipher)['code'] == 36009004


@pytest.mark.parametrize(('method', 'body', 'word'), [
    ('PUT', {'address': 'https://a.example.com'}, 'event_type'),
    ('PUT', {'event_type': 'PACKAGE_UPDATE'}, 'address'),
    ('PUT', {**address(), 'x': 1}, '`x`'),
    ('PUT', address('INVENTORY_STATUS'), 'must be one of'), ('PUT', address(1), 'must be one of'),
    ('PUT', address(['PACKAGE_UPDATE']), 'must be one of'),
    ('DELETE', {}, 'event_type'), ('DELETE', {'event_type': 'ORDER'}, 'must be one of'),
    ('DELETE', address('PACKAGE_UPDATE'), '`address`'),
])
def test_wrong_parameters(caller, method, body, word):
    answer = caller.call(method, WEBHOOKS, body=body, cipher=caller.cipher)
    assert answer['code'] == 36009004 and word in answer['message']


@pytest.mark.parametrize('method', ['GET', 'PUT', 'DELETE'])
def test_gate(shop, caller, method):
    body = {'GET': None, 'PUT': address(), 'DELETE': {'event_type': 'PACKAGE_UPDATE'}}[method]
    assert caller.call(method, WEBHOOKS, body=body)['code'] == 106013
    shop.world.withdraw_scope('seller.event')
    assert caller.call(method, WEBHOOKS, body=body, cipher=caller.cipher)['code'] == 105005
    assert caller.call('POST', WEBHOOKS, body=body, cipher=caller.cipher)['code'] == 36009010


def test_own_addresses_come_first(shop, caller, ear, world):
    shop.knobs.set(local_webhooks=True)
    body = address('ORDER_STATUS_CHANGE', ear.url + '/own')
    assert caller.call('PUT', WEBHOOKS, body=body, cipher=caller.cipher)['code'] == 0
    world.request_cancel(world.create_order(caller.cipher))
    world.create_order(caller.shops[1]['cipher'])
    shop.webhooks.wait()
    assert sorted(
        (ring.path, ring.body['type'], ring.body['shop_id'] == caller.shops[0]['id'])
        for ring in ear.heard
    ) == [('/hook', 1, False), ('/hook', 11, True), ('/hook/own', 1, True)]
    shop.reset()
    assert caller.call('GET', WEBHOOKS, cipher=caller.cipher)['data']['total_count'] == 1


def test_without_an_address_there_is_silence(shop, caller):
    shop.world.create_order(US)
    assert shop.webhooks.deliveries == []
    with pytest.raises(NotAllowed, match='listens'):
        shop.webhooks.ring(1)
