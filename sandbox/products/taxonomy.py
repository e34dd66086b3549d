"""The category trees: v1 with up to three levels, v2 with up to seven (TIKTOK `Get Categories`).

Ids are counted along the table, so rows may only be added at its end.
"""

from typing import NamedTuple

from ..world.markets import EU, SEA

AVAILABLE, INVITE_ONLY, NON_MAIN, PROHIBITED = (
    'AVAILABLE', 'INVITE_ONLY', 'NON_MAIN_CATEGORY', 'PROHIBITED',
)
# "Applicable only for BR, MX, EU and SEA markets"; elsewhere such categories do not exist.
PROHIBITING = {'BR', 'MX', *EU, *SEA}
VERSIONS = ('v1', 'v2')
FIRST_IDS = {'v1': 600001, 'v2': 800001}
ROOT = '0'

# (leaf, its path in v1, its path in v2, permission, words by which a title is recognised)
LEAVES = (
    ('mugs', 'Home Supplies/Kitchenware/Mugs',
     'Home Supplies/Kitchen & Dining/Drinkware/Cups/Mugs', AVAILABLE, 'mug cup'),
    ('shirts', 'Fashion/Tops/T-shirts',
     'Fashion/Unisex Clothing/Tops/Shirts/Short Sleeves/T-shirts/Casual T-shirts', AVAILABLE,
     't-shirt tee shirt'),
    ('hoodies', 'Fashion/Tops/Hoodies', 'Fashion/Unisex Clothing/Tops/Hoodies', AVAILABLE,
     'hoodie sweatshirt'),
    ('leggings', 'Fashion/Bottoms/Leggings', 'Fashion/Unisex Clothing/Bottoms/Leggings',
     AVAILABLE, 'leggings'),
    ('socks', 'Fashion/Accessories/Socks', 'Fashion/Accessories/Legwear/Socks', AVAILABLE, 'socks'),
    ('hats', 'Fashion/Accessories/Hats', 'Fashion/Accessories/Headwear/Hats', AVAILABLE, 'hat cap'),
    ('scarves', 'Fashion/Accessories/Scarves', 'Fashion/Accessories/Scarves & Wraps/Scarves',
     AVAILABLE, 'scarf'),
    ('lamps', 'Home Supplies/Lighting/Desk Lamps',
     'Home Supplies/Lighting/Indoor Lighting/Desk Lamps', AVAILABLE, 'lamp'),
    ('serums', 'Beauty/Skincare/Serums', 'Beauty & Personal Care/Skincare/Face Care/Serums',
     AVAILABLE, 'serum balm cream'),
    ('soaps', 'Beauty/Bath & Body/Soaps', 'Beauty & Personal Care/Bath & Body/Soaps', AVAILABLE,
     'soap'),
    ('phones', 'Electronics/Phones/Smartphones',
     'Electronics/Phones & Tablets/Mobile Phones/Smartphones', AVAILABLE, 'phone smartphone'),
    ('cases', 'Electronics/Phone Accessories/Phone Cases',
     'Electronics/Phones & Tablets/Accessories/Cases & Covers/Phone Cases', AVAILABLE, 'case'),
    ('cables', 'Electronics/Phone Accessories/Cables & Chargers',
     'Electronics/Phones & Tablets/Accessories/Power/Cables & Chargers', AVAILABLE,
     'cable charger'),
    ('earphones', 'Electronics/Audio/Earphones', 'Electronics/Audio & Video/Earphones',
     AVAILABLE, 'earphones earbuds headphones'),
    ('tea', 'Food & Drink/Hot Drinks/Tea', 'Food & Drink/Beverages/Hot Drinks/Tea', AVAILABLE,
     'tea'),
    ('coffee', 'Food & Drink/Hot Drinks/Coffee', 'Food & Drink/Beverages/Hot Drinks/Coffee',
     AVAILABLE, 'coffee'),
    ('juices', 'Food & Drink/Soft Drinks/Juices', 'Food & Drink/Beverages/Soft Drinks/Juices',
     AVAILABLE, 'spritzer juice'),
    ('pillows', 'Home Supplies/Bedding/Pillows', 'Home Supplies/Textiles/Bedding/Pillows',
     AVAILABLE, 'pillow'),
    ('towels', 'Home Supplies/Bath/Towels', 'Home Supplies/Textiles/Bath Textiles/Towels',
     AVAILABLE, 'towel'),
    ('decor', 'Home Supplies/Home Decor/Decorations',
     'Home Supplies/Home Decor/Decorations', AVAILABLE, 'candle vase rug'),
    ('stationery', 'Office/Stationery/Paper & Pens', 'Office/Stationery/Paper & Pens', AVAILABLE,
     'sticker notebook planner pen'),
    ('camping', 'Sports/Outdoor/Camping Gear',
     'Sports & Outdoor/Outdoor Recreation/Camping/Camping Gear', AVAILABLE,
     'camping tent stove flask'),
    ('backpacks', 'Fashion/Bags/Backpacks', 'Luggage & Bags/Functional Bags/Backpacks',
     AVAILABLE, 'backpack bag'),
    ('fitness', 'Sports/Fitness/Yoga', 'Sports & Outdoor/Fitness/Yoga & Pilates/Yoga', AVAILABLE,
     'yoga'),
    ('toys', 'Toys/Learning/Puzzles & Blocks', 'Toys & Hobbies/Learning Toys/Puzzles & Blocks',
     AVAILABLE, 'puzzle blocks toy'),
    ('pets', 'Pet Supplies/Dogs & Cats/Accessories',
     'Pet Supplies/Dog & Cat Supplies/Accessories', AVAILABLE, 'dog cat pet'),
    ('supplements', 'Health/Wellness/Supplements',
     'Health/Nutrition & Wellness/Supplements', INVITE_ONLY, 'vitamin-tablets supplement'),
    ('jewellery', 'Jewellery/Fine/Gold', 'Jewellery & Accessories/Fine Jewellery/Gold', NON_MAIN,
     'gold'),
    ('knives', 'Sports/Outdoor/Hunting Knives',
     'Sports & Outdoor/Outdoor Recreation/Hunting/Hunting Knives', PROHIBITED, 'hunting-knife'),
)
OTHER_LEAF = 'decor'


