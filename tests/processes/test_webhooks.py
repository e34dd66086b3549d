"""Webhooks in a flood, webhooks that meet dying workers, webhooks that never come: each time the
same documents come of it as of a plain fetch of the world as it is in the end."""

import os
import random
import time

from comparison import differences

from odoo_server import free_port

# How many orders there are: TTS_ORDERS=1000 is the full measure.
ORDERS = int(os.environ.get('TTS_ORDERS') or 80)
COPIES = 5
# One webhook in a hundred is not TikTok's.
FORGED = 100
# One kill for so many orders.
ORDERS_PER_KILL = 50
REFUSED = "A webhook was refused: no account of ours has signed it"
SECONDS = 1200
# What Odoo makes of an order does not depend on which of these statuses it has seen.
EARLY = {
    'UNPAID': 'pay', 'ON_HOLD': 'release', 'AWAITING_SHIPMENT': 'ship',
    'PARTIALLY_SHIPPING': 'ship',
}
# What it makes of these does: an order that was cancelled before anybody fetched it has no sales
# order, one that was on its way already has no transfer. So they are compared with an Odoo that has
# fetched the world as it was before, too.
LATE = {
    'ON_HOLD': 'cancel', 'AWAITING_SHIPMENT': 'cancel', 'AWAITING_COLLECTION': 'collect',
    'IN_TRANSIT': 'deliver', 'DELIVERED': 'complete',
}


class Flood:
    """A world whose orders change, and the Odoo that is told of it."""

    def __init__(self, setting):
        self.setting = setting
        self.tiktok, self.webhooks = setting.tiktok, setting.tiktok.webhooks
        self.chance = random.Random(7)
        self.tiktok.reset(orders=ORDERS)
        # A shop has a contact for buyers who are not known yet as soon as Odoo sees an order on
        # hold: there is one from the beginning to the end.
        self.on_hold = [
            self.tiktok.world.create_order(shop.id, status='ON_HOLD')
            for shop in self.tiktok.world.shops
        ]
        self.tiktok.knobs.set(local_webhooks=True, webhook_copies=COPIES)
        self.database, port = setting.database(), free_port()
        with setting.odoo(self.database) as odoo:
            odoo.call('listen', url=f'http://localhost:{port}')
            setting.connect(odoo)
        # Shares the tokens, of which TikTok gives one pair per seller; no webhook comes there.
        self.other = setting.odoo(setting.database(self.database))
        self.odoo = setting.odoo(self.database)
        setting.listen(self.database, port)

    def spoil(self):
        """Have each webhook sent several times, and in any order."""
        for kind in ('repeated', 'shuffled'):
            self.webhooks.faults.rate(1, [kind])

    def wave(self, steps, orders=None):
        """Let each order (of all, by default) do the step that follows on its status, and yield
        after each; where there is none, TikTok repeats what it has said before.
        """
        orders = list(orders or self.tiktok.world.orders)
        self.chance.shuffle(orders)
        for number, order in enumerate(orders):
            if not number % FORGED:
                self.webhooks.faults.next('forged')
                self.webhooks.ring(order, {'order_status': 'CANCEL'})
            if order.status in steps and order not in self.on_hold:
                getattr(self.tiktok.world, steps[order.status])(order)
            else:
                self.webhooks.ring(order)
            if not number % 20:
                self.webhooks.let_go()
            yield

    def is_over(self):
        """Send what was held back, and tell whether all has been answered."""
        try:
            self.webhooks.wait(0.2)
        except TimeoutError:
            return False
        return True

    def drain(self, workers, wave):
        """Have workers serve what comes while a wave goes on, and until it is over."""
        for odoo in workers:
            odoo.begin('serve')
        end = time.monotonic() + SECONDS
        while not (next(wave, self) is self and self.is_over()):
            assert time.monotonic() < end
            for odoo in workers:
                if not odoo.is_busy():
                    odoo.result()
                    odoo.begin('serve')
        for odoo in workers:
            odoo.result()
        self.odoo.call('serve')

    def let_begin(self, worker):
        """Have a worker serve, and wait until it has asked TikTok for something."""
        calls = len(self.tiktok.calls)
        worker.begin('serve')
        while len(self.tiktok.calls) == calls:
            time.sleep(0.01)

    def check(self):
        """Nothing waits, nothing is there twice, and the documents are those of a plain fetch."""
        true = {each.id for each in self.webhooks.deliveries if 'forged' not in each.faults}
        found = self.odoo.call('inbox')
        assert {state for _id, state in found} == {'done'}
        assert sorted(event_id for event_id, _state in found) == sorted(true)
        assert self.odoo.call('doubles') == []
        self.check_documents()

    def check_documents(self):
        expected, dump = self.setting.fetched(self.other), self.odoo.call('dump')
        assert '\n'.join(differences(expected, dump)) == ''
        assert len(dump['sales']) > ORDERS / 2

    def check_answers(self):
        """True ones got 200, forged ones 401, and Odoo complains of nothing else."""
        answers = {
            ('forged' in each.faults, attempt.status)
            for each in self.webhooks.deliveries for attempt in each.attempts
        }
        assert answers == {(False, 200), (True, 401)}
        assert [each for each in self.setting.complaints() if REFUSED not in each] == []


def test_flood(setting):
    """Every webhook comes five times, in any order, forged ones between them; two workers."""
    flood = Flood(setting)
    workers = flood.odoo, setting.odoo(flood.database)
    flood.spoil()
    for steps in (EARLY, EARLY):
        flood.drain(workers, flood.wave(steps))
    flood.check()
    flood.drain(workers, flood.wave(LATE))
    flood.check()
    flood.check_answers()
    assert len(flood.webhooks.deliveries) >= COPIES * 3 * ORDERS


def test_worker_that_is_killed(setting):
    """The worker dies in the middle of its work, again and again; another one goes on."""
    flood = Flood(setting)
    flood.spoil()
    orders = flood.tiktok.world.orders
    kills = max(3, ORDERS // ORDERS_PER_KILL)
    in_the_middle = 0
    for number in range(kills):
        worker = setting.odoo(flood.database)
        for _step in flood.wave(EARLY, orders[number::kills]):
            pass
        while not flood.is_over():
            pass
        flood.let_begin(worker)
        time.sleep(flood.chance.random() / 2)
        in_the_middle += worker.is_busy()
        worker.kill()
    flood.odoo.call('end_leases')
    flood.odoo.call('serve')
    assert in_the_middle
    flood.check()
    flood.check_answers()


def test_all_webhooks_are_lost(setting):
    """The schedule alone finds all that has changed."""
    flood = Flood(setting)
    flood.webhooks.faults.rate(1, ['lost'])
    for steps in (EARLY, LATE):
        for order in flood.tiktok.world.orders:
            flood.tiktok.world.touch(order)
        for _step in flood.wave(steps):
            pass
        flood.odoo.call('follow_the_schedule')
        flood.check_documents()
    assert flood.odoo.call('inbox') == []
    assert setting.complaints() == []
