"""`/logistics`: the shop's warehouses, how orders leave them, and who carries them."""

from ..errors import Refusal
from ..fulfilment import carriers
from ..products.ranges import is_abroad
from ..world.markets import EU


def warehouses(call):
    """Return the warehouses of the shop."""
    return {
        'warehouses': [
            {
                'id': warehouse.id,
                'entity_id': warehouse.entity_id,
                'name': warehouse.name,
                'effect_status': 'ENABLED' if warehouse.enabled else 'DISABLED',
                'type': warehouse.type,
                'sub_type': _sub_type(call, warehouse),
                'is_default': warehouse.is_default,
                'address': warehouse.address,
            }
            for warehouse in call.shop.warehouses
        ]
    }


def _sub_type(call, warehouse):
    """Return where a warehouse is, as seen from its seller and the market."""
    if is_abroad(call.shop, call.world.knobs) and not warehouse.fbt:
        return 'CB_DIRECT_SHIPPING_WAREHOUSE'
    return warehouse.sub_type


def delivery_options(call):
    """Return how orders can leave a warehouse."""
    place = next(
        (each for each in call.shop.warehouses if each.id == call.path['warehouse_id']), None)
    if not place:
        raise Refusal(36009004, 'Invalid parameter. The warehouse does not exist.')
    return {'delivery_options': [
        {
            'id': option.id, 'name': option.name, 'type': option.type, 'description': '',
            'platform': ['TIKTOK_SHOP'],
            'dimension_limit': {
                'max_length': 150, 'max_width': 150, 'max_height': 150, 'unit': 'CM'},
            'weight_limit': {'min_weight': 1, 'max_weight': 30_000, 'unit': 'GRAM'},
        }
        for option in carriers.options(call.shop)
        # From TikTok's own warehouses only TikTok ships.
        if not (place.fbt and option.is_sellers)
    ]}


def shipping_providers(call):
    """Return the carriers that the seller may ship by under a delivery option."""
    option = next((each for each in carriers.options(call.shop)
                   if each.id == call.path['delivery_option_id']), None)
    home, abroad = (call.query.get(key) for key in ('warehouse_region', 'buyer_region'))
    if not option:
        raise Refusal(21008116)
    if not option.is_sellers:
        raise Refusal(21008117)
    if call.shop.market.region in EU and not {home, abroad} <= set(EU):
        raise Refusal(21008116)
    return {'shipping_providers': [
        {'id': each.id, 'name': each.name}
        for each in carriers.carriers(call.shop.market, home, abroad)
    ]}
