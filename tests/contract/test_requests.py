"""What our client sends about products, offers and parcels is what TikTok has published, to the
letter."""
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from published import AREAS, WAREHOUSES, operation, problems, query_names

from client import Client
from client.endpoints import ENDPOINTS

CIPHER, ID = 'ROW_cipher', '1731389584718000001'
COMMON = {'app_key', 'timestamp', 'sign', 'shop_cipher'}
SKU = {
    'id': '1', 'inventory': [{'warehouse_id': '7', 'quantity': 3}],
    'price': {'amount': '9.99', 'currency': 'GBP'},
}
BODY = {
    'title': 'Mug', 'description': '<p>Mug</p>', 'category_id': '600024', 'brand_id': '9',
    'main_images': [{'uri': 'tos/1'}],
    'package_weight': {'value': '0.35', 'unit': 'KILOGRAM'},
    'product_attributes': [{'id': '100392', 'values': [{'id': '1001533'}]}],
    'skus': [{**SKU, 'seller_sku': 'MUG', 'sales_attributes': [
        {'id': '100000', 'name': 'Color', 'value_name': 'Green'}]}],
}
EDIT = {**BODY, 'skus': [{key: BODY['skus'][0][key] for key in ('id', 'seller_sku')} | {
    'price': SKU['price']}]}
NEW = {**BODY, 'idempotency_key': 'k', 'save_mode': 'LISTING', 'category_version': 'v1',
       'skus': [{key: value for key, value in BODY['skus'][0].items() if key != 'id'}]}
CHECK = {key: value for key, value in NEW.items()
         if key not in ('idempotency_key', 'save_mode', 'category_version')}
