"""Parcels: who has one when it is paid, how each leaves, and what TikTok says where it cannot."""

import pytest
from packer import GOOD, Packer

from sandbox import Sandbox
from sandbox.fulfilment import services

MARKETS = ('US', 'GB', 'MY', 'DE', 'JP', 'BR', 'VN')
HOUR, DAY = 3600, 86400


@pytest.fixture
def packer():
    """Somebody who ships from the shop in Malaysia."""
    with Sandbox(seed=7, orders=0, markets=MARKETS, now=1_800_000_000) as sandbox:
        yield Packer(sandbox, 'MY')


def lines(order):
    return [unit.id for unit in order.units]


# === WHO HAS A PACKAGE === #

@pytest.mark.parametrize(('region', 'kind', 'early'), [
    ('US', 'TIKTOK', False), ('JP', 'TIKTOK', False), ('US', 'SELLER', False),
    ('GB', 'TIKTOK', True), ('GB', 'SELLER', False), ('DE', 'TIKTOK', True),
    ('DE', 'SELLER', False), ('MY', 'TIKTOK', True), ('MY', 'SELLER', True),
    ('BR', 'SELLER', True), ('MY', 'TIKTOK_DIGITAL', False), ('GB', 'IN-STORE PICKUP', True),
])
def test_born_with_the_payment_or_with_shipping(packer, region, kind, early):
    there = packer.at(region)
    unpaid = there.order(shipping_type=kind, status='UNPAID')
    assert not unpaid.packages
    packer.sandbox.world.pay(unpaid)
    assert bool(unpaid.packages) is early


def test_born_in_great_britain_as_in_the_us(packer):
    packer.sandbox.knobs.set(early_gb=False)
    there = packer.at('GB')
    order = there.order()
    assert not order.packages
    assert there.buy(order)[0] == 0
    assert order.status == 'AWAITING_COLLECTION'


# === SHIP PACKAGE === #

def test_tiktok_ships(packer):
    order = packer.order(items=[{'quantity': 2}])
    package = order.packages[0]
    code, before = packer.get(f'/packages/{package.id}')
    assert code == 0 and before['tracking_number'] == ''
    assert (before['package_status'], before['package_sub_status']) == ('TO_FULFILL', 'CREATED')
    assert packer.ship(package) == (0, {})
    _, after = packer.get(f'/packages/{package.id}')
    assert (after['package_status'], after['package_sub_status']) == ('PROCESSING', 'RTS')
    assert after['tracking_number'] and order.status == 'AWAITING_COLLECTION'
    assert after['order_line_item_ids'] == lines(order)
    packer.sandbox.world.scan(package.id)
    assert order.status == 'IN_TRANSIT'
    packer.sandbox.world.arrive(package.id)
    assert packer.get(f'/packages/{package.id}')[1]['package_sub_status'] == 'DELIVERED'
    assert order.status == 'DELIVERED'


def test_seller_ships_a_package(packer):
    order = packer.order(shipping_type='SELLER')
    assert packer.ship(order.packages[0])[0] == 21011022  # by whom?
    assert packer.ship(order.packages[0], self_shipment=packer.info('no such sign!'))[0] == 21011022
    assert packer.ship(order.packages[0], self_shipment=packer.info(provider='1'))[0] == 21011022
    assert packer.ship_order(order) == (0, {})
    row = packer.get(f'/packages/{order.packages[0].id}')[1]
    assert (row['tracking_number'], row['shipping_provider_name']) == (GOOD['MY'], 'J&T Express')


def test_buyer_comes_for_it(packer):
    there = packer.at('GB')
    order = there.order(shipping_type='IN-STORE PICKUP')
    assert there.ship(order.packages[0]) == (0, {})
    assert order.status == 'AWAITING_COLLECTION'


STATES = {
    'held': lambda world, order: world.hold(order),
    'cancelled': lambda world, order: world.cancel(order),
    'requested': lambda world, order: world.request_cancel(order),
    'shipped': lambda world, order: world.ship(order),
    'scanned': lambda world, order: world.collect(world.ship(order)),
    'delivered': lambda world, order: world.deliver(world.collect(world.ship(order))),
}


