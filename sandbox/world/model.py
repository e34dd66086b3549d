"""The things of the sandbox's world, without behaviour (see `lifecycle` and `money` for that)."""

from dataclasses import dataclass, field
from decimal import Decimal

from .facts import Facts
from .markets import Market

ZERO = Decimal(0)


@dataclass(slots=True)
class Seller:
    """A seller who can authorize the app for all their shops.

    :param str id: what TikTok calls the global seller
    """

    index: int
    open_id: str
    name: str
    base_region: str
    shops: list = field(default_factory=list)
    active: bool = True
    id: str = ''


@dataclass(slots=True)
class Shop:
    """A seller's shop in one market."""

    id: str
    seller: Seller
    market: Market
    name: str
    code: str
    cipher: str
    seller_type: str = 'LOCAL'
    warehouses: list = field(default_factory=list)
    skus: list = field(default_factory=list)
    active: bool = True


@dataclass(slots=True)
class Warehouse:
    """A TikTok warehouse: its sales and its return role are two ids of one entity."""

    id: str
    entity_id: str
    name: str
    type: str
    sub_type: str
    is_default: bool
    address: dict
    fbt: bool = False
    enabled: bool = True


@dataclass(slots=True)
class Sku:
    """A variant as listed in one shop."""

    id: str
    product: str
    product_id: str
    product_name: str
    name: str
    seller_sku: str
    price: Decimal
    known: bool = True
    components: tuple = ()
    ordered: bool = True


@dataclass(slots=True)
class Buyer:
    """A person who buys in one shop; `user_id` is stable over their orders."""

    user_id: str
    email: str
    nickname: str
    address: dict


@dataclass(slots=True)
class Cancellation:
    """Who cancelled units, why and when; or asked the seller to, which may be refused."""

    initiator: str
    reason: str
    time: int
    id: str = ''
    status: str = 'CANCELLATION_REQUEST_SUCCESS'


@dataclass(slots=True)
class Package:
    """A parcel of one order, or of several orders that go to the same buyer.

    :param tuple pickup_slot: (start, end), where the carrier fetches it
    :param str trouble: why it does not arrive, in TikTok's words
    :param bool missed: the carrier did not come, and may be sent for again
    :param dict service: what was paid for its label, where that is bought
    :param dict size: `dimension` and `weight` that were given for it
    :param int ready_time: from when on there is a label
    :param str broken: what is wrong with its label
    :param list events: (milliseconds, what has happened)
    """

    id: str
    orders: list = field(default_factory=list, repr=False, compare=False)
    status: str = 'TO_FULFILL'
    provider_id: str = ''
    provider: str = ''
    tracking_number: str = ''
    rts_time: int = 0
    create_time: int = 0
    update_time: int = 0
    handover_method: str = ''
    pickup_slot: tuple = ()
    trouble: str = ''
    missed: bool = False
    service: dict = field(default_factory=dict)
    size: dict = field(default_factory=dict)
    ready_time: int = 0
    broken: str = ''
    events: list = field(default_factory=list)

    @property
    def units(self):
        """What is in it, of all of its orders."""
        return [unit for order in self.orders for unit in order.units if unit.package is self]


@dataclass(slots=True)
class Unit:
    """One unit sold. TikTok has no quantities: three pieces are three line items."""

    id: str
    sku: Sku
    original_price: Decimal
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    tax_rate: Decimal = ZERO
    tax: Decimal = ZERO
    pfand_fee: Decimal = ZERO
    fees: dict = field(default_factory=dict)
    is_gift: bool = False
    is_dangerous: bool = False
    retail_price: Decimal = ZERO
    package: Package | None = None
    cancelled: Cancellation | None = None
    sub_ids: tuple = ()

    @property
    def sale_price(self):
        return self.original_price - self.seller_discount - self.platform_discount


@dataclass(slots=True)
class Order:
    """An order, as TikTok knows it; `render` turns it into what the API shows.

    :param dict must_split: why it cannot travel in one parcel, see `require_split`
    :param str combine_group: the window in which TikTok collects orders of the buyer,
        `combine_with`, to put them together at `combine_until`
    :param tuple invoice: what has become of the invoice that comes before the parcel, and why
    :param int corrections: how often its tracking number was corrected
    :param tuple package_words: why its parcels change and who does that, for webhook 4
    """

    id: str
    shop: Shop
    buyer: Buyer
    create_time: int
    units: list
    charges: dict
    variant: object
    warehouse: Warehouse
    order_type: str = 'NORMAL'
    kind: str = 'NORMAL'
    status: str = 'UNPAID'
    update_time: int = 0
    address: dict = field(default_factory=dict)
    packages: list = field(default_factory=list)
    header_includes_cancelled: bool = True
    hold_seconds: int = 3600
    fulfillment_type: str = 'FULFILLMENT_BY_SELLER'
    shipping_type: str = 'TIKTOK'
    is_cod: bool = False
    is_sample: bool = False
    replaces: str = ''
    exchanges: str = ''
    buyer_message: str = ''
    seller_note: str = ''
    payment_method: str = 'Credit card'
    delivery_option: str = 'Standard Shipping'
    paid_time: int = 0
    hold_until: int = 0
    rts_time: int = 0
    collection_time: int = 0
    delivery_time: int = 0
    cancel_time: int = 0
    cancellation: Cancellation | None = None
    request_cancel_time: int = 0
    cancellations: list = field(default_factory=list)
    address_updated: bool = False
    split: bool = False
    priority: int = 600
    must_split: dict = field(default_factory=dict)
    combine_group: str = ''
    combine_with: list = field(default_factory=list, repr=False, compare=False)
    combine_until: int = 0
    invoice: tuple = ()
    invoice_until: int = 0
    corrections: int = 0
    package_words: tuple = ()
    total_error: Decimal = ZERO
    line_error: Decimal = ZERO
    facts: Facts | None = None

    @property
    def combined(self):
        """Whether it shares a parcel with another order."""
        return any(len(package.orders) > 1 for package in self.packages)

    @property
    def live(self):
        """Units that have not been cancelled."""
        return [unit for unit in self.units if not unit.cancelled]
