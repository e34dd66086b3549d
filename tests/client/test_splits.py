"""The calls that split and combine orders, over HTTP."""
import json

import pytest
from server import CIPHER, success

from client import codes

ORDER, ID = '577314180216361001', '1153132168123859020'


def body(call):
    return json.loads(call.body)


def pages(key, rows, size=2):
    """Answer with some rows after the other, by a token."""
    def answer(call):
        start = int(call.query.get('page_token') or 0)
        more = len(rows) > start + size
        return success({key: rows[start:start + size],
                        'next_page_token': str(start + size) if more else ''})
    return answer


def test_split_attributes_in_batches(server, shop):
    def answer(call):
        ids = call.query['order_ids'].split(',')
        assert len(ids) <= 20
        return success({'split_attributes': [
            {'order_id': each, 'can_split': True} for each in ids] + [None, {'can_split': True}]})

    server.answers = answer
    found = shop.split_attributes(CIPHER, [*range(1, 22), '1'])
    assert found == {str(each): {'order_id': str(each), 'can_split': True} for each in range(1, 22)}
    assert [(call.method, call.path) for call in server.calls] == [
        ('GET', '/fulfillment/202309/orders/split_attributes')] * 2


def test_split(server, shop):
    server.answers = [success({'packages': [
        {'splittable_group_id': 'a', 'id': '7'}, {'splittable_group_id': 'b', 'id': 8}, {}, None]})]
    assert shop.split_order(CIPHER, ORDER, {'a': [1, '2'], 'b': ['3']}) == {'a': '7', 'b': '8'}
    assert server.calls[0].path == f'/fulfillment/202309/orders/{ORDER}/split'
    assert body(server.calls[0]) == {'splittable_groups': [
        {'id': 'a', 'order_line_item_ids': ['1', '2']}, {'id': 'b', 'order_line_item_ids': ['3']}]}


def test_split_of_a_bundle_names_its_parts(server, shop):
    server.answers = [success()]
    assert shop.split_order(CIPHER, ORDER, {'a': [(1, 11), (1, 12), 2], 'b': [(1, 13)]}) == {}
    assert body(server.calls[0]) == {
        'splittable_groups': [
            {'id': 'a', 'order_line_item_ids': ['1', '2']},
            {'id': 'b', 'order_line_item_ids': ['1']}],
        'splittable_groups_v2': [
            {'id': 'a', 'order_line_list': [
                {'order_line_id': '1', 'sub_item_id': '11'},
                {'order_line_id': '1', 'sub_item_id': '12'}, {'order_line_id': '2'}]},
            {'id': 'b', 'order_line_list': [{'order_line_id': '1', 'sub_item_id': '13'}]}]}


def test_combinable_packages_page_by_page(server, shop):
    rows = [{'id': str(each), 'order_ids': ['1', '2']} for each in range(1, 6)]
    server.answers = pages('combinable_packages', rows)
    assert list(shop.combinable_packages(CIPHER)) == [rows[:2], rows[2:4], rows[4:]]
    assert {(call.method, call.path, call.query['page_size']) for call in server.calls} == {
        ('GET', '/fulfillment/202309/combinable_packages/search', '50')}


def test_page_without_rows_is_the_last_one(server, shop):
    server.answers = [success({'next_page_token': 'x'})]
    assert list(shop.combinable_packages(CIPHER)) == [[]]
    assert len(server.calls) == 1


def test_combine(server, shop):
    made = {'id': '9', 'order_ids': ['1', '2']}
    server.answers = [success({
        'packages': [made, {}],
        'errors': [{'code': 21011031, 'message': 'No', 'detail': {'package_id': '8'}}]})]
    packages, refused = shop.combine_packages(CIPHER, {7: [1, '2'], '8': ['3', '4']})
    assert packages == [made]
    assert {key: (error.code, error.kind, error.call) for key, error in refused.items()} == {
        '8': (21011031, codes.BUG, 'combine-package')}
    assert server.calls[0].path == '/fulfillment/202309/packages/combine'
    assert body(server.calls[0]) == {'combinable_packages': [
        {'id': '7', 'order_ids': ['1', '2']}, {'id': '8', 'order_ids': ['3', '4']}]}


@pytest.mark.parametrize('rows', [[], [{'id': '9', 'order_ids': ['1']}]])
def test_uncombine(server, shop, rows):
    server.answers = [success({'packages': rows})]
    assert shop.uncombine_package(CIPHER, ID, [1, '2']) == rows
    assert server.calls[0].path == f'/fulfillment/202309/packages/{ID}/uncombine'
    assert body(server.calls[0]) == {'order_ids': ['1', '2']}
