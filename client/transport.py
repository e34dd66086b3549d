"""HTTP to TikTok Shop: time-outs, repeats, bounds, and an envelope that is opened with care."""
import ipaddress
import logging
import random
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import requests
import urllib3.exceptions
from urllib3.util import Url, parse_url

from . import errors, odd_json, refusals
from .pace import Silence, shared_silence
from .session import Deadline, Session, causes, timeouts

_logger = logging.getLogger(__name__)

SECONDS = 20.0  # for a call with all its repeats and pauses: somebody waits
# What a try may take of the time that is left, where another can follow.
SHARE = 2 / 3
TRIES = 5
BACKOFF = 1.0  # seconds before the first repeat; doubles with each
MOST_BYTES = 32 * 2**20
NOT_CONNECTED = requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError
# The body of an answer that stops gives another one than its beginning.
LATE = TimeoutError, requests.exceptions.Timeout, urllib3.exceptions.TimeoutError


def check_url(url):
    """Return the address of a host without its trailing slash.

    :raise ValueError: if secrets would travel in clear: TikTok refuses plain http since 2026-06,
        and nothing but a sandbox on this machine may be talked to in it.
    """
    if not is_safe(url):
        raise ValueError("The address of TikTok Shop must begin with https://")
    return url.rstrip('/')


def is_safe(url):
    """Tell whether nobody can listen to what is sent to an address: it is https, or this machine.
    """
    parts = url_parts(url)
    is_here = parts.scheme == 'http' and is_loopback(parts.host)
    return bool(parts.host) and (is_here or parts.scheme == 'https')


def url_parts(url):
    """Return an address as the library that connects reads it; one without parts if it is none.

    Two parsers may find two hosts in one text.
    """
    try:
        return parse_url(url)
    except (TypeError, ValueError, AttributeError):
        return Url()


def is_loopback(host):
    """Tell whether a host, by name or number, is this very machine."""
    try:
        return ipaddress.ip_address((host or '').strip('[]')).is_loopback
    except ValueError:
        return host == 'localhost'


class _HideQueries(logging.Filter):
    """Cuts the query, which holds secrets, out of urllib3's debug log of our requests."""

    def filter(self, record):
        """Let every record pass, without its queries."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r'\?.*', '?…', arg) if isinstance(arg, str) and 'app_key=' in arg else arg
                for arg in record.args
            )
        return True


_HIDE_QUERIES = _HideQueries()


class Reply(NamedTuple):
    """An HTTP answer, read to its end."""

    status: int
    raw: bytes
    retry_after: 'float | None'  # seconds


class Transport:
    """A connection to one of TikTok's hosts.

    :param str url: the host, with its scheme.
    :param float seconds: until a call must have ended, with its repeats and pauses.
    :param int tries: how often a call is sent at most.
    :param float backoff: seconds before the first repeat.
    :param sleep: waits a number of seconds.
    :param bool patient: whether a host that was silent just before gets all of the time again.
    """

    def __init__(self, url, seconds=SECONDS, tries=TRIES, backoff=BACKOFF, sleep=time.sleep,
                 patient=False):
        self._url = check_url(url)
        self._seconds = seconds
        self._tries = tries
        self._backoff = backoff
        self._sleep = sleep
        self._silence = Silence() if patient else shared_silence(self._url)
        self._connect()

    def _connect(self):
        # Whoever calls TikTok, and nobody else, has the log that tells of it in full.
        logging.getLogger('urllib3.connectionpool').addFilter(_HIDE_QUERIES)
        self._session = Session()
        self._session.headers['User-Agent'] = 'tiktok_shop (Odoo)'
        # The system's proxy and certificates, but not for a sandbox on this machine.
        self._session.trust_env = self._url.startswith('https:')

    def close(self):
        """Close the connections."""
        self._session.close()

    def deadline(self):
        """Return the time by which a call that begins now must have ended."""
        return Deadline(self._silence.bound(self._seconds))

    def fetch(self, endpoint, path, request, pace, secrets=(), deadline=None):
        """Send a request, repeat it where that is safe and can help, and return its `data`.

        :param Endpoint endpoint: what is called.
        :param str path: the endpoint's, with its placeholders filled.
        :param dict request: arguments of `requests.request` beside method and URL.
        :param Pace pace: spaces the calls.
        :param secrets: texts that must not appear in an error.
        :param Deadline deadline: until then it must have ended; by default as long as any call.
        :rtype: dict
        :raise TikTokError:
        """
        deadline = deadline or self.deadline()
        tried = 0
        while True:
            self._wait(min(pace.reserve(), deadline.left()))
            if not deadline.left():
                raise errors.Throttled(message="Too many calls are waiting for their turn")
            tried += 1
            try:
                return self._attempt(endpoint, path, request, secrets, deadline)
            except errors.TikTokError as error:
                if isinstance(error, errors.Throttled):
                    pace.slow_down()
                pause = self._pause(error, tried, endpoint.repeat, deadline)
                if pause is None:
                    raise
            self._wait(pause)

    def _wait(self, seconds):
        if seconds > 0:
            self._sleep(seconds)

    def _pause(self, error, tried, repeat, deadline):
        """Return the seconds to wait before the next try; None when there is none. A pause that
        does not fit into the time is the caller's.
        """
        worth_it = error.transient if repeat else error.untouched
        pause = max(self._backoff * 2 ** (tried - 1), error.retry_after or 0.0)
        # Workers that failed together shall not come back together.
        pause += random.uniform(0, self._backoff / 2)  # noqa: S311 it protects nothing
        return pause if worth_it and tried < self._tries and pause < deadline.left() else None

    def _attempt(self, endpoint, path, request, secrets, deadline):
        started = time.monotonic()
        outcome, level = 'no answer', logging.DEBUG
        try:
            left = deadline.left() * (SHARE if endpoint.repeat else 1)
            reply = self._send(endpoint.method, path, request, self._silence.bound(left))
            envelope = open_envelope(reply, endpoint.scope, endpoint.call, secrets)
            outcome = f"HTTP {reply.status}, code 0, request {envelope['request_id']}"
            return envelope['data']
        except errors.TikTokError as error:
            outcome = f"{type(error).__name__}, HTTP {error.http_status}, code {error.code}, " \
                      f"request {error.request_id}"
            level = logging.ERROR if error.is_bug else level
            raise
        finally:
            # Neither query, headers nor body: they hold secrets and buyers.
            _logger.log(
                level, '%s %s: %s, %d ms',
                endpoint.method, endpoint.path, outcome, (time.monotonic() - started) * 1000,
            )

    def _send(self, method, path, request, seconds):
        # Of several threads one may put another in its place.
        session = self._session

        def exchange(deadline):
            with session.request(
                method, self._url + path, **request,
                timeout=timeouts(deadline), stream=True, allow_redirects=False,
            ) as response:
                return _read(response)

        try:
            reply = session.within(seconds, exchange)
        except (OSError, urllib3.exceptions.HTTPError) as caught:
            failure = _connection_error(caught)
        else:
            self._silence.end()
            return reply
        if isinstance(failure, errors.Late):
            self._silence.begin(seconds)
            self._connect()
        # Raised out here: the exception of `requests` names the URL with its secrets, so it must
        # not even be the context of ours.
        raise failure


def _read(response):
    """Read an answer to its end, or to the most that we accept."""
    raw = bytearray()
    for chunk in response.iter_content(65536):
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise errors.ProtocolError(
                message="The answer is too large", http_status=response.status_code,
            )
    return Reply(
        response.status_code, bytes(raw), parse_retry_after(response.headers.get('Retry-After')),
    )


def parse_retry_after(value):
    """Return the seconds that a `Retry-After` header asks to wait: a number or a date, or None."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    return max(0.0, seconds) if seconds < float('inf') else None


