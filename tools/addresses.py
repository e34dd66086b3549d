"""What an order tells of its buyer, of which TikTok hides more the older it gets.

A mask is no news: what was told once stays known, unless something else is told plainly.
"""

from . import values

BUYER = ('user_id', 'buyer_nickname', 'cpf')
STREETS = ('address_line1', 'address_line2', 'address_line3', 'address_line4', 'address_detail')
# An address that differs in one of these is another one, however much of it is masked.
PLACES = ('region_code', 'postal_code')


def fullest(known, told):
    """Return the payload of an order as TikTok has told it, with what it has hidden of the buyer
    since it told it before.

    :param dict known: the payload before, empty for none
    :param dict told: the new one; it is not changed
    """
    kept = {
        key: known[key] for key in BUYER
        if _is_hidden(told.get(key)) and not _is_hidden(known.get(key))
    }
    address = _address(_dict(known), _dict(told))
    if address:
        kept['recipient_address'] = address
    return {**told, **kept} if kept else told


def hides(payload):
    """Tell whether a payload keeps something of the buyer to itself."""
    address = _dict(payload)
    return (
        any(_is_hidden(payload.get(key)) for key in BUYER[:1])
        or all(_is_hidden(address.get(key)) for key in STREETS)
        or any(values.masked(value) for value in address.values())
    )


def recipient(address):
    """Return the name of who receives an order, as TikTok tells it: in one or in two parts."""
    parts = (values.text(address.get(key)) for key in ('first_name', 'last_name'))
    return values.text(address.get('name')) or ' '.join(filter(None, parts))


def country_code(address):
    """Return the code of the country as the widest place of an address has it, None for none."""
    for district in values.listed(address.get('district_info'), dict):
        if district.get('address_level') == 'L0':
            return district.get('iso_code')
    return None


def _address(known, told):
    """Return the address with what is hidden of it now; None if that adds nothing."""
    if not _hides(told) or _are_apart(known, told):
        return None
    kept = {
        key: value for key, value in known.items()
        if _is_hidden(told.get(key)) and not _is_hidden(value)
    }
    return {**told, **kept} if kept else None


def _hides(address):
    """Tell whether an address is not all that TikTok knows of it."""
    return any(map(values.masked, address.values())) or all(
        _is_hidden(address.get(key)) for key in STREETS)


def _are_apart(known, told):
    """Tell whether these are addresses of two places."""
    return _differ(_widest(known), _widest(told)) or any(
        _differ(known.get(key), told.get(key)) for key in PLACES)


def _dict(payload):
    address = payload.get('recipient_address')
    return address if isinstance(address, dict) else {}


def _is_hidden(value):
    return value in (None, '', [], {}) or values.masked(value)


def _differ(known, told):
    return not _is_hidden(known) and not _is_hidden(told) and known != told


def _widest(address):
    """Return the name of the widest place below the country."""
    for district in values.listed(address.get('district_info'), dict):
        if district.get('address_level') == 'L1':
            return district.get('address_name')
    return None
