"""What an answer holds: rows, and pages of them."""
import re
from typing import NamedTuple

#: What has another id than visible characters is nothing that could be asked for again.
_ID = re.compile(r'[^\s\x00-\x1f\x7f\ud800-\udfff]{1,200}')


class Page(NamedTuple):
    """A page of a search."""

    rows: list
    next_token: str  # '' on the last page
    total: 'int | None'  # rows of all pages, where TikTok says
    odd: int = 0  # rows of this page that are left out, as they have no id


def page_of(data, key):
    """Return the page that a search has answered with.

    :param dict data: of the answer.
    :param str key: under which the rows stand.
    """
    total = data.get('total_count')
    rows = rows_of(data, key)
    return Page(
        rows=rows,
        next_token=str(data.get('next_page_token') or ''),
        total=total if isinstance(total, int) else None,
        odd=len(_listed(data, key)) - len(rows),
    )


def rows_of(data, key, identity='id'):
    """Return a list of objects with an id; TikTok leaves out a list that is empty."""
    return [
        row for row in _listed(data, key)
        if isinstance(row, dict) and _is_id(row.get(identity))
    ]


def dicts(rows):
    """Return the objects of a list; nothing of what is no list."""
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def all_pages(search):
    """Yield the rows of all pages.

    :param search: called with a page token, `''` at first, returns a `Page`
    """
    token = None
    while token != '':
        page = search(token or '')
        yield from page.rows
        # A page without rows is the last one, whatever stands in its token.
        token = page.next_token if page.rows else ''


def _listed(data, key):
    rows = data.get(key)
    return rows if isinstance(rows, list) else []


def _is_id(value):
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    return bool(value and _ID.fullmatch(str(value)))


def batches(ids, size):
    """Yield ids as texts, each once, in lists of at most `size`."""
    ids = list(dict.fromkeys(map(str, ids)))
    for start in range(0, len(ids), size):
        yield ids[start:start + size]


def without_none(values):
    """Return the values that are there."""
    return {key: value for key, value in values.items() if value is not None}
