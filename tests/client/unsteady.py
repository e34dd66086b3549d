"""A simulated search for orders that changes and misbehaves while somebody pages through it.

It pages like a careless API: a page token is an offset into whatever the result set is at that
moment, so that orders that leave it make others slip through between two pages.
"""
import json
import zlib
from contextlib import suppress
from random import Random

from hypothesis import strategies as st

from client import Page
from client.errors import RangeTooLarge, Unavailable
from client.walk import Walk

START, END = 1000, 2000
FIELD = 'update_time'
RANDOMS = st.integers(0, 2**32).map(Random)


class Shop:
    """Orders with their times, and a search over them that misbehaves as a test wants.

    :param Random random: decides all that is left to chance.
    :param list times: one per order.
    """

    def __init__(self, random, times, page_size=20):
        self.random = random
        self.page_size = page_size
        self.times = {str(number): time for number, time in enumerate(times)}
        self.moved = set()  # orders that did not stay where they were
        self.searches = 0
        self.change = lambda: None  # called before each search
        self.depth = None  # rows that the search pages through, then it refuses
        self.silent_depth = None  # rows that the search pages through, then it just ends
        self.most = None  # seconds of a range that the search accepts
        self.repeated_tokens = 0  # how often yet a page token is repeated
        self.duplicates = False  # whether pages contain rows of other pages
        self.fresh = 0.0  # share of rows that show a later time than the one they are sorted by
        self.down = 0.0  # share of searches that fail
        self.ordered = True  # whether the search sorts by time

    def search(self, ge, lt, token):
        self.searches += 1
        assert self.searches < 5000, "endless"
        self.change()
        if self.random.random() < self.down:
            raise Unavailable()
        found = sorted((t, key) for key, t in self.times.items() if ge <= t < lt)
        if not self.ordered:
            found.sort(key=lambda row: zlib.crc32(row[1].encode()))
        offset = int(token.strip('/+=') or 0)
        end = offset + self.page_size
        if (self.most and lt - ge > self.most) or (self.depth and end > self.depth and offset):
            raise RangeTooLarge()
        more = end < len(found) and not (self.silent_depth and end >= self.silent_depth)
        rows = [self.row(key, time) for time, key in found[offset:end]]
        return Page(rows, self.token(token, end) if more else '', len(found))

    def row(self, key, time):
        if self.duplicates and self.random.random() < 0.1:
            key, time = self.random.choice(sorted(self.times.items()))
        if self.random.random() < self.fresh:
            time = self.random.randint(time, END + 1)
        return {'id': key, FIELD: time}

    def token(self, previous, offset):
        if previous and self.repeated_tokens and self.random.random() < 0.5:
            self.repeated_tokens -= 1
            return previous
        return f'/+={offset}=='

    def leave(self):
        """An order is updated: its time moves out of the range that is walked through."""
        if self.times:
            key = self.random.choice(sorted(self.times))
            self.times[key] = END + self.searches
            self.moved.add(key)

    def enter(self):
        """An order appears anywhere, as an index that lags behind makes it."""
        key = f'new{len(self.times)}'
        self.times[key] = self.random.randrange(START, END)
        self.moved.add(key)

    def expected(self):
        return {key for key, time in self.times.items() if START <= time < END} - self.moved


def walk(shop, ranges=((START, END),), killed=0.0):
    """Walk to the end as a run does that is killed and started again; return the ids seen."""
    seen, stored = [], json.dumps({'ranges': ranges, 'page_token': '', 'seen': 0})
    while json.loads(stored)['ranges']:
        with suppress(Unavailable):
            for rows, cursor in Walk(shop.search, FIELD, json.loads(stored), shop.ordered):
                if shop.random.random() < killed:
                    break  # before the rows were stored
                seen += [row['id'] for row in rows]
                stored = json.dumps(cursor)
                if shop.random.random() < killed:
                    break
    return seen


@st.composite
def shops(draw, seconds=END - START, least=0, crowd=150):
    """Shops whose orders lie close together or far apart, some of them outside of the range.

    :param int seconds: how far apart they lie at most.
    :param int crowd: the most orders of a second. Where they fill a page, a search does not get
        on in time and depends on page tokens.
    """
    random = draw(RANDOMS)
    outside = [START - 1, END, END + 1]
    times = [random.randrange(START, START + seconds) for _ in range(draw(st.integers(least, 150)))]
    times = [time for number, time in enumerate(times) if times[:number].count(time) < crowd]
    return Shop(random, times + outside[:draw(st.integers(0, 3))])


def rows_of(search, ranges=((0, END),)):
    return [row for rows, _ in Walk(search, FIELD, {'ranges': ranges}) for row in rows]


def crowded_shops():
    """Shops with more orders in a second than fit on a page."""
    return shops(seconds=2, least=70)
