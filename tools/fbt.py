"""Stock that lies in TikTok's own warehouses (FBT), as its inventory search tells it.

https://partner.tiktokshop.com/docv2/page/search-fbt-inventory-202408
"""

from .values import identity, listed, well_formed, whole

# Our names of the figures, and TikTok's.
ON_HAND = {
    'on_hand': 'total_quantity',
    'available': 'available_quantity',
    'reserved': 'reserved_quantity',
    'unfulfillable': 'unfulfillable_quantity',
}
FIGURES = (*ON_HAND, 'in_transit')


def by_sku(rows):
    """Return what there is of the goods with which each SKU is matched, in all warehouses together.

    :param list rows: of the search, one for each goods and warehouse
    :return: {SKU id: {goods id: {figure: units}}}
    """
    goods, matches = {}, {}
    for row in rows:
        row = well_formed(row, {'goods': dict, 'on_hand_detail': dict})
        about = row.get('goods') or {}
        if not (goods_id := identity(about.get('id'))):
            continue
        total = goods.setdefault(goods_id, dict.fromkeys(FIGURES, 0))
        for name, units in _figures(row).items():
            total[name] += units
        for sku in listed(about.get('skus'), dict):
            matches.setdefault(identity(sku.get('id')), {})[goods_id] = total
    return {sku: found for sku, found in matches.items() if sku}


def _figures(row):
    detail = row.get('on_hand_detail') or {}
    return {
        **{name: whole(detail.get(key)) for name, key in ON_HAND.items()},
        'in_transit': whole(row.get('in_transit_quantity')),
    }


def total(goods):
    """Return the figures of several goods together.

    :param dict goods: {goods id: {figure: units}}
    """
    return {name: sum(each.get(name, 0) for each in goods.values()) for name in FIGURES}
