"""What TikTok demands of a product: everywhere, by market, and by the rules of a category.

https://partner.tiktokshop.com/docv2/page/create-product-202309; last checked: 2026-11.
"""

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
HIGHEST_PRICE = 10**12
# Whole amounts only, whatever Odoo's currency says.
WHOLE_PRICES = ('IDR', 'JPY', 'VND')
# Unit of the weight and its decimals, unit of length, by market; elsewhere kilograms, centimetres.
WEIGHT_UNITS = {
    'US': ('POUND', 2), 'BR': ('GRAM', 0), 'JP': ('GRAM', 0), 'MX': ('GRAM', 0),
}
WEIGHT_UNIT = ('KILOGRAM', 3)
LENGTH_UNITS = {'US': 'INCH'}
LENGTH_UNIT = 'CENTIMETER'


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
