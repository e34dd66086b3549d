"""What an order is worth: TikTok's `payment` and line items read into the lines of a sales order.

Pure functions over the payload, in exact Decimals of the order's currency. The formulas are
TikTok's (Order API, `payment`; https://partner.tiktokshop.com/docv2/page/get-order-detail-202507):

    sub_total    = original_total_product_price - seller_discount - platform_discount
    shipping_fee = original_shipping_fee - shipping_fee_seller_discount
                   - shipping_fee_platform_discount
    total_amount = sub_total + shipping_fee + taxes + retail_delivery_fee

What the seller earns (before TikTok's fees) and what the buyer pays differ by what TikTok funds and
by what it collects for others:

    seller = goods + shipping + charges
    buyer  = seller - platform + passthrough  (= total_amount)

    goods       per unit original_price - seller_discount
    shipping    original_shipping_fee - shipping_fee_seller_discount
                - shipping_fee_cofunded_discount
    charges     fees that are the seller's income: distance (ID), cash on delivery (SA), pfand (DE)
    platform    discounts that TikTok funds: on goods, on shipping, on the means of payment
    passthrough taxes and fees that TikTok collects and that are not the seller's

The documents do not say which of the optional fees `total_amount` contains, nor whether the
co-funded shipping discount comes on top of the platform's or is part of it. `read` tries the
readings one after the other; the first that gives `total_amount` says which lines exist.

What cannot be told exactly is a `Problem`, never a guess: figures that contradict each other, parts
of a cent, and what TikTok funded of cancelled units where the items do not say it.
"""
from decimal import ROUND_DOWN, Decimal
from itertools import product
from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from .values import amount, flag, listed

_lt = LazyTranslate(__name__)

