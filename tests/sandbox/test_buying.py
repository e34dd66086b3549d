"""Buyers in the shop window, who cannot buy more than is shown; and FBT, whose stock is TikTok's.
"""

import pytest
from offers import first, quantities, searched, set_stock, stock

from sandbox.crowd import crowd
from sandbox.errors import NotAllowed
from sandbox.products.stock_commands import SoldOut

FBT = '/fbt/202408/inventory/search'


# === BUYING === #

def test_buying_takes_stock(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant, 'S0-PEN')
    world.set_stock(product['id'], 0)
    world.set_stock(product['id'], 5, warehouse=merchant.warehouse)
    order = world.buy('S0-PEN', 3, merchant.cipher, status='UNPAID')
    assert (len(order.units), order.status) == (3, 'UNPAID')
    assert (order.warehouse.id, order.fulfillment_type) == (
        merchant.warehouse, 'FULFILLMENT_BY_SELLER')
    assert stock(merchant, sku['id'])[sku['id']] == (2, 3)
    for quantity in (3, 0, -1):
        with pytest.raises(SoldOut, match=r'2 of .* can be ordered'):
            world.buy(sku['id'], quantity, merchant.cipher)
    assert stock(merchant, sku['id'])[sku['id']] == (2, 3)


def test_what_others_have_locked_is_not_for_everybody(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant)
    set_stock(merchant, product, quantities(sku, 5, 0))
    world.lock_units(product['id'], 4, sku=sku['id'])
    world.buy(sku['id'], 1, merchant.cipher)
    with pytest.raises(SoldOut, match='0 of'):
        world.buy(sku['id'], 1, merchant.cipher)


def test_an_order_leaves_from_one_warehouse(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant)
    set_stock(merchant, product, quantities(sku, 2, 3))
    with pytest.raises(SoldOut):
        world.buy(sku['id'], 4, merchant.cipher)
    world.buy(sku['id'], 3, merchant.cipher)
    rows = searched(merchant, sku['id'])[sku['id']]['warehouse_inventory']
    assert [(row['available_quantity'], row['committed_quantity']) for row in rows] == [
        (2, 0), (0, 3)]
    world.enable_warehouse(rows[0]['warehouse_id'], enabled=False)
    with pytest.raises(SoldOut):
        world.buy(sku['id'], 1, merchant.cipher)


def test_bundles_are_bought_with_their_parts(merchant):
    world = merchant.sandbox.world
    mug = first(merchant, 'S0-MUG-BLA')[1]['id']
    for code in ('S0-MUG-BLA', 'S0-cable-2M-BLA'):
        world.set_stock(code, 3)
    world.buy('S0-SET', 1, merchant.cipher)
    assert stock(merchant, mug)[mug][1] >= 2
    with pytest.raises(SoldOut):
        world.buy('S0-SET', 3, merchant.cipher)


@pytest.mark.parametrize('step', ['deactivate_product', 'delete_product'])
def test_what_is_off_the_shelf_is_not_for_sale(merchant, step):
    world = merchant.sandbox.world
    getattr(world, step)(world.product('S0-PEN', merchant.cipher))
    with pytest.raises(NotAllowed, match='not for sale'):
        world.buy('S0-PEN', 1, merchant.cipher)


def test_single_skus_can_be_off(merchant):
    world = merchant.sandbox.world
    world.activate_sku('S0-TEE-BLA-S', 'S0-TEE-BLA-S', active=False)
    with pytest.raises(NotAllowed, match='not for sale'):
        world.buy('S0-TEE-BLA-S', 1, merchant.cipher)


@pytest.mark.parametrize(('there', 'quantity', 'sold'), [(20, 1, 20), (7, 2, 3), (0, 1, 0)])
def test_fifty_buyers_at_once_never_buy_more_than_there_is(merchant, there, quantity, sold):
    world = merchant.sandbox.world
    product, sku = first(merchant, 'S0-PEN')
    world.set_stock(product['id'], 0)
    world.set_stock(product['id'], there, warehouse=merchant.warehouse)
    orders, late = crowd(
        merchant.sandbox.url, 50, sku['id'], quantity=quantity, shop=merchant.shop.id)
    assert (len(orders), late) == (sold, 50 - sold)
    assert len(set(orders)) == sold
    left, taken = stock(merchant, sku['id'])[sku['id']]
    assert (left, taken) == (there - sold * quantity, sold * quantity)


