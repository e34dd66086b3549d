"""The calls about products, over HTTP: what is sent, what comes of the answers."""
import email
import json
import threading

import pytest
from server import CIPHER, SECRET, TOKEN, refusal, success

from client import Client, Page, errors, sign_request

ID = '1731389584718000001'
BODY = {'title': 'Mug', 'skus': [{'seller_sku': 'MUG'}]}
LOST = refusal(36009003, status=500)
IMAGE = b'\x89PNG\r\n\x1a\n\x00\xff\r\n--'


def form_of(call):
    """Return what a multipart form holds: name to (filename, content)."""
    head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
    return {
        part.get_param('name', header='content-disposition'): (
            part.get_filename(), part.get_payload(decode=True),
        )
        for part in email.message_from_bytes(head + call.body).get_payload()
    }


# === SEARCH === #

def test_search(server, shop):
    server.answers = [success({'products': [{'id': ID}, {}], 'next_page_token': 'x/+=',
                               'total_count': 9})]
    page = shop.search_products(CIPHER, status='ACTIVATE', update_ge=1, update_le=2,
                                seller_skus=('A',), page_token='w/+=', page_size=3)
    assert page == Page([{'id': ID}], 'x/+=', 9, odd=1)
    [call] = server.calls
    assert (call.method, call.path) == ('POST', '/product/202502/products/search')
    assert json.loads(call.body) == {
        'status': 'ACTIVATE', 'update_time_ge': 1, 'update_time_le': 2, 'seller_skus': ['A'],
    }
    assert (call.query['page_size'], call.query['page_token']) == ('3', 'w/+=')
    assert call.query['shop_cipher'] == CIPHER


def test_search_for_everything_has_no_body(server, shop):
    server.answers = [success()]
    assert shop.search_products(CIPHER) == Page([], '', None)
    assert server.calls[0].body == b''
    assert 'page_token' not in server.calls[0].query


def test_walk_through_more_than_tiktok_pages_through(server, shop):
    """A period with too many is divided until TikTok shows all of it; every second once."""
    times = [0, 1, 1, 5, 6, 7, 7, 7]
    rows = [{'id': str(n), 'update_time': t} for n, t in enumerate(times)]

    def answer(call):
        body = json.loads(call.body)
        found = [row for row in reversed(rows)
                 if body['update_time_ge'] <= row['update_time'] <= body['update_time_le']]
        if len(found) > 4:
            return refusal(12052180, 'More than 10,000 results')
        start = int(call.query.get('page_token') or 0)
        return success({'products': found[start:start + 2], 'total_count': len(found),
                        'next_page_token': str(start + 2) if len(found) > start + 2 else ''})

    server.answers = answer
    pages = list(shop.walk_products(CIPHER, {'ranges': [[0, 8]]}))
    assert sorted(row['id'] for page, _ in pages for row in page) == [row['id'] for row in rows]
    assert pages[-1][1]['ranges'] == []


def test_walk_goes_on_from_its_cursor(server, shop):
    rows = [{'id': str(n), 'update_time': 5} for n in range(6)]

    def answer(call):
        start = int(call.query.get('page_token') or 0)
        return success({'products': rows[start:start + 2], 'total_count': 6,
                        'next_page_token': str(start + 2) if start < 4 else ''})

    server.answers = answer
    first, cursor = next(shop.walk_products(CIPHER, {'ranges': [[0, 8]]}))
    rest = shop.walk_products(CIPHER, json.loads(json.dumps(cursor)))
    assert first + [row for page, _ in rest for row in page] == rows
    assert len(server.calls) == 3
    assert json.loads(server.calls[0].body) == {'update_time_ge': 0, 'update_time_le': 7}


@pytest.mark.parametrize(('which', 'query'), [
    ({}, {}),
    ({'under_review': True}, {'return_under_review_version': 'true'}),
    ({'draft': True}, {'return_draft_version': 'true'}),
])
def test_product(server, shop, which, query):
    server.answers = [success({'id': ID})]
    assert shop.product(CIPHER, ID, **which) == {'id': ID}
    [call] = server.calls
    assert (call.method, call.path) == ('GET', f'/product/202309/products/{ID}')
    assert {key: call.query[key] for key in call.query if key.startswith('return')} == query


def test_product_has_one_version(shop):
    with pytest.raises(ValueError, match='one version'):
        shop.product(CIPHER, ID, under_review=True, draft=True)


@pytest.mark.parametrize('code', [12052260, 12052048])
def test_product_that_is_not_there(server, shop, code):
    server.answers = [refusal(code, 'No')]
    with pytest.raises(errors.NotFound):
        shop.product(CIPHER, ID)


# === LISTING === #

