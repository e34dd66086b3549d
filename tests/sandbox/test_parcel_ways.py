"""Where parcels are, who carries them, and the one correction of a number."""

import pytest
import requests
from packer import Packer

from sandbox import Sandbox

HOUR = 3600


@pytest.fixture
def packer():
    with Sandbox(seed=7, orders=120, markets=('US', 'GB', 'MY', 'DE', 'BR')) as sandbox:
        yield Packer(sandbox, 'GB')


def shipped(packer, **what):
    order = packer.order(shipping_type='SELLER', **what)
    own = packer.info(f'X{order.id[-12:]}')
    if packer.region == 'MY':
        code, _data = packer.ship(order.packages[0], self_shipment=own)
    else:
        code, _data = packer.mark(order, **own)
    assert code == 0
    return order


def correct(packer, order, **info):
    return packer.post(f'/orders/{order.id}/shipping_info/update',
                       {**packer.info('RM987654321GB'), **info})[0]


# === CORRECTIONS === #

@pytest.mark.parametrize('region', ['US', 'GB', 'MY'])
def test_one_correction_within_three_days(packer, region):
    there, world = packer.at(region), packer.sandbox.world
    order, late = shipped(there), shipped(there, items=[{'quantity': 2}])
    assert correct(there, order, tracking_number='no such sign!') == 21011022
    assert correct(there, order, shipping_provider_id='1') == 21011022
    world.advance(72 * HOUR)
    assert correct(there, order) == 0
    assert order.packages[0].tracking_number == 'RM987654321GB'
    assert correct(there, order) == 21011051
    world.advance(1)
    assert correct(there, late, tracking_number='RM1111111GB') == 21011050


def test_no_time_is_given_on_the_continent(packer):
    there = packer.at('DE')
    order = shipped(there)
    packer.sandbox.world.advance(6 * 24 * HOUR)
    assert correct(there, order) == 0
    assert correct(there, order) == 21011051


def test_a_split_order_is_corrected_by_package(packer):
    order = packer.order(shipping_type='SELLER', items=[{'quantity': 2}])
    for unit in order.units:
        assert packer.mark(order, [unit.id])[0] == 0
    first, second = order.packages
    assert correct(packer, order) == 21011049

    def by_package(package, root):
        info = packer.info('RM987654321GB')
        body = {'shipping_info_list': [info]} if root.endswith('202610') else info
        return packer.post(f'/packages/{package.id}/shipping_info/update', body, root=root)[0]

    assert by_package(first, '/fulfillment/202610') == 0
    assert first.tracking_number == 'RM987654321GB' != second.tracking_number
    assert by_package(second, '/fulfillment/202309') == 21011051


def test_what_cannot_be_corrected(packer):
    world = packer.sandbox.world
    assert correct(packer, packer.order(shipping_type='SELLER')) == 21011043
    assert correct(packer, packer.order(status='AWAITING_COLLECTION')) == 21011004
    order = shipped(packer)
    world.deliver(world.collect(order))
    assert correct(packer, order) == 21011030
    order = shipped(packer)
    package = order.packages[0]
    world.cancel(order)
    assert correct(packer, order) == 21011041
    assert packer.post(f'/packages/{package.id}/shipping_info/update',
                       packer.info())[0] == 21011042


# === CARRIERS === #

def test_options_and_carriers(packer):
    path = f'/warehouses/{packer.shop.warehouses[0].id}/delivery_options'
    code, data = packer.get(path, root='/logistics/202309')
    own, standard, _express = data['delivery_options']
    assert code == 0 and own['type'] == 'SEND_BY_SELLER'

    def providers(option, **query):
        return packer.get(f'/delivery_options/{option["id"]}/shipping_providers',
                          root='/logistics/202309', **query)

    code, data = providers(own)
    names = [row['name'] for row in data['shipping_providers']]
    assert code == 0 and names == ['Royal Mail', 'Evri', 'DPD']
    assert providers(standard)[0] == 21008117
    assert providers({'id': '1'})[0] == 21008116
    assert packer.get('/warehouses/1/delivery_options', root='/logistics/202309')[0] == 36009004
    order = packer.order(shipping_type='SELLER')
    shown = packer.ask('GET', '/order/202507/orders', ids=order.id)['data']['orders'][0]
    assert shown['delivery_option_id'] == own['id']


@pytest.mark.parametrize(('regions', 'names'), [
    ({}, None), ({'warehouse_region': 'DE'}, None), ({'buyer_region': 'FR'}, None),
    ({'warehouse_region': 'DE', 'buyer_region': 'US'}, None),
    ({'warehouse_region': 'DE', 'buyer_region': 'DE'}, ['DHL', 'Hermes', 'DPD', 'GLS']),
    ({'warehouse_region': 'DE', 'buyer_region': 'FR'}, ['DHL', 'DPD', 'GLS']),
    ({'warehouse_region': 'FR', 'buyer_region': 'FR'}, ['Colissimo', 'Chronopost', 'DPD', 'GLS']),
])
def test_carriers_of_the_eu_need_both_regions(packer, regions, names):
    there = packer.at('DE')
    option = there.order(shipping_type='SELLER')
    shown = there.ask('GET', '/order/202507/orders', ids=option.id)['data']['orders'][0]
    code, data = there.get(f"/delivery_options/{shown['delivery_option_id']}/shipping_providers",
                           root='/logistics/202309', **regions)
    assert code == (0 if names else 21008116)
    if names:
        assert [row['name'] for row in data['shipping_providers']] == names


