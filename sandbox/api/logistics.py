"""`/logistics`: the shop's warehouses."""

from ..products.ranges import is_abroad


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
