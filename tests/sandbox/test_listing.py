"""Create Product: what it takes, and every refusal by its code."""

import pytest
from goods import LONG_TITLE, PRODUCTS, Merchant, P
from mistakes import MISTAKES, TWO, leaf

from sandbox import Sandbox
from sandbox.errors import CODES

MARKETS = ('US', 'GB', 'MY', 'DE', 'JP', 'BR', 'VN', 'ID')


@pytest.fixture(scope='module')
def wide():
    with Sandbox(seed=7, orders=0, markets=MARKETS) as sandbox:
        yield Merchant(sandbox)


def test_create_returns_ids_and_goes_to_review(merchant):
    colours = merchant.variants('Red', 'Mauve')
    answer = merchant.create(skus=colours)
    assert answer['code'] == 0 and 'warnings' not in answer['data']
    red, mauve = answer['data']['skus']
    assert red['sales_attributes'] == [{'id': '100000', 'value_id': '1000002'}]
    assert mauve['seller_sku'] == 'M-1001' and mauve['sales_attributes'][0]['value_id']
    found = merchant.get(answer['data']['product_id'])
    assert (found['status'], found['product_status']) == ('PENDING', 'INITIAL')
    assert found['audit']['status'] == 'AUDITING'
    assert found['skus'][1]['sales_attributes'][0]['value_name'] == 'Mauve'
    assert found['skus'][0]['price'] == {
        'currency': 'USD', 'sale_price': '12', 'tax_exclusive_price': '12'}
    assert found['skus'][0]['inventory'] == [{'warehouse_id': merchant.warehouse, 'quantity': 5}]
    assert [each['local_name'] for each in found['category_chains']][-1] == 'Mugs'
    assert found['category_chains'][0]['parent_id'] == '0'
    assert found['product_attributes'][0]['values'][0]['id'] == '1003920'


def test_a_draft_may_be_incomplete_and_waits(merchant):
    product_id = merchant.created(
        save_mode='AS_DRAFT', product_attributes=None, package_weight=None,
        package_dimensions=None)
    merchant.sandbox.world.advance(86400)
    found = merchant.get(product_id)
    assert (found['status'], found['audit']['status']) == ('DRAFT', 'NONE')


def test_same_key_same_product(merchant):
    first, again = (merchant.create(idempotency_key='k') for _ in range(2))
    assert first['data'] == again['data']
    other = merchant.create(idempotency_key='l', skus=[merchant.sku(seller_sku='other')])
    assert other['data']['product_id'] != first['data']['product_id']


def test_unusable_brand_is_dropped_with_a_warning(merchant):
    for brand in ('7082427311584347912', '1'):  # a T1 brand without authorization; none at all
        answer = merchant.create(brand_id=brand)
        assert answer['data']['warnings'] == [
            {'message': 'The [brand_id] field was cleared by the system.'}]
        assert 'brand' not in merchant.get(answer['data']['product_id'])
    merchant.sandbox.world.authorize_brand('Volta')
    answer = merchant.create(brand_id='7082427311584347912')
    assert 'warnings' not in answer['data']
    assert merchant.get(answer['data']['product_id'])['brand']['name'] == 'Volta'


def test_size_chart_is_dropped_where_there_is_none(merchant):
    answer = merchant.create(size_chart={'template': {'id': '7376485342371857665'}})
    assert 'size_chart' in answer['data']['warnings'][0]['message']


def wrong(merchant, **changes):
    """Return the code for a product with a mistake in it."""
    return merchant.create(**changes)['code']


@pytest.mark.parametrize(
    ('code', 'region', 'mistake'), MISTAKES,
    ids=[f'{row[0]}-{row[1]}-{number}' for number, row in enumerate(MISTAKES)])
def test_mistakes(wide, code, region, mistake):
    merchant = wide.at(region)
    before = len(wide.sandbox.world.products(merchant.cipher))
    answer = merchant.create(**mistake(merchant))
    assert answer['data'] is None
    if isinstance(code, int):
        assert answer['code'] == code
    else:
        assert (answer['code'], f'`{code}`' in answer['message']) == (36009004, True)
    assert len(wide.sandbox.world.products(merchant.cipher)) == before


