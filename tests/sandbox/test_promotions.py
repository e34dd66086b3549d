"""Promotions: looked up, left and ended over the API; what they lock, and what is told of them."""

import pytest
from goods import PRODUCTS
from offers import first, price, quantities, set_price, set_stock

from sandbox.errors import NotAllowed

ACTIVITIES = '/promotion/202309/activities'
DAY = 86400


def search(merchant, **body):
    answer = merchant.ask('POST', f'{ACTIVITIES}/search', body)
    assert answer['code'] == 0, answer
    return answer['data']


def found(merchant, **body):
    return [row['id'] for row in search(merchant, **body).get('activities', [])]


def detail(merchant, promotion):
    return merchant.ask('GET', f'{ACTIVITIES}/{promotion.id}')['data']


def leave(merchant, promotion, **body):
    return merchant.ask('DELETE', f'{ACTIVITIES}/{promotion.id}/products', body)


def much_later(merchant, days):
    """Let days pass after which the app needs a new token."""
    merchant.sandbox.world.advance(days * DAY)
    code = merchant.sandbox.authorize(0)
    merchant.tokens = merchant.get_tokens(auth_code=code).json()['data']


def end(merchant, promotion):
    return merchant.ask('POST', f'{ACTIVITIES}/{promotion.id}/deactivate')


@pytest.fixture
def plan(merchant):
    """Plan a promotion in the merchant's shop."""
    def create(*products, **what):
        return merchant.sandbox.world.create_promotion(products, shop=merchant.cipher, **what)
    return create


# === LOOKING === #

def test_a_promotion_lives_by_the_clock(merchant, plan):
    world, now = merchant.sandbox.world, merchant.sandbox.clock.now()
    promotion = plan('S0-PEN', begins_in=60, lasts=3600, title='Autumn')
    [row] = search(merchant)['activities']
    assert row == {
        'id': promotion.id, 'title': 'Autumn', 'activity_type': 'DIRECT_DISCOUNT',
        'duration_type': 'NORMAL', 'begin_time': now + 60, 'end_time': now + 3660,
        'status': 'NOT_START', 'product_level': 'PRODUCT',
        'create_time': now * 1000, 'update_time': now * 1000,
    }
    for seconds, status in ((60, 'ONGOING'), (3599, 'ONGOING'), (1, 'EXPIRED')):
        world.advance(seconds)
        assert found(merchant, status=status) == [promotion.id]
        assert detail(merchant, promotion)['status'] == status


def test_one_without_an_end(merchant, plan):
    promotion = plan(type='SHIPPING_DISCOUNT', lasts=None)
    much_later(merchant, 400)
    shown = detail(merchant, promotion)
    assert (shown['duration_type'], shown['begin_time'], shown['end_time']) == ('INDEFINITE', 0, 0)
    assert (shown['status'], shown['product_level']) == ('ONGOING', 'SHOP')
    with pytest.raises(NotAllowed, match='no end'):
        plan('S0-PEN', lasts=None)


def test_what_takes_part(merchant, plan):
    pen, (tee, sku) = first(merchant, 'S0-PEN')[0], first(merchant)
    shown = detail(merchant, plan('S0-PEN', discount='25'))
    assert shown['products'] == [{
        'id': pen['id'], 'discount': '25', 'quantity_limit': -1, 'quantity_per_user': -1,
        'skus': [{'id': pen['skus'][0]['id']}]}]
    shown = detail(merchant, plan(skus=['S0-TEE-BLA-S'], type='FIXED_PRICE'))
    assert (shown['product_level'], shown['products']) == ('VARIATION', [{
        'id': tee['id'], 'skus': [{
            'id': sku['id'], 'quantity_limit': -1, 'quantity_per_user': -1,
            'activity_price': {'amount': sku['price']['sale_price'], 'currency': 'USD'}}]}])


