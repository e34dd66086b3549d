"""The calls about carriers, numbers and invoices, over HTTP."""
import base64
import json

import pytest
from server import CIPHER, refusal, success

from client import codes, errors

ID, ORDER = '1153132168123859000', '577314180216361001'
NUMBER = {'provider_id': 7117, 'tracking_number': 'RM123456785GB'}
SENT = {'tracking_number': 'RM123456785GB', 'shipping_provider_id': '7117'}


def body(call):
    return json.loads(call.body)


def test_delivery_options(server, shop):
    rows = [{'id': '7', 'type': 'SEND_BY_SELLER'}]
    server.answers = [success({'delivery_options': [*rows, {}, None]})]
    assert shop.delivery_options(CIPHER, 33) == rows
    [call] = server.calls
    assert (call.method, call.path, call.query['scope']) == (
        'GET', '/logistics/202309/warehouses/33/delivery_options', 'WAREHOUSE')


def test_shipping_providers(server, shop):
    server.answers = [success({'shipping_providers': [
        {'id': 7, 'name': 'Royal Mail'}, {'id': '8', 'name': None, 'x': 1}, {'name': 'Evri'}]})]
    assert shop.shipping_providers(CIPHER, 5, warehouse_region='DE', buyer_region='FR') == [
        {'id': '7', 'name': 'Royal Mail'}, {'id': '8', 'name': ''}]
    [call] = server.calls
    assert call.path == '/logistics/202309/delivery_options/5/shipping_providers'
    assert (call.query['warehouse_region'], call.query['buyer_region']) == ('DE', 'FR')


def test_shipping_providers_outside_of_the_eu(server, shop):
    server.answers = [success()]
    assert shop.shipping_providers(CIPHER, '5') == []
    assert {'warehouse_region', 'buyer_region'}.isdisjoint(server.calls[0].query)


def test_option_that_tiktok_ships_has_no_carriers(server, shop):
    server.answers = [refusal(21008117, 'Platform shipping')]
    with pytest.raises(errors.ValidationError) as caught:
        shop.shipping_providers(CIPHER, '5')
    assert caught.value.kind == codes.NEVER


def test_tracking_is_told_from_its_beginning(server, shop):
    server.answers = [success({'tracking': [
        {'description': 'Delivered', 'update_time_millis': 1763800000123},
        {'description': 'Picked up', 'update_time_millis': 1763700000123},
        {'description': None, 'update_time_millis': 1763600000123},
        {'description': 'Some day'}, {'description': 'x', 'update_time_millis': 'x'}, None]})]
    assert shop.order_tracking(CIPHER, ORDER) == [
        (1763600000123, ''), (1763700000123, 'Picked up'), (1763800000123, 'Delivered')]
    assert server.calls[0].path == f'/fulfillment/202309/orders/{ORDER}/tracking'


def test_correct_an_order(server, shop):
    server.answers = [success()]
    assert shop.correct_shipping(CIPHER, order_id=ORDER, **NUMBER) is None
    assert server.calls[0].path == f'/fulfillment/202309/orders/{ORDER}/shipping_info/update'
    assert body(server.calls[0]) == SENT


def test_correct_a_package(server, shop):
    server.answers = [success()]
    shop.correct_shipping(CIPHER, package_id=ID, **NUMBER)
    assert server.calls[0].path == f'/fulfillment/202610/packages/{ID}/shipping_info/update'
    assert body(server.calls[0]) == {'shipping_info_list': [SENT]}


@pytest.mark.parametrize('which', [{}, {'order_id': ORDER, 'package_id': ID}])
def test_correct_one_thing(server, shop, which):
    with pytest.raises(ValueError, match='Either'):
        shop.correct_shipping(CIPHER, **which, **NUMBER)
    assert not server.calls


@pytest.mark.parametrize(('told', 'found'), [(True, True), (False, False), (None, False)])
def test_validate_tracking(server, shop, told, found):
    server.answers = [success({'is_tiktok_shipping': told})]
    assert shop.validate_tracking(CIPHER, '1/2') == {
        'is_tiktok_shipping': found, 'is_tiktok_collection': False}
    [call] = server.calls
    assert (call.path, call.query['tracking_number']) == (
        '/fulfillment/202508/tts_tracking_validation', '1/2')


def test_upload_invoice(server, shop):
    server.answers = [success({'errors': []})]
    assert shop.upload_invoice(CIPHER, 7, [1, '2'], b'<nfe/>') is None
    [call] = server.calls
    assert call.path == '/fulfillment/202502/invoice/upload'
    assert body(call) == {'invoices': [{
        'package_id': '7', 'order_ids': ['1', '2'], 'file_type': 'XML',
        'file': base64.b64encode(b'<nfe/>').decode()}]}


def test_invoice_that_is_refused_under_code_0(server, shop):
    server.answers = [success({'errors': [
        {'code': 21004020, 'message': 'Not accepted', 'detail': {'package_id': '7'}}]})]
    with pytest.raises(errors.TikTokError) as caught:
        shop.upload_invoice(CIPHER, '7', ['1'], b'<nfe/>')
    assert (caught.value.code, caught.value.kind) == (21004020, codes.WAIT)
