"""Webhooks: what rings, and what it says."""

import json

import pytest
from conftest import Caller

from sandbox.signature import sign_webhook

MINUTE, HOUR, DAY = 60, 3600, 86400
US = 0


def test_a_whole_life(shop, world, ear):
    order = world.create_order(US, status='UNPAID')
    for step in ('pay', 'release', 'ship', 'collect', 'deliver', 'complete'):
        getattr(world, step)(order)
    shop.webhooks.wait()
    assert {data['order_status'] for data in ear.told(1)} == {
        'UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'AWAITING_COLLECTION', 'IN_TRANSIT',
        'DELIVERED', 'COMPLETED',
    }
    assert len(ear.heard) == 7
    assert ear.bodies[0].keys() == {'type', 'tts_notification_id', 'shop_id', 'timestamp', 'data'}
    assert {body['shop_id'] for body in ear.bodies} == {order.shop.id}
    assert len({body['tts_notification_id'] for body in ear.bodies}) == 7
    assert all(
        data == {'order_id': order.id, 'is_on_hold_order': True,
                 'order_status': data['order_status'], 'update_time': shop.clock.now()}
        for data in ear.told()
    )


def test_signature(shop, world, ear):
    world.create_order(US)
    shop.webhooks.wait()
    ring = ear.heard[0]
    assert ring.signature == sign_webhook(shop.app_key, shop.app_secret, ring.raw)
    assert ring.signature == ring.signature.lower() and len(ring.signature) == 64


def test_signature_of_tiktok_s_own_page():
    raw = (
        b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
        b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
        b'"order_status":"UNPAID","update_time":1718305585}}'
    )
    assert sign_webhook('abcdef', '123', raw) == (
        '5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05'
    )


def test_what_falls_due_rings_at_its_own_time(calm, ear):
    calm.app.webhook_url = ear.url
    order = calm.world.create_order(US, status='ON_HOLD')
    start = calm.clock.now()
    calm.world.advance(30 * DAY)
    calm.webhooks.wait()
    found = [(body['data']['order_status'], body['timestamp'] - start) for body in ear.bodies
             if body['type'] == 1]
    assert found == [('ON_HOLD', 0), ('AWAITING_SHIPMENT', HOUR), ('CANCEL', HOUR + 7 * DAY)]
    assert order.update_time == start + HOUR + 7 * DAY


def test_cancellation(shop, world, ear):
    order = world.create_order(US)
    asked = shop.clock.now()
    world.request_cancel(order)
    world.advance(MINUTE)
    world.answer_cancel(order, approve=False)
    world.request_cancel(order)
    world.answer_cancel(order)
    shop.webhooks.wait()
    told = [data for data in ear.told(11) if data['order_id'] == order.id]
    assert {(each['cancel_status'], each['create_time'] - asked) for each in told} == {
        ('CANCELLATION_REQUEST_PENDING', 0), ('CANCELLATION_REQUEST_CANCELLED', 0),
        ('CANCELLATION_REQUEST_PENDING', MINUTE), ('CANCELLATION_REQUEST_SUCCESS', MINUTE),
    }
    assert len({each['cancel_id'] for each in told}) == 2
    assert {each['cancellations_role'] for each in told} == {'BUYER'}
    assert {data['order_status'] for data in ear.told(1) if data['order_id'] == order.id} == {
        'AWAITING_SHIPMENT', 'CANCEL'}


@pytest.mark.parametrize(('initiator', 'role'), [
    ('SELLER', 'SELLER'), ('SYSTEM', 'SYSTEM'), ('OPERATOR', 'SYSTEM'),
])
def test_others_cancel_while_the_buyer_waits_for_an_answer(shop, world, ear, initiator, role):
    order = world.create_order(US)
    world.request_cancel(order)
    world.cancel(order, initiator=initiator)
    shop.webhooks.wait()
    told = [(data['cancellations_role'], data['cancel_status'].rsplit('_', 1)[1])
            for data in ear.told(11)]
    assert sorted(told) == sorted([('BUYER', 'PENDING'), ('BUYER', 'CANCELLED'),
                                   (role, 'SUCCESS')])


def test_address(shop, world, ear):
    order = world.create_order(US)
    world.update_address(order, postal_code='10001')
    world.update_address(order, postal_code='10001')
    shop.webhooks.wait()
    assert ear.told(3) == [{'order_id': order.id, 'update_time': shop.clock.now()}]


def test_address_without_an_id(shop, world, ear):
    shop.knobs.set(address_notification_id=False)
    world.update_address(world.create_order(US), postal_code='10001')
    shop.webhooks.wait()
    assert {'tts_notification_id' in body for body in ear.bodies if body['type'] == 3} == {False}
    assert {'tts_notification_id' in body for body in ear.bodies if body['type'] == 1} == {True}


