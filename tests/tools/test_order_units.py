"""Prices of units: whatever they are shared out over, not a cent is lost or won."""
from decimal import Decimal
from itertools import product

import pytest

from tools.order_units import allocate, bundled, parts_of, shares, split_evenly, unit_price

TOTALS = [Decimal(text) for text in ('0', '0.01', '0.05', '10.00', '9.99', '1234.57', '-3.01')]


@pytest.mark.parametrize(('total', 'quantity'), [*product(TOTALS, range(1, 13))])
def test_split_evenly(total, quantity):
    parts = split_evenly(total, quantity, 2)
    assert sum(units * price for units, price in parts) == total
    assert sum(units for units, _price in parts) == quantity
    prices = [price for _units, price in parts]
    assert all(price == price.quantize(Decimal('0.01')) for price in prices)
    if total >= 0:
        assert prices == sorted(prices, reverse=True)
        assert max(prices) - min(prices) <= Decimal('0.01')


@pytest.mark.parametrize(('total', 'weights'), [*product(TOTALS, (
    ('1',), ('1', '1', '1'), ('0', '0'), ('19.90', '0', '5.10'), ('1', '2', '4', '8'),
))])
def test_allocate(total, weights):
    found = allocate(total, [Decimal(weight) for weight in weights], 2)
    assert sum(found) == total and len(found) == len(weights)


def test_yen_have_no_decimals():
    assert split_evenly(Decimal('100'), 3, 0) == [(1, Decimal('34')), (2, Decimal('33'))]


def test_price_of_a_unit_is_after_the_sellers_discount():
    item = {'original_price': '10', 'seller_discount': '1.50', 'platform_discount': '2'}
    assert unit_price(item) == Decimal('8.50')
    gift = {**item, 'is_gift': True, 'sale_price': '0', 'platform_discount': '0'}
    assert unit_price(gift) == 0


def test_what_is_kept_of_a_unit():
    item = {
        'original_price': '10', 'seller_discount': '0',
        'item_tax': [{'tax_amount': '0.50'}, {'tax_amount': '0.25'}, None],
    }
    assert parts_of(item) == {'price': '10', 'original_price': '10', 'tax': '0.75'}


def test_bundle():
    parts = [
        {'sku_id': sku, 'original_price': price} for sku, price in (
            ('1', '4'), ('1', '4'), ('2', '3'))]
    item = {'sub_item_info': parts}
    assert {sku: part['sku_count'] for sku, part in bundled(item).items()} == {'1': 2, '2': 1}
    assert shares(item) == {'1': Decimal('8'), '2': Decimal('3')}
