"""Time-outs, repeats, pauses and bounds, over real sockets."""
import socket
from email.utils import formatdate
from types import SimpleNamespace

import pytest
import requests
from server import CIPHER, FAULTS, SECRET, TOKEN, Answer, refusal, success

from client import Client, Token, endpoints, errors, exchange_code, pace, transport

SHOPS = success({'shops': [{'id': '7'}]})
each_fault = pytest.mark.parametrize('fault', FAULTS.values(), ids=FAULTS)


@each_fault
def test_safe_call_is_repeated(server, shop, fault, naps):
    server.answers = [fault, fault, SHOPS]
    assert shop.authorized_shops() == [{'id': '7'}]
    assert len(server.calls) == 3
    assert 1 <= naps[0] <= 1.5 and 2 <= naps[1] <= 2.5


@each_fault
def test_repeats_come_to_an_end(server, shop, fault, naps):
    server.answers = [fault]
    with pytest.raises((errors.Throttled, errors.Unavailable, errors.ProtocolError)):
        shop.authorized_shops()
    assert len(server.calls) == 5
    assert [round(nap - 0.25) for nap in naps] == [1, 2, 4, 8]


@pytest.mark.parametrize('fault', [
    refusal(36009004, 'page_size'), refusal(106001), refusal(105005), refusal(7),
    Answer(b'', 301, {'Location': '/other'}), Answer(b'not TikTok', 404),
])
def test_what_cannot_change_is_not_repeated(server, shop, fault):
    server.answers = [fault]
    with pytest.raises(errors.TikTokError):
        shop.authorized_shops()
    assert len(server.calls) == 1


@each_fault
def test_unsafe_call_is_repeated_only_if_nothing_was_done(server, shop, fault, monkeypatch):
    endpoint = endpoints.Endpoint('POST', '/x', cipher=False, repeat=False)
    monkeypatch.setitem(endpoints.ENDPOINTS, 'unsafe', endpoint)
    server.answers = [fault, success()]
    throttled = fault in (FAULTS['throttled'], FAULTS['throttled with HTTP 200'])
    if throttled:
        assert shop.call('unsafe') == {}
    else:
        with pytest.raises(errors.TikTokError):
            shop.call('unsafe')
    assert len(server.calls) == 1 + throttled


def test_repeat_is_signed_anew(server, shop, monkeypatch):
    times = iter([1000.0, 2000.0])
    monkeypatch.setattr('client.signature.time', SimpleNamespace(time=lambda: next(times)))
    server.answers = [FAULTS['overloaded'], SHOPS]
    shop.authorized_shops()
    first, second = (call.query for call in server.calls)
    assert (first['timestamp'], second['timestamp']) == ('1000', '2000')
    assert first['sign'] != second['sign']


def test_stalled_answer(server, naps):
    server.answers = [Answer(stall=True), SHOPS]
    with Client(server.url, 'k', 's', 't', seconds=1, backoff=0.01, sleep=naps.append) as api:
        assert api.authorized_shops() == [{'id': '7'}]
    assert len(naps) == 1


def test_nobody_listens(naps):
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    with pytest.raises(errors.Unreachable) as caught:
        exchange_code(f'http://127.0.0.1:{port}', 'k', SECRET, 'code', sleep=naps.append)
    assert caught.value.code is None and caught.value.http_status is None
    assert len(naps) == 4  # nothing was sent, so that even the single-use code is tried again


@pytest.mark.parametrize(('asked', 'pause'), [('7', 7), ('0', 1), ('soon', 1), ('-3', 1), ('', 1)])
def test_retry_after_is_honoured(server, shop, naps, asked, pause):
    server.answers = [refusal(36009002, status=429, retry_after=asked), SHOPS]
    shop.authorized_shops()
    assert pause <= naps[0] <= pause + 0.5


def test_retry_after_as_a_date(server, shop, naps):
    server.answers = [refusal(1, status=503, retry_after=formatdate(2e9, usegmt=True)), SHOPS]
    with pytest.raises(errors.Unavailable) as caught:
        shop.authorized_shops()
    assert caught.value.retry_after > 60


def test_long_waits_are_left_to_the_caller(server, shop, naps):
    server.answers = [refusal(36009002, status=429, retry_after='21')]
    with pytest.raises(errors.Throttled) as caught:
        shop.authorized_shops()
    assert (caught.value.retry_after, naps, len(server.calls)) == (21, [], 1)


def test_hourly_limit_is_not_pestered(server, shop):
    server.answers = [refusal(36009037, status=429)]
    with pytest.raises(errors.Throttled) as caught:
        shop.authorized_shops()
    assert (caught.value.retry_after, len(server.calls)) == (3600, 1)


