"""`/fbt`: what is in TikTok's own warehouses."""

from ..errors import Refusal
from ..params import IdList, Integer, Text
from ..products.levels import goods_id
from .endpoint import Endpoint
from .paging import page

# No public page names it.
READ = 'seller.fbt.basic'


def inventory(call):
    """Return a page of goods, one row for each of TikTok's warehouses that has them."""
    body = call.body
    if body.get('goods_ids') and body.get('sku_ids'):
        raise Refusal(36009004, 'Only one of `goods_ids` and `sku_ids` can be given.')
    rows = {}
    for product in call.world.shelves.of(call.shop).products.values():
        for sku in product.content['skus']:
            if sku['id'] in product.offers and _is_wanted(sku['id'], body):
                rows.update(_rows(call, product, sku))
    if not body.get('goods_ids') and not body.get('sku_ids'):
        rows = {key: row for key, row in rows.items() if _is_there(row)}
    chosen, token = page(call, list(rows), call.world.knobs)
    return {
        'inventory': [rows[key] for key in chosen], 'total_count': len(rows),
        'next_page_token': token,
    }


def _is_wanted(sku_id, body):
    return (
        sku_id in (body.get('sku_ids') or [sku_id])
        and goods_id(sku_id) in (body.get('goods_ids') or [goods_id(sku_id)])
    )


def _is_there(row):
    return row['in_transit_quantity'] or row['on_hand_detail']['total_quantity']


def _rows(call, product, sku):
    """Return the rows of a SKU's goods by warehouse. Damaged ones are the goods', not the SKU's."""
    offer, wanted = product.offers[sku['id']], call.body.get('fbt_warehouse_ids')
    rows = {}
    for place in product.shop.warehouses:
        if not place.fbt or place.id not in offer.stock:
            continue
        if wanted and place.entity_id not in wanted:
            continue
        hand = call.world.levels.fbt_detail(product, sku['id'], place)
        rows[sku['id'], place.id] = {
            'goods': {
                'id': goods_id(sku['id']), 'name': product.content['title'],
                'reference_code': sku.get('seller_sku', ''),
                'skus': [{'id': sku['id'], 'on_hand_detail': hand}],
            },
            'fbt_warehouse_id': place.entity_id, 'in_transit_quantity': offer.in_transit,
            'on_hand_detail': {
                **hand, 'total_quantity': hand['total_quantity'] + offer.unfulfillable,
                'unfulfillable_quantity': offer.unfulfillable,
            },
        }
    return rows


HUNDRED = IdList(most=100)
FBT_ENDPOINTS = (
    Endpoint(
        'POST', '/fbt/202408/inventory/search', inventory, READ,
        query={'page_size': Integer(required=True, low=1, high=100), 'page_token': Text(most=1000)},
        body={'goods_ids': HUNDRED, 'fbt_warehouse_ids': HUNDRED, 'sku_ids': HUNDRED},
    ),
)