def test_a_crowd_that_asks_for_nonsense(merchant):
    with pytest.raises(RuntimeError, match='no shop'):
        crowd(merchant.sandbox.url, 2, 'S0-PEN', shop='5')


# === FULFILLED BY TIKTOK === #

def fbt(merchant, *, page_size='100', **body):
    query = {key: body.pop(key) for key in ('page_token',) if key in body}
    answer = merchant.ask('POST', FBT, body, page_size=page_size, **query)
    assert answer['code'] == 0, answer
    return answer['data']


def test_fbt_inventory(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant, 'S0-EARBUD-BLA')
    world.set_fbt(product['id'], sku['id'], available=8, unfulfillable=2, in_transit=5)
    order = world.buy(sku['id'], 3, merchant.cipher)
    assert order.fulfillment_type == 'FULFILLMENT_BY_TIKTOK'
    [row] = fbt(merchant, sku_ids=[sku['id']])['inventory']
    hand = {'total_quantity': 8, 'available_quantity': 5, 'reserved_quantity': 3}
    assert row['goods']['skus'] == [{'id': sku['id'], 'on_hand_detail': hand}]
    assert (row['goods']['reference_code'], row['goods']['name']) == (
        'S0-EARBUD-BLA', product['title'])
    assert row['on_hand_detail'] == {**hand, 'total_quantity': 10, 'unfulfillable_quantity': 2}
    assert row['in_transit_quantity'] == 5
    # The id of the warehouse is FBT's own.
    assert row['fbt_warehouse_id'] not in {each.id for each in merchant.shop.warehouses}
    assert fbt(merchant, goods_ids=[row['goods']['id']])['inventory'] == [row]
    assert 'inventory' not in fbt(merchant, fbt_warehouse_ids=['5'])
    world.deliver(world.collect(world.ship(order)))
    [row] = fbt(merchant, sku_ids=[sku['id']])['inventory']
    assert row['on_hand_detail']['total_quantity'] == 7


def test_fbt_inventory_of_all_in_pages(merchant):
    world = merchant.sandbox.world
    product, sku = first(merchant, 'S0-EARBUD-BLA')
    whole = fbt(merchant)
    assert whole['total_count'] == len(whole['inventory']) == len(product['skus']) == 2
    page = fbt(merchant, page_size='1')
    rest = fbt(merchant, page_size='1', page_token=page['next_page_token'])
    assert page['inventory'] + rest['inventory'] == whole['inventory']
    world.set_fbt(product['id'], sku['id'], available=0)
    assert fbt(merchant)['total_count'] == 1
    assert fbt(merchant, sku_ids=[sku['id']])['total_count'] == 1
    # What comes to be shipped by TikTok is there, too.
    world.set_fbt('S0-PEN', available=4)
    assert fbt(merchant)['total_count'] == 2
    assert [len(row['inventory']) for row in first(merchant, 'S0-PEN')[0]['skus']] == [1]


def test_wrong_fbt_searches(merchant):
    for body, query in (
        ({'goods_ids': ['1'], 'sku_ids': ['1']}, {'page_size': '10'}), ({}, {}),
        ({}, {'page_size': '101'}), ({'sku_ids': ['1'] * 101}, {'page_size': '10'}),
    ):
        assert merchant.ask('POST', FBT, body, **query)['code'] == 36009004
    assert merchant.call('POST', FBT, {'page_size': '10'}, {})['code'] == 106013
    merchant.sandbox.world.withdraw_scope('seller.fbt.basic')
    assert merchant.ask('POST', FBT, {}, page_size='10')['code'] == 105005


def test_where_tiktok_has_no_warehouse(merchant):
    with pytest.raises(NotAllowed, match='no warehouse in this market'):
        merchant.sandbox.world.set_fbt(first(merchant.at('VN'))[0]['id'], available=1)