# Keys in `payment`.
PASSTHROUGH_FEES = (
    'item_insurance_fee', 'item_insurance_tax', 'buyer_service_fee', 'small_order_fee',
    'handling_fee', 'shipping_insurance_fee',
)
CHARGES = ('distance_fee', 'cod_service_fee')
# Kinds of lines that are the seller's income.
OWN = ('shipping', 'charge')
# What lines are called, by their codes.
LABELS = {
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


class Line(NamedTuple):
    """A line of the order that is not for goods. `kind` is shipping, charge, platform or
    passthrough, `code` its key in `payment`. The sign is that of the line on a sales order of the
    buyer's total.
    """

    kind: str
    code: str
    amount: Decimal


class Problem(NamedTuple):
    """Why an order's amounts cannot be relied on.

    `goods`    the items do not add up to the header: `items`, `live` (without cancelled), `header`
    `total`    no reading gives TikTok's total: `total`, `sums`: [(sum, names of the reading)]
    `cents`    `amount` has more decimals than the currency
    `negative` a unit, or the whole order, costs less than nothing: `amount`
    `gone`     TikTok does not tell what `code` was of the cancelled units: under `buyer` alone
    """

    code: str
    values: dict


class Amounts(NamedTuple):
    """How an order's money is read.

    `lines` are those of both policies; `problem` says when the payload does not add up (then
    `lines` follow the documented formula and nothing may be confirmed). `unsure` is a problem under
    `buyer` alone.
    """

    lines: list
    goods: Decimal
    problem: 'Problem | None'
    unsure: 'Problem | None' = None

    def problem_under(self, policy):
        """Return what is wrong under the money policy `seller` or `buyer`."""
        total = self.total(policy)
        return (
            self.problem or (self.unsure if policy == 'buyer' else None)
            or (Problem('negative', {'amount': total}) if total < 0 else None))

    def lines_of(self, policy):
        """Return the lines that exist under the money policy `seller` or `buyer`."""
        return [
            line for line in self.lines
            if line.amount and (policy == 'buyer' or line.kind in OWN)
        ]

    def total(self, policy):
        """Return the order's total under the money policy `seller` or `buyer`."""
        return self.goods + sum(line.amount for line in self.lines_of(policy))


class _Reading(NamedTuple):
    """One way in which `total_amount` may have been put together. `names` are of what it has beside
    the goods, as the documented formula alone.
    """

    names: tuple
    taxes: tuple
    cofunded_inside: bool
    fees: bool
    payment_discount: bool
    pfand: bool


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
    return _sum(listed(item.get('item_tax'), dict), lambda tax: amount(tax.get('tax_amount')))


def parts_of(item):
    """Return what TikTok tells of one unit's money, as strings: for refunds and payouts, which come
    when its payload is forgotten.
    """
    told = {
        'price': unit_price(item),
        'original_price': amount(item.get('original_price')),
        'seller_discount': amount(item.get('seller_discount')),
        'platform_discount': unit_funded(item),
        'tax': unit_tax(item),
    }
    return {key: str(value) for key, value in told.items() if value}


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
    told = {}
    for part in listed(item.get('sub_item_info'), dict):
        ref = str(part.get('sku_id') or '')
        told[ref] = told.get(ref, Decimal(0)) + unit_price(part)
    return told


def read(payload, tax_on_top, digits):
    """Read the money of an order.

    :param dict payload: the order as TikTok gives it
    :param bool tax_on_top: whether TikTok's taxes come on top of the prices (US); elsewhere they
        may be stated although the prices contain them
    :param int digits: decimals of the currency
    :rtype: Amounts
    :raises ValueError: when an amount is no number
    """
    payment = payload.get('payment') or {}
    items = payload.get('line_items') or []
    live = [item for item in items if not is_cancelled(item)]
    cancelled = [item for item in items if is_cancelled(item)]
    goods = _sum(live, unit_price)
    header = amount(payment.get('original_total_product_price'))
    header -= amount(payment.get('seller_discount'))
    if goods + _sum(cancelled, unit_price) == header:
        counted, gone = items, cancelled
    else:
        counted, gone = live, []
    if _sum(counted, unit_price) != header:
        reading = next(_readings(payment, tax_on_top))
        problem = Problem(
            'goods', {'items': _sum(items, unit_price), 'live': goods, 'header': header})
        result = Amounts(_lines(payment, reading, live, []), goods, problem)
    else:
        result = _read_header(payment, tax_on_top, goods, live, counted, gone)
    problem = result.problem or _negative(live) or _sub_cent(result, live, digits)
    return result._replace(problem=problem)


def _read_header(payment, tax_on_top, goods, live, counted, gone):
    """Find the reading that gives total_amount, and take the cancelled units out of it."""
    total = amount(payment.get('total_amount'))
    goods_counted = _sum(counted, unit_price)
    tried = {}
    for reading in _readings(payment, tax_on_top):
        lines = _lines(payment, reading, counted, [])
        tried[reading] = goods_counted + sum(line.amount for line in lines)
        if tried[reading] == total:
            return Amounts(
                _lines(payment, reading, live, gone), goods, None,
                _untold(payment, reading, counted, gone))
    names = {}
    for reading, result in tried.items():
        names.setdefault(result, reading.names)
    return Amounts(
        _lines(payment, next(iter(tried)), live, gone), goods,
        Problem('total', {'total': total, 'sums': list(names.items())}),
    )


def _negative(live):
    """Return the problem when a unit costs less than nothing: its discount exceeds its price."""
    lowest = min(map(unit_price, live), default=Decimal(0))
    return Problem('negative', {'amount': lowest}) if lowest < 0 else None


def _sub_cent(result, live, digits):
    """Return the problem when an amount has parts of the currency's smallest unit: it could only be
    rounded.
    """
    prices = [unit_price(item) for item in live] + [line.amount for line in result.lines]
    for price in prices:
        if price != price.quantize(Decimal(1).scaleb(-digits)):
            return Problem('cents', {'amount': price})
    return None


def _untold(payment, reading, counted, gone):
    """Return the problem when TikTok does not tell what it funded, or collected, of cancelled units
    that the header still contains.
    """
    if not gone:
        return None
    funded = amount(payment.get('platform_discount'))
    if funded and _sum(counted, unit_funded) != funded:
        return Problem('gone', {'code': 'platform_discount'})
    for key, value in reading.taxes:
        told = _sum(counted, unit_tax)
        on_shipping = amount(payment.get('shipping_fee_tax')) if key == 'tax' else 0
        if key != 'shipping_fee_tax' and value and told not in (value, value - on_shipping):
            return Problem('gone', {'code': key})
    return None


def _readings(payment, tax_on_top):
    """Yield the readings in the order in which they are tried, the documented formula first."""
    taxes = [tuple((key, amount(payment.get(key))) for key in ('product_tax', 'shipping_fee_tax'))]
    stated = amount(payment.get('tax'))
    if stated != sum(value for _key, value in taxes[0]):
        taxes.append((('tax', stated),))
    if not tax_on_top:
        taxes.append(())
    # ("documented formula", fees, payment discount): in turn, then what is left
    sums = [
        (('documented',), False, False),
        (('fees',), True, False),
        (('fees', 'payment'), True, True),
        (('payment',), False, True),
    ]
    cofunded = [False, True] if amount(payment.get('shipping_fee_cofunded_discount')) else [False]
    for tax, inside, (names, fees, discount), pfand in product(
        taxes, cofunded, sums, (False, True),
    ):
        names += ('pfand',) if pfand else ()
        yield _Reading(names, tax, inside, fees, discount, pfand)


def _lines(payment, reading, items, gone):
    """Return the lines of one reading; `gone` are cancelled units that the header still contains.
    """
    def paid(key):
        return amount(payment.get(key))

    cofunded = paid('shipping_fee_cofunded_discount')
    funded = paid('shipping_fee_platform_discount') - (cofunded if reading.cofunded_inside else 0)
    shipping = paid('original_shipping_fee') - paid('shipping_fee_seller_discount') - cofunded
    goods_funded = paid('platform_discount') - _sum(gone, unit_funded)
    lines = [
        Line('shipping', 'shipping', shipping),
        Line('platform', 'platform_discount', -goods_funded),
        Line('platform', 'shipping_fee_platform_discount', -funded),
    ]
    gone_tax = _sum(gone, unit_tax)
    for key, value in reading.taxes:
        if key != 'shipping_fee_tax':
            value -= gone_tax
        lines.append(Line('passthrough', key, value))
    lines.append(Line('passthrough', 'retail_delivery_fee', paid('retail_delivery_fee')))
    if reading.fees:
        lines += [Line('passthrough', key, paid(key)) for key in PASSTHROUGH_FEES]
        lines += [Line('charge', key, _charge(payment, key)) for key in CHARGES]
    if reading.payment_discount:
        discount, fee = paid('payment_platform_discount'), paid('payment_discount_service_fee')
        lines.append(Line('platform', 'payment_platform_discount', -discount))
        lines.append(Line('passthrough', 'payment_discount_service_fee', fee))
    if reading.pfand:
        deposit = _sum(items, lambda item: amount(item.get('pfand_fee')))
        lines.append(Line('charge', 'pfand_fee', deposit))
    return [line for line in lines if line.amount]


def _charge(payment, key):
    """Return a charge; TikTok gives the distance fee in total or, in older answers, its part alone.
    """
    if key == 'distance_fee':
        return amount(payment.get('distance_fee') or payment.get('distance_shipping_fee'))
    return amount(payment.get(key))


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


def _sum(items, value):
    return sum((value(item) for item in items), Decimal(0))
