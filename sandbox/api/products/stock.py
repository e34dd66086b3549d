"""Stock: Update Inventory, its search, and what TikTok does with units of cancelled orders."""

from ...errors import Refusal, describe
from ...faults import PARTIAL
from ...params import refuse
from ...products.levels import BY_APP
from ...products.sku_checks import QUANTITY, quantity_fits
from .prices import check_skus
from .read import own
from .write import set_stock

STOCKED = ('DRAFT', 'PENDING', 'FAILED', 'ACTIVATE', 'SELLER_DEACTIVATED')
MOST_PRODUCTS, MOST_SKUS = 100, 600


def quantities(call):
    """Set what there is of SKUs. What is wrong with one is told beside code 0; others count."""
    product = own(call, call.path['product_id'])
    if product.status == 'DELETED':
        raise Refusal(12052032)
    if product.status not in STOCKED:
        raise Refusal(12052901, f'It is {product.status}.')
    check_skus(call.body['skus'])
    refused = _on_command(call)
    for row in call.body['skus']:
        refused.setdefault(row['id'], []).extend(_problems(call, product, row))
    good = [row for row in call.body['skus'] if not refused[row['id']]]
    with call.world.levels.telling(product, [row['id'] for row in good], BY_APP):
        for row in good:
            offer = product.offers[row['id']]
            set_stock(offer, [{**each, 'warehouse_id': _place(offer, each)}
                              for each in row['inventory']])
            product.update_time = call.world.clock.now()
    nested = call.world.knobs.stock_errors == 'nested'
    return {'errors': [
        error for key, found in refused.items() for error in _errors(key, found, nested)]}


def _errors(sku_id, problems, nested):
    """State what is wrong with a SKU; about its warehouses, on a level of its own or not."""
    own = [each for each in problems if not each['warehouse_id']]
    # A SKU that is refused as a whole is not looked at any closer.
    for each in own[:1] or ([] if nested else problems):
        yield {
            'code': each['code'], 'message': each['message'], 'detail': {'sku_id': sku_id}}
    if problems and not own and nested:
        yield {
            'code': 12052990, 'message': describe(12052990),
            'detail': {'sku_id': sku_id, 'extra_errors': problems},
        }


def _on_command(call):
    """Return the errors that a fault wants to be told, by SKU id."""
    row = call.body['skus'][0]
    for fault in call.faults:
        found = PARTIAL.fullmatch(str(fault))
        if found:
            place = row['inventory'][0].get('warehouse_id', '') if found[1] == 'warehouse' else ''
            return {row['id']: [_error(place, int(found[2]), 'On command.')]}
    return {}


def _problems(call, product, row):
    """List what is wrong with the quantities of one SKU: as a whole, or about its warehouses."""
    whole = _whole(call, product, row)
    if whole:
        return [_error('', *whole)]
    offer, inventory = product.offers[row['id']], row['inventory']
    places = [_place(offer, each) for each in inventory]
    found = [each for place in places for each in _misplaced(call, offer, place)]
    if found:
        return list({each['warehouse_id']: each for each in found}.values())
    if len(set(places)) < len(places):
        return [_error(places[0], 12052533, 'It is given twice.')]
    # "You must include all warehouse IDs assigned to this SKU ... or add unrelated warehouses."
    if set(places) != _assigned(call, offer):
        return [_error('', 12019028, '')]
    for place, each in zip(places, inventory, strict=True):
        found += _wrong_numbers(call.world.knobs, place, each)
    return found or _locked(call, product, row['id'], inventory)


def _whole(call, product, row):
    """Return (code, detail) of what is wrong with a SKU as such, or nothing."""
    if [each['id'] for each in call.body['skus']].count(row['id']) > 1:
        return 12052553, row['id']
    if row['id'] not in product.sku_ids:
        return 12052556, row['id']
    sku = next(each for each in product.content['skus'] if each['id'] == row['id'])
    return (12052850, '') if 'combined_skus' in sku else ()


def _assigned(call, offer):
    """Return the warehouses of a SKU that the seller counts."""
    tiktok = {each.id for each in call.shop.warehouses if each.fbt}
    return set(offer.stock) - tiktok


def _place(offer, row):
    """Return the warehouse that is meant: it may be left out where there is only one."""
    return row.get('warehouse_id') or (next(iter(offer.stock)) if len(offer.stock) == 1 else '')


def _misplaced(call, offer, place):
    """Return what is wrong with naming a warehouse."""
    if not place:
        return [_error('', 12019028, '')]
    known = {each.id: (shop, each) for shop in call.world.shops for each in shop.warehouses}
    shop, warehouse = known.get(place, (None, None))
    code = 0
    if not warehouse:
        code = 12052097
    elif shop is not call.shop:
        code = 12052530
    elif warehouse.type != 'SALES_WAREHOUSE':
        code = 12052532
    elif warehouse.fbt:
        code = 12052037  # TikTok counts what is in its own
    elif not warehouse.enabled:
        code = 12052531
    elif place not in offer.stock:
        code = 12052533
    return [_error(place, code, '')] if code else []


