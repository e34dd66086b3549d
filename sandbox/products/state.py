"""Products as they truly are, in plain data, for tests and for `/sandbox/products`."""

from ..world.money import amount


def of_product(product):
    """State a product: what buyers see, what waits for a review, prices and stock."""
    return {
        'id': product.id, 'shop_id': product.shop.id, 'title': product.content['title'],
        'status': product.status, 'audit': product.audit, 'listed': product.listed,
        'review_ends': product.due, 'category_id': product.content['category_id'],
        'brand_id': product.content.get('brand_id', ''), 'source': product.source,
        'images': [image['uri'] for image in product.content['main_images']],
        'under_review': product.review['title'] if product.review else None,
        'draft': product.draft['title'] if product.draft else None,
        'create_time': product.create_time, 'update_time': product.update_time,
        'skus': [_sku(product, sku) for sku in product.content['skus']],
    }


def _sku(product, sku):
    offer = product.offers[sku['id']]
    return {
        'id': sku['id'], 'seller_sku': sku.get('seller_sku', ''), 'price': amount(offer.price),
        'options': {
            each['name']: each['value_name'] for each in sku.get('sales_attributes', [])
        },
        'identifier': sku.get('identifier_code', {}).get('code', ''), 'off': offer.off,
        'stock': dict(offer.stock), 'campaigns': dict(offer.campaigns),
        'creators': dict(offer.creators), 'restock': offer.restock,
    }