def _connection_error(caught):
    known = list(causes(caught))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in known):
        return errors.ProtocolError(message="TikTok Shop's certificate could not be verified")
    if any(isinstance(cause, NOT_CONNECTED) for cause in known):
        return errors.Unreachable(message="TikTok Shop cannot be reached")
    if any(isinstance(cause, LATE) for cause in known):
        return errors.Late(message="TikTok Shop did not answer in time")
    return errors.Unavailable(message="The connection to TikTok Shop was lost")


def open_envelope(reply, scope=None, call=None, secrets=()):
    """Return TikTok's envelope, its `data` being a dict whatever was sent.

    The body comes first, whatever the HTTP status: business errors come under 200 as well as 4xx.

    :param Reply reply: the HTTP answer.
    :param str scope: the scope that the endpoint needs.
    :param str call: TikTok's name of the endpoint.
    :param secrets: texts that must not appear in an error.
    :raise TikTokError: if the call failed.
    """
    envelope = _parse(reply.raw)
    code = refusals.code_of(envelope)
    if code is None:
        raise _no_envelope(reply)
    request_id = refusals.redact(envelope.get('request_id'), secrets)
    if code or reply.status >= 300:
        raise refusals.refusal(
            code, envelope.get('message'), request_id, reply.status,
            retry_after=reply.retry_after, scope=scope, call=call, secrets=secrets,
        )
    data = {} if envelope.get('data') is None else envelope['data']
    if not isinstance(data, dict):
        raise errors.ProtocolError(code, "`data` is not an object", request_id, reply.status)
    return {'data': data, 'request_id': request_id}


def _parse(raw):
    try:
        # A character cut in two, as old systems do at a column's end, must not stop an import.
        envelope = odd_json.loads(raw.decode('utf-8-sig', 'replace'))
    except (ValueError, RecursionError):
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _no_envelope(reply):
    if reply.status == 429 or reply.status >= 500:
        return refusals.refusal(None, None, '', reply.status, retry_after=reply.retry_after)
    return errors.ProtocolError(
        message="The answer is not one of TikTok Shop's API", http_status=reply.status,
    )
