"""Values on the wire and what Odoo makes of them."""

import hashlib
import json
import math
import re
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

# Characters that PostgreSQL refuses (NUL) or that no label or screen can show.
_CONTROL = re.compile(r'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]')

# What an id consists of: visible ASCII.
LONGEST_ID = 64
_ID = re.compile(rf'[!-~]{{1,{LONGEST_ID}}}')
# Levels of lists and objects. TikTok's answers have about ten.
DEEPEST = 40
# Digits that no amount of money has, in whatever currency; floats are exact to the cent with fewer.
MOST_DIGITS = 15


def amount(value):
    """Return money from the wire as an exact Decimal.

    :param value: decimal string without fixed scale ("119", "4.9"), number, empty string or None
    :return: Decimal; 0 for what is empty or missing
    :raises ValueError: for text that is no finite number, or none of this world; its only argument
        is the text
    """
    if value in (None, ''):
        return Decimal(0)
    try:
        result = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(repr(value)) from None
    if not result.is_finite() or abs(result.adjusted()) > MOST_DIGITS:
        raise ValueError(repr(value))
    return result


def moment(seconds):
    """Return Unix seconds as Odoo's naive UTC datetime, False for what is empty or out of range."""
    try:
        return datetime.fromtimestamp(
            int(seconds), timezone.utc,
        ).replace(tzinfo=None) if seconds else False
    except (TypeError, ValueError, OverflowError, OSError):
        return False


def epoch(moment_utc):
    """Return Odoo's naive UTC datetime as whole Unix seconds."""
    return int(moment_utc.replace(tzinfo=timezone.utc).timestamp())


def text(value, limit=255):
    """Return one line of text that is safe to store: no control characters, no more than `limit`.
    """
    return _CONTROL.sub('', str(value or '')).replace('\n', ' ').strip()[:limit]


def identity(value):
    """Return an id of TikTok's as text; nothing for what is none: ids are never repaired, as they
    would be those of something else then.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 < value < 10 ** LONGEST_ID else ''
    return value if isinstance(value, str) and _ID.fullmatch(value) else ''


def storable(payload, depth=DEEPEST):
    """Return the payload without what PostgreSQL's jsonb refuses: some characters and numbers. What
    lies deeper than anything of TikTok's is left out.
    """
    match payload:
        case str():
            return _CONTROL.sub('', payload)
        case list() | dict() if not depth:
            return None
        case list():
            return [storable(item, depth - 1) for item in payload]
        case dict():
            return {_CONTROL.sub('', key): _storable_item(key, item, depth - 1)
                    for key, item in payload.items()}
        case float() if not math.isfinite(payload):
            return str(payload)
    return payload


def _storable_item(key, item, depth):
    if key.endswith('id') and isinstance(item, str):
        return _CONTROL.sub('\ufffd', item)  # an id that was none stays none
    return storable(item, depth)


def well_formed(payload, types):
    """Return the payload without values of another type than they should have.

    :param dict types: key to `dict`, or to `list` (of objects)
    """
    result = {
        key: value for key, value in payload.items() if isinstance(value, types.get(key, object))
    }
    for key, kind in types.items():
        if kind is list and key in result:
            result[key] = [row for row in result[key] if isinstance(row, dict)]
    return result


def listed(value, kind=object):
    """Return a value of the wire as a list of a type: without what is of another, empty for none.
    """
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []


def flag(value):
    """Return a yes or no of the wire, which may be text."""
    return value is True or str(value).lower() in ('true', '1')


def whole(value):
    """Return a number of the wire as int; 0 for what is none, or too large for a column."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if abs(number) < 2 ** 31 else 0


def digest(payload):
    """Return a fingerprint of a payload that does not depend on the order of its keys."""
    canonical = json.dumps(payload, sort_keys=True, separators=(',', ':'), ensure_ascii=True)
    return hashlib.blake2b(canonical.encode(), digest_size=16).hexdigest()


def masked(value):
    """Tell whether TikTok has hidden this value ("A*** F***i", "32***"); nothing may rely on it."""
    return '*' in str(value or '')


def label(term):
    """Return one of TikTok's terms as a person reads it: MADE_TO_ORDER as "Made to order"."""
    return (term or '').replace('_', ' ').capitalize()


def amount_or_zero(value):
    """Return money from the wire for display; what is no number is shown as 0."""
    try:
        return float(amount(value))
    except ValueError:
        return 0.0
