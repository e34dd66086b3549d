"""Search and detail: the filters, the pages, and what belongs to whom."""

import pytest
from goods import EDIT, LONG_TITLE, PARTIAL, PRODUCTS, SEARCH, Merchant, P

from sandbox import Sandbox
from sandbox.world.catalogue import articles


def found(merchant, path=SEARCH, **body):
    """Return the rows that a search finds."""
    answer = merchant.ask('POST', path, body, page_size='100')
    assert answer['code'] == 0, answer
    return answer['data'].get('products', [])


def test_what_there_is_to_begin_with(merchant):
    rows = found(merchant)
    assert len(rows) >= 40
    assert {row['status'] for row in rows} == {
        'ACTIVATE', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED', 'DRAFT', 'FAILED', 'FREEZE',
        'DELETED'}
    assert [row['create_time'] for row in rows] == sorted(
        (row['create_time'] for row in rows), reverse=True)
    now = merchant.sandbox.clock.now()
    for row in rows:
        assert row['create_time'] <= row['update_time'] <= now
        assert row['sales_regions'] == ['US'] and row['skus']
        for sku in row['skus']:
            assert set(sku['price']) == {'currency', 'sale_price', 'tax_exclusive_price'}


def test_the_details_agree_with_the_rows(merchant):
    for row in found(merchant):
        detail = merchant.get(row['id'])
        for key in ('id', 'title', 'status', 'create_time', 'update_time', 'has_draft'):
            assert detail[key] == row[key]
        for sku, short in zip(detail['skus'], row['skus'], strict=True):
            assert {key: sku[key] for key in short} == short
        values = [tuple(option['value_name'] for option in sku.get('sales_attributes', []))
                  for sku in detail['skus']]
        assert len(set(values)) == len(values)
        assert len(detail['skus']) == 1 or all(values)


def test_orders_and_products_speak_of_the_same(shop, merchant):
    world = shop.world
    for order in world.orders:
        products = {each.id: each for each in world.products(order.shop)}
        for unit in order.units:
            product = products[unit.sku.product_id]
            assert product.content['title'] == unit.sku.product_name
            sku = next(s for s in product.content['skus'] if s['id'] == unit.sku.id)
            assert sku.get('seller_sku', '') == unit.sku.seller_sku
            names = [each['value_name'] for each in sku.get('sales_attributes', [])]
            assert (', '.join(names) or 'Default') == unit.sku.name


def test_barcodes(merchant):
    printed = {row.seller_sku: row.barcode for row in articles(7, 0)}
    codes = []
    for row in found(merchant):
        for sku in merchant.get(row['id'])['skus']:
            if 'identifier_code' in sku:
                codes.append(sku['identifier_code']['code'])
                assert printed.get(sku['seller_sku'], codes[-1]) == codes[-1]
    assert len(codes) == len(set(codes)) > 90


@pytest.mark.parametrize(('body', 'number'), [
    ({'status': 'ALL'}, 43), ({'status': 'DRAFT'}, 1), ({'status': 'DELETED'}, 1),
    ({'status': 'PENDING'}, 0), ({'seller_skus': ['S0-MUG-BLA']}, 2),
    ({'seller_skus': ['S0-PEN', 'S0-VASE', 'none']}, 2), ({'seller_skus': ['']}, 1),
    ({'audit_status': ['FAILED']}, 1), ({'audit_status': ['APPROVED', 'FAILED']}, 38),
    ({'audit_status': ['AUDITING']}, 0), ({'sns_filter': 'ELIGIBLE'}, 0),
    ({'category_version': 'v2'}, 43), ({'category_version': 'v1'}, 0),
    ({'return_draft_version': True}, 0), ({'listing_quality_tiers': ['GOOD', 'FAIR']}, 43),
    ({'listing_quality_tiers': ['EXCELLENT']}, 0), ({'listing_platforms': ['TIKTOK_SHOP']}, 43),
    ({'listing_platforms': ['TIKTOK_SHOP', 'TOKOPEDIA']}, 0), ({'locale': 'en-US'}, 43),
])
def test_filters(merchant, body, number):
    assert len(found(merchant, **body)) == number


def test_by_sku_and_time(merchant):
    rows = found(merchant)
    row = rows[7]
    assert [each['id'] for each in found(merchant, sku_ids=[row['skus'][0]['id']])] == [row['id']]
    for name in ('create_time', 'update_time'):
        at = row[name]
        # Both ends count.
        assert row['id'] in {each['id'] for each in found(
            merchant, **{f'{name}_ge': at, f'{name}_le': at})}
        assert row['id'] not in {each['id'] for each in found(merchant, **{f'{name}_ge': at + 1})}
        assert row['id'] not in {each['id'] for each in found(merchant, **{f'{name}_le': at - 1})}


def test_an_edit_moves_the_update_time(merchant):
    product_id = merchant.listed()
    now = merchant.sandbox.world.advance(1000)
    assert found(merchant, update_time_ge=now) == []
    merchant.ask('POST', PARTIAL.format(product_id), {'title': 'Another title'})
    assert [row['id'] for row in found(merchant, update_time_ge=now)] == [product_id]


