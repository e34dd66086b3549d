"""Webhooks of the sandbox, and the calls to register them: the independent package reads both."""

import json

import pytest
from published import differences
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated._meta import WEBHOOKS
from tiktok_shop_api.webhooks import EVENT_TYPES, UnknownWebhookEvent, Webhooks

import client
from client import exchange_code, verify_webhook
from sandbox import Sandbox
from sandbox.webhooks import topics

DAY = 86400
# Types that shops can register but that the package has no page about: the forerunner of 11 and 12.
OLD = {2: 'REVERSE_STATUS_UPDATE'}


@pytest.fixture(scope='module')
def told():
    """Everything that a lively world tells, as deliveries."""
    with Sandbox(seed=3, orders=120, webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()  # nobody is there
        for seller in (0, 1):
            code = sandbox.authorize(seller)
            exchange_code(sandbox.url, sandbox.app_key, sandbox.app_secret, code)
        live(sandbox.world)
        sandbox.world.revoke()
        yield sandbox


def live(world):
    for shop in world.shops:
        one = world.create_order(shop, status='UNPAID', items=[{'quantity': 2}])
        world.release(world.pay(one))
        world.update_address(one, postal_code='10001')
        world.request_cancel(one)
        world.answer_cancel(one, approve=False)
        world.ship(one, [one.units[0].id])
        world.deliver(world.collect(world.ship(one)))
        beside = {'user_id': one.buyer.user_id, 'warehouse': one.warehouse.id}
        two, three = (world.create_order(shop, **beside) for _ in range(2))
        world.combine([two, three])
        world.update_address(two, postal_code='10002')
        world.combine([three, world.update_address(two, **three.address)])
        world.uncombine(two)
        for initiator in ('BUYER', 'SELLER', 'SYSTEM', 'OPERATOR'):
            world.cancel(world.create_order(shop), initiator=initiator)
    world.advance(360 * DAY)


def test_every_webhook_is_verified_and_parsed(told):
    deliveries = told.webhooks.deliveries
    assert {each.type for each in deliveries} == {1, 3, 4, 6, 7, 11}
    for each in deliveries:
        assert verify_webhook(told.app_key, told.app_secret, each.body, each.signature)
        event = Webhooks.verify_and_parse(
            app_key=told.app_key, app_secret=told.app_secret, raw_body=each.body,
            signature=each.signature,
        )
        assert event.to_dict() == json.loads(each.body)
        strange = set(differences(event, 'webhook'))
        # TikTok's page about type 3 leaves out what its page about all webhooks promises.
        allowed = {'webhook.tts_notification_id: unknown'} if each.type == 3 else set()
        assert strange <= allowed


@pytest.mark.parametrize(('number', 'key'), [
    (1, 'order_status'), (4, 'sc_type'), (4, 'role_type'), (11, 'cancel_status'),
    (11, 'cancellations_role'),
])
def test_words_are_published(told, number, key):
    schema = next(each['schema'] for each in WEBHOOKS if each['type'] == number)
    page = getattr(models, f'{schema}Data').__doc__.split(f'{key} (')[1].split(' | Unset')[1]
    words = {json.loads(each.body)['data'][key]
             for each in told.webhooks.deliveries if each.type == number}
    assert len(words) > 1
    assert not [word for word in words if f'* {word}\n' not in page.replace('`', '')]


def test_a_type_that_nobody_knows(told):
    [found] = told.webhooks.ring(9999, {'a': 1})
    event = Webhooks.verify_and_parse(
        app_key=told.app_key, app_secret=told.app_secret, raw_body=found.body,
        signature=found.signature,
    )
    assert isinstance(event, UnknownWebhookEvent)


def test_a_forged_webhook_is_refused(told):
    told.webhooks.faults.next('forged')
    [found] = told.webhooks.ring(1)
    assert not client.verify_webhook(
        told.app_key, told.app_secret, found.body, found.signature)
    assert not Webhooks.verify(
        app_key=told.app_key, app_secret=told.app_secret, raw_body=found.body,
        signature=found.signature,
    )


def test_numbers_and_names_agree():
    named = {number: name for number, name in EVENT_TYPES.items() if name}
    assert {**named, **OLD} == topics.TOPICS
    kinds = models.UpdateShopWebhookRequestEventType
    assert {kind.value for kind in kinds} == set(topics.EVENT_TYPES)


def test_register_with_the_independent_client(theirs, ciphers):
    events = theirs.with_shop(shop_cipher=ciphers['GB']).event
    kinds = models.UpdateShopWebhookRequestEventType
    for kind in kinds:
        body = models.UpdateShopWebhookRequest('https://hooks.example.com/', kind)
        assert events.update_shop_webhook(body=body).code == 0
    data = events.get_shop_webhooks().data
    assert data.total_count == len(data.webhooks) == len(kinds)
    assert not list(differences(data, 'data'))
    for kind in models.DeleteWebhookForAnEventRequestEventType:
        body = models.DeleteWebhookForAnEventRequest(kind)
        assert events.delete_webhook_for_an_event(body=body).code == 0
    assert events.get_shop_webhooks().data.total_count == 0


def test_both_clients_see_the_same_addresses(theirs, ours, ciphers):
    cipher, url = ciphers['MY'], 'https://hooks.example.com/tiktok'
    ours.set_webhook(cipher, 'ORDER_STATUS_CHANGE', url)
    [row] = ours.webhooks(cipher)
    seen = theirs.with_shop(shop_cipher=cipher).event.get_shop_webhooks().data.webhooks
    assert [each.to_dict() for each in seen] == [row]
    ours.delete_webhook(cipher, 'ORDER_STATUS_CHANGE')


def test_refusals_name_the_fault(ours, ciphers):
    for url, word in (('http://a.example', 'https'), ('https://192.0.2.1', 'IP'),
                      ('https://a.example:8069', 'port')):
        with pytest.raises(client.errors.ValidationError, match=word):
            ours.set_webhook(ciphers['MY'], 'ORDER_STATUS_CHANGE', url)
