"""The calls by which a seller cancels orders, over HTTP."""
import json

import pytest
from server import CIPHER, refusal, success

from client import codes, errors

ORDER, REASON = '577314180216361001', 'seller_cancel_reason_out_of_stock_uk'


def row(items, reasons=(), **what):
    return {'request_type': 'CANCEL', 'eligible': bool(reasons), 'order_line_items_ids': items,
            'available_reason_names': list(reasons), **what}


def test_reasons_by_line_item(server, shop):
    server.answers = [success({'sku_eligibility': [
        {'sku_id': '1', 'line_item_eligibility': [
            row([11, '12'], ['a', 'b', None, '']),
            row(['11'], ['a'], request_type='REFUND'),
            row(['13'], ineligible_reason="Shipped")]},
        {'sku_id': '2', 'line_item_eligibility': [
            row(None, ['a'], order_line_list=[{'order_line_item_id': '21'}, {}, None])]},
        None, {'line_item_eligibility': None}]})]
    assert shop.cancel_reasons(CIPHER, ORDER) == {
        '11': (('a', 'b'), ''), '12': (('a', 'b'), ''), '13': ((), "Shipped"), '21': (('a',), '')}
    [call] = server.calls
    assert (call.method, call.path) == (
        'GET', f'/return_refund/202602/orders/{ORDER}/aftersale_eligibility')
    assert call.query['initiate_aftersale_user'] == 'SELLER'
    assert call.query['request_types'] == 'CANCEL'


def test_reasons_of_a_bundle_are_good_for_all_its_parts(server, shop):
    server.answers = [success({'sku_eligibility': [{'line_item_eligibility': [
        row(['1'], ['a', 'b']), row(['1'], ['b', 'c']),
        row(['2'], ['a']), row(['2'], ineligible_reason="Shipped")]}]})]
    assert shop.cancel_reasons(CIPHER, ORDER) == {'1': (('b',), ''), '2': ((), "Shipped")}


@pytest.mark.parametrize('data', [None, {}, {'sku_eligibility': {}}, {'sku_eligibility': [[]]}])
def test_no_reasons(server, shop, data):
    server.answers = [success(data)]
    assert shop.cancel_reasons(CIPHER, ORDER) == {}


def test_cancel_an_order(server, shop):
    server.answers = [success({'cancel_id': 403, 'cancel_status': 'CANCELLATION_REQUEST_SUCCESS'})]
    assert shop.cancel_order(CIPHER, ORDER, REASON) == ('403', 'CANCELLATION_REQUEST_SUCCESS')
    [call] = server.calls
    assert (call.method, call.path) == ('POST', '/return_refund/202602/cancellations')
    assert json.loads(call.body) == {'order_id': ORDER, 'cancel_reason': REASON}


def test_cancel_a_part(server, shop):
    server.answers = [success()]
    assert shop.cancel_order(CIPHER, ORDER, REASON, item_ids=[1, ('2', 3)]) == ('', '')
    assert json.loads(server.calls[0].body)['order_line_list'] == [
        {'order_line_item_id': '1'}, {'order_line_item_id': '2', 'sub_order_line_item_id': '3'}]


def test_cancelled_before(server, shop):
    server.answers = [refusal(25001011)]
    with pytest.raises(errors.TikTokError) as caught:
        shop.cancel_order(CIPHER, ORDER, REASON)
    assert caught.value.kind == codes.DONE
    assert len(server.calls) == 1


def test_never_repeated_by_itself(server, shop):
    """Whether it was done, the order tells."""
    server.answers = [refusal(25001028), success()]
    with pytest.raises(errors.Mishap):
        shop.cancel_order(CIPHER, ORDER, REASON)
    assert len(server.calls) == 1
