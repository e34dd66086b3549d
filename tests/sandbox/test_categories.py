"""Categories with their attributes and rules, brands, prerequisites."""

import pytest
from goods import Merchant, P

from sandbox import Sandbox
from sandbox.products import taxonomy
from sandbox.products.properties import BY_LEAF

MARKETS = ('US', 'GB', 'MY', 'DE', 'JP', 'BR')
CATEGORIES = f'{P}/categories'


@pytest.fixture(scope='module')
def wide():
    with Sandbox(seed=7, orders=0, markets=MARKETS) as sandbox:
        yield Merchant(sandbox)


def tree(merchant, **query):
    answer = merchant.ask(
        'GET', CATEGORIES, **{'category_version': merchant.version, **query})
    return {row['id']: row for row in answer['data'].get('categories', [])}


@pytest.mark.parametrize(('region', 'levels'), [('GB', 3), ('US', 7)])
def test_a_tree(wide, region, levels):
    rows = tree(wide.at(region))
    depth = {'0': 0}
    for key, row in rows.items():  # parents come first
        depth[key] = depth[row['parent_id']] + 1
    assert max(depth.values()) == levels
    parents = {row['parent_id'] for row in rows.values()}
    for key, row in rows.items():
        assert row['is_leaf'] is (key not in parents) or row['local_name'] == 'Hunting'
    assert len({row['local_name'] for row in rows.values() if row['is_leaf']}) == len(
        taxonomy.LEAVES) - 1


def test_which_tree(wide):
    us, gb = wide.at('US'), wide.at('GB')
    assert us.ask('GET', CATEGORIES)['code'] == 12052217
    assert us.ask('GET', CATEGORIES, category_version='v1')['code'] == 12052217
    assert us.ask('GET', CATEGORIES, category_version='v3')['code'] == 36009004
    assert gb.ask('GET', CATEGORIES)['data'] == gb.ask(
        'GET', CATEGORIES, category_version='v1')['data']
    assert not set(tree(us)) & set(tree(gb))


def test_the_tree_of_the_eu_is_a_knob():
    with Sandbox(orders=0, markets=('DE',), eu_categories='v2') as sandbox:
        merchant = Merchant(sandbox, 'DE')
        assert merchant.ask('GET', CATEGORIES)['code'] == 12052217
        assert sandbox.world.products(0)[0].content['category_version'] == 'v2'


def test_permissions(wide):
    def permissions(region):
        rows = tree(wide.at(region), include_prohibited_categories='true').values()
        return {row['local_name']: row['permission_statuses'] for row in rows if row['is_leaf']}
    my, us = permissions('MY'), permissions('US')
    assert my['Supplements'] == ['INVITE_ONLY'] and my['Gold'] == ['NON_MAIN_CATEGORY']
    assert my['Hunting Knives'] == ['PROHIBITED'] and my['Mugs'] == ['AVAILABLE']
    assert 'Hunting Knives' not in us
    names = {row['local_name'] for row in tree(wide.at('MY')).values()}
    assert 'Hunting Knives' not in names
    wide.sandbox.world.approve_category('supplements', wide.at('MY').cipher)
    assert permissions('MY')['Supplements'] == ['AVAILABLE']


def test_keyword(wide):
    rows = tree(wide.at('GB'), keyword='mug')
    assert [row['local_name'] for row in rows.values()] == ['Mugs']


@pytest.mark.parametrize('what', ['attributes', 'rules'])
def test_only_leaves_have_details(wide, what):
    us, gb = wide.at('US'), wide.at('GB')
    rows = list(tree(us).values())
    parent, child = (next(row['id'] for row in rows if row['is_leaf'] is leaf)
                     for leaf in (False, True))
    for merchant, key, code in (
        (us, parent, 12052024), (us, '1', 12052023), (gb, child, 12052230), (us, child, 0),
    ):
        answer = merchant.ask(
            'GET', f'{CATEGORIES}/{key}/{what}', category_version=merchant.version)
        assert answer['code'] == code
    assert us.ask('GET', f'{CATEGORIES}/{child}/{what}')['code'] == 12052217


def attributes(merchant, name):
    answer = merchant.ask(
        'GET', f'{CATEGORIES}/{merchant.category(name)}/attributes',
        category_version=merchant.version)
    return {row['name']: row for row in answer['data']['attributes']}


def test_attributes(wide):
    rows = attributes(wide, 'Mugs')
    assert rows['Material']['is_requried'] is True  # as TikTok spells it
    assert rows['Material']['type'] == 'PRODUCT_PROPERTY'
    assert rows['Color']['type'] == 'SALES_PROPERTY' and 'is_requried' not in rows['Color']
    assert {'id': '1000000', 'name': 'Black'} in rows['Color']['values']
    assert rows['Country of Origin']['is_customizable'] is False
    phone = attributes(wide, 'Smartphones')
    assert phone['Warranty Months']['value_data_format'] == 'POSITIVE_INT_OR_DECIMAL'
    assert phone['Battery Type']['requirement_conditions'] == [{
        'condition_type': 'VALUE_ID_MATCH', 'attribute_id': '100401',
        'attribute_value_id': '1004010'}]
    assert attributes(wide, 'Serums')['Skin Type']['is_multiple_selection'] is True


def rules(merchant, name):
    return merchant.ask(
        'GET', f'{CATEGORIES}/{merchant.category(name)}/rules',
        category_version=merchant.version)['data']