@pytest.mark.parametrize(('region', 'changes'), [
    ('US', lambda m: {'title': 'x' * 255}),
    ('US', lambda m: {'title': 'x'}),
    ('BR', lambda m: {'title': 'x' * 300}),
    ('MY', lambda m: {'title': 'x' * 25}),
    ('MY', lambda m: {'is_cod_allowed': True, 'minimum_order_quantity': 2}),
    ('US', lambda m: {'skus': m.variants(*map(str, range(300)))}),
    ('MY', lambda m: {'skus': m.variants(*map(str, range(100)))}),
    ('US', lambda m: {'main_images': [{'uri': m.picture(str(n))} for n in range(9)]}),
    ('US', lambda m: {'skus': [m.sku(identifier_code={'type': 'ISBN', 'code': '123456789X'})]}),
    ('US', lambda m: {'skus': [m.sku(seller_sku='ü/#%&+')]}),
    ('US', lambda m: {'skus': [m.sku(seller_sku=None, sales_attributes=TWO)]}),
    ('US', lambda m: {'package_weight': {'value': '1.25', 'unit': 'POUND'},
                      'package_dimensions': {
                          'length': '4', 'width': '4', 'height': '4', 'unit': 'INCH'}}),
    ('JP', lambda m: {'package_weight': {'value': '350', 'unit': 'GRAM'}}),
    ('BR', lambda m: {'package_dimensions': {
        'length': '1,5', 'width': '1.5', 'height': '1', 'unit': 'CENTIMETER'}}),
    ('GB', lambda m: {'skus': [m.sku(price={'currency': 'GBP', 'sale_price': '9.99'})]}),
    ('US', lambda m: {
        'description': f'<img src="http://x/{m.picture()}~origin" width="9" height="9">'}),
])
def test_what_is_right(wide, region, changes):
    merchant = wide.at(region)
    assert merchant.create(**changes(merchant))['code'] == 0


def test_a_certificate_is_enough(wide):
    merchant = wide.at('DE')
    body = {
        **leaf(merchant, 'Puzzles & Blocks'), 'product_attributes': [
            {'id': '100431', 'values': [{'id': '1004310'}]},
            {'id': '100401', 'values': [{'id': '1004012'}]}],
        'skus': [merchant.sku(seller_sku='PUZZLE-1')],
    }
    proof = merchant.picture('proof', use_case='CERTIFICATION_IMAGE')
    files = merchant.upload(b'%PDF-1.4 proof', 'file', name='proof.pdf')['data']
    row = {'id': '7182427311584347907', 'images': [{'uri': proof}], 'files': [
        {'id': files['id'], 'name': 'proof.pdf', 'format': 'PDF'}]}
    shown = merchant.get(merchant.created(certifications=[row], **body))['certifications'][0]
    assert shown['images'][0]['uri'] == proof and shown['files'][0]['urls'] == [files['url']]
    assert wrong(merchant, certifications=[{**row, 'id': '1'}], **body) == 12052105
    for bad in ({'images': [{'uri': 'x'}]}, {'files': [{'id': 'v1', 'name': '', 'format': ''}]}):
        code = wrong(merchant, certifications=[{**row, **bad}], save_mode='AS_DRAFT', **body)
        assert code == (12052722 if 'images' in bad else 36009004)


def test_prices_of_local_sellers_are_amounts():
    with Sandbox(orders=0, markets=('GB',)) as sandbox:
        merchant = Merchant(sandbox, 'GB')
        price = {'currency': 'GBP', 'sale_price': '9.99'}
        assert wrong(merchant, skus=[merchant.sku(price=price)]) == 12052073
        found = merchant.get(merchant.created())
        assert found['skus'][0]['price']['tax_exclusive_price'] == '12'


def test_cross_border_prices_are_more_than_the_goods(wide):
    found = wide.at('GB').get(wide.at('GB').created())
    assert found['skus'][0]['price'] == {
        'currency': 'GBP', 'sale_price': '12', 'tax_exclusive_price': '10.91'}


