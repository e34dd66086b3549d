"""A host that is silent, drips, or asks to wait holds no caller for longer than a call may take."""
import socket
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from server import CIPHER, SECRET, TOKEN, Answer, Server, refusal, success
from slow import WAYS, slow_host

from client import Client, errors, exchange_code, pace, refresh_token, transport
from client.files import download

each_way = pytest.mark.parametrize('way', WAYS)
SECONDS = 0.6
CALLS = {
    'safe call': lambda url: Client(url, 'slow', SECRET, TOKEN, seconds=SECONDS).authorized_shops(),
    'unsafe call': lambda url: Client(url, 'slow', SECRET, TOKEN, seconds=SECONDS).create_product(
        CIPHER, {'title': 'x'}),
    'code': lambda url: exchange_code(url, 'k', SECRET, 'code', seconds=SECONDS),
    'refresh': lambda url: refresh_token(url, 'k', SECRET, 'refresh', seconds=SECONDS),
    'image': lambda url: download(f'{url}/a.png', [urlsplit(url).netloc], timeout=SECONDS),
}


@contextmanager
def within(seconds):
    """Fail if what is done takes longer, but for what a busy machine adds."""
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds + 1


@each_way
@pytest.mark.parametrize('call', CALLS.values(), ids=CALLS)
def test_slow_host(way, call):
    with slow_host(way) as (url, ended):
        with within(SECONDS), pytest.raises(errors.Unavailable, match='in time'):
            call(url)
        # Nobody listens any more: what was begun is not left behind.
        for over in list(ended):
            assert over.wait(5)


def test_default_is_what_a_person_waits():
    assert Client('https://api.example.com', 'k', 's', 't')._transport.deadline().left() <= 20
    assert transport.SECONDS <= 20


@pytest.mark.parametrize('asked', [None, '1', '3600'])
def test_throttled_call_ends_in_time(server, asked):
    headers = {'retry_after': asked} if asked else {}
    server.answers = [refusal(36009002, status=429, **headers)]
    with (
        Client(server.url, 'slow', SECRET, TOKEN, seconds=2) as api, within(2),
        pytest.raises(errors.Throttled),
    ):
        api.authorized_shops()


def test_slow_pace_ends_in_time(server):
    server.answers = [success()]
    crowded = pace.shared_pace('crowded', CIPHER, 0.001)
    for _ in range(pace.BURST + 1):
        crowded.reserve()
    with (
        Client(server.url, 'crowded', SECRET, TOKEN, seconds=0.5, rate=0.001) as api, within(0.5),
        pytest.raises(errors.Throttled),
    ):
        api.warehouses(CIPHER)
    assert not server.calls


def test_resolver_that_is_silent(monkeypatch):
    asked = threading.Event()

    def resolve(*_args, **_options):
        asked.set()
        time.sleep(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, 'getaddrinfo', resolve)
    with (
        Client('https://api.example.com', 'k', 's', 't', seconds=0.5) as api, within(0.5),
        pytest.raises(errors.Unavailable, match='in time'),
    ):
        api.authorized_shops()
    assert asked.is_set()


def test_call_after_a_slow_one_works(server):
    server.answers = [Answer(stall=True), Answer(stall=True), success({'shops': [{'id': '7'}]})]
    with Client(server.url, 'after', SECRET, TOKEN, seconds=0.6) as api:
        for _ in range(2):
            with pytest.raises(errors.Unavailable):
                api.authorized_shops()
        assert api.authorized_shops() == [{'id': '7'}]


def test_silent_host_is_not_waited_for_again_and_again():
    """A worker works for many shops: a host that is silent costs it the whole time once."""
    with slow_host('is silent') as (url, _ended), Client(url, 'slow', 's', 't', seconds=5) as api:
        silence = pace.shared_silence(url)
        silence.begin(20)
        for call in (lambda: api.create_product(CIPHER, {}), api.authorized_shops):
            with within(pace.PROBE), pytest.raises(errors.Unavailable):
                call()


def test_token_is_waited_for_all_the_same(server):
    """What a renewal gives that is given up too early is lost, and the authorization with it."""
    pace.shared_silence(server.url).begin(20)
    server.answers = lambda _call: time.sleep(pace.PROBE + 0.5) or success(
        {'access_token': 'a', 'refresh_token': 'r'})
    assert refresh_token(server.url, 'k', SECRET, 'old', seconds=12).access_token == 'a'


def test_silence_ends_with_an_answer_or_after_a_minute():
    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    clock = Clock()
    silence = pace.Silence(clock)
    assert silence.bound(20) == 20
    silence.begin(20)
    assert silence.bound(20) == pace.PROBE
    assert silence.bound(1) == 1
    clock.now += pace.SILENCE - 1
    silence.begin(pace.PROBE)  # a short call proves nothing: a slow host is given its time again
    clock.now += 2
    assert silence.bound(20) == 20
    silence.begin(20)
    silence.end()
    assert silence.bound(20) == 20


def test_renewal_is_not_begun_without_the_time_for_it(server):
    """What renewing a token gives must not be lost."""
    server.answers = [refusal(105002, 'Expired', 401), success()]
    renewed = []

    def renew(token):
        renewed.append(token)
        return 'new'

    for seconds, times in ((2, 0), (4, 1)):
        server.calls.clear()
        with Client(
            server.url, 'renewed', SECRET, TOKEN, renew, seconds=seconds, renew_seconds=3,
        ) as api, suppress(errors.Late):
            api.authorized_shops()
        assert (len(renewed), len(server.calls)) == (times, 1 + times)


def test_connection_is_kept_between_calls():
    connections = []

    class Counting(Server):
        def answer(self, call):
            connections.append(threading.get_ident())  # a thread per connection
            return success()

    host = Counting()
    with Client(host.url, 'kept', SECRET, TOKEN) as api:
        for _ in range(3):
            api.authorized_shops()
    host.close()
    assert len(connections) == 3 and len(set(connections)) == 1
