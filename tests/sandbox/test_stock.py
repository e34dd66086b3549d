"""Stock: what can be set, what orders do to it, and what a search shows."""

import pytest
from goods import PRODUCTS
from offers import SETTINGS, STOCK, first, quantities, searched, set_stock, stock, update

from sandbox.errors import NotAllowed


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
    assert errors == {other['id']: [12052990, 12052055], '5': [12052556]}
    assert [row['quantity'] for row in first(merchant)[1]['inventory']] == [1, 2]
    assert first(merchant, other['seller_sku'])[1] == other


def test_all_warehouses_and_no_others(merchant):
    product, sku = first(merchant)
    one, two = quantities(sku, 1, 2)['inventory']
    third = {**two, 'warehouse_id': merchant.sandbox.world.add_warehouse(merchant.cipher)}
    for rows, codes in (
        ([one], [12019028]), ([{'quantity': 1}], [12019028]),
        ([one, two, {'quantity': 1}], [12019028]),
        ([one, two, third], [12052990, 12052533]), ([one, third], [12052990, 12052533]),
        ([one, two, two], [12052990, 12052533]),
        ([one, two, {**two, 'warehouse_id': '5'}], [12052990, 12052097]),
    ):
        errors = set_stock(merchant, product, {'id': sku['id'], 'inventory': rows})
        assert errors == {sku['id']: codes}, rows
    assert first(merchant)[1] == sku


def test_three_warehouses_of_which_each_sku_has_its_own(merchant):
    world = merchant.sandbox.world
    third = world.add_warehouse(merchant.cipher, 'attic')
    product, sku = first(merchant)
    world.assign_warehouse(product['id'], third, sku=sku['id'])
    for place in (row['warehouse_id'] for row in sku['inventory']):
        if place != merchant.warehouse:
            world.assign_warehouse(product['id'], place, sku=sku['id'], assigned=False)
    product, sku = first(merchant)
    assert [row['warehouse_id'] for row in sku['inventory']] == [merchant.warehouse, third]
    assert set_stock(merchant, product, quantities(sku, 4, 5)) == {}
    assert [row['quantity'] for row in first(merchant)[1]['inventory']] == [4, 5]
    world.assign_warehouse(product['id'], third, sku=sku['id'], assigned=False)
    with pytest.raises(NotAllowed, match='one warehouse'):
        world.assign_warehouse(product['id'], merchant.warehouse, sku['id'], assigned=False)


def test_warehouses_that_cannot_be_sold_from(merchant):
    product, sku = first(merchant)
    world = merchant.sandbox.world
    kinds = {each.type: each.id for each in merchant.shop.warehouses}
    other = merchant.at('GB').shop.warehouses[0].id
    fbt = next(each.id for each in merchant.shop.warehouses if each.fbt)
    rows = quantities(sku, 1, 2)['inventory']
    world.enable_warehouse(rows[0]['warehouse_id'], enabled=False)
    for place, code in (
        (rows[0]['warehouse_id'], 12052531), (other, 12052530),
        (kinds['RETURN_WAREHOUSE'], 12052532), (fbt, 12052037),
    ):
        row = {'id': sku['id'], 'inventory': [{**rows[0], 'warehouse_id': place}, rows[1]]}
        assert set_stock(merchant, product, row) == {sku['id']: [12052990, code]}
    found = merchant.ask('GET', '/logistics/202309/warehouses')['data']['warehouses']
    assert [each['effect_status'] for each in found if each['id'] == rows[0]['warehouse_id']] == [
        'DISABLED']
    world.enable_warehouse(rows[0]['warehouse_id'])
    assert set_stock(merchant, product, {'id': sku['id'], 'inventory': rows}) == {}


def test_errors_of_warehouses_stand_below_or_not(merchant):
    product, sku = first(merchant)
    wrong = quantities(sku, 1, 100_000)
    place = wrong['inventory'][1]['warehouse_id']
    [row] = update(merchant, product, wrong)['data']['errors']
    [inner] = row['detail'].pop('extra_errors')
    assert (row['code'], row['detail']) == (12052990, {'sku_id': sku['id']})
    assert (inner['warehouse_id'], inner['code']) == (place, 12052055)
    merchant.sandbox.knobs.set(stock_errors='flat')
    [row] = update(merchant, product, wrong)['data']['errors']
    assert (row['code'], row['detail']) == (12052055, {'sku_id': sku['id']})


def test_negative_quantities(merchant):
    product, sku = first(merchant)
    assert set_stock(merchant, product, quantities(sku, -1, 1)) == {
        sku['id']: [12052990, 12019024]}


def test_a_sku_is_named_once(merchant):
    product, sku = first(merchant)
    other = next(each for each in product['skus'][1:] if len(each['inventory']) == 2)
    rows = [quantities(sku, 1, 1), quantities(other, 3, 3), quantities(sku, 2, 2)]
    assert set_stock(merchant, product, *rows) == {sku['id']: [12052553]}
    assert first(merchant)[1] == sku
    assert [row['quantity'] for row in first(merchant, other['seller_sku'])[1]['inventory']] == [
        3, 3]


@pytest.mark.parametrize(('fault', 'found'), [
    ('sku:12052308', [12052308]), ('warehouse:12052364', [12052990, 12052364]),
    ('sku:99999999', [99999999])])
def test_any_code_on_command(merchant, fault, found):
    """The first SKU of the call is refused, the others count."""
    product, sku = first(merchant)
    other = next(each for each in product['skus'][1:] if len(each['inventory']) == 2)
    merchant.sandbox.faults.next(fault, path='/inventory/update')
    assert set_stock(merchant, product, quantities(sku, 1, 1), quantities(other, 3, 3)) == {
        sku['id']: found}
    assert first(merchant)[1] == sku
    assert stock(merchant, other['id'])[other['id']][0] == 6
    assert set_stock(merchant, product, quantities(sku, 1, 1)) == {}


