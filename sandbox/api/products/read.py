"""Search, detail and stock of products."""

from ...errors import Refusal
from ...products.model import GONE
from ..paging import page
from .show import Page, quality

MOST_HITS = 10_000
SOLD_TOGETHER = {'TIKTOK_SHOP'}


def own(call, product_id):
    """Return a product of the shop; others are refused, with different codes."""
    world = call.world
    product = world.shelves.of(call.shop).products.get(product_id)
    if not product:
        others = (world.shelves.of(shop).products for shop in world.shops)
        raise Refusal(12052048 if any(product_id in each for each in others) else 12052260)
    return product


def search(call):
    """Return a page of products, the newest first."""
    found = [
        product for product in reversed(call.world.shelves.of(call.shop).products.values())
        if _fits(product, call.body, call.world.knobs)
    ]
    if len(found) > MOST_HITS:
        raise Refusal(12052180)
    by_id = {product.id: product for product in found}
    chosen, token = page(call, list(by_id), call.world.knobs)
    drafts, shown = call.body.get('return_draft_version'), Page(call)
    rows = [by_id[key] for key in chosen]
    return {
        'products': [shown.row(each, each.draft if drafts else each.content) for each in rows],
        'total_count': len(found), 'next_page_token': token,
    }


def _fits(product, body, knobs):
    anything = body.get('status', 'ALL') == 'ALL'
    if anything and product.status == 'DELETED' and not knobs.deleted_in_all:
        return False
    return all(
        FILTERS[name](product, wanted) for name, wanted in body.items() if name in FILTERS
    )


def _audited(product, wanted):
    """`FAILED` and `AUDITING` are about edits, too, and those that are live have been approved."""
    return product.audit in wanted or (
        'APPROVED' in wanted and product.listed and product.status == 'ACTIVATE')


def _tier(product):
    return quality(product) if product.shop.market.region == 'US' else ''


def _codes(product):
    return {sku.get('seller_sku', '') for sku in product.content['skus']}


# Nothing here has a subscription or a listing on Tokopedia.
FILTERS = {
    'status': lambda product, wanted: wanted in ('ALL', product.status),
    'seller_skus': lambda product, wanted: not _codes(product).isdisjoint(wanted),
    'sku_ids': lambda product, wanted: not set(product.sku_ids).isdisjoint(wanted),
    'create_time_ge': lambda product, wanted: product.create_time >= wanted,
    'create_time_le': lambda product, wanted: product.create_time <= wanted,
    'update_time_ge': lambda product, wanted: product.update_time >= wanted,
    'update_time_le': lambda product, wanted: product.update_time <= wanted,
    'audit_status': _audited,
    'category_version': lambda product, wanted: product.content['category_version'] == wanted,
    'listing_platforms': lambda _product, wanted: SOLD_TOGETHER.issuperset(wanted),
    'return_draft_version': lambda product, wanted: not wanted or bool(product.draft),
    'sns_filter': lambda _product, _wanted: False,
    'listing_quality_tiers': lambda product, wanted: _tier(product) in wanted,
    'listing_quality_tier': lambda product, wanted: _tier(product) == wanted,
}


def detail(call):
    """Return one version of a product: the one that counts unless another is asked for."""
    review = call.query.get('return_under_review_version')
    draft = call.query.get('return_draft_version')
    if review and draft:
        raise Refusal(
            36009004, 'Invalid parameter. Only one of `return_under_review_version` and '
            '`return_draft_version` can be true.',
        )
    product = own(call, call.path['product_id'])
    if product.status in GONE and call.world.knobs.gone_products == 'refused':
        raise Refusal(12052260)
    content = (review and product.review) or (draft and product.draft) or product.content
    return Page(call).whole(product, content)