# === ON THEIR WAY === #

def test_what_happens_to_a_parcel_is_told_in_milliseconds(packer):
    world, order = packer.sandbox.world, shipped(packer)
    package = order.packages[0]
    for step in (world.scan, lambda each: world.package_exception(each, 'PACKAGE_LOST')):
        world.advance(HOUR)
        step(package.id)
    rows = packer.get(f'/orders/{order.id}/tracking')[1]['tracking']
    times = [row['update_time_millis'] for row in rows]
    assert len(rows) == 3 and times == sorted(times, reverse=True)
    assert times[0] // 1000 == world.clock.now()
    row = packer.get(f'/packages/{package.id}')[1]
    assert (row['package_sub_status'], row['ship_exception_reason']) == (
        'SHIP_EXCEPTION', 'PACKAGE_LOST')
    assert row['update_time'] == world.clock.now()


def test_carriers_come_by_themselves(packer):
    packer.sandbox.knobs.set(scan_seconds=HOUR, deliver_seconds=24 * HOUR)
    order = shipped(packer)
    packer.sandbox.world.advance(HOUR)
    assert order.status == 'IN_TRANSIT' and order.packages[0].status == 'FULFILLING'
    packer.sandbox.world.advance(24 * HOUR)
    assert order.status == 'DELIVERED'
    lost = shipped(packer, items=[{'quantity': 3}])
    packer.sandbox.world.package_exception(lost.packages[0])
    packer.sandbox.world.advance(48 * HOUR)
    assert lost.status == 'AWAITING_COLLECTION'


def test_search(packer):
    there = packer.at('MY')
    all_of_it = there.sandbox.world.packages.of(there.shop)
    code, data = there.post('/packages/search', page_size=50)
    assert code == 0 and data['total_count'] == len(all_of_it) > 5
    found, token = [], None
    while token != '':
        pages = {'page_token': token} if token else {}
        data = there.post('/packages/search', page_size=3, sort_field='update_time',
                          sort_order='ASC', **pages)[1]
        found, token = found + data['packages'], data['next_page_token']
    assert [row['id'] for row in found] == [
        each.id for each in sorted(all_of_it.values(), key=lambda x: (x.update_time, x.id))]
    start = found[-1]['update_time']
    there.ship_order(there.order())
    rows = there.post('/packages/search', {'update_time_ge': start + 1}, page_size=50)[1]
    assert [row['status'] for row in rows['packages']] == ['PROCESSING']
    rows = there.post('/packages/search', {'package_status': 'COMPLETED'}, page_size=50)[1]
    assert {row['status'] for row in rows['packages']} == {'COMPLETED'}
    for size in (0, 51):
        assert there.post('/packages/search', page_size=size)[0] == 36009004
    assert there.post('/packages/search')[0] == 36009004


def test_every_number_of_the_label_is_tiktoks(packer):
    there = packer.at('US')
    order = there.order()
    assert there.buy(order)[0] == 0

    def check(number):
        return there.get('/tts_tracking_validation', root='/fulfillment/202508',
                         tracking_number=number)[1]['is_tiktok_shipping']

    assert check(order.packages[0].tracking_number) and not check('1Z999')
    code, _data = packer.get('/tts_tracking_validation', root='/fulfillment/202508',
                             tracking_number='1Z999')
    assert code == 21008106


def test_what_has_to_leave_first(packer):
    there = packer.at('MY')
    order = there.order(priority=100)
    shown = there.ask('GET', '/order/202507/orders', ids=order.id)['data']['orders'][0]
    assert shown['fulfillment_priority_level'] == 100


def test_over_http(packer):
    url, order = packer.sandbox.url, packer.order()

    def do(name, **what):
        answer = requests.post(f'{url}/sandbox/{name}', json=what, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()['result']

    def look(name):
        return requests.get(f'{url}/sandbox/{name}', timeout=10).json()[name]

    package = order.packages[0].id
    do('refuse_shipping', key=order.id, code=21011008)
    assert packer.ship_order(order)[0] == 21011008
    assert packer.ship_order(order)[0] == 0
    assert do('scan', package=package)['status'] == 'IN_TRANSIT'
    assert do('package_exception', package=package, reason='PACKAGE_LOST')['trouble']
    assert [call['code'] for call in look('ship_calls')] == [21011008, 0]
    assert look('labels') == []
    assert {row['status'] for row in look('packages') if row['id'] == package} == {'FULFILLING'}
