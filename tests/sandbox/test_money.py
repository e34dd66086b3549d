"""Every formula of TikTok's, checked on what the API shows, in every market."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.errors import NotAllowed
from sandbox.knobs import Knobs
from sandbox.world import World, money, render
from sandbox.world.markets import CENT, MARKETS
from sandbox.world.recipes import VARIANTS

FEES = (
    'small_order_fee', 'buyer_service_fee', 'handling_fee', 'shipping_insurance_fee',
    'item_insurance_fee', 'item_insurance_tax', 'distance_fee',
)
LINE_FEES = ('retail_delivery_fee', 'small_order_fee', 'buyer_service_fee', 'distance_fee')


def new_world(**options):
    options = {'size': 0, **options}
    return World(clock=Clock(1_800_000_000), **options)


class Figures(dict):
    """Amounts of a payload as Decimals; what is missing is nothing."""

    def __init__(self, payload):
        super().__init__({name: Decimal(value) for name, value in payload.items()
                          if isinstance(value, str) and value.replace('.', '').isdecimal()})

    def __missing__(self, name):
        return Decimal(0)


def read(order, knobs):
    """Return the header and the line items of an order, both as figures."""
    shown = render.order(order, knobs)
    return Figures(shown['payment']), [Figures(line) for line in shown['line_items']], shown


def check_order(order, knobs):
    """Check all formulas on one order."""
    pay, lines, shown = read(order, knobs)
    counted = [line for line, unit in zip(lines, order.units, strict=True)
               if order.header_includes_cancelled or not order.live or not unit.cancelled]
    for line in lines:
        discounts = line['seller_discount'] + line['platform_discount']
        assert line['sale_price'] == line['original_price'] - discounts >= 0
    for header, name in (
        ('original_total_product_price', 'original_price'), ('sub_total', 'sale_price'),
        ('seller_discount', 'seller_discount'), ('platform_discount', 'platform_discount'),
    ):
        assert pay[header] == sum(line[name] for line in counted)
    for fee in LINE_FEES:
        assert pay[fee] == sum(line[fee] for line in lines)
    taxes = [Decimal(tax['tax_amount']) for line, unit in
             zip(shown['line_items'], order.units, strict=True)
             if unit in money.header_units(order) for tax in line.get('item_tax', ())]
    assert pay['product_tax'] == sum(taxes)
    assert pay['tax'] == pay['product_tax'] + pay['shipping_fee_tax']
    check_total(order, pay, counted)


def check_total(order, pay, counted):
    """Check shipping and the total, by the order's variant."""
    variant = order.variant
    shipping = pay['original_shipping_fee'] - pay['shipping_fee_seller_discount']
    shipping -= pay['shipping_fee_platform_discount']
    shipping -= pay['shipping_fee_cofunded_discount'] if variant.cofunded else 0
    assert pay['shipping_fee'] == shipping >= 0
    assert not pay['shipping_fee_cofunded_discount'] or not pay['shipping_fee_seller_discount']
    total = pay['sub_total'] + shipping + pay['tax'] + pay['retail_delivery_fee']
    if variant.fees:
        total += sum(pay[fee] for fee in FEES)
    if variant.payment:
        total += pay['payment_discount_service_fee'] - pay['payment_platform_discount']
    if variant.pfand:
        total += sum(line['pfand_fee'] for line in counted)
    assert pay['total_amount'] == total


def check_expected(order):
    """Check what is stated as true against the figures: both have other sources."""
    cancelled = [unit for unit in order.units if unit.cancelled]
    inside = sum(
        unit.sale_price + unit.tax + (unit.pfand_fee if order.variant.pfand else 0)
        for unit in cancelled
    )
    if not order.header_includes_cancelled or not order.live:
        inside = 0
    units = order.live or order.units
    expected = money.expected(order, units)
    assert expected['buyer'] == money.total_amount(order) - inside
    charges = Figures({name: str(value) for name, value in order.charges.items()})
    parts = dict(expected['parts'])
    assert parts.get('shipping', 0) == (
        charges['original_shipping_fee'] - charges['shipping_fee_seller_discount']
        - charges['shipping_fee_cofunded_discount'])
    own = [parts.pop(name, 0) for name in ('goods', 'shipping', 'distance_fee', 'pfand_fee')]
    assert expected['seller'] == sum(own)
    assert expected['buyer'] - expected['seller'] == sum(parts.values())


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    included=st.sampled_from(('mixed', 'included', 'excluded')),
    variant=st.sampled_from(('mixed', *VARIANTS)),
)
def test_everything_adds_up(seed, included, variant):
    knobs = Knobs(cancelled_in_header=included, total_variant=variant)
    found = new_world(seed=seed, size=100, knobs=knobs, markets=tuple(MARKETS))
    for order in found.orders:
        check_order(order, knobs)
        check_expected(order)
        step = order.shop.market.step
        for value in (*money.header(order).values(), money.total_amount(order)):
            assert value == value.quantize(step)


