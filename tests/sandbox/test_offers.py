"""Prices and stock: what can be set, and what orders do to it."""

import pytest
from goods import PRODUCTS, Merchant, P

from sandbox import Sandbox

STOCK = f'{P}/inventory/search'


def first(merchant, seller_sku='S0-TEE-BLA-S'):
    """Return a product and the row of one of its SKUs."""
    product = merchant.get(merchant.sandbox.world.product(seller_sku, merchant.cipher).id)
    return product, next(sku for sku in product['skus'] if sku['seller_sku'] == seller_sku)


def set_price(merchant, product, *rows):
    return merchant.ask('POST', f'{PRODUCTS}/{product["id"]}/prices/update', {'skus': list(rows)})


def set_stock(merchant, product, *rows):
    """Set quantities and return the errors by SKU id: outer code, and inner ones."""
    answer = merchant.ask(
        'POST', f'{PRODUCTS}/{product["id"]}/inventory/update', {'skus': list(rows)})
    assert answer['code'] == 0, answer
    return {
        row['detail']['sku_id']: [row['code'], *(e['code'] for e in row['detail']['extra_errors'])]
        for row in answer['data'].get('errors', [])}


def price(sku, amount, currency='USD', **more):
    return {'id': sku['id'], 'price': {'amount': amount, 'currency': currency}, **more}


def quantities(sku, *numbers):
    return {'id': sku['id'], 'inventory': [
        {'warehouse_id': row['warehouse_id'], 'quantity': number}
        for row, number in zip(sku['inventory'], numbers, strict=True)]}


# === PRICES === #

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
    ({'price': {'amount': 1, 'currency': 'USD'}}, 36009004),
    ({'price': {'amount': '1', 'currency': 'USD'}, 'id': '5'}, 36009004),
    ({'price': {'amount': '1', 'currency': 'USD'}, 'list_price': {
        'amount': '9999', 'currency': 'USD'}}, 36009004),
    ({}, 36009004),
])
def test_wrong_prices_change_nothing(merchant, row, code):
    product, sku = first(merchant)
    good = price(product['skus'][1], '1.00')
    assert set_price(merchant, product, good, {'id': sku['id'], **row})['code'] == code
    assert first(merchant)[0] == product


def test_only_active_products_have_prices_to_set(merchant):
    product, sku = first(merchant)
    merchant.sandbox.world.deactivate_product(product['id'])
    assert set_price(merchant, product, price(sku, '1'))['code'] == 36009004


def test_money_without_decimals():
    with Sandbox(orders=0, markets=('VN', 'US')) as sandbox:
        merchant = Merchant(sandbox, 'VN')
        product, sku = first(merchant)
        assert set_price(merchant, product, price(sku, '250000', 'VND'))['code'] == 0
        assert set_price(merchant, product, price(sku, '250000.5', 'VND'))['code'] == 12052073


# === STOCK === #

def test_quantities(merchant):
    product, sku = first(merchant)
    assert len(sku['inventory']) == 2
    assert set_stock(merchant, product, quantities(sku, 7, 99_999)) == {}
    assert [row['quantity'] for row in first(merchant)[1]['inventory']] == [7, 99_999]
    single = next(each for each in product['skus'] if len(each['inventory']) == 1)
    row = {'id': single['id'], 'inventory': [{'quantity': 3}]}  # there is only one warehouse
    assert set_stock(merchant, product, row) == {}
    assert first(merchant, single['seller_sku'])[1]['inventory'][0]['quantity'] == 3


def test_zero_by_knob(merchant):
    product, sku = first(merchant)
    assert set_stock(merchant, product, quantities(sku, 0, 0)) == {}
    merchant.sandbox.knobs.set(zero_stock=False)
    assert set_stock(merchant, product, quantities(sku, 0, 1)) == {
        sku['id']: [12052990, 12052055]}


def test_each_sku_fails_for_itself(merchant):
    product, sku = first(merchant)
    other = next(each for each in product['skus'][1:] if len(each['inventory']) == 2)
    errors = set_stock(
        merchant, product, quantities(sku, 1, 2), quantities(other, 1, 100_000),
        {'id': '5', 'inventory': [{'quantity': 1}]})
    assert errors == {other['id']: [12052990, 12052055], '5': [12052990, 36009004]}
    assert [row['quantity'] for row in first(merchant)[1]['inventory']] == [1, 2]
    assert first(merchant, other['seller_sku'])[1] == other


def test_all_warehouses_and_no_others(merchant):
    product, sku = first(merchant)
    one, two = quantities(sku, 1, 2)['inventory']
    for rows in ([one], [one, two, {**two, 'warehouse_id': '5'}], [{'quantity': 1}]):
        errors = set_stock(merchant, product, {'id': sku['id'], 'inventory': rows})
        assert set(errors[sku['id']]) == {12052990, 12052097}
    errors = set_stock(merchant, product, {'id': sku['id'], 'inventory': [one, two, two]})
    assert errors[sku['id']] == [12052990, 36009004]
    assert first(merchant)[1] == sku


def test_wrong_bodies(merchant):
    product, sku = first(merchant)
    path = f'{PRODUCTS}/{product["id"]}/inventory/update'
    for body in ({}, {'skus': []}, {'skus': [{'id': sku['id']}]},
                 {'skus': [{'id': sku['id'], 'inventory': [{'warehouse_id': '1'}]}]},
                 {'skus': [{'id': sku['id'], 'inventory': [{'quantity': '1'}]}]}):
        assert merchant.ask('POST', path, body)['code'] == 36009004


@pytest.mark.parametrize(('step', 'code'), [
    ('deactivate_product', 0), ('suspend_product', 36009004), ('freeze_product', 36009004),
    ('delete_product', 36009004)])
