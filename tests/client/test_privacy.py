"""Neither a log line nor an error or its traceback holds a secret or a buyer."""
import logging
import re
import traceback

import pytest
from server import CIPHER, FAULTS, SECRET, TOKEN, Answer, refusal, success

from client import Client, errors, exchange_code, refresh_token

BUYER, CODE, REFRESH = 'Rosa Buyer', 'CODE-123', 'RT-123'
QUICK = {'seconds': 0.5, 'backoff': 0.001, 'tries': 2}
ORDERS = success({'orders': [{'id': '1', 'buyer_nickname': BUYER}]})
ANSWERS = {
    **FAULTS,
    'success': ORDERS,
    'torn success': Answer(ORDERS.body, cut='within'),
    'stall': Answer(stall=True),
    'redirect': Answer(b'', 302, {'Location': f'https://example.com/?app_secret={SECRET}'}),
    'refusal': refusal(36009004, 'The value is wrong'),
}
HIDDEN = re.compile('|'.join([
    SECRET, TOKEN, CIPHER, BUYER, CODE, REFRESH, 'sign=', 'app_key=', 'timestamp=',
]))


def search(url):
    with Client(url, 'key', SECRET, TOKEN, rate=None, **QUICK) as api:
        return api.search_orders(CIPHER, ge=1)


def exchange(url):
    return exchange_code(url, 'key', SECRET, CODE, **QUICK)


def refresh(url):
    return refresh_token(url, 'key', SECRET, REFRESH, **QUICK)


def told(error):
    """All that a log or a crash report may print of an error."""
    while error:
        yield repr(error)
        yield from traceback.format_exception(error, chain=False)
        error = error.__cause__ or error.__context__


def check(caplog, function, url):
    with caplog.at_level(logging.DEBUG):
        try:
            function(url)
        except errors.TikTokError as error:
            assert not HIDDEN.search('\n'.join(told(error)))
    assert any('client.transport' in record.name for record in caplog.records)
    assert not HIDDEN.search(caplog.text)


@pytest.mark.parametrize('function', [search, exchange, refresh])
@pytest.mark.parametrize('answer', ANSWERS.values(), ids=ANSWERS)
def test_answers(server, caplog, function, answer):
    server.answers = [answer]
    check(caplog, function, server.url)


@pytest.mark.parametrize('function', [search, exchange, refresh])
def test_echo(server, caplog, function):
    """TikTok repeats what it was sent in its message."""
    server.answers = lambda call: refusal(1, f'Bad {call.query} {call.headers} {call.body}')
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.TikTokError) as caught:
        function(server.url)
    sent = SECRET, TOKEN, CIPHER, CODE, REFRESH
    assert not [text for text in sent if text in '\n'.join(told(caught.value))]
    assert not HIDDEN.search(caplog.text)


@pytest.mark.parametrize('function', [search, exchange, refresh])
@pytest.mark.parametrize('url', ['http://127.0.0.1:9', 'https://127.0.0.1:9', 'https://x.invalid'])
def test_no_connection(caplog, function, url):
    check(caplog, function, url)


def test_not_the_expected_certificate(server, caplog):
    check(caplog, search, server.url.replace('http:', 'https:'))


def test_log_line(server, shop, caplog):
    server.answers = [refusal(36009003, 'Internal error'), success()]
    with caplog.at_level(logging.DEBUG, 'client.transport'):
        shop.search_orders(CIPHER, ge=1)
    lines = [re.sub(r'\d+ ms', 'n ms', line) for line in caplog.messages]
    assert lines == [
        'POST /order/202309/orders/search: Unavailable, HTTP 200, code 36009003, request R2, n ms',
        'POST /order/202309/orders/search: HTTP 200, code 0, request R1, n ms',
    ]
