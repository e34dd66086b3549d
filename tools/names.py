"""Names and codes that are the same for people. Whoever compares two folds both of them here."""

import re
import unicodedata

SEPARATOR = '|'
# Characters that nobody sees, and the dashes that nobody tells from one another.
_UNSEEN = re.compile('[\u00ad\u200b-\u200f\u2060\ufeff]')
_DASHES = re.compile('[\u2010-\u2015\u2212]')


def key(name):
    """Return what two names have in common that differ in case, blanks and width only.

    Of attributes, their values, brands, places.
    """
    text = str(name or '')
    if not text.isascii():
        text = _UNSEEN.sub('', unicodedata.normalize('NFKC', text))
    return ' '.join(text.split()).casefold()


def code(text):
    """Return what two article codes have in common that differ in case, blanks, width and kind of
    dash only; '' for none.
    """
    text = key(text)
    return text if text.isascii() else _DASHES.sub('-', text)


def split(text):
    """Return the names of a text like `Color | Colour`, without empty ones."""
    return [name for name in map(str.strip, str(text or '').split(SEPARATOR)) if name]


def join(names):
    """Return names as one text, each once; False for none."""
    return f' {SEPARATOR} '.join({key(name): name for name in names}.values()) or False


def mentioned(text, candidates):
    """Return those of some names that a text mentions, as whole words. What is a part of a longer
    one that it mentions is not meant.

    :rtype: list[str]
    """
    rest, found = key(text), []
    for name in sorted(filter(key, candidates), key=len, reverse=True):
        rest, count = re.subn(rf'(?<!\w){re.escape(key(name))}(?!\w)', SEPARATOR, rest)
        if count:
            found.append(name)
    return found
