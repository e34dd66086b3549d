"""Misbehaviour: each kind does what it says, when it is told to."""

import time

import pytest
import requests
from conftest import SEARCH, Caller

from sandbox import Sandbox
from sandbox.errors import NotAllowed
from sandbox.faults import KINDS, Faults

SHOPS = '/authorization/202309/shops'


def play(caller, kind):
    caller.sandbox.faults.next(kind)
    return caller.send('GET', SHOPS)


@pytest.mark.parametrize(('kind', 'status', 'code'), [
    ('throttle', 429, 36009002), ('throttle_bare', 429, 36009002), ('internal', 500, 36009003),
    ('timed_out', 504, 36009007), ('ip_denied', 403, 36009033), ('shop_inactive', 401, 36009043),
    ('seller_inactive', 401, 36009044),
])
def test_refusals(caller, kind, status, code):
    response = play(caller, kind)
    assert (response.status_code, response.json()['code']) == (status, code)
    assert ('Retry-After' in response.headers) == (kind == 'throttle')
    assert caller.call('GET', SHOPS)['code'] == 0


def test_unavailable(caller):
    response = play(caller, 'unavailable')
    assert response.status_code == 503
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_expired_until_refreshed(caller):
    assert play(caller, 'expire_token').json()['code'] == 105002
    assert caller.call('GET', SHOPS)['code'] == 105002
    token = caller.tokens['refresh_token']
    caller.tokens = caller.get_tokens('refresh', refresh_token=token).json()['data']
    assert caller.call('GET', SHOPS)['code'] == 0


def test_cut(caller):
    with pytest.raises(requests.RequestException):
        play(caller, 'cut')
    assert caller.sandbox.calls[-1].code == 0  # TikTok thinks that it has answered


def test_broken_json(caller):
    response = play(caller, 'broken_json')
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_hang_and_slow(caller):
    caller.sandbox.knobs.set(hang=0.3)
    started = time.monotonic()
    with pytest.raises(requests.RequestException):
        play(caller, 'hang')
    assert time.monotonic() - started >= 0.3
    started = time.monotonic()
    assert play(caller, 'slow').json()['code'] == 0
    assert time.monotonic() - started >= 0.5


def test_closing_does_not_wait_for_what_hangs():
    started = time.monotonic()
    with Sandbox(orders=0) as sandbox:
        caller = Caller(sandbox)
        sandbox.faults.next('hang')
        with pytest.raises(requests.Timeout):
            requests.get(sandbox.url + SHOPS, timeout=0.2)
        assert caller
    assert time.monotonic() - started < 5


def test_latency():
    with Sandbox(orders=0, latency=0.1) as sandbox:
        caller = Caller(sandbox)
        started = time.monotonic()
        caller.call('GET', SHOPS)
        assert time.monotonic() - started >= 0.1


def ids(orders):
    return [order['id'] for order in orders]


def test_duplicate_rows(caller):
    plain = ids(caller.walk(page_size='3')[0])
    caller.sandbox.faults.at(1, 'duplicate_rows', SEARCH)
    found = ids(caller.walk(page_size='3')[0])
    assert found == [*plain[:3], plain[0], *plain[3:]]


def test_duplicates_across_pages(caller):
    plain = ids(caller.walk(page_size='3')[0])
    caller.sandbox.faults.at(2, 'duplicate_across', SEARCH)
    found = ids(caller.walk(page_size='3')[0])
    assert found == [*plain[:3], plain[2], *plain[3:]]


def test_repeated_token(caller):
    first = caller.search(page_size='3')['data']['next_page_token']
    caller.sandbox.faults.next('repeat_token')
    second = caller.search(page_size='3', page_token=first)['data']['next_page_token']
    assert second == first


def test_shifted_pages_skip_rows(caller):
    query = {'page_size': '3', 'sort_field': 'update_time', 'sort_order': 'ASC'}
    plain = ids(caller.walk(**query)[0])
    caller.sandbox.faults.at(2, 'shift', SEARCH)
    shifted = ids(caller.walk(**query)[0])
    # The first page's orders have moved to the end; those that moved up in their place are lost.
    assert shifted[:-3] == [*plain[:3], *plain[6:]]
    assert sorted(shifted[-3:]) == sorted(plain[:3])
    assert sorted(ids(caller.walk(**query)[0])) == sorted(plain)


def test_at_counts_from_the_command(caller):
    caller.call('GET', SHOPS)
    caller.sandbox.faults.at(3, 'internal')
    codes = [caller.call('GET', SHOPS)['code'] for _ in range(4)]
    assert codes == [0, 0, 36009003, 0]


def test_next_takes_several_and_a_path(caller):
    caller.sandbox.faults.next('internal', times=2, path='/orders/search')
    assert caller.call('GET', SHOPS)['code'] == 0
    assert [caller.search()['code'] for _ in range(3)] == [36009003, 36009003, 0]


def test_token_endpoints_suffer_only_when_named(caller):
    caller.sandbox.faults.next('internal')
    token = caller.tokens['refresh_token']
    caller.tokens = caller.get_tokens('refresh', refresh_token=token).json()['data']
    assert caller.call('GET', SHOPS)['code'] == 36009003
    caller.sandbox.faults.next('internal', path='/token/refresh')
    assert caller.get_tokens('refresh', refresh_token='x').json()['code'] == 36009003


def test_rate_is_drawn_by_lot_and_the_same_again():
    def draws(seed):
        faults = Faults()
        faults.rate(0.1, seed=seed)
        return [faults.draw(SHOPS) for _ in range(2000)]

    assert draws(1) == draws(1) != draws(2)
    assert 120 < sum(bool(fault) for fault in draws(1)) < 280


def test_clear_and_unknown_kinds(caller):
    for kind in KINDS:
        caller.sandbox.faults.next(kind, times=9)
    caller.sandbox.faults.clear()
    assert caller.call('GET', SHOPS)['code'] == 0
    with pytest.raises(NotAllowed):
        caller.sandbox.faults.next('earthquake')


def test_calls_are_logged_without_secrets(caller):
    caller.sandbox.calls.clear()
    caller.call('GET', SHOPS)
    caller.search(page_size='0')
    assert [tuple(call) for call in caller.sandbox.calls] == [
        ('GET', SHOPS, 0, ()), ('POST', SEARCH, 36009004, ())]
