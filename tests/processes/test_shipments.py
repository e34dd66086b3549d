"""TikTok is told once of each parcel, whoever is killed on the way, and none is forgotten."""

import signal

import pytest

from worker import Gone

# Call: (market, who ships)
WAYS = {
    'mark': ('GB', 'SELLER'), 'ship_self': ('MY', 'SELLER'),
    'ship': ('MY', 'TIKTOK'), 'buy': ('US', 'TIKTOK'),
}
# What the process has just done when it is killed: (model, method, whether that is over)
STEPS = {
    "claimed, not committed": ('tts.shipment', '_claim', True),
    "claimed": ('tts.shipment', '_send_safely', False),
    "orders read": ('tts.shipment', '_read_orders', True),
    "items noted": ('tts.shipment', '_tell_all', False),
    "told, answer not noted": ('tts.shipment', '_tell', True),
    "orders read again": ('tts.shipment', '_tell_all', True),
    "answer noted, not committed": ('tts.shipment', '_take', True),
    "packages read": ('tts.shipment', '_take_packages', False),
    "packages noted, not committed": ('tts.shipment', '_take_packages', True),
}
LABEL_STEPS = {
    "label claimed": ('tts.package', '_fetch_labels', False),
    "label fetched": ('tts.package', '_fetch_documents', True),
    "label kept, not committed": ('tts.package', '_take_labels', True),
}
# Of calls that go the same way as another, only what is their own.
OWN = ("told, answer not noted", "answer noted, not committed")
OWN_STEPS = {'ship_self': OWN, 'ship': OWN}
TOGETHER = 20


@pytest.fixture
def world(setting):
    return setting.tiktok.world


def begun(setting):
    """Return a database whose shops are told of parcels, and its worker."""
    database = setting.database()
    odoo = setting.odoo(database)
    setting.connect(odoo, sellers=[0])
    odoo.call('ship_by_hand')
    return database, odoo


def sold(setting, odoo, way, orders=1, units=1):
    """Return the ids of orders that have come in to be shipped in some way."""
    region, by_whom = WAYS[way]
    world = setting.tiktok.world
    shop = next(each for each in world.shops if each.market.region == region)
    found = [
        world.create_order(shop.id, shipping_type=by_whom, items=[{'quantity': units}]).id
        for _number in range(orders)]
    odoo.call('ring', shop=shop.id, orders=found)
    odoo.call('serve')
    return found


def told(world, order):
    """Return the units that TikTok was told of, in each call, whatever it answered."""
    return [call['item_ids'] for call in world.ship_calls
            if order in call['order_ids']]


def check(world, odoo, order, way, parcels=1):
    """Check that TikTok knows of an order's parcels, was told of each once, and Odoo knows that."""
    packages = {each.id: each.tracking_number for each in world.order(order).packages}
    items = [item for call in told(world, order) for item in call]
    assert sorted(items) == sorted(unit.id for unit in world.order(order).live)
    assert len(told(world, order)) == len(packages) == parcels
    bought = [each for each in world.labels if order in each['order_ids']]
    assert len(bought) == (parcels if way == 'buy' else 0)
    transfers = odoo.call('reported', orders=[order])
    for state, number, refs, label, labels, message in transfers:
        assert state == 'reported', message
        assert [packages[ref] for ref in refs] == [number]
        has_label = WAYS[way][1] == 'TIKTOK'
        assert (label, labels) == (('ready', 1) if has_label else ('none', 0))
    assert sorted(ref for transfer in transfers for ref in transfer[2]) == sorted(packages)


@pytest.mark.parametrize('way', WAYS)
def test_killed_after_each_step(setting, world, way):
    database, odoo = begun(setting)
    steps = {name: STEPS[name] for name in OWN_STEPS.get(way, STEPS)}
    steps |= LABEL_STEPS if WAYS[way][1] == 'TIKTOK' else {}
    orders = sold(setting, odoo, way, len(steps))
    for order, (model, method, is_over) in zip(orders, steps.values(), strict=True):
        odoo.call('leave', orders=[order])
        with pytest.raises(Gone):
            odoo.call('report_and_die', model=model, method=method, is_over=is_over)
        assert odoo.process.wait() == -signal.SIGKILL
        odoo = setting.odoo(database)
        odoo.call('report')
        check(world, odoo, order, way)
    assert setting.complaints() == []


def test_two_workers(setting, world):
    """No parcel is told of twice by two processes, nor forgotten."""
    database, first = begun(setting)
    second = setting.odoo(database)
    orders = {order: way for way in WAYS for order in sold(
        setting, first, way, TOGETHER // len(WAYS))}
    first.call('leave', orders=list(orders))
    setting.tiktok.latency = 0.02
    for odoo in (first, second):
        odoo.begin('report', again=False)
    for odoo in (first, second):
        odoo.result()
    setting.tiktok.latency = 0
    first.call('report')
    for order, way in orders.items():
        check(world, first, order, way)
    assert setting.complaints() == []


@pytest.mark.parametrize('way', ['mark', 'buy'])
def test_parts_of_an_order_and_two_workers(setting, world, way):
    """What is in each of several parcels of one order is shared out, without overlap."""
    database, first = begun(setting)
    second = setting.odoo(database)
    orders = sold(setting, first, way, orders=4, units=3)
    first.call('leave', orders=orders, parts=2)
    setting.tiktok.latency = 0.02
    for odoo in (first, second):
        odoo.begin('report', again=False)
    for odoo in (first, second):
        odoo.result()
    setting.tiktok.latency = 0
    first.call('report')
    for order in orders:
        check(world, first, order, way, parcels=2)
    assert setting.complaints() == []


def test_rest_leaves_while_the_first_part_is_told(setting, world):
    """The other worker leaves the rest to whoever has the first parcel in hand."""
    database, first = begun(setting)
    second = setting.odoo(database)
    orders = sold(setting, first, 'mark', orders=2, units=3)
    first.call('leave_one', orders=orders)
    setting.tiktok.latency = 0.5
    first.begin('report', again=False)
    second.call('leave', orders=orders)
    second.call('report', again=False)
    first.result()
    setting.tiktok.latency = 0
    second.call('report')
    for order in orders:
        check(world, second, order, 'mark', parcels=2)
    assert setting.complaints() == []


def test_webhook_that_is_faster_than_the_answer(setting, world):
    """TikTok's news of an order brings its package while who has told of it is still at it."""
    database, first = begun(setting)
    second = setting.odoo(database)
    [order] = sold(setting, first, 'mark')
    first.call('leave', orders=[order])
    assert first.call('report_in_two_turns') == 'told'
    shop = next(each for each in world.shops if each.market.region == 'GB')
    second.call('ring', shop=shop.id, orders=[order])
    second.call('serve')
    while first.go_on() == 'told':  # once more, after what was faster
        pass
    check(world, first, order, 'mark')
    assert setting.complaints() == []
