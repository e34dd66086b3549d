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
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from .order_units import is_cancelled, total_of, unit_funded, unit_price, unit_tax
from .values import amount

# Keys in `payment`.
PASSTHROUGH_FEES = (
    'item_insurance_fee', 'item_insurance_tax', 'buyer_service_fee', 'small_order_fee',
    'handling_fee', 'shipping_insurance_fee',
)
CHARGES = ('distance_fee', 'cod_service_fee')
# Kinds of lines that are the seller's income.
OWN = ('shipping', 'charge')


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
    goods = total_of(live, unit_price)
    header = amount(payment.get('original_total_product_price'))
    header -= amount(payment.get('seller_discount'))
    is_whole = total_of(items, unit_price) == header
    counted = items if is_whole else live
    gone = list(filter(is_cancelled, items)) if is_whole else []
    if total_of(counted, unit_price) != header:
        reading = next(_readings(payment, tax_on_top))
        problem = Problem(
            'goods', {'items': total_of(items, unit_price), 'live': goods, 'header': header})
        result = Amounts(_lines(payment, reading, live, []), goods, problem)
    else:
        result = _read_header(payment, tax_on_top, goods, live, counted, gone)
    problem = result.problem or _negative(live) or _sub_cent(result, live, digits)
    return result._replace(problem=problem)


def _read_header(payment, tax_on_top, goods, live, counted, gone):
    """Find the reading that gives total_amount, and take the cancelled units out of it."""
    total = amount(payment.get('total_amount'))
    goods_counted = total_of(counted, unit_price)
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
    if funded and total_of(counted, unit_funded) != funded:
        return Problem('gone', {'code': 'platform_discount'})
    for key, value in reading.taxes:
        stated = total_of(counted, unit_tax)
        on_shipping = amount(payment.get('shipping_fee_tax')) if key == 'tax' else 0
        if key != 'shipping_fee_tax' and value and stated not in (value, value - on_shipping):
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
    goods_funded = paid('platform_discount') - total_of(gone, unit_funded)
    lines = [
        Line('shipping', 'shipping', shipping),
        Line('platform', 'platform_discount', -goods_funded),
        Line('platform', 'shipping_fee_platform_discount', -funded),
    ]
    gone_tax = total_of(gone, unit_tax)
    for key, value in reading.taxes:
        if key != 'shipping_fee_tax':
            value -= gone_tax
        lines.append(Line('passthrough', key, value))
    lines.append(Line('passthrough', 'retail_delivery_fee', paid('retail_delivery_fee')))
    lines += _optional_lines(payment, reading, items)
    return [line for line in lines if line.amount]


def _optional_lines(payment, reading, items):
    """Return the lines for what only some readings find in `total_amount`."""
    lines = []
    if reading.fees:
        lines += [Line('passthrough', key, amount(payment.get(key))) for key in PASSTHROUGH_FEES]
        lines += [Line('charge', key, _charge(payment, key)) for key in CHARGES]
    if reading.payment_discount:
        discount = amount(payment.get('payment_platform_discount'))
        fee = amount(payment.get('payment_discount_service_fee'))
        lines.append(Line('platform', 'payment_platform_discount', -discount))
        lines.append(Line('passthrough', 'payment_discount_service_fee', fee))
    if reading.pfand:
        deposit = total_of(items, lambda item: amount(item.get('pfand_fee')))
        lines.append(Line('charge', 'pfand_fee', deposit))
    return lines


def _charge(payment, key):
    """Return a charge; TikTok gives the distance fee in total or, in older answers, its part alone.
    """
    if key == 'distance_fee':
        return amount(payment.get('distance_fee') or payment.get('distance_shipping_fee'))
    return amount(payment.get(key))
