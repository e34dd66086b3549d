"""What differs between the markets of TikTok Shop in how parcels are shipped.

https://partner.tiktokshop.com/docv2/page/fulfillment-api-overview
"""

from typing import NamedTuple

from ..world.markets import EU, SEA

LATAM = ('BR', 'MX')
HOUR = 3600
TIKTOK, SELLER, DIGITAL, IN_STORE = 'TIKTOK', 'SELLER', 'TIKTOK_DIGITAL', 'IN-STORE PICKUP'
IGNORED, OPTIONAL, REQUIRED = 'ignored', 'optional', 'required'


class Rules(NamedTuple):
    """The rules of one market.

    :param bool packed: every paid order has its package, not only those that TikTok ships
    :param bool marks: sellers who ship themselves mark orders as shipped
    :param bool buys: parcels that TikTok ships are made by buying a label
    :param str handover: how much `handover_method` and `pickup_slot` count
    :param bool van: the carrier collects by van
    :param bool zpl: labels can be had for label printers
    :param int correct_within: seconds in which a tracking number may be corrected, 0 for any time
    :param bool invoices: an invoice comes before the parcel
    :param bool splits_before: orders are split before they are shipped
    :param bool combines: the seller may put orders into one parcel
    :param bool waits_for_requests: nothing ships while the buyer asks to cancel; elsewhere that
        refuses his request
    """

    packed: bool = True
    marks: bool = False
    buys: bool = False
    handover: str = OPTIONAL
    van: bool = False
    zpl: bool = False
    correct_within: int = 0
    invoices: bool = False
    splits_before: bool = True
    combines: bool = True
    waits_for_requests: bool = True


IN_ASIA = Rules(handover=IGNORED, correct_within=72 * HOUR)
IN_LATAM = Rules(handover=REQUIRED, zpl=True)
IN_EUROPE = Rules(
    packed=False, marks=True, splits_before=False, combines=False)
RULES = {
    **dict.fromkeys(SEA, IN_ASIA),
    **dict.fromkeys(EU, IN_EUROPE),
    'GB': IN_EUROPE._replace(van=True, correct_within=72 * HOUR),
    'US': IN_EUROPE._replace(
        buys=True, handover=IGNORED, correct_within=72 * HOUR, waits_for_requests=False),
    'JP': IN_EUROPE._replace(buys=True, splits_before=True),
    'BR': IN_LATAM._replace(invoices=True),
    'MX': IN_LATAM,
    'SA': Rules(),
}
# Where sellers mark orders as shipped; the new markets of the EU are not among them (2026-10).
MARKED = ('US', 'GB', 'ES', 'IE', 'IT', 'DE', 'FR', 'JP')


def rules(market):
    """Return the rules of a market.

    :param Market market:
    :rtype: Rules
    """
    found = RULES.get(market.region, Rules())
    return found._replace(marks=market.region in MARKED)


def is_packed(order, early_gb=True):
    """Tell whether an order has its package as soon as it is paid.

    :param bool early_gb: whether that is so in GB, too, where TikTok ships
    """
    found = rules(order.shop.market)
    if order.shipping_type == DIGITAL:
        return False
    if found.packed or order.shipping_type == IN_STORE:
        return True
    is_early = early_gb or order.shop.market.region != 'GB'
    return order.shipping_type == TIKTOK and not found.buys and is_early


def buys(order, early_gb=True):
    """Tell whether an order that TikTok ships gets its package by buying a label."""
    found = rules(order.shop.market)
    return found.buys or (order.shop.market.region == 'GB' and not early_gb)
