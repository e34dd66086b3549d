"""Misbehaviour on command: by plan or by lot, and the same again for the same commands."""

import random
import re
import threading
from dataclasses import dataclass, field

from .errors import NotAllowed
from .fulfilment.place import PLACE
from .products.media import MEDIA_PATHS

# What happens instead of the call, or to its answer. A client recovers from each by itself.
TRANSIENT = (
    'throttle', 'throttle_bare', 'unavailable', 'internal', 'timed_out', 'cut', 'broken_json',
    'expire_token',
)
# A search that misleads: rows twice, rows skipped, a token that leads nowhere.
PAGING = ('duplicate_rows', 'duplicate_across', 'shift', 'repeat_token')
# Somebody has to do something about these.
LASTING = ('ip_denied', 'shop_inactive', 'seller_inactive')
SLOW = ('hang', 'slow')
TOKEN_PATH = '/api/v2/token/'
# No calls of the open API: only plans that name them look at these.
APART = (TOKEN_PATH, *MEDIA_PATHS, PLACE)
KINDS = TRANSIENT + PAGING + LASTING + SLOW
# Of a SKU, of one of its warehouses, or of a package, in a call that succeeds otherwise.
PARTIAL = re.compile(r'(sku|warehouse|package):(\d+)')


@dataclass
class Plan:
    """One intention; it looks at the calls whose path contains its own.

    :param int number: the call (counted from one) that it waits for, or 0
    :param int times: how many calls in a row it still takes, from now on
    :param float share: part of the calls that it takes by lot
    """

    kinds: tuple
    path: str = ''
    number: int = 0
    times: int = 0
    share: float = 0
    lot: random.Random = field(default_factory=random.Random)
    seen: int = 0

    def draw(self, path):
        """Return the fault of a call, if this plan has one for it."""
        if self.path not in path or (not self.path and path.startswith(APART)):
            return None
        self.seen += 1
        if self.number:
            return self.kinds[0] if self.seen == self.number else None
        if self.times:
            self.times -= 1
            return self.kinds[0]
        if self.share and self.lot.random() < self.share:
            return self.lot.choice(self.kinds)
        return None


class Faults:
    """What goes wrong, and when. Without a path it is calls of the open API that suffer.

    Webhooks have faults of their own: see `webhooks.Webhooks`.

    :param tuple kinds: the faults that there are
    :param tuple usual: those that `rate` draws from unless told otherwise

    ==================  ======================================================================
    `throttle`          429, 36009002, with `Retry-After`; `throttle_bare` is without
    `unavailable`       503, not even JSON
    `internal`          500, 36009003
    `timed_out`         36009007, TikTok's own time-out
    `hang`              no answer for `knobs.hang` seconds, then the connection ends
    `slow`              the answer is half a second late
    `cut`               the connection ends in the middle of the answer
    `broken_json`       the answer stops being JSON half-way
    `expire_token`      the call's token runs out before it arrives: 105002 until it is refreshed
    `ip_denied`         403, 36009033; `shop_inactive` 36009043; `seller_inactive` 36009044
    a number            the call is refused with this code of TikTok's
    `sku:12052556`      Update Inventory refuses the first SKU of the call with a code, beside
                        code 0; `warehouse:12052531` its first warehouse, a level below
    `package:21011041`  the first package of the call is refused with a code, beside code 0
    `duplicate_rows`    a row is twice on a page; `duplicate_across`: also on the page before
    `shift`             orders of earlier pages are updated first: rows are skipped or repeated
    `repeat_token`      the next page's token is the page's own
    ==================  ======================================================================
    """

    def __init__(self, kinds=KINDS, usual=TRANSIENT):
        self._kinds, self._usual = kinds, usual
        self._lock = threading.Lock()
        self._plans = []
        self.played = []

    def at(self, number, kind, path=''):
        """Play a fault at the call with a number, counted from one from now on."""
        self._add(Plan(self._known(kind), path, number=int(number)))

    def next(self, kind, times=1, path=''):
        """Play a fault at the next calls."""
        self._add(Plan(self._known(kind), path, times=int(times)))

    def rate(self, share, kinds=None, seed=0, path=''):
        """Play faults at a share of the calls, drawn by lot; those that pass by themselves."""
        kinds = self._known(*(kinds or self._usual))
        self._add(Plan(kinds, path, share=share, lot=random.Random(seed)))

    def clear(self):
        """Forget all plans."""
        with self._lock:
            self._plans, self.played = [], []

    def draw(self, path):
        """Return the fault that a call suffers, or None. Every plan counts the call."""
        return next(iter(self._draw(path, 1)), None)

    def draw_all(self, path):
        """Return every fault that a webhook suffers; some go together."""
        return self._draw(path)

    def _draw(self, path, most=None):
        with self._lock:
            drawn = [plan.draw(path) for plan in self._plans]
            faults = [each for each in drawn if each][:most]
            self.played += [(fault, path) for fault in faults]
            return faults

    def _add(self, plan):
        with self._lock:
            self._plans.append(plan)

    def _known(self, *kinds):
        for kind in kinds:
            is_code = type(kind) is int or PARTIAL.fullmatch(str(kind))
            if kind not in self._kinds and not (is_code and self._kinds is KINDS):
                raise NotAllowed(
                    f"There is no fault {kind!r}; there are {', '.join(self._kinds)}."
                )
        return kinds
