"""Which prices a market takes of one SKU (TikTok's page "Product pricing", 2025-12)."""

from decimal import Decimal

EURO = ('0.01', '6300'), ('0.01', '150')
# region: (lowest, highest) of stock in the market, then of stock that comes across the border
RANGES = {
    'BR': (('0.5', '10000'), None),
    'DE': EURO, 'ES': EURO, 'FR': EURO, 'IT': EURO, 'IE': (EURO[0], None),
    'GB': (('0.01', '5600'), ('0.01', '134.5')),
    'ID': (('100', '100000000'), None),
    'JP': (('1', '500000'), ('1', '10000')),
    'MX': (('1', '50000'), None),
    'MY': (('0.01', '320000'), ('0.01', '320000')),
    'PH': (('0.01', '400000'), ('0.01', '400000')),
    'SG': (('0.01', '10000'), ('0.01', '400')),
    'TH': (('30', '260000'), ('0.01', '260000')),
    'US': (('0.01', '7600'), ('0.01', '800')),
    'VN': (('1', '180000000'), ('1', '1000000')),
}
# Where global sellers whose stock is abroad must say the price that buyers pay.
SALE_PRICE_NEEDED = ('JP', 'US')


def is_abroad(shop, knobs):
    """Tell whether what a shop sells crosses a border to its buyers."""
    return shop.seller_type == 'CROSS_BORDER' and knobs.stock_abroad


def price_range(shop, knobs):
    """Return (lowest, highest) price of a SKU, or None where no page names them."""
    local, abroad = RANGES.get(shop.market.region, (None, None))
    found = abroad if is_abroad(shop, knobs) else local
    return found and tuple(map(Decimal, found))