@pytest.mark.parametrize(('state', 'alone', 'among'), [
    ('held', 21011044, 21011044), ('cancelled', 21011041, 21011041),
    ('requested', 21011007, 21008044), ('shipped', 11006021, 21011040),
    ('scanned', 11006021, 21011040), ('delivered', 21011027, 21011027),
])
def test_what_cannot_be_shipped(packer, state, alone, among):
    world = packer.sandbox.world
    order = packer.order(status='ON_HOLD' if state == 'held' else 'AWAITING_SHIPMENT')
    good, package = packer.order(), order.packages[0]
    STATES[state](world, order)
    assert packer.ship(package)[0] == alone
    code, data = packer.post('/packages/ship', {
        'packages': [{'id': package.id}, {'id': good.packages[0].id}]})
    [error] = data['errors']
    assert (code, error['code'], error['detail']) == (0, among, {'package_id': package.id})
    assert good.status == 'AWAITING_COLLECTION'
    told = [(call['call'], call['code']) for call in world.ship_calls
            if call['package_id'] == package.id]
    assert told == [('ship', alone), ('batch', among)]


def test_others_packages(packer):
    other = packer.at('VN').order()
    assert packer.ship(other.packages[0])[0] == 21011028
    assert packer.ship('1')[0] == 21001001
    assert packer.get(f'/packages/{other.packages[0].id}')[0] == 36009004
    fbt = packer.order(kind='FBT')
    assert packer.ship(fbt.packages[0])[0] == 21008025


def test_on_command(packer):
    one, two = packer.order(), packer.order()
    rows = {'packages': [{'id': each.packages[0].id} for each in (one, two)]}
    packer.sandbox.faults.next('package:21011008', path='/packages/ship')
    [error] = packer.post('/packages/ship', rows)[1]['errors']
    assert (error['code'], error['detail']['package_id']) == (21011008, one.packages[0].id)
    packer.sandbox.world.refuse_shipping(one.packages[0], 21021010)
    assert packer.ship_order(one)[0] == 21021010
    assert packer.ship_order(one)[0] == 0
    packer.sandbox.faults.next(21001003, path='/ship')
    assert packer.ship_order(two)[0] == 21001003


# === PICKUPS === #

def test_slots_go_with_the_clock(packer):
    there, world = packer.at('GB'), packer.sandbox.world
    package = there.order().packages[0]
    path = f'/packages/{package.id}/handover_time_slots'
    first = there.get(path)[1]
    assert first['can_pickup'] and first['can_drop_off'] and first['can_van_collection']
    assert 'available' not in first['pickup_slots'][0]
    free = [slot for slot in first['pickup_slots'] if slot['avaliable']]
    taken = [slot for slot in first['pickup_slots'] if not slot['avaliable']][-1]
    for slot in (*free, taken):
        del slot['avaliable']
    assert there.ship(package, handover_method='PICKUP', pickup_slot=taken)[0] == 21011053
    world.advance(free[0]['end_time'] - world.clock.now() + 1)
    assert there.get(path)[1]['pickup_slots'][0]['start_time'] > free[0]['start_time']
    assert there.ship(package, handover_method='PICKUP', pickup_slot=free[0])[0] == 21004017
    assert there.ship(package, handover_method='PICKUP', pickup_slot=free[-1])[0] == 0
    assert there.get(f'/packages/{package.id}')[1]['pickup_slot'] == free[-1]
    assert there.get(path)[0] == 21001001


@pytest.mark.parametrize(('region', 'code', 'method'), [
    ('MY', 0, 'PICKUP'), ('GB', 0, 'PICKUP'), ('DE', 0, 'PICKUP'), ('BR', 21011054, None),
])
def test_a_pickup_without_a_time(packer, region, code, method):
    there = packer.at(region)
    order = there.order()
    if region == 'BR':
        packer.sandbox.world.answer_invoice(order)
    assert there.ship(order.packages[0], handover_method='PICKUP')[0] == code
    assert there.get(f'/packages/{order.packages[0].id}')[1].get('handover_method') == method


def test_handover_is_ignored_in_south_east_asia(packer):
    package = packer.order().packages[0]
    stale = {'start_time': 1, 'end_time': 2}
    assert packer.ship(package, handover_method='DROP_OFF', pickup_slot=stale)[0] == 0
    row = packer.get(f'/packages/{package.id}')[1]
    assert row['handover_method'] == 'PICKUP' and 'pickup_slot' not in row


def test_a_missed_pickup_is_arranged_again(packer):
    there, world = packer.at('GB'), packer.sandbox.world
    package = there.order().packages[0]
    assert there.ship(package, handover_method='PICKUP')[0] == 0
    number = package.tracking_number
    world.miss_pickup(package.id)
    assert there.get(f'/packages/{package.id}')[1]['package_sub_status'] == 'ISSUE'
    assert there.ship(package, handover_method='DROP_OFF')[0] == 0
    assert package.tracking_number == number and package.handover_method == 'DROP_OFF'
    assert there.ship(package)[0] == 11006021


