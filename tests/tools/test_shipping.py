"""Which call tells TikTok of a parcel: a table of orders, and what is never done, come what may."""
from itertools import product

import pytest

from tools import order_fields, shipping
from tools.order_status import GONE, STATUSES
from tools.shipping import BORN_PACKED, MARKED, Order, Package, Way, decide, facts, number_problem

NOW = 1_763_700_000
A, B = Package('7', 'TO_FULFILL', ('1',)), Package('8', 'TO_FULFILL', ('2',))
BOTH = Package('7', 'TO_FULFILL', ('1', '2'))
SHIPPED = Package('9', 'PROCESSING', ('1',))
OPAQUE = Package('6')
TIKTOK = Order('AWAITING_SHIPMENT', 'FULFILLMENT_BY_SELLER', 'TIKTOK', 'US', items=('1', '2'))
SELLER = TIKTOK._replace(shipping_type='SELLER')
STORE = TIKTOK._replace(shipping_type='IN_STORE_PICKUP', region='ID')
DIGITAL = TIKTOK._replace(shipping_type='TIKTOK_DIGITAL')
FBT = TIKTOK._replace(fulfillment_type='FULFILLMENT_BY_TIKTOK')
BRAZIL = TIKTOK._replace(region='BR')


def at(order, *regions):
    return [order._replace(region=region) for region in regions]


def ship(call, *packages):
    items = tuple(item for each in packages for item in each.item_ids)
    return Way(call, '', tuple(each.id for each in packages), items)


# What is sent how: an order, its packages, the call.
WAYS = [
    # TikTok ships what is in a package, wherever that is.
    *((order, [BOTH], ship('ship', BOTH))
      for order in at(TIKTOK, 'MY', 'BR', 'GB', 'DE', 'US', 'JP', 'SA', '')),
    (TIKTOK, [A, B], ship('ship', A, B)),
    (TIKTOK._replace(status='PARTIALLY_SHIPPING'), [SHIPPED, B], ship('ship', B)),
    # Without one its label is bought,
    *((order, [], Way('buy', item_ids=('1', '2'))) for order in at(TIKTOK, 'US', 'JP', 'GB', 'SA')),
    (TIKTOK._replace(status='PARTIALLY_SHIPPING'), [SHIPPED], Way('buy', item_ids=('2',))),
    # but not where each order gets one.
    *((order, [], Way('wait', 'package')) for order in at(TIKTOK, *BORN_PACKED)),
    # The seller marks what has left, in a package or not,
    *((order, packages, Way('mark', item_ids=('1', '2')))
      for order, packages in product(at(SELLER, *MARKED), ([], [A, B], [BOTH], [A], [OPAQUE]))),
    (SELLER, [SHIPPED], Way('mark', item_ids=('2',))),
    # or ships the package with his own number.
    *((order, [BOTH], ship('ship_self', BOTH)) for order in at(SELLER, *BORN_PACKED, 'SA')),
    (SELLER._replace(region=''), [BOTH], Way('unknown', 'region')),
    *((order, [], Way('wait', 'package')) for order in at(SELLER, *BORN_PACKED)),
    *((order, [], Way('unknown', 'region')) for order in at(SELLER, 'SA', '')),
    # The buyer comes for it.
    (STORE, [BOTH], ship('hand_out', BOTH)),
    (STORE._replace(region='US'), [], Way('wait', 'package')),
    # Nothing is sent from here.
    (FBT, [BOTH], Way('none', 'fbt')),
    (FBT._replace(fulfillment_type='FULFILLMENT_BY_DILAYANI_TOKOPEDIA'), [], Way('none', 'fbt')),
    (DIGITAL, [], Way('none', 'digital')),
    (TIKTOK._replace(items=()), [], Way('none', 'cancelled')),
    (TIKTOK._replace(status='CANCELLED'), [], Way('none', 'cancelled')),
    *((TIKTOK._replace(status=status), [BOTH], Way('none', 'gone')) for status in GONE),
    (TIKTOK._replace(items=('1',)), [SHIPPED], Way('none', 'arranged')),
    (SELLER._replace(items=('1',)), [SHIPPED], Way('none', 'arranged')),
    (TIKTOK._replace(status='AWAITING_COLLECTION', items=('1',)), [SHIPPED],
     Way('none', 'arranged')),
    # Not yet.
    (TIKTOK._replace(status='UNPAID'), [], Way('wait', 'unpaid')),
    (TIKTOK._replace(status='ON_HOLD'), [BOTH], Way('wait', 'on_hold')),
    (TIKTOK._replace(is_cancel_requested=True), [BOTH], Way('wait', 'cancel_requested')),
    (TIKTOK._replace(is_combining=True), [BOTH], Way('wait', 'combining')),
    (BRAZIL._replace(invoice_status='NEED_INVOICE'), [BOTH], Way('wait', 'invoice')),
    (BRAZIL._replace(invoice_status='INVOICE_PROCESSING'), [BOTH], Way('wait', 'invoice_checked')),
    (BRAZIL._replace(invoice_status='UNKNOWN'), [BOTH], Way('wait', 'invoice_unknown')),
    (BRAZIL._replace(invoice_status='PERHAPS'), [BOTH], Way('wait', 'invoice_unknown')),
    (BRAZIL._replace(invoice_status='INVOICE_UPLOADED'), [BOTH], ship('ship', BOTH)),
    (BRAZIL._replace(invoice_status='NO_NEED'), [BOTH], ship('ship', BOTH)),
    (TIKTOK._replace(invoice_status='UNKNOWN'), [BOTH], ship('ship', BOTH)),
    # What was not seen before is said.
    (Order(is_known=False), [], Way('unknown', 'forgotten')),
    (TIKTOK._replace(status='DREAMING'), [BOTH], Way('unknown', 'status')),
    (TIKTOK._replace(status=''), [], Way('unknown', 'status')),
    (TIKTOK._replace(fulfillment_type='BY_DRONE'), [BOTH], Way('unknown', 'fulfillment_type')),
    (TIKTOK._replace(shipping_type='BY_DRONE'), [BOTH], Way('unknown', 'shipping_type')),
    (TIKTOK._replace(shipping_type=''), [BOTH], Way('unknown', 'shipping_type')),
    (TIKTOK, [BOTH._replace(status='LOST')], Way('unknown', 'package_status')),
    (TIKTOK, [BOTH._replace(status='CANCELLED')], Way('unknown', 'package_status')),
    (TIKTOK, [A], Way('unknown', 'mixed')),
    (TIKTOK, [OPAQUE], Way('unknown', 'mixed')),
    (TIKTOK._replace(status='AWAITING_COLLECTION'), [BOTH], Way('unknown', 'mixed')),
    (SELLER._replace(status='AWAITING_COLLECTION'), [], Way('unknown', 'mixed')),
]


