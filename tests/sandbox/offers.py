"""What the tests of prices, stock and promotions share: SKUs and the calls about them."""

from goods import PRODUCTS, P

STOCK = f'{P}/inventory/search'
SETTINGS = '/product/202608/inventory/operation/settings'


def first(merchant, seller_sku='S0-TEE-BLA-S'):
    """Return a product and the row of one of its SKUs."""
    product = merchant.get(merchant.sandbox.world.product(seller_sku, merchant.cipher).id)
    return product, next(sku for sku in product['skus'] if sku['seller_sku'] == seller_sku)


def set_price(merchant, product, *rows):
    return merchant.ask('POST', f'{PRODUCTS}/{product["id"]}/prices/update', {'skus': list(rows)})


def update(merchant, product, *rows):
    """Update the inventory and return the envelope."""
    return merchant.ask(
        'POST', f'{PRODUCTS}/{product["id"]}/inventory/update', {'skus': list(rows)})


def set_stock(merchant, product, *rows):
    """Set quantities and return the errors by SKU id: the code, and those of warehouses below it.
    """
    answer = update(merchant, product, *rows)
    assert answer['code'] == 0, answer
    return {
        row['detail']['sku_id']: [
            row['code'], *(e['code'] for e in row['detail'].get('extra_errors', []))]
        for row in answer['data'].get('errors', [])}


def price(sku, amount, currency='USD', **more):
    return {'id': sku['id'], 'price': {'amount': amount, 'currency': currency}, **more}


def quantities(sku, *numbers):
    return {'id': sku['id'], 'inventory': [
        {'warehouse_id': row['warehouse_id'], 'quantity': number}
        for row, number in zip(sku['inventory'], numbers, strict=True)]}


def searched(merchant, *sku_ids):
    """Return the rows of an inventory search by SKU id."""
    rows = merchant.ask('POST', STOCK, {'sku_ids': list(sku_ids)})['data'].get('inventory', [])
    return {sku['id']: sku for row in rows for sku in row['skus']}


def stock(merchant, *sku_ids):
    """Return (available, committed) by SKU id."""
    return {
        key: (sku['total_available_quantity'], sku['total_committed_quantity'])
        for key, sku in searched(merchant, *sku_ids).items()}
