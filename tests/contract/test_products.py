"""Products: what the sandbox takes, answers and tells is what TikTok has published."""

import json

import pytest
import requests
from published import differences, model, names, operation, problems
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File
from tiktok_shop_api.webhooks import Webhooks

from client import exchange_code
from sandbox import Sandbox
from sandbox.api import ENDPOINTS
from sandbox.params import Struct
from sandbox.products.drawing import draw
from sandbox.products.model import GONE

MARKETS = ('US', 'GB', 'MY', 'DE', 'JP', 'BR', 'VN', 'SA')
PRODUCTS = '/product/202309/products'
SERVED = [
    each for each in ENDPOINTS if each.path.startswith(('/product/', '/promotion/', '/fbt/'))]
# Uploaded files are no fields to the sandbox, and print on demand is not played.
LEFT_OUT = {'data', 'pod_info'}


@pytest.fixture(scope='module')
def shops():
    """A sandbox of its own, whose webhooks wait."""
    with Sandbox(seed=9, orders=60, markets=MARKETS, repeated_keys=True,
                 webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()  # nobody is there
        yield sandbox


@pytest.fixture(scope='module')
def api(shops):
    """The independent client, with its own signatures and multipart forms."""
    from tiktok_shop_api import TikTokShop
    code = shops.authorize(0)
    token = exchange_code(shops.url, shops.app_key, shops.app_secret, code)
    with TikTokShop(
        shops.app_key, shops.app_secret, token.access_token, base_url=shops.url,
    ) as found:
        yield found


def keys(form):
    """Return the names of a form as a tree."""
    return {
        name: keys(each.fields) if isinstance(each, Struct) else {} for name, each in form.items()
    }


def unlike(published, served, where=''):
    """Yield where two trees differ."""
    for key in sorted({*published, *served} - LEFT_OUT):
        if key in published and key in served:
            yield from unlike(published[key], served[key], f'{where}{key}.')
        else:
            yield f'{where}{key}'


@pytest.mark.parametrize(
    'endpoint', [each for each in SERVED if each.body and operation(each.method, each.path)],
    ids=lambda endpoint: f'{endpoint.method} {endpoint.path}')
def test_bodies_have_the_published_keys(endpoint):
    published = names(model(endpoint.method, endpoint.path, 'request'))
    assert not list(unlike(published, keys(endpoint.body)))


def fine(endpoint, answer):
    """Return the data of an answer that is as published and no refusal."""
    method, path = endpoint.split(' ')
    plain = answer.to_dict()
    assert plain['code'] == 0, plain['message']
    assert not list(problems(method, path, 'response', plain))
    return answer.data


@pytest.mark.parametrize('region', MARKETS)
def test_all_that_is_there_can_be_read(shops, api, region):
    shop = next(each for each in shops.world.shops if each.market.region == region)
    calls = api.with_shop(shop_cipher=shop.cipher).products
    version = shops.world.products(shop)[0].content['category_version']
    rows = fine('GET /product/202309/categories', calls.get_categories(
        category_version=version)).categories
    for row in (row for row in rows if row.is_leaf):
        for what, call in (('attributes', calls.get_category_attributes),
                           ('rules', calls.get_category_rules)):
            fine(f'GET /product/202309/categories/{{category_id}}/{what}', call(
                category_id=row.id, category_version=version))
    data = fine('POST /product/202502/products/search', calls.search_products(page_size=100))
    assert data.total_count == len(data.products) == 43
    for row in data.products:
        shown = fine(f'GET {PRODUCTS}/{{product_id}}', calls.get_product(product_id=row.id))
        assert shown.title == row.title
    fine('GET /product/202309/brands', calls.get_brands(page_size=100))
    fine('GET /product/202312/prerequisites', calls.check_listing_prerequisites())
    fine('POST /product/202309/categories/recommend', calls.recommend_category(
        body=models.RecommendCategoryRequest('A mug', category_version=version)))
    fine('POST /product/202309/inventory/search', calls.inventory_search(
        body=models.InventorySearchRequest(product_ids=[row.id for row in data.products])))


def sku(shop, code, colour):
    warehouse = next(each.id for each in shop.warehouses if each.type == 'SALES_WAREHOUSE')
    return {
        'seller_sku': code, 'inventory': [{'warehouse_id': warehouse, 'quantity': 3}],
        'price': {'currency': shop.market.currency, 'amount': '20'},
        'sales_attributes': [{'name': 'Color', 'value_name': colour}],
    }


def test_a_life_led_by_the_independent_client(shops, api):
    shop = shops.world.shops[0]
    calls = api.with_shop(shop_cipher=shop.cipher).products
    picture = draw('contract')
    image = fine('POST /product/202309/images/upload', api.products.upload_product_image(
        body=models.UploadProductImageRequest(
            File(payload=picture, file_name='a.png', mime_type='image/png'),
            models.UploadProductImageRequestUseCase('MAIN_IMAGE'))))
    assert requests.get(image.url, timeout=10).content == picture
    fine('POST /product/202309/files/upload', api.products.upload_product_file(
        body=models.UploadProductFileRequest(
            File(payload=b'%PDF-1.7', file_name='a.pdf', mime_type='application/pdf'), 'a.pdf')))
    fine('POST /product/202309/brands', api.products.create_custom_brands(
        body=models.CreateCustomBrandsRequest('A brand of our own')))
    fine('POST /product/202407/sizecharts/search', api.products.search_size_charts(page_size=10))
    body = {
        'title': 'A contract mug', 'description': '<p>Agreed.</p>', 'brand_id': '5',
        'category_id': shops.world.product('S0-MUG-BLA').content['category_id'],
        'main_images': [{'uri': image.uri}],
        'skus': [sku(shop, 'C-1', 'Red'), sku(shop, 'C-2', 'Blue')],
        'product_attributes': [{'id': '100392', 'values': [{'name': 'Steel'}]}],
        'package_weight': {'value': '1', 'unit': 'POUND'},
        'package_dimensions': {'length': '4', 'width': '4', 'height': '4', 'unit': 'INCH'},
    }
    checked = fine(f'POST {PRODUCTS}/listing_check', calls.check_product_listing(
        body=models.CheckProductListingRequest.from_dict(body)))
    assert checked.check_result == 'PASS'
    body['category_version'] = 'v2'
    made = fine(f'POST {PRODUCTS}', calls.create_product(
        body=models.CreateProductRequest.from_dict(body)))
    assert len(made.skus) == 2 and len(made.warnings) == 1
    shops.world.advance(300)
    edit = {**body, 'title': 'Another mug', 'skus': [
        {'id': made.skus[0].id, 'seller_sku': 'C-1', 'sales_attributes': [
            {'name': 'Color', 'value_name': 'Red'}]}]}
    edited = fine('PUT /product/202509/products/{product_id}', calls.edit_product(
        product_id=made.product_id, body=models.EditProductRequest.from_dict(edit)))
    assert edited.audit.status == 'AUDITING'
    shops.world.advance(300)
    fine('POST /product/202509/products/{product_id}/partial_edit', calls.partial_edit_product(
        product_id=made.product_id, body=models.PartialEditProductRequest(title='Replica')))
    shops.world.advance(300)
    shown = calls.get_product(product_id=made.product_id).data
    assert (shown.title, shown.audit_failed_reasons[0].position) == (
        'Another mug', 'Product title')
    price = {'id': made.skus[0].id, 'price': {'currency': 'USD', 'amount': '9'}}
    fine(f'POST {PRODUCTS}/{{product_id}}/prices/update', calls.update_price(
        product_id=made.product_id, body=models.UpdatePriceRequest.from_dict({'skus': [price]})))
    rows = [{'id': made.skus[0].id, 'inventory': [{'quantity': 10**6}]},
            {'id': '5', 'inventory': [{'quantity': 1}]}]
    wrong = fine(f'POST {PRODUCTS}/{{product_id}}/inventory/update', calls.update_inventory(
        product_id=made.product_id, body=models.UpdateInventoryRequest.from_dict({'skus': rows})))
    assert [error.code for error in wrong.errors] == [12052990, 12052556]
    ids = [made.product_id, '5']
    for call, kind, endpoint in (
        (calls.deactivate_products, models.DeactivateProductsRequest, 'POST {}/deactivate'),
        (calls.activate_products, models.ActivateProductsRequest, 'POST {}/activate'),
        (calls.delete_products, models.DeleteProductsRequest, 'DELETE {}'),
        (calls.recover_products, models.RecoverProductsRequest, 'POST {}/recover'),
    ):
        [error] = fine(endpoint.format(PRODUCTS), call(body=kind(ids))).errors
        assert (error.code, error.detail.product_id) == (12052260, '5')


def live(world):
    """Let products of each shop go through all that a product can go through."""
    for shop in world.sellers[0].shops:
        made = world.create_product(shop, title='A mug of great length, for any market')
        world.edit_product(made, title='Another mug of great length', category='camping')
        world.edit_product(made, title='Replica of a mug of great length', review=True)
        world.advance(300)
        sold = next(
            each for each in world.products(shop)
            if each.status not in GONE and 'sales_attributes' in each.content['skus'][0])
        name = sold.content['skus'][0]['sales_attributes'][0]['name']
        more = world.add_sku(sold, 'C-9', {name: 'Contract'}).sku_ids[-1]
        world.activate_sku(sold, more, active=False, source='PLATFORM')
        world.activate_sku(sold, more)
        world.remove_sku(sold, more)
        world.suspend_product(made, 'Complaints')
        world.activate_product(made)
        world.finish_review(made, approve=True)
        world.freeze_product(made)


def test_every_webhook_is_verified_and_parsed(shops, api):
    shops.webhooks.clear()
    shops.webhooks.pause()
    live(shops.world)
    told = shops.webhooks.deliveries
    # Time passes, so orders have something to say as well.
    assert {each.type for each in told} - {1, 11} == {5, 15, 16, 18, 37, 50}
    for each in told:
        event = Webhooks.verify_and_parse(
            app_key=shops.app_key, app_secret=shops.app_secret, raw_body=each.body,
            signature=each.signature,
        )
        assert event.to_dict() == json.loads(each.body)
        assert not list(differences(event, 'webhook'))


@pytest.mark.parametrize(('number', 'kind', 'key', 'pick'), [
    (5, 'ProductStatusChangeWebhookData', 'status', lambda data: [data['status']]),
    (15, 'ProductInformationChangeWebhookData', 'change_source',
     lambda data: [data['change_source']]),
    (15, 'ProductInformationChangeWebhookData', 'changed_fields',
     lambda data: data['changed_fields']),
    (37, 'ProductAuditStatusChangeWebhookDataAudit', 'status',
     lambda data: [data['audit']['status']]),
    (50, 'SKUStatusChangeWebhookDataSku', 'status',
     lambda data: [row['status'] for row in data['skus']]),
])
def test_words_are_published(shops, api, number, kind, key, pick):
    shops.webhooks.clear()
    shops.webhooks.pause()
    live(shops.world)
    page = getattr(models, kind).__doc__.split(f'{key} (')[1].split(' | Unset')[1]
    words = {word for each in shops.webhooks.deliveries if each.type == number
             for word in pick(json.loads(each.body)['data'])}
    assert words
    assert not [word for word in words if word not in page]
