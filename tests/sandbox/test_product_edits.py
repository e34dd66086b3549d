"""Edits of products: whole, in part, as drafts; what is reviewed and what counts at once."""

import pytest
from goods import EDIT, LONG_TITLE, PARTIAL, PRODUCTS, Merchant, kinds, sent_back, wait

from sandbox import Sandbox
from sandbox.world.markets import MARKETS


def edited(merchant, product_id, **changes):
    """Edit a product as documented: read it, and send it whole."""
    found = merchant.get(product_id)
    body = {
        'title': found['title'], 'description': found['description'],
        'category_id': found['category_chains'][-1]['id'], 'category_version': 'v2',
        'main_images': [{'uri': image['uri']} for image in found['main_images']],
        'package_weight': found['package_weight'],
        'package_dimensions': found['package_dimensions'],
        'product_attributes': [
            {'id': row['id'], 'values': [{'id': value['id']} for value in row['values']]}
            for row in found['product_attributes']],
        'skus': [{
            'id': sku['id'], 'seller_sku': sku['seller_sku'],
            **({'sales_attributes': [
                {'id': row['id'], 'value_id': row['value_id']} for row in sku['sales_attributes']
            ]} if 'sales_attributes' in sku else {}),
        } for sku in found['skus']],
        **changes,
    }
    return merchant.ask('PUT', EDIT.format(product_id), body)


def test_the_edit_of_a_live_product_is_reviewed_beside_it(merchant, heard):
    product_id = merchant.listed(skus=merchant.variants('Red', 'Mauve'))
    before = merchant.get(product_id)
    heard()
    answer = edited(merchant, product_id, title='Another title')
    assert answer['code'] == 0 and answer['data']['audit'] == {'status': 'AUDITING'}
    assert [sku['id'] for sku in answer['data']['skus']] == [s['id'] for s in before['skus']]
    live = merchant.get(product_id)
    assert (live['status'], live['title']) == ('ACTIVATE', LONG_TITLE)
    reviewed = merchant.get(product_id, return_under_review_version='true')
    assert reviewed['title'] == 'Another title'
    assert kinds(heard()) == [(37, 'AUDITING')]
    wait(merchant)
    after = merchant.get(product_id)
    assert (after['title'], after['audit']['status']) == ('Another title', 'APPROVED')
    assert after['skus'] == before['skus']  # prices and stock were left out, and stay
    rows = heard()
    assert kinds(rows) == [(37, 'APPROVED'), (5, 'PRODUCT_STATUS_CHANGED'), (15, 'title')]
    assert rows[-1][1] == {
        'product_id': product_id, 'change_source': 'OPEN_API', 'changed_fields': ['title'],
        'update_time': after['update_time']}


def test_a_failed_edit_changes_nothing(merchant, heard):
    product_id = merchant.listed()
    edited(merchant, product_id, title='Counterfeit mug')
    heard()
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['status'], found['title']) == ('ACTIVATE', LONG_TITLE)
    assert found['audit']['status'] == 'FAILED'
    assert found['audit_failed_reasons'][0]['reasons'] == ['Counterfeit product']
    told = kinds(heard())
    assert told == [(37, 'FAILED'), (5, 'PRODUCT_AUDIT_FAILURE')]
    merchant.ask('POST', PARTIAL.format(product_id), {'description': '<p>Fine.</p>'})
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['title'], found['description']) == (LONG_TITLE, '<p>Fine.</p>')


