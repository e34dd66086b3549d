"""Identifiers as TikTok writes them: decimal strings of 18 or 19 digits, beyond 2^53."""

import itertools

PREFIXES = {
    'order': '576',
    'line': '577',
    'package': '1153',
    'product': '1729',
    'sku': '1731',
    'user': '7494',
    'shop': '7495',
    'open': '7010',
    'seller': '7492',
    'activity': '7136',
    'warehouse': '7336',
    'entity': '7337',
    'option': '7057',
    'provider': '7117',
    'cancel': '4035',
    'attribute': '7086',
    'value': '7087',
    'brand': '7088',
    'file': '7089',
    'group': '5761',
}


class Ids:
    """Numbers of one world: the same seed gives the same ids in the same order."""

    def __init__(self, seed):
        self._seed = seed % 1000
        self._counters = {kind: itertools.count(1) for kind in PREFIXES}

    def new(self, kind):
        """Return the next id of a kind, as a string."""
        # The step is odd and large so that neighbours do not look alike, yet it stays sorted.
        return f'{PREFIXES[kind]}{self._seed:03d}{next(self._counters[kind]) * 104729:012d}'
