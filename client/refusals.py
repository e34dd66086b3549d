"""Which error an answer of TikTok's is: by its code, else by its message, else by its HTTP status.

Messages: TikTok's page "Common errors" and answers quoted by integrators (2026-11).
"""
import re

from . import codes, errors

CODES = {
    10006402: errors.PermissionMissing,
    12052032: errors.NotFound,  # product
    12052048: errors.NotFound,  # a product of another shop
    12052180: errors.RangeTooLarge,
    12052217: errors.OtherCategoryTree,  # v2 is wanted
    12052230: errors.OtherCategoryTree,  # the category is not of the tree that was named
    12052260: errors.NotFound,  # product
    17029009: errors.NotFound,  # promotion
    17029028: errors.NotFound,  # a promotion of another shop
    21008111: errors.NotFound,  # an order or a package of another shop
    25007006: errors.NotFound,  # order
    101000: errors.ShopNotAuthorized,  # the token belongs to another shop or kind of user
    # Repeated by the client with a renewed token: who hears of it has lost the authorization.
    105002: errors.ExpiredToken,
    105005: errors.PermissionMissing,
    106001: errors.SignatureError,
    106013: errors.ValidationError,  # shop_cipher is missing
    36004001: errors.AuthorizationExpired,
    36004004: errors.InvalidAuthCode,
    36004005: errors.AuthorizationError,  # the seller has withdrawn the authorization
    36009002: errors.Throttled,
    36009003: errors.Unavailable,
    36009007: errors.Unavailable,
    36009009: errors.ValidationError,  # path
    36009010: errors.ValidationError,  # method
    36009014: errors.ValidationError,  # version
    36009021: errors.ValidationError,  # size of a file
    36009022: errors.ValidationError,  # format of the body
    36009023: errors.ValidationError,  # content type
    36009033: errors.AddressNotAllowed,
    36009037: errors.Throttled,  # calls per hour of a development shop
    36009043: errors.ShopInactive,
    36009044: errors.ShopInactive,
}

MESSAGES = (
    (r'offset and limit|too many results|range (is )?too (large|long)', errors.RangeTooLarge),
    (r'access[-_ ]token', errors.InvalidToken),
    (r'refresh[-_ ]token', errors.AuthorizationError),
    (r'auth[-_ ]?code', errors.InvalidAuthCode),
    (r'app[-_ ]?(key|secret)|signature|`sign`', errors.SignatureError),
    (r'^(?!.*_time).*timestamp', errors.ClockError),
    (r'not found|not exist', errors.NotFound),
)
STATUSES = {
    400: errors.ValidationError,
    401: errors.InvalidToken,  # whether it is lost, renewing the token tells
    403: errors.PermissionMissing,
    404: errors.NotFound,
    408: errors.Unavailable,
    429: errors.Throttled,
}
HOURLY_LIMIT = 36009037
LONGEST_MESSAGE = 300  # characters


def error_class(code, message, http_status):
    """Return the class of an error: by its code, else by its message, else by the HTTP status."""
    if code in CODES:
        return CODES[code]
    if http_status >= 500 or http_status == 429:
        return STATUSES.get(http_status, errors.Unavailable)
    if code in codes.KINDS and code not in codes.AMBIGUOUS:
        return errors.Mishap if codes.KINDS[code] == codes.RETRY else errors.ValidationError
    for pattern, kind in MESSAGES:
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            return kind
    if code in codes.AMBIGUOUS:
        return errors.ValidationError
    return STATUSES.get(http_status, errors.TikTokError)


def code_of(answer):
    """Return the code of an answer of TikTok's, or of a row of one; None if that is no number."""
    try:
        return int(str(answer.get('code')))
    except ValueError:
        return None


def redact(text, secrets):
    """Return a text of TikTok's as one short line without secrets, fit for logs."""
    text = text if isinstance(text, str) else ''
    for secret in filter(None, secrets):
        text = text.replace(secret, '***')
    return ' '.join(text.split())[:LONGEST_MESSAGE]


def refusal(code, message, request_id, http_status, *, retry_after=None, scope=None, call=None,
            secrets=()):
    """Return the error for an answer that tells of a failure.

    :param str scope: the scope of the endpoint, used when the message names none.
    :param str call: TikTok's name of the call.
    :param secrets: texts that are cut out of the message.
    """
    message = message if isinstance(message, str) else ''
    kind = error_class(code, message, http_status)
    if code == HOURLY_LIMIT and retry_after is None:
        retry_after = 3600.0
    if kind is errors.PermissionMissing:
        named = re.search(r'\b(seller|partner|creator)(\.[a-z_]+)+', message)
        scope = named.group() if named else scope
    error = kind(
        code, redact(message, secrets) or f"HTTP {http_status}", request_id, http_status,
        retry_after=retry_after, scope=scope, call=call,
    )
    if error.kind == codes.WAIT:
        error.retry_after = max(codes.pause_of(code), retry_after or 0)
    return error