def test_create_is_not_repeated_blindly(server, shop):
    server.answers = [LOST, success({'product_id': ID})]
    with pytest.raises(errors.Unavailable):
        shop.create_product(CIPHER, BODY)
    assert len(server.calls) == 1


def test_create_with_a_key_is_repeated(server, shop):
    data = {'product_id': ID, 'skus': [], 'warnings': [{'message': 'brand_id was cleared'}]}
    server.answers = [LOST, success(data)]
    assert shop.create_product(CIPHER, {**BODY, 'idempotency_key': 'k'}) == data
    assert [json.loads(call.body)['idempotency_key'] for call in server.calls] == ['k', 'k']
    assert {(call.method, call.path) for call in server.calls} == {
        ('POST', '/product/202309/products')}


def test_edits_are_repeated(server, shop):
    server.answers = [LOST, success({'product_id': ID}), LOST, success({'warnings': []})]
    assert shop.edit_product(CIPHER, ID, BODY) == {'product_id': ID}
    assert shop.partial_edit_product(CIPHER, ID, {'title': 'Cup'}) == {'warnings': []}
    assert [(call.method, call.path, json.loads(call.body)) for call in server.calls[1::2]] == [
        ('PUT', f'/product/202509/products/{ID}', BODY),
        ('POST', f'/product/202509/products/{ID}/partial_edit', {'title': 'Cup'}),
    ]


def test_checks(server, shop):
    failed = {'check_result': 'FAILED', 'fail_reasons': [{'code': 1, 'message': 'No image'}]}
    item = {'check_item': 'SHOP_STATUS', 'is_failed': False}
    server.answers = [success(failed), success({'check_results': [item]}), success()]
    assert shop.listing_check(CIPHER, BODY) == failed
    assert shop.prerequisites(CIPHER) == [item]
    assert shop.prerequisites(CIPHER) == []
    assert [call.path for call in server.calls[:2]] == [
        '/product/202309/products/listing_check', '/product/202312/prerequisites']


# === STATUS === #

@pytest.mark.parametrize(('name', 'method', 'path'), [
    ('activate_products', 'POST', '/product/202309/products/activate'),
    ('deactivate_products', 'POST', '/product/202309/products/deactivate'),
    ('recover_products', 'POST', '/product/202309/products/recover'),
    ('delete_products', 'DELETE', '/product/202309/products'),
])
def test_status_in_batches_with_errors_by_product(server, shop, name, method, path):
    def answer(call):
        ids = json.loads(call.body)['product_ids']
        assert len(ids) <= 20
        return success({'errors': [
            {'code': 12052048, 'message': 'Not yours', 'detail': {'product_id': key}}
            for key in ids if key in ('3', '41')
        ]} if '3' in ids or '41' in ids else None)

    server.answers = answer
    refused = getattr(shop, name)(CIPHER, [*range(45), 0])
    assert {(call.method, call.path) for call in server.calls} == {(method, path)}
    assert [len(json.loads(call.body)['product_ids']) for call in server.calls] == [20, 20, 5]
    assert list(refused) == ['3', '41']
    assert isinstance(refused['3'], errors.NotFound)
    assert (refused['3'].code, refused['3'].message) == (12052048, 'Not yours')


def test_status_error_that_explains_itself_below(server, shop):
    server.answers = [success({'errors': [{
        'code': 12052990, 'message': 'Check failed',
        'detail': {'product_id': ID, 'extra_errors': [
            {'code': 1, 'message': 'No image'}, {'code': 2, 'message': 'No brand'}, 'x']},
    }]})]
    refused = shop.activate_products(CIPHER, [ID])
    assert str(refused[ID]) == 'No image; No brand (code 1, HTTP 200)'


@pytest.mark.parametrize('code', [17029023, '17029023'])
def test_step_that_was_taken_already_is_not_refused(server, shop, code):
    """Neither of one product, nor as the answer to all of the call."""
    server.answers = [success({'errors': [
        {'code': code, 'message': 'It is so', 'detail': {'product_id': '1'}},
        {'code': [], 'message': 'What?', 'detail': {'product_id': '2'}},
    ]}), refusal(code, 'They are so')]
    assert set(shop.deactivate_products(CIPHER, ['1', '2'])) == {'2'}
    assert shop.deactivate_products(CIPHER, ['1', '2']) == {}


@pytest.mark.parametrize('row', [{'code': 7}, {'message': 'No', 'detail': None}, {'detail': {}}])
def test_error_of_no_product_is_every_product_s(server, shop, row):
    server.answers = [success({'errors': [row]})]
    assert set(shop.activate_products(CIPHER, ['1', '2'])) == {'1', '2'}


def test_nothing_to_do_is_no_call(server, shop):
    assert shop.activate_products(CIPHER, []) == {}
    assert not server.calls


# === FILES === #

