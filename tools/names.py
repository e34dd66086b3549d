"""Names that are the same for people: of attributes, their values, brands."""

SEPARATOR = '|'


def key(name):
    """Return what two names have in common that differ in case and blanks only."""
    return ' '.join(str(name or '').split()).casefold()


def split(text):
    """Return the names of a text like `Color | Colour`, without empty ones."""
    return [name for name in map(str.strip, str(text or '').split(SEPARATOR)) if name]


def join(names):
    """Return names as one text, each once; False for none."""
    return f' {SEPARATOR} '.join({key(name): name for name in names}.values()) or False
