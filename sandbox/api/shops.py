"""`/authorization` and `/seller`: which shops the token is good for."""


def authorized(call):
    """Return the shops of the seller, each with the cipher that names it in other calls."""
    return {
        'shops': [
            {
                'id': shop.id, 'name': shop.name, 'region': shop.market.region,
                'seller_type': shop.seller_type, 'cipher': shop.cipher, 'code': shop.code,
            }
            for shop in call.shops
        ]
    }


def active(call):
    """Return the seller's active shops."""
    return {
        'shops': [
            {'id': shop.id, 'region': shop.market.region} for shop in call.shops if shop.active
        ]
    }


def groups(call):
    """Return the shops of the same global seller; none of them is in a group of shops."""
    return {'shop_group_data': {'shops': [
        {
            'shop_id': shop.id, 'seller_id': shop.seller.id, 'shop_name': shop.name,
            'shop_region': shop.market.region,
        }
        for shop in call.shops
    ]}}
