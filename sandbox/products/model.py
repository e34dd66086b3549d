"""A product as one shop lists it, without behaviour.

What is reviewed is a `dict` in the shape in which the API takes it, ids filled in; a product has
up to three: the one that counts, one under review, one that is a draft. What needs no review,
prices and stock, is kept beside them once.
"""

from dataclasses import dataclass, field
from decimal import Decimal

LIVE = ('ACTIVATE', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED')
GONE = ('FREEZE', 'DELETED')


@dataclass(slots=True)
class Offer:
    """Price and stock of a SKU.

    :param dict stock: what can be ordered, by warehouse id; orders have left it already
    :param dict extras: `list_price`, `external_list_prices` as they were sent
    :param dict backorders: (quantity, days) by warehouse id
    :param dict campaigns: units locked for each, inside `stock`; `creators` likewise
    :param bool restock: whether cancelled units are put back by TikTok
    :param int unfulfillable: damaged, in TikTok's own warehouse; `in_transit`: on the way to it
    :param str off: who has deactivated the SKU: SELLER, PLATFORM, COMBO_RELATION, or nobody
    """

    price: Decimal
    stock: dict = field(default_factory=dict)
    extras: dict = field(default_factory=dict)
    backorders: dict = field(default_factory=dict)
    off: str = ''
    campaigns: dict = field(default_factory=dict)
    creators: dict = field(default_factory=dict)
    restock: bool = True
    unfulfillable: int = 0
    in_transit: int = 0


@dataclass(slots=True)
class Product:
    """A product in one shop.

    :param dict content: what buyers see, or would see
    :param dict offers: `Offer` by SKU id, also of SKUs that are only under review
    :param str status: product and audit in one word, as `status` of Search Products
    :param dict review: the edited content that is being reviewed while the old one stays
    :param dict draft: edited content that was saved but not submitted
    :param str source: who edited last: OPEN_API or SELLER_CENTER
    :param bool listed: whether it has ever passed a review
    :param int due: when the review ends, 0 if there is none
    :param str reason: why it is suspended or frozen
    """

    id: str
    shop: object
    content: dict
    status: str
    create_time: int
    update_time: int
    offers: dict = field(default_factory=dict)
    audit: str = 'NONE'
    review: dict | None = None
    draft: dict | None = None
    failures: list = field(default_factory=list)
    source: str = 'OPEN_API'
    listed: bool = False
    due: int = 0
    pre_approved: tuple = ()
    not_submitted: tuple = ()
    reason: str = ''

    @property
    def latest(self):
        """What an edit goes on from."""
        under_review = self.review if self.audit == 'AUDITING' else None
        return self.draft or under_review or self.content

    @property
    def sku_ids(self):
        """The ids of the SKUs that count."""
        return [sku['id'] for sku in self.content['skus']]

    def versions(self):
        """Return all contents that there are."""
        return [each for each in (self.content, self.review, self.draft) if each]