@pytest.mark.parametrize(('order', 'packages', 'way'), WAYS)
def test_way(order, packages, way):
    assert decide(order, packages) == way


def test_every_call_and_reason_is_in_the_table():
    reasons = {'none': shipping.NOTHING, 'wait': shipping.WAITS, 'unknown': shipping.UNKNOWNS}
    found = {(way.call, way.reason) for _order, _packages, way in WAYS}
    assert {each for each in found if each[1]} == {
        (call, reason) for call, some in reasons.items() for reason in some}
    assert {call for call, reason in found if not reason} == {
        'ship', 'buy', 'ship_self', 'mark', 'hand_out'}


def every():
    """Yield (order, packages): whatever can come together."""
    orders = (
        Order(status, fulfillment_type, shipping_type, region, invoice, requested, combining,
              known, items)
        for status, fulfillment_type, shipping_type, region, invoice, requested, combining, known,
        items in product(
            (*STATUSES, 'DREAMING'), ('', 'FULFILLMENT_BY_SELLER', 'FULFILLMENT_BY_TIKTOK', 'X'),
            (*shipping.SHIPPING_TYPES, 'X'), ('US', 'MY', 'BR', 'SA'), ('', 'NEED_INVOICE'),
            (False, True), (False, True), (False, True), ((), ('1',), ('1', '2'))))
    return product(orders, ([], [A], [BOTH], [SHIPPED, B], [OPAQUE]))


