"""How many units are offered: never more than there are, whatever the rule."""
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.offer import MOST_STOCK, Rule, Stand, capped, divided, of_kit, offered

RULES = st.builds(
    Rule, buffer=st.integers(0, 50), share=st.floats(0, 100), cap=st.integers(0, 100))


@pytest.mark.parametrize(('left', 'units', 'rule', 'expected'), [
    (6, 1, Rule(), 6),
    (6.9999999, 1, Rule(), 7),  # what floats make of seven
    (6.9, 1, Rule(), 6),
    (-3, 1, Rule(), 0),
    (6, 1, Rule(buffer=1), 5),
    (6, 1, Rule(buffer=9), 0),
    (9, 1, Rule(buffer=1, share=50), 4),
    (7, 3, Rule(), 2),  # a three-pack
    (8, 3, Rule(buffer=3), 1),
    (20, 1, Rule(cap=5), 5),
    (20, 4, Rule(cap=3), 3),
    (10 ** 9, 1, Rule(), MOST_STOCK),
    (0.1 + 0.2, 0.1, Rule(), 3),
])
def test_offered(left, units, rule, expected):
    assert offered(left, units, rule) == expected


@given(st.floats(-100, 10 ** 6), st.integers(1, 20), RULES)
def test_never_more_than_there_is(left, units, rule):
    quantity = offered(left, units, rule)
    assert 0 <= quantity <= min(MOST_STOCK, rule.cap or inf)
    assert quantity * units <= max(0, left) + 1e-3
    assert quantity == 0 or left - quantity * units >= rule.buffer - 1e-3


@pytest.mark.parametrize(('quantity', 'shares', 'expected'), [
    (7, [100], [7]),
    (7, [50], [3]),
    (7, [100, 100], [4, 3]),
    (10, [30, 70], [3, 7]),
    (10, [0, 100], [0, 10]),
    (10, [0, 0], [0, 0]),
    (1, [100, 100, 100], [1, 0, 0]),
    (0, [100, 100], [0, 0]),
])
def test_divided(quantity, shares, expected):
    assert divided(quantity, shares) == expected


@given(st.integers(0, MOST_STOCK), st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_nothing_is_offered_twice(quantity, shares):
    parts = divided(quantity, shares)
    assert all(part >= 0 for part in parts)
    assert sum(parts) <= quantity
    if sum(shares) >= 100:
        assert sum(parts) == quantity


@pytest.mark.parametrize(('stands', 'components', 'expected'), [
    ({1: Stand(10, 2, 0), 2: Stand(5, 5, 0)}, {1: 1, 2: 1}, 2),
    ({1: Stand(10, 10, 4), 2: Stand(5, 5, 0)}, {1: 1, 2: 1}, 5),
    ({1: Stand(10, 10, 0)}, {1: 3}, 3),
    ({1: Stand(10, 10, 0)}, {1: 1, 2: 1}, 0),  # one is nowhere
    ({1: Stand(10, 10, 0)}, {}, 0),
    ({1: Stand(5, -4, 0)}, {1: 2}, -2),
    ({1: Stand(1, 0.3, 0)}, {1: 0.1}, 3),
])
def test_kit(stands, components, expected):
    assert of_kit(stands, components).left == expected


def test_capped():
    assert [capped(each) for each in (-1, 0, 5, MOST_STOCK + 1)] == [0, 0, 5, MOST_STOCK]
    assert capped(50, 10) == 10
