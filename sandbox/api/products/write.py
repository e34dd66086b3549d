"""Create, edit, partial edit and Listing Check."""

import copy

from ...errors import Refusal, describe
from ...products import taxonomy
from ...products.checks import dropped, problems
from ...products.filing import filed, raise_first
from ...products.levels import BY_APP
from ...products.listing import Listing
from ...products.model import GONE, LIVE, Offer, Product
from ...products.sku_checks import price_of
from .read import own

DAY = 86400
DRAFT = 'AS_DRAFT'
# A listing that only lacks what a shop lacks is kept, but not submitted.
UNPAID = 'BANk_ACCOUNT'


def create(call):
    """Make a product, and submit it unless it shall only be a draft."""
    world, shelf, body = call.world, call.world.shelves.of(call.shop), call.body
    if shelf.failing.get('SHOP_STATUS'):
        raise Refusal(12052700)
    key = body.get('idempotency_key')
    if key in shelf.keys:
        return shelf.keys[key]
    draft = body.get('save_mode') == DRAFT
    listing = _listing(call, body, None, whole=not draft)
    raise_first(problems(listing))
    if not draft:
        spend_listing(call)
    warnings, now = dropped(listing), world.clock.now()
    status = 'DRAFT' if draft else 'PENDING'
    product = Product(world.ids.new('product'), call.shop, listing.content, status, now, now)
    _make_offers(product, listing, world.knobs)
    world.shelves.put(product)
    world.steps.tell_created(product)
    if not draft:
        _submit(call, product)
    data = {'product_id': product.id, 'skus': _skus(listing.content), 'warnings': warnings}
    if key:
        shelf.keys[key] = data
    return data


def edit(call):
    """Replace what a product says. Prices and stock that are left out stay."""
    product = _editable(call)
    body = call.body
    return _change(call, product, body)


def partial_edit(call):
    """Replace top-level properties; what lies inside of one is blank unless it is sent."""
    product = _editable(call)
    body = {**copy.deepcopy(product.latest), **call.body}
    # The tree of a product does not change with what a call does not say.
    body['category_version'] = call.body.get('category_version', body['category_version'])
    return _change(call, product, body)


def check(call):
    """Say what is wrong with a product that somebody wants to list, all of it."""
    version = taxonomy.version_of(call.shop.market, call.world.knobs)
    listing = _listing(call, {**call.body, 'category_version': version}, None, whole=True)
    found = [
        {'code': code, 'message': describe(code, detail)} for code, detail in problems(listing)
    ]
    data = {'check_result': 'FAILED' if found else 'PASS', 'fail_reasons': found}
    warnings = dropped(listing)
    return {**data, **({'warnings': warnings[0]} if warnings else {})}


# === EDITING === #

def _editable(call):
    product = own(call, call.path['product_id'])
    if product.status in GONE:
        raise Refusal(36009004, f'A product in {product.status} cannot be edited.')
    return product


def _change(call, product, body):
    """Check a new content, and let it count, be reviewed, or wait as a draft."""
    draft = body.get('save_mode', '') == DRAFT
    if draft and product.status == 'PENDING':
        raise Refusal(36009004, 'A product in PENDING cannot be saved as a draft.')
    listing = _listing(call, body, product, whole=not draft)
    raise_first(problems(listing))
    content, warnings = listing.content, dropped(listing)
    product.source = 'OPEN_API'
    product.update_time = call.world.clock.now()
    if draft and product.status in LIVE:
        _make_offers(product, listing, call.world.knobs, stock=False)
        product.draft = content
    else:
        with call.world.levels.telling(product, _sku_ids(listing), BY_APP):
            _make_offers(product, listing, call.world.knobs)
        _let_go(call, product, content, draft)
    data = {
        'product_id': product.id, 'skus': _skus(content), 'audit': {'status': product.audit},
    }
    # Partial Edit has no warnings.
    return {**data, 'warnings': warnings} if call.endpoint.method == 'PUT' else data