def test_which_products_have_stock_to_set(merchant, step, code):
    product, sku = first(merchant)
    getattr(merchant.sandbox.world, step)(product['id'])
    path = f'{PRODUCTS}/{product["id"]}/inventory/update'
    assert merchant.ask('POST', path, {'skus': [quantities(sku, 1, 2)]})['code'] == code


def test_backorders(merchant):
    product, sku = first(merchant)
    row = quantities(sku, 0, 1)
    row['inventory'][0].update(backorder_quantity=9)
    assert set_stock(merchant, product, row)[sku['id']] == [12052990, 36009004]
    row['inventory'][0].update(handling_time=5)
    assert set_stock(merchant, product, row) == {}
    assert first(merchant)[1]['inventory'][0] == row['inventory'][0]


def test_what_tiktok_ships_is_not_the_sellers_to_count(merchant):
    product, sku = first(merchant, 'S0-EARBUD-BLA')
    assert set_stock(merchant, product, quantities(sku, 5)) == {sku['id']: [12052990, 36009004]}


# === ORDERS === #

def stock(merchant, *sku_ids):
    """Return (available, committed) by SKU id."""
    rows = merchant.ask('POST', STOCK, {'sku_ids': list(sku_ids)})['data'].get('inventory', [])
    return {
        sku['id']: (sku['total_available_quantity'], sku['total_committed_quantity'])
        for row in rows for sku in row['skus']}


def test_orders_take_stock_and_give_it_back(merchant):
    world = merchant.sandbox.world
    sku = first(merchant, 'S0-PEN')[1]['id']
    [(there, waiting)] = stock(merchant, sku).values()
    assert waiting == 0
    order = world.create_order(
        merchant.cipher, status='UNPAID', items=[{'sku': 'S0-PEN', 'quantity': 4}])
    assert stock(merchant, sku)[sku] == (there - 4, 4)
    world.release(world.pay(order))
    world.cancel(order, [order.units[0].id])
    assert stock(merchant, sku)[sku] == (there - 3, 3)
    world.ship(order, [order.units[1].id])
    assert stock(merchant, sku)[sku] == (there - 3, 2)
    world.deliver(world.collect(world.ship(order)))
    assert stock(merchant, sku)[sku] == (there - 3, 0)
    other = world.create_order(merchant.cipher, items=[{'sku': 'S0-PEN', 'quantity': 2}])
    world.cancel(other)
    assert stock(merchant, sku)[sku] == (there - 3, 0)


def test_bundles_have_the_stock_of_their_parts(merchant):
    world = merchant.sandbox.world
    bundle = first(merchant, 'S0-SET')
    mug, cable = (first(merchant, code)[1]['id'] for code in ('S0-MUG-BLA', 'S0-cable-2M-BLA'))
    world.set_stock('S0-MUG-BLA', 9)
    world.set_stock('S0-cable-2M-BLA', 3)
    places = {row['warehouse_id'] for row in first(merchant, 'S0-cable-2M-BLA')[1]['inventory']}
    shown = first(merchant, 'S0-SET')[1]['inventory']
    assert {row['quantity'] for row in shown} == {3}
    assert {row['warehouse_id'] for row in shown} <= places
    before = stock(merchant, mug, cable)
    world.create_order(merchant.cipher, items=[{'sku': 'S0-SET', 'quantity': 1}])
    after = stock(merchant, mug, cable)
    assert after[mug] == (before[mug][0] - 2, before[mug][1] + 2)
    assert after[cable] == (before[cable][0] - 1, before[cable][1] + 1)
    row = {'id': bundle[1]['id'], 'inventory': [{'quantity': 1}]}
    assert set_stock(merchant, bundle[0], row) == {row['id']: [12052990, 36009004]}


def test_what_a_world_begins_with_adds_up(shop):
    world = shop.world
    for found in world.shops:
        waiting = sum(
            count for product in world.products(found) for sku in product.sku_ids
            for count in world.committed.of(sku).values())
        units = [
            unit for order in world.orders_of(found) for unit in order.live
            if not (unit.package and unit.package.status != 'TO_FULFILL')]
        pieces = [sum(count for _sku, count in unit.sku.components) or 1 for unit in units]
        assert waiting == sum(pieces) > 0


def test_inventory_search(merchant):
    product, sku = first(merchant)
    by_product = merchant.ask('POST', STOCK, {'product_ids': [product['id'], '5']})['data']
    [row] = by_product['inventory']
    assert [each['id'] for each in row['skus']] == [each['id'] for each in product['skus']]
    shown = row['skus'][0]
    assert [(each['warehouse_id'], each['available_quantity'])
            for each in shown['warehouse_inventory']][:2] == [
        (each['warehouse_id'], each['quantity']) for each in sku['inventory']]
    # SKU ids count more.
    both = {'product_ids': [product['id']], 'sku_ids': [product['skus'][1]['id']]}
    [row] = merchant.ask('POST', STOCK, both)['data']['inventory']
    assert len(row['skus']) == 1
    assert merchant.ask('POST', STOCK, {})['code'] == 36009004
    assert merchant.ask('POST', STOCK, {'product_ids': ['1'] * 101})['code'] == 36009004
    assert merchant.ask('POST', STOCK, {'sku_ids': ['1'] * 601})['code'] == 36009004
    assert merchant.ask('POST', STOCK, {'sku_ids': ['1'] * 600})['data'] == {}
    foreign = merchant.sandbox.world.products(merchant.at('GB').cipher)[0].id
    assert merchant.ask('POST', STOCK, {'product_ids': [foreign]})['data'] == {}