def test_split(shop, world, ear):
    order = world.create_order(US, items=[{'quantity': 2}])
    world.ship(order, items=[order.units[0].id])
    shop.webhooks.wait()
    [data] = ear.told(4)
    assert (data['sc_type'], data['role_type']) == ('SPLIT', 'ROLE_SELLER')
    listed = {each['package_id']: each['order_id_list'] for each in data['package_list']}
    assert listed == {package.id: [order.id] for package in order.packages}
    # TikTok's page does not list PARTIALLY_SHIPPING.
    assert 'PARTIALLY_SHIPPING' not in json.dumps(ear.bodies)


def combined(world):
    first = world.create_order(US, age=DAY)
    second = world.create_order(
        US, age=DAY, user_id=first.buyer.user_id, warehouse=first.warehouse.id)
    return world.combine([first, second])


def test_combined(shop, world, ear):
    first, second = combined(world)
    shop.webhooks.wait()
    [data] = ear.told()
    [listed] = data['package_list']
    assert data['sc_type'] == 'COMBINE'
    assert listed == {'package_id': first.packages[0].id,
                      'order_id_list': [first.id, second.id]}
    world.ship(second)
    shop.webhooks.wait()
    assert {(data['order_id'], data['order_status']) for data in ear.told(1)} == {
        (each.id, 'AWAITING_COLLECTION') for each in (first, second)}
    assert len(ear.heard) == 3


@pytest.mark.parametrize(('by', 'words'), [
    ('uncombine', {('CANCEL_COMBINE', 'ROLE_SELLER')}),
    ('address', {('ADDRESS_UPDATE_SPLIT', 'ROLE_USER'), ('CANCEL_COMBINE', 'ROLE_SELLER')}),
])
def test_no_longer_combined(shop, world, ear, by, words):
    first, second = combined(world)
    shop.webhooks.wait()
    ear.heard.clear()
    if by == 'address':
        world.update_address(first, postal_code='10001')
    else:
        world.uncombine(first)
    shop.webhooks.wait()
    assert {(data['sc_type'], data['role_type']) for data in ear.told(4)} == words
    assert sorted(each['order_id_list'] for data in ear.told(4) for each in data['package_list']) \
        == [[first.id], [second.id]]
    assert len(ear.told(3)) == (by == 'address')


def test_a_parcel_for_the_whole_order_is_no_news(shop, world, ear):
    world.deliver(world.collect(world.ship(world.create_order(US))))
    shop.webhooks.wait()
    assert not ear.told(4)


def test_what_tiktok_keeps_to_itself(shop, world, ear):
    order = world.create_order(US, age=DAY)
    world.touch(order, note='hello')
    world.corrupt(order)
    shop.webhooks.wait()
    assert not ear.heard


def test_only_sellers_who_have_let_the_app_in(shop, world, ear):
    other = next(each for each in world.shops if each.seller.index == 1)
    world.create_order(other)
    shop.webhooks.wait()
    assert not ear.heard
    Caller(shop, seller=1)
    world.create_order(other)
    world.expire_authorization(1)
    world.create_order(other)
    shop.webhooks.wait()
    assert len(ear.heard) == 1


def test_revoked(shop, world, ear):
    shops = {each.id for each in world.shops if each.seller.index == 0}
    world.revoke(0)
    world.revoke(0)
    world.create_order(US)
    shop.webhooks.wait()
    assert {body['type'] for body in ear.bodies} == {6}
    assert sorted(body['shop_id'] for body in ear.bodies) == sorted(shops)
    assert all(data.keys() == {'message'} for data in ear.told())


def test_agreeing_again_revokes_nothing(shop, world, ear):
    Caller(shop)
    shop.webhooks.wait()
    assert not ear.heard


def test_the_end_of_an_authorization_is_near(calm, ear):
    calm.app.webhook_url = ear.url
    end = calm.authorization.grants[0].until
    for _ in range(4):
        calm.world.advance(84 * DAY)
    calm.webhooks.wait()
    before = len(ear.heard)
    calm.world.advance(40 * DAY)
    calm.webhooks.wait()
    times = sorted({body['timestamp'] for body in ear.bodies})
    assert before and len(times) == 30 and {time % DAY for time in times} == {0}
    assert end - 30 * DAY <= times[0] < end - 29 * DAY and end - DAY <= times[-1] < end
    assert len(ear.heard) == 30 * len(calm.world.sellers[0].shops)
    assert {(body['type'], body['data']['expiration_time']) for body in ear.bodies} == {
        (7, str(end))}


def test_no_more_warnings_once_renewed(calm, ear):
    calm.app.webhook_url = ear.url
    calm.world.advance(340 * DAY)
    Caller(calm)
    calm.webhooks.wait()
    before = len(ear.heard)
    calm.world.advance(40 * DAY)
    calm.webhooks.wait()
    assert before and len(ear.heard) == before
