"""Webhooks: what happens in the world is told to the app, now or later, in any order."""

import random
from dataclasses import replace

from ..authorization import SELLER
from ..errors import NotAllowed, NotFound
from ..faults import Faults
from ..jsons import to_json
from ..signature import sign_webhook
from ..world.model import Order
from . import topics
from .delivery import Delivery
from .notices import notices, of_order
from .post import Post

DAY = 86400
WARNED_BEFORE = 30 * DAY
FAULTS = ('lost', 'forged', 'repeated', 'late', 'shuffled')


class Webhooks:
    """Watches a world, makes its webhooks and sends them; `deliveries` lists all there ever were.

    A webhook goes to the address that the shop has for its type, or else to the app's
    (`webhook_url`), or nowhere; and only while the seller has let the app in. It counts as
    delivered when the answer is 200 within 3 seconds. Otherwise it is sent again 2 minutes, then
    30 minutes, 3 hours and 12 hours of the world's time later. With a clock that stands still
    `advance` brings these moments.

    `faults` (an instance of `Faults`) spoils webhooks by plan or by lot. The `path` of a fault is
    part of the event type's name here.

    ==================  ======================================================================
    `lost`              it is never sent, and never again
    `forged`            its signature is wrong
    `repeated`          it is sent `knobs.webhook_copies` times
    `late`              it is sent `knobs.webhook_delay` seconds of the world's time later
    `shuffled`          it is held back, and leaves together with others in any order when time
                        passes: at `advance`, at `wait`, or twice a second if the clock ticks
    ==================  ======================================================================

    :param Sandbox sandbox: whose world it watches
    :param int workers: how many are sent at a time; with one they arrive as they left
    """

    def __init__(self, sandbox, workers=4):
        self._sandbox = sandbox
        self.faults = Faults(FAULTS, ('lost', 'repeated', 'late', 'shuffled'))
        self._post = Post(self._now, workers)
        self._number = 0
        self._looked = 0
        self.clear()

    def watch(self, world):
        """Tell of what happens in a world from now on."""
        world.watcher = self
        self._looked = world.clock.now()

    def clear(self):
        """Forget all deliveries, faults and pauses; addresses stay, they are the app's."""
        self.deliveries, self._held = [], []
        self._lot = random.Random(self._sandbox.seed)
        self.faults.clear()
        self._post.clear()

    def close(self):
        """Send nothing any more."""
        self._post.close()

    # === COMMANDS === #

    def pause(self):
        """Send nothing until `resume`; what happens meanwhile is kept."""
        self._post.pause()

    def resume(self):
        """Send again, beginning with what has become due."""
        self._post.resume()

    def wait(self, seconds=30):
        """Send all that is due, and wait until the answers are there.

        What is due later, or paused, is not waited for. `TimeoutError` if it takes too long.
        """
        self._sandbox.world.tick()
        self.let_go()
        self._post.wait(seconds)

    def ring(self, what, data=None, type=None, shop=None, **envelope):
        """Send any webhook by hand, whether it is true or not.

        :param what: an order or its id, or else a type: number (also unknown ones) or name
        :param dict data: instead of what an order's webhook says, or parts of it
        :param type: number or name, if `what` is an order; 1 by default
        :param shop: whose it is, if `what` is a type; the first by default
        :param envelope: other keys of the body: replaced, added or (by None) left out
        :return: the deliveries
        :rtype: list
        """
        world = self._sandbox.world
        with world.lock:
            if type is None and not _is_order(what):
                number, shop = _number(what), world.shop(0 if shop is None else shop)
            else:
                order = world.order(what if isinstance(what, Order) else str(what))
                number = _number(topics.ORDER_STATUS if type is None else type)
                shop, data = order.shop, {**of_order(order, number), **(data or {})}
            if not self._sandbox.app.address(shop.id, topics.TOPICS.get(number)):
                raise NotAllowed("Nobody listens: neither the shop nor the app has an address.")
            return self._announce(number, shop, data or {}, self._now(), envelope)

    # === THE WORLD CALLS === #

    def order_changed(self, order, before, now):
        """Tell what has changed about an order, unless the seller has not let the app in."""
        if self._sandbox.authorization.is_open(order.shop.seller):
            for number, data in notices(order, before, now):
                self._announce(number, order.shop, data, order.update_time)

    def product_changed(self, product, number, data):
        """Tell something about a product, unless the seller has not let the app in."""
        if self._sandbox.authorization.is_open(product.shop.seller):
            self._announce(number, product.shop, data, product.update_time)

    def shop_event(self, shop, number, data, at, envelope=None):
        """Tell something about a shop, if its seller has let the app in and the app wants it."""
        if number not in self._sandbox.app.muted and self._sandbox.authorization.is_open(
                shop.seller):
            self._announce(number, shop, data, at, envelope)

    def authorization_removed(self, grant):
        """Tell that a seller has removed the app."""
        data = {'message': "The seller has removed the authorization of the app."}
        self._announce_to_seller(topics.REVOKED, grant, data, self._now())

    def time_passed(self):
        """Send what has become due, and tell each midnight which authorizations end soon."""
        now, looked = self._now(), self._looked
        self._looked = now
        for midnight in range(looked - looked % DAY + DAY, now + 1, DAY):
            for grant in self._sandbox.authorization.grants:
                if not grant.revoked and 0 < grant.until - midnight <= WARNED_BEFORE:
                    self._announce_to_seller(topics.EXPIRING, grant, _expiring(grant), midnight)
        self._post.dispatch()

    def let_go(self):
        """Send what was held back to be shuffled."""
        with self._sandbox.world.lock:
            held, self._held = self._held, []
        self._lot.shuffle(held)
        for delivery in held:
            delivery.due = max(delivery.due, self._now())
            self._post.add(delivery)

    # === SENDING === #

    def _now(self):
        return self._sandbox.clock.now()

    def _announce_to_seller(self, number, grant, data, at):
        """Tell something about a seller's consent, once for each of the shops."""
        if grant.user_type == SELLER:
            for shop in self._sandbox.world.sellers[grant.seller].shops:
                self._announce(number, shop, data, at)

    def _announce(self, number, shop, data, at, envelope=None):
        """Make a webhook and send it, if somebody listens; return the deliveries."""
        event_type = topics.TOPICS.get(number, '')
        address = self._sandbox.app.address(shop.id, event_type)
        if not address:
            return []
        notification_id = self._new_id(at)
        body = {
            'type': number, 'tts_notification_id': notification_id, 'shop_id': shop.id,
            'timestamp': at, 'data': data,
        }
        if number == topics.ADDRESS and not self._sandbox.knobs.address_notification_id:
            del body['tts_notification_id']
        raw = _encode({**body, **(envelope or {})})
        return self._spoil(Delivery(
            id=notification_id, type=number, event_type=event_type, shop_id=shop.id,
            address=address, body=raw, signature=self._sign(raw), made=at, due=at,
        ))

    def _spoil(self, delivery):
        """Do to a webhook what the plans say, and let it go."""
        faults = delivery.faults = tuple(self.faults.draw_all(delivery.event_type))
        knobs, copies = self._sandbox.knobs, [delivery]
        if 'forged' in faults:
            delivery.signature = self._sign(b'forged' + delivery.body)
        if 'late' in faults:
            delivery.due += knobs.webhook_delay
        if 'lost' in faults:
            delivery.state, delivery.due = 'lost', 0
        elif 'repeated' in faults:
            copies += [
                replace(delivery, attempts=[]) for _ in range(knobs.webhook_copies - 1)
            ]
        self.deliveries += copies
        self._release(copies, 'shuffled' in faults)
        return copies

    def _release(self, copies, held):
        for delivery in copies:
            if delivery.due and held:
                self._held.append(delivery)
            elif delivery.due:
                self._post.add(delivery)

    def _sign(self, raw):
        return sign_webhook(self._sandbox.app_key, self._sandbox.app_secret, raw)

    def _new_id(self, at):
        """Return an id that no other run has given out: the time, and a number, as TikTok does."""
        self._number += 1
        return str((at << 32) + (self._number * 104729 + self._sandbox.seed) % 2**32)


def _is_order(what):
    return isinstance(what, Order) or (str(what).isdecimal() and int(what) > 10**9)


def _number(what):
    """Return the number of a type, given by number or by name."""
    if str(what).isdecimal():
        return int(what)
    if what not in topics.NUMBERS:
        raise NotFound(f"There is no type {what!r}: a number, or {', '.join(topics.EVENT_TYPES)}.")
    return topics.NUMBERS[what]


def _expiring(grant):
    return {
        'message': "The authorization of the app ends soon.",
        'expiration_time': str(grant.until),
    }


def _encode(body):
    """Write a body; keys without a value are left out."""
    body = {key: value for key, value in body.items() if value is not None}
    return to_json(body)
