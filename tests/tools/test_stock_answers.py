"""What TikTok tells of stock, on offer and in its own warehouses, however oddly it is told."""
import pytest

from tools import fbt, inventory

SEARCHED = {
    'product_id': '1', 'skus': [{
        'id': '2',
        'total_available_inventory_distribution': {
            'in_shop_inventory': {'quantity': 4},
            'campaign_inventory': [{'quantity': 2, 'campaign_name': "A"}, {'quantity': 1}],
            'creator_inventory': [{'quantity': 3}],
        },
        'warehouse_inventory': [
            {'warehouse_id': '7', 'available_quantity': 6, 'committed_quantity': 5},
            {'warehouse_id': '8', 'available_quantity': 4, 'committed_quantity': 0},
        ],
    }],
}


def test_what_is_kept_is_among_what_can_be_sold():
    assert inventory.by_sku([SEARCHED]) == {
        '2': inventory.There({'7': 6, '8': 4}, campaign=3, creator=3)}


@pytest.mark.parametrize('odd', [
    {}, {'skus': None}, {'skus': [None, 3, {}, {'id': {}}]},
    {'skus': [{'id': '2', 'warehouse_inventory': 'x'}]},
    {'skus': [{'id': '2', 'total_available_inventory_distribution': {'campaign_inventory': 5}}]},
])
def test_odd_rows_say_nothing(odd):
    assert all(found == inventory.There({}) for found in inventory.by_sku([odd]).values())


@pytest.mark.parametrize(('cause', 'who'), [
    ('ORDER_CREATE', 'order'), ('ORDER_CANCEL', 'order'), ('OPEN_API', 'seller'),
    ('SELLER_CENTER', 'seller'), ('PROMOTION_LOCK', 'tiktok'), ('FBT_INVENTORY', 'tiktok'),
    ('campaign_end', 'tiktok'), ('SOMETHING_NEW', 'unknown'), ('', 'unknown'), (None, 'unknown'),
])
def test_causes_tell_who_it_was(cause, who):
    assert inventory.changed_by(cause) == who


def test_causes_of_a_webhook_are_named_once():
    details = [{'trigger_source': each} for each in ('A', 'B', 'A', None)]
    assert inventory.causes({'change_detail': [*details, 'x']}) == 'A,B'
    assert inventory.causes({'change_detail': None}) == ''


def test_goods_are_summed_over_warehouses_and_shared_by_their_skus():
    def row(goods, total, *skus):
        return {
            'goods': {'id': goods, 'skus': [{'id': each} for each in skus]},
            'in_transit_quantity': 1,
            'on_hand_detail': {'total_quantity': total, 'available_quantity': total - 1},
        }

    found = fbt.by_sku([row('G', 5, '1', '2'), row('G', 3, '1', '2'), row('H', 2, '2')])
    assert {sku: {goods: each['on_hand'] for goods, each in of_sku.items()}
            for sku, of_sku in found.items()} == {'1': {'G': 8}, '2': {'G': 8, 'H': 2}}
    assert fbt.total(found['2']) == {
        'on_hand': 10, 'available': 7, 'reserved': 0, 'unfulfillable': 0, 'in_transit': 3}
