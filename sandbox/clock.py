"""The world's clock. Signatures are checked against real time, everything else against this."""

import time


class Clock:
    """Seconds since 1970; stands still unless it ticks, so that tests see no surprise.

    :param int now: where to start, the real time by default
    :param bool ticking: whether it goes on by itself as real time passes
    """

    def __init__(self, now=None, ticking=False):
        self._start = time.time()
        self._base = int(now or self._start)
        self._ticking = ticking

    def now(self):
        """Return the world's time in whole seconds."""
        passed = time.time() - self._start if self._ticking else 0
        return int(self._base + passed)

    def advance(self, seconds):
        """Move the clock forward."""
        if seconds < 0:
            raise ValueError("Time does not run backwards.")
        self._base += int(seconds)
