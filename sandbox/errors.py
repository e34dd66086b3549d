"""TikTok's refusals: code, message and HTTP status, as far as public facts go."""

# code: (HTTP status, message). Where public facts name no status it is None, and the knob
# `unsettled_status` decides: TikTok is not uniform, so a client must read the body first.
CODES = {
    36004001: (None, "rt has expired"),
    36004004: (None, "invalid auth code"),
    36004005: (None, "can not find related auth record"),
    98001004: (None, "Invalid parameter: {0}"),
    101000: (None, "The access token does not match the shop, or its user type is wrong."),
    105002: (
        401,
        "Expired credentials. The `access_token` or `x-tts-access-token` header has expired.",
    ),
    105005: (None, "Access denied. The app is not authorized to access the endpoint."),
    106001: (401, "Invalid credentials. The `sign` query parameter is invalid."),
    106013: (
        None,
        "Missing identifier. The `shop_cipher` query parameter is required to identify the "
        "target shop.",
    ),
    36009002: (
        429,
        "Too many requests. You've made too many requests in a short period of time.",
    ),
    36009003: (500, "Internal error. Please try again."),
    36009004: (None, "{0}"),
    36009007: (504, "Request timeout. Please try again."),
    36009009: (None, "Invalid path. The path does not exist."),
    36009010: (None, "Invalid method. The path does not support this method."),
    36009014: (None, "Invalid version. The path does not exist in this version."),
    36009022: (None, "Invalid body. {0}"),
    36009023: (None, "Invalid content-type. The `content-type` header must be application/json."),
    36009033: (
        403,
        "Access denied. Your IP address is not in the IP allow list configured for this app.",
    ),
    36009043: (401, "The shop is inactive."),
    36009044: (401, "The seller is inactive."),
}


class Refusal(Exception):
    """An answer with a code that is not zero.

    :param int code: one of `CODES`
    :param str detail: what to fill into the message
    """

    def __init__(self, code, detail=''):
        self.code = code
        self.status, message = CODES[code]
        self.message = message.format(detail)
        super().__init__(f'{code} {self.message}')


class NotAllowed(ValueError):
    """A command that the world's rules forbid, such as shipping an unpaid order."""


class NotFound(NotAllowed):
    """A command about something that does not exist."""
