"""Make the demonstration's company a believable one: who it is, what it sells, has in stock."""

from datetime import date, timedelta

COMPANY = {
    'name': "Harbour & Pine",
    'street': "12 Front Street",
    'city': "Portland",
    'zip': "04101",
    'phone': "+1 207 555 0142",
    'email': "hello@example.com",
    'website': "https://www.example.com",
}
# What a seller there has to charge; TikTok does it in the US.
VAT = {'GB': 20, 'MY': 10, 'VN': 8}
UNITS, SERIALS = 400, 60


def prepare_company(odoo, tiktok):
    """Enter the company's data.

    :param Odoo odoo: logged in as an administrator
    :param Sandbox tiktok: where the products are listed
    """
    markets = {shop.market for shop in tiktok.world.shops}
    name_company(odoo)
    enter_rates(odoo, markets)
    enter_taxes(odoo, markets)
    stock(odoo, create_products(odoo, tiktok.world.catalogue()))


def name_company(odoo):
    [company] = odoo.call('res.company', 'search', [], limit=1)
    [state] = odoo.call('res.country.state', 'search', [
        ('code', '=', 'ME'), ('country_id.code', '=', 'US'),
    ])
    odoo.call('res.company', 'write', [company], {**COMPANY, 'state_id': state})
    warehouses = odoo.call('stock.warehouse', 'search', [])
    odoo.call('stock.warehouse', 'write', warehouses, {'name': COMPANY['city']})


def enter_rates(odoo, markets):
    """Give every currency of the sandbox a rate that is older than the orders."""
    currencies = odoo.call(
        'res.currency', 'search_read', [('name', 'in', [market.currency for market in markets])],
        ['name'], context={'active_test': False},
    )
    rates = {market.currency: float(market.rate) for market in markets}
    for currency in currencies:
        odoo.call('res.currency', 'write', [currency['id']], {'active': True})
        if rates[currency['name']] != 1:
            odoo.call('res.currency.rate', 'create', [{
                'currency_id': currency['id'],
                'name': str(date.today() - timedelta(days=400)),
                'company_rate': rates[currency['name']],
            }])


def enter_taxes(odoo, markets):
    """Tax sales abroad as the buyer's country does."""
    [tax] = odoo.call('account.tax', 'search', [('type_tax_use', '=', 'sale')], limit=1)
    [group] = odoo.call('account.tax.group', 'create', [{'name': "VAT"}])
    for market in sorted(markets):
        if market.region in VAT:
            [country] = odoo.call('res.country', 'search', [('code', '=', market.region)])
            [position] = odoo.call('account.fiscal.position', 'create', [{
                'name': market.country, 'country_id': country, 'auto_apply': True,
            }])
            odoo.call('account.tax', 'create', [{
                'name': f'{VAT[market.region]}% {market.region}',
                'amount': VAT[market.region],
                'tax_group_id': group,
                'fiscal_position_ids': [(4, position)],
                'original_tax_ids': [(4, tax)],
            }])


def create_products(odoo, articles):
    """Create a product per article and return (id, article)."""
    ids = odoo.call('product.product', 'create', [{
        'name': article.name,
        'default_code': article.seller_sku,
        'barcode': article.barcode,
        'list_price': float(article.price),
        'standard_price': round(float(article.price) * 0.45, 2),
        'is_storable': True,
        'tracking': article.tracking,
    } for article in articles])
    return list(zip(ids, articles, strict=True))


def stock(odoo, products):
    """Count what is in stock."""
    [location] = odoo.call('stock.warehouse', 'search_read', [], ['lot_stock_id'], limit=1)
    counts = []
    for product, article in products:
        each = {'product_id': product, 'location_id': location['lot_stock_id'][0]}
        if article.tracking == 'none':
            counts.append({**each, 'inventory_quantity': UNITS})
            continue
        serial = article.tracking == 'serial'
        lots = odoo.call('stock.lot', 'create', [
            {'name': f'{article.barcode[-5:]}-{number:03d}', 'product_id': product}
            for number in range(1, SERIALS + 1 if serial else 2)
        ])
        quantity = 1 if serial else UNITS
        counts += [{**each, 'lot_id': lot, 'inventory_quantity': quantity} for lot in lots]
    quants = odoo.call('stock.quant', 'create', counts, context={'inventory_mode': True})
    odoo.call('stock.quant', 'action_apply_inventory', quants)