def test_products_of_what_is_long_over_are_not_shown(merchant, plan):
    promotion = plan('S0-PEN', lasts=60)
    much_later(merchant, 180)
    assert 'products' in detail(merchant, promotion)
    merchant.sandbox.world.advance(DAY)
    assert 'products' not in detail(merchant, promotion)


def test_search_in_pages_and_by_words(merchant, plan):
    made = [plan('S0-PEN', title=f'No {number}').id for number in range(12)]
    over = plan('S0-PEN', type='BUY_X_GET_Y')
    merchant.sandbox.world.end_promotion(over)
    taken = plan('S0-PEN')
    merchant.sandbox.world.end_promotion(taken, by='PLATFORM')
    page = search(merchant, status='ONGOING')
    assert (len(page['activities']), page['total_count']) == (10, 12)
    rest = search(merchant, status='ONGOING', page_token=page['next_page_token'])
    assert [row['id'] for row in page['activities'] + rest['activities']] == made[::-1]
    assert rest['next_page_token'] == ''
    # What TikTok has terminated is found by none.
    assert len(found(merchant, page_size=100, page_token='')) == 13
    assert found(merchant, activity_title='No 11') == [made[11]]
    assert found(merchant, activity_type='BUY_X_GET_Y') == [over.id]
    assert detail(merchant, taken)['status'] == 'NOT_EFFECTIVE'
    answer = merchant.ask('POST', f'{ACTIVITIES}/search', {
        'status': 'EXPIRED', 'page_token': page['next_page_token']})
    assert answer['code'] == 36009004  # the token of another search


def test_wrong_searches(merchant):
    for body in ({'page_size': 101}, {'status': 'DRAFT'}, {'activity_type': 'COUPON'}):
        assert merchant.ask('POST', f'{ACTIVITIES}/search', body)['code'] == 36009004


def test_foreign_and_unknown_ones(merchant, plan):
    promotion = plan('S0-PEN')
    for method, path in (('GET', ''), ('DELETE', '/products'), ('POST', '/deactivate')):
        body = {'product_ids': ['1']} if method == 'DELETE' else None
        other = merchant.at('GB').ask(method, f'{ACTIVITIES}/{promotion.id}{path}', body)
        assert other['code'] == 17029028
        assert merchant.ask(method, f'{ACTIVITIES}/5{path}', body)['code'] == 17029009


def test_scopes(merchant, plan):
    promotion, world = plan('S0-PEN'), merchant.sandbox.world
    world.withdraw_scope('seller.promotion.write')
    assert end(merchant, promotion)['code'] == 105005
    assert found(merchant) == [promotion.id]
    world.withdraw_scope('seller.promotion.basic')
    assert merchant.ask('POST', f'{ACTIVITIES}/search', {})['code'] == 105005


# === LOCKS === #

@pytest.mark.parametrize(('part', 'locked'), [
    ({'products': ['S0-TEE-BLA-S']}, (True, True)), ({'skus': ['S0-TEE-BLA-S']}, (True, False)),
    ({'level': 'SHOP'}, (True, True)), ({'products': ['S0-PEN']}, (False, False)),
])
def test_prices_are_locked_while_it_runs(merchant, part, locked):
    world = merchant.sandbox.world
    world.create_promotion(shop=merchant.cipher, begins_in=60, lasts=60, **part)
    product, _sku = first(merchant)
    skus = product['skus'][:2]

    def codes():
        return [set_price(merchant, product, price(each, '5'))['code'] for each in skus]

    assert codes() == [0, 0]
    world.advance(60)
    assert codes() == [12052038 if each else 0 for each in locked]
    merchant.sandbox.knobs.set(price_lock=12019045)
    assert codes() == [12019045 if each else 0 for each in locked]
    # One that is locked keeps all of a call from counting.
    rows = [price(each, '6') for each in skus]
    assert set_price(merchant, product, *rows)['code'] == (12019045 if any(locked) else 0)
    world.advance(60)
    assert codes() == [0, 0]


