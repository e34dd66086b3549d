"""Switches for what public facts leave open, or contradict each other about."""

from dataclasses import dataclass, fields

CHOICES = {
    'webhook_times': ('seconds', 'milliseconds'),
    'empty_body': ('signed', 'skipped'),
    'error_data': ('null', 'empty', 'absent'),
    'missing_orders': ('omit', 'refuse'),
    'eu_categories': ('v1', 'v2'),
    'bad_brand': ('drop', 'refuse'),
    'gone_products': ('shown', 'refused'),
    'identifiers': ('shop', 'product'),
    'stock_errors': ('nested', 'flat'),
    'price_lock': (12052038, 12019045),
    'cancelled_in_header': ('mixed', 'included', 'excluded'),
    'total_variant': (
        'mixed',
        *(
            base + pfand + gross
            for base in ('documented', 'fees', 'payment')
            for pfand in ('', '+pfand')
            for gross in ('', '+gross')
        ),
    ),
}


@dataclass
class Knobs:
    """How this TikTok behaves; every field can be set when the sandbox starts or later.

    :param str empty_body: `{}` counts in the signature (`signed`) or not (`skipped`)
    :param bool repeated_keys: accept `ids=1&ids=2` beside `ids=1,2`
    :param bool ignore_unknown: ignore parameters that the endpoint does not know
    :param bool https_only: refuse calls that did not come (to a proxy) over https
    :param bool omit_empty: leave empty lists out of answers
    :param str error_data: `data` of a refusal is `null`, `empty` or `absent`
    :param int unsettled_status: HTTP status of refusals for which public facts name none
    :param bool old_refresh_token: a refresh token still works after it was exchanged
    :param bool scopes_in_token: the token answer has `granted_scopes`
    :param int offset_limit: highest sum of offset and page size that a search serves, 0 for any
    :param str missing_orders: the detail leaves unknown ids out (`omit`) or fails (`refuse`)
    :param bool surprises: orders contain nulls, gaps, and keys and words nobody has documented
    :param bool hide_user_id: orders without buyer data have no `user_id` either
    :param str total_variant: how totals of new orders are made, see `world.money`; `+pfand` has
        deposits inside, `+gross` the cofunded discount inside TikTok's own
    :param str cancelled_in_header: `mixed`, `included` or `excluded`, for new orders
    :param float hang: seconds that a call with the fault `hang` takes
    :param int retry_after: seconds in the `Retry-After` of the fault `throttle`
    :param bool local_webhooks: shops may have webhook addresses on this machine, any port, no TLS
    :param str webhook_times: times in the list of webhooks are `seconds` or `milliseconds`
    :param bool address_notification_id: webhook 3 has a `tts_notification_id`, which TikTok's page
        about it leaves out
    :param int webhook_copies: how often a webhook with the fault `repeated` is sent
    :param int webhook_delay: seconds of the world by which one with the fault `late` is late
    :param int review_seconds: how long the review of a product takes
    :param int listing_limit: listings that a shop may submit per day (UTC), 0 for any number
    :param str eu_categories: the tree of categories in the EU, when the sandbox starts
    :param bool zero_stock: a quantity may be 0; the documentation begins at 1
    :param str bad_brand: a brand that may not be used is dropped with a warning, or refused
    :param str gone_products: a frozen or deleted product can still be read (`shown`), or not
    :param bool deleted_in_all: a search for all products finds deleted ones too
    :param str identifiers: GTINs are unique in the `shop`, or in each `product` only
    :param bool edit_forgets: an edit that leaves a SKU's inventory out empties it; documented is
        that it stays
    :param bool edit_relists: an edit of a deactivated product brings it back to the shelf
    :param str stock_errors: what is wrong about a warehouse stands on a third level under 12052990
        (`nested`), or instead of that code (`flat`)
    :param bool stock_abroad: the goods of cross-border sellers are in another country than buyers
    :param bool whole_amounts: IDR, JPY and VND have no decimals
    :param int price_lock: the code for a price that a promotion locks: 12052038 or 12019045
    :param int low_stock: from how many units on webhook 27 says that stock is low
    :param bool early_gb: orders in GB that TikTok ships have their package when they are paid; if
        not, a label is bought for them as in the US
    :param bool one_service: buying a label, TikTok chooses the service, whatever the call names
    :param int scan_seconds: how long after it was shipped a parcel is scanned by itself, 0: never
    :param int deliver_seconds: how long after that it arrives by itself, 0: never
    :param int label_seconds: how long after it was shipped a parcel has its label
    :param int invoice_seconds: how long an invoice is looked at (BR)
    """

    empty_body: str = 'signed'
    repeated_keys: bool = False
    ignore_unknown: bool = False
    https_only: bool = False
    omit_empty: bool = True
    error_data: str = 'null'
    unsettled_status: int = 400
    old_refresh_token: bool = False
    scopes_in_token: bool = True
    offset_limit: int = 0
    missing_orders: str = 'omit'
    surprises: bool = False
    hide_user_id: bool = False
    total_variant: str = 'mixed'
    cancelled_in_header: str = 'mixed'
    hang: float = 30
    retry_after: int = 1
    local_webhooks: bool = False
    webhook_times: str = 'seconds'
    address_notification_id: bool = True
    webhook_copies: int = 2
    webhook_delay: int = 60
    review_seconds: int = 300
    listing_limit: int = 0
    eu_categories: str = 'v1'
    zero_stock: bool = True
    bad_brand: str = 'drop'
    gone_products: str = 'shown'
    deleted_in_all: bool = True
    identifiers: str = 'shop'
    edit_forgets: bool = False
    edit_relists: bool = False
    stock_errors: str = 'nested'
    stock_abroad: bool = False
    whole_amounts: bool = True
    price_lock: int = 12052038
    low_stock: int = 5
    early_gb: bool = True
    one_service: bool = False
    scan_seconds: int = 0
    deliver_seconds: int = 0
    label_seconds: int = 0
    invoice_seconds: int = 60

    def set(self, **values):
        """Set some knobs; an unknown name or an impossible value is an error."""
        for name, value in values.items():
            self._check(name, value)
        for name, value in values.items():
            setattr(self, name, value)

    def _check(self, name, value):
        types = {field.name: field.type for field in fields(self)}
        if name not in types:
            raise ValueError(f"There is no knob {name!r}; there are {', '.join(types)}.")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"The knob {name!r} is one of {', '.join(map(str, CHOICES[name]))}.")
        wanted = (int, float) if types[name] is float else types[name]
        # To Python a boolean is an integer; to a reader it is not.
        if isinstance(value, bool) is not (wanted is bool) or not isinstance(value, wanted):
            raise ValueError(f"The knob {name!r} takes a {types[name].__name__}.")
