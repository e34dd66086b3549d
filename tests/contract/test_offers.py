"""Stock, promotions and FBT: what the sandbox answers and tells is what TikTok has published."""

import json
from datetime import datetime

import pytest
from published import differences, problems
from tiktok_shop_api import TikTokShop
from tiktok_shop_api.generated import models
from tiktok_shop_api.webhooks import Webhooks

from client import Client, exchange_code
from sandbox import Sandbox

ACTIVITY = '/promotion/202309/activities/{activity_id}'


@pytest.fixture(scope='module')
def shops():
    """A sandbox of its own, whose webhooks wait, all of them."""
    with Sandbox(seed=9, orders=20, repeated_keys=True,
                 webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()  # nobody is there
        sandbox.app.muted = []
        yield sandbox


@pytest.fixture(scope='module')
def token(shops):
    code = shops.authorize(0)
    return exchange_code(shops.url, shops.app_key, shops.app_secret, code).access_token


@pytest.fixture(scope='module')
def theirs(shops, token):
    """The independent client, in the first shop."""
    with TikTokShop(
        shops.app_key, shops.app_secret, token, base_url=shops.url,
    ) as found:
        yield found.with_shop(shop_cipher=shops.world.shops[0].cipher)


@pytest.fixture(scope='module')
def ours(shops, token):
    with Client(shops.url, shops.app_key, shops.app_secret, token, rate=None) as found:
        yield found


def fine(endpoint, answer):
    """Return the data of an answer that is as published and no refusal."""
    plain = answer.to_dict()
    assert plain['code'] == 0, plain['message']
    assert not list(problems(*endpoint.split(' '), 'response', plain))
    return answer.data


def test_stock_with_the_independent_client(shops, theirs):
    product = shops.world.product('S0-PEN')
    shops.world.lock_units(product, 2)
    shops.world.lock_units(product, 1, kind='creator', name='Ana')
    [row] = fine('POST /product/202309/inventory/search', theirs.products.inventory_search(
        body=models.InventorySearchRequest(sku_ids=product.sku_ids))).inventory
    kinds = row.skus[0].total_available_inventory_distribution
    assert (kinds.campaign_inventory[0].quantity, kinds.creator_inventory[0].quantity) == (2, 1)
    setting = models.UpdateStockOperationSettingsRequestStockOperationSetting(
        enable_auto_restock=False)
    group = fine('GET /seller/202601/shop_groups', theirs.seller.get_shop_group_and_related_shops())
    data = fine('POST /product/202608/inventory/operation/settings',
                theirs.products.update_stock_operation_settings(
                    body=models.UpdateStockOperationSettingsRequest(
                        seller_id=group.shop_group_data.shops[0].seller_id,
                        sku_ids=[*product.sku_ids, '5'], stock_operation_setting=setting)))
    assert data.stock_operation.failed_sku_ids == ['5']
    assert not product.offers[product.sku_ids[0]].restock


def test_promotions_with_the_independent_client(shops, theirs):
    world, calls = shops.world, theirs.promotion
    made = [world.create_promotion(['S0-PEN'], type=kind)
            for kind in ('FIXED_PRICE', 'DIRECT_DISCOUNT')]
    made += [world.create_promotion(skus=['S0-TEE-BLA-S']),
             world.create_promotion(type='SHIPPING_DISCOUNT', lasts=None)]
    data = fine('POST /promotion/202309/activities/search', calls.search_promotion_activities(
        body=models.SearchPromotionActivitiesRequest(page_size=3)))
    assert (data.total_count, len(data.activities)) == (4, 3)
    for each in made:
        assert fine(f'GET {ACTIVITY}', calls.get_activity(
            activity_id=each.id)).activity_id == each.id
    fine(f'DELETE {ACTIVITY}/products', calls.remove_promotion_activity_products(
        activity_id=made[0].id, body=models.RemovePromotionActivityProductsRequest(
            product_ids=[world.product('S0-PEN').id])))
    fine(f'POST {ACTIVITY}/deactivate', calls.deactivate_activity(activity_id=made[0].id))


def test_fbt_with_the_independent_client(shops, theirs):
    data = fine('POST /fbt/202408/inventory/search',
                theirs.fulfilled_by_tiktok.search_fbt_inventory(
                    page_size=10, body=models.SearchFBTInventoryRequest()))
    assert data.total_count == len(data.inventory) > 0


def test_our_client(shops, ours):
    """It finds, sets, leaves and ends what is there, over HTTP."""
    world, cipher = shops.world, shops.world.shops[0].cipher
    tee = world.product('S0-TEE-BLA-S')
    [row] = ours.search_inventory(cipher, product_ids=[tee.id])
    assert [sku['id'] for sku in row['skus']] == tee.sku_ids
    assert len(ours.search_inventory(cipher, sku_ids=tee.sku_ids)[0]['skus']) == len(tee.sku_ids)
    assert ours.set_auto_restock(cipher, [tee.sku_ids[0], '5'], False) == {'5'}
    assert not tee.offers[tee.sku_ids[0]].restock
    assert ours.set_auto_restock(cipher, tee.sku_ids, True) == set()
    rows = ours.fbt_inventory(cipher)
    assert {row['goods']['reference_code'] for row in rows} == {'S0-EARBUD-BLA', 'S0-EARBUD-GRE'}
    sku_id = rows[0]['goods']['skus'][0]['id']
    assert ours.fbt_inventory(cipher, [sku_id]) == rows[:1]


def test_our_client_and_promotions(shops, ours):
    world, cipher = shops.world, shops.world.shops[0].cipher
    before = {row['id'] for row in ours.promotions(cipher)}
    product = world.product('S0-TEE-BLA-S')
    made = [world.create_promotion(skus=product.sku_ids[:2]) for _ in range(15)]
    found = {row['id'] for row in ours.promotions(cipher)} - before
    assert found == {each.id for each in made}
    shown = ours.promotion(cipher, made[0].id)
    assert [sku['id'] for sku in shown['products'][0]['skus']] == product.sku_ids[:2]
    ours.leave_promotion(cipher, made[0].id, (), [*product.sku_ids[:1], product.sku_ids[2]])
    assert made[0].products == {product.id: product.sku_ids[1:2]}
    for each in made:
        ours.end_promotion(cipher, each.id)
        ours.end_promotion(cipher, each.id)
    assert {row['id'] for row in ours.promotions(cipher)} == before


def same_times(data):
    """Return what a webhook says with its times in one spelling: the package writes its own."""
    if isinstance(data, dict):
        return {
            key: datetime.fromisoformat(value) if key == 'occurred_at' else same_times(value)
            for key, value in data.items()}
    return [same_times(each) for each in data] if isinstance(data, list) else data


def test_every_webhook_is_verified_and_parsed(shops):
    world = shops.world
    shops.webhooks.clear()
    shops.webhooks.pause()
    world.set_stock('S0-PEN', 3)
    world.set_fbt('S0-EARBUD-BLA', available=3, unfulfillable=1)
    world.cancel(world.buy('S0-EARBUD-BLA', 2))
    promotion = world.create_promotion(['S0-PEN'])
    world.change_promotion(promotion, products=['S0-TEE-BLA-S'], remove=['S0-PEN'])
    world.end_promotion(promotion)
    assert {each.type for each in shops.webhooks.deliveries} == {1, 11, 24, 27, 39, 63, 71}
    for each in shops.webhooks.deliveries:
        event = Webhooks.verify_and_parse(
            app_key=shops.app_key, app_secret=shops.app_secret, raw_body=each.body,
            signature=each.signature,
        )
        assert same_times(event.to_dict()) == same_times(json.loads(each.body))
        if each.type != 71:  # its times are no words of a plain kind
            assert not list(differences(event, 'webhook'))
