"""What TikTok Shop refuses, as classes, and the tables that tell them apart.

What a code asks of us is in `codes`. Here are those that need a class of their own, because a
caller or a sentence tells them apart. Messages: TikTok's page "Common errors" and answers quoted
by integrators (2026-11).
"""
import re

from . import codes


class TikTokError(Exception):
    """A call to TikTok Shop failed. Its text is safe to log and to show: it holds no secret.

    :param int code: TikTok's code; None when there was no answer of TikTok's.
    :param str message: TikTok's message, or ours when there was none.
    :param str request_id: what TikTok's support asks for.
    :param int http_status: HTTP status; None when there was no answer.
    :param float retry_after: seconds that TikTok asks to wait, or that it takes by experience;
        None where nothing is known of it.
    :param str scope: the scope that the call needs, where known.
    :param str call: TikTok's name of the call, where known.
    """

    #: The same call may succeed later, as it is.
    transient = False
    #: TikTok certainly did not do what was asked, so that any call may be repeated.
    untouched = False

    def __init__(self, code=None, message='', request_id='', http_status=None, *,
                 retry_after=None, scope=None, call=None):
        super().__init__(code, message, request_id, http_status)
        self.code = code
        self.message = message
        self.request_id = request_id
        self.http_status = http_status
        self.retry_after = retry_after
        self.scope = scope
        self.call = call

    @property
    def kind(self):
        """What the error asks of us, a kind of `codes`; None where only TikTok's words tell."""
        if self.transient:
            return codes.RETRY
        if self.code in AMBIGUOUS_CODES and type(self) is not ValidationError:
            return codes.FIX  # the message has told what it is
        return codes.kind_of(self.code, self.call)

    @property
    def situation(self):
        """What keeps a parcel from being shipped: see `codes.SITUATIONS`; '' for anything else."""
        return codes.situation_of(self.code, self.call)

    @property
    def passes(self):
        """Whether the same call may succeed later without a person: in a moment, or in hours."""
        return self.transient or self.kind == codes.WAIT

    @property
    def is_bug(self):
        """Whether our program has to be corrected, for all that is known.

        Some codes of this kind have a class of their own, because there is something that a person
        can do; TikTok uses others for people's mistakes as well.
        """
        is_plain = type(self) is ValidationError and self.code not in AMBIGUOUS_CODES
        return is_plain and self.kind == codes.BUG

    def __str__(self):
        facts = {'code': self.code, 'HTTP': self.http_status, 'request': self.request_id}
        known = ', '.join(f"{name} {fact}" for name, fact in facts.items() if fact)
        return f"{self.message} ({known})" if known else self.message


class AuthorizationError(TikTokError):
    """The seller must authorize the app again."""


class InvalidToken(AuthorizationError):
    """The access token is not, or no longer, a valid one."""


class ExpiredToken(InvalidToken):
    """The access token is past its expiry; the refresh token gives a new one."""


class ShopInactive(AuthorizationError):
    """TikTok has deactivated the shop or the seller; authorizing again does not help."""


class AuthorizationExpired(AuthorizationError):
    """The refresh token is past its expiry."""


class ShopNotAuthorized(AuthorizationError):
    """The token does not cover this shop; it may well be good for others."""


class InvalidAuthCode(TikTokError):
    """The code of the consent page is wrong, used, or older than 30 minutes."""


class PermissionMissing(TikTokError):
    """The app has no permission for this call: see `scope`."""


class AddressNotAllowed(TikTokError):
    """The app has an IP allow list, and this machine is not on it."""


class SignatureError(TikTokError):
    """The app key or the app secret is wrong."""


class ValidationError(TikTokError):
    """TikTok refuses what was asked for: see `kind`. The next call may well be accepted."""


class ClockError(ValidationError):
    """This machine's clock differs from TikTok's by more than TikTok accepts."""


class RangeTooLarge(ValidationError):
    """More results than TikTok pages through; ask for a shorter range."""


class OtherCategoryTree(ValidationError):
    """The shop's market has the other tree of categories (`category_version`)."""


class NotFound(TikTokError):
    """What was asked for does not exist (in this shop)."""


class Throttled(TikTokError):
    """Too many calls."""

    transient = True
    untouched = True


class Unavailable(TikTokError):
    """TikTok has a failure of its own, or the connection to it."""

    transient = True


