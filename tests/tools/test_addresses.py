"""Where an order goes, of what TikTok tells and masks."""
import pytest

from tools.addresses import districts, place

DISTRICTS = [
    {'address_level': 'L2', 'address_level_name': 'City', 'address_name': 'Springfield'},
    {'address_level': 'L0', 'address_level_name': 'Country', 'address_name': 'Atlantis'},
    {'address_level': 'L1', 'address_level_name': 'State', 'address_name': 'Ohio',
     'iso_code': 'US-OH'},
    'no object',
]
NOTHING = {'street': False, 'street2': False, 'city': False, 'zip': False, 'phone': False}


def test_districts_are_widest_first_and_below_the_country():
    assert districts({'district_info': DISTRICTS}) == [
        ('state', 'Ohio', 'US-OH'), ('city', 'Springfield', '')]
    assert districts({}) == []


@pytest.mark.parametrize(('address', 'below', 'expected'), [
    ({}, [], {}),
    ({'address_line1': '1 Road'}, [('city', 'Leeds')], {'street': '1 Road', 'city': 'Leeds'}),
    ({'address_detail': '1 Road'}, [], {'street': '1 Road'}),
    ({'address_line1': '1 R***', 'postal_code': 'A*** 1AA'}, [], {}),
    (
        {'address_line1': '1 Road', 'address_line2': 'Flat 2'},
        [('city', 'Leeds'), ('ward', 'Hyde')],
        {'street': '1 Road', 'street2': 'Flat 2, Hyde', 'city': 'Leeds'},
    ),
    ({'post_town': 'LONDON'}, [('region', 'Greater London')], {'city': 'LONDON'}),
    ({}, [('district', 'Pasay'), ('barangay', '1')], {'city': 'Pasay'}),
    ({}, [('province', 'Cavite'), ('municipality', 'Imus')], {'city': 'Imus'}),
])
def test_place(address, below, expected):
    assert place(address, below) == {**NOTHING, **expected}