def _wrong_numbers(knobs, place, row):
    found = []
    if row['quantity'] < 0:
        found.append(_error(place, 12019024, ''))
    elif not quantity_fits(row['quantity'], knobs):
        found.append(_error(place, 12052055, f'It is at most {QUANTITY}.'))
    if ('backorder_quantity' in row) != ('handling_time' in row):
        found.append(_error(
            place, 36009004, 'backorder_quantity and handling_time go together.'))
    return found


def _locked(call, product, sku_id, inventory):
    """Refuse fewer units than now while a promotion runs: it was promised that many."""
    now = sum(max(0, product.offers[sku_id].stock.get(place, 0))
              for place in _assigned(call, product.offers[sku_id]))
    fewer = sum(each['quantity'] for each in inventory) < now
    if fewer and call.world.promotions.lock(product, sku_id):
        return [_error('', 12052393, now)]
    return []


def _error(warehouse_id, code, detail):
    return {'warehouse_id': warehouse_id, 'code': code, 'message': describe(code, detail)}


# === SEARCH === #

def inventory(call):
    """Return what can be ordered, and what orders have taken already."""
    shelf, body = call.world.shelves.of(call.shop), call.body
    if not body.get('sku_ids') and not body.get('product_ids'):
        raise Refusal(
            36009004, 'Missing parameter. One of `product_ids` and `sku_ids` is required.')
    if len(body.get('sku_ids', ())) > MOST_SKUS:
        raise Refusal(12019015)
    if len(body.get('product_ids', ())) > MOST_PRODUCTS:
        raise Refusal(12019120)
    # "`sku_ids` takes precedence and `product_ids` is ignored." Unknown ones are left out.
    wanted = set(body.get('sku_ids') or ())
    ids = [shelf.by_sku.get(each) for each in body['sku_ids']] if wanted else body['product_ids']
    found = []
    for product_id in dict.fromkeys(ids):
        product = shelf.products.get(product_id)
        rows = product.content['skus'] if product else []
        rows = [sku for sku in rows if not wanted or sku['id'] in wanted]
        if rows:
            shown = [_stock(call, product, sku) for sku in rows]
            found.append({'product_id': product_id, 'skus': shown})
    return {'inventory': found}


def _stock(call, product, sku):
    stock = call.world.shelves.stock(product, sku)
    taken = call.world.committed.of(sku['id'])
    level, offer = call.world.levels.of(product, sku['id']), product.offers[sku['id']]
    return {
        'id': sku['id'], 'seller_sku': sku.get('seller_sku', ''),
        'total_available_quantity': level.available,
        'total_committed_quantity': level.committed,
        'warehouse_inventory': [
            {
                'warehouse_id': key, 'available_quantity': max(0, stock.get(key, 0)),
                'committed_quantity': taken.get(key, 0),
            }
            for key in dict.fromkeys([*stock, *taken])
        ],
        # What is locked is available to some, so that the three add up to what is available.
        'total_available_inventory_distribution': {
            'in_shop_inventory': {'quantity': level.in_shop},
            'campaign_inventory': _locks(offer.campaigns, level.campaign, 'campaign_name'),
            'creator_inventory': _locks(offer.creators, level.creator, 'creator_name'),
        },
    }


def _locks(locks, left, key):
    """Show who has units locked, as far as there are so many."""
    rows = []
    for name, quantity in locks.items():
        rows.append({'quantity': min(quantity, left), key: name})
        left -= rows[-1]['quantity']
    return [row for row in rows if row['quantity']]


# === SETTINGS === #

def settings(call):
    """Set whether units of cancelled orders are put back. What is left out means that they are
    not: "omitting `stock_operation_setting` or `enable_auto_restock` uses `false`".
    """
    body, shelf = call.body, call.world.shelves.of(call.shop)
    if body['seller_id'] != call.shop.seller.id:
        raise Refusal(12052704)
    if not body['sku_ids']:
        raise refuse('sku_ids', 'must not be empty')
    enabled = body.get('stock_operation_setting', {}).get('enable_auto_restock', False)
    found = {'success_sku_ids': [], 'failed_sku_ids': []}
    for sku_id in dict.fromkeys(body['sku_ids']):
        product = shelf.products.get(shelf.by_sku.get(sku_id))
        known = bool(product) and sku_id in product.sku_ids
        if known:
            product.offers[sku_id].restock = enabled
        found['success_sku_ids' if known else 'failed_sku_ids'].append(sku_id)
    return {'stock_operation': found}
