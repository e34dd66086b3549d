"""What is wrong with a listing: generators of (code, detail), in the order in which TikTok's
documentation has the fields. The first is what a call is refused for; Listing Check names all.

What was there before a rule, or came with the world, need not keep it: an edit that leaves a title
or a code as it is passes.
"""

import re

from ..world.markets import EU, SEA
from . import rules, taxonomy
from .charts import IDS as CHART_IDS
from .description_checks import check_description
from .listing import check_picture, wrong
from .sku_checks import SKU_CHECKS
from .whole_checks import WHOLE_CHECKS, check_attributes, check_proofs

SHORT_TITLES = ('DE', 'ES', 'FR', 'IE', 'IT', 'JP', 'GB', 'US')
MOST_IMAGES = 9
GRAMS = ('BR', 'JP', 'MX')
# Decimals of a weight by unit.
DECIMALS = {'KILOGRAM': 3, 'POUND': 2, 'GRAM': 0}
METRIC = ('KILOGRAM', 'GRAM', 'CENTIMETER')


def problems(listing):
    """Yield all that is wrong with a listing."""
    for check in (*PRODUCT_CHECKS, *SKU_CHECKS):
        yield from check(listing)
    if listing.whole:
        for check in WHOLE_CHECKS:
            yield from check(listing)


def check_category(listing):
    category, market = listing.category, listing.shop.market
    version = listing.content['category_version']
    if taxonomy.version_of(market, listing.world.knobs) == 'v2' and version != 'v2':
        yield 12052217, ''
    elif not category or not taxonomy.exists(category, market):
        yield 12052023, ''
    elif category.version != version:
        yield 12052230, ''
    elif not category.leaf:
        yield 12052024, ''
    elif category.permission == taxonomy.PROHIBITED:
        yield 12052220, ''
    elif not _may_use(listing, category):
        yield 12052223, ''


def _may_use(listing, category):
    """US sellers may list in restricted categories; what they list then waits for a permission."""
    if category.permission == taxonomy.INVITE_ONLY and listing.region != 'US':
        return category.leaf in listing.world.shelves.of(listing.shop).approved
    return category.permission != taxonomy.NON_MAIN


def title_bounds(region):
    """Return the shortest and the longest title of a market, in characters."""
    if region in ('BR', 'MX'):
        return 1, 300
    return (1 if region in SHORT_TITLES else 25), 255


def check_title(listing):
    low, high = title_bounds(listing.region)
    length = len(listing.content['title'].strip())
    if length > high:
        yield 12052051, high
    elif length < low and listing.is_new('title'):
        yield wrong('title', f'must have {low} to {high} characters')


def check_images(listing):
    images = [each['uri'] for each in listing.content['main_images']]
    if not images:
        yield 12052028, ''
    if len(images) > MOST_IMAGES:
        yield wrong('main_images', f'must not have more than {MOST_IMAGES} elements')
    if len(set(images)) < len(images):
        yield wrong('main_images', 'contains an image twice')
    for uri in images:
        yield from check_picture(listing, uri)


def check_parcel(listing):
    """Check weight and size of the parcel: units, decimals, one system for both."""
    weight, sides = (listing.content.get(f'package_{each}') for each in ('weight', 'dimensions'))
    units = []
    for sent, allowed in ((weight, _weight_units), (sides, _side_units)):
        if sent:
            units.append(sent['unit'])
        if sent and sent['unit'] not in allowed(listing.region):
            yield wrong('unit', f'must be one of {", ".join(allowed(listing.region))}')
    if len({unit in METRIC for unit in units}) > 1:
        yield wrong('package_dimensions.unit', 'must be of the same system as the weight')
    if weight:
        yield from _check_weight(weight)
    for side in ('length', 'width', 'height') if sides else ():
        if not re.fullmatch(_side_pattern(listing.region), sides[side]):
            yield wrong(f'package_dimensions.{side}', 'must be a positive whole number')


def _weight_units(region):
    if region == 'US':
        return 'KILOGRAM', 'POUND'
    return ('KILOGRAM', 'GRAM') if region in GRAMS else ('KILOGRAM',)


def _side_units(region):
    return ('CENTIMETER', 'INCH') if region == 'US' else ('CENTIMETER',)


def _side_pattern(region):
    return r'0*[1-9]\d{0,4}([.,]\d+)?' if region == 'BR' else r'0*[1-9]\d{0,4}'


def _check_weight(weight):
    places = DECIMALS.get(weight['unit'], 3)
    decimals = rf'(\.\d{{1,{places}}})?' if places else ''
    if not re.fullmatch(rf'\d{{1,7}}{decimals}', weight['value']) or float(weight['value']) <= 0:
        yield wrong('package_weight.value', f'must be positive, with up to {places} decimals')


def check_brand(listing):
    """A brand that may not be used is refused, or dropped with a warning: see `dropped`."""
    brand = listing.content.get('brand_id')
    if brand and listing.world.knobs.bad_brand == 'refuse' and not _usable(listing, brand):
        yield 12052026, ''


def _usable(listing, brand):
    return listing.world.shelves.brands.usable(brand, listing.shop.seller.index)


def dropped(listing):
    """Take out of a listing what TikTok drops by itself, and return the warnings."""
    content, found = listing.content, []
    if content.get('brand_id') and not _usable(listing, content['brand_id']):
        found.append('brand_id')
    category = listing.category
    leaf = category.leaf if category else ''
    if 'size_chart' in content and leaf and not rules.chart(leaf, listing.region)[0]:
        found.append('size_chart')
    for key in found:
        del content[key]
    return [{'message': f'The [{key}] field was cleared by the system.'} for key in found]


def check_chart(listing):
    chart = listing.content.get('size_chart', {})
    if 'image' in chart:
        yield from check_picture(listing, chart['image']['uri'])
    if 'template' in chart and chart['template']['id'] not in CHART_IDS:
        yield wrong('size_chart.template.id', 'does not exist')


def check_words(listing):
    terms = listing.content.get('search_terms', [])
    if sum(map(len, terms)) > 250:
        yield wrong('search_terms', 'must not have more than 250 characters in all')
    if sum(map(len, listing.content.get('key_product_features', []))) > 1500:
        yield wrong('key_product_features', 'must not have more than 1500 characters in all')
    orders = listing.content.get('minimum_order_quantity')
    if orders and listing.region not in SEA:
        yield wrong('minimum_order_quantity', 'does not exist in this market')
    if listing.content.get('manufacturer_ids') and listing.region not in EU:
        yield wrong('manufacturer_ids', 'does not exist in this market')


PRODUCT_CHECKS = (
    check_category, check_title, check_description, check_images, check_brand, check_parcel,
    check_attributes, check_proofs, check_chart, check_words,
)
