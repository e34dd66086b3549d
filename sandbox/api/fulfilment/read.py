"""Packages: search and detail, where parcels are, and when they can be fetched."""

from ...errors import Refusal
from ...fulfilment import rules, slots
from ...fulfilment.state import sub_status
from ..paging import page
from . import show
from .find import order_of_path, package_of_path


def search(call):
    """Return one page of packages, the newest first unless asked otherwise."""
    field = call.query.get('sort_field', 'create_time')
    found = call.world.packages.of(call.shop)
    ids = [key for key, each in found.items() if _fits(each, call.body)]
    ids.sort(
        key=lambda key: (_time(found[key], field), key),
        reverse=call.query.get('sort_order', 'DESC') == 'DESC')
    chosen, token = page(call, ids, call.world.knobs)
    return {
        'packages': [show.row(found[key]) for key in chosen], 'next_page_token': token,
        'total_count': len(ids),
    }


def _time(package, field):
    if field == 'order_pay_time':
        return max((order.paid_time for order in package.orders), default=0)
    return getattr(package, field)


def _fits(package, body):
    return (
        package.status == body.get('package_status', package.status)
        and all(
            getattr(package, name) >= body.get(f'{name}_ge', 0)
            and getattr(package, name) < body.get(f'{name}_lt', 1 << 40)
            for name in ('create_time', 'update_time'))
    )


def detail(call):
    """Return all facts of a package."""
    return show.detail(package_of_path(call, 36009004), call.world.clock.now())


def tracking(call):
    """Return what has become of the parcels of an order, the last first."""
    order = order_of_path(call, 36009004)
    events = [event for package in order.packages for event in package.events]
    return {'tracking': [
        {'description': text, 'update_time_millis': time}
        for time, text in sorted(events, reverse=True)
    ]}


def handover(call):
    """Return how a package can be handed over, and when it can be fetched."""
    package, now = package_of_path(call, 21001001), call.world.clock.now()
    order = package.orders[0] if package.orders else None
    ready = package.status == 'TO_FULFILL' or sub_status(package, now) == 'ISSUE'
    if not order or order.shipping_type != rules.TIKTOK or not ready:
        raise Refusal(21001001)
    return {
        'can_pickup': True, 'can_drop_off': True,
        'can_van_collection': rules.rules(call.shop.market).van,
        'drop_off_point_url': 'https://carrier.example/drop-off',
        'pickup_slots': [
            # The misspelt key is TikTok's.
            {'start_time': start, 'end_time': end, 'avaliable': free}
            for start, end, free in slots.offered(now)
        ],
    }


def validation(call):
    """Tell of a tracking number (US) whether it is on a label that TikTok has sold."""
    if call.shop.market.region != 'US':
        raise Refusal(21008106)
    number = call.query['tracking_number']
    found = [
        each for each in call.world.packages.of(call.shop).values()
        if each.tracking_number == number
        and any(order.shipping_type == rules.TIKTOK for order in each.orders)
    ]
    return {'is_tiktok_shipping': bool(found), 'is_tiktok_collection': False}
