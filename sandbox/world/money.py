"""TikTok's arithmetic, in exact decimals.

Per unit (a line item)::

    sale_price = original_price - seller_discount - platform_discount

Per order, in `payment`, where U are the units that the header counts (see `header_units`)::

    original_total_product_price = sum of U.original_price
    seller_discount, platform_discount = sums over U
    sub_total     = original_total_product_price - seller_discount - platform_discount
    shipping_fee  = original_shipping_fee - shipping_fee_seller_discount
                    - shipping_fee_platform_discount [- shipping_fee_cofunded_discount]
    product_tax   = sum of U.item_tax;   tax = product_tax + shipping_fee_tax
    total_amount  = sub_total + shipping_fee + tax + retail_delivery_fee      (documented)
                    [+ FEES]                                                  (variant fees)
                    [- payment_platform_discount + payment_discount_service_fee]   (payment)
                    [+ sum of U.pfand_fee]                                    (pfand)

What is in brackets is not documented, so each order has a `Variant` that says which holds. A
cofunded discount is the seller's in any case; where the formula is taken to the letter the buyer
got it as a part of TikTok's own, which then costs TikTok that much less. It never comes with a
shipping_fee_seller_discount.
Where the markets include tax in their prices, every tax above is zero.
"""

from collections import defaultdict
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import product
from typing import NamedTuple

ZERO = Decimal(0)
LINE_FEES = (
    'retail_delivery_fee', 'small_order_fee', 'buyer_service_fee', 'distance_fee',
    'distance_shipping_fee',
)
# `distance_shipping_fee` is a part of `distance_fee`, so that it is not counted again.
SELLER_FEES = ('distance_fee',)
BUYER_FEES = (
    'small_order_fee', 'buyer_service_fee', 'handling_fee', 'shipping_insurance_fee',
    'item_insurance_fee', 'item_insurance_tax',
)
FEES = SELLER_FEES + BUYER_FEES
SHIPPING_DISCOUNTS = (
    'shipping_fee_seller_discount', 'shipping_fee_platform_discount',
    'shipping_fee_cofunded_discount',
)
CHARGES = (
    'original_shipping_fee', *SHIPPING_DISCOUNTS, 'shipping_fee_tax', *FEES,
    'retail_delivery_fee', 'distance_shipping_fee', 'payment_platform_discount',
    'payment_discount_service_fee',
)


class Variant(NamedTuple):
    """Which of the undocumented parts an order's figures contain.

    :param bool fees: `total_amount` contains the FEES
    :param bool payment: it is also less the payment platform's discount, plus its service fee
    :param bool pfand: it contains the deposits
    :param bool cofunded: `shipping_fee` is less the cofunded discount (else TikTok's contains it)
    """

    fees: bool = False
    payment: bool = False
    pfand: bool = False
    cofunded: bool = True


TOTAL_VARIANTS = tuple(
    Variant(fees, payment, pfand)
    for (fees, payment), pfand in product(
        ((False, False), (True, False), (True, True)), (False, True)
    )
)


def spread(amount, weights, step):
    """Divide an amount over units in proportion to weights, exactly: the parts add up.

    10.00 over three equal units is 3.34, 3.33, 3.33. No part exceeds its weight as long as the
    amount does not exceed their sum.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    exact = [amount * weight / whole for weight in weights]
    parts = [part.quantize(step, ROUND_DOWN) for part in exact]
    missing = int((amount - sum(parts)) / step)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:missing]:
        parts[i] += step
    return parts


def amount(value):
    """Write an amount as TikTok does: no fixed scale, no exponent ("119", "4.9", "0")."""
    text = f'{value:f}'
    return text.rstrip('0').rstrip('.') or '0' if '.' in text else text


def rounded(amount, step):
    """Round half up to the currency's step, as tax is."""
    return Decimal(amount).quantize(step, ROUND_HALF_UP)


def spread_fees(order):
    """Lay the order's fees on its live units: a cancelled unit bears none, the order bears all."""
    for unit in order.units:
        unit.fees = {}
    live = order.live
    for fee in LINE_FEES:
        if order.charges.get(fee) and live:
            parts = spread(order.charges[fee], [1] * len(live), order.shop.market.step)
            for unit, part in zip(live, parts, strict=True):
                unit.fees[fee] = part


def header_units(order):
    """Return the units that `payment` counts.

    TikTok does not say whether the header still contains cancelled units: both occur. An order
    that is cancelled as a whole keeps its figures.
    """
    if order.header_includes_cancelled or not order.live:
        return order.units
    return order.live


