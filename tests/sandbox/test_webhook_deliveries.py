"""Webhooks: when they leave, how often, and how they go wrong on command."""

import json
import time

import pytest
import requests
from conftest import Caller
from listener import Listener

from sandbox import Sandbox
from sandbox.errors import NotAllowed, NotFound
from sandbox.signature import sign_webhook
from sandbox.webhooks import delivery

MINUTE, HOUR, DAY = 60, 3600, 86400
US = 0


def test_retries(calm, ear):
    calm.app.webhook_url, ear.statuses = ear.url, [500, 404, 302, 201, 401]
    start = calm.clock.now()
    calm.webhooks.ring(1)
    [found] = calm.webhooks.deliveries
    for seconds, times in ((0, 1), (2 * MINUTE - 1, 1), (1, 2), (30 * MINUTE, 3), (3 * HOUR, 4),
                           (12 * HOUR - 1, 4), (1, 5), (90 * DAY, 5)):
        calm.world.advance(seconds)
        calm.webhooks.wait()
        assert len(ear.heard) == times
    assert len(set(ear.heard)) == 1  # the same bytes each time
    assert (found.state, found.due) == ('dropped', 0)
    assert [each.status for each in found.attempts] == [500, 404, 302, 201, 401]
    times = [each.time - start for each in found.attempts]
    assert times == [0, 120, 120 + 1800, 120 + 1800 + 10800, 120 + 1800 + 10800 + 43200]


def test_all_retries_in_one_leap(calm, ear):
    calm.app.webhook_url, ear.statuses = ear.url, [500, 500, 500, 500, 200]
    calm.webhooks.ring(1)
    calm.webhooks.wait()
    calm.world.advance(DAY)
    calm.webhooks.wait()
    [found] = calm.webhooks.deliveries
    assert found.state == 'delivered' and len(found.attempts) == 5
    assert found.attempts[-1].time - found.made == 120 + 1800 + 10800 + 43200


def test_nobody_answers(calm, ear, monkeypatch):
    monkeypatch.setattr(delivery, 'TIMEOUT', 0.1)
    calm.app.webhook_url = ear.url
    ear.gate.clear()
    calm.webhooks.ring(1)
    calm.webhooks.wait()
    ear.close()
    calm.world.advance(2 * MINUTE)
    calm.webhooks.wait()
    [found] = calm.webhooks.deliveries
    assert [each.status for each in found.attempts] == ['ReadTimeout', 'ConnectionError']
    assert found.state == 'waiting' and found.due == found.made + 120 + 1800
    assert delivery.RETRIES == (120, 1800, 10800, 43200)


def test_three_seconds():
    assert delivery.TIMEOUT == 3


def test_an_address_that_is_none(calm):
    calm.app.webhook_url = 'http://[x'
    calm.webhooks.ring(1)
    calm.webhooks.wait()
    assert calm.webhooks.deliveries[0].attempts[0].status == 'InvalidURL'


def test_nobody_waits_for_ever(calm, ear):
    calm.app.webhook_url = ear.url
    ear.gate.clear()
    calm.webhooks.ring(1)
    with pytest.raises(TimeoutError):
        calm.webhooks.wait(0.1)
    ear.gate.set()
    calm.webhooks.wait()


def test_the_world_goes_on_while_a_webhook_is_answered(calm, ear):
    """Who is rung asks at once what has happened: nothing may be locked meanwhile."""
    calm.app.webhook_url = ear.url
    ear.gate.clear()
    calm.world.pay(calm.world.create_order(US, status='UNPAID'))
    assert requests.get(f'{calm.url}/sandbox/orders', timeout=5).json()['orders']
    ear.gate.set()
    calm.webhooks.wait()


def test_pause(calm, ear):
    calm.app.webhook_url, ear.statuses = ear.url, [500]
    calm.webhooks.pause()
    calm.webhooks.ring(1)
    calm.world.advance(DAY)
    calm.webhooks.wait()
    assert not ear.heard
    calm.webhooks.resume()
    calm.webhooks.wait()
    [found] = calm.webhooks.deliveries
    assert [each.time for each in found.attempts] == [calm.clock.now()]
    assert found.due == calm.clock.now() + 120


