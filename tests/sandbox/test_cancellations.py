"""Sellers cancel orders: what they may, for what reason, and what follows."""

import json

import pytest
from packer import Packer

from sandbox import Sandbox

ROOT = '/return_refund/202602'
STOCK, NOT_THERE = (
    'seller_cancel_reason_out_of_stock', 'seller_cancel_paid_reason_address_not_deliver')


@pytest.fixture(scope='module')
def shops():
    with Sandbox(seed=7, orders=0, markets=('US', 'GB', 'MY'),
                 webhook_url='https://hooks.example.com/') as sandbox:
        sandbox.webhooks.pause()
        packer = Packer(sandbox, 'US')
        yield {region: packer.at(region) for region in ('US', 'GB', 'MY')}


def asked(packer, order, **query):
    """Return {line item: row} of what may be cancelled."""
    code, data = packer.get(
        f'/orders/{order.id}/aftersale_eligibility', ROOT,
        **{'initiate_aftersale_user': 'SELLER', 'request_types': 'CANCEL', **query})
    assert code == 0
    return {item: row for sku in data['sku_eligibility'] for row in sku['line_item_eligibility']
            for item in row['order_line_items_ids']}


def cancel(packer, order, reason=STOCK, root=ROOT, **body):
    return packer.post('/cancellations', {
        'order_id': getattr(order, 'id', order), 'cancel_reason': reason, **body}, root)


def test_reasons_of_each_market(shops):
    found = {}
    for region, packer in shops.items():
        order = packer.order()
        [row] = asked(packer, order).values()
        assert row['eligible'] is True
        assert row['order_line_list'] == [{'order_line_item_id': order.units[0].id}]
        found[region] = row['available_reason_names']
    assert NOT_THERE in found['US']
    assert f'{NOT_THERE}_uk' in found['GB']
    assert not any('deliver' in name for name in found['MY'])


def test_nothing_is_offered_where_it_is_not_taken(shops):
    packer = shops['GB']
    held, arranged, gone = (packer.order() for _each in range(3))
    packer.ship_order(arranged)
    packer.sandbox.world.cancel(gone.id)
    for order, code in ((held, 0), (arranged, 25001045), (gone, 25001011)):
        [row] = asked(packer, order).values()
        assert row.get('ineligible_code', 0) == code
        assert cancel(packer, order, f'{STOCK}_uk')[0] == code
    [row] = asked(packer, packer.order(), initiate_aftersale_user='BUYER').values()
    assert not row['eligible']


def test_cancelled_order_is_so_and_told(shops):
    packer = shops['US']
    order = packer.order(items=[{'quantity': 2}])
    before = len(packer.sandbox.webhooks.deliveries)
    code, data = cancel(packer, order, NOT_THERE)
    assert (code, order.status) == (0, 'CANCELLED')
    assert data == {'cancel_id': order.cancellations[-1].id,
                    'cancel_status': 'CANCELLATION_REQUEST_SUCCESS'}
    told = {each.type: json.loads(each.body)['data']
            for each in packer.sandbox.webhooks.deliveries[before:]}
    assert told[1]['order_status'] == 'CANCEL'
    assert (told[11]['cancel_id'], told[11]['cancellations_role']) == (data['cancel_id'], 'SELLER')
    assert cancel(packer, order, NOT_THERE)[0] == 25001011


def test_part(shops):
    packer = shops['US']
    order = packer.order(items=[{'quantity': 3}])
    one, two, _three = (unit.id for unit in order.units)
    assert cancel(packer, order, NOT_THERE, order_line_item_ids=[one])[0] == 25005010
    assert cancel(packer, order, order_line_list=[{'order_line_item_id': one}])[0] == 0
    assert cancel(packer, order, order_line_item_ids=[one])[0] == 25001011
    sku = {'sku_id': order.units[0].sku.id, 'quantity': 3}
    assert cancel(packer, order, skus=[sku])[0] == 25005011
    one_more = [{**sku, 'quantity': 1}]
    assert cancel(packer, order, root='/return_refund/202309', skus=one_more)[0] == 0
    assert len(order.live) == 1
    assert cancel(packer, order, order_line_item_ids=[two], skus=[sku])[0] == 25001001
    other = shops['MY'].order(items=[{'quantity': 2}])
    assert cancel(shops['MY'], other, order_line_item_ids=[other.units[0].id])[0] == 25005010


def test_mistakes(shops):
    packer = shops['MY']
    order = packer.order()
    assert cancel(packer, order, NOT_THERE)[0] == 25001020
    assert cancel(packer, order, 'because')[0] == 25001014
    assert cancel(packer, '1')[0] == 21008111
    assert cancel(packer, order, order_line_item_ids=['1'])[0] == 25001001
    assert cancel(packer, order, order_lines=[])[0] == 36009004
    unpaid = packer.order(status='UNPAID')
    assert cancel(packer, unpaid)[0] == 25001021
    assert order.status == 'AWAITING_SHIPMENT'