def header(order):
    """Return every figure of `payment` but its total, as Decimals by TikTok's names."""
    units = header_units(order)
    charges = defaultdict(Decimal, order.charges)
    figures = {name: value for name, value in order.charges.items() if value}
    figures.update(
        original_total_product_price=sum((unit.original_price for unit in units), ZERO),
        seller_discount=sum((unit.seller_discount for unit in units), ZERO),
        platform_discount=sum((unit.platform_discount for unit in units), ZERO),
        sub_total=sum((unit.sale_price for unit in units), ZERO),
        original_shipping_fee=charges['original_shipping_fee'],
        **{name: charges[name] for name in SHIPPING_DISCOUNTS},
        shipping_fee=shipping_fee(order),
        shipping_fee_tax=charges['shipping_fee_tax'],
        product_tax=sum((unit.tax for unit in units), ZERO),
    )
    figures['tax'] = figures['product_tax'] + figures['shipping_fee_tax']
    return figures


def shipping_fee(order):
    """Return what the buyer pays for shipping, by the order's variant."""
    charges = defaultdict(Decimal, order.charges)
    fee = charges['original_shipping_fee'] - charges['shipping_fee_seller_discount']
    fee -= charges['shipping_fee_platform_discount']
    if order.variant.cofunded:
        fee -= charges['shipping_fee_cofunded_discount']
    return fee


def total_amount(order, variant=None):
    """Return `total_amount` by a variant of the formula (the order's own by default)."""
    variant = variant or order.variant
    figures = header(order)
    total = figures['sub_total'] + figures['shipping_fee'] + figures['tax']
    total += figures.get('retail_delivery_fee', ZERO)
    if variant.fees:
        total += sum(figures.get(fee, ZERO) for fee in FEES)
    if variant.payment:
        total -= figures.get('payment_platform_discount', ZERO)
        total += figures.get('payment_discount_service_fee', ZERO)
    if variant.pfand:
        total += sum(unit.pfand_fee for unit in header_units(order))
    return total


def is_ambiguous(order):
    """Tell whether two variants give the same total from different parts: nobody could tell."""
    parts_by_total = {}
    for variant in TOTAL_VARIANTS:
        parts = _parts(order, order.units, variant)
        known = parts_by_total.setdefault(total_amount(order, variant), parts)
        if known != parts:
            return True
    return False


def expected(order, units=None):
    """State what an accountant books for an order (its live units unless others are given).

    `seller` is what TikTok owes before its own fees: goods and shipping at the seller's prices,
    with fees that are the seller's income. `buyer` is what the buyer paid for the same units:
    less what TikTok funds, plus what TikTok only passes through.

    :return: `seller`, `buyer` and the non-zero `parts`, signed, whose sum is `buyer`
    :rtype: dict
    """
    units = order.live if units is None else units
    if not units:
        return {'seller': ZERO, 'buyer': ZERO, 'parts': {}}
    parts = _parts(order, units, order.variant)
    own = ('goods', 'shipping', 'pfand_fee', *SELLER_FEES)
    seller = sum((parts[name] for name in own if name in parts), ZERO)
    return {'seller': seller, 'buyer': sum(parts.values(), ZERO), 'parts': parts}


def _parts(order, units, variant):
    """Return the signed, non-zero parts of what the buyer paid for some units."""
    charges = defaultdict(Decimal, order.charges)
    own_shipping = charges['original_shipping_fee'] - charges['shipping_fee_seller_discount']
    own_shipping -= charges['shipping_fee_cofunded_discount']
    parts = {
        'goods': sum((unit.original_price - unit.seller_discount for unit in units), ZERO),
        'platform_discount': -sum((unit.platform_discount for unit in units), ZERO),
        'shipping': own_shipping,
        'shipping_fee_platform_discount': shipping_fee(order) - own_shipping,
        'product_tax': sum((unit.tax for unit in units), ZERO),
        'shipping_fee_tax': charges['shipping_fee_tax'],
        'retail_delivery_fee': charges['retail_delivery_fee'],
    }
    if variant.fees:
        parts.update({fee: charges[fee] for fee in FEES})
    if variant.payment:
        parts['payment_platform_discount'] = -charges['payment_platform_discount']
        parts['payment_discount_service_fee'] = charges['payment_discount_service_fee']
    if variant.pfand:
        parts['pfand_fee'] = sum((unit.pfand_fee for unit in units), ZERO)
    return {name: amount for name, amount in parts.items() if amount}
