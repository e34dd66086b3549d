"""TikTok's signatures, written from the documentation and apart from our client.

A mistake in one of the two therefore cannot hide in the other.
"""

import hashlib
import hmac

UNSIGNED = ('sign', 'access_token')


def text_to_sign(secret, path, query, body):
    """Return the bytes that a request's signature covers.

    :param str secret: the app's secret
    :param str path: the path without host and query
    :param query: pairs of decoded names and values
    :param bytes body: the raw body; none for multipart
    """
    signed = (pair for pair in query if pair[0] not in UNSIGNED)
    pairs = sorted(signed, key=lambda pair: pair[0].encode())
    text = path + ''.join(name + value for name, value in pairs)
    return secret.encode() + text.encode() + body + secret.encode()


def sign(secret, path, query, body=b''):
    """Return the signature of a request, lowercase hexadecimal."""
    text = text_to_sign(secret, path, query, body)
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def sign_webhook(key, secret, raw):
    """Return the `Authorization` header of a webhook: its raw body after the app's key."""
    return hmac.new(secret.encode(), key.encode() + raw, hashlib.sha256).hexdigest()


def is_signed(secret, signature, path, query, body=b''):
    """Tell in constant time whether a signature fits."""
    return hmac.compare_digest(sign(secret, path, query, body).encode(), signature.encode())