def test_whatever_comes_together():
    for order, packages in every():
        way = decide(order, packages)
        if way.reason:
            assert (way.package_ids, way.item_ids) == ((), ())
            continue
        assert order.is_known and order.status in ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
        assert not order.is_cancel_requested and not order.is_combining and not order.invoice_status
        arranged = {each.id for each in packages if each.status != 'TO_FULFILL'}
        assert not arranged & set(way.package_ids), "it would be shipped twice"
        assert not set(way.item_ids) & {
            item for each in packages if each.id in arranged for item in each.item_ids}
        assert way.package_ids or way.item_ids
        if way.call == 'buy':
            assert order.shipping_type == 'TIKTOK' and order.region not in BORN_PACKED
            packed = {item for each in packages for item in each.item_ids}
            assert not set(way.item_ids) & packed, "its label would be bought for a second time"


# === WHAT AN ORDER SAYS === #

def item(key, package=None, status=None, **more):
    line = {'id': key, 'display_status': 'AWAITING_SHIPMENT', **more}
    if package:
        line['package_id'] = package
    return {**line, 'package_status': status} if status else line


def payload(*items, **more):
    return {
        'id': '5', 'status': 'AWAITING_SHIPMENT', 'fulfillment_type': 'FULFILLMENT_BY_SELLER',
        'shipping_type': 'TIKTOK', 'line_items': list(items), 'paid_time': NOW, **more}


def test_facts():
    order, packages = facts(
        payload(item('1', '7', 'TO_FULFILL'), item('2', '7', 'TO_FULFILL'), item('3'),
                item('4', '7', 'TO_FULFILL', display_status='CANCELLED'),
                need_upload_invoice='NO_NEED', is_buyer_request_cancel=True), region='BR')
    assert order == Order(
        'AWAITING_SHIPMENT', 'FULFILLMENT_BY_SELLER', 'TIKTOK', 'BR', 'NO_NEED', True, False, True,
        ('1', '2', '3'))
    assert packages == [BOTH]


def test_facts_of_some_units():
    told = payload(item('1', '7', 'TO_FULFILL'), item('2', '8', 'PROCESSING'), item('3'))
    order, packages = facts(told, ['1', 3])
    assert order.items == ('1', '3')
    assert packages == [A]
    assert decide(*facts(told, ['2'])) == Way('none', 'arranged')
    assert decide(*facts(told, [])) == Way('none', 'cancelled')


@pytest.mark.parametrize('nothing', [None, {}, False])
def test_nothing_is_decided_of_what_is_forgotten(nothing):
    assert decide(*facts(nothing)) == Way('unknown', 'forgotten')


@pytest.mark.parametrize(('display', 'status'), [
    ('AWAITING_SHIPMENT', 'TO_FULFILL'), ('AWAITING_COLLECTION', 'PROCESSING'),
    ('IN_TRANSIT', 'FULFILLING'), ('DELIVERED', 'COMPLETED'), ('DREAMING', '')])
def test_status_of_a_package_that_only_its_units_tell(display, status):
    _order, packages = facts(payload(item('1', '7', display_status=display)))
    assert packages == [Package('7', status, ('1',))]


def test_package_that_only_the_order_names_holds_what_is_in_no_other():
    _order, packages = facts(payload(
        item('1', '9', 'PROCESSING'), item('2'), packages=[{'id': '9'}, {'id': '8'}]))
    assert packages == [SHIPPED, B]
    told = payload(item('1'), item('2'), packages=[{'id': '7'}])
    assert decide(*facts(told)) == ship('ship', BOTH)


def test_packages_of_which_nobody_knows_what_is_in_them():
    told = payload(item('1'), item('2'), packages=[{'id': '7'}, {'id': '8'}, None, {'id': ''}])
    assert facts(told)[1] == [Package('7'), Package('8')]
    assert decide(*facts(told)) == Way('unknown', 'mixed')


def test_package_that_was_once_is_none():
    told = payload(item('1', '7', 'TO_FULFILL'), packages=[{'id': '7'}, {'id': '3'}])
    assert facts(told)[1] == [A]


@pytest.mark.parametrize('written', [
    'IN-STORE PICKUP', 'IN_STORE_PICKUP', 'in-store-pickup', 'In-store  Pickup'])
def test_in_store_pickup_is_written_in_several_ways(written):
    order, _packages = facts(payload(item('1'), shipping_type=written))
    assert order.shipping_type == 'IN_STORE_PICKUP'


