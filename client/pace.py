"""The pace of calls: TikTok limits them per app and shop, at a rate that it does not publish."""
import functools
import threading
import time

#: Calls per second. TikTok once named 50; its limit is now dynamic, so start well below it.
DEFAULT_RATE = 20.0
#: Calls that may go at once after a rest.
BURST = 20
#: However often TikTok throttles, one call per this many seconds goes out.
SLOWEST = 1.0
#: How much of a slow-down each call that follows leaves.
RECOVERY = 0.9
#: Seconds that a host which did not answer in time is taken to be silent.
SILENCE = 60.0
#: Seconds that a call to a silent host may take.
PROBE = 3.0


class Pace:
    """Lets calls pass at a steady rate with short bursts, slower after TikTok has throttled.

    A leaky bucket kept as one time (GCRA): `due` is when all calls let through so far would have
    gone at the steady rate. Safe to share between threads.

    :param float rate: calls per second; None for no limit.
    """

    def __init__(self, rate=DEFAULT_RATE, clock=time.monotonic):
        self._steady = self._interval = 1 / rate if rate else 0.0
        self._clock = clock
        self._due = 0.0
        self._lock = threading.Lock()

    def reserve(self):
        """Reserve the next call and return the seconds to wait before it."""
        with self._lock:
            now = self._clock()
            self._due = max(self._due, now) + self._interval
            self._interval = max(self._steady, self._interval * RECOVERY)
            return max(0.0, self._due - now - BURST * self._steady)

    def slow_down(self):
        """Halve the rate and spend the burst: TikTok has just refused a call."""
        with self._lock:
            self._interval = min(self._interval * 2, max(self._steady, SLOWEST))
            self._due = max(self._due, self._clock() + BURST * self._steady)


@functools.lru_cache(maxsize=1024)
def shared_pace(app_key, cipher, rate):
    """Return the pace that all clients of this process share for an app and a shop."""
    return Pace(rate)


class Silence:
    """What a process remembers of a host that did not answer in time: the next calls are short.

    A worker has work for many shops, and a limited time: it must not wait anew for each of them.
    """

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._until = 0.0

    def bound(self, seconds):
        """Return how long a call may take that could take some seconds."""
        return min(seconds, PROBE) if self._clock() < self._until else seconds

    def begin(self, seconds):
        """Note that a call has run out of its time; a short one proves nothing."""
        if seconds > PROBE:
            self._until = self._clock() + SILENCE

    def end(self):
        """Note an answer, whatever it says."""
        self._until = 0.0


@functools.lru_cache(maxsize=1024)
def shared_silence(url):
    """Return what all clients of this process know of a host."""
    return Silence()