class Mishap(TikTokError):
    """TikTok failed at this one thing. It may succeed later, and with other things now."""

    transient = True


class Late(Unavailable):
    """TikTok did not answer in the time that it was given."""


class Unreachable(Unavailable):
    """No connection could be made, so nothing was sent."""

    untouched = True


class ProtocolError(TikTokError):
    """The answer is not one of TikTok Shop's API."""

    @property
    def transient(self):
        """A torn answer may come whole next time; a redirect or a foreign error page will not."""
        return bool(self.http_status) and 200 <= self.http_status < 300


class BadFile(ProtocolError):
    """What should be a file of some sort is none, is damaged, or would need too much memory. That
    is its own fault, whoever it came from: of two files, the other one may be good.
    """

    transient = False


class BadImage(BadFile):
    """What should be an image is none that can be used."""


class BadDocument(BadFile):
    """What should be a label, or another document of a parcel, is none that can be used."""


CODES = {
    10006402: PermissionMissing,
    12052032: NotFound,  # product
    12052048: NotFound,  # a product of another shop
    12052180: RangeTooLarge,
    **dict.fromkeys((12052217, 12052230), OtherCategoryTree),  # v2, or the other one, is wanted
    12052260: NotFound,  # product
    17029009: NotFound,  # promotion
    17029028: NotFound,  # a promotion of another shop
    21008111: NotFound,  # an order or a package of another shop
    25007006: NotFound,  # order
    101000: ShopNotAuthorized,  # the token belongs to another shop or kind of user
    # Repeated by the client with a renewed token: who hears of it has lost the authorization.
    105002: ExpiredToken,
    105005: PermissionMissing,
    106001: SignatureError,
    106013: ValidationError,  # shop_cipher is missing
    36004001: AuthorizationExpired,
    36004004: InvalidAuthCode,
    36004005: AuthorizationError,  # the seller has withdrawn the authorization
    36009002: Throttled,
    36009003: Unavailable,
    36009007: Unavailable,
    # Path, method, version, size of a file, format of the body, content type.
    **dict.fromkeys(
        (36009009, 36009010, 36009014, 36009021, 36009022, 36009023), ValidationError),
    36009033: AddressNotAllowed,
    36009037: Throttled,  # calls per hour of a development shop
    36009043: ShopInactive,
    36009044: ShopInactive,
}

# One code for many faults: TikTok's documentation says to look at the message as well.
AMBIGUOUS_CODES = (36009004, 98001004)
MESSAGES = (
    (r'offset and limit|too many results|range (is )?too (large|long)', RangeTooLarge),
    (r'access[-_ ]token', InvalidToken),
    (r'refresh[-_ ]token', AuthorizationError),
    (r'auth[-_ ]?code', InvalidAuthCode),
    (r'app[-_ ]?(key|secret)|signature|`sign`', SignatureError),
    (r'^(?!.*_time).*timestamp', ClockError),
    (r'not found|not exist', NotFound),
)
STATUSES = {
    400: ValidationError,
    401: InvalidToken,  # whether it is lost, renewing the token tells
    403: PermissionMissing,
    404: NotFound,
    408: Unavailable,
    429: Throttled,
}
HOURLY_LIMIT = 36009037
LONGEST_MESSAGE = 300  # characters


def error_class(code, message, http_status):
    """Return the class of an error: by its code, else by its message, else by the HTTP status."""
    if code in CODES:
        return CODES[code]
    if http_status >= 500 or http_status == 429:
        return STATUSES.get(http_status, Unavailable)
    if code in codes.KINDS and code not in AMBIGUOUS_CODES:
        return Mishap if codes.KINDS[code] == codes.RETRY else ValidationError
    for pattern, kind in MESSAGES:
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            return kind
    if code in AMBIGUOUS_CODES:
        return ValidationError
    return STATUSES.get(http_status, TikTokError)


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
    if kind is PermissionMissing:
        named = re.search(r'\b(seller|partner|creator)(\.[a-z_]+)+', message)
        scope = named.group() if named else scope
    error = kind(
        code, redact(message, secrets) or f"HTTP {http_status}", request_id, http_status,
        retry_after=retry_after, scope=scope, call=call,
    )
    if error.kind == codes.WAIT:
        error.retry_after = max(codes.pause_of(code), retry_after or 0)
    return error
