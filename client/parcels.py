"""What the calls about packages have in common: how they name what is in one, and what TikTok
refuses of several.
"""
from .endpoints import ENDPOINTS
from .pages import dicts
from .partial import detail_of, partial_error


def lines(item_ids):
    """Return line items as TikTok reads them.

    :param item_ids: ids of line items; of a virtual bundle, pairs of its id and that of a part
    """
    return [
        {'order_line_id': str(each[0]), 'sub_item_id': str(each[1])} if isinstance(each, tuple)
        else {'order_line_id': str(each)}
        for each in item_ids
    ]


def number(provider_id, tracking_number):
    """Return who carries a package that the seller ships, and by which number."""
    return {'tracking_number': tracking_number, 'shipping_provider_id': str(provider_id)}


def refused_of(data, name, packages):
    """Return {package id: TikTokError} of what a call has not done, under code 0. What TikTok
    refuses without naming one of the packages is every one's.

    :param str name: of the endpoint
    :param packages: ids of those that it was about
    """
    sent = list(map(str, packages))
    refused = {}
    for row in dicts(data.get('errors')):
        key = str(detail_of(row).get('package_id') or '')
        for package_id in [key] if key in sent else sent:
            refused[package_id] = partial_error(row, call=ENDPOINTS[name].call)
    return refused
