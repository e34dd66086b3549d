"""The generated world: the same for the same seed, and with everything in it."""

import itertools
import json

from sandbox.clock import Clock
from sandbox.knobs import CHOICES
from sandbox.world import World, render
from sandbox.world.history import PATH
from sandbox.world.markets import MARKETS
from sandbox.world.recipes import KINDS, STATUSES, VARIANTS

NOW = 1_800_000_000


def world(seed=7, size=200, **options):
    return World(seed, size, Clock(NOW), **options)


def shown(found):
    return [render.order(order, found.knobs) for order in found.orders]


def test_same_seed_same_world():
    assert json.dumps(shown(world())) == json.dumps(shown(world()))
    assert shown(world()) != shown(world(8))


def test_larger_world_begins_like_smaller_one():
    small, large = world(size=40), world(size=300)
    for shop, twin in zip(small.shops, large.shops, strict=True):
        twins = large.orders_of(twin)
        for order, other in zip(small.orders_of(shop), twins, strict=False):
            assert render.order(order, small.knobs) == render.order(other, large.knobs)


def test_time_only_shifts_the_world():
    early, late = world(), World(7, 200, Clock(NOW + 1000))
    for order, other in zip(early.orders, late.orders, strict=True):
        assert (order.id, order.status) == (other.id, other.status)
        assert other.update_time - order.update_time == 1000


def test_every_status_and_kind_occurs_in_200_orders():
    orders = world().orders
    assert {order.status for order in orders} == set(STATUSES)
    assert {order.kind for order in orders} == set(KINDS)
    assert {order.shop.market.region for order in orders} == {'US', 'GB', 'MY', 'VN'}


def test_every_oddity_occurs():
    found = world(size=600)
    orders, payloads = found.orders, shown(found)
    units = [line for payload in payloads for line in payload['line_items']]
    assert any(order.split and len(order.packages) > 1 for order in orders)
    assert any(order.request_cancel_time for order in orders)
    assert any(order.replaces for order in orders) and any(order.exchanges for order in orders)
    assert any(line['is_gift'] for line in units)
    assert any(not line['seller_sku'] for line in units)
    assert any('combined_listing_skus' in line for line in units)
    assert any('<b>' in json.dumps(payload) for payload in payloads)
    assert any(payload.get('recipient_address', {}).get('name') == '' for payload in payloads)
    assert {order.header_includes_cancelled for order in orders} == {True, False}
    buyers = [order.buyer.user_id for order in orders]
    assert len(set(buyers)) < len(buyers)


def test_market_specific_figures_stay_in_their_market():
    homes = {
        'retail_delivery_fee': {'US'}, 'item_insurance_tax': {'US'}, 'small_order_fee': {'TH'},
        'buyer_service_fee': {'ID'}, 'distance_fee': {'ID'}, 'shipping_insurance_fee': {'ID'},
        'item_insurance_fee': {'US', 'ID'},
    }
    seen = {name: set() for name in homes}
    everywhere = world(size=2000, markets=tuple(MARKETS))
    for order in everywhere.orders:
        for name in render.order(order, everywhere.knobs)['payment']:
            if name in seen:
                seen[name].add(order.shop.market.region)
    assert seen == homes


def test_dates_are_in_order_and_not_older_than_sixty_days():
    for order in world(size=600).orders:
        steps = [order.create_time, order.rts_time, order.collection_time, order.delivery_time]
        steps = [time for time in steps if time]
        assert steps == sorted(steps)
        assert NOW - 60 * 86400 <= order.create_time <= order.update_time <= NOW


def test_a_minute_later_nothing_has_moved():
    quiet = world(size=300)
    before = [order.status for order in quiet.orders if order.status in PATH[2:]]
    quiet.advance(60)
    after = [order.status for order in quiet.orders if order.status in PATH[2:]]
    assert before == after


def test_catalogue_covers_what_is_known():
    found = world(size=800)
    codes = [article.seller_sku for article in found.catalogue()]
    assert len(codes) == len(set(codes)) and all(codes)
    assert len({article.barcode for article in found.catalogue()}) == len(codes)
    strangers = 0
    for order in found.orders:
        for unit in order.units:
            pieces = [sku for sku, _count in unit.sku.components] or [unit.sku]
            assert all(piece.seller_sku in codes for piece in pieces) == unit.sku.known
        strangers += any(not unit.sku.known for unit in order.units)
    assert 0.01 < strangers / len(found.orders) < 0.06


def test_products_have_one_to_twelve_variants_and_doubled_codes():
    skus = world(size=0).shops[0].skus
    by_product = [len(list(group)) for _id, group in
                  itertools.groupby(skus, key=lambda sku: sku.product_id)]
    assert min(by_product) == 1 and max(by_product) == 12
    codes = [sku.seller_sku for sku in skus]
    assert len(set(codes)) < len(codes)
    assert len({sku.id for sku in skus}) == len(skus)


def test_shops_share_codes_but_not_ids():
    first, second = world(size=0).sellers[0].shops[:2]
    assert [sku.seller_sku for sku in first.skus] == [sku.seller_sku for sku in second.skus]
    assert not {sku.id for sku in first.skus} & {sku.id for sku in second.skus}


def test_a_seller_with_one_shop_is_local():
    assert {shop.seller_type for shop in world(size=0).shops} == {'CROSS_BORDER'}
    assert {shop.seller_type for shop in world(size=0, markets=('GB',)).shops} == {'LOCAL'}


def test_warehouses():
    for shop in world(size=0).shops:
        kinds = [(each.type, each.fbt) for each in shop.warehouses]
        assert 1 <= kinds.count(('SALES_WAREHOUSE', False)) <= 2
        assert kinds.count(('RETURN_WAREHOUSE', False)) == 1
        assert kinds.count(('SALES_WAREHOUSE', True)) == shop.market.fbt
        defaults = [each for each in shop.warehouses if each.is_default]
        assert sorted(each.type for each in defaults) == ['RETURN_WAREHOUSE', 'SALES_WAREHOUSE']


def test_ids_are_beyond_floating_point():
    order = world(size=1).orders[0]
    for number in (order.id, order.units[0].id, order.units[0].sku.id, order.buyer.user_id):
        assert int(number) > 2**53 and number.isdecimal()


def test_variants_of_knob_and_recipe_agree():
    assert set(CHOICES['total_variant']) == {'mixed', *VARIANTS}
