"""Facts of TikTok Shop that the addon relies on. Last checked against the documentation: 2026-11.

What the codes of its errors mean is in `client/codes.py`.
"""

from datetime import date

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Authorization, https://partner.tiktokshop.com/docv2/page/authorization-overview
API_URL = 'https://open-api.tiktokglobalshop.com'
AUTH_URL = 'https://auth.tiktok-shops.com'
CONSENT_URLS = {
    'row': 'https://services.tiktokshop.com',
    'us': 'https://services.us.tiktokshop.com',
}
REDIRECT_PATH = '/tts/authorization/code'
WEBHOOK_PATH = '/tts/webhook'
# Who has authorized, by the token's `user_type`: 0 is a seller.
CREATOR = 1
# A seller who authorizes has this long until his consent comes back to us.
STATE_MINUTES = 10
# Access tokens live seven days. One that has less than this left is renewed by the schedule...
RENEW_BEFORE_HOURS = 24
# ...and one that has less than this left is renewed before it is used.
RENEW_AT_ONCE_MINUTES = 5

# The authorization itself ends after the time that the seller has chosen: TikTok announces it.
ASK_BEFORE_DAYS = 30

# TikTok Shop took its first sellers in 2021: no order is older than that.
FIRST_ORDERS = date(2021, 1, 1)

# Labels of selections stand here as they are: Odoo translates them with their field.
# Order status: see `tools/order_status.py`.
STATUS_LABELS = {
    'UNPAID': "Unpaid",
    'ON_HOLD': "On hold",
    'AWAITING_SHIPMENT': "Awaiting shipment",
    'PARTIALLY_SHIPPING': "Partially shipped",
    'AWAITING_COLLECTION': "Awaiting collection",
    'IN_TRANSIT': "In transit",
    'DELIVERED': "Delivered",
    'COMPLETED': "Completed",
    'CANCELLED': "Cancelled",
}
FULFILLED_BY_SELLER = 'FULFILLMENT_BY_SELLER'
ORDER_TYPES = {
    'ZERO_LOTTERY': _lt("Lottery"),
    'PRE_ORDER': _lt("Pre order"),
    'MADE_TO_ORDER': _lt("Made to order"),
    'BACK_ORDER': _lt("Back order"),
}
# Amounts of orders by their keys in `payment`: see `tools/amounts.py`.
AMOUNT_LABELS = {
    'shipping': _lt("Shipping"),
    'platform_discount': _lt("Discount funded by TikTok"),
    'shipping_fee_platform_discount': _lt("Shipping discount funded by TikTok"),
    'product_tax': _lt("Tax on goods"),
    'shipping_fee_tax': _lt("Tax on shipping"),
    'tax': _lt("Tax"),
    'retail_delivery_fee': _lt("Retail delivery fee"),
    'item_insurance_fee': _lt("Item insurance"),
    'item_insurance_tax': _lt("Tax on item insurance"),
    'buyer_service_fee': _lt("Buyer service fee"),
    'small_order_fee': _lt("Small order fee"),
    'handling_fee': _lt("Handling fee"),
    'shipping_insurance_fee': _lt("Shipping insurance"),
    'distance_fee': _lt("Distance fee"),
    'cod_service_fee': _lt("Cash on delivery fee"),
    'payment_platform_discount': _lt("Payment discount funded by TikTok"),
    'payment_discount_service_fee': _lt("Payment discount fee"),
    'pfand_fee': _lt("Deposit (Pfand)"),
}

# Product status, https://partner.tiktokshop.com/docv2/page/products-api-overview; NEW is ours.
LISTING_STATUSES = {
    'NEW': "Not listed yet",
    'DRAFT': "Draft",
    'PENDING': "In review",
    'FAILED': "Refused",
    'ACTIVATE': "Live",
    'SELLER_DEACTIVATED': "Deactivated",
    'PLATFORM_DEACTIVATED': "Suspended by TikTok",
    'FREEZE': "Frozen",
    'DELETED': "Deleted",
}

AUDIT_STATUSES = {
    'NONE': _lt("None"),
    'AUDITING': _lt("In review"),
    'FAILED': _lt("Failed"),
    'PRE_APPROVED': _lt("Approved on conditions"),
    'APPROVED': _lt("Approved"),
}

# Types of webhooks that are about the authorization; each folder names its own (`tts_event.py`).
DEAUTHORIZED, AUTHORIZATION_ENDS = 6, 7
# Webhooks have a few hundred bytes.
WEBHOOK_BYTES = 256 * 1024

# Markets in which TikTok's prices exclude the tax that TikTok itself collects and remits.
MARKETPLACE_TAX_REGIONS = ('US',)

# Languages in which TikTok names categories and attributes.
CATALOGUE_LOCALES = (
    'cs-CZ', 'de-AT', 'de-BE', 'de-DE', 'el-GR', 'en-GB', 'en-IE', 'en-US', 'es-ES', 'es-MX',
    'fr-BE', 'fr-FR', 'hu-HU', 'id-ID', 'it-IT', 'ja-JP', 'ms-MY', 'nl-BE', 'nl-NL', 'pl-PL',
    'pt-BR', 'pt-PT', 'th-TH', 'vi-VN', 'zh-CN',
)

# What TikTok demands of products is in `tools/listing/rules.py`.
# Sellers who sell from abroad name the price that buyers see by another key.
CROSS_BORDER = 'CROSS_BORDER'
# From such a warehouse of a global seller, goods go to buyers in another country.
ABROAD = 'CB_DIRECT_SHIPPING_WAREHOUSE'
# A price or the stock is locked by a running promotion.
LOCKED = (12019045, 12052038, 12052393)
# TikTok refuses all that follows as well: listings per day, seller not active.
REFUSED_FOR_ALL = (12052093, 12052700)
