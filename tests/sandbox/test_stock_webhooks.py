"""What is told when stock changes: webhooks 71, 27 and 24, once the app wants them."""

import json
from datetime import datetime

import pytest
from goods import EDIT, sent_back, wait
from offers import first, quantities, set_stock

DELTAS = ('total', 'available', 'committed', 'in_shop', 'campaign_locked', 'creator_locked')


@pytest.fixture
def told(merchant, heard):
    """What is new about stock, after the app's developer has switched these webhooks on."""
    merchant.sandbox.app.muted = []
    product, _sku = first(merchant)
    merchant.sandbox.world.set_stock(product['id'], 10)
    heard()

    def new(number=71):
        return [data for kind, data in heard() if kind == number]

    return new


def change(data):
    """Return why something has changed, and the deltas as listed above."""
    [row] = data['change_detail']
    return row['trigger_source'], *(row[f'{name}_quantity_delta'] for name in DELTAS)


def test_the_developer_has_to_want_them(merchant, heard):
    product, sku = first(merchant)
    set_stock(merchant, product, quantities(sku, 0, 0))
    merchant.sandbox.world.buy('S0-PEN', 1, merchant.cipher)
    assert {number for number, _data in heard()} == {1}


def test_a_push_of_the_app(merchant, told):
    product, sku = first(merchant)
    set_stock(merchant, product, quantities(sku, 10, 10))
    assert told() == []
    set_stock(merchant, product, quantities(sku, 4, 10))
    [data] = told()
    now = merchant.sandbox.clock.now()
    assert (data['shop_id'], data['product_id'], data['sku_id']) == (
        int(merchant.shop.id), int(product['id']), int(sku['id']))
    assert data['quantity_snapshot_after_change'] == {
        'total_quantity': 14, 'total_available_quantity': 14, 'total_committed_quantity': 0,
        'in_shop_quantity': 14, 'campaign_locked_quantity': 0, 'creator_locked_quantity': 0}
    assert change(data) == ('OPEN_API', -6, -6, 0, -6, 0, 0)
    times = {data['occurred_at'], data['change_detail'][0]['occurred_at']}
    assert {datetime.fromisoformat(each).timestamp() for each in times} == {now}
    assert {type(data[key]) for key in ('shop_id', 'product_id', 'sku_id')} == {int}
    assert set(data) == {
        'event_id', 'occurred_at', 'shop_id', 'product_id', 'sku_id',
        'quantity_snapshot_after_change', 'change_detail'}


def test_an_order_from_its_beginning_to_its_end(merchant, told):
    world = merchant.sandbox.world
    sku = first(merchant)[1]
    order = world.buy(sku['id'], 3, merchant.cipher)
    assert [change(data) for data in told()] == [('ORDER_CREATE', 0, -3, 3, -3, 0, 0)]
    world.cancel(order, [order.units[0].id])
    assert [change(data) for data in told()] == [('ORDER_CANCEL', 0, 1, -1, 1, 0, 0)]
    world.ship(order)
    assert [change(data) for data in told()] == [('ORDER_SHIP', -2, 0, -2, 0, 0, 0)]
    world.deliver(world.collect(order))
    assert told() == []


def test_a_cancelled_order_whose_units_do_not_come_back(merchant, told):
    world = merchant.sandbox.world
    product, sku = first(merchant)
    world.set_restock(product['id'], enabled=False)
    order = world.buy(sku['id'], 2, merchant.cipher)
    world.cancel(order)
    assert [change(data) for data in told()][1:] == [('ORDER_CANCEL', -2, 0, -2, 0, 0, 0)]


def test_bundles_are_told_of_as_their_parts(merchant, told):
    world = merchant.sandbox.world
    parts = {int(first(merchant, code)[1]['id']) for code in ('S0-MUG-BLA', 'S0-cable-2M-BLA')}
    world.buy('S0-SET', 1, merchant.cipher)
    assert {data['sku_id'] for data in told()} == parts


