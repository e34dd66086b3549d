"""HTTP to TikTok Shop: time-outs, repeats, bounds, and an envelope that is opened with care."""
import ipaddress
import json
import logging
import random
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from . import errors

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 60.0  # seconds
TRIES = 5
BACKOFF = 1.0  # seconds before the first repeat; doubles with each
LONGEST_PAUSE = 60.0  # seconds; asked to wait longer, we leave the waiting to the caller
MOST_BYTES = 32 * 2**20
NOT_CONNECTED = requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError


def check_url(url):
    """Return the address of a host without its trailing slash.

    :raise ValueError: if secrets would travel in clear: TikTok refuses plain http since 2026-06,
        and nothing but a sandbox on this machine may be talked to in it.
    """
    parts = urlsplit(url or '')
    if not parts.hostname or not (
        parts.scheme == 'https' or (parts.scheme == 'http' and _is_loopback(parts.hostname))
    ):
        raise ValueError("The address of TikTok Shop must begin with https://")
    return url.rstrip('/')


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == 'localhost'


class _HideQueries(logging.Filter):
    """Cuts the query, which holds secrets, out of urllib3's debug log of our requests."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r'\?.*', '?…', arg) if isinstance(arg, str) and 'app_key=' in arg else arg
                for arg in record.args
            )
        return True


logging.getLogger('urllib3.connectionpool').addFilter(_HideQueries())


class Reply(NamedTuple):
    """An HTTP answer, read to its end."""

    status: int
    raw: bytes
    retry_after: 'float | None'  # seconds


class Transport:
    """A connection to one of TikTok's hosts.

    :param str url: the host, with its scheme.
    :param tuple timeout: seconds to connect, and to wait for each part of the answer.
    :param int tries: how often a call is sent at most.
    :param float backoff: seconds before the first repeat.
    :param sleep: waits a number of seconds.
    """

    def __init__(self, url, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), tries=TRIES, backoff=BACKOFF,
                 sleep=time.sleep):
        self._url = check_url(url)
        self._timeout = timeout
        self._tries = tries
        self._backoff = backoff
        self._sleep = sleep
        self._session = requests.Session()
        self._session.headers['User-Agent'] = 'tiktok_shop (Odoo)'
        # The system's proxy and certificates, but not for a sandbox on this machine.
        self._session.trust_env = self._url.startswith('https:')

    def close(self):
        """Close the connections."""
        self._session.close()

    def fetch(self, endpoint, path, request, pace, secrets=()):
        """Send a request, repeat it where that is safe and can help, and return its `data`.

        :param Endpoint endpoint: what is called.
        :param str path: the endpoint's, with its placeholders filled.
        :param dict request: arguments of `requests.request` beside method and URL.
        :param Pace pace: spaces the calls.
        :param secrets: texts that must not appear in an error.
        :rtype: dict
        :raise TikTokError:
        """
        tried = 0
        while True:
            self._wait(pace.reserve())
            tried += 1
            try:
                return self._attempt(endpoint, path, request, secrets)
            except errors.TikTokError as error:
                if isinstance(error, errors.Throttled):
                    pace.slow_down()
                pause = self._pause(error, tried, endpoint.repeat)
                if pause is None:
                    raise
            self._wait(pause)

    def _wait(self, seconds):
        if seconds > 0:
            self._sleep(seconds)

    def _pause(self, error, tried, repeat):
        """Return the seconds to wait before the next try; None when there is none."""
        worth_it = error.transient if repeat else error.untouched
        asked = error.retry_after or 0.0
        if not worth_it or tried >= self._tries or asked > LONGEST_PAUSE:
            return None
        pause = min(self._backoff * 2 ** (tried - 1), LONGEST_PAUSE)
        # Workers that failed together shall not come back together.
        jitter = random.uniform(0, self._backoff / 2)  # noqa: S311 it protects nothing
        return max(pause, asked) + jitter

    def _attempt(self, endpoint, path, request, secrets):
        started = time.monotonic()
        outcome = 'no answer'
        try:
            reply = self._send(endpoint.method, path, request)
            envelope = open_envelope(reply, endpoint.scope, secrets)
            outcome = f"HTTP {reply.status}, code 0, request {envelope['request_id']}"
            return envelope['data']
        except errors.TikTokError as error:
            outcome = f"{type(error).__name__}, HTTP {error.http_status}, code {error.code}, " \
                      f"request {error.request_id}"
            raise
        finally:
            # Neither query, headers nor body: they hold secrets and buyers.
            _logger.debug(
                '%s %s: %s, %d ms',
                endpoint.method, endpoint.path, outcome, (time.monotonic() - started) * 1000,
            )

    def _send(self, method, path, request):
        try:
            with self._session.request(
                method, self._url + path, **request,
                timeout=self._timeout, stream=True, allow_redirects=False,
            ) as response:
                return _read(response)
        except (OSError, urllib3.exceptions.HTTPError) as caught:
            failure = _connection_error(caught)
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
    causes = list(_causes(caught))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return errors.ProtocolError(message="TikTok Shop's certificate could not be verified")
    if any(isinstance(cause, NOT_CONNECTED) for cause in causes):
        return errors.Unreachable(message="TikTok Shop cannot be reached")
    if isinstance(caught, requests.exceptions.Timeout):
        return errors.Unavailable(message="TikTok Shop did not answer in time")
    return errors.Unavailable(message="The connection to TikTok Shop was lost")


def _causes(caught):
    """Yield an exception and those that it wraps: `requests` and urllib3 keep them in two ways."""
    while isinstance(caught, BaseException):
        yield caught
        caught = getattr(caught, 'reason', None) or next(iter(caught.args), None)


def open_envelope(reply, scope=None, secrets=()):
    """Return TikTok's envelope, its `data` being a dict whatever was sent.

    The body comes first, whatever the HTTP status: business errors come under 200 as well as 4xx.

    :param Reply reply: the HTTP answer.
    :param str scope: the scope that the endpoint needs.
    :param secrets: texts that must not appear in an error.
    :raise TikTokError: if the call failed.
    """
    envelope = _parse(reply.raw)
    code = _code(envelope)
    if code is None:
        raise _no_envelope(reply)
    request_id = errors.redact(envelope.get('request_id'), secrets)
    if code or reply.status >= 300:
        raise errors.refusal(
            code, envelope.get('message'), request_id, reply.status,
            retry_after=reply.retry_after, scope=scope, secrets=secrets,
        )
    data = {} if envelope.get('data') is None else envelope['data']
    if not isinstance(data, dict):
        raise errors.ProtocolError(code, "`data` is not an object", request_id, reply.status)
    return {'data': data, 'request_id': request_id}


def _parse(raw):
    try:
        # A character cut in two, as old systems do at a column's end, must not stop an import.
        envelope = json.loads(raw.decode('utf-8-sig', 'replace'))
    except (ValueError, RecursionError):
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _code(envelope):
    try:
        return int(str(envelope.get('code')))
    except ValueError:
        return None


def _no_envelope(reply):
    if reply.status == 429 or reply.status >= 500:
        return errors.refusal(None, None, '', reply.status, retry_after=reply.retry_after)
    return errors.ProtocolError(
        message="The answer is not one of TikTok Shop's API", http_status=reply.status,
    )
