"""Pages of a search that goes on living: an offset into results that may change meanwhile."""

import base64
import hashlib
import json

from ..errors import Refusal

# Three bytes that base64 writes with the characters that must be percent-encoded in a URL.
AWKWARD = b'\xfb\xff\xbf'


SHAKEN = 3


def page(call, ids, knobs, too_deep=None, deepest=0):
    """Cut one page out of the ids of all matches, with the faults that the call has drawn.

    The size of a page and its token stand in the query or, in few calls, in the body.

    :param Refusal too_deep: the answer beyond `deepest` rows, where a call has one of its own
    :return: the ids of the page and the token of the next one ("" on the last)
    """
    size, offset = _sent(call)['page_size'], _offset(call)
    if too_deep and offset + size > deepest:
        raise too_deep
    if knobs.offset_limit and offset + size > knobs.offset_limit:
        raise Refusal(
            36009004,
            f'Offset and limit sum {offset + size} must less than {knobs.offset_limit}',
        )
    chosen, following = ids[offset:offset + size], offset + size
    token = _write(call, following) if following < len(ids) else ''
    if 'duplicate_rows' in call.faults:
        chosen = chosen + chosen[:1]
    if 'duplicate_across' in call.faults:
        chosen = ids[max(0, offset - 1):offset] + chosen
    if 'repeat_token' in call.faults:
        token = _sent(call).get('page_token') or token
    return chosen, token


def shake(call, ids):
    """Change some orders that earlier pages have shown, so that later ones lose their place."""
    shown = ids[:_offset(call)][:SHAKEN]
    for order_id in shown:
        call.world.touch(order_id)
    return bool(shown)


def _sent(call):
    return {**call.body, **call.query}


def _fingerprint(call):
    """Tie a token to the search that it belongs to."""
    search = [
        {name: value for name, value in sent.items() if not name.startswith('page_')}
        for sent in (call.query, call.body)
    ]
    whose = call.shop.id if call.shop else f'seller {call.grant.seller}'
    text = json.dumps([whose, *search], sort_keys=True)
    return hashlib.sha256(text.encode()).digest()[:8]


def _write(call, offset):
    # Ten digits make 21 bytes before the last one: the token always ends in "==".
    raw = AWKWARD + _fingerprint(call) + f'{offset:010d}'.encode() + b'.'
    return base64.b64encode(raw).decode()


def _offset(call):
    # In a body an empty one is the first page's.
    if 'page_token' not in call.query and not call.body.get('page_token'):
        return 0
    try:
        raw = base64.b64decode(_sent(call)['page_token'], validate=True)
        known = raw[:11] == AWKWARD + _fingerprint(call)
        return int(raw[11:21]) if known else _refuse()
    except ValueError:
        return _refuse()


def _refuse():
    raise Refusal(36009004, 'Invalid `page_token`. It does not belong to this search.')