def test_prices_and_stock_skip_the_review(merchant, heard):
    product_id = merchant.listed()
    heard()
    sku = {**merchant.sku(price={'amount': '9.5', 'currency': 'USD'}),
           'id': merchant.get(product_id)['skus'][0]['id']}
    sku['inventory'][0]['quantity'] = 77
    answer = merchant.ask('POST', PARTIAL.format(product_id), {'skus': [sku]})
    assert answer['data']['audit']['status'] == 'APPROVED'
    [shown] = merchant.get(product_id)['skus']
    assert (shown['price']['sale_price'], shown['inventory'][0]['quantity']) == ('9.5', 77)
    assert heard() == []
    # Also while something else is being reviewed, which goes on.
    merchant.ask('POST', PARTIAL.format(product_id), {'title': 'Another title'})
    sku['price']['amount'] = '8'
    merchant.ask('POST', PARTIAL.format(product_id), {'skus': [sku]})
    found = merchant.get(product_id)
    assert (found['skus'][0]['price']['sale_price'], found['title']) == ('8', LONG_TITLE)
    wait(merchant)
    assert merchant.get(product_id)['title'] == 'Another title'


def test_skus_come_and_go(merchant, heard):
    product_id = merchant.listed(skus=merchant.variants('Red', 'Mauve'))
    red, mauve = merchant.get(product_id)['skus']
    heard()
    fresh = merchant.variants('Pink')[0]
    kept = {'id': mauve['id'], 'seller_sku': mauve['seller_sku'], 'sales_attributes': [
        {'name': 'Color', 'value_name': 'Mauve'}]}
    answer = edited(merchant, product_id, skus=[kept, fresh])
    assert [row['id'] == mauve['id'] for row in answer['data']['skus']] == [True, False]
    assert len(merchant.get(product_id)['skus']) == 2
    wait(merchant)
    now = merchant.get(product_id)['skus']
    assert [row['sales_attributes'][0]['value_name'] for row in now] == ['Mauve', 'Pink']
    assert now[0]['price'] == mauve['price']
    told = heard()
    assert kinds(told)[-1] == (50, 'CREATED', 'DELETED')
    assert told[-1][1]['skus'][1] == {'sku_id': red['id'], 'status': 'DELETED'}
    # A SKU that is gone does not come back.
    again = edited(merchant, product_id, skus=[{**kept, 'id': red['id']}])
    assert (again['code'], 'skus.id' in again['message']) == (36009004, True)


def test_the_category_changes(merchant, heard):
    product_id = merchant.listed()
    old, new = merchant.category('Mugs'), merchant.category('Decorations')
    heard()
    assert edited(merchant, product_id, category_id=new)['code'] == 36009004  # its attributes
    assert edited(merchant, product_id, category_id=new, product_attributes=[])['code'] == 0
    wait(merchant)
    rows = dict(heard())
    assert rows[15]['changed_fields'] == ['product_attributes']
    assert rows[18] == {
        'product_id': product_id, 'previous_category_id': old, 'current_category_id': new,
        'update_time': merchant.get(product_id)['update_time']}


def test_a_full_edit_overwrites_with_blanks(merchant):
    product_id = merchant.listed(brand_id='7082427311584347905', external_product_id='e')
    assert merchant.get(product_id)['brand']['name'] == 'Northwind'
    edited(merchant, product_id)
    wait(merchant)
    found = merchant.get(product_id)
    assert 'brand' not in found and 'external_product_id' not in found


def test_a_partial_edit_keeps_what_it_does_not_name(merchant):
    product_id = merchant.listed(
        brand_id='7082427311584347905', skus=[merchant.sku(external_sku_id='e')])
    sku_id = merchant.get(product_id)['skus'][0]['id']
    merchant.ask('POST', PARTIAL.format(product_id), {'description': '<p>More.</p>'})
    wait(merchant)
    found = merchant.get(product_id)
    assert found['brand']['name'] == 'Northwind' and found['description'] == '<p>More.</p>'
    assert found['skus'][0]['external_sku_id'] == 'e'
    # Inside of a property that is named, all that is left out is blank; but not price and stock.
    merchant.ask('POST', PARTIAL.format(product_id), {'skus': [{'id': sku_id}]})
    wait(merchant)
    [sku] = merchant.get(product_id)['skus']
    assert sku['seller_sku'] == '' and 'external_sku_id' not in sku
    assert sku['price']['sale_price'] == '12' and sku['inventory'][0]['quantity'] == 5


