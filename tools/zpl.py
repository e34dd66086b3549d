"""Labels in the language of label printers (ZPL II).

What TikTok gives goes to a printer as it is, and the language does more than draw: it changes how a
printer is set up, what it keeps, how it reads what comes next. Only what draws a label is let
through, so that whatever else a document says never reaches a printer.
https://docs.zebra.com/us/en/printers/software/zpl-pg.html
"""

import re

# A drawing of a whole label is some 100 KB.
MOST_BYTES = 1 << 20
# Commands that draw, or say where, how large, how dark and on what this label is printed. Left out
# are those that keep or delete anything (^DF ^FL ^ID ^JU), set a printer or a network up (^JZ ^KN
# ^N* ^SZ ^W*), answer (^H*), or say what a command begins with (^CC ^CD ^CT).
ALLOWED = frozenset((
    'A', 'BY', 'CF', 'CI', 'FB', 'FC', 'FD', 'FE', 'FH', 'FM', 'FN', 'FO', 'FP', 'FR', 'FS', 'FT',
    'FV', 'FW', 'FX', 'GB', 'GC', 'GD', 'GE', 'GF', 'GS', 'LH', 'LL', 'LR', 'LS', 'LT', 'MD', 'MM',
    'MN', 'MT', 'PM', 'PO', 'PQ', 'PR', 'PW', 'SF', 'SN', 'TB', 'XA', 'XZ'))
BARCODES = re.compile(r'B[0-9A-Z]')
# Fonts follow their command without a break: ^ADN.
NAME = re.compile(r'A|[B-Z][A-Z0-9@]', re.IGNORECASE)
# `~` begins commands that act at once, wherever they stand; so do some control characters.
AT_ONCE = re.compile(r'[~\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')
WHOLE = {
    # How many are printed: what is printed by the thousand is no document of a parcel.
    'PQ': re.compile(r'PQ0*1?\s*(,|\Z)', re.IGNORECASE),
    # Drawings as text: as bytes they might say anything.
    'GF': re.compile(r'GFA,', re.IGNORECASE),
    # What is between labels is a command of another language.
    'XZ': re.compile(r'XZ\s*\Z', re.IGNORECASE),
}
MARGIN, LINE, LETTERS = 40, 45, 40


class Forbidden(Exception):
    """What should be a label does something else to a printer, or is none."""


def checked(content, most):
    """Return a document as it is, without what surrounds it, if nothing comes of it but labels.

    :param bytes content: in whatever encoding it says
    :param int most: labels that it may have
    :rtype: bytes
    :raises Forbidden:
    """
    # Commands are ASCII: so each byte is a letter, and all of them are looked at.
    text = content.decode('latin-1').strip()
    before, *commands = text.split('^')
    if before or len(content) > MOST_BYTES or AT_ONCE.search(text):
        raise Forbidden
    names = [_name(command) for command in commands]
    if not 0 < names.count('XA') <= most or not _is_in_order(names):
        raise Forbidden
    return text.encode('latin-1')


def _is_in_order(names):
    """Tell whether labels begin where the one before has ended, and nothing is outside of them."""
    begins = [before == 'XZ' for before in ('XZ', *names)]
    return begins == [*(name == 'XA' for name in names), True]


def _name(command):
    """Return the name of a command, as `FO`.

    :param str command: all up to the next one
    :raises Forbidden: unless it may be
    """
    found = NAME.match(command)
    name = found[0].upper() if found else ''
    is_known = name in ALLOWED or BARCODES.fullmatch(name)
    if not is_known or not WHOLE.get(name, NAME).match(command):
        raise Forbidden
    return name


def separator(lines):
    """Return a label that tells what comes after it.

    :param lines: what to write on it
    :rtype: bytes
    """
    rows = [
        f'^FO{MARGIN},{MARGIN + LINE * number}^A0N,35,35^FH^FD{_escaped(line[:LETTERS])}^FS'
        for number, line in enumerate(lines)]
    return '\n'.join(('^XA', '^CI28', *rows, '^XZ')).encode()


def _escaped(text):
    """Return a text in which nothing is a command: those that could be one are written as bytes."""
    return ''.join(
        each if each.isascii() and (each.isalnum() or each in ' .,:-/()') else
        ''.join(f'_{byte:02X}' for byte in each.encode()) for each in text)
