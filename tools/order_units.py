"""Units of an order: TikTok sends one line item for each. What one costs and consists of, and how
its price is shared out over lines.

Pure functions over the payload, in exact Decimals. What the whole order is worth: `amounts.py`.
"""
from decimal import ROUND_DOWN, Decimal

from .values import amount, flag, identity, listed, whole


def total_of(items, value):
    """Return the sum of what a function gives for each of some line items."""
    return sum((value(item) for item in items), Decimal(0))


def is_cancelled(item):
    """Tell whether this unit (a line item) is cancelled."""
    return item.get('display_status') in ('CANCELLED', 'CANCEL')


def unit_price(item):
    """Return what the seller asks for one unit after his own discount, TikTok's discount not
    deducted.

    A gift is worth what is paid for it, whatever its original price says.
    """
    if item.get('original_price') in (None, '') or flag(item.get('is_gift')):
        return amount(item.get('sale_price')) + amount(item.get('platform_discount'))
    return amount(item['original_price']) - amount(item.get('seller_discount'))


def unit_funded(item):
    """Return the discount on one unit that TikTok funds."""
    return amount(item.get('platform_discount'))


def unit_tax(item):
    """Return the tax that TikTok collects for one unit."""
    return total_of(listed(item.get('item_tax'), dict), lambda tax: amount(tax.get('tax_amount')))


def parts_of(item):
    """Return what TikTok tells of one unit's money, as strings: for refunds and payouts, which come
    when its payload is forgotten.
    """
    parts = {
        'price': unit_price(item),
        'original_price': amount(item.get('original_price')),
        'seller_discount': amount(item.get('seller_discount')),
        'platform_discount': unit_funded(item),
        'tax': unit_tax(item),
    }
    return {key: str(value) for key, value in parts.items() if value}


def parts(item):
    """Return what one unit consists of: the components of a virtual bundle (of whose names it says
    nothing), else the unit itself.
    """
    combined = listed(item.get('combined_listing_skus'), dict)
    return combined or list(bundled(item).values()) or [item]


def part_count(part):
    """Return how many of a part are in one unit."""
    return max(whole(part.get('sku_count')), 1)


def counted(items):
    """Return how many units of each SKU are in some line items, bundles as their parts.

    :rtype: dict of TikTok's SKU id to int
    """
    counts = {}
    for item in items:
        for part in parts(item):
            if ref := identity(part.get('sku_id')):
                counts[ref] = counts.get(ref, 0) + part_count(part)
    return counts


def bundled(item):
    """Return the components of a virtual bundle of which TikTok tells all: {SKU id: component},
    with how many of it are in one unit as `sku_count`.
    """
    parts = {}
    for part in listed(item.get('sub_item_info'), dict):
        ref = str(part.get('sku_id') or '')
        count = parts.get(ref, {}).get('sku_count', 0)
        parts[ref] = {**part, 'sku_count': count + 1}
    return parts


def shares(item):
    """Return what the components of a virtual bundle cost as far as TikTok tells: {SKU id: amount}.
    """
    prices = {}
    for part in listed(item.get('sub_item_info'), dict):
        ref = str(part.get('sku_id') or '')
        prices[ref] = prices.get(ref, Decimal(0)) + unit_price(part)
    return prices


def split_evenly(total, quantity, digits):
    """Split an amount over units so that every price is exact in the currency's decimals.

    >>> split_evenly(Decimal('10.00'), 3, 2)
    [(1, Decimal('3.34')), (2, Decimal('3.33'))]

    :param Decimal total: amount to split; of a negative one all is on the first
    :param int quantity: number of units, at least 1
    :param int digits: decimals of the currency
    :return: list of (quantity, price), dearest first; quantity * price add up to `total`
    """
    cent = Decimal(1).scaleb(-digits)
    if total < 0:
        return [(1, total), *([(quantity - 1, Decimal(0))] if quantity > 1 else [])]
    price = (total / quantity).quantize(cent, ROUND_DOWN)
    dearer = int((total - price * quantity) / cent)
    parts = [(dearer, price + cent), (quantity - dearer, price)]
    return [(units, unit) for units, unit in parts if units]


def allocate(total, weights, digits):
    """Share an amount out in proportion to weights, exactly: the last share takes what rounding
    left.

    :param list weights: Decimals, not negative; all zero means equal shares
    :return: list of Decimals, as many as weights, that add up to `total`
    """
    cent = Decimal(1).scaleb(-digits)
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    shares = [(total * weight / sum(weights)).quantize(cent, ROUND_DOWN) for weight in weights]
    shares[-1] += total - sum(shares)
    return shares
