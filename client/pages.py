"""What an answer holds: rows, and pages of them."""
from typing import NamedTuple


class Page(NamedTuple):
    """A page of a search."""

    rows: list
    next_token: str  # '' on the last page
    total: 'int | None'  # rows of all pages, where TikTok says


def page_of(data, key):
    """Return the page that a search has answered with.

    :param dict data: of the answer.
    :param str key: under which the rows stand.
    """
    total = data.get('total_count')
    return Page(
        rows=rows_of(data, key),
        next_token=str(data.get('next_page_token') or ''),
        total=total if isinstance(total, int) else None,
    )


def rows_of(data, key, identity='id'):
    """Return a list of objects with an id; TikTok leaves out a list that is empty."""
    rows = data.get(key)
    rows = rows if isinstance(rows, list) else []
    return [row for row in rows if isinstance(row, dict) and row.get(identity)]


def batches(ids, size):
    """Yield ids as texts, each once, in lists of at most `size`."""
    ids = list(dict.fromkeys(map(str, ids)))
    for start in range(0, len(ids), size):
        yield ids[start:start + size]


def without_none(values):
    return {key: value for key, value in values.items() if value is not None}