PRICE = {key: SKU[key] for key in ('id', 'price')}
STOCK = {key: SKU[key] for key in ('id', 'inventory')}
SUCCESS = json.dumps({'code': 0, 'data': {
    'shops': [{'id': '7', 'cipher': CIPHER}],
    'shop_group_data': {'shops': [{'shop_id': '7', 'seller_id': '8'}]},
    'doc_url': 'https://example.com/label.pdf',
}}).encode()
SIZE = {'length': '8', 'width': '6', 'height': '5', 'unit': 'INCH'}
WEIGHT = {'value': '1.5', 'unit': 'POUND'}
NUMBER = {'provider_id': '7', 'tracking_number': 'RM123456785GB'}
CALLS = {
    'product_search': lambda api: api.search_products(
        CIPHER, status='ACTIVATE', update_ge=1, update_le=2, seller_skus=['A'], page_token='x'),
    'product': lambda api: api.product(CIPHER, ID, under_review=True),
    'product_create': lambda api: api.create_product(CIPHER, NEW),
    'product_edit': lambda api: api.edit_product(CIPHER, ID, EDIT),
    'product_partial_edit': lambda api: api.partial_edit_product(CIPHER, ID, {'title': 'Cup'}),
    'product_activate': lambda api: api.activate_products(CIPHER, [ID]),
    'product_deactivate': lambda api: api.deactivate_products(CIPHER, [ID]),
    'product_recover': lambda api: api.recover_products(CIPHER, [ID]),
    'product_delete': lambda api: api.delete_products(CIPHER, [ID]),
    'price_update': lambda api: api.update_prices(CIPHER, ID, [PRICE]),
    'inventory_update': lambda api: api.update_inventory(CIPHER, ID, [STOCK]),
    'inventory_search': lambda api: api.search_inventory(CIPHER, product_ids=[ID]),
    'auto_restock': lambda api: api.set_auto_restock(CIPHER, ['1'], False),
    'fbt_inventory': lambda api: api.fbt_inventory(CIPHER, ['1']),
    'promotion_search': lambda api: api.promotions(CIPHER),
    'promotion': lambda api: api.promotion(CIPHER, '5'),
    'promotion_leave': lambda api: api.leave_promotion(CIPHER, '5', ['1']),
    'promotion_end': lambda api: api.end_promotion(CIPHER, '5'),
    'image_upload': lambda api: api.upload_image(CIPHER, b'x', 'x.png'),
    'file_upload': lambda api: api.upload_file(CIPHER, b'x', 'x.pdf'),
    'categories': lambda api: api.categories(CIPHER, 'v1', locale='en-US'),
    'category_attributes': lambda api: api.category_attributes(
        CIPHER, '600024', 'v1', locale='en-US'),
    'category_rules': lambda api: api.category_rules(CIPHER, '600024', 'v1', locale='en-US'),
    'category_recommend': lambda api: api.recommend_category(
        CIPHER, 'Mug', description='x', images=['tos/1'], version='v1', locale='en-US'),
    'brands': lambda api: api.brands(
        CIPHER, category_id='1', name='B', version='v1', authorized=False, page_token='x'),
    'listing_check': lambda api: api.listing_check(CIPHER, CHECK),
    'prerequisites': lambda api: api.prerequisites(CIPHER),
    'package_search': lambda api: list(api.search_packages(CIPHER, 1, 2)),
    'package': lambda api: api.package(CIPHER, ID),
    'package_ship': lambda api: api.ship_package(
        CIPHER, ID, handover_method='PICKUP', pickup_slot=(1, 2)),
    'packages_ship': lambda api: api.ship_packages(CIPHER, {ID: {'self_shipment': {
        'tracking_number': 'RM123456785GB', 'shipping_provider_id': '7'}}}),
    'package_mark': lambda api: api.mark_shipped(CIPHER, ID, item_ids=['1', ('2', '3')], **NUMBER),
    'shipping_services': lambda api: api.shipping_services(
        CIPHER, ID, item_ids=['1', ('2', '3')], dimension=SIZE, weight=WEIGHT),
    'package_create': lambda api: api.create_package(
        CIPHER, ID, item_ids=['1', ('2', '3')], service_id='7', dimension=SIZE, weight=WEIGHT),
    'handover_slots': lambda api: api.handover_slots(CIPHER, ID),
    'shipping_document': lambda api: api.shipping_document(
        CIPHER, ID, 'SHIPPING_LABEL', size='A5', format='ZPL'),
    'split_attributes': lambda api: api.split_attributes(CIPHER, [ID]),
    'order_split': lambda api: api.split_order(CIPHER, ID, {'a': ['1'], 'b': [('2', '3')]}),
    'combinable_search': lambda api: list(api.combinable_packages(CIPHER)),
    'package_combine': lambda api: api.combine_packages(CIPHER, {ID: ['1', '2']}),
    'package_uncombine': lambda api: api.uncombine_package(CIPHER, ID, ['1']),
    'order_tracking': lambda api: api.order_tracking(CIPHER, ID),
    'order_correct': lambda api: api.correct_shipping(CIPHER, order_id=ID, **NUMBER),
    'package_correct': lambda api: api.correct_shipping(CIPHER, package_id=ID, **NUMBER),
    'invoice_upload': lambda api: api.upload_invoice(CIPHER, ID, ['1'], b'<nfe/>'),
    'tracking_check': lambda api: api.validate_tracking(CIPHER, 'RM123456785GB'),
    'delivery_options': lambda api: api.delivery_options(CIPHER, ID),
    'shipping_providers': lambda api: api.shipping_providers(
        CIPHER, ID, warehouse_region='DE', buyer_region='FR'),
    'cancel_reasons': lambda api: api.cancel_reasons(CIPHER, ID),
    'order_cancel': lambda api: api.cancel_order(
        CIPHER, ID, 'seller_cancel_reason_out_of_stock', item_ids=['1', ('2', '3')]),
}


@pytest.fixture
def sent(monkeypatch):
    """The prepared requests; each is answered with a success that tells whose shop it is."""
    found = []

    def send(session, request, **_options):
        found.append(request)
        response = requests.Response()
        response.status_code = 200
        response.raw = io.BytesIO(SUCCESS)
        return response

    monkeypatch.setattr(requests.Session, 'send', send)
    return found


def test_every_endpoint_of_these_areas_is_looked_at():
    ours = {name for name, endpoint in ENDPOINTS.items() if endpoint.path.startswith(AREAS)
            and endpoint.path != WAREHOUSES}
    assert ours == set(CALLS)


@pytest.mark.parametrize('name', CALLS)
def test_request(sent, name):
    endpoint = ENDPOINTS[name]
    published = operation(endpoint.method, endpoint.path)
    assert published, "not published"
    assert published['requiresShopCipher'] == endpoint.cipher
    with Client('http://127.0.0.1:1', 'key', 'secret', 'token', rate=None) as api:
        CALLS[name](api)
    *before, request = sent
    assert bool(before) == (name == 'auto_restock')  # which has to ask for the seller first
    query = set(parse_qs(urlsplit(request.url).query))
    assert query - COMMON <= query_names(endpoint.method, endpoint.path)
    assert ('shop_cipher' in query) == endpoint.cipher
    if request.headers['content-type'] == 'application/json' and request.body:
        body = json.loads(request.body)
        assert not list(problems(endpoint.method, endpoint.path, 'request', body))
