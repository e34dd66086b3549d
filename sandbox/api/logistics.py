"""`/logistics`: the shop's warehouses."""


def warehouses(call):
    """Return the warehouses of the shop."""
    return {
        'warehouses': [
            {
                'id': warehouse.id,
                'entity_id': warehouse.entity_id,
                'name': warehouse.name,
                'effect_status': 'ENABLED',
                'type': warehouse.type,
                'sub_type': warehouse.sub_type,
                'is_default': warehouse.is_default,
                'address': warehouse.address,
            }
            for warehouse in call.shop.warehouses
        ]
    }