@given(
    amount=st.integers(0, 10**6),
    weights=st.lists(st.integers(0, 10**5), min_size=1, max_size=40),
)
def test_spread_is_exact_and_fair(amount, weights):
    weights = [Decimal(weight) / 100 for weight in weights]
    amount = min(Decimal(amount) / 100, sum(weights))
    parts = money.spread(amount, weights, CENT)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_spread_of_ten_over_three():
    parts = money.spread(Decimal(10), [Decimal(5)] * 3, CENT)
    assert parts == [Decimal('3.34'), Decimal('3.33'), Decimal('3.33')]


@pytest.mark.parametrize(('value', 'text'), [
    ('119.00', '119'), ('4.90', '4.9'), ('0', '0'), ('0.00', '0'), ('61000', '61000'),
    ('100', '100'), ('-1.50', '-1.5'), ('1E+3', '1000'),
])
def test_amounts_have_no_fixed_scale(value, text):
    assert money.amount(Decimal(value)) == text


def test_uneven_discount_on_request():
    found = new_world()
    order = found.create_order(items=[{'quantity': 3, 'price': '20'}], seller_discount='10.00')
    assert [str(unit.seller_discount) for unit in order.units] == ['3.34', '3.33', '3.33']
    check_order(order, found.knobs)


@pytest.mark.parametrize(('platform', 'variant', 'fee', 'part'), [
    ('0', 'documented', '3', 0),
    ('1', 'documented', '2', -1),
    ('0', 'documented+gross', '5', 2),
    ('1', 'documented+gross', '4', 1),
    ('3', 'documented+gross', '2', -1),
])
def test_cofunded_discount_is_the_sellers_on_top_or_inside_tiktoks(platform, variant, fee, part):
    found = new_world()
    charges = {'original_shipping_fee': '5', 'shipping_fee_cofunded_discount': '2',
               'shipping_fee_platform_discount': platform}
    order = found.create_order(1, charges=charges, items=[{'price': '10'}], variant=variant)
    expected = found.expected(order)
    assert render.order(order, found.knobs)['payment']['shipping_fee'] == fee
    assert (expected['seller'], expected['buyer']) == (13, 10 + Decimal(fee))
    assert expected['parts'].get('shipping_fee_platform_discount', 0) == part


def test_worked_example():
    """US: 2 x 20.00, 3 off by the seller, 5 off by TikTok, shipping 6 with 2 + 1 off, tax, RDF."""
    found = new_world()
    order = found.create_order(
        0, items=[{'quantity': 2, 'price': '20.00'}], seller_discount='3',
        platform_discount='5', tax_rate='0.10', variant='payment',
        charges={
            'original_shipping_fee': '6', 'shipping_fee_seller_discount': '2',
            'shipping_fee_platform_discount': '1', 'shipping_fee_tax': '0.30',
            'retail_delivery_fee': '0.28', 'item_insurance_fee': '1.50',
            'item_insurance_tax': '0.12', 'payment_platform_discount': '2',
            'payment_discount_service_fee': '0.40',
        },
    )
    # goods 37.00, tax 3.70; shipping 4 for the seller, 3 for the buyer
    assert found.expected(order)['seller'] == 41
    assert money.total_amount(order) == Decimal('39.30')
    assert found.expected(order)['buyer'] == Decimal('39.30')


def test_cancelled_units_are_in_the_header_or_not():
    for included in (True, False):
        found = new_world()
        order = found.create_order(
            items=[{'quantity': 3, 'price': '10'}], tax_rate='0.1', cancelled=1,
            cancelled_in_header=included, charges={'retail_delivery_fee': '0.28'},
        )
        assert len(order.live) == 2
        assert found.expected(order)['seller'] == 20
        assert found.expected(order)['buyer'] == Decimal('22.28')
        assert money.total_amount(order) == Decimal('33.28' if included else '22.28')
        check_order(order, found.knobs)


def test_corrupt_orders_fit_no_variant():
    found = new_world(size=40)
    for order in found.orders:
        found.corrupt(order)
        total = Decimal(render.order(order, found.knobs)['payment']['total_amount'])
        assert total not in {money.total_amount(order, each) for each in money.TOTAL_VARIANTS}
    line = found.corrupt(found.orders[0], 'line')
    shown = render.order(line, found.knobs)
    sold = sum(Decimal(each['sale_price']) for each in shown['line_items'])
    assert sold != sum(unit.sale_price for unit in line.units)
    with pytest.raises(NotAllowed):
        found.corrupt(line, 'everything')


def test_no_two_variants_explain_a_total_differently():
    found = new_world(size=600, markets=tuple(MARKETS))
    whole = [order for order in found.orders if order.live == order.units]
    assert not [order for order in whole if money.is_ambiguous(order)]
