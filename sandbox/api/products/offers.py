"""Prices and stock: they count at once, without a review."""

from ...errors import Refusal, describe
from ...params import refuse
from ...products.sku_checks import QUANTITY, check_list_prices, price_of, quantity_fits
from .read import own
from .write import set_stock

STOCKED = ('DRAFT', 'PENDING', 'FAILED', 'ACTIVATE', 'SELLER_DEACTIVATED')


def prices(call):
    """Set the prices of SKUs, of all or of none. The answer is empty."""
    product = own(call, call.path['product_id'])
    if product.status != 'ACTIVATE':
        raise Refusal(36009004, f'The product is {product.status}: its prices cannot be updated.')
    rows = [
        (_sku_offer(product, row['id']), row, _price(call.shop, row)) for row in call.body['skus']
    ]
    for offer, row, price in rows:
        offer.price = price
        extras = ('list_price', 'external_list_prices')
        offer.extras.update((key, row[key]) for key in extras if key in row)
    product.update_time = call.world.clock.now()
    call.world.shelves.put(product)
    return {}


def _sku_offer(product, sku_id):
    if sku_id not in product.sku_ids:
        raise refuse('skus.id', f'is no SKU of the product: {sku_id}')
    return product.offers[sku_id]


def _price(shop, row):
    price, problem = price_of(row['price'], shop)
    for each in [problem] if problem else check_list_prices(shop.market.region, row):
        raise Refusal(*each)
    return price


def quantities(call):
    """Set what there is of SKUs. What is wrong with one is told beside code 0; others count."""
    product = own(call, call.path['product_id'])
    if product.status not in STOCKED:
        raise Refusal(36009004, f'The product is {product.status}: it has no stock to update.')
    errors = []
    for row in call.body['skus']:
        problems = _problems(call, product, row)
        if problems:
            errors.append({
                'code': 12052990, 'message': describe(12052990),
                'detail': {'sku_id': row['id'], 'extra_errors': problems},
            })
        else:
            offer = product.offers[row['id']]
            set_stock(offer, [{**each, 'warehouse_id': _place(offer, each)}
                              for each in row['inventory']])
            product.update_time = call.world.clock.now()
    return {'errors': errors}


def _place(offer, row):
    """Return the warehouse that is meant: it may be left out where there is only one."""
    return row.get('warehouse_id') or (next(iter(offer.stock)) if len(offer.stock) == 1 else '')


def _problems(call, product, row):
    """List what is wrong with the quantities of one SKU."""
    if row['id'] not in product.sku_ids:
        return [_error('', 36009004, 'The SKU does not belong to the product.')]
    sku = next(each for each in product.content['skus'] if each['id'] == row['id'])
    if 'combined_skus' in sku:
        return [_error('', 36009004, 'A bundle has the stock of its parts.')]
    offer, inventory = product.offers[row['id']], row['inventory']
    places = [_place(offer, each) for each in inventory]
    # "You must include all warehouse IDs assigned to this SKU ... or add unrelated warehouses."
    found = [_error(place, 12052097, '') for place in sorted({*places} ^ {*offer.stock})]
    if len(set(places)) < len(places):
        found.append(_error(places[0], 36009004, 'A warehouse is given twice.'))
    tiktok = {each.id for each in call.shop.warehouses if each.fbt}
    for place, each in zip(places, inventory, strict=True):
        if place in tiktok:
            found.append(_error(place, 36009004, 'TikTok counts what is in its own warehouse.'))
        if not quantity_fits(each['quantity'], call.world.knobs):
            found.append(_error(place, 12052055, f'It is at most {QUANTITY}.'))
        if ('backorder_quantity' in each) != ('handling_time' in each):
            found.append(_error(
                place, 36009004, 'backorder_quantity and handling_time go together.'))
    return found


def _error(warehouse_id, code, detail):
    return {'warehouse_id': warehouse_id, 'code': code, 'message': describe(code, detail)}