def test_rules(wide):
    us, my, de = wide.at('US'), wide.at('MY'), wide.at('DE')
    assert 'product_certifications' not in rules(us, 'Mugs')
    assert rules(us, 'Mugs')['size_chart'] == {'is_supported': False, 'is_required': False}
    assert rules(us, 'Leggings')['size_chart']['is_required'] is True
    assert rules(my, 'Mugs')['cod'] == {'is_supported': True}
    assert rules(my, 'Smartphones')['cod'] == rules(us, 'Mugs')['cod'] == {'is_supported': False}
    assert rules(us, 'Mugs')['allowed_special_product_types'] == [
        'PRE_ORDER', 'MADE_TO_ORDER', 'CUSTOM']
    assert rules(my, 'Mugs')['allowed_special_product_types'] == ['PRE_ORDER']
    assert rules(de, 'Juices')['fees'] == [{'type': 'PFAND', 'is_required': True}]
    assert rules(de, 'Mugs')['seller_sku'] == {'is_required': True}
    toys = {region: rules(wide.at(region), 'Puzzles & Blocks')['product_certifications'][0]
            for region in ('US', 'DE')}
    assert (toys['US']['is_required'], toys['DE']['is_required']) == (False, True)
    sheet = rules(us, 'Serums')['product_certifications'][0]
    assert sheet['requirement_conditions'][0]['attribute_id'] == '100412'


@pytest.mark.parametrize(('title', 'name'), [
    ('Enamel camping mug 350 ml', 'Mugs'), ('Organic T-shirt', 'Casual T-shirts'),
    ('Desk lamp "Nhật Quang"', 'Desk Lamps'), ('Something nobody knows', 'Decorations'),
    ('A hunting-knife', 'Decorations'), ('Gold ring', 'Gold'),
])
def test_recommend(wide, title, name):
    body = {'product_title': title, 'category_version': 'v2'}
    data = wide.at('US').ask('POST', f'{CATEGORIES}/recommend', body)['data']
    assert data['categories'][-1]['name'] == name
    assert data['categories'][-1]['id'] == data['leaf_category_id']
    assert [row['level'] for row in data['categories']] == [
        *range(1, len(data['categories']) + 1)]
    assert [row['is_leaf'] for row in data['categories']][-2:] == [False, True]


def test_recommend_needs_the_tree_and_a_title(wide):
    path = f'{CATEGORIES}/recommend'
    assert wide.at('US').ask('POST', path, {'product_title': 'A mug'})['code'] == 12052217
    assert wide.at('GB').ask('POST', path, {'product_title': 'A mug'})['code'] == 0
    assert wide.at('GB').ask('POST', path, {})['code'] == 36009004


# === BRANDS === #

def brands(merchant, **query):
    data = merchant.ask('GET', f'{P}/brands', **{'page_size': '100', **query})['data']
    return {row['name']: row for row in data.get('brands', [])}


def test_brands(wide):
    us = wide.at('US')
    rows = brands(us)
    assert rows['Volta']['is_t1_brand'] is True
    assert rows['Volta']['authorized_status'] == 'UNAUTHORIEZD'  # as TikTok spells it
    assert rows['Northwind']['authorized_status'] == 'AUTHORIZED'
    assert not any('brand_status' in row for row in rows.values())
    assert set(brands(us, brand_name='NORTH')) == {'Northwind'}
    assert {row['authorized_status'] for row in brands(us, is_authorized='false').values()} == {
        'UNAUTHORIEZD'}
    fits = brands(us, category_id=us.category('Mugs'), category_version='v2')
    assert fits['Camp & Co']['brand_status'] == 'AVAILABLE'
    assert fits['Glowlab']['brand_status'] == 'UNAVAILABLE'
    assert 'brand_status' not in fits['Volta']
    assert us.ask('GET', f'{P}/brands')['code'] == 36009004
    assert us.ask('GET', f'{P}/brands', page_size='101')['code'] == 36009004


def test_pages_of_brands(wide):
    seen, query = [], {'page_size': '3'}
    while True:
        data = wide.ask('GET', f'{P}/brands', **query)['data']
        seen += [row['id'] for row in data['brands']]
        if not data['next_page_token']:
            break
        query['page_token'] = data['next_page_token']
    assert len(seen) == len(set(seen)) == data['total_count']


def test_brands_of_the_seller(merchant):
    path = f'{P}/brands'
    made = merchant.call('POST', path, None, {'name': 'My own'})['data']['id']
    row = brands(merchant)['My own']
    assert row == {'id': made, 'name': 'My own', 'authorized_status': 'UNAUTHORIEZD',
                   'is_t1_brand': False}
    assert 'My own' in brands(merchant.at('GB'))
    assert 'My own' not in brands(Merchant(merchant.sandbox, seller=1))
    assert merchant.get(merchant.created(brand_id=made))['brand']['name'] == 'My own'
    for name in ('my OWN', 'Volta', ' ', ''):
        assert merchant.call('POST', path, None, {'name': name})['code'] == 36009004
    codes = [merchant.call('POST', path, None, {'name': f'B{n}'})['code'] for n in range(50)]
    assert codes == [0] * 49 + [36009004]
    merchant.sandbox.world.advance(86400)
    assert merchant.call('POST', path, None, {'name': 'B50'})['code'] == 0


def test_prerequisites(merchant):
    def failed():
        rows = merchant.ask('GET', '/product/202312/prerequisites')['data']['check_results']
        return {row['check_item']: row['fail_reasons'] for row in rows if row['is_failed']}
    assert failed() == {}
    merchant.sandbox.world.fail_prerequisite('SHOP_TAX', 'The tax number is missing.')
    assert failed() == {'SHOP_TAX': ['The tax number is missing.']}
    with pytest.raises(ValueError, match='SHOP_TAX'):
        merchant.sandbox.world.fail_prerequisite('WEATHER', 'Rain')


def test_the_table():
    assert set(BY_LEAF) == {row[0] for row in taxonomy.LEAVES}
    for version in taxonomy.VERSIONS:
        for category in taxonomy.TREES[version].values():
            assert taxonomy.chain(category)[-1] is category