def test_country_of_the_buyer_is_not_the_market():
    told = payload(item('1'), shipping_type='SELLER', recipient_address={'region_code': 'US'})
    assert decide(*facts(told)) == Way('unknown', 'region')
    assert decide(*facts(told, region='DE')) == Way('mark', item_ids=('1',))


@pytest.mark.parametrize('key', ['auto_combine_group_id', 'auto_combine_order_id'])
@pytest.mark.parametrize(('more', 'waited', 'is_combining'), [
    ({}, 0, True), ({}, 7 * 3600 - 1, True), ({}, 7 * 3600, False),
    ({'split_or_combine_tag': 'COMBINED'}, 0, False),
    ({'split_or_combine_tag': 'SPLIT'}, 0, True),
    ({'paid_time': None, 'create_time': NOW}, 7 * 3600 - 1, True),
    ({'paid_time': None, 'create_time': NOW}, 7 * 3600, False),
    ({'paid_time': None}, 10 ** 6, True),
])
def test_combining_ends(key, more, waited, is_combining):
    order, _packages = facts(payload(item('1'), **{key: '77'}, **more), now=NOW + waited)
    assert order.is_combining == is_combining


@pytest.mark.parametrize('group', [None, '', {}, []])
def test_order_of_no_group_is_not_combined(group):
    order, _packages = facts(payload(item('1'), auto_combine_group_id=group), now=NOW)
    assert not order.is_combining


ODD = (None, True, 0, -1, 7.5, float('inf'), 10 ** 400, 'x', '\x00', [], {},
       [None, 'x', 5, {}], {'id': {}, 'region_code': []}, [{'id': None, 'package_id': []}],
       [{'id': 1, 'package_id': 7}])


@pytest.mark.parametrize('key', [
    'id', 'status', 'fulfillment_type', 'shipping_type', 'line_items', 'packages', 'paid_time',
    'auto_combine_group_id', 'need_upload_invoice', 'recipient_address', 'is_buyer_request_cancel',
    'split_or_combine_tag', 'fulfillment_priority_level', 'delivery_option_id',
])
def test_whatever_an_order_says_there_is_an_answer(key):
    proper = payload(item('1', '7', 'TO_FULFILL'), item('2'), auto_combine_group_id='4')
    for odd in ODD:
        told = {**proper, key: odd}
        assert isinstance(decide(*facts(told)), Way)
        order_fields.fulfilment_of(told)


@pytest.mark.parametrize('odd', ODD)
@pytest.mark.parametrize('key', ['id', 'display_status', 'package_id', 'package_status'])
def test_whatever_a_unit_says_there_is_an_answer(key, odd):
    told = payload({**item('1', '7', 'TO_FULFILL'), key: odd}, item('2', '7', 'TO_FULFILL'))
    assert isinstance(decide(*facts(told)), Way)


def test_what_is_kept_of_an_order():
    assert order_fields.fulfilment_of({
        'fulfillment_priority_level': 600, 'delivery_option_id': '7057', 'packages': [{'id': '7'}],
        'delivery_option_name': 'Standard', 'delivery_type': 'HOME_DELIVERY', 'warehouse_id': '33',
        'auto_combine_order_id': '44', 'need_upload_invoice': 'NO_NEED', 'buyer_email': 'a@b.c',
        'split_or_combine_tag': 'SPLIT',
    }) == {
        'priority_level': 600, 'delivery_option_ref': '7057', 'delivery_option': 'Standard',
        'delivery_type': 'HOME_DELIVERY', 'auto_combine_ref': '44', 'split_tag': 'SPLIT',
        'invoice_status': 'NO_NEED', 'warehouse_ref': '33'}


# === TRACKING NUMBERS === #

@pytest.mark.parametrize(('number', 'problem'), [
    ('RM123456785GB', ''), ('1-2_3.4/5', ''), ('abcd', ''), ('a' * 50, ''),
    ('', 'missing'), (None, 'missing'), (False, 'missing'),
    ('abc', 'short'), ('a' * 51, 'long'),
    ('RM 123456785', 'letters'), (' abcd', 'letters'), ('abcd\n', 'letters'), ('abcdé', 'letters'),
    ('１２３４', 'letters'), ('abcd,efgh', 'letters'), ('abcd\u200b', 'letters'), ('#1', 'letters'),
])
def test_tracking_number(number, problem):
    assert number_problem(number) == problem
