"""What goes to and fro between our client and our sandbox is what TikTok has published.

Stricter than `test_contract`: types and nulls count as well, in every market, while orders live on.
"""
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from published import AREAS, WAREHOUSES, operation, problems, query_names

from client import Client, authorize_url, exchange_code
from client.endpoints import ENDPOINTS
from sandbox import Sandbox
from sandbox.api import ENDPOINTS as SERVED

# Those of the other areas: test_requests.
SIGNED = {
    endpoint.path for endpoint in ENDPOINTS.values()
    if endpoint.signed and not endpoint.path.startswith(AREAS)
} | {WAREHOUSES}
COMMON = {'app_key', 'timestamp', 'sign', 'shop_cipher'}
# The package lists the newest version of each endpoint only; these are in TikTok's own SDK.
OLDER = {
    ('GET', '/order/202309/orders'),
    ('POST', '/product/202309/products/search'), ('POST', '/product/202312/products/search'),
    ('PUT', '/product/202309/products/{product_id}'),
    ('POST', '/product/202309/products/{product_id}/partial_edit'),
    ('POST', '/fulfillment/202309/orders/{order_id}/packages'),
    ('POST', '/fulfillment/202309/packages/{package_id}/shipping_info/update'),
    ('GET', '/return_refund/202512/orders/{order_id}/aftersale_eligibility'),
    ('POST', '/return_refund/202309/cancellations'),
}
MARKETS = ('US', 'GB', 'MY', 'VN', 'DE', 'JP', 'ID', 'TH', 'BR', 'SA')


@pytest.fixture
def exchanges(monkeypatch):
    """What our client sends and gets: prepared requests and their responses."""
    found = []
    send = requests.Session.send

    def record(session, request, **options):
        response = send(session, request, **{**options, 'stream': False})
        found.append((request, response))
        return response

    monkeypatch.setattr(requests.Session, 'send', record)
    return found


@pytest.mark.parametrize(
    'endpoint', SERVED, ids=lambda endpoint: f'{endpoint.method} {endpoint.path}')
def test_what_the_sandbox_serves_is_published(endpoint):
    if (endpoint.method, endpoint.path) in OLDER:
        return
    assert operation(endpoint.method, endpoint.path)['requiresShopCipher'] == endpoint.cipher
    assert set(endpoint.query) == query_names(endpoint.method, endpoint.path)


@pytest.mark.parametrize(('change', 'found'), [
    ({}, []),
    ({'status': 'NEW STATUS'}, []),  # this one is open: TikTok publishes it as any text
    ({'surprise': 1}, ['response.data.orders[].surprise: unknown']),
    ({'status': None}, ['response.data.orders[].status: str expected, not NoneType']),
    ({'create_time': '5'}, ['response.data.orders[].create_time: int expected, not str']),
    ({'is_cod': 1}, ['response.data.orders[].is_cod: bool expected, not int']),
    ({'payment': {'tax': 1.5}}, ['response.data.orders[].payment.tax: str expected, not float']),
    ({'packages': [{'id': 7}]}, ['response.data.orders[].packages[].id: str expected, not int']),
])
def test_differences_are_noticed(change, found):
    search = ENDPOINTS['order_search']
    answer = {'code': 0, 'data': {'orders': [{'id': '1', **change}]}}
    assert list(problems(search.method, search.path, 'response', answer)) == found


def test_authorize_url(auth, sandbox):
    url = urlsplit(auth.authorization_url(type='seller', region='row', state='a+/= b'))
    own = urlsplit(authorize_url(f'https://{url.netloc}', sandbox.service_id, 'a+/= b'))
    assert (own.path, parse_qs(own.query)) == (url.path, parse_qs(url.query))


def check(request, response):
    """Hold one exchange to the schema, whichever of both sides made a mistake."""
    url = urlsplit(request.url)
    query = {*parse_qs(url.query, keep_blank_values=True)} - COMMON
    assert query <= query_names(request.method, url.path)
    assert not list(problems(request.method, url.path, 'response', response.json()))
    if request.body:
        assert not list(problems(request.method, url.path, 'request', json.loads(request.body)))
    if request.method == 'GET':
        assert not request.body


def everything(ours):
    """Call all that there is, with every parameter that we know to send."""
    ours.active_shops()
    ours.related_shops()
    for shop in ours.authorized_shops():
        cipher = shop['cipher']
        ours.warehouses(cipher)
        orders = []
        for field in ('create_time', 'update_time'):
            for rows, _ in ours.walk_orders(cipher, field, {'ranges': [[0, 2**31]]}):
                orders += rows
            ours.search_orders(cipher, field=field, ge=1, lt=2, page_size=1)
        ours.search_orders(cipher)
        ours.search_orders(cipher, order_status='ON_HOLD', page_size=50)
        ours.order_details(cipher, [row['id'] for row in orders])
        ours.set_webhook(cipher, 'PACKAGE_UPDATE', 'https://hooks.example.com/tiktok')
        assert len(ours.webhooks(cipher)) == 1
        ours.delete_webhook(cipher, 'PACKAGE_UPDATE')
        assert ours.webhooks(cipher) == []


def test_every_exchange(exchanges):
    with Sandbox(seed=11, orders=200, markets=MARKETS) as sandbox:
        for seller in (0, 1):
            code = sandbox.authorize(seller)
            token = exchange_code(sandbox.url, sandbox.app_key, sandbox.app_secret, code)
            with Client(
                sandbox.url, sandbox.app_key, sandbox.app_secret, token.access_token, rate=None,
            ) as ours:
                for _ in range(3):
                    everything(ours)
                    sandbox.world.advance(24 * 3600)
    exchanges = [pair for pair in exchanges if '/api/v2/token/' not in pair[0].url]
    for request, response in exchanges:
        check(request, response)
    assert {urlsplit(request.url).path for request, _ in exchanges} == SIGNED


def test_both_clients_find_the_same_orders(theirs, ours, ciphers):
    """The package finds by its own means what our walk finds, and reads the same in the details."""
    for cipher in ciphers.values():
        shop = theirs.with_shop(shop_cipher=cipher)
        walk = ours.walk_orders(cipher, 'create_time', {'ranges': [[0, 2**31]]})
        own = {row['id']: row for rows, _ in walk for row in rows}
        assert own == {order.id: order.to_dict() for order in search(shop)}
        ids = list(own)[:50]
        details = shop.orders.get_order_detail(ids=ids).data.orders
        assert ours.order_details(cipher, ids) == [order.to_dict() for order in details]


def search(shop):
    """Follow the page tokens with the independent client; newest first, as is TikTok's default."""
    options = {}
    while True:
        data = shop.orders.get_order_list(page_size=17, **options).data
        yield from data.orders or []
        if not data.next_page_token:
            return
        options = {'page_token': data.next_page_token}
