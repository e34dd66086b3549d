"""What an order tells of its buyer, of which TikTok hides more the older it gets.

A mask is no news: what was told once stays known, unless something else is told plainly.
"""

from . import names, places, values

BUYER = ('user_id', 'buyer_nickname', 'cpf')
STREETS = ('address_line1', 'address_line2', 'address_line3', 'address_line4', 'address_detail')
# An address that differs in one of these is another one, however much of it is masked.
PLACES = ('region_code', 'postal_code')
# What a city is called among the levels of an address.
CITIES = ('city', 'town', 'municipality')


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


def plain(value):
    """Return text that may be stored as an address: False for what is masked or empty."""
    return False if values.masked(value) else values.text(value) or False


def districts(address):
    """Return [(level's name in lower case, name, ISO code)] below the country, widest first."""
    found = [each for each in address.get('district_info') or [] if isinstance(each, dict)]
    found.sort(key=lambda district: str(district.get('address_level')))
    return [
        (
            values.text(district.get('address_level_name')).lower(),
            plain(district.get('address_name')) or '',
            values.text(district.get('iso_code')),
        )
        for district in found if district.get('address_level') != 'L0'
    ]


def place(address, below):
    """Return street, city and the like of an address as fields of a contact, without what is
    masked.

    :param list below: [(level's name, name)] of the districts below the state, widest first
    """
    if address.get('post_town'):  # where there is one (UK), the districts are but its regions
        below = [('town', values.text(address['post_town']))]
    town = city(below)
    wards = [name for level, name in below if name != town and 'county' not in level]
    street, *more = _street_lines(address) or [False]
    more = ', '.join(dict.fromkeys(more + wards))[:255] if street else ''
    return {
        'street': street,
        'street2': more or False,
        'city': plain(town),
        'zip': plain(address.get('postal_code')),
        'phone': plain(address.get('phone_number')),
    }


def city(below):
    """Return the city among districts: the one that is called so, else the widest that is not
    called a state.

    :param list below: as of `place`
    """
    named = [(level, name) for level, name in below if name]
    called = [name for level, name in named if is_called(level, CITIES)]
    smaller = [name for level, name in named if not is_called(level, places.STATES)]
    return next(iter(called or smaller or [name for _level, name in named]), '')


def is_called(level, words):
    """Tell whether the name of a level has one of these words."""
    return any(word in level for word in words)


def _street_lines(address):
    lines = [plain(address.get(f'address_line{number}')) for number in range(1, 5)]
    return list(filter(None, lines)) or list(filter(None, [plain(address.get('address_detail'))]))


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


def are_apart(payload, other):
    """Tell whether two orders surely go to different people or places: what is hidden of either is
    not compared.
    """
    mine, theirs = _dict(payload), _dict(other)
    return (
        _differ(names.key(recipient(mine)), names.key(recipient(theirs)))
        or _are_apart(mine, theirs)
        or any(_differ(names.key(mine.get(line)), names.key(theirs.get(line)))
               for line in ('full_address', *STREETS)))


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