def test_stock_is_not_lowered_while_it_runs(merchant, plan):
    product, sku = first(merchant)
    other = next(each for each in product['skus'][1:] if len(each['inventory']) == 2)
    set_stock(merchant, product, quantities(sku, 10, 10), quantities(other, 10, 10))
    promotion = plan(skus=[sku['id']])
    # Others of the call go through; the same, or more, may be set, and moved.
    errors = set_stock(merchant, product, quantities(sku, 9, 10), quantities(other, 1, 1))
    assert errors == {sku['id']: [12052393]}
    assert [row['quantity'] for row in first(merchant)[1]['inventory']] == [10, 10]
    assert set_stock(merchant, product, quantities(sku, 5, 15)) == {}
    assert set_stock(merchant, product, quantities(sku, 20, 20)) == {}
    # What buyers have taken makes the present figure.
    merchant.sandbox.world.buy(sku['id'], 3, merchant.cipher)
    assert set_stock(merchant, product, quantities(sku, 17, 20)) == {}
    merchant.sandbox.world.end_promotion(promotion)
    assert set_stock(merchant, product, quantities(sku, 0, 0)) == {}


# === LEAVING AND ENDING === #

def test_leaving_unlocks(merchant, plan):
    product, sku = first(merchant)
    promotion = plan('S0-TEE-BLA-S', 'S0-PEN')
    now = merchant.sandbox.clock.now()
    assert leave(merchant, promotion, product_ids=[product['id']])['data'] == {
        'activity_id': promotion.id, 'status': 'ONGOING', 'update_time': now}
    assert set_price(merchant, product, price(sku, '5'))['code'] == 0
    pen, row = first(merchant, 'S0-PEN')
    assert set_price(merchant, pen, price(row, '5'))['code'] == 12052038


def test_leaving_by_sku(merchant, plan):
    product, _sku = first(merchant)
    ids = [each['id'] for each in product['skus'][:2]]
    promotion = plan(skus=ids)
    assert leave(merchant, promotion, sku_ids=ids[:1])['code'] == 0
    assert detail(merchant, promotion)['products'][0]['skus'][0]['id'] == ids[1]
    assert leave(merchant, promotion, sku_ids=ids[:1])['code'] == 17029024
    assert leave(merchant, promotion, sku_ids=ids[1:])['code'] == 0
    assert 'products' not in detail(merchant, promotion)


def test_what_cannot_leave(merchant, plan):
    pen = first(merchant, 'S0-PEN')[0]
    promotion = plan('S0-PEN')
    for body, code in (
        ({}, 17029001), ({'product_ids': []}, 17029001),
        ({'product_ids': [pen['id'], '5']}, 17029023),
        ({'sku_ids': [pen['skus'][0]['id']]}, 17029016),
        ({'product_ids': [str(each) for each in range(301)]}, 17029046),
    ):
        assert leave(merchant, promotion, **body)['code'] == code, body
    assert len(detail(merchant, promotion)['products']) == 1
    assert leave(merchant, plan(level='SHOP'), product_ids=[pen['id']])['code'] == 17029102


def test_flash_sales_are_southeast_asias_and_hold_what_is_in_them(merchant, plan):
    with pytest.raises(NotAllowed, match='flash'):
        plan('S0-PEN', type='FLASHSALE')
    there = merchant.at('MY')
    product = first(there, 'S0-PEN')[0]
    what = {'shop': there.cipher, 'type': 'FLASHSALE'}
    flash = there.sandbox.world.create_promotion(['S0-PEN'], **what)
    assert leave(there, flash, product_ids=[product['id']])['code'] == 17029047
    sku_id = product['skus'][0]['id']
    single = there.sandbox.world.create_promotion(skus=[sku_id], **what)
    assert leave(there, single, sku_ids=[sku_id])['code'] == 17029048