def _let_go(call, product, content, draft):
    """Publish, submit or keep what was edited, as the product's status demands."""
    steps, now, live = call.world.steps, call.world.clock.now(), product.status in LIVE
    # Prices and stock alone are not reviewed; a review that is going on goes on.
    if live and content == (product.review if product.audit == 'AUDITING' else product.content):
        call.world.shelves.put(product)
        return
    if live and (product.status == 'ACTIVATE' or not call.world.knobs.edit_relists):
        spend_listing(call)
        steps.revise(product, content, now)
        return
    product.content = content
    call.world.shelves.put(product)
    if not draft:
        spend_listing(call)
        _submit(call, product)


def _submit(call, product):
    """Send a product to its review, if the shop has what it needs to be paid."""
    if call.world.shelves.of(call.shop).failing.get(UNPAID):
        product.status, product.not_submitted = 'DRAFT', ('PAYMENT_ACCOUNT_NOT_LINKED',)
    else:
        product.not_submitted = ()
        call.world.steps.submit(product, call.world.clock.now())


def spend_listing(call):
    """Count a listing of today, or refuse it."""
    shelf, today = call.world.shelves.of(call.shop), call.world.clock.now() // DAY
    limit = call.world.knobs.listing_limit
    if limit and shelf.days.get(today, 0) >= limit:
        raise Refusal(12052093)
    shelf.days[today] = shelf.days.get(today, 0) + 1


# === FILING === #

def _listing(call, body, product, whole):
    """Return what a call wants to list, to be checked."""
    version = body.get('category_version') or 'v1'
    content, entries = filed(body, product, call.world.ids, version)
    return Listing(
        call.world, call.shop, content, entries, product and product.content, whole,
        _other_codes(call, product),
    )


def _other_codes(call, product):
    """Return the identifier codes of the shop's other products, where they must differ."""
    if call.world.knobs.identifiers != 'shop':
        return set()
    return {
        sku['identifier_code']['code']
        for other in call.world.shelves.of(call.shop).products.values()
        if other is not product and other.status != 'DELETED'
        for sku in other.content['skus'] if 'identifier_code' in sku
    }


def _make_offers(product, listing, knobs, stock=True):
    """Let prices and stock count at once: they are not reviewed.

    :param bool stock: whether stock counts; in a draft of a live product it does not
    """
    for entry in listing.entries:
        offer = product.offers.get(entry.sku['id'])
        if offer is None:
            offer = product.offers[entry.sku['id']] = Offer(price=None)
        if entry.price and (stock or offer.price is None):
            offer.price = price_of(entry.price, product.shop, knobs)[0]
        if entry.extras or not entry.new:
            offer.extras = entry.extras
        if entry.inventory is not None and (stock or not offer.stock):
            set_stock(offer, entry.inventory)
        elif knobs.edit_forgets:
            offer.stock = dict.fromkeys(offer.stock, 0)


def _sku_ids(listing):
    return [entry.sku['id'] for entry in listing.entries]


def set_stock(offer, rows):
    """Let an offer have what a call says of each warehouse."""
    offer.stock = {row['warehouse_id']: row.get('quantity', 0) for row in rows}
    offer.backorders.update({
        row['warehouse_id']: (row['backorder_quantity'], row['handling_time'])
        for row in rows if 'backorder_quantity' in row
    })


def _skus(content):
    """Show the SKUs as the answers to create and edit do."""
    shown = []
    for sku in content['skus']:
        row = {'id': sku['id'], 'seller_sku': sku.get('seller_sku', '')}
        row.update((key, sku[key]) for key in ('external_sku_id', 'fees') if key in sku)
        row['sales_attributes'] = [
            {'id': each['id'], 'value_id': each['value_id']}
            for each in sku.get('sales_attributes', [])
        ]
        shown.append(row)
    return shown