class Category(NamedTuple):
    """A node of one of the trees.

    :param str leaf: the key of `LEAVES` if it is one, or ''
    :param int level: 1 for those whose parent is the root
    """

    id: str
    parent_id: str
    name: str
    version: str
    level: int
    leaf: str = ''
    permission: str = AVAILABLE


def _grow(version):
    """Return the categories of one tree by path."""
    found, number = {}, FIRST_IDS[version]
    for key, *paths, permission, _words in LEAVES:
        names = paths[VERSIONS.index(version)].split('/')
        parent = ROOT
        for level in range(1, len(names) + 1):
            path, last = '/'.join(names[:level]), level == len(names)
            if path not in found:
                found[path] = Category(
                    str(number), parent, names[level - 1], version, level,
                    key if last else '', permission if last else AVAILABLE,
                )
                number += 1
            parent = found[path].id
    return found


TREES = {version: {each.id: each for each in _grow(version).values()} for version in VERSIONS}
ALL = {category.id: category for tree in TREES.values() for category in tree.values()}
BY_LEAF = {(each.version, each.leaf): each for each in ALL.values() if each.leaf}


def version_of(market, knobs):
    """Return the tree with which a market works."""
    if market.region in EU:
        return knobs.eu_categories
    return 'v2' if market.region == 'US' or market.region in SEA else 'v1'


def chain(category):
    """Return a category with all that it lies in, the top first."""
    found = [category]
    while found[0].parent_id != ROOT:
        found.insert(0, ALL[found[0].parent_id])
    return found


def exists(category, market):
    """Tell whether a market has a category at all."""
    return category.permission != PROHIBITED or market.region in PROHIBITING


def recommended(title, version):
    """Return the leaf that fits a title best; among equals the first of the table."""
    words = set(title.lower().replace('!', ' ').replace(',', ' ').split())
    best = max(LEAVES, key=lambda row: (len(words & set(row[4].split())), row[0] == OTHER_LEAF))
    return BY_LEAF[version, best[0]]
