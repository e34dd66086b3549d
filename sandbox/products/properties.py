"""The attributes of categories, as `Get Category Attributes` shows them.

Sales attributes tell variants apart; product attributes describe a product as a whole.
"""

from typing import NamedTuple

SALES, PRODUCT = 'SALES_PROPERTY', 'PRODUCT_PROPERTY'


class Attribute(NamedTuple):
    """A built-in attribute.

    :param dict values: the built-in values, name by id
    :param tuple condition: (attribute id, value id) with which it becomes required
    """

    id: str
    name: str
    type: str
    values: dict
    required: bool = False
    customizable: bool = True
    multiple: bool = False
    numeric: bool = False
    condition: tuple = ()


# (id, name, type, built-in values, what differs from an optional attribute with free values)
ROWS = (
    ('100000', 'Color', SALES, 'Black Green Red Blue White Grey', {}),
    ('100007', 'Size', SALES, 'XS S M L XL', {}),
    ('100021', 'Net Weight', SALES, '', {}),
    ('100392', 'Material', PRODUCT, 'Steel Ceramic Cotton Wool Plastic Glass Wood',
     {'required': True}),
    ('100393', 'Care_Instructions', PRODUCT, 'Machine_washable Hand_wash Dry_clean',
     {'multiple': True}),
    ('100394', 'Country_of_Origin', PRODUCT, 'China India Portugal United_Kingdom Vietnam',
     {'customizable': False}),
    ('100401', 'Contains_Batteries_or_Cells?', PRODUCT, 'Batteries Cells None',
     {'required': True, 'customizable': False}),
    ('100402', 'Battery_Type', PRODUCT, 'Lithium-ion Alkaline Other',
     {'customizable': False, 'condition': ('100401', '1004010')}),
    ('100403', 'Warranty_Months', PRODUCT, '', {'numeric': True}),
    ('100411', 'Skin_Type', PRODUCT, 'Dry Oily Normal Sensitive', {'multiple': True}),
    ('100412', 'Flammable_Liquid?', PRODUCT, 'Yes No', {'required': True, 'customizable': False}),
    ('100421', 'Shelf_Life', PRODUCT, '6_months 12_months 24_months', {'required': True}),
    ('100422', 'Allergens', PRODUCT, 'None Nuts Milk Gluten Soy', {'multiple': True}),
    ('100431', 'Recommended_Age', PRODUCT, '0+ 3+ 6+ 12+', {'required': True}),
)


def _attribute(identifier, name, kind, values, options):
    # Names stand in the table as single words.
    found = {
        f'{identifier}{number}': value.replace('_', ' ')
        for number, value in enumerate(values.split())
    }
    return Attribute(identifier, name.replace('_', ' '), kind, found, **options)


ATTRIBUTES = {row[0]: _attribute(*row) for row in ROWS}
COLOR, SIZE, WEIGHT = '100000', '100007', '100021'
WEAR = (COLOR, SIZE, '100392', '100393', '100394')
HOME = (COLOR, SIZE, '100392', '100394')
ELECTRIC = (COLOR, '100401', '100402', '100403', '100394')
CARE = (SIZE, '100411', '100412', '100394')
FOOD = (WEIGHT, '100421', '100422', '100394')
BY_LEAF = {
    'mugs': HOME, 'shirts': WEAR, 'hoodies': WEAR, 'leggings': WEAR, 'socks': WEAR, 'hats': WEAR,
    'scarves': WEAR, 'lamps': (COLOR, '100392', '100401', '100402'), 'serums': CARE,
    'soaps': CARE, 'phones': ELECTRIC, 'cases': (COLOR, '100394'), 'cables': (COLOR, '100403'),
    'earphones': ELECTRIC, 'tea': FOOD, 'coffee': FOOD, 'juices': FOOD, 'pillows': HOME,
    'towels': HOME, 'decor': (COLOR, SIZE, '100394'), 'stationery': (COLOR, '100394'),
    'camping': (COLOR, SIZE, '100394'), 'backpacks': WEAR, 'fitness': (COLOR, '100394'),
    'toys': (COLOR, '100431', '100401', '100402'), 'pets': (COLOR, SIZE, '100394'),
    'supplements': FOOD, 'jewellery': (SIZE, '100394'), 'knives': ('100394',),
}


def of_leaf(leaf):
    """Return the attributes of a leaf category."""
    return [ATTRIBUTES[identifier] for identifier in BY_LEAF[leaf]]


def needed(leaf, chosen):
    """Return the product attributes that a product must state.

    :param dict chosen: value ids by attribute id, as far as the product states them
    """
    return [
        each for each in of_leaf(leaf)
        if each.type == PRODUCT and (
            each.required or (each.condition and each.condition[1] in chosen.get(
                each.condition[0], ())))
    ]
