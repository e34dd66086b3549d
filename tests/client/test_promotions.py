"""The calls about promotions, over HTTP: what is sent, what comes of the answers."""
import json

import pytest
from server import CIPHER, refusal, success

from client import errors

ID = '7136104329798256386'
PATH = f'/promotion/202309/activities/{ID}'


def body(call):
    return json.loads(call.body)


def test_promotions_of_all_pages(server, shop):
    rows = [{'id': str(each), 'status': 'ONGOING', 'end_time': 0} for each in range(3)]
    server.answers = [
        success({'activities': rows[:2], 'next_page_token': 'x/+=', 'total_count': 3}),
        success({'activities': [*rows[2:], {'id': ''}], 'next_page_token': ''}),
    ]
    assert shop.promotions(CIPHER) == rows
    assert {(call.method, call.path) for call in server.calls} == {
        ('POST', '/promotion/202309/activities/search')}
    assert [body(call) for call in server.calls] == [
        {'status': 'ONGOING', 'page_size': 100, 'page_token': token} for token in ('', 'x/+=')]


def test_promotions_of_any_status(server, shop):
    server.answers = [success()]
    assert shop.promotions(CIPHER, None) == []
    assert 'status' not in body(server.calls[0])


def test_promotion(server, shop):
    found = {'activity_id': ID, 'products': [{'id': '1', 'skus': [{'id': '2'}]}]}
    server.answers = [success(found)]
    assert shop.promotion(CIPHER, ID) == found
    assert (server.calls[0].method, server.calls[0].path) == ('GET', PATH)


@pytest.mark.parametrize('call', [
    lambda shop: shop.promotion(CIPHER, ID), lambda shop: shop.leave_promotion(CIPHER, ID, ['1']),
    lambda shop: shop.end_promotion(CIPHER, ID),
])
@pytest.mark.parametrize(('code', 'kind'), [
    (17029009, 'fix'), (17029036, 'never'), (17029055, 'retry'), (105005, 'fix'),
])
def test_refusals(server, shop, call, code, kind):
    server.answers = [refusal(code, 'No')]
    with pytest.raises(errors.TikTokError) as caught:
        call(shop)
    assert caught.value.kind == kind
    assert isinstance(caught.value, errors.PermissionMissing) == (code == 105005)


# === LEAVING === #

def test_leaving_in_batches(server, shop):
    server.answers = [success({'activity_id': ID})]
    shop.leave_promotion(CIPHER, ID, range(301), ['5'])
    assert {(call.method, call.path) for call in server.calls} == {('DELETE', f'{PATH}/products')}
    assert [[(key, len(ids)) for key, ids in body(call).items()] for call in server.calls] == [
        [('product_ids', 300)], [('product_ids', 1)], [('sku_ids', 1)]]


@pytest.mark.parametrize(('code', 'key'), [(17029023, 'product_ids'), (17029024, 'sku_ids')])
def test_what_is_out_already_does_not_keep_the_others_in(server, shop, code, key):
    inside = {'1', '3'}

    def answer(call):
        ids = set(body(call)[key])
        if ids - inside:
            return refusal(code, 'Not in the promotion')
        inside.difference_update(ids)
        return success({'activity_id': ID})

    server.answers = answer
    shop.leave_promotion(CIPHER, ID, **{'product_ids': (), key: ['1', '2', '3']})
    assert not inside
    assert len(server.calls) == 4


def test_leaving_what_is_over_is_refused(server, shop):
    """TikTok's table knows no success there, and the products are still in it."""
    server.answers = [refusal(17029012, 'Over')]
    with pytest.raises(errors.ValidationError):
        shop.leave_promotion(CIPHER, ID, ['1', '2'])
    assert len(server.calls) == 1


def test_nothing_to_take_out_is_no_call(server, shop):
    shop.leave_promotion(CIPHER, ID, [])
    assert not server.calls


# === ENDING === #

def test_ending(server, shop):
    server.answers = [success({'activity_id': ID, 'status': 'DEACTIVATED'})]
    shop.end_promotion(CIPHER, ID)
    [call] = server.calls
    assert (call.method, call.path, call.body) == ('POST', f'{PATH}/deactivate', b'')


@pytest.mark.parametrize('code', [17029010, 17029012])
def test_ending_what_is_over(server, shop, code):
    server.answers = [refusal(code, 'It is so')]
    shop.end_promotion(CIPHER, ID)
