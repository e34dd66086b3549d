"""Stock on offer, as TikTok's inventory search and its webhooks tell it.

https://partner.tiktokshop.com/docv2/page/inventory-search-202309
"""

from typing import NamedTuple

from .values import identity, listed, well_formed, whole

# What stands in the cause of a change (`trigger_source` of webhook 71): who is behind it. TikTok's
# list of causes is not public; the first that is found decides.
CAUSES = (
    ('order', ('ORDER',)),
    ('tiktok', ('PROMOTION', 'CAMPAIGN', 'CREATOR', 'PLATFORM', 'FBT', 'OPERATOR', 'SYSTEM')),
    ('seller', ('SELLER', 'API')),
)


class There(NamedTuple):
    """What TikTok offers of a SKU.

    `places` is what can be sold, by TikTok's id of the warehouse: what is kept for campaigns
    (`campaign`) and creators (`creator`) is among it.
    """

    places: dict
    campaign: int = 0
    creator: int = 0


def by_sku(rows):
    """Return what TikTok offers: {SKU id: There}.

    :param list rows: of the search, one for each product
    """
    return {
        ref: _there(sku) for row in rows for sku in listed(row.get('skus'), dict)
        if (ref := identity(sku.get('id')))}


def _there(sku):
    sku = well_formed(
        sku, {'warehouse_inventory': list, 'total_available_inventory_distribution': dict})
    kept = well_formed(
        sku.get('total_available_inventory_distribution') or {},
        {'campaign_inventory': list, 'creator_inventory': list})
    return There(
        {place: whole(row.get('available_quantity'))
         for row in sku.get('warehouse_inventory', ())
         if (place := identity(row.get('warehouse_id')))},
        _sum(kept.get('campaign_inventory', ())), _sum(kept.get('creator_inventory', ())))


def _sum(rows):
    return sum(whole(row.get('quantity')) for row in rows)


def causes(data):
    """Return why stock has changed, as a webhook says it: TikTok's words, comma-separated."""
    found = (str(each.get('trigger_source') or '') for each in
             listed(data.get('change_detail'), dict))
    return ','.join(dict.fromkeys(filter(None, found)))


def changed_by(cause):
    """Return who has changed stock: `seller`, `tiktok`, `order` or `unknown`.

    :param str cause: see `causes`
    """
    cause = (cause or '').upper()
    return next(
        (who for who, words in CAUSES if any(word in cause for word in words)), 'unknown')
