"""JSON as it leaves the sandbox."""

import json


def to_json(data, **options):
    """Write data as compact JSON in UTF-8.

    Half a surrogate pair, which a buyer's broken app can send as an escape, leaves as it came.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(',', ':'), **options)
    return text.encode(errors='backslashreplace')
