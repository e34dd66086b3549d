"""JSON with values that Python cannot read: all the rest of it is worth having."""
import json
import re

#: Levels of lists and objects. TikTok's answers have about ten.
DEEPEST = 60
#: Digits of a number; Python refuses to read one of some thousands.
LONGEST_NUMBER = 100
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|[^"\[\]{}]+|.', re.DOTALL)
_LONG_NUMBER = re.compile(rf'\d{{{LONGEST_NUMBER},}}')


def loads(text):
    """Return what a JSON text says, with `null` for what lies too deep, 0 for endless numbers.

    :raise ValueError: if it is no JSON, or no end of it.
    """
    try:
        return json.loads(text)
    except RecursionError:
        return json.loads(_shallow(text))
    except ValueError:
        if not _LONG_NUMBER.search(text):
            raise
        return json.loads(_shallow(text))


def _shallow(text):
    kept, depth = [], 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in ('[', '{'):
            depth += 1
            if depth == DEEPEST:
                kept.append('null')
        if depth < DEEPEST:
            kept.append(token if token.startswith('"') else _LONG_NUMBER.sub('0', token))
        if token in (']', '}'):
            depth -= 1
    return ''.join(kept)