def test_ending(merchant, plan):
    product, sku = first(merchant)
    promotion = plan('S0-TEE-BLA-S')
    data = end(merchant, promotion)['data']
    assert (data['activity_id'], data['status']) == (promotion.id, 'DEACTIVATED')
    assert set_price(merchant, product, price(sku, '5'))['code'] == 0
    for call in (end(merchant, promotion), leave(merchant, promotion, product_ids=['1'])):
        assert call['code'] == 17029010
    over = plan('S0-TEE-BLA-S', lasts=60)
    merchant.sandbox.world.advance(60)
    for call in (end(merchant, over), leave(merchant, over, product_ids=['1'])):
        assert call['code'] == 17029012


# === WEBHOOKS === #

def test_what_is_told(merchant, plan, heard):
    world = merchant.sandbox.world
    product = first(merchant, 'S0-PEN')[0]
    promotion = plan('S0-PEN', begins_in=60, lasts=60)
    now = merchant.sandbox.clock.now()
    [(number, data)] = heard()
    assert (number, data) == (63, {
        'activity_id': promotion.id, 'change_type': 'CREATE', 'update_time': now,
        'product_update_list': {'product_ids': [product['id']]},
        'product_remove_list': {'product_ids': [], 'sku_ids': []}})
    world.advance(60)
    [(number, data)] = heard()
    assert (number, data) == (39, {
        'activity_id': promotion.id, 'activity_type': 'DIRECT_DISCOUNT',
        'product_level': 'PRODUCT', 'status': 'ONGOING', 'update_time': now + 60})
    leave(merchant, promotion, product_ids=[product['id']])
    [(number, data)] = heard()
    assert (number, data['change_type'], data['product_remove_list']['product_ids']) == (
        63, 'UPDATE', [product['id']])
    world.advance(60)
    assert [(number, data['status']) for number, data in heard()] == [(39, 'EXPIRED')]
    other = plan('S0-PEN')
    end(merchant, other)
    assert [(number, data.get('status') or data['change_type']) for number, data in heard()] == [
        (63, 'CREATE'), (39, 'ONGOING'), (63, 'DEACTIVATE'), (39, 'DEACTIVATED')]


def test_an_end_that_is_put_off(merchant, plan, heard):
    world, promotion = merchant.sandbox.world, plan('S0-PEN', lasts=60)
    world.change_promotion(promotion.id, lasts=120)
    heard()
    world.advance(60)
    assert heard() == []
    assert detail(merchant, promotion)['status'] == 'ONGOING'
    world.advance(60)
    assert [(number, data['status']) for number, data in heard()] == [(39, 'EXPIRED')]


def test_products_that_come_and_go(merchant, plan, heard):
    promotion = plan('S0-PEN')
    pen, (tee, sku) = first(merchant, 'S0-PEN')[0], first(merchant)
    heard()
    merchant.sandbox.world.change_promotion(
        promotion, products=['S0-TEE-BLA-S'], remove=['S0-PEN'])
    [(_number, data)] = heard()
    assert (data['product_update_list'], data['product_remove_list']['product_ids']) == (
        {'product_ids': [tee['id']]}, [pen['id']])
    assert set_price(merchant, tee, price(sku, '5'))['code'] == 12052038
    assert merchant.ask('GET', f'{PRODUCTS}/{pen["id"]}')['code'] == 0


def test_wrong_commands(merchant, plan):
    world = merchant.sandbox.world
    promotion = plan('S0-PEN')
    with pytest.raises(NotAllowed, match='one of'):
        world.end_promotion(promotion, by='BUYER')
    world.end_promotion(promotion)
    with pytest.raises(NotAllowed, match='DEACTIVATED'):
        world.end_promotion(promotion)
    for wrong in ({'type': 'COUPON'}, {'level': 'WORLD'}):
        with pytest.raises(NotAllowed, match='one of'):
            plan('S0-PEN', **wrong)
    with pytest.raises(NotAllowed, match='no promotion'):
        world.promotion('5')
