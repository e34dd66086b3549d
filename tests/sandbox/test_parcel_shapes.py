"""Which orders are in which parcels: split and combined, by the seller, TikTok, or a call."""

import json

import pytest
from packer import Packer

from sandbox import Sandbox
from sandbox.errors import NotAllowed

TWO = [{'quantity': 2}, {'sku': 'S0-TEA-100'}]


@pytest.fixture
def packer():
    with Sandbox(seed=7, orders=0, markets=('US', 'GB', 'MY', 'JP', 'BR'),
                 webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()
        yield Packer(sandbox, 'MY')


def told(packer, number=4):
    """Return (why, who, orders of each package) of the webhooks about packages."""
    bodies = [json.loads(each.body) for each in packer.sandbox.webhooks.deliveries
              if each.type == number]
    return [(body['data']['sc_type'], body['data']['role_type'],
             [each['order_id_list'] for each in body['data']['package_list']]) for body in bodies]


def pair(packer, **what):
    first = packer.order(**what)
    return first, packer.order(
        user_id=first.buyer.user_id, warehouse=first.warehouse.id, **what)


def attributes(packer, order):
    return packer.get('/orders/split_attributes', order_ids=order.id)[1]['split_attributes'][0]


def split(packer, order, *groups):
    return packer.post(f'/orders/{order.id}/split', {'splittable_groups': [
        {'id': f'g{number}', 'order_line_item_ids': [unit.id for unit in group]}
        for number, group in enumerate(groups)]})


def test_split_by_sku(packer):
    order = packer.order(items=TWO)
    [old], (one, two, tea) = order.packages, order.units
    assert attributes(packer, order) == {
        'order_id': order.id, 'can_split': True, 'must_split': False}
    assert split(packer, order, [one], [two, tea])[0] == 21011036
    assert split(packer, order, [one, two])[0] == 21011005
    assert split(packer, order, [one, two], [one, tea])[0] == 21011005
    code, data = split(packer, order, [one, two], [tea])
    made = {row['splittable_group_id']: row['id'] for row in data['packages']}
    assert code == 0 and made == {'g0': one.package.id, 'g1': tea.package.id}
    assert packer.get(f'/packages/{old.id}')[1]['package_status'] == 'CANCELLED'
    assert told(packer) == [('SPLIT', 'ROLE_SELLER', [[order.id], [order.id]])]
    assert packer.get(f"/packages/{made['g0']}")[1]['split_and_combine_tag'] == 'SPLIT'
    assert packer.ship(made['g1'])[0] == 0
    assert order.status == 'PARTIALLY_SHIPPING'
    assert packer.ship(made['g0'])[0] == 0
    assert order.status == 'AWAITING_COLLECTION'


def test_split_by_unit(packer):
    there = packer.at('JP')
    order = there.order(items=[{'quantity': 3}])
    assert split(there, order, order.units[:1], order.units[1:])[0] == 0
    assert there.ship(order.packages[0])[0] == 0
    assert order.status == 'PARTIALLY_SHIPPING'


def test_where_parts_are_named_while_shipping(packer):
    there = packer.at('US')
    order = there.order(items=[{'quantity': 2}])
    assert attributes(there, order)['can_split']
    assert split(there, order, order.units[:1], order.units[1:])[0] == 21011035


@pytest.mark.parametrize('why', ['one', 'shipped', 'combined', 'requested', 'held'])
def test_what_cannot_be_split(packer, why):
    world = packer.sandbox.world
    order, other = pair(packer, items=TWO)
    if why == 'one':
        order = packer.order(items=[{'quantity': 2}])
    if why == 'shipped':
        world.ship(order)
    if why == 'combined':
        world.combine([order, other])
    if why == 'requested':
        world.request_cancel(order)
    if why == 'held':
        order = packer.order(items=TWO, status='ON_HOLD')
    found = attributes(packer, order)
    assert not found['can_split'] and found['reason']
    code = {'combined': 21011046, 'held': 21011044}.get(why, 21011035)
    assert split(packer, order, order.units[:1], order.units[1:])[0] == code


@pytest.mark.parametrize(('category', 'code', 'kind'), [
    ('', 11021018, 'TOTAL_COUNT_LIMITATION'), ('601739', 11006013, 'CATEGORY_ITEM_LIMITATION'),
])
def test_what_must_be_split(packer, category, code, kind):
    order = packer.order(items=TWO)
    packer.sandbox.world.require_split(order, 2, category)
    found = attributes(packer, order)
    [reason] = found['must_split_reasons']
    assert found['must_split'] and (reason['type'], reason['max_count']) == (kind, '2')
    assert packer.ship_order(order)[0] == code
    assert split(packer, order, order.units[:2], order.units[2:])[0] == 0
    assert not attributes(packer, order)['must_split']
    assert packer.ship_order(order)[0] == 0


def test_split_in_seller_center(packer):
    world, order = packer.sandbox.world, packer.order(items=TWO)
    ids = [unit.id for unit in order.units]
    world.split_parcel(order, [ids[:1], ids[1:]], who='ROLE_OPERATOR')
    world.unsplit_parcel(order)
    assert len(order.packages) == 1 and not order.split
    assert [row[:2] for row in told(packer)] == [
        ('SPLIT', 'ROLE_OPERATOR'), ('CANCEL_SPLIT', 'ROLE_SELLER')]
    with pytest.raises(NotAllowed):
        world.split_parcel(order, [ids], why='FUN')
    world.ship(order)
    with pytest.raises(NotAllowed):
        world.split_parcel(order, [ids[:1]])
    with pytest.raises(NotAllowed):
        world.unsplit_parcel(order)


def test_combine(packer):
    orders = pair(packer)
    ids = [order.id for order in orders]
    code, data = packer.get('/combinable_packages/search', page_size=50)
    [group] = data['combinable_packages']
    assert code == 0 and group['order_ids'] == ids
    code, data = packer.post('/packages/combine', {
        'combinable_packages': [group, {'id': '1'}]})
    [made], [error] = data['packages'], data['errors']
    assert code == 0 and made['order_ids'] == ids and made['id'] != group['id']
    assert error['detail'] == {'package_id': '1'}
    assert told(packer) == [('COMBINE', 'ROLE_SELLER', [ids])]
    assert packer.get(f"/packages/{made['id']}")[1]['split_and_combine_tag'] == 'COMBINE'
    path = f"/packages/{made['id']}/uncombine"
    assert packer.post(path, {'order_ids': ['1']})[0] == 21011029
    code, data = packer.post(path, {'order_ids': ids[:1]})
    assert code == 0 and [row['order_ids'] for row in data['packages']] == [[ids[0]], [ids[1]]]
    assert packer.post(path)[0] == 21011005
    assert 'combinable_packages' in packer.get('/combinable_packages/search', page_size=1)[1]
    assert not packer.at('GB').get('/combinable_packages/search', page_size=1)[1]['total_count']


def test_combined_orders_leave_together(packer):
    first, second = pair(packer)
    packer.sandbox.world.combine([first, second])
    assert packer.ship_order(second)[0] == 0
    assert {first.status, second.status} == {'AWAITING_COLLECTION'}
    [call] = packer.sandbox.world.ship_calls
    assert call['order_ids'] == [first.id, second.id]


def test_a_window_in_which_orders_are_combined(packer):
    there, world = packer.at('US'), packer.sandbox.world
    first, second = pair(there)
    world.open_combination([first, second], seconds=3600)
    shown = there.ask('GET', '/order/202507/orders', ids=first.id)['data']['orders'][0]
    assert shown['auto_combine_group_id'] == first.combine_group == second.combine_group
    assert there.buy(first)[0] == 21011003
    world.advance(3600)
    assert first.packages == second.packages and first.combined
    assert told(packer) == [('COMBINE', 'ROLE_SYSTEM', [[first.id, second.id]])]
    assert there.ship(first.packages[0])[0] == 0
    assert {first.status, second.status} == {'AWAITING_COLLECTION'}
    assert len(world.labels) == 1


def test_a_window_that_only_one_is_left_in(packer):
    there, world = packer.at('US'), packer.sandbox.world
    first, second = pair(there)
    world.open_combination([first, second])
    world.cancel(second)
    world.advance(4 * 3600)
    assert not first.packages and there.buy(first)[0] == 0


def test_another_warehouse(packer):
    there, world = packer.at('US'), packer.sandbox.world
    order = there.order()
    before = order.warehouse.id
    world.switch_warehouse(order)
    shown = there.ask('GET', '/order/202507/orders', ids=order.id)['data']['orders'][0]
    assert shown['warehouse_id'] == order.warehouse.id != before
    assert there.buy(order)[0] == 0
    assert there.get(f'/packages/{order.packages[0].id}')[1]['warehouse_id'] == order.warehouse.id
    with pytest.raises(NotAllowed):
        world.switch_warehouse(order, '1')