def test_clear(calm, ear):
    calm.app.webhook_url, ear.statuses = ear.url, [500]
    calm.webhooks.faults.rate(1, ['shuffled'])
    calm.webhooks.ring(1)
    calm.webhooks.clear()
    calm.webhooks.ring(1)
    calm.webhooks.wait()
    calm.webhooks.clear()
    calm.world.advance(DAY)
    calm.webhooks.wait()
    assert len(ear.heard) == 1 and calm.webhooks.deliveries == []


def test_a_ticking_clock_needs_nobody(ear):
    with Sandbox(seed=7, orders=0, ticking=True, webhook_url=ear.url) as sandbox:
        Caller(sandbox)
        order = sandbox.world.create_order(US, status='UNPAID')
        sandbox.world.hold(order, 1)
        sandbox.webhooks.faults.rate(1, ['shuffled'])
        ear.statuses = [200, 200, 500]
        deadline = time.monotonic() + 20
        while len(ear.heard) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        statuses = {data['order_status'] for data in ear.told(1)}
        assert statuses == {'UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT'}
        sandbox.world.advance(2 * MINUTE)
        sandbox.webhooks.wait()
        assert ear.heard[3] == ear.heard[2]


# === BY HAND === #


def test_ring_for_an_order(shop, world, ear):
    order = world.create_order(US, age=DAY)
    for what in (order, order.id, int(order.id)):
        shop.webhooks.ring(what)
    for number in (3, 'PACKAGE_UPDATE', 11, 65):
        shop.webhooks.ring(order, type=number, data={'update_time': 5, 'extra': None})
    shop.webhooks.wait()
    assert sorted(body['type'] for body in ear.bodies) == [1, 1, 1, 3, 4, 11, 65]
    assert ear.told(65) == [{'order_id': order.id, 'update_time': 5, 'extra': None}]
    assert ear.told(4)[0]['package_list'] == []
    world.request_cancel(order)
    [made] = shop.webhooks.ring(order, type=11)
    assert json.loads(made.body)['data']['cancel_status'] == 'CANCELLATION_REQUEST_PENDING'


def test_ring_anything(shop, world, ear):
    other = world.shops[-1]  # of a seller who has not let the app in
    shop.webhooks.ring(9999, {'a': [1]}, shop=other)
    shop.webhooks.ring('NEW_MESSAGE', shop=other.id)
    shop.webhooks.ring(20, shop_id=None, creator_open_id='x', tts_notification_id='7')
    shop.webhooks.ring(1, shop_id='1', timestamp='soon', type_='x')
    shop.webhooks.wait()
    found = {body['type']: body for body in ear.bodies}
    assert found[9999]['data'] == {'a': [1]} and found[9999]['shop_id'] == other.id
    assert found[14]['data'] == {}
    assert found[20].keys() == {
        'type', 'tts_notification_id', 'timestamp', 'data', 'creator_open_id'}
    assert (found[1]['shop_id'], found[1]['timestamp']) == ('1', 'soon')
    for wrong in ('NEW_THING', '576000000000000000', None):
        with pytest.raises(NotFound):
            shop.webhooks.ring(wrong)


def test_half_a_surrogate_pair(shop, world, ear):
    shop.webhooks.ring(1, {'text': 'a\ud800'})
    shop.webhooks.wait()
    assert ear.told() == [{'text': 'a\ud800'}]
    assert ear.heard[0].signature == sign_webhook(
        shop.app_key, shop.app_secret, ear.heard[0].raw)


# === MISBEHAVIOUR === #


def test_lost_and_forged(calm, ear):
    calm.app.webhook_url = ear.url
    calm.webhooks.faults.next('lost', path='PACKAGE')
    calm.webhooks.faults.at(2, 'forged')
    for number in (1, 4, 4, 1):
        calm.webhooks.ring(number)
    calm.webhooks.wait()
    assert [ring.body['type'] for ring in ear.heard] == [1, 4, 1]
    assert [each.state for each in calm.webhooks.deliveries] == [
        'delivered', 'lost', 'delivered', 'delivered']
    assert calm.webhooks.deliveries[1].faults == ('lost', 'forged')
    good = [ring.signature == sign_webhook(calm.app_key, calm.app_secret, ring.raw)
            for ring in ear.heard]
    assert good == [True, True, True]
    calm.webhooks.faults.next('forged')
    [forged] = calm.webhooks.ring(1)
    assert forged.signature != sign_webhook(calm.app_key, calm.app_secret, forged.body)