def test_inactive_seller_and_daily_limit(merchant):
    world = merchant.sandbox.world
    world.fail_prerequisite('SHOP_STATUS', 'The shop is being checked.')
    assert wrong(merchant) == 12052700
    world.fail_prerequisite('SHOP_STATUS')
    merchant.sandbox.knobs.set(listing_limit=2)
    codes = [merchant.create(save_mode=mode)['code'] for mode in
             ('LISTING', 'AS_DRAFT', 'LISTING', 'LISTING', 'AS_DRAFT')]
    assert codes == [0, 0, 0, 12052093, 0]
    world.advance(86400)
    assert wrong(merchant) == 0


def test_without_a_bank_account_nothing_is_submitted(merchant):
    merchant.sandbox.world.fail_prerequisite('BANk_ACCOUNT', 'None is linked.')
    found = merchant.get(merchant.created())
    assert found['status'] == 'DRAFT'
    assert found['audit']['not_submitted_reasons'] == ['PAYMENT_ACCOUNT_NOT_LINKED']


def test_knobs(merchant):
    knobs = merchant.sandbox.knobs
    knobs.set(bad_brand='refuse', zero_stock=False)
    assert wrong(merchant, brand_id='1') == 12052026
    none = [merchant.sku(inventory=[{'warehouse_id': merchant.warehouse, 'quantity': 0}])]
    assert wrong(merchant, skus=none) == 12052055
    knobs.set(zero_stock=True, identifiers='product')
    assert wrong(merchant, skus=none) == 0
    code = {'type': 'EAN', 'code': '4000000000013'}
    assert wrong(merchant, skus=[merchant.sku(identifier_code=code)]) == 0


def test_pictures_of_another_seller_do_not_exist(shop, merchant):
    foreign = Merchant(shop, seller=1).picture()
    assert wrong(merchant, main_images=[{'uri': foreign}]) == 12052722


def test_listing_check_names_all_that_is_wrong(merchant):
    body = merchant.body(title='', skus=[merchant.sku(
        price={'currency': 'GBP', 'amount': '1'}, seller_sku='x' * 51)])
    del body['category_version']
    data = merchant.ask('POST', f'{PRODUCTS}/listing_check', body)['data']
    assert data['check_result'] == 'FAILED'
    assert [row['code'] for row in data['fail_reasons']] == [36009004, 12052054, 12052084]
    body.update(title=LONG_TITLE, skus=[merchant.sku()], brand_id='1')
    data = merchant.ask('POST', f'{PRODUCTS}/listing_check', body)['data']
    assert data['check_result'] == 'PASS' and 'brand_id' in data['warnings']['message']
    assert 'fail_reasons' not in data


PRICE_CODES = {
    12019045, 12019113, 12052012, 12052032, 12052038, 12052163, 12052424, 12052553, 12052557,
    12052570, 12052861, 12052902,
}
STOCK_CODES = {
    12019015, 12019024, 12019028, 12019120, 12052037, 12052393, 12052530, 12052531, 12052532,
    12052533, 12052556, 12052704, 12052850, 12052901,
}


def test_every_code_about_products_is_tested():
    """The codes that are no mistakes of Create Product have tests of their own."""
    elsewhere = {
        12052026, 12052093, 12052700,  # above
        12052048, 12052180, 12052260, 12052990,  # test_product_states, test_product_search
        12019116, 12038002, 12038004, 12038005, 12038014, 12038015,  # test_uploads
        *PRICE_CODES, *STOCK_CODES,  # test_prices, test_stock
    }
    codes = {code for code in CODES if 12_000_000 <= code < 13_000_000}
    assert codes == elsewhere | {row[0] for row in MISTAKES if isinstance(row[0], int)}


def test_scopes(merchant):
    world = merchant.sandbox.world
    world.withdraw_scope('seller.product.write')
    assert merchant.ask('POST', PRODUCTS, {})['code'] == 105005
    assert merchant.ask('GET', f'{P}/brands', page_size='1')['code'] == 0
    world.withdraw_scope('seller.product.basic')
    assert merchant.ask('GET', f'{P}/brands', page_size='1')['code'] == 105005
