"""The life of products: reviews and the shelf; and the webhooks that tell of it."""

import pytest
from goods import LONG_TITLE, PARTIAL, PRODUCTS, Merchant, kinds, wait

from sandbox.products.drawing import WHITE, png

REVIEW = 300


def each(merchant, step, *ids, **more):
    """Do a step with products and return the errors."""
    method, path = ('DELETE', PRODUCTS) if step == 'delete' else ('POST', f'{PRODUCTS}/{step}')
    answer = merchant.ask(method, path, {'product_ids': list(ids), **more})
    assert answer['code'] == 0
    return answer['data'].get('errors', [])


# === REVIEW === #

def test_a_new_product_is_reviewed(merchant, heard):
    product_id = merchant.created()
    assert kinds(heard()) == [(16,), (37, 'AUDITING')]
    merchant.sandbox.world.advance(REVIEW - 1)
    assert merchant.get(product_id)['status'] == 'PENDING' and not heard()
    merchant.sandbox.world.advance(1)
    found = merchant.get(product_id)
    assert (found['status'], found['product_status']) == ('ACTIVATE', 'ACTIVATE')
    assert found['audit']['status'] == 'APPROVED'
    rows = heard()
    assert kinds(rows) == [(37, 'APPROVED'), (5, 'PRODUCT_FIRST_PASS_REVIEW')]
    # A JSON number here, a string elsewhere.
    assert [row['product_id'] for _type, row in rows] == [int(product_id)] * 2
    assert {row['update_time'] for _type, row in rows} == {found['update_time']}


@pytest.mark.parametrize(('changes', 'reason'), [
    ({'title': 'Replica of a famous mug'}, 'Counterfeit product'),
    ({'title': 'The miracle mug'}, 'Misleading claim'),
    ({'description': '<p>Ask us on WhatsApp</p>'}, 'Directs buyers elsewhere'),
    ({'description': '<p><a href="https://a.example">cheaper</a></p>'},
     'Directs buyers elsewhere'),
    ({'description': '<p>It cures cancer</p>'}, 'Medical claim'),
])
def test_what_is_turned_down(merchant, heard, changes, reason):
    product_id = merchant.created(**changes)
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['status'], found['audit']['status']) == ('FAILED', 'FAILED')
    assert [row['reasons'] for row in found['audit_failed_reasons']] == [[reason]]
    told = heard()
    assert kinds(told)[-2:] == [(37, 'FAILED'), (5, 'PRODUCT_AUDIT_FAILURE')]
    assert told[-1][1]['suspended_reason'] == reason


@pytest.mark.parametrize(('colour', 'status'), [(WHITE, 'FAILED'), ((250, 0, 0), 'ACTIVATE')])
def test_a_blank_picture_is_turned_down(merchant, colour, status):
    uri = merchant.upload(png(600, 600, (colour,), [b'\0' * 600] * 600))['data']['uri']
    product_id = merchant.created(main_images=[{'uri': uri}])
    wait(merchant)
    assert merchant.get(product_id)['status'] == status


def test_mended_it_passes(merchant, heard):
    product_id = merchant.created(title='Replica mug')
    wait(merchant)
    heard()
    answer = merchant.ask('POST', PARTIAL.format(product_id), {'title': LONG_TITLE})
    assert answer['data']['audit']['status'] == 'AUDITING'
    found = merchant.get(product_id)
    assert found['status'] == 'PENDING' and 'audit_failed_reasons' not in found
    wait(merchant)
    assert kinds(heard())[-1] == (5, 'PRODUCT_FIRST_PASS_REVIEW')


def test_restricted_category_waits_for_the_permission(merchant, heard):
    world = merchant.sandbox.world
    proof = merchant.picture('licence', use_case='CERTIFICATION_IMAGE')
    product_id = merchant.created(
        category_id=merchant.category('Supplements'),
        product_attributes=[{'id': '100421', 'values': [{'id': '1004210'}]}],
        certifications=[{'id': '7182427311584347908', 'images': [{'uri': proof}],
                         'expiration_date': 1_900_000_000}])
    wait(merchant)
    found = merchant.get(product_id)
    assert (found['status'], found['audit']) == (
        'PENDING', {'status': 'PRE_APPROVED', 'not_submitted_reasons': [],
                    'pre_approved_reasons': ['RESTRICTED_CATEGORY_PENDING']})
    assert heard()[-1][1]['audit']['pre_approved_reasons'] == ['RESTRICTED_CATEGORY_PENDING']
    world.approve_category('supplements', merchant.cipher)
    assert merchant.get(product_id)['status'] == 'ACTIVATE'