def test_knobs_about_edits(merchant):
    product_id = merchant.listed()
    merchant.sandbox.knobs.set(edit_forgets=True)
    edited(merchant, product_id)
    assert merchant.get(product_id)['skus'][0]['inventory'][0]['quantity'] == 0
    merchant.sandbox.world.deactivate_product(product_id)
    edited(merchant, product_id, title='Another title')
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['title'], found['status']) == ('Another title', 'SELLER_DEACTIVATED')
    merchant.sandbox.knobs.set(edit_relists=True)
    edited(merchant, product_id, title='A third title')
    assert merchant.get(product_id)['status'] == 'PENDING'
    wait(merchant)
    assert merchant.get(product_id)['status'] == 'ACTIVATE'


def test_drafts_of_live_products(merchant):
    product_id = merchant.listed()
    answer = edited(merchant, product_id, title='Not yet', save_mode='AS_DRAFT')
    assert answer['data']['audit']['status'] == 'APPROVED'
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['title'], found['has_draft']) == (LONG_TITLE, True)
    assert merchant.get(product_id, return_draft_version='true')['title'] == 'Not yet'
    both = merchant.ask('GET', f'{PRODUCTS}/{product_id}', return_draft_version='true',
                        return_under_review_version='true')
    assert both['code'] == 36009004
    # A partial edit goes on from the draft.
    merchant.ask('POST', PARTIAL.format(product_id), {'description': '<p>Now.</p>'})
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['title'], found['description']) == ('Not yet', '<p>Now.</p>')
    assert not found['has_draft']


def test_a_draft_is_submitted_by_an_edit(merchant):
    product_id = merchant.created(save_mode='AS_DRAFT')
    edited(merchant, product_id, save_mode='AS_DRAFT', title='Still a draft')
    assert merchant.get(product_id)['status'] == 'DRAFT'
    edited(merchant, product_id)
    assert merchant.get(product_id)['status'] == 'PENDING'
    assert edited(merchant, product_id, save_mode='AS_DRAFT')['code'] == 36009004


@pytest.mark.parametrize('step', ['freeze_product', 'delete_product'])
def test_what_is_gone_cannot_be_edited(merchant, step):
    product_id = merchant.listed()
    getattr(merchant.sandbox.world, step)(product_id)
    assert edited(merchant, product_id)['code'] == 36009004
    answer = merchant.ask('POST', PARTIAL.format(product_id), {'title': 'x'})
    assert answer['code'] == 36009004
    merchant.sandbox.knobs.set(gone_products='refused')
    assert merchant.ask('GET', f'{PRODUCTS}/{product_id}')['code'] == 12052260


def test_old_versions_know_less(merchant):
    product_id = merchant.listed()
    path = f'{PRODUCTS}/{product_id}'
    assert merchant.ask('POST', f'{path}/partial_edit', {'search_terms': ['a']})['code'] == 36009004
    assert merchant.ask('POST', f'{path}/partial_edit', {'title': 'Old way'})['code'] == 0
    body = merchant.body(skus=[{'id': merchant.get(product_id)['skus'][0]['id']}])
    assert merchant.ask('PUT', path, body)['code'] == 0
    assert merchant.ask('PUT', path, {**body, 'search_terms': ['a']})['code'] == 36009004


@pytest.mark.parametrize('region', MARKETS)
def test_what_a_world_begins_with_could_be_listed(region):
    """To send back what is there is no change, and breaks no rule of the market."""
    with Sandbox(orders=0, markets=(region,)) as sandbox:
        merchant = Merchant(sandbox, region)
        products = [each for each in sandbox.world.products(0)
                    if each.status not in ('DELETED', 'FREEZE')]
        for product in products:
            body = sent_back(merchant.get(product.id), merchant.version)
            answer = merchant.ask('PUT', EDIT.format(product.id), body)
            assert answer['code'] == 0, (product.content['title'], answer['message'])
            assert 'warnings' not in answer['data']
            if product.status == 'ACTIVATE':
                assert answer['data']['audit']['status'] == 'APPROVED'