@pytest.mark.parametrize(('query', 'body'), [
    ({}, {}), ({'page_size': '0'}, {}), ({'page_size': '101'}, {}),
    ({'page_size': '1'}, {'status': 'LIVE'}), ({'page_size': '1'}, {'sku_ids': ['1'] * 11}),
    ({'page_size': '1'}, {'update_time_lt': 1}), ({'page_size': '1', 'page_token': 'x'}, {}),
    ({'page_size': '1'}, {'audit_status': 'FAILED'}), ({'page_size': '1'}, {'sku_ids': ['x']}),
])
def test_wrong_searches(merchant, query, body):
    assert merchant.ask('POST', SEARCH, body, **query)['code'] == 36009004


def test_pages(merchant):
    seen, query = [], {'page_size': '10'}
    while True:
        data = merchant.ask('POST', SEARCH, {'status': 'ALL'}, **query)['data']
        seen += [row['id'] for row in data['products']]
        assert data['total_count'] == 43
        if not data['next_page_token']:
            break
        query['page_token'] = data['next_page_token']
    assert seen == [row['id'] for row in found(merchant)]
    assert merchant.ask('POST', SEARCH, {}, **query)['code'] == 36009004  # another search's token


def test_old_versions(merchant):
    for path in ('/product/202312/products/search', f'{PRODUCTS}/search'):
        assert found(merchant, path) == found(merchant)
        answer = merchant.ask('POST', path, {'return_draft_version': True}, page_size='1')
        assert answer['code'] == 36009004
    assert found(merchant, '/product/202312/products/search', listing_quality_tier='POOR') == []
    assert merchant.ask('POST', '/product/202601/products/search', {})['code'] == 36009014


def test_deleted_products_by_knob(merchant):
    merchant.sandbox.knobs.set(deleted_in_all=False)
    assert len(found(merchant)) == 42 and len(found(merchant, status='DELETED')) == 1


def test_more_than_ten_thousand(merchant):
    merchant.sandbox.world.stock_up(merchant.cipher, 9_957)
    answer = merchant.ask('POST', SEARCH, {}, page_size='1')
    assert answer['data']['total_count'] == 10_000
    merchant.sandbox.world.stock_up(merchant.cipher, 1)
    assert merchant.ask('POST', SEARCH, {}, page_size='1')['code'] == 12052180
    assert merchant.ask('POST', SEARCH, {'status': 'DRAFT'}, page_size='1')['code'] == 0


def test_whose_product(merchant):
    foreign = Merchant(merchant.sandbox, seller=1)
    for other in (merchant.at('GB'), foreign):
        theirs = found(other)[0]['id']
        assert merchant.ask('GET', f'{PRODUCTS}/{theirs}')['code'] == 12052048
        assert merchant.ask('POST', PARTIAL.format(theirs), {'title': 'x'})['code'] == 12052048
        assert merchant.ask('PUT', EDIT.format(theirs), merchant.body())['code'] == 12052048
    assert merchant.ask('GET', f'{PRODUCTS}/123')['code'] == 12052260


def test_drafts_in_a_search(merchant):
    product_id = merchant.listed()
    merchant.ask('POST', PARTIAL.format(product_id), {
        'title': 'A draft', 'save_mode': 'AS_DRAFT'})
    [row] = found(merchant, return_draft_version=True)
    assert (row['id'], row['title'], row['has_draft']) == (product_id, 'A draft', True)
    assert found(merchant, seller_skus=['M-1000'])[0]['title'] == LONG_TITLE


def test_bundles(merchant):
    row = found(merchant, seller_skus=['S0-SET'])[0]
    detail = merchant.get(row['id'])
    assert detail['product_types'] == ['COMBINED_PRODUCT']
    parts = detail['skus'][0]['combined_skus']
    assert [part['sku_count'] for part in parts] == [2, 1]
    mug = merchant.get(parts[0]['product_id'])
    assert mug['product_types'] == ['IN_COMBINED_PRODUCT']
    assert (parts[0]['title'], parts[0]['seller_sku']) == (mug['title'], 'S0-MUG-BLA')


def test_each_market_speaks_its_own_units():
    with Sandbox(orders=0, markets=('US', 'JP', 'VN')) as sandbox:
        shown = {}
        for region in ('US', 'JP', 'VN'):
            merchant = Merchant(sandbox, region)
            detail = merchant.get(found(merchant)[-1]['id'])
            shown[region] = (
                detail['package_weight']['unit'], detail['package_dimensions']['unit'],
                detail['skus'][0]['identifier_code']['type'],
                detail['skus'][0]['price']['currency'], 'listing_quality_tier' in detail)
    assert shown == {
        'US': ('POUND', 'INCH', 'EAN', 'USD', True),
        'JP': ('KILOGRAM', 'CENTIMETER', 'JAN', 'JPY', False),
        'VN': ('KILOGRAM', 'CENTIMETER', 'EAN', 'VND', False)}


def test_scope_and_cipher(merchant):
    assert merchant.call('POST', SEARCH, {'page_size': '1'}, {})['code'] == 106013
    assert merchant.call('GET', f'{P}/brands', {'page_size': '1'})['code'] == 106013