# === THE SHELF === #

def test_off_the_shelf_and_back(merchant, heard):
    product_id = merchant.listed()
    heard()
    assert each(merchant, 'deactivate', product_id) == []
    assert merchant.get(product_id)['status'] == 'SELLER_DEACTIVATED'
    assert kinds(heard()) == [(37, 'NONE'), (5, 'PRODUCT_STATUS_CHANGED')]
    assert each(merchant, 'activate', product_id) == []
    found = merchant.get(product_id)
    assert (found['status'], found['product_status']) == ('PENDING', 'SELLER_DEACTIVATED')
    wait(merchant)
    assert merchant.get(product_id)['status'] == 'ACTIVATE'
    # It has been listed before: this was not its first review.
    assert kinds(heard())[-1] == (5, 'PRODUCT_STATUS_CHANGED')
    assert each(merchant, 'delete', product_id) == []
    assert merchant.get(product_id)['status'] == 'DELETED'
    assert each(merchant, 'recover', product_id) == []
    assert merchant.get(product_id)['status'] == 'SELLER_DEACTIVATED'


def test_each_fails_for_itself(merchant):
    product_id, world = merchant.listed(), merchant.sandbox.world
    foreign = world.products(Merchant(merchant.sandbox, seller=1).cipher)[0].id
    frozen = world.freeze_product(merchant.created(save_mode='AS_DRAFT')).id
    codes = {foreign: 12052048, '123': 12052260}
    for step in ('deactivate', 'activate', 'delete', 'recover'):
        errors = each(merchant, step, product_id, foreign, frozen, '123')
        found = {row['detail']['product_id']: row['code'] for row in errors}
        assert found == {**codes, frozen: 12052990}
    assert merchant.get(product_id)['status'] == 'SELLER_DEACTIVATED'
    [error] = each(merchant, 'activate', frozen)
    assert error['message'] == 'Check failed' and error['detail']['extra_errors']


def test_twenty_at_a_time(merchant):
    ids = [str(number) for number in range(21)]
    for method, path in (('DELETE', PRODUCTS), ('POST', f'{PRODUCTS}/activate')):
        assert merchant.ask(method, path, {'product_ids': ids})['code'] == 36009004
        assert merchant.ask(method, path, {'product_ids': ids[1:]})['code'] == 0
        assert merchant.ask(method, path, {})['code'] == 36009004


def test_an_end_of_the_review_by_hand(merchant, heard):
    world = merchant.sandbox.world
    product_id = merchant.created()
    world.finish_review(product_id, approve=False, reason='Blurred')
    assert heard()[-1][1]['suspended_reason'] == 'Blurred'
    wait(merchant)
    assert merchant.get(product_id)['status'] == 'FAILED'  # its time had no effect any more
    other = world.finish_review(merchant.created(title='Replica mug'), approve=True)
    assert other.status == 'ACTIVATE'
    third = world.finish_review(merchant.created(title='Replica mug'))
    assert third.status == 'FAILED'


def test_what_tiktok_does(merchant, heard):
    world = merchant.sandbox.world
    product = world.suspend_product(merchant.listed(), 'Complaints')
    assert heard()[-1] == (5, {
        'product_id': int(product.id), 'status': 'PRODUCT_STATUS_CHANGED',
        'suspended_reason': 'Complaints', 'update_time': product.update_time})
    assert merchant.get(product.id)['status'] == 'PLATFORM_DEACTIVATED'
    assert each(merchant, 'activate', product.id) == []
    wait(merchant)
    assert merchant.get(product.id)['status'] == 'ACTIVATE'
    world.freeze_product(product)
    assert each(merchant, 'delete', product.id)[0]['code'] == 12052990
    world.unfreeze_product(product)
    assert merchant.get(product.id)['status'] == 'SELLER_DEACTIVATED'


def test_silent_without_consent(merchant, heard):
    merchant.sandbox.world.create_product(merchant.cipher)
    assert kinds(heard())[0] == (16,)
    merchant.sandbox.world.revoke(0)
    heard()
    merchant.sandbox.world.create_product(merchant.cipher)
    assert heard() == []
