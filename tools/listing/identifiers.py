"""Barcodes as TikTok Shop takes them: one per SKU, with its kind.

https://partner.tiktokshop.com/docv2/page/create-product-202309, `identifier_code`
"""

import re

from .. import names

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


def gtin(code):
    """Return a barcode as the 14 digits by which trade knows it, however it is written; '' for what
    is no such number, or is one that people enter because they have none.

    Both sides of a comparison are made alike by this: 12 digits are 13 with a zero before them, an
    ISBN of 10 is one of 13.

    :param str code: as a person, TikTok or Odoo has it
    """
    code = re.sub(r'[\s-]', '', names.code(code)).upper()
    if len(code) == 10 and _isbn_10(code):
        code = _with_check(f'978{code[:9]}')
    if not re.fullmatch(r'\d{8}|\d{12,14}', code, re.ASCII) or not is_checked(code):
        return ''
    return '' if _is_placeholder(code) else code.zfill(14)


def _is_placeholder(code):
    """Tell whether the digits are those of no article: 0000000000000, 9999999999994, 12345670."""
    return len(set(code[:-1])) == 1 or code.lstrip('0').startswith('1234567')


def _with_check(digits):
    return next(f'{digits}{last}' for last in range(10) if is_checked(f'{digits}{last}'))


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
