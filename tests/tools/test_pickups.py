"""When carriers fetch parcels."""
import pytest

from tools import pickups

NINE, TWO, NEXT = (900, 1300), (1400, 1800), (3300, 3700)


@pytest.mark.parametrize('several, expected', [
    ([], ()),
    ([[]], ()),
    ([[TWO, NINE]], (NINE, TWO)),
    ([[NINE, TWO], [TWO, NEXT]], (TWO,)),
    ([[NINE, TWO], [TWO, NINE], [NEXT]], (NINE, TWO)),
    ([[list(NINE), NINE], [TWO]], (NINE, TWO)),
])
def test_common(several, expected):
    assert pickups.common(several) == expected


@pytest.mark.parametrize('slots, expected', [
    ([], None),
    ([TWO], None),
    ([NEXT, TWO, NINE], NEXT),
    ([TWO, NINE], NINE),
])
def test_next_free(slots, expected):
    assert pickups.next_free(slots, TWO) == expected
