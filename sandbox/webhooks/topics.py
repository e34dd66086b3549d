"""What webhooks are about: TikTok's numbers, and the names under which the event API has them."""

TOPICS = {
    1: 'ORDER_STATUS_CHANGE',
    2: 'REVERSE_STATUS_UPDATE',
    3: 'RECIPIENT_ADDRESS_UPDATE',
    4: 'PACKAGE_UPDATE',
    5: 'PRODUCT_STATUS_CHANGE',
    6: 'SELLER_DEAUTHORIZATION',
    7: 'UPCOMING_AUTHORIZATION_EXPIRATION',
    11: 'CANCELLATION_STATUS_CHANGE',
    12: 'RETURN_STATUS_CHANGE',
    13: 'NEW_CONVERSATION',
    14: 'NEW_MESSAGE',
    15: 'PRODUCT_INFORMATION_CHANGE',
    16: 'PRODUCT_CREATION',
    18: 'PRODUCT_CATEGORY_CHANGE',
    33: 'NEW_MESSAGE_LISTENER',
    36: 'INVOICE_STATUS_CHANGE',
    37: 'PRODUCT_AUDIT_STATUS_CHANGE',
}
NUMBERS = {name: number for number, name in TOPICS.items()}
PRODUCT_STATUS, PRODUCT_CHANGED, PRODUCT_CREATED, CATEGORY, AUDIT, SKUS = 5, 15, 16, 18, 37, 50
ORDER_STATUS, ADDRESS, PACKAGE, REVOKED, EXPIRING, CANCELLATION = 1, 3, 4, 6, 7, 11
# The only ones for which a shop can have an address of its own; all others (27, 50, 64, ...) go to
# the address that the app has for everything.
EVENT_TYPES = tuple(NUMBERS)
