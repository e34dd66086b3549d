"""TikTok's names of the reasons for which sellers cancel: `seller_cancel_paid_reason_..._uk`.

https://partner.tiktokshop.com/docv2/page/cancel-reasons
"""

import re

_AROUND = re.compile(r'^seller_cancel_(?:paid_|unpaid_)?reason_|_uk$')
# The reason by which TikTok does not punish: named in one of these ways, by market.
_UNDELIVERABLE = ('address_not_deliver', 'unable_to_deliver', 'undeliverable')


def core(name):
    """Return what a reason's name says, without what names of all reasons have."""
    return _AROUND.sub('', name)


def is_undeliverable(name):
    """Tell whether a reason says that the buyer's address cannot be reached."""
    return any(words in name for words in _UNDELIVERABLE)