def test_repeated_and_late(calm, ear):
    calm.app.webhook_url = ear.url
    calm.knobs.set(webhook_copies=3, webhook_delay=600)
    calm.webhooks.faults.rate(1, ['repeated'])
    calm.webhooks.faults.rate(1, ['late'], path='PACKAGE')
    calm.webhooks.ring(1)
    calm.webhooks.ring(4)
    calm.webhooks.wait()
    assert [ring.body['type'] for ring in ear.heard] == [1, 1, 1]
    assert len(set(ear.heard)) == 1 and len(calm.webhooks.deliveries) == 6
    calm.world.advance(600)
    calm.webhooks.wait()
    assert [ring.body['type'] for ring in ear.heard] == [1, 1, 1, 4, 4, 4]
    assert {len(each.attempts) for each in calm.webhooks.deliveries} == {1}


def misbehave(seed):
    ear = Listener()
    options = {'seed': 7, 'orders': 0, 'now': 1_800_000_000}
    with Sandbox(webhook_url=ear.url, webhook_workers=1, **options) as shop:
        for kind in ('shuffled', 'lost', 'forged', 'repeated'):
            shop.webhooks.faults.rate(0.5, [kind], seed=f'{seed}{kind}')
        for number in range(30):
            shop.webhooks.ring(1, {'number': number})
        shop.webhooks.wait()
    ear.close()
    return ear.heard


def test_the_same_seed_misbehaves_the_same():
    first, again, other = misbehave(1), misbehave(1), misbehave(2)
    assert first == again != other
    numbers = [ring.body['data']['number'] for ring in first]
    assert numbers != sorted(numbers) and len(set(numbers)) < 25 < len(numbers) + 10


def test_shuffled_until_time_passes(calm, ear):
    calm.app.webhook_url = ear.url
    calm.webhooks.faults.rate(1, ['shuffled'])
    order = calm.world.create_order(US, status='UNPAID')
    for step in ('pay', 'release', 'ship', 'collect', 'deliver', 'complete'):
        getattr(calm.world, step)(order)
    assert not ear.heard
    calm.world.advance(1)
    calm.webhooks.wait()
    statuses = [data['order_status'] for data in ear.told(1) if data['order_id'] == order.id]
    assert len(statuses) == 7 and statuses[0] != 'UNPAID'


def test_unknown_faults(shop):
    with pytest.raises(NotAllowed, match='shuffled'):
        shop.webhooks.faults.next('throttle')
    with pytest.raises(NotAllowed, match='throttle'):
        shop.faults.next('forged')


# === OVER HTTP === #


def test_commands_over_http(shop, caller, ear):
    def do(name, http=200, **what):
        response = requests.post(f'{shop.url}/sandbox/{name}', json=what, timeout=10)
        assert response.status_code == http, response.text
        return response.json().get('result')

    def look():
        return requests.get(f'{shop.url}/sandbox/webhooks', timeout=10).json()

    do('app', webhook_url=ear.url)
    order = do('create_order', shop=0)
    do('webhooks')
    do('webhooks', do='pause')
    do('webhook_faults', kind='forged', path='PACKAGE')
    assert do('ring', what=order['id'], type=4)[0]['faults'] == ['forged']
    do('ring', what=1234, data={'a': 1}, shop=1)
    assert [each['state'] for each in look()['webhooks']] == ['delivered', 'waiting', 'waiting']
    do('webhooks', do='resume')
    do('webhooks', do='wait', seconds=9)
    state = look()
    assert state['webhook_url'] == ear.url and state['addresses'] == []
    assert [each['state'] for each in state['webhooks']] == ['delivered'] * 3
    first = state['webhooks'][0]
    assert json.loads(first['body'])['data']['order_id'] == order['id']
    assert first['attempts'][0]['status'] == 200 and first['type'] == 1
    do('webhooks', do='clear')
    assert look()['webhooks'] == []
    do('ring', 404, what='THING')
    do('ring', 400)
    do('webhooks', 409, do='explode')
    do('webhook_faults', 409, kind='explode')
    body = {'event_type': 'PACKAGE_UPDATE', 'address': 'https://hooks.example.com/a'}
    caller.call('PUT', '/event/202309/webhooks', body=body, cipher=caller.cipher)
    assert look()['addresses'][0]['url'] == body['address']
