"""Signatures of TikTok Shop: of the requests we send and of the webhooks we receive."""
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from requests.auth import AuthBase

# The token travels in a header since API version 202309 and is never part of the signed text.
UNSIGNED_PARAMETERS = ('sign', 'access_token')


def sign_request(app_secret, path, query, body=b'', content_type='application/json'):
    """Return the `sign` parameter of a request.

    The rule is TikTok's page "Sign your API request".

    :param str app_secret: secret of the app.
    :param str path: path of the URL, without host and query.
    :param dict query: query parameters as strings, decoded.
    :param bytes body: the very bytes that are sent. Those of a multipart form are not signed.
    :param str content_type: media type of the body; parameters such as a boundary are ignored.
    :return: HMAC-SHA256 in lower case hexadecimal digits.
    :rtype: str
    """
    pairs = sorted(item for item in query.items() if item[0] not in UNSIGNED_PARAMETERS)
    text = path + ''.join(name + value for name, value in pairs)
    if content_type.partition(';')[0].strip().lower() == 'multipart/form-data':
        body = b''
    return _digest(app_secret, app_secret.encode() + text.encode() + body + app_secret.encode())


def webhook_signature(app_key, app_secret, raw):
    """Return the `Authorization` header that TikTok sends with a webhook.

    :param bytes raw: the body as received, before any parsing.
    :rtype: str
    """
    return _digest(app_secret, app_key.encode() + raw)


def verify_webhook(app_key, app_secret, raw, signature):
    """Tell whether a webhook comes from TikTok, in a time that says nothing about the secret.

    :param bytes raw: the body as received, before any parsing.
    :param signature: the `Authorization` header; None or any odd text is no valid signature.
    :rtype: bool
    """
    if not app_secret or not isinstance(signature, str):
        return False
    expected = webhook_signature(app_key, app_secret, raw)
    # Bytes, because compare_digest refuses text that is not ASCII.
    return hmac.compare_digest(expected.encode(), signature.encode(errors='replace'))


def _digest(app_secret, message):
    return hmac.new(app_secret.encode(), message, hashlib.sha256).hexdigest()


class RequestSigner(AuthBase):
    """Signs the prepared request, so that what is signed is what is sent.

    `requests` calls it once per attempt: a repeated request carries a fresh timestamp, which TikTok
    accepts from 5 minutes before its own clock to 30 seconds after it.
    """

    def __init__(self, app_key, app_secret):
        self._app_key = app_key
        self._app_secret = app_secret

    def __call__(self, request):
        url = urlsplit(request.url)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        query |= {'app_key': self._app_key, 'timestamp': str(int(time.time()))}
        query['sign'] = sign_request(
            self._app_secret, url.path, query, request.body or b'', request.headers['content-type'],
        )
        request.url = urlunsplit(url._replace(query=urlencode(query, quote_via=quote, safe='')))
        return request
