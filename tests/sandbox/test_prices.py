"""Update Price: what it takes, what it refuses, and in which words."""

from decimal import Decimal

import pytest
from goods import Merchant
from offers import first, price, set_price

from sandbox import Sandbox


def test_prices(merchant):
    product, sku = first(merchant)
    merchant.sandbox.world.advance(10)
    answer = set_price(merchant, product, price(sku, '11.49', list_price={
        'amount': '20', 'currency': 'USD'}))
    assert (answer['code'], answer['data']) == (0, {})
    after, now = first(merchant)
    assert now['price']['sale_price'] == '11.49' and now['list_price']['amount'] == '20'
    assert after['update_time'] == merchant.sandbox.clock.now() > product['update_time']
    assert after['skus'][1:] == product['skus'][1:]
    order = merchant.sandbox.world.create_order(merchant.cipher, items=[{'sku': sku['id']}])
    assert str(order.units[0].original_price) == '11.49'


@pytest.mark.parametrize(('row', 'code'), [
    ({'price': {'amount': '1', 'currency': 'GBP'}}, 12052084),
    ({'price': {'amount': '0', 'currency': 'USD'}}, 12052073),
    ({'price': {'amount': '1.001', 'currency': 'USD'}}, 12052073),
    ({'price': {'currency': 'USD'}}, 12052073),
    ({'price': {'amount': 'cheap', 'currency': 'USD'}}, 12052012),
    ({'price': {'amount': '1,50', 'currency': 'USD'}}, 12052012),
    ({'price': {'amount': '-1', 'currency': 'USD'}}, 12052073),
    ({'price': {'amount': '7600.01', 'currency': 'USD'}}, 12052570),
    ({'price': {'amount': 1, 'currency': 'USD'}}, 36009004),
    ({'price': {'amount': '1', 'currency': 'USD'}, 'id': '5'}, 12052557),
    ({'price': {'amount': '1', 'currency': 'USD'}, 'list_price': {
        'amount': '9999', 'currency': 'USD'}}, 12052383),
    ({}, 36009004),
])
def test_wrong_prices_change_nothing(merchant, row, code):
    product, sku = first(merchant)
    good = price(product['skus'][1], '1.00')
    assert set_price(merchant, product, good, {'id': sku['id'], **row})['code'] == code
    assert first(merchant)[0] == product


@pytest.mark.parametrize(('step', 'code'), [
    ('deactivate_product', 12019113), ('freeze_product', 12019113), ('delete_product', 12052032)])
def test_only_active_products_have_prices_to_set(merchant, step, code):
    product, sku = first(merchant)
    getattr(merchant.sandbox.world, step)(product['id'])
    assert set_price(merchant, product, price(sku, '1'))['code'] == code


def test_which_skus(merchant):
    product, sku = first(merchant)
    other = first(merchant, 'S0-PEN')[1]
    for rows, code in (
        ([], 12052902), ([price(sku, '1'), price(sku, '2')], 12052553),
        ([price(sku, '1'), price(other, '1')], 12052557),
    ):
        answer = set_price(merchant, product, *rows)
        assert (answer['code'], answer['data']) == (code, None)
    assert first(merchant)[0] == product


def test_gifts_have_no_price_to_set(merchant):
    made = merchant.sandbox.world.create_product(
        merchant.cipher, title='A gift beside other things', seller_sku='GIFT-1', gift=True)
    product = merchant.get(made.id)
    assert product['is_not_for_sale']
    assert set_price(merchant, product, price(product['skus'][0], '1'))['code'] == 12052163


def test_a_bundle_is_not_dearer_than_its_parts(merchant):
    product, sku = first(merchant, 'S0-SET')
    parts = [first(merchant, code)[1]['price']['sale_price']
             for code in ('S0-MUG-BLA', 'S0-MUG-BLA', 'S0-cable-2M-BLA')]
    total = sum(map(Decimal, parts))
    assert set_price(merchant, product, price(sku, str(total)))['code'] == 0
    assert set_price(merchant, product, price(sku, str(total + 1)))['code'] == 12052861


