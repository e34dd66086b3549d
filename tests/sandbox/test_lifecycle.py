"""The state machine: TikTok's table of steps, and what an order shows at each."""

import itertools

import pytest

from sandbox.clock import Clock
from sandbox.errors import NotAllowed, NotFound
from sandbox.world import World, render

HOUR, DAY = 3600, 86400
US, GB, MY = 0, 1, 2
STEPS = ('pay', 'hold', 'release', 'ship', 'collect', 'deliver', 'complete', 'cancel',
         'request_cancel', 'answer_cancel')
ALLOWED = {
    'UNPAID': {'pay': 'ON_HOLD', 'hold': 'ON_HOLD', 'cancel': 'CANCELLED'},
    'ON_HOLD': {'hold': 'ON_HOLD', 'release': 'AWAITING_SHIPMENT', 'cancel': 'CANCELLED'},
    'AWAITING_SHIPMENT': {
        'ship': 'AWAITING_COLLECTION', 'cancel': 'CANCELLED',
        'request_cancel': 'AWAITING_SHIPMENT',
    },
    'PARTIALLY_SHIPPING': {
        'ship': 'AWAITING_COLLECTION', 'collect': 'PARTIALLY_SHIPPING', 'cancel': 'CANCELLED',
    },
    'AWAITING_COLLECTION': {
        'collect': 'IN_TRANSIT', 'cancel': 'CANCELLED', 'request_cancel': 'AWAITING_COLLECTION',
    },
    'IN_TRANSIT': {'deliver': 'DELIVERED'},
    'DELIVERED': {'complete': 'COMPLETED'},
    'COMPLETED': {},
    'CANCELLED': {},
}


@pytest.fixture
def world():
    return World(7, 0, Clock(1_800_000_000))


def shown(world, order):
    return render.order(order, world.knobs)


@pytest.mark.parametrize(('status', 'step'), list(itertools.product(ALLOWED, STEPS)))
def test_table(world, status, step):
    order = world.create_order(US, status=status, items=[{'quantity': 2}])
    assert order.status == status
    if step not in ALLOWED[status]:
        with pytest.raises(NotAllowed):
            getattr(world, step)(order)
        assert order.status == status
    else:
        world.advance(1)
        getattr(world, step)(order)
        assert order.status == ALLOWED[status][step]
        assert order.update_time == world.clock.now()


def test_a_whole_life(world):
    order = world.create_order(MY, status='UNPAID')
    seen = [order.status]
    for step in ('pay', 'release', 'ship', 'collect', 'deliver', 'complete'):
        getattr(world, step)(order.id)
        seen.append(order.status)
    assert seen == ['UNPAID', 'ON_HOLD', 'AWAITING_SHIPMENT', 'AWAITING_COLLECTION', 'IN_TRANSIT',
                    'DELIVERED', 'COMPLETED']


def test_hold_ends_after_an_hour(world):
    order = world.create_order(US, status='UNPAID')
    world.pay(order)
    world.advance(HOUR - 1)
    assert order.status == 'ON_HOLD'
    world.advance(3 * HOUR)
    assert order.status == 'AWAITING_SHIPMENT'
    assert order.update_time == order.paid_time + HOUR  # when it happened, not when we looked


def test_hold_can_be_extended(world):
    order = world.create_order(US, status='UNPAID')
    world.pay(order)
    world.hold(order, 5 * HOUR)
    world.advance(2 * HOUR)
    assert order.status == 'ON_HOLD'
    world.advance(3 * HOUR)
    assert order.status == 'AWAITING_SHIPMENT'


def test_what_happens_when_nobody_acts(world):
    unpaid = world.create_order(US, status='UNPAID')
    waiting = world.create_order(US, status='AWAITING_SHIPMENT')
    there = world.create_order(US, status='DELIVERED')
    asked = world.create_order(US, status='AWAITING_SHIPMENT')
    world.request_cancel(asked)
    world.advance(30 * DAY)
    statuses = [order.status for order in (unpaid, waiting, there, asked)]
    assert statuses == ['CANCELLED', 'CANCELLED', 'COMPLETED', 'CANCELLED']
    initiators = [order.cancellation.initiator for order in (unpaid, waiting, asked)]
    assert initiators == ['SYSTEM', 'SYSTEM', 'BUYER']


