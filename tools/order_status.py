"""The statuses of orders, and which one an order is in where TikTok writes one that nobody knows.

https://partner.tiktokshop.com/docv2/page/order-api-overview
"""

from . import order_units, values

# Not to be shipped yet: not paid, or the buyer may still cancel. TikTok gives no address either.
HELD = ('UNPAID', 'ON_HOLD')
# Somebody has yet to arrange its shipping.
TO_ARRANGE = ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
TO_SHIP = (*TO_ARRANGE, 'AWAITING_COLLECTION')
# The goods have left: nothing is to be shipped from Odoo any more.
GONE = ('IN_TRANSIT', 'DELIVERED', 'COMPLETED')
# Its goods are here and sold, even where nobody has paid for them yet: TikTok counts on them.
OPEN = (*HELD, *TO_SHIP)
STATUSES = (*HELD, *TO_SHIP, *GONE, 'CANCELLED')
# What TikTok's webhooks write.
CANCEL = 'CANCEL'

# What a unit's package says of it.
BY_PACKAGE = {
    'TO_FULFILL': ('AWAITING_SHIPMENT',),
    'PROCESSING': ('AWAITING_COLLECTION',),
    'FULFILLING': ('IN_TRANSIT', 'DELIVERED'),
    'COMPLETED': ('DELIVERED', 'COMPLETED'),
}


def read(payload):
    """Return the status of an order: TikTok's, or the one that all its units agree on where that is
    new; if they do not, TikTok's all the same.

    :param dict payload: the order
    """
    written = values.text(payload.get('status'))
    status = 'CANCELLED' if written == CANCEL else written
    return status if status in STATUSES else _of_units(payload) or status


def _of_units(payload):
    items = values.listed(payload.get('line_items'), dict)
    live = [item for item in items if not order_units.is_cancelled(item)]
    if not live:
        return 'CANCELLED' if items else ''
    return _agreed(
        {values.text(item.get('display_status')) for item in live},
        {values.text(item.get('package_status')) for item in live} & set(BY_PACKAGE))


def _agreed(displayed, packed):
    """Return the status that units agree on by what is displayed of them and of their packages; ''
    for none.
    """
    possible = [BY_PACKAGE[each] for each in packed]
    if len(displayed) == 1 and displayed <= set(STATUSES):
        [status] = displayed
    elif len(possible) == 1:
        status = possible[0][0]
    else:
        return ''
    if any(status not in each for each in possible):
        return ''
    # Units of an order on hold, or under whatever review, await shipment, too: only their packages
    # tell that they may leave.
    return '' if status == 'AWAITING_SHIPMENT' and not possible else status
