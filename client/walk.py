"""Walks through all that happened in a period, and survives what can happen on the way."""
import logging

from .errors import RangeTooLarge, ValidationError
from .pages import Page

_logger = logging.getLogger(__name__)

#: The last rows of a page, which are read again with the next: see `Walk`.
OVERLAP = 5
#: How often a chain of pages is begun again because its rows moved.
RESTARTS = 3
#: Pages in a row without a new row that end a chain.
STALLS = 3
#: Rows of a range that is searched without an order: a larger one is halved.
MOST_UNORDERED = 2000


class Walk:
    """Iterates over the pages of a search by time: of orders oldest first, of products in no order.

    A page token is a weak guide: TikTok may count rows from the start, so that rows which leave the
    result set (an order's update time changes) make others slip past between two pages; it may
    refuse an old token, repeat one, or stop paging at some thousands. So a token is followed only
    while it must be: wherever a page has got further in time, the next search simply begins there.
    No row whose time stays within the range can be missed, and a cursor never grows stale.

    Tokens remain for what lies within one second. Such a chain of pages is begun again when the
    rows in it became fewer, or when it ended with fewer of them than TikTok counts.

    The next search begins at the earliest of the last few rows, not at the last one: a row can show
    a later time than the one it is sorted by, as TikTok fills rows with fresh data.

    Where TikTok promises no order there are only tokens, for the whole of a range: so a range with
    many rows is halved first, which keeps the chains short that may have to begin again.

    :param search: (ge, lt, page_token) -> Page, sorted by time, earliest first.
    :param str field: `create_time` or `update_time`.
    :param dict cursor: where to begin, see `Client.walk_orders`.
    :param bool ordered: False if the pages are not sorted by time.
    """

    def __init__(self, search, field, cursor, ordered=True):
        self._search = search
        self._field = field
        self._ordered = ordered
        self._ranges = [list(limits) for limits in cursor['ranges']]
        self._left = cursor.get('left', 0)
        self._odd = cursor.get('odd', 0)
        self._chain = {}
        self._begin_chain(cursor.get('restarts', 0))
        self._token = cursor.get('page_token') or ''
        self._seen = cursor.get('seen', 0)
        self._total = cursor.get('total', 0)

    def __iter__(self):
        while self._ranges:
            page = self._fetch()
            if page:
                self._odd += page.odd
                rows = self._new_rows(page.rows)
                self._move_on(page)
                yield rows, self._cursor()

    def _cursor(self):
        return {
            'ranges': [list(limits) for limits in self._ranges],
            'page_token': self._token,
            'seen': self._seen,
            'total': self._total,
            'restarts': self._restarts,
            'left': self._left,
            'odd': self._odd,
        }

    def _fetch(self):
        """Return the next page; None when the range was changed instead."""
        start, end = self._ranges[0]
        if start >= end:
            return Page([], '', None)
        try:
            page = self._search(start, end, self._token)
        except RangeTooLarge:
            if not self._split():
                raise
        except ValidationError:
            # The token is too old, as of a run that was interrupted for long.
            if not self._token or not self._begin_again():
                raise
        else:
            return None if self._is_long(page) and self._split() else page
        return None

    def _is_long(self, page):
        return not self._ordered and not self._token and (page.total or 0) > MOST_UNORDERED

    def _new_rows(self, rows):
        """Return the rows that were not delivered just before, and count those of the chain."""
        new_rows, known = [], len(self._chain)
        for row in rows:
            key, version = row['id'], row.get('update_time') or 0
            if version not in (self._chain.get(key), self._previous_chain.get(key)):
                new_rows.append(row)
            self._chain[key] = version
        found = len(self._chain) - known
        self._seen += found
        self._stalls = 0 if found else self._stalls + 1
        return new_rows

    def _move_on(self, page):
        """Decide what is searched for next."""
        total = self._total if page.total is None else page.total
        if total < self._total and self._begin_again():
            return
        self._total = total
        self._left = max(0, self._total - self._seen)
        reached = self._reached(page.rows)
        if reached > self._ranges[0][0] and (page.next_token or self._left):
            self._ranges[0][0] = reached
            self._begin_chain()
        elif not self._follow(page.next_token) and not (self._left and self._begin_again()):
            self._end_range()

    def _follow(self, token):
        """Go on with the page that a token names; False where that leads to nothing new."""
        if not token or token in self._tokens or self._stalls >= STALLS:
            return False
        self._token = token
        self._tokens.add(token)
        return True

    def _reached(self, rows):
        """Return the time up to which a page is complete: the range's start if that is unsure."""
        start, end = self._ranges[0]
        if not self._ordered:
            return start
        times = [row.get(self._field) for row in rows]
        times = [time for time in times if isinstance(time, int) and time < end]
        first, last = min(times[:OVERLAP], default=start), min(times[-OVERLAP:], default=start)
        return last if first <= last else start  # not sorted as we asked for: follow the tokens

    def _begin_chain(self, restarts=0):
        self._token = ''
        self._tokens = set()
        # Update times by id of the rows in the chain; those of the one before may come again.
        self._previous_chain, self._chain = self._chain, {}
        self._seen = self._total = self._stalls = 0
        self._restarts = restarts

    def _begin_again(self):
        """Begin the chain again; False when that was done often enough."""
        if self._restarts >= RESTARTS:
            _logger.warning("TikTok Shop's pages keep changing: some rows may be missing")
            return False
        self._begin_chain(self._restarts + 1)
        return True

    def _split(self):
        """Halve the range; False when it is a single second of which nothing came."""
        start, end = self._ranges[0]
        middle = (start + end) // 2
        if middle > start:
            self._ranges[:1] = [[start, middle], [middle, end]]
            self._begin_chain()
        elif self._token:
            _logger.warning("TikTok Shop does not show all rows of a second: some are missing")
            self._end_range()
        else:
            return False
        return True

    def _end_range(self):
        del self._ranges[0]
        self._begin_chain()
