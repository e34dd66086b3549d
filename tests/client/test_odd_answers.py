"""Answers in which one thing is beyond reading: the rest is read."""
import pytest
from server import CIPHER, Answer

from client import errors, odd_json

DEEP = b'[' * 2000 + b']' * 2000
ORDERS = b'{"code": 0, "request_id": "R", "data": {"orders": [%s], "total_count": %s}}'


def orders(*rows, total=b'2'):
    return Answer(ORDERS % (b', '.join(rows), total))


@pytest.mark.parametrize('row', [
    b'{"id": "2", "deep": ' + DEEP + b', "note": "{[\\"]}"}',
    b'{"id": "2", "deep": -1, "long": ' + b'9' * 6000 + b', "note": "{[\\"]}"}',
])
def test_what_is_beyond_reading_costs_nothing_else(server, shop, row):
    server.answers = [orders(b'{"id": "1"}', row)]
    page = shop.search_orders(CIPHER)
    assert [row['id'] for row in page.rows] == ['1', '2']
    assert page.rows[1]['note'] == '{["]}'


def test_what_is_no_json_stays_none(server, shop):
    for torn in (b'[' * 2000, b'{"code": 0, "data": {"a": "' + b'9' * 6000, b'{' + DEEP):
        server.answers = [Answer(torn)]
        with pytest.raises(errors.ProtocolError):
            shop.search_orders(CIPHER)
    with pytest.raises(ValueError):
        odd_json.loads('{"a": "' + '9' * 200)


@pytest.mark.parametrize('bad', [
    b'{}', b'[]', b'null', b'5.0', b'1e300', b'true', b'""', b'"a\\u0000b"', b'"\\ud800"', b'" 3"',
])
def test_rows_without_an_id_are_left_out_and_counted(server, shop, bad):
    server.answers = [orders(b'{"id": %s, "update_time": 1}' % bad, b'{"id": 77}', b'7', b'null')]
    page = shop.search_orders(CIPHER)
    assert [row['id'] for row in page.rows] == [77]
    assert page.odd == 3
    assert not shop.order_details(CIPHER, ['1'])[1:]


def test_walk_counts_what_it_left_out(server, shop):
    row = b'{"id": "1", "update_time": 5, "line_items": [1], "payment": {"a": 1}}'
    server.answers = [orders(row, b'{"id": {}}', total=b'1' + b'0' * 30), orders(total=b'0')]
    cursors = [cursor for _rows, cursor in shop.walk_orders(
        CIPHER, 'update_time', {'ranges': [[1, 10]]})]
    assert cursors[-1]['odd'] == 1