def test_a_list_price_below_the_price_is_dropped_in_silence(merchant):
    product, sku = first(merchant)
    low, high = ({'amount': amount, 'currency': 'USD'} for amount in ('5', '15'))
    assert set_price(merchant, product, price(sku, '10', list_price=high))['code'] == 0
    assert set_price(merchant, product, price(sku, '11', list_price=low))['code'] == 0
    assert first(merchant)[1]['list_price'] == high
    pound = price(first(merchant.at('GB'))[1], '9', 'GBP', list_price=low)
    assert set_price(merchant.at('GB'), first(merchant.at('GB'))[0], pound)['code'] == 12052376


# === RANGES === #

@pytest.mark.parametrize(('region', 'currency', 'abroad', 'low', 'high', 'step'), [
    ('US', 'USD', False, '0.01', '7600', '0.01'), ('US', 'USD', True, '0.01', '800', '0.01'),
    ('GB', 'GBP', False, '0.01', '5600', '0.01'), ('GB', 'GBP', True, '0.01', '134.5', '0.01'),
    ('DE', 'EUR', False, '0.01', '6300', '0.01'), ('DE', 'EUR', True, '0.01', '150', '0.01'),
    ('JP', 'JPY', False, '1', '500000', '1'), ('JP', 'JPY', True, '1', '10000', '1'),
    ('TH', 'THB', False, '30', '260000', '0.01'), ('TH', 'THB', True, '0.01', '260000', '0.01'),
    ('VN', 'VND', False, '1', '180000000', '1'), ('VN', 'VND', True, '1', '1000000', '1'),
    ('ID', 'IDR', False, '100', '100000000', '1'), ('BR', 'BRL', False, '0.5', '10000', '0.01'),
    ('MY', 'MYR', True, '0.01', '320000', '0.01'),
])
def test_ranges_of_markets(region, currency, abroad, low, high, step):
    with Sandbox(orders=0, markets=(region, 'SA'), stock_abroad=abroad) as sandbox:
        merchant = Merchant(sandbox, region)
        product, sku = first(merchant)

        def code(amount):
            row = {'id': sku['id'], 'price': {'sale_price': str(amount), 'currency': currency}}
            return set_price(merchant, product, row)['code']

        assert [code(each) for each in (low, high)] == [0, 0]
        assert code(Decimal(high) + Decimal(step)) == 12052570
        below = Decimal(low) - Decimal(step)
        assert code(below) == (12052570 if below else 12052073)


@pytest.mark.parametrize('region', ['US', 'JP', 'GB'])
def test_what_buyers_pay_is_said_where_goods_come_from_abroad(region):
    with Sandbox(orders=0, markets=(region, 'VN')) as sandbox:
        merchant = Merchant(sandbox, region)
        (product, sku), currency = first(merchant), merchant.shop.market.currency
        assert set_price(merchant, product, price(sku, '90', currency))['code'] == 0
        sandbox.knobs.set(stock_abroad=True)
        code = set_price(merchant, product, price(sku, '91', currency))['code']
        assert code == (0 if region == 'GB' else 12052424)
        row = {'id': sku['id'], 'price': {'sale_price': '92', 'currency': currency}}
        assert set_price(merchant, product, row)['code'] == 0
        rows = merchant.ask('GET', '/logistics/202309/warehouses')['data']['warehouses']
        assert rows[0]['sub_type'] == 'CB_DIRECT_SHIPPING_WAREHOUSE'


def test_where_no_page_names_a_range_there_is_none():
    with Sandbox(orders=0, markets=('SA',)) as sandbox:
        merchant = Merchant(sandbox, 'SA')
        product, sku = first(merchant)
        assert set_price(merchant, product, price(sku, '9999999', 'SAR'))['code'] == 0


def test_money_without_decimals():
    with Sandbox(orders=0, markets=('VN', 'US')) as sandbox:
        merchant = Merchant(sandbox, 'VN')
        product, sku = first(merchant)
        assert set_price(merchant, product, price(sku, '250000', 'VND'))['code'] == 0
        assert set_price(merchant, product, price(sku, '250000.5', 'VND'))['code'] == 12052073
        sandbox.knobs.set(whole_amounts=False)
        assert set_price(merchant, product, price(sku, '250000.5', 'VND'))['code'] == 0
