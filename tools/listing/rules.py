"""What TikTok demands of a product: everywhere, by market, and by the rules of a category.

https://partner.tiktokshop.com/docv2/page/create-product-202309; last checked: 2026-11.
"""

from decimal import Decimal

from .. import values

EU_REGIONS = (
    'AT', 'BE', 'CZ', 'DE', 'ES', 'FR', 'GR', 'HU', 'IE', 'IT', 'NL', 'PL', 'PT',
)
# Category trees, https://partner.tiktokshop.com/docv2/page/get-categories-202309: seven levels (v2)
# in the US, the EU and South East Asia; three levels (v1) elsewhere.
CATEGORY_VERSIONS = dict.fromkeys(
    ('US', *EU_REGIONS, 'ID', 'MY', 'PH', 'SG', 'TH', 'VN'), 'v2')
# Shortest and longest title.
TITLE_LENGTHS = {
    **dict.fromkeys(('DE', 'ES', 'FR', 'IE', 'IT', 'JP', 'GB', 'US'), (1, 255)),
    **dict.fromkeys(('BR', 'MX'), (1, 300)),
}
TITLE_LENGTH = (25, 255)
LONGEST_DESCRIPTION = 10_000
MOST_DESCRIPTION_IMAGES = 30
MOST_IMAGES = 9
MOST_SKUS = dict.fromkeys(('BR', 'GB', 'JP', 'MX', 'US', *EU_REGIONS), 300)
MOST_SKUS_ELSEWHERE = 100
MOST_SALES_ATTRIBUTES = 3
LONGEST_ATTRIBUTE_NAME, LONGEST_ATTRIBUTE_VALUE = 20, 50
LONGEST_SELLER_SKU = 50
# In the EU every SKU has one, made of these.
EU_SELLER_SKU = r'[A-Za-z0-9_-]{6,50}'
MOST_STOCK = 99_999
# Lowest and highest price of a SKU by market: of stock that is there, of stock that comes from
# abroad (of global sellers only). https://partner.tiktokshop.com/docv2/page/product-pricing
PRICE_RANGES = {
    'BR': (('0.5', 10_000), None),
    **dict.fromkeys(('DE', 'ES', 'FR', 'IT'), (('0.01', 6_300), ('0.01', 150))),
    'IE': (('0.01', 6_300), None),
    'GB': (('0.01', 5_600), ('0.01', '134.5')),
    'ID': ((100, 100_000_000), None),
    'JP': ((1, 500_000), (1, 10_000)),
    'MX': ((1, 50_000), None),
    'MY': (('0.01', 320_000), ('0.01', 320_000)),
    'PH': (('0.01', 400_000), ('0.01', 400_000)),
    'SG': (('0.01', 10_000), ('0.01', 400)),
    'TH': ((30, 260_000), ('0.01', 260_000)),
    'US': (('0.01', 7_600), ('0.01', 800)),
    'VN': ((1, 180_000_000), (1, 1_000_000)),
}
# Elsewhere: what Odoo and TikTok can still write.
PRICE_RANGE = (('0.01', 10**12 - 1), None)
# Whole amounts only, whatever Odoo's currency says.
WHOLE_PRICES = ('IDR', 'JPY', 'VND')
# Unit of the weight and its decimals, unit of length, by market; elsewhere kilograms, centimetres.
WEIGHT_UNITS = {
    'US': ('POUND', 2), 'BR': ('GRAM', 0), 'JP': ('GRAM', 0), 'MX': ('GRAM', 0),
}
WEIGHT_UNIT = ('KILOGRAM', 3)
LENGTH_UNITS = {'US': 'INCH'}
LENGTH_UNIT = 'CENTIMETER'


def price_range(region, from_abroad):
    """Return the lowest and the highest price of a SKU as Decimal.

    :param from_abroad: whether its stock comes from another country; None where that is not known:
        what one of the two ranges allows is left to TikTok then
    """
    here, abroad = PRICE_RANGES.get(region, PRICE_RANGE)
    ranges = {False: [here], True: [abroad or here]}.get(from_abroad, [here, abroad or here])
    lowest, highest = zip(*ranges, strict=True)
    return min(map(Decimal, lowest)), max(map(Decimal, highest))


def requires(rules, name):
    """Tell whether a category's rules demand something, such as `size_chart`; unknown is no."""
    rule = (rules or {}).get(name)
    return isinstance(rule, dict) and values.flag(rule.get('is_required'))


def certifications(rules, required=True):
    """Return a category's certifications as TikTok describes them: those that it always demands,
    or all that it knows.
    """
    rows = values.listed((rules or {}).get('product_certifications'), dict)
    return [row for row in rows if values.flag(row.get('is_required')) or not required]
