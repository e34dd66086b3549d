"""What TikTok Shop refuses, as classes: those that a caller or a sentence tells apart.

What a code asks of us is in `codes`, which of these an answer is in `refusals`.
"""
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
        if self.code in codes.AMBIGUOUS and type(self) is not ValidationError:
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
    def is_for_all(self):
        """Whether TikTok would say the same of anything else of the shop just now."""
        return isinstance(self, (AuthorizationError, PermissionMissing)) or (
            self.transient and not isinstance(self, Mishap))

    @property
    def is_bug(self):
        """Whether our program has to be corrected, for all that is known.

        Some codes of this kind have a class of their own, because there is something that a person
        can do; TikTok uses others for people's mistakes as well.
        """
        return (
            self.kind == codes.BUG
            and type(self) is ValidationError
            and self.code not in codes.AMBIGUOUS
        )

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
