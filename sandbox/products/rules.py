"""What a category asks of a listing beyond attributes (`Get Category Rules`)."""

from ..world.markets import EU, SEA
from . import properties

CERTIFICATES = {
    # id: (name, details, needs an expiration date, (attribute id, value id) that makes it needed)
    '7182427311584347905': (
        'Safety Data Sheet', 'The SDS of the manufacturer, all pages.', False,
        ('100412', '1004120')),
    '7182427311584347906': (
        'Food Safety Certificate', 'Issued by the authority of the market.', True, ()),
    '7182427311584347907': (
        'Toy Safety Declaration', 'EN 71 or ASTM F963, by an accredited laboratory.', False, ()),
    '7182427311584347908': (
        'Supplement Licence', 'The licence to sell supplements.', True, ()),
}
SDS, FOOD_SAFETY, TOY_SAFETY, LICENCE = CERTIFICATES
# (leaf, certificate, regions in which it is always needed; elsewhere it is optional)
ASKED = (
    ('serums', SDS, ()), ('soaps', SDS, ()), ('tea', FOOD_SAFETY, ()),
    ('juices', FOOD_SAFETY, ()), ('coffee', FOOD_SAFETY, ('ID', 'TH')),
    ('toys', TOY_SAFETY, EU), ('supplements', LICENCE, ('US', 'GB', *SEA)),
)
SIZED = ('shirts', 'hoodies', 'leggings', 'socks', 'hats')
CHART_NEEDED = {'leggings': ('US', 'GB')}
COD_REGIONS = ('ID', 'MY', 'PH', 'SA', 'TH', 'VN')
NO_COD = ('phones', 'jewellery', 'supplements')
PFAND = ('juices',)
SIZE_TYPES = ('size_chart_common_size_type', 'size_chart_size_type_regular')


def certificates(leaf, region):
    """Return the certificates of a leaf: id -> whether it is always needed."""
    return {which: region in regions for key, which, regions in ASKED if key == leaf}


def needed_certificates(leaf, region, chosen):
    """Return the certificates that a product must have.

    :param dict chosen: value ids by attribute id, as far as the product states them
    """
    found = []
    for which, always in certificates(leaf, region).items():
        condition = CERTIFICATES[which][3]
        if always or (condition and condition[1] in chosen.get(condition[0], ())):
            found.append(which)
    return found


def allows_cod(leaf, region):
    """Tell whether buyers may pay on delivery."""
    return region in COD_REGIONS and leaf not in NO_COD


def chart(leaf, region):
    """Return whether a size chart is (supported, required)."""
    return leaf in SIZED, region in CHART_NEEDED.get(leaf, ())


def special_types(region):
    """Return the kinds of pre-sale that a market has."""
    return ['PRE_ORDER', 'MADE_TO_ORDER', 'CUSTOM'] if region == 'US' else ['PRE_ORDER']


def pfand(leaf, region):
    """Tell whether a deposit has to be stated."""
    return region == 'DE' and leaf in PFAND


def conditions(condition):
    """Show a condition as TikTok does."""
    if not condition:
        return []
    attribute, value = condition
    return [{
        'condition_type': 'VALUE_ID_MATCH', 'attribute_id': attribute, 'attribute_value_id': value,
    }]


def chosen_values(content):
    """Return the ids of the attribute values that a product states, by attribute."""
    return {
        each['id']: {value.get('id', '') for value in each['values']}
        for each in content.get('product_attributes', [])
    }


def missing_attributes(leaf, content):
    """Return the names of required attributes that a product does not state."""
    chosen = chosen_values(content)
    return [each.name for each in properties.needed(leaf, chosen) if not chosen.get(each.id)]
