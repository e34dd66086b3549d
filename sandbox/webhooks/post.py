"""Sends deliveries when they are due, from threads of its own."""

import heapq
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor


class Post:
    """Where deliveries wait for their time, and from where they leave.

    :param now: function that returns the world's time
    :param int workers: how many leave at a time
    """

    def __init__(self, now, workers):
        self._now = now
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix='webhook')
        self._count = itertools.count()
        self._waiting = []
        self._flying = 0
        self._round = 0
        self._paused = self._closed = False

    def add(self, delivery):
        """Send a delivery when it is due, which may be at once."""
        with self._changed:
            self._push(delivery)
        self.dispatch()

    def dispatch(self):
        """Hand what is due to the threads."""
        with self._changed:
            while self._is_due():
                *_key, delivery = heapq.heappop(self._waiting)
                self._flying += 1
                self._pool.submit(self._send, delivery, self._round)

    def pause(self):
        """Let nothing leave."""
        with self._changed:
            self._paused = True

    def resume(self):
        """Let everything leave again; what became due meanwhile is due now."""
        with self._changed:
            self._paused = False
            waiting, self._waiting = sorted(self._waiting), []
            for *_key, delivery in waiting:
                delivery.due = max(delivery.due, self._now())
                self._push(delivery)
        self.dispatch()

    def clear(self):
        """Forget what has not left, and do not repeat what has."""
        with self._changed:
            self._waiting, self._paused, self._round = [], False, self._round + 1

    def close(self):
        """Let nothing leave any more."""
        with self._changed:
            self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wait(self, seconds):
        """Wait until nothing is due and nothing under way."""
        with self._changed:
            if not self._changed.wait_for(self._is_quiet, seconds):
                raise TimeoutError(f"Webhooks were still under way after {seconds} seconds.")

    def _push(self, delivery):
        heapq.heappush(self._waiting, (delivery.due, next(self._count), delivery))

    def _is_due(self):
        open_ = not (self._paused or self._closed)
        return open_ and bool(self._waiting) and self._waiting[0][0] <= self._now()

    def _is_quiet(self):
        return self._closed or not (self._flying or self._is_due())

    def _send(self, delivery, sent_in):
        outcome = None
        try:
            outcome = delivery.send()
        finally:
            with self._changed:
                self._flying -= 1
                if outcome:
                    delivery.note(*outcome)
                if delivery.due and sent_in == self._round:
                    self._push(delivery)
                self._changed.notify_all()
        self.dispatch()
