"""Walks through random shops that change, misbehave and are interrupted: no row may be missed."""
import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unsteady import END, FIELD, START, Shop, crowded_shops, rows_of, shops, walk

from client import Page
from client.errors import RangeTooLarge, ValidationError
from client.walk import MOST_UNORDERED, RESTARTS, Walk


@given(shops())
def test_every_order_once(shop):
    seen = walk(shop)
    assert set(seen) == shop.expected()
    assert len(seen) == len(set(seen))


@given(crowded_shops())
def test_many_orders_in_one_second(shop):
    seen = walk(shop)
    assert set(seen) == shop.expected()
    assert len(seen) == len(set(seen))


@given(shops(), st.floats(0, 0.5), st.floats(0, 0.5))
def test_killed_again_and_again(shop, killed, down):
    shop.down = down
    assert set(walk(shop, killed=killed)) == shop.expected()


@given(crowded_shops(), st.floats(0, 0.5))
def test_killed_within_a_second(shop, killed):
    assert set(walk(shop, killed=killed)) == shop.expected()


@given(
    shops(seconds=60, crowd=10) | shops(crowd=10),
    st.integers(0, 5), st.floats(0, 0.05), st.floats(0, 0.3),
)
def test_orders_leave_and_appear_meanwhile(shop, leaving, fresh, killed):
    """As long as an order stays it is found, whatever the others do, and however often we stop."""
    def change():
        for _ in range(shop.random.randint(0, leaving)):
            shop.leave()
            if shop.random.random() < 0.3:
                shop.enter()

    shop.fresh = fresh
    shop.change = change
    seen = set(walk(shop, killed=killed))
    assert shop.expected() <= seen


@given(crowded_shops(), st.integers(0, RESTARTS))
def test_orders_leave_a_crowded_second(shop, leaving):
    """Within one second we depend on TikTok's tokens, but see that rows slipped and read again."""
    when = {shop.random.randrange(20) for _ in range(leaving)}
    shop.change = lambda: shop.leave() if shop.searches in when else None
    seen = set(walk(shop))
    assert shop.expected() <= seen


@given(shops(), st.integers(0, 5))
def test_repeated_tokens(shop, repeated):
    shop.repeated_tokens = repeated
    assert set(walk(shop)) == shop.expected()


@given(crowded_shops(), st.integers(0, RESTARTS))
def test_repeated_tokens_in_a_crowded_second(shop, repeated):
    shop.repeated_tokens = repeated
    assert set(walk(shop)) == shop.expected()


@given(
    shops(crowd=15), st.sampled_from(['depth', 'silent_depth']), st.integers(1, 2),
    st.floats(0, 0.3),
)
def test_search_that_does_not_page_far(shop, limit, pages, killed):
    setattr(shop, limit, pages * shop.page_size)
    assert set(walk(shop, killed=killed)) == shop.expected()


@given(shops() | crowded_shops(), st.floats(0, 0.3))
def test_every_row_of_a_search_without_order(shop, killed):
    shop.ordered = False
    assert set(walk(shop, killed=killed)) == shop.expected()


@given(shops(crowd=15), st.integers(1, 5), st.floats(0, 0.3))
def test_search_without_order_that_does_not_page_far(shop, pages, killed):
    shop.ordered = False
    shop.depth = pages * shop.page_size
    assert set(walk(shop, killed=killed)) == shop.expected()


@given(shops(), st.integers(0, RESTARTS))
def test_rows_leave_a_search_without_order(shop, leaving):
    """They make others slip past; the chain is begun again, as often as that is noticed."""
    when = {shop.random.randrange(10) for _ in range(leaving)}
    shop.ordered = False
    shop.change = lambda: shop.leave() if shop.searches in when else None
    seen = set(walk(shop))
    assert shop.expected() <= seen


def test_search_without_order_of_very_many_is_divided_first():
    """A chain that has to begin again shall not be a long one."""
    shop = Shop(Random(1), [START + number % 1000 for number in range(9000)], page_size=100)
    shop.ordered = False
    chains = []

    def search(ge, lt, token):
        page = shop.search(ge, lt, token)
        if token:
            chains[-1] += 1
        else:
            chains.append(1)
        return page

    walked = Walk(search, FIELD, {'ranges': [[START, END]]}, ordered=False)
    assert {row['id'] for rows, _ in walked for row in rows} == shop.expected()
    assert max(chains) <= MOST_UNORDERED / 100


@given(shops(), st.integers(1, 500))
def test_ranges_that_are_too_large(shop, most):
    shop.most = most
    assert set(walk(shop)) == shop.expected()


