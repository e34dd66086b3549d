"""Who asks TikTok holds nothing meanwhile; who serves a webhook has noted that before."""

import time

import pytest

LONG = 8  # seconds that a call takes: more than a slow machine needs for what is done meanwhile


class Serving:
    """A worker that waits for what TikTok says of two orders, and another Odoo beside it."""

    def __init__(self, setting):
        self.tiktok, self.database = setting.tiktok, setting.database()
        self.tiktok.reset(orders=0)
        self.worker, self.other = setting.odoo(self.database), setting.odoo(self.database)
        setting.connect(self.worker, sellers=[0])
        self.shop = self.tiktok.world.shops[0].id
        self.orders = [
            self.tiktok.world.create_order(self.shop, status='ON_HOLD').id for _number in range(2)]
        self.ring()
        self.tiktok.latency = LONG
        self.tiktok.calls.clear()
        self.worker.begin('serve')
        # The sandbox notes a call when it answers: that it is made follows on the note of it.
        while {state for state, *_others in self.tried()} != {'running'}:
            time.sleep(0.01)

    def ring(self):
        self.other.call('ring', orders=self.orders, shop=self.shop)

    def fetches(self):
        return len([call for call in self.tiktok.calls if call.path.endswith('/orders')])

    def tried(self):
        return self.other.call('tried')

    def end(self):
        """Wait for the worker; return the states of the events."""
        self.tiktok.latency = 0
        self.worker.result()
        return {state for state, *_others in self.tried()}


@pytest.fixture
def serving(setting):
    return Serving(setting)


def test_worker_that_is_killed_while_it_asks_leaves_a_trace(serving):
    serving.worker.kill()
    assert [row[:2] for row in serving.tried()] == [['running', 1]] * 2
    assert all(1 <= minutes <= 3 for _state, _attempts, minutes, _error in serving.tried())
    serving.tiktok.latency = 0
    serving.other.call('serve')
    assert {row[0] for row in serving.tried()} == {'running'}, "before their time"
    serving.other.call('end_leases')
    serving.other.call('serve')
    assert [[state, attempts] for state, attempts, *_others in serving.tried()] == [['done', 2]] * 2
    assert len(serving.other.call('dump')['mirror']) == 2


def test_nobody_waits_for_a_worker_that_waits_for_tiktok(serving):
    """Retry is pressed on what is being served: that is served once more."""
    serving.other.call('press_retry')
    assert serving.worker.is_busy()
    assert {row[0] for row in serving.tried()} == {'pending'}
    assert serving.end() == {'done'}
    assert serving.fetches() == 2


def test_doorbell_that_rings_meanwhile_is_served_by_another_fetch(serving):
    """By whoever has asked first: another worker takes nothing of an order that is owned."""
    serving.ring()
    serving.other.call('serve')
    assert serving.worker.is_busy()
    assert serving.fetches() == 0
    assert [row[0] for row in serving.tried()] == ['running', 'running', 'pending', 'pending']
    assert serving.end() == {'done'}
    assert serving.fetches() == 2


def test_no_call_is_made_by_a_transaction_that_has_written(setting):
    """Buttons of several shops, runs, and whoever serves webhooks."""
    odoo, tiktok = setting.odoo(setting.database()), setting.tiktok
    tiktok.reset(orders=8)
    tiktok.knobs.set(local_webhooks=True)
    odoo.call('watch')
    setting.connect(odoo)
    for model, method in (
        ('tts.account', 'action_load_shops'), ('tts.shop', 'action_register_webhooks'),
        ('tts.shop', 'action_load_warehouses'),
    ):
        odoo.call('press', model=model, method=method, limit=1)
    setting.begin(odoo)
    odoo.call('press', model='tts.shop', method='action_fetch_products')
    odoo.call('work')
    live = [('status', '=', 'ACTIVATE')]
    for shop in tiktok.world.shops[:2]:
        products = [each for each in tiktok.world.products(shop.id) if each.status == 'ACTIVATE']
        tiktok.world.edit_product(products[0], title="Another title", image='other')
        odoo.call('ring', orders=[tiktok.world.create_order(shop.id).id], shop=shop.id)
        odoo.call('ring', products=[products[0].id], shop=shop.id)
    odoo.call('serve')
    assert {state for state, *_others in odoo.call('tried')} == {'done'}
    odoo.call('work')
    for method in ('action_fetch', 'action_fetch_images', 'action_check', 'action_deactivate'):
        odoo.call('press', model='tts.listing', method=method, domain=live)
    odoo.call('work')
    odoo.call('press', model='tts.account', method='action_disconnect')
    assert setting.complaints() == []