def test_the_seller_and_campaigns(merchant, told):
    world = merchant.sandbox.world
    product, sku = first(merchant)
    world.set_stock(product['id'], 7, sku=sku['id'])
    [data] = told()
    assert change(data) == ('SELLER_CENTER', -6, -6, 0, -6, 0, 0)
    world.lock_units(product['id'], 4, sku=sku['id'])
    world.lock_units(product['id'], 1, sku=sku['id'], kind='creator')
    first_lock, second = told()
    assert change(first_lock) == ('PROMOTION_LOCK', 0, 0, 0, -4, 4, 0)
    assert change(second) == ('PROMOTION_LOCK', 0, 0, 0, -1, 0, 1)
    assert second['quantity_snapshot_after_change'] == {
        'total_quantity': 14, 'total_available_quantity': 14, 'total_committed_quantity': 0,
        'in_shop_quantity': 9, 'campaign_locked_quantity': 4, 'creator_locked_quantity': 1}


def test_an_edit_that_brings_stock(merchant, told):
    product = merchant.get(merchant.listed())
    told()
    body = sent_back(product, merchant.version)
    body['skus'][0]['inventory'] = [{'warehouse_id': merchant.warehouse, 'quantity': 9}]
    assert merchant.ask('PUT', EDIT.format(product['id']), body)['code'] == 0
    assert [change(data) for data in told()] == [('OPEN_API', 4, 4, 0, 4, 0, 0)]
    wait(merchant)


def test_events_are_told_apart(merchant, told):
    product, sku = first(merchant)
    for quantity in (1, 2, 1):
        set_stock(merchant, product, quantities(sku, quantity, 0))
    rows = told()
    assert len({data['event_id'] for data in rows}) == 3
    assert len({data['change_detail'][0]['idempotency_key'] for data in rows}) == 3


def test_low_stock(merchant, told):
    """Here what is available is without what is locked."""
    world = merchant.sandbox.world
    product, sku = first(merchant)
    world.lock_units(product['id'], 3, sku=sku['id'])
    for quantity, status in ((9, None), (8, 'LOW_STOCK'), (7, None), (3, 'OUT_OF_STOCK'),
                             (9, 'SUFFICIENT_STOCK')):
        set_stock(merchant, product, quantities(sku, quantity, 0))
        rows = told(27)
        assert [data['current_inventory_status'] for data in rows] == [status] * bool(status)
    assert rows == [{
        'product_id': product['id'], 'sku_id': sku['id'],
        'trigger_reason': {'alert_type': 'REALTIME', 'low_stock_threshold': 5},
        'current_inventory_status': 'SUFFICIENT_STOCK',
        'inventory_distribution': {
            'total_quantity': 9, 'available_quantity': 6, 'creator_reserved_quantity': 0,
            'campaign_reserved_quantity': 3, 'committed_quantity': 0},
        'update_time': merchant.sandbox.clock.now(),
    }]


def test_fbt_stock_names_the_seller_and_no_shop(merchant, told):
    world = merchant.sandbox.world
    product, sku = first(merchant, 'S0-EARBUD-BLA')
    world.set_fbt(product['id'], sku['id'], available=6)
    told(24)
    world.buy(sku['id'], 2, merchant.cipher)
    [data] = told(24)
    assert data['sku_id'] == sku['id']
    assert data['fbt_warehouse_inventory'][0]['on_hand_detail'] == {
        'total_quantity': 6, 'reserved_quantity': 2, 'available_quantity': 4}
    body = next(json.loads(each.body) for each in merchant.sandbox.webhooks.deliveries
                if each.type == 24)
    assert 'shop_id' not in body
    assert body['seller_open_id'] == merchant.shop.seller.open_id


def test_old_orders_tell_nothing(merchant, told):
    merchant.sandbox.world.create_order(merchant.cipher, age=86400)
    assert told() == []