@given(shops(seconds=200))
def test_duplicates(shop):
    """Rows of other pages take the place of some: those are lost there, but we come to an end."""
    shop.duplicates = True
    assert set(walk(shop)) <= set(shop.times)


@given(shops(), st.lists(st.integers(START, END), max_size=6))
def test_several_ranges(shop, limits):
    limits = sorted({START, END, *limits})
    seen = walk(shop, ranges=list(itertools.pairwise(limits)))
    assert set(seen) == shop.expected()


@pytest.mark.parametrize('ranges', [[], [[5, 5]], [[7, 3], [5, 5]]])
def test_nothing_to_do(ranges):
    shop = Shop(Random(1), [4, 5, 6])
    assert walk(shop, ranges=ranges) == []
    assert shop.searches == 0


def test_calls_are_few():
    shop = Shop(Random(1), range(START, END), page_size=100)
    assert len(walk(shop)) == 1000
    assert shop.searches == 11


def test_progress():
    shop = Shop(Random(1), range(START, END), page_size=100)
    left = [cursor['left'] for _, cursor in Walk(shop.search, FIELD, {'ranges': [[0, END]]})]
    assert left[0] == 900
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_second_that_is_too_crowded(caplog):
    shop = Shop(Random(1), [START] * 100 + [START + 1])
    shop.depth = 40
    seen = walk(shop)
    assert len(set(seen)) == 41
    assert 'some are missing' in caplog.text


def test_single_second_that_is_refused():
    shop = Shop(Random(1), [START])
    shop.most = 0.5
    with pytest.raises(RangeTooLarge):
        walk(shop)
    assert shop.searches < 20


def test_refused_parameter_is_raised():
    def search(ge, lt, token):
        raise ValidationError()

    with pytest.raises(ValidationError):
        next(iter(Walk(search, FIELD, {'ranges': [[0, 9]]})))


def test_repeated_token_ends_a_search_at_once():
    searches = []

    def search(ge, lt, token):
        searches.append(token)
        return Page([{'id': f'{len(searches)}', FIELD: 0}], 'x', None)

    assert len(list(Walk(search, FIELD, {'ranges': [[0, 9]]}))) == 2
    assert searches == ['', 'x']


def test_rows_that_show_fresh_times_at_the_end_of_a_page():
    def search(ge, lt, token):
        rows = [{'id': str(time), FIELD: time} for time in range(30) if ge <= time < lt]
        offset = int(token or 0)
        page = rows[offset:offset + 10]
        page[5:] = [{**row, FIELD: END} for row in page[5:]]
        return Page(page, str(offset + 10) if offset + 10 < len(rows) else '', len(rows))

    assert len({row['id'] for row in rows_of(search)}) == 30


def test_token_that_is_refused_for_ever():
    def search(ge, lt, token):
        if token:
            raise ValidationError()
        return Page([{'id': '1', FIELD: 0}], 'x', 2)

    with pytest.raises(ValidationError):
        rows_of(search)


@pytest.mark.parametrize('total', [None, 0, 7, 10**6])
def test_wrong_totals_end(total):
    """TikTok's total is a hint: it may cost some searches, but no order and no end."""
    shop = Shop(Random(1), range(START, END), page_size=100)

    def search(ge, lt, token):
        return shop.search(ge, lt, token)._replace(total=total)

    assert len({row['id'] for row in rows_of(search)}) == 1000
    assert shop.searches < 20


def test_search_that_ignores_all_parameters_but_the_token():
    orders = [{'id': str(time), FIELD: time} for time in range(15)]
    pages = [orders[start:start + 3] for start in range(0, 15, 3)]

    def search(ge, lt, token):
        page = int(token or 0)
        return Page(pages[page], str(page + 1) if page < 4 else '', None)

    assert {row['id'] for row in rows_of(search)} == {row['id'] for row in orders}


def test_search_that_sorts_the_other_way():
    orders = [{'id': str(time), FIELD: time} for time in range(99, 0, -1)]

    def search(ge, lt, token):
        found = [row for row in orders if ge <= row[FIELD] < lt]
        offset = int(token or 0)
        return Page(found[offset:offset + 10], str(offset + 10), len(found))

    assert len({row['id'] for row in rows_of(search)}) == 99


def test_rows_without_times():
    def search(ge, lt, token):
        offset = int(token or 0)
        rows = [{'id': str(number)} for number in range(offset, min(offset + 10, 95))]
        return Page(rows, str(offset + 10) if offset < 90 else '', 95)

    assert len(rows_of(search)) == 95