def test_wrong_bodies(merchant):
    product, sku = first(merchant)
    path = f'{PRODUCTS}/{product["id"]}/inventory/update'
    assert merchant.ask('POST', path, {'skus': []})['code'] == 12052902
    for body in ({}, {'skus': [{'id': sku['id']}]},
                 {'skus': [{'id': sku['id'], 'inventory': [{'warehouse_id': '1'}]}]},
                 {'skus': [{'id': sku['id'], 'inventory': [{'quantity': '1'}]}]}):
        assert merchant.ask('POST', path, body)['code'] == 36009004


@pytest.mark.parametrize(('step', 'code'), [
    ('deactivate_product', 0), ('suspend_product', 12052901), ('freeze_product', 12052901),
    ('delete_product', 12052032)])
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
    assert set_stock(merchant, product, quantities(sku, 5)) == {sku['id']: [12052990, 12052037]}


# === ORDERS === #

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
    assert set_stock(merchant, bundle[0], row) == {row['id']: [12052850]}


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
    assert merchant.ask('POST', STOCK, {'product_ids': ['1'] * 101})['code'] == 12019120
    assert merchant.ask('POST', STOCK, {'sku_ids': ['1'] * 601})['code'] == 12019015
    assert merchant.ask('POST', STOCK, {'sku_ids': ['1'] * 600})['data'] == {}
    foreign = merchant.sandbox.world.products(merchant.at('GB').cipher)[0].id
    assert merchant.ask('POST', STOCK, {'product_ids': [foreign]})['data'] == {}


# === LOCKED UNITS === #

def test_locked_units_are_inside_what_is_available(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant)
    set_stock(merchant, product, quantities(sku, 10, 5))
    world.lock_units(product['id'], 4, sku=sku['id'], name='Flash')
    world.lock_units(product['id'], 2, sku=sku['id'], kind='creator', name='Ana')
    shown = searched(merchant, sku['id'])[sku['id']]
    assert shown['total_available_quantity'] == 15
    assert shown['total_available_inventory_distribution'] == {
        'in_shop_inventory': {'quantity': 9},
        'campaign_inventory': [{'campaign_name': 'Flash', 'quantity': 4}],
        'creator_inventory': [{'creator_name': 'Ana', 'quantity': 2}],
    }
    assert sum(row['available_quantity'] for row in shown['warehouse_inventory']) == 15
    # What is set is all that is available; a lock cannot hold what is not there.
    set_stock(merchant, product, quantities(sku, 3, 0))
    shown = searched(merchant, sku['id'])[sku['id']]['total_available_inventory_distribution']
    assert shown == {
        'in_shop_inventory': {'quantity': 0}, 'creator_inventory': [],
        'campaign_inventory': [{'campaign_name': 'Flash', 'quantity': 3}],
    }
    with pytest.raises(NotAllowed, match='kind'):
        world.lock_units(product['id'], 1, kind='friend')


# === AUTO-RESTOCK === #

def restock(merchant, *sku_ids, **changes):
    setting = {'enable_auto_restock': False}
    body = {'seller_id': merchant.shop.seller.id, 'sku_ids': list(sku_ids),
            'stock_operation_setting': setting, **changes}
    body = {key: value for key, value in body.items() if value is not None}
    return merchant.ask('POST', SETTINGS, body)


@pytest.mark.parametrize('setting', [
    {'enable_auto_restock': False}, {}, None, {'enable_auto_restock': True}])
def test_cancelled_units_come_back_unless_that_is_switched_off(merchant, setting):
    """A setting that is left out switches it off."""
    world, sku = merchant.sandbox.world, first(merchant, 'S0-PEN')[1]['id']
    [(there, _waiting)] = stock(merchant, sku).values()
    answer = restock(merchant, sku, '5', stock_operation_setting=setting)
    assert answer['data'] == {
        'stock_operation': {'success_sku_ids': [sku], 'failed_sku_ids': ['5']}}
    order = world.create_order(merchant.cipher, items=[{'sku': 'S0-PEN', 'quantity': 4}])
    world.cancel(order)
    on = bool(setting and setting.get('enable_auto_restock'))
    assert stock(merchant, sku)[sku] == (there if on else there - 4, 0)


def test_what_tiktok_ships_comes_back_in_any_case(merchant):
    world = merchant.sandbox.world
    sku = first(merchant, 'S0-EARBUD-BLA')[1]
    assert restock(merchant, sku['id'])['code'] == 0
    [(there, _waiting)] = stock(merchant, sku['id']).values()
    order = world.buy(sku['id'], 2, merchant.cipher)
    assert stock(merchant, sku['id'])[sku['id']] == (there - 2, 2)
    world.cancel(order)
    assert stock(merchant, sku['id'])[sku['id']] == (there, 0)


def test_wrong_settings(merchant):
    sku = first(merchant)[1]['id']
    assert restock(merchant, sku, seller_id='5')['code'] == 12052704
    assert restock(merchant, sku, seller_id=None)['code'] == 36009004
    assert restock(merchant)['code'] == 36009004
    assert restock(merchant, *map(str, range(501)))['code'] == 36009004


def test_whose_shop_it_is(merchant):
    found = merchant.call('GET', '/seller/202601/shop_groups')['data']['shop_group_data']['shops']
    assert {row['shop_id'] for row in found} == {row['id'] for row in merchant.shops}
    assert {row['seller_id'] for row in found} == {merchant.shop.seller.id}
