"""Our client, the independent one and the sandbox agree on what goes wrong; ours gets through."""
import json
from types import SimpleNamespace

import pytest
from tiktok_shop_api import TikTokShop
from tiktok_shop_api.errors import TikTokShopError

from client import Client, errors, exchange_code, refresh_token
from sandbox import Sandbox
from sandbox.faults import LASTING, PAGING, TRANSIENT

# What a call can suffer that has the whole answer of TikTok's; the others have none to compare.
ANSWERED = 'throttle', 'throttle_bare', 'internal', 'timed_out', *LASTING
CLASSES = {
    'throttle': errors.Throttled,
    'throttle_bare': errors.Throttled,
    'unavailable': errors.Unavailable,
    'internal': errors.Unavailable,
    'timed_out': errors.Unavailable,
    'cut': (errors.Unavailable, errors.ProtocolError),
    'broken_json': errors.ProtocolError,
    'expire_token': errors.ExpiredToken,
    'ip_denied': errors.AddressNotAllowed,
    'shop_inactive': errors.ShopInactive,
    'seller_inactive': errors.ShopInactive,
}


@pytest.fixture
def sandbox():
    """One that may be broken: the others share theirs."""
    with Sandbox(seed=7, orders=300) as sandbox:
        yield sandbox


@pytest.fixture
def token(sandbox):
    code = sandbox.authorize(0)
    return exchange_code(sandbox.url, sandbox.app_key, sandbox.app_secret, code)


@pytest.fixture
def ours(sandbox, token):
    with Client(
        sandbox.url, sandbox.app_key, sandbox.app_secret, token.access_token,
        rate=None, sleep=lambda seconds: None,
    ) as client:
        yield client


@pytest.fixture
def theirs(sandbox, token):
    with TikTokShop(
        sandbox.app_key, sandbox.app_secret, token.access_token, base_url=sandbox.url,
    ) as client:
        yield client


@pytest.fixture
def cipher(ours):
    return ours.authorized_shops()[0]['cipher']


@pytest.mark.parametrize('fault', CLASSES)
def test_class(ours, cipher, sandbox, fault):
    sandbox.faults.next(fault, times=5)
    with pytest.raises(CLASSES[fault]):
        ours.warehouses(cipher)


@pytest.mark.parametrize('fault', ANSWERED)
def test_codes_agree(ours, theirs, cipher, sandbox, fault):
    codes = []
    for call in (lambda: ours.warehouses(cipher),
                 theirs.with_shop(shop_cipher=cipher).logistics.get_warehouse_list):
        sandbox.faults.clear()
        sandbox.faults.next(fault, times=5)
        with pytest.raises((errors.TikTokError, TikTokShopError)) as caught:
            call()
        codes.append((caught.value.code, caught.value.http_status))
    assert codes[0] == codes[1]


@pytest.mark.parametrize('status', [200, 400, 401])
def test_refusals(sandbox, status):
    """One class per cause, whatever the HTTP status that it comes with."""
    url, key, secret = sandbox.url, sandbox.app_key, sandbox.app_secret
    sandbox.knobs.set(unsettled_status=status)
    with pytest.raises(errors.InvalidAuthCode):
        exchange_code(url, key, secret, 'no such code')
    with pytest.raises(errors.AuthorizationError):
        refresh_token(url, key, secret, 'no such token')
    token = exchange_code(url, key, secret, sandbox.authorize(0))
    for app_key, app_secret, access_token, kind in (
        (key, 'wrong', token.access_token, errors.SignatureError),
        ('wrong', secret, token.access_token, errors.SignatureError),
        (key, secret, 'wrong', errors.InvalidToken),
    ):
        with Client(url, app_key, app_secret, access_token) as api, pytest.raises(kind) as caught:
            api.authorized_shops()
        assert type(caught.value) is kind


def test_wrong_secret_on_the_token_host(sandbox):
    with pytest.raises(errors.SignatureError):
        exchange_code(sandbox.url, sandbox.app_key, 'wrong', sandbox.authorize(0))


def test_clock(ours, monkeypatch):
    monkeypatch.setattr('client.signature.time', SimpleNamespace(time=lambda: 1_000_000_000))
    with pytest.raises(errors.ClockError):
        ours.authorized_shops()


def test_missing_scope_is_named(ours, cipher, sandbox):
    sandbox.world.withdraw_scope('seller.order.info')
    with pytest.raises(errors.PermissionMissing) as caught:
        ours.search_orders(cipher)
    assert caught.value.scope == 'seller.order.info'


def every_order(sandbox):
    """Walk with faults all the way, stopping and going on; return the ids of one shop's orders."""
    token = exchange_code(sandbox.url, sandbox.app_key, sandbox.app_secret, sandbox.authorize(0))
    tokens = {'access': token.access_token, 'refresh': token.refresh_token}

    def renew(expired):
        new = refresh_token(sandbox.url, sandbox.app_key, sandbox.app_secret, tokens['refresh'])
        tokens.update(access=new.access_token, refresh=new.refresh_token)
        return new.access_token

    with Client(
        sandbox.url, sandbox.app_key, sandbox.app_secret, tokens['access'], renew,
        rate=None, tries=8, sleep=lambda seconds: None,
    ) as api:
        shop = max(api.authorized_shops(), key=lambda row: len(sandbox.world.truth(row['id'])))
        seen, stored = set(), json.dumps({'ranges': [[0, 2**31]]})
        while json.loads(stored)['ranges']:
            walk = api.walk_orders(shop['cipher'], 'create_time', json.loads(stored))
            for rows, cursor in list_some(walk, 3):
                seen |= {row['id'] for row in rows}
                stored = json.dumps(cursor)
    return seen, {order['id'] for order in sandbox.world.truth(shop['id'])}


def list_some(iterator, most):
    return (page for _, page in zip(range(most), iterator, strict=False))


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('kinds', [TRANSIENT, PAGING, TRANSIENT + PAGING])
def test_no_order_is_lost(sandbox, kinds, seed):
    sandbox.faults.rate(0.1, kinds, seed=seed)
    seen, expected = every_order(sandbox)
    assert seen == expected


def test_no_order_is_lost_where_tiktok_does_not_page_far(sandbox):
    sandbox.knobs.set(offset_limit=100)
    seen, expected = every_order(sandbox)
    assert seen == expected