def test_image(server, shop):
    data = {'uri': 'tos/1', 'url': 'https://x/1', 'width': 1, 'height': 2, 'use_case': 'X'}
    server.answers = [LOST, success(data)]
    assert shop.upload_image(CIPHER, IMAGE, 'Täs"s.png', 'DESCRIPTION_IMAGE') == data
    for call in server.calls:
        form = form_of(call)
        assert form['use_case'] == (None, b'DESCRIPTION_IMAGE')
        assert form['data'][1] == IMAGE
        assert 'shop_cipher' not in call.query
        assert call.headers['content-type'].startswith('multipart/form-data; boundary=')


def test_file(server, shop):
    server.answers = [success({'id': 'v1'})]
    assert shop.upload_file(CIPHER, b'%PDF', 'label.pdf') == {'id': 'v1'}
    assert form_of(server.calls[0]) == {
        'data': ('label.pdf', b'%PDF'), 'name': (None, b'label.pdf')}
    assert server.calls[0].path == '/product/202309/files/upload'


def test_form_is_not_signed(server, shop):
    server.answers = [success({'uri': '1'})]
    shop.upload_image(CIPHER, IMAGE, 'a.png')
    [call] = server.calls
    query = {key: call.query[key] for key in call.query if key != 'sign'}
    assert call.query['sign'] == sign_request(SECRET, call.path, query, b'')


# === CATALOGUE === #

def test_categories(server, shop):
    rows = [{'id': '1', 'parent_id': '0', 'local_name': 'Home'}]
    server.answers = [success({'categories': rows})]
    assert shop.categories(CIPHER, 'v2', locale='en-US') == rows
    assert shop.categories(CIPHER, 'v1') == rows
    first, second = (call.query for call in server.calls)
    assert (first['category_version'], first['locale']) == ('v2', 'en-US')
    assert 'locale' not in second


def test_attributes_and_rules(server, shop):
    rules = {'size_chart': {'is_required': True}}
    server.answers = [success({'attributes': [{'id': '9'}, {}]}), success(rules)]
    assert shop.category_attributes(CIPHER, '600024', 'v1') == [{'id': '9'}]
    assert shop.category_rules(CIPHER, '600024', 'v1') == rules
    assert [call.path for call in server.calls] == [
        '/product/202309/categories/600024/attributes', '/product/202309/categories/600024/rules']


def test_brands(server, shop):
    server.answers = [success({'brands': [{'id': '5', 'name': 'B'}], 'next_page_token': 'n'})]
    page = shop.brands(CIPHER, category_id='1', name='B', version='v2', page_token='m',
                       authorized=True)
    assert page == Page([{'id': '5', 'name': 'B'}], 'n', None)
    query = server.calls[0].query
    assert {key: query[key] for key in ('category_id', 'brand_name', 'category_version',
                                        'page_token', 'page_size', 'is_authorized')} == {
        'category_id': '1', 'brand_name': 'B', 'category_version': 'v2', 'page_token': 'm',
        'page_size': '100', 'is_authorized': 'true',
    }


def test_recommendation(server, shop):
    server.answers = [success({'leaf_category_id': 600024}), success({'categories': []})]
    found = shop.recommend_category(CIPHER, 'Mug', description='Of steel', images=['tos/1'],
                                    version='v1')
    assert found == '600024'
    assert json.loads(server.calls[0].body) == {
        'product_title': 'Mug', 'description': 'Of steel', 'images': [{'uri': 'tos/1'}],
        'category_version': 'v1',
    }
    assert shop.recommend_category(CIPHER, 'Mug') is None
    assert json.loads(server.calls[1].body) == {'product_title': 'Mug'}


def test_token_is_renewed_by_who_asked_and_not_in_a_thread_of_ours(server):
    """Whatever renews it (a cursor of a database, say) belongs to one thread."""
    def answer(call):
        number = int(call.path.rsplit('/', 1)[1])
        asked.append(number)
        # From the third product on, the token has run out.
        if number > 2 and call.headers['x-tts-access-token'] == TOKEN:
            return refusal(105002, 'Expired', 401)
        return success({'id': str(number)})

    def renew(token):
        renewals.append((token, threading.current_thread()))
        return 'new token'

    asked, renewals = [], []
    server.answers = answer
    with Client(server.url, 'threads', SECRET, TOKEN, renew, renew_seconds=1) as api:
        products = api.products(CIPHER, range(1, 31))
    assert [product['id'] for product in products] == [str(each) for each in range(1, 31)]
    assert renewals == [(TOKEN, threading.current_thread())]
    assert asked.count(1) == asked.count(2) == 1  # what came is not asked for again


def test_token_that_cannot_be_renewed_stops_the_products(server, shop):
    server.answers = [refusal(105002, 'Expired', 401)]
    with pytest.raises(errors.ExpiredToken):
        shop.products(CIPHER, range(30))
