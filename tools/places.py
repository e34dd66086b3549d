"""Which place of an address is the state, whatever it is called and however that is written.

Names and ISO 3166-2 codes of `district_info` (`recipient_address` of
https://partner.tiktokshop.com/docv2/page/get-order-detail-202507) against those in Odoo.
"""

import re
import unicodedata

from . import names
from .state_names import STATE_NAMES

# What a place is, beside what it is called: "Changwat Chiang Mai", "Laguna Province", "Tokyo-to".
_KINDS = re.compile(
    r'^(?:state|province|provincia|provinsi|region|prefecture|county|co|department|departamento'
    r'|emirate|estado|edo|comunidad(?: autonoma)?|tinh|tp|thanh pho|changwat|land|freistaat|freie '
    r'(?:und )?hansestadt|dki|di|d i|daerah istimewa|daerah khusus ibukota|wilayah persekutuan'
    r'|federal territory|w p|wp|greater|citta metropolitana)(?: (?:of|de|del|di))? '
    r'| (?:state|province|region|prefecture|county|emirate|ken|fu|to)$')
# The same where no blank stands between: "จังหวัดเชียงใหม่", 大阪府.
_KINDS_ATTACHED = re.compile('^จังหวัด|(?<=東京)都$|(?<=..)[府県]$')
_LETTERS = str.maketrans({'đ': 'd', 'ł': 'l', 'ø': 'o', 'æ': 'ae', 'œ': 'oe'})

# Levels that can be a state though they are not the widest, and those that cannot.
STATES = ('state', 'provin', 'prefecture', 'emirate', 'governorate')
_CITIES = ('city', 'town', 'municipal', 'district', 'ward', 'village', 'barangay')

# A code in the place of a name: "SP", "US-CA".
_CODE = re.compile(r'(?:[A-Z]{2}-)?[A-Z]{1,3}')


def key(name):
    """Return what two names of one place have in common: letters without accents, blanks, kind of
    place.
    """
    text = unicodedata.normalize('NFKD', names.key(name)).translate(_LETTERS)
    text = ''.join(letter for letter in text if not unicodedata.combining(letter))
    text = ' '.join(re.sub(r"[.,'’\-/()]", ' ', text).split())
    text = (_KINDS.sub('', text) or text).replace(' ', '')
    return _KINDS_ATTACHED.sub('', text) or text


def keys(name):
    """Return the keys of a name that says several: "Araba/Álava", "Bizkaia (Vizcaya)"."""
    parts = re.split(r'[/()]', str(name or ''))
    return list(dict.fromkeys(filter(None, map(key, [name, *parts]))))


def table(states, country_code):
    """Return what the states of a country are found by.

    :param states: (id, code, name)
    :param str country_code: ISO code of the country
    :return: ({code: id}, {name key: id})
    """
    codes, found = {}, {}
    for id_, code, name in states:
        codes.setdefault(_bare(code, country_code), id_)
        for each in keys(name):
            found.setdefault(each, id_)
    for name, code in STATE_NAMES.get(country_code, {}).items():
        if code in codes:
            found.setdefault(key(name), codes[code])
    return codes, found


def state(districts, country_code, known):
    """Return (id of the state, number of districts down to it), (False, 0) where none is one.

    It is the widest place that Odoo knows as a state, by its name or by its code, which may stand
    in the place of the name. Below the widest level only those count that are called so: there are
    towns that are named like states, and counties in countries that have states.

    :param list districts: (level's name in lower case, name, ISO code) below the country, widest
        first
    :param known: what `table` returns
    """
    kinds = STATES
    if not any('state' in level for level, _name, _iso in districts):
        kinds = (*STATES, 'county')
    for place, (level, name, iso) in enumerate(districts):
        if not place or _is_state(level, place, kinds):
            id_ = _known_id(name, iso, country_code, known)
            if id_:
                return id_, place + 1
    return False, 0


def _known_id(name, iso, country_code, known):
    """Return the id of a state, False for a place that is none."""
    codes, found = known
    by_name = next((found[each] for each in keys(name) if each in found), False)
    id_ = by_name or codes.get(_bare(iso, country_code), False)
    if not id_ and _CODE.fullmatch(name):
        return codes.get(_bare(name, country_code), False)
    return id_


def _is_state(level, place, kinds):
    if any(word in level for word in _CITIES):
        return False
    return any(word in level for word in kinds) or (not level and place == 1)


def _bare(code, country_code):
    """Return a code without the country's before it: TH-10 as 10."""
    return str(code or '').strip().upper().removeprefix(f'{country_code}-')
