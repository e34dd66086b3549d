"""Barcodes as TikTok Shop takes them: one per SKU, with its kind.

https://partner.tiktokshop.com/docv2/page/create-product-202309, `identifier_code`
"""

import re

PATTERNS = {
    'GTIN': r'\d{14}',
    'EAN': r'\d{8}|\d{13}|\d{14}',
    'UPC': r'\d{12}',
    'ISBN': r'97[89]\d{10}|\d{9}[\dX]',
    'JAN': r'4[59]\d{6}|4[59]\d{11}',
}
KINDS = tuple(PATTERNS)


def fits(kind, code):
    """Tell whether a code has the digits of its kind."""
    return bool(re.fullmatch(PATTERNS.get(kind, ''), code, re.ASCII))


def kind_of(code, priority=KINDS):
    """Return the kind of a code by its digits: of those that fit the first in `priority`; or ''."""
    return next((kind for kind in priority if fits(kind, code)), '')


def is_checked(code):
    """Tell whether the last digit of a code is the one that its other digits demand."""
    if len(code) == 10:
        return _isbn_10(code)
    if not (code.isascii() and code.isdecimal()):
        return False
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return total % 10 == 0


def _isbn_10(code):
    if not re.fullmatch(r'\d{9}[\dX]', code, re.ASCII):
        return False
    digits = [10 if digit == 'X' else int(digit) for digit in code]
    return sum((10 - place) * digit for place, digit in enumerate(digits)) % 11 == 0


def read_priority(text):
    """Return the kinds that a text like "EAN, UPC" names, in its order; None if it is no such text.
    """
    named = [word for word in re.split(r'[\s,;>]+', (text or '').upper()) if word]
    if not named or set(named) - set(KINDS) or len(set(named)) < len(named):
        return None
    return tuple(named)