# === MARK PACKAGE AS SHIPPED === #

@pytest.mark.parametrize(('region', 'code'), [
    ('US', 0), ('GB', 0), ('DE', 0), ('JP', 0), ('MY', 21008106), ('VN', 21008106),
    ('BR', 21008106),
])
def test_where_sellers_mark(packer, region, code):
    there = packer.at(region)
    order = there.order(shipping_type='SELLER')
    assert there.mark(order)[0] == code
    if not code:
        assert order.status == 'AWAITING_COLLECTION'
        assert there.mark(order)[0] == 21011020


def test_marked_in_parts(packer):
    there = packer.at('GB')
    order = there.order(shipping_type='SELLER', items=[{'quantity': 3}])
    first, *others = lines(order)
    code, data = there.mark(order, [first])
    assert code == 0 and data['order_line_item_ids'] == [first]
    assert order.status == 'PARTIALLY_SHIPPING'
    assert there.mark(order)[0] == 21011048
    assert there.mark(order, [first])[0] == 21011020
    assert there.mark(order, ['1'])[0] == 21011029
    code, data = there.post(f'/orders/{order.id}/packages', {
        'order_line_list': [{'order_line_id': each} for each in others],
        'shipping_info_list': [there.info()]}, root='/fulfillment/202610')
    assert code == 0 and data['package_id'] != order.packages[0].id
    assert order.status == 'AWAITING_COLLECTION'


@pytest.mark.parametrize(('state', 'code'), [
    ('held', 21011044), ('cancelled', 21011003), ('requested', 21008044), ('delivered', 21011020),
])
def test_what_cannot_be_marked(packer, state, code):
    there = packer.at('GB')
    status = 'ON_HOLD' if state == 'held' else 'AWAITING_SHIPMENT'
    order = there.order(shipping_type='SELLER', status=status)
    STATES[state](packer.sandbox.world, order)
    assert there.mark(order)[0] == code


def test_who_ships_refuses_the_request_in_the_us(packer):
    there = packer.at('US')
    order = there.order(shipping_type='SELLER')
    packer.sandbox.world.request_cancel(order)
    assert there.mark(order)[0] == 0
    assert order.status == 'AWAITING_COLLECTION' and not order.request_cancel_time
    assert order.cancellations[-1].status == 'CANCELLATION_REQUEST_CANCEL'


def test_numbers(packer):
    there = packer.at('GB')

    def order(**what):
        return there.order(shipping_type='SELLER', **what)

    for wrong in ('abc', 'a b c d', 'x' * 51, 'número'):
        assert there.mark(order(), tracking_number=wrong)[0] == 21004012
    assert there.mark(order(), shipping_provider_id='1')[0] == 21011022
    assert there.mark(packer.at('GB').order())[0] == 21011004  # TikTok ships it
    first = order()
    buyer, place = first.buyer.user_id, first.warehouse.id
    for each in [first, *(order(user_id=buyer, warehouse=place) for _ in range(19))]:
        assert there.mark(each, tracking_number='RM111111111GB')[0] == 0
    assert there.mark(order(user_id=buyer), tracking_number='RM111111111GB')[0] == 21011026
    assert there.mark(order(), tracking_number='RM111111111GB')[0] == 21011025


@pytest.mark.parametrize(('number', 'provider', 'word'), [
    ('RM123456785GB', 0, None), ('RM123456785GB', 1, 'Royal Mail'), ('ABCD', 0, 'any'),
])
def test_warnings_stand_under_code_0(packer, number, provider, word):
    there = packer.at('GB')
    code, data = there.mark(
        there.order(shipping_type='SELLER'),
        tracking_number=number, shipping_provider_id=there.carrier(provider))
    assert code == 0
    assert word in data['warning']['message'] if word else 'warning' not in data


# === CREATE PACKAGES === #

@pytest.mark.parametrize('region', ['US', 'JP'])
def test_a_label_is_bought_once(packer, region):
    there, world = packer.at(region), packer.sandbox.world
    order = there.order(items=[{'quantity': 2}])
    code, data = there.post(f'/orders/{order.id}/shipping_services/query')
    service = data['shipping_services'][-1]
    assert code == 0 and data['order_line_id'] == lines(order)
    code, bought = there.buy(order, shipping_service_id=service['id'])
    assert code == 0 and bought['shipping_service_info']['price'] == service['price']
    assert order.status == 'AWAITING_COLLECTION'
    assert there.buy(order)[0] == 21022025
    assert there.post(f'/orders/{order.id}/shipping_services/query')[0] == 21011006
    [label] = world.labels
    assert (label['package_id'], label['item_ids']) == (bought['package_id'], lines(order))
    assert [call['code'] for call in world.ship_calls] == [0, 21022025]


