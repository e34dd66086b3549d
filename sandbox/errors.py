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
    36009023: (None, "Invalid content-type. The `content-type` header must be {0}."),
    36009033: (
        403,
        "Access denied. Your IP address is not in the IP allow list configured for this app.",
    ),
    36009043: (401, "The shop is inactive."),
    36009044: (401, "The seller is inactive."),
    # Products. The numbers and their causes are public, most of the words are ours.
    12052023: (None, "The category does not exist."),
    12052024: (None, "The category is not a leaf category."),
    12052026: (None, "The brand does not exist, or the shop is not authorized to use it."),
    12052028: (None, "The product has no main image."),
    12019015: (None, "One search has at most 600 SKUs."),
    12019024: (None, "The quantity is not a valid number."),
    12019028: (None, "All warehouses that are assigned to the SKU must be given."),
    12019045: (None, "The price is locked by a promotion."),
    12019113: (None, "The product is not active. {0}"),
    12019120: (None, "One search has at most 100 products."),
    12052012: (None, "The format of the price is wrong."),
    12052032: (None, "The product has been deleted."),
    12052037: (None, "TikTok Shop counts the stock of this warehouse itself."),
    12052038: (None, "The price cannot be edited while a promotion runs."),
    12052163: (None, "A gift cannot be edited."),
    12052376: (None, "List prices are not supported in this market."),
    12052383: (None, "The list price is outside of its limits. {0}"),
    12052393: (None, "During a promotion the stock cannot be less than the present {0}."),
    12052424: (None, "The price must be sent as `sale_price`."),
    12052530: (None, "The warehouse belongs to another shop."),
    12052531: (None, "The warehouse is disabled."),
    12052532: (None, "The warehouse is none that products are delivered from."),
    12052533: (None, "The warehouses are not those that are assigned to the SKU. {0}"),
    12052553: (None, "The SKU {0} is given twice."),
    12052556: (None, "The SKU {0} does not exist in this product."),
    12052557: (None, "The SKU {0} belongs to another product."),
    12052570: (None, "The price is outside of the market's range. {0}"),
    12052704: (None, "The seller does not exist."),
    12052850: (None, "The stock of a bundle follows its parts."),
    12052861: (None, "A bundle cannot cost more than its parts, {0}."),
    12052901: (None, "The status of the product does not allow this. {0}"),
    12052902: (None, "The list of SKUs is empty."),
    12052048: (
        None,
        "You cannot edit the specified product(s) as it isn't listed in your account or shop.",
    ),
    12052050: (None, "The number of SKUs must not exceed {0}."),
    12052051: (None, "The product title must not be longer than {0} characters."),
    12052054: (None, "The seller SKU must not be longer than 50 characters."),
    12052055: (
        None, "The SKU inventory quantity for the warehouse must be within allowed limits.",
    ),
    12052073: (None, "The price of the SKU is invalid. {0}"),
    12052084: (None, "The currency must be {0} in this market."),
    12052093: (None, "The shop has reached its listing limit for today."),
    12052097: (None, "The warehouse does not exist, or is missing. {0}"),
    12052104: (None, "A required product attribute is missing: {0}."),
    12052105: (None, "A required certification is missing: {0}."),
    12052180: (None, "The search has more than 10000 results. Narrow it down."),
    12052217: (None, "The shop must use `category_version` v2."),
    12052220: (None, "The category is prohibited on TikTok Shop."),
    12052223: (None, "The shop has no permission for the category."),
    12052230: (None, "The category does not belong to the tree of the `category_version`."),
    12052260: (None, "The product does not exist."),
    12052560: (None, "The sales attributes of two SKUs are the same."),
    12052591: (None, "The identifier code is invalid. {0}"),
    12052592: (None, "The identifier code {0} is used by another SKU."),
    12052700: (None, "The seller is not active."),
    12052722: (None, "The image {0} does not exist: upload it first."),
    12052990: (None, "Check failed"),
    # Promotions.
    17029001: (None, "The parameter is invalid."),
    17029009: (None, "The activity does not exist."),
    17029010: (None, "The activity is deactivated."),
    17029012: (None, "The activity is over."),
    17029016: (None, "The SKU id is not valid here."),
    17029023: (None, "The product is not in the activity."),
    17029024: (None, "The SKU is not in the activity."),
    17029028: (None, "The activity belongs to another shop."),
    17029046: (None, "There are too many items in one request."),
    17029047: (None, "The product is in a flash sale that runs."),
    17029048: (None, "The SKU is in a flash sale that runs."),
    17029059: (None, "No more than 10000 activities can be paged through."),
    17029102: (None, "The activity is for the whole shop."),
    # Uploads. That these are refusals of uploads is public; which is which is our reading.
    12019116: (None, "The image cannot be read."),
    12038002: (None, "The file is missing or empty."),
    12038004: (None, "The format of the file is not supported. {0}"),
    12038005: (None, "The file is too large. {0}"),
    12038014: (None, "The width and the height of the image must be {0}."),
    12038015: (None, "The `use_case` does not exist."),
}


def describe(code, detail=''):
    """Return the message of a code, with a detail filled in. Of most we do not know TikTok's."""
    return CODES.get(code, (None, f"TikTok's words for {code}."))[1].format(detail).rstrip()


class Refusal(Exception):
    """An answer with a code that is not zero.

    :param int code: one of `CODES`, or another one of TikTok's on command
    :param str detail: what to fill into the message
    """

    def __init__(self, code, detail=''):
        self.code = code
        self.status = CODES.get(code, (None,))[0]
        self.message = describe(code, detail)
        super().__init__(f'{code} {self.message}')


class NotAllowed(ValueError):
    """A command that the world's rules forbid, such as shipping an unpaid order."""


class NotFound(NotAllowed):
    """A command about something that does not exist."""