def test_pre_order_waits_for_its_release(world):
    order = world.create_order(US, status='ON_HOLD', kind='PRE_ORDER')
    assert shown(world, order)['release_date'] > world.clock.now() + DAY
    world.advance(2 * HOUR)
    assert order.status == 'ON_HOLD'
    world.advance(6 * DAY)
    assert order.status == 'AWAITING_SHIPMENT'


def test_cash_is_paid_on_delivery(world):
    order = world.create_order(MY, kind='COD')
    assert shown(world, order)['is_cod'] and 'paid_time' not in shown(world, order)
    world.ship(order)
    world.collect(order)
    world.deliver(order)
    assert shown(world, order)['paid_time'] == order.delivery_time


def test_split_ships_in_parts(world):
    order = world.create_order(US, items=[{'quantity': 3}])
    first, *others = [unit.id for unit in order.units]
    world.ship(order, [first], tracking_number='A1', provider='USPS')
    assert order.status == 'PARTIALLY_SHIPPING'
    payload = shown(world, order)
    assert payload['split_or_combine_tag'] == 'SPLIT'
    assert [line['display_status'] for line in payload['line_items']] == [
        'AWAITING_COLLECTION', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT']
    assert payload['line_items'][0]['tracking_number'] == 'A1'
    world.ship(order, others)
    assert order.status == 'AWAITING_COLLECTION' and len(order.packages) == 2
    world.collect(order, order.packages[0].id)
    assert order.status == 'AWAITING_COLLECTION'
    world.collect(order)
    assert order.status == 'IN_TRANSIT'


def test_split_of_an_early_package(world):
    order = world.create_order(MY, items=[{'quantity': 1}, {'sku': 'S0-TEA-100', 'quantity': 1}])
    assert len(order.packages) == 1
    world.ship(order, [order.units[0].id])
    assert len(order.packages) == 2 and order.status == 'PARTIALLY_SHIPPING'


def test_package_keys_are_missing_before_shipping_where_there_is_no_package(world):
    for number, early in ((US, False), (GB, False), (MY, True)):
        order = world.create_order(number)
        line = shown(world, order)['line_items'][0]
        assert ('package_id' in line) is ('package_status' in line) is early
        assert ('packages' in shown(world, order)) is early


def test_part_cancellation(world):
    order = world.create_order(US, items=[{'quantity': 3}])
    world.cancel(order, [order.units[1].id], initiator='SELLER')
    payload = shown(world, order)
    assert order.status == 'AWAITING_SHIPMENT' and 'cancel_time' not in payload
    line = payload['line_items'][1]
    assert (line['display_status'], line['cancel_user']) == ('CANCELLED', 'SELLER')
    assert line['cancel_reason'] == 'seller_cancel_reason_out_of_stock'
    world.cancel(order)
    assert order.status == 'CANCELLED'
    assert shown(world, order)['cancellation_initiator'] == 'BUYER'


def test_cancelling_what_is_left_completes_the_shipment(world):
    order = world.create_order(US, items=[{'quantity': 2}])
    world.ship(order, [order.units[0].id])
    world.cancel(order, [order.units[1].id], initiator='SELLER')
    assert order.status == 'AWAITING_COLLECTION'


def test_who_may_cancel_what(world):
    unpaid = world.create_order(US, status='UNPAID')
    malaysian = world.create_order(MY, items=[{'quantity': 2}])
    moving = world.create_order(US, status='IN_TRANSIT')
    with pytest.raises(NotAllowed):
        world.cancel(unpaid, initiator='SELLER')
    with pytest.raises(NotAllowed):
        world.cancel(malaysian, [malaysian.units[0].id], initiator='SELLER')
    with pytest.raises(NotAllowed):
        world.cancel(moving, initiator='BUYER')
    with pytest.raises(NotAllowed):
        world.cancel(moving, initiator='NOBODY')
    assert world.cancel(moving, initiator='OPERATOR').status == 'CANCELLED'


def test_cancel_request_can_be_rejected(world):
    order = world.create_order(US)
    world.request_cancel(order)
    assert shown(world, order)['is_buyer_request_cancel']
    world.answer_cancel(order, approve=False)
    assert order.status == 'AWAITING_SHIPMENT'
    assert not shown(world, order)['is_buyer_request_cancel']


def test_parts_can_be_cancelled_on_hold(world):
    order = world.create_order(GB, status='ON_HOLD', items=[{'quantity': 2}])
    world.cancel(order, [order.units[0].id])
    assert order.status == 'ON_HOLD' and len(order.live) == 1
    with pytest.raises(NotAllowed):
        world.cancel(order, [])


def test_a_touch_changes_the_time_only(world):
    order = world.create_order(US)
    before = shown(world, order)
    world.advance(5)
    world.touch(order)
    assert shown(world, order) == {**before, 'update_time': world.clock.now()}
    assert shown(world, world.touch(order, 'call first'))['seller_note'] == 'call first'


def test_address_update(world):
    order = world.create_order(US)
    world.advance(60)
    world.update_address(order, address_line1='7 New Road', postal_code='90001')
    payload = shown(world, order)
    assert payload['has_updated_recipient_address']
    assert payload['recipient_address']['address_line1'] == '7 New Road'
    assert '7 New Road' in payload['recipient_address']['full_address']
    assert payload['update_time'] == world.clock.now()


def test_buyer_is_unknown_until_released(world):
    for status in ('UNPAID', 'ON_HOLD'):
        payload = shown(world, world.create_order(US, status=status))
        for key in ('recipient_address', 'buyer_email', 'buyer_nickname'):
            assert key not in payload
        assert payload['user_id']
        assert payload['line_items'][0]['display_status'] == (
            'UNPAID' if status == 'UNPAID' else 'AWAITING_SHIPMENT')


def test_masks_where_tiktok_ships(world):
    address = {'name': 'Ahmad Fauzi', 'postal_code': '32000', 'address_line1': 'BLOCK 5',
               'address_line2': '', 'phone_number': '(+60)1131234536'}
    own = world.create_order(MY, shipping_type='SELLER', address=address)
    assert shown(world, own)['recipient_address']['name'] == 'Ahmad Fauzi'
    for what in ({'shipping_type': 'TIKTOK'}, {'kind': 'FBT'}):
        masked = shown(world, world.create_order(MY, address=address, **what))['recipient_address']
        assert masked['name'] == masked['first_name'] == 'A***d F***i'
        assert masked['last_name'] == ''
        assert masked['postal_code'] == '32***'
        assert masked['phone_number'] == '(+60)113*****36'
        assert masked['address_detail'] == masked['address_line1'] == 'BL*****'


def test_special_kinds(world):
    first = world.create_order(US, status='COMPLETED')
    replacement = world.create_order(US, kind='REPLACEMENT', related=first.id)
    exchange = world.create_order(US, kind='EXCHANGE', related=first.id)
    assert shown(world, replacement)['replaced_order_id'] == first.id
    assert shown(world, replacement)['payment']['total_amount'] == '0'
    assert shown(world, exchange)['exchange_source_order_id'] == first.id
    for kind in ('ZERO_LOTTERY', 'PRE_ORDER', 'MADE_TO_ORDER', 'BACK_ORDER'):
        assert shown(world, world.create_order(US, kind=kind))['order_type'] == kind
    fbt = shown(world, world.create_order(US, kind='FBT'))
    assert fbt['fulfillment_type'] == 'FULFILLMENT_BY_TIKTOK'
    sample = shown(world, world.create_order(US, kind='SAMPLE'))
    assert sample['is_sample_order'] and sample['line_items'][0]['sale_price'] == '0'
    gift = shown(world, world.create_order(US, items=[{}, {'gift': True}]))['line_items'][1]
    assert gift['is_gift'] and gift['sale_price'] == '0' != gift['gift_retail_price']


def pair(world, region, **what):
    first = world.create_order(region, **what)
    second = world.create_order(
        region, user_id=first.buyer.user_id, warehouse=first.warehouse.id, **what)
    return first, second


@pytest.mark.parametrize('region', [US, GB, MY])
def test_combined_orders_share_a_package(world, region):
    first, second = world.combine(pair(world, region, items=[{'quantity': 2}]))
    payloads = [shown(world, order) for order in (first, second)]
    assert [payload['split_or_combine_tag'] for payload in payloads] == ['COMBINED'] * 2
    ids = [line['package_id'] for payload in payloads for line in payload['line_items']]
    assert len(ids) == 4 and len(set(ids)) == 1
    assert [payload['packages'] for payload in payloads] == [[{'id': ids[0]}]] * 2
    for step, status in (('ship', 'AWAITING_COLLECTION'), ('collect', 'IN_TRANSIT'),
                         ('deliver', 'DELIVERED')):
        world.advance(60)
        getattr(world, step)(first)
        assert (first.status, second.status) == (status, status)
        assert second.update_time == world.clock.now()
    first, second = shown(world, first), shown(world, second)
    assert first['tracking_number'] == second['tracking_number'] != ''
    assert all(first[name] == second[name] for name in (
        'rts_time', 'collection_time', 'delivery_time'))


def test_cancelling_one_of_two_combined_orders(world):
    first, second = world.combine(pair(world, US))
    world.cancel(first)
    assert (first.status, second.status) == ('CANCELLED', 'AWAITING_SHIPMENT')
    assert second.packages[0].status == 'TO_FULFILL'
    world.ship(second)
    assert (first.status, second.status) == ('CANCELLED', 'AWAITING_COLLECTION')
    world.cancel(second)
    assert second.packages[0].status == 'CANCELLED'


def test_part_of_a_combined_order_ships_apart(world):
    first, second = world.combine(pair(world, US, items=[{'quantity': 2}]))
    world.ship(first, [first.units[0].id])
    assert (first.status, second.status) == ('PARTIALLY_SHIPPING', 'AWAITING_SHIPMENT')
    world.ship(second)
    assert (first.status, second.status) == ('AWAITING_COLLECTION', 'AWAITING_COLLECTION')


def test_uncombine(world):
    first, second = world.combine(pair(world, US))
    assert world.uncombine(second) == [first, second]
    assert not first.combined and not second.combined
    assert first.packages[0] is not second.packages[0]
    world.ship(first)
    assert second.status == 'AWAITING_SHIPMENT'
    with pytest.raises(NotAllowed):
        world.uncombine(first)


def test_another_address_ends_a_shared_package(world):
    first, second = world.combine(pair(world, US))
    world.update_address(second, postal_code='10001')
    assert not first.combined and not second.combined


def test_what_cannot_be_combined(world):
    first, second = pair(world, US)
    moved = pair(world, US)
    world.update_address(moved[0], postal_code='10001')
    split, other = pair(world, US, items=[{'quantity': 2}])
    world.ship(split, [split.units[0].id])
    for wrong in ([], [first], [first, first], [first, world.create_order(US)], moved,
                  [split, other], pair(world, US, status='ON_HOLD')):
        with pytest.raises(NotAllowed):
            world.combine(wrong)
    world.combine([first, second])
    with pytest.raises(NotAllowed):
        world.combine([first, second])


def test_bundle_shows_its_pieces(world):
    order = world.create_order(US, items=[{'sku': 'S0-SET'}], seller_discount='1')
    line = shown(world, order)['line_items'][0]
    assert [each['sku_count'] for each in line['combined_listing_skus']] == [2, 1]
    assert len({each['id'] for each in line['sub_item_info']}) == 3


def test_returning_buyer(world):
    first = world.create_order(US)
    again = world.create_order(US, user_id=first.buyer.user_id)
    assert again.buyer is first.buyer


def test_wrong_commands_say_what_is_wrong(world):
    for wrong in (
        {'status': 'LOST'}, {'kind': 'ODD'}, {'variant': 'mine'}, {'colour': 'red'},
        {'charges': {'tip': '1'}}, {'items': [{'sku': 'nothing'}]}, {'user_id': '1'},
        {'warehouse': '1'},
    ):
        with pytest.raises(NotAllowed):
            world.create_order(US, **wrong)
    with pytest.raises(NotFound):
        world.pay('1')
    with pytest.raises(NotFound):
        world.create_order('no shop')
    order = world.create_order(US)
    with pytest.raises(NotFound):
        world.ship(order, ['1'])
    world.cancel(order, [order.units[0].id])
    two = world.create_order(US, items=[{'quantity': 2}])
    world.ship(two, [two.units[0].id])
    with pytest.raises(NotAllowed):
        world.ship(two, [two.units[0].id])
    with pytest.raises(NotAllowed):
        world.deliver(two)
    assert world.orders == [order, two]
