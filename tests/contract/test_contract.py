"""Client and sandbox agree with TikTok's published schema, as an independent package has it."""

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiktok_shop_api import Webhooks
from tiktok_shop_api.generated.models import (
    GetAuthorizedShopsResponse,
    GetOrderDetailResponse,
    GetOrderListRequest,
    GetOrderListResponse,
    GetWarehouseListResponse,
)
from tiktok_shop_api.signing import Signer, operation_for, requires_shop_cipher

from client import exchange_code, refresh_token, sign_request, webhook_signature
from client.endpoints import ENDPOINTS


def unknown(model, path=''):
    """Yield the keys of a parsed answer that the published schema does not have, at any depth."""
    if isinstance(model, list):
        for item in model:
            yield from unknown(item, path)
    elif attrs.has(type(model)):
        yield from (f'{path}.{key}' for key in getattr(model, 'additional_properties', ()))
        for name in attrs.fields_dict(type(model)):
            if name != 'additional_properties':
                yield from unknown(getattr(model, name), f'{path}.{name}')


def answers(session, monkeypatch):
    """Return a list that collects what the server answers to a `requests` session, parsed."""
    collected = []
    send = session.send

    def listen(request, **options):
        response = send(request, **options)
        collected.append((request, json.loads(response.content)))
        return response

    monkeypatch.setattr(session, 'send', listen)
    return collected


# === TOKENS === #

def test_tokens_are_the_same_for_both(sandbox, auth):
    theirs = auth.exchange_code(sandbox.authorize(seller=1))
    ours = exchange_code(
        sandbox.url, sandbox.app_key, sandbox.app_secret, sandbox.authorize(seller=1))
    for name in ('open_id', 'seller_name', 'seller_base_region', 'user_type', 'granted_scopes'):
        assert getattr(ours, name) == getattr(theirs, name)
    assert abs(ours.access_token_expiry - theirs.access_token_expire_in) < 60
    renewed = refresh_token(
        sandbox.url, sandbox.app_key, sandbox.app_secret, ours.refresh_token)
    assert auth.refresh(renewed.refresh_token).open_id == ours.open_id


# === ANSWERS === #

def test_independent_client_reads_the_shops(theirs, ciphers):
    response = theirs.authorization.get_authorized_shops()
    assert not list(unknown(response))
    assert {shop.region for shop in response.data.shops} == set(ciphers)


@pytest.mark.parametrize('region', ('US', 'GB', 'MY', 'VN', 'DE', 'JP', 'ID', 'TH', 'BR', 'SA'))
def test_independent_client_reads_every_order(theirs, ciphers, region):
    shop = theirs.with_shop(shop_cipher=ciphers[region])
    response = shop.orders.get_order_list(page_size=100)
    assert response.data.orders
    assert not list(unknown(response))
    ids = [order.id for order in response.data.orders][:50]
    details = shop.orders.get_order_detail(ids=ids)
    assert not list(unknown(details))
    assert {order.id for order in details.data.orders} == set(ids)


def test_independent_client_reads_the_warehouses(theirs, ciphers):
    response = theirs.with_shop(shop_cipher=ciphers['GB']).logistics.get_warehouse_list()
    assert response.data.warehouses
    assert not list(unknown(response))


# === REQUESTS === #

def test_our_requests_are_those_of_the_schema(ours, ciphers, monkeypatch):
    """Every body builds its published model, every answer that we get parses into its own."""
    heard = answers(ours._transport._session, monkeypatch)
    cipher = ciphers['US']
    ours.authorized_shops()
    ours.warehouses(cipher)
    page = ours.search_orders(
        cipher, field='update_time', ge=1, lt=4102444800, page_size=20, order_status='COMPLETED')
    ours.order_details(cipher, [row['id'] for row in page.rows])
    models = [
        GetAuthorizedShopsResponse, GetWarehouseListResponse, GetOrderListResponse,
        GetOrderDetailResponse,
    ]
    assert len(heard) == len(models)
    for (request, answer), model in zip(heard, models, strict=True):
        path = request.path_url.partition('?')[0]
        assert operation_for(request.method, path), path
        assert ('shop_cipher=' in request.path_url) == requires_shop_cipher(request.method, path)
        assert not list(unknown(model.from_dict(answer)))
    body = json.loads(heard[2][0].body)
    model = GetOrderListRequest.from_dict(body)
    assert not list(unknown(model))
    assert model.to_dict() == body


def test_our_endpoints_are_published_ones():
    for name, endpoint in ENDPOINTS.items():
        if endpoint.signed:
            assert operation_for(endpoint.method, endpoint.path), name
            assert requires_shop_cipher(endpoint.method, endpoint.path) == endpoint.cipher, name


# === SIGNATURES === #

text = st.text(max_size=20)
names = st.text('abcdefghijklmnopqrstuvwxyz_', min_size=1, max_size=12)


@given(
    secret=st.text(min_size=1, max_size=40), path=text, query=st.dictionaries(names, text),
    body=st.text(max_size=200),
    content_type=st.sampled_from(['application/json', 'multipart/form-data; boundary=x']),
)
def test_signatures_agree(secret, path, query, body, content_type):
    theirs = Signer.sign(
        path=path, query=list(query.items()), content_type=content_type, body=body.encode(),
        app_secret=secret)
    assert sign_request(secret, path, query, body.encode(), content_type) == theirs


@given(key=text, secret=st.text(min_size=1, max_size=40), raw=st.binary(max_size=200))
def test_webhook_signatures_agree(key, secret, raw):
    signature = webhook_signature(key, secret, raw)
    assert Webhooks.verify(app_key=key, app_secret=secret, raw_body=raw, signature=signature)
