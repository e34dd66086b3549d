"""What a button returns to the web client."""

from urllib.parse import urlencode

# Where sellers work, by market.
SELLER_CENTERS = {
    'row': 'https://seller.tiktokglobalshop.com',
    'us': 'https://seller-us.tiktok.com',
}


def notification(kind, message):
    """Return the action that shows a message, and the form with what has changed.

    :param str kind: `success`, `warning` or `danger`
    :param str message: plain text
    :rtype: dict
    """
    return {
        'type': 'ir.actions.client',
        'tag': 'display_notification',
        'params': {
            'type': kind,
            'message': message,
            'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
        },
    }


def seller_center(shop, page, **query):
    """Return the action that opens a page of TikTok's Seller Center beside Odoo.

    :param tts.shop shop: to whose seller it belongs
    :param str page: its path
    :param query: what the page asks for
    :rtype: dict
    """
    query['shop_region'] = shop.region or ''
    return {
        'type': 'ir.actions.act_url',
        'target': 'new',
        'url': f'{SELLER_CENTERS[shop.account_id.market]}/{page}?{urlencode(query)}',
    }