def test_answer_is_bounded(server, shop, monkeypatch):
    monkeypatch.setattr(transport, 'MOST_BYTES', 100)
    server.answers = [success({'shops': [{'id': 'x' * 200}]})]
    with pytest.raises(errors.ProtocolError):
        shop.authorized_shops()


def test_redirect_is_not_followed(server, shop):
    server.answers = [Answer(b'', 307, {'Location': 'http://127.0.0.1:9/'})]
    with pytest.raises(errors.ProtocolError):
        shop.authorized_shops()


@pytest.mark.parametrize('url', [
    'http://example.com', 'http://10.0.0.1', 'http://127.0.0.1.example.com', 'example.com', '',
    None, 'ftp://localhost', 'http://', 'http://localhost.example.com', 'file:///etc/passwd',
])
def test_secrets_do_not_travel_in_clear(url):
    with pytest.raises(ValueError, match='https'):
        Client(url, 'k', 's', 't')


@pytest.mark.parametrize('url', [
    'https://example.com/', 'http://localhost:8899', 'http://127.0.0.1', 'http://[::1]:8899',
])
def test_addresses_that_are_accepted(url):
    assert transport.check_url(url) == url.rstrip('/')


@pytest.mark.parametrize('method', ['GET', 'POST'])
def test_request_as_sent(server, shop, method):
    server.answers = [success()]
    shop.warehouses(CIPHER) if method == 'GET' else shop.search_orders(CIPHER, ge=1)
    call = server.calls[0]
    assert call.method == method
    assert call.headers['x-tts-access-token'] == TOKEN
    assert call.headers['content-type'] == 'application/json'
    assert 'authorization' not in call.headers
    assert call.body == (b'' if method == 'GET' else b'{"create_time_ge":1}')
    assert {'app_key', 'timestamp', 'sign', 'shop_cipher'} <= set(call.query)
    assert 'access_token' not in call.query


@pytest.mark.parametrize('call', [
    lambda url: exchange_code(url, 'k', SECRET, 'code', tries=1),
    lambda url: Client(url, 'k', SECRET, TOKEN, tries=1).authorized_shops(),
])
def test_password_of_a_netrc_file_is_not_sent(monkeypatch, tmp_path, call):
    sent = []

    def send(session, request, **options):
        sent.append(request)
        raise requests.ConnectionError

    netrc = tmp_path / 'netrc'
    netrc.write_text('machine api.example.com login somebody password hidden')
    monkeypatch.setenv('NETRC', str(netrc))
    monkeypatch.setattr(requests.Session, 'send', send)
    with pytest.raises(errors.Unavailable):
        call('https://api.example.com')
    assert 'Authorization' not in sent[0].headers


def test_sandbox_is_not_reached_through_a_proxy(server, shop, monkeypatch):
    monkeypatch.setenv('http_proxy', 'http://127.0.0.1:9')
    server.answers = [SHOPS]
    assert shop.authorized_shops() == [{'id': '7'}]


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_pace_is_steady_after_a_burst():
    clock = Clock()
    calls = pace.Pace(10, clock)
    waits = [calls.reserve() for _ in range(pace.BURST + 10)]
    assert waits[:pace.BURST] == [0] * pace.BURST
    assert waits[-1] == pytest.approx(1.0)
    clock.now += 60
    assert calls.reserve() == 0


def test_pace_slows_down_when_throttled_and_recovers():
    calls = pace.Pace(10, Clock())
    calls.slow_down()
    first = calls.reserve()
    assert first == pytest.approx(0.2)
    for _ in range(50):
        calls.slow_down()
    waits = [calls.reserve() for _ in range(300)]
    assert waits[0] <= pace.SLOWEST + 1
    assert waits[-1] - waits[-2] == pytest.approx(0.1)


def test_pace_without_limit():
    calls = pace.Pace(None, Clock())
    assert {calls.reserve() for _ in range(1000)} == {0}


def test_clients_of_a_shop_share_its_pace(server, naps):
    server.answers = [success()]
    for _ in range(pace.BURST + 1):
        with Client(server.url, 'shared', 's', 't', rate=0.5, sleep=naps.append) as api:
            api.warehouses('one')
    assert len(naps) == 1 and 1 < naps[0] <= 2
    with Client(server.url, 'shared', 's', 't', rate=0.5, sleep=naps.append) as api:
        api.warehouses('another')
    assert len(naps) == 1


def test_token_hides_itself():
    assert 'hidden' not in repr(Token('hidden', 1, 'hidden', 2))
