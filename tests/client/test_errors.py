"""Which class an error of TikTok's gets, and what its text says."""
import logging

import pytest
from server import CIPHER, SECRET, TOKEN, Answer, refusal

from client import errors

LOG = logging.getLogger('client.transport')
EXPIRED = 'Expired credentials. The `access_token` or `x-tts-access-token` header has expired.'
TOO_OLD = ('Invalid timestamp. The value of the `timestamp` query parameter must not be earlier'
           ' than 5 minutes before the current time.')
NO_SCOPE = 'Access denied. The app is not authorized to access the endpoint.'


@pytest.mark.parametrize(('code', 'message', 'status', 'kind'), [
    (105002, EXPIRED, 401, errors.ExpiredToken),
    (105002, EXPIRED, 200, errors.ExpiredToken),
    (106001, 'Invalid credentials. The `sign` query parameter is invalid.', 401,
     errors.SignatureError),
    (36009004, 'Invalid credentials. The `x-tts-access-token` header is invalid.', 401,
     errors.InvalidToken),
    (36009004, 'Invalid `app_key`', 400, errors.SignatureError),
    (36009004, TOO_OLD, 400, errors.ClockError),
    (36009004, 'The `create_time_ge` must be a timestamp', 400, errors.ValidationError),
    (36009004, 'Unexpected identifier. `shop_cipher` is not expected', 400, errors.ValidationError),
    (36009004, 'The `page_size` is required', 200, errors.ValidationError),
    (36009004, '', 200, errors.ValidationError),
    (36009004, 'Invalid `refresh_token`', 400, errors.AuthorizationError),
    (98001004, 'param invalid: auth_code', 200, errors.InvalidAuthCode),
    (98001004, 'param invalid: reason', 200, errors.ValidationError),
    (101000, 'token does not match', 401, errors.ShopNotAuthorized),
    (105005, NO_SCOPE, 403, errors.PermissionMissing),
    (106013, 'Missing identifier', 400, errors.ValidationError),
    (36004001, 'rt has expired', 200, errors.AuthorizationExpired),
    (36004004, 'invalid auth code', 200, errors.InvalidAuthCode),
    (36004005, 'can not find related auth record', 200, errors.AuthorizationError),
    (36009002, 'Too many requests.', 429, errors.Throttled),
    (36009037, 'hourly limit', 429, errors.Throttled),
    (36009003, 'Internal error. Please try again.', 200, errors.Unavailable),
    (36009007, 'Timeout', 200, errors.Unavailable),
    (36009033, 'IP not allowed', 403, errors.AddressNotAllowed),
    (36009043, 'shop inactive', 401, errors.ShopInactive),
    (12052180, 'more than 10,000', 200, errors.RangeTooLarge),
    (12052217, 'category_version must be v2', 400, errors.OtherCategoryTree),
    (12052230, 'not in the tree', 200, errors.OtherCategoryTree),
    (12345, 'Offset and limit sum 5100 must less than 5000', 200, errors.RangeTooLarge),
    (12345, 'Order does not exist', 200, errors.NotFound),
    (12345, 'The specified access token is invalid or expired.', 200, errors.InvalidToken),
    (12345, 'what?', 200, errors.TikTokError),
    (12345, 'what?', 400, errors.ValidationError),
    (12345, 'what?', 401, errors.InvalidToken),
    (12345, 'what?', 403, errors.PermissionMissing),
    (12345, 'what?', 404, errors.NotFound),
    (12345, 'what?', 429, errors.Throttled),
    (12345, 'what?', 503, errors.Unavailable),
    (0, 'Success', 500, errors.Unavailable),
])
def test_class(server, shop, monkeypatch, code, message, status, kind):
    monkeypatch.setattr(LOG, 'propagate', False)  # what we have sent wrongly is an error of ours
    server.answers = [refusal(code, message, status)]
    with pytest.raises(errors.TikTokError) as caught:
        shop.authorized_shops()
    error = caught.value
    assert type(error) is kind
    assert (error.code, error.request_id, error.http_status) == (code, 'R2', status)
    assert message in str(error)
    assert 'R2' in str(error)


@pytest.mark.parametrize(('answer', 'kind'), [
    (Answer(b'<html>Bad gateway</html>', 502), errors.Unavailable),
    (Answer(b'slow down', 429), errors.Throttled),
    (Answer(b'<html>Forbidden</html>', 403), errors.ProtocolError),
    (Answer(b'', 302, {'Location': '/elsewhere'}), errors.ProtocolError),
    (Answer(b'', 200), errors.ProtocolError),
    (Answer(b'{"code": 0, "da', 200), errors.ProtocolError),
    (Answer(b'[' * 100000, 200), errors.ProtocolError),
    (Answer([], 200), errors.ProtocolError),
    (Answer({}, 200), errors.ProtocolError),
    (Answer({'code': None}, 200), errors.ProtocolError),
    (Answer({'code': 'x'}, 200), errors.ProtocolError),
    (Answer({'code': 0, 'data': [1]}, 200), errors.ProtocolError),
])
def test_class_without_envelope(server, shop, answer, kind):
    server.answers = [answer]
    with pytest.raises(errors.TikTokError) as caught:
        shop.authorized_shops()
    assert type(caught.value) is kind
    assert caught.value.http_status == answer.status


@pytest.mark.parametrize('body', [
    {'code': 0},
    {'code': 0, 'data': None},
    {'code': 0, 'data': {}, 'message': None, 'request_id': None},
    {'code': '0', 'data': {'shops': None}, 'more': 1},
    {'code': 0, 'data': {'shops': [None, {}, {'name': 'without id'}]}},
])
def test_lean_success(server, shop, body):
    server.answers = [Answer(body)]
    assert shop.authorized_shops() == []


def test_character_cut_in_two_stops_nothing(server, shop):
    server.answers = [Answer(
        b'\xef\xbb\xbf{"code": 0, "data": {"shops": [{"id": "1", "name": "\xe2\x82"}]}}')]
    assert shop.authorized_shops() == [{'id': '1', 'name': '\ufffd'}]


@pytest.mark.parametrize(('message', 'scope'), [
    (NO_SCOPE, 'seller.order.info'),
    ('Access denied. Apply for seller.order.read.all first.', 'seller.order.read.all'),
])
def test_missing_scope_is_named(server, shop, message, scope):
    server.answers = [refusal(105005, message, 403)]
    with pytest.raises(errors.PermissionMissing) as caught:
        shop.search_orders(CIPHER)
    assert caught.value.scope == scope


def test_text_holds_no_secret_and_one_line(server, shop):
    server.answers = [refusal(36009004, f"Wrong\n{SECRET}, {TOKEN}\r\n{CIPHER} " + 'x' * 1000)]
    with pytest.raises(errors.ValidationError) as caught:
        shop.warehouses(CIPHER)
    text = str(caught.value)
    assert text.startswith('Wrong ***, *** *** xxx')
    assert '\n' not in text and len(text) < 400
