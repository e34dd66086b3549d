"""Consent page and tokens."""
from urllib.parse import parse_qs, urlsplit

import pytest
from server import SECRET, refusal, success

from client import authorize_url, errors, exchange_code, refresh_token

DATA = {
    'access_token': 'ROW_a', 'access_token_expire_in': 1764293400,
    'refresh_token': 'ROW_r', 'refresh_token_expire_in': '1795224600',
    'open_id': '7010736057180325000', 'seller_name': 'Example Ltd', 'seller_base_region': 'GB',
    'user_type': 0, 'granted_scopes': ['seller.order.info'], 'something_new': [1],
}


def test_authorize_url():
    url = urlsplit(authorize_url('https://services.example.com/', '72/1', 'a+b&c='))
    assert f'{url.scheme}://{url.netloc}{url.path}' == 'https://services.example.com/open/authorize'
    assert parse_qs(url.query) == {'service_id': ['72/1'], 'state': ['a+b&c=']}


@pytest.mark.parametrize(('function', 'path', 'grant'), [
    (exchange_code, 'get', {'auth_code': 'x+/=', 'grant_type': 'authorized_code'}),
    (refresh_token, 'refresh', {'refresh_token': 'x+/=', 'grant_type': 'refresh_token'}),
])
def test_token_call(server, function, path, grant):
    server.answers = [success(DATA)]
    token = function(server.url, 'key', SECRET, 'x+/=')
    call = server.calls[0]
    assert (call.method, call.path) == ('GET', f'/api/v2/token/{path}')
    assert call.query == {'app_key': 'key', 'app_secret': SECRET, **grant}
    assert (token.access_token, token.refresh_token) == ('ROW_a', 'ROW_r')
    assert (token.access_token_expiry, token.refresh_token_expiry) == (1764293400, 1795224600)
    assert (token.seller_name, token.seller_base_region) == ('Example Ltd', 'GB')
    assert token.user_type == 0
    assert token.granted_scopes == ['seller.order.info']


def test_lean_token(server):
    # Nothing that is merely informative may cost us a refresh token that has been rotated.
    server.answers = [success({'access_token': 'a', 'refresh_token': 'r', 'user_type': None,
                               'access_token_expire_in': 'soon'})]
    token = refresh_token(server.url, 'key', SECRET, 'old')
    assert (token.access_token_expiry, token.refresh_token_expiry) == (0, 0)
    assert (token.open_id, token.user_type, token.granted_scopes) == ('', None, None)


@pytest.mark.parametrize('data', [None, {}, {'access_token': 'a'}, {'refresh_token': 'r'}])
def test_no_token(server, data):
    server.answers = [success(data)]
    with pytest.raises(errors.ProtocolError):
        refresh_token(server.url, 'key', SECRET, 'old')


@pytest.mark.parametrize(('code', 'message', 'kind'), [
    (36004004, 'invalid auth code', errors.InvalidAuthCode),
    (98001004, 'auth_code invalid', errors.InvalidAuthCode),
    (36004001, 'rt has expired', errors.AuthorizationError),
    (36004005, 'can not find related auth record', errors.AuthorizationError),
    (36009004, 'app_secret is invalid', errors.SignatureError),
])
def test_refusals(server, code, message, kind):
    server.answers = [refusal(code, message)]
    with pytest.raises(kind):
        exchange_code(server.url, 'key', SECRET, 'code')
    assert len(server.calls) == 1