def test_bought_in_parts(packer):
    there, world = packer.at('US'), packer.sandbox.world
    order = there.order(items=[{'quantity': 3}])
    first, *others = [{'order_line_id': each} for each in lines(order)]
    assert there.buy(order, ship_type='2')[0] == 21011048
    assert there.buy(order, ship_type='2', order_line_item=[first])[0] == 0
    assert order.status == 'PARTIALLY_SHIPPING'
    assert there.buy(order)[0] == 21011048
    assert there.buy(order, ship_type='2', order_line_item=[first])[0] == 21022025
    assert there.buy(order, ship_type='2', order_line_item=others)[0] == 0
    assert [len(label['item_ids']) for label in world.labels] == [1, 2]


def test_one_label_for_two_orders(packer):
    there, world = packer.at('US'), packer.sandbox.world
    first = there.order()
    second = there.order(user_id=first.buyer.user_id, warehouse=first.warehouse.id)
    ids = [first.id, second.id]
    code, data = there.post('/packages', {'ship_type': '3', 'order_list_ids': ids},
                            root='/fulfillment/202512')
    assert code == 0 and len(world.labels) == 1
    assert {each.packages[0].id for each in (first, second)} == {data['package_id']}
    assert {first.status, second.status} == {'AWAITING_COLLECTION'}


def test_what_is_not_bought(packer):
    there = packer.at('US')
    order = there.order()
    heavy = {'value': '71', 'unit': 'POUND'}
    large = {'length': '200', 'width': '1', 'height': '1', 'unit': 'INCH'}
    assert there.buy(order, shipping_service_id='1')[0] == 21004008
    assert there.buy(order, weight=heavy)[0] == 11021009
    assert there.buy(order, dimension=large)[0] == 11021014
    assert there.buy(order, ship_type='9')[0] == 21001001
    assert there.post(f'/orders/{order.id}/shipping_services/query',
                      {'weight': heavy})[0] == 21011037
    assert there.buy(there.order(shipping_type='SELLER'))[0] == 21011012
    assert there.buy(there.order(kind='FBT'))[0] == 21008025
    assert there.buy(there.order(status='ON_HOLD'))[0] == 21011044
    assert packer.buy(packer.order())[0] == 21008106
    assert not packer.sandbox.world.labels


def test_tiktok_chooses_the_service(packer):
    there = packer.at('US')
    packer.sandbox.knobs.set(one_service=True)
    order = there.order()
    found = there.post(f'/orders/{order.id}/shipping_services/query')[1]['shipping_services']
    assert len(found) == 1 < len(services.SERVICES['US'])
    assert there.buy(order, shipping_service_id='1')[0] == 0


# === BRAZIL === #

def test_the_invoice_comes_first(packer):
    there, world = packer.at('BR'), packer.sandbox.world
    order = there.order()
    package = order.packages[0]
    invoice = {'package_id': package.id, 'order_ids': [order.id], 'file_type': 'XML'}

    def upload(text):
        return there.post('/invoice/upload', {'invoices': [{**invoice, 'file': text}]},
                          root='/fulfillment/202502')[1].get('errors', [])

    def says():
        detail = there.ask('GET', '/order/202507/orders', ids=order.id)
        return detail['data']['orders'][0]['need_upload_invoice']

    assert there.ship(package)[0] == 21004006 and says() == 'NEED_INVOICE'
    assert [row['code'] for row in upload('bm8geG1s')] == [21001001]
    assert upload('PG5mZS8+') == [] and says() == 'INVOICE_PROCESSING'
    assert [row['code'] for row in upload('PG5mZS8+')] == [21011003]
    assert there.ship(package)[0] == 21004020
    world.answer_invoice(order, 'INVALID', 'NOT_FOUND')
    assert there.ship(package)[0] == 21004006
    assert upload('PG5mZS8+') == []
    world.advance(61)
    assert says() == 'INVOICE_UPLOADED' and there.ship(package)[0] == 0
    assert packer.post('/invoice/upload', root='/fulfillment/202502')[0] == 21008106
