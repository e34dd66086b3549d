"""`/promotion`: activities, which are looked up, left and ended here; sellers plan them by hand."""

from ..errors import Refusal
from ..params import Choice, IdList, Integer, Text
from ..products.promotions import FLASH_SALE, STATUSES, TYPES
from ..world.money import amount
from .endpoint import Endpoint
from .paging import page

# No public page names them.
READ, WRITE = 'seller.promotion.basic', 'seller.promotion.write'
PAGE_SIZE = 10  # "If omitted or set to 0"
MOST_SHOWN, MOST_REMOVED = 10_000, 300
# "Product information for activities that ended more than 180 days ago will not be returned."
KEPT = 180 * 86400
WITH_PRICES = ('FIXED_PRICE', 'DIRECT_DISCOUNT', FLASH_SALE)


def search(call):
    """Return a page of the shop's promotions, the newest first."""
    now, body = call.world.clock.now(), call.body
    found = {
        each.id: each for each in reversed(call.world.promotions.of(call.shop))
        if _fits(each, body, now)
    }
    body['page_size'] = body.get('page_size') or PAGE_SIZE
    chosen, token = page(call, list(found), call.world.knobs, Refusal(17029059), MOST_SHOWN)
    return {
        'activities': [{'id': key, **_row(found[key], now)} for key in chosen],
        'total_count': len(found), 'next_page_token': token,
    }


def _fits(promotion, body, now):
    status = promotion.status(now)
    return (
        status in ((body['status'],) if 'status' in body else STATUSES)
        and body.get('activity_title', '') in promotion.title
        and body.get('activity_type', promotion.type) == promotion.type
    )


def _row(promotion, now):
    """Show a promotion; its own times are in milliseconds, those of its period in seconds."""
    return {
        'title': promotion.title, 'activity_type': promotion.type,
        'duration_type': 'NORMAL' if promotion.end else 'INDEFINITE',
        'begin_time': promotion.begin, 'end_time': promotion.end,
        'status': promotion.status(now), 'product_level': promotion.level,
        'create_time': promotion.create_time * 1000, 'update_time': promotion.update_time * 1000,
    }


def detail(call):
    """Return a promotion with what takes part in it."""
    promotion, now = _own(call), call.world.clock.now()
    old = promotion.end and now - promotion.end > KEPT and promotion.type in WITH_PRICES
    return {
        'activity_id': promotion.id, **_row(promotion, now),
        'products': [] if old else [
            _product(call, promotion, *each) for each in promotion.products.items()],
    }


def _product(call, promotion, product_id, sku_ids):
    """Show a product that takes part: as a whole, or some of its SKUs."""
    product = call.world.shelves.get(product_id)
    terms = {'quantity_limit': -1, 'quantity_per_user': -1}
    whole = promotion.level == 'PRODUCT'
    return {
        'id': product_id, **(terms | _terms(promotion, product, sku_ids[:1]) if whole else {}),
        'skus': [
            {'id': each, **({} if whole else terms | _terms(promotion, product, [each]))}
            for each in sku_ids
        ],
    }


def _terms(promotion, product, sku_ids):
    """Show how much cheaper something is, or what it costs: the first of some SKUs."""
    if promotion.type == 'DIRECT_DISCOUNT':
        return {'discount': promotion.discount}
    if promotion.type not in WITH_PRICES or not sku_ids:
        return {}
    return {'activity_price': {
        'amount': amount(product.offers[sku_ids[0]].price),
        'currency': product.shop.market.currency,
    }}


def remove(call):
    """Take products or SKUs out of a promotion: all that are named, or none."""
    promotion, now = _own(call), call.world.clock.now()
    _check_open(promotion, now)
    product_ids, sku_ids = call.body.get('product_ids', []), call.body.get('sku_ids', [])
    if not product_ids and not sku_ids:
        # Relations of gifts and exceptions are not played.
        raise Refusal(17029001)
    if max(len(product_ids), len(sku_ids)) > MOST_REMOVED:
        raise Refusal(17029046)
    _check_participants(promotion, product_ids, sku_ids, promotion.status(now) == 'ONGOING')
    call.world.promotions.remove(promotion, product_ids, sku_ids)
    return {'activity_id': promotion.id, 'status': promotion.status(now), 'update_time': now}


def _check_participants(promotion, product_ids, sku_ids, running):
    if promotion.level == 'SHOP':
        raise Refusal(17029102)
    if sku_ids and promotion.level == 'PRODUCT':
        raise Refusal(17029016)
    if set(product_ids) - set(promotion.products):
        raise Refusal(17029023)
    if set(sku_ids) - {each for skus in promotion.products.values() for each in skus}:
        raise Refusal(17029024)
    if running and promotion.type == FLASH_SALE:
        raise Refusal(17029048 if sku_ids else 17029047)


def deactivate(call):
    """End a promotion for everything that takes part."""
    promotion, now = _own(call), call.world.clock.now()
    _check_open(promotion, now)
    call.world.promotions.stop(promotion, 'DEACTIVATED')
    return {
        'activity_id': promotion.id, 'title': promotion.title, 'status': 'DEACTIVATED',
        'update_time': now,
    }


def _own(call):
    """Return a promotion of the shop."""
    promotion = call.world.promotions.get(call.path['activity_id'])
    if not promotion:
        raise Refusal(17029009)
    if promotion.shop is not call.shop:
        raise Refusal(17029028)
    return promotion


def _check_open(promotion, now):
    """Refuse to touch what is over."""
    status = promotion.status(now)
    if status in ('DEACTIVATED', 'NOT_EFFECTIVE'):
        raise Refusal(17029010)
    if status == 'EXPIRED':
        raise Refusal(17029012)


MANY = IdList(most=1000)
ACTIVITIES = '/promotion/202309/activities'
PROMOTION_ENDPOINTS = (
    Endpoint('POST', f'{ACTIVITIES}/search', search, READ, body={
        'status': Choice(words=STATUSES), 'activity_title': Text(), 'page_size': Integer(high=100),
        'page_token': Text(most=1000), 'activity_type': Choice(words=TYPES),
    }),
    Endpoint('GET', f'{ACTIVITIES}/{{activity_id}}', detail, READ),
    Endpoint('DELETE', f'{ACTIVITIES}/{{activity_id}}/products', remove, WRITE, body={
        'product_ids': MANY, 'sku_ids': MANY, 'benefit_product_ids': MANY,
        'exclude_product_ids': MANY,
    }),
    Endpoint('POST', f'{ACTIVITIES}/{{activity_id}}/deactivate', deactivate, WRITE),
)
