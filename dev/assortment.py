"""What the demonstration's company wants to sell on TikTok: a range of its own, in Odoo only.

Most of it can be sent. What stands in `LACKING` cannot, each for a reason of its own.
"""

from typing import NamedTuple

from drawings import picture
from sandbox.products.taxonomy import BY_LEAF

RANGE = "Harbour & Pine Range"
STEEL, COTTON, WOOL, CERAMIC = ({'Material': each} for each in (
    'Steel', 'Cotton', 'Wool', 'Ceramic'))
SAFE = {'Flammable Liquid?': 'No'}
YEAR = {'Shelf Life': '12 months'}
NO_BATTERY = {'Contains Batteries or Cells?': 'None'}
UNITS = 120
# Attributes that tell variants apart; all others describe a product as a whole.
OPTIONS = ('Color', 'Size', 'Pattern', 'Finish', 'Length of the strap in centimetres')


class Thing(NamedTuple):
    """A product.

    :param str leaf: its category at TikTok, see the sandbox's taxonomy
    :param tuple package: weight in kilograms; length, width and height in centimetres
    :param dict options: what tells its variants apart: {attribute: values}
    :param dict facts: its other attributes, a value each
    :param dict but: field values other than usual
    """

    code: str
    name: str
    leaf: str
    price: float
    shape: str
    package: tuple
    options: dict = {}
    facts: dict = {}
    but: dict = {}


TWO, THREE = {'Color': ('Black', 'Green')}, {'Color': ('Blue', 'Red', 'White')}
SIZES = {'Size': ('S', 'M', 'L')}
THINGS = (
    Thing('CMUG', "Enamel camping mug, 350 ml", 'mugs', 14, 'mug', (0.3, 12, 10, 10), facts=STEEL),
    Thing('TRIVET', "Cast iron trivet with cork feet", 'decor', 24, 'box', (1.1, 20, 20, 4)),
    Thing('WAX', "Beeswax candle, cedar and smoke", 'decor', 19, 'bottle', (0.4, 9, 9, 11)),
    Thing('DISH', "Washed linen tea towel", 'towels', 16, 'cloth', (0.15, 25, 18, 2), facts=COTTON),
    Thing('DESK', "Brass desk lamp with linen shade", 'lamps', 129, 'lamp', (2.4, 45, 25, 25),
          facts={**STEEL, **NO_BATTERY}),
    Thing('OAT', "Oat and honey soap, set of two", 'soaps', 11, 'box', (0.25, 14, 8, 5),
          facts=SAFE),
    Thing('OIL', "Rosehip face oil, 30 ml", 'serums', 28, 'bottle', (0.12, 12, 5, 5), facts=SAFE),
    Thing('GREY', "Earl Grey loose-leaf tea, 200 g", 'tea', 13, 'bag', (0.25, 18, 10, 7),
          facts=YEAR),
    Thing('BEANS', "House blend coffee beans, 500 g", 'coffee', 17, 'bag', (0.6, 25, 12, 8),
          facts=YEAR),
    Thing('ABC', "Wooden alphabet blocks, 26 pieces", 'toys', 34, 'box', (1.3, 25, 20, 12),
          facts={'Recommended Age': '3+', **NO_BATTERY}),
    Thing('NOTE', "Stitched field notebook, dotted", 'stationery', 9, 'sheet', (0.12, 21, 14, 2)),
    Thing('PACK', "Waxed canvas rucksack, 20 l", 'backpacks', 118, 'bag', (1.2, 48, 32, 14),
          facts=COTTON),
    Thing('CREW', "Fisherman T-shirt, heavy jersey", 'shirts', 32, 'shirt', (0.25, 30, 25, 3),
          {**TWO, **SIZES}, COTTON),
    Thing('HOOD', "Harbour hoodie, brushed cotton", 'hoodies', 68, 'shirt', (0.7, 35, 30, 6),
          {**TWO, **SIZES}, COTTON),
    Thing('WSOCK', "Ribbed walking socks", 'socks', 15, 'sock', (0.1, 20, 10, 4),
          {**TWO, 'Size': ('S', 'L')}, WOOL),
    Thing('BEAN', "Rolled watch cap, lambswool", 'hats', 29, 'hat', (0.12, 22, 20, 4), THREE, WOOL),
    Thing('FRINGE', "Fringed scarf, woven in Maine", 'scarves', 49, 'cloth', (0.3, 30, 22, 4),
          THREE, WOOL),
    Thing('STONE', "Stoneware mug, hand-glazed", 'mugs', 26, 'mug', (0.5, 13, 11, 11), THREE,
          CERAMIC),
    Thing('BATH', "Waffle bath towel", 'towels', 38, 'cloth', (0.7, 32, 26, 8), SIZES, COTTON),
    Thing('DOWN', "Buckwheat pillow", 'pillows', 44, 'box', (1.9, 60, 40, 14),
          {'Size': ('S', 'L')}, COTTON),
    Thing('SHELL', "Phone case, recycled plastic", 'cases', 22, 'sheet', (0.06, 18, 10, 2), THREE),
    Thing('CORD', "Braided charging cable, 2 m", 'cables', 18, 'loop', (0.09, 12, 10, 3), TWO),
    Thing('COLLAR', "Rope dog collar with brass ring", 'pets', 27, 'loop', (0.15, 20, 15, 3),
          {**TWO, 'Size': ('S', 'L')}),
    Thing('STRAP', "Cotton yoga strap, 2.4 m", 'fitness', 16, 'loop', (0.2, 20, 12, 5), TWO),
)

SMALL = (0.3, 12, 10, 10)
MUG = 'mugs', 14, 'mug', SMALL
DECOR = 'decor', 18, 'box', SMALL
# (thing, how the sentence begins that says what it lacks)
LACKING = (
    (Thing('NOCAT', "Brass compass in a leather pouch", '', 45, 'box', SMALL), "Category"),
    (Thing('VITD', "Vitamin D3 tablets, 90 pieces", 'supplements', 12, 'bottle', SMALL,
           facts=YEAR), "Category"),
    (Thing('NOMAT', "Travel mug with bamboo lid", *MUG), "Attribute \"Material\" is required"),
    (Thing('LONG', "A mug" + ", handmade and hard-wearing" * 10, *MUG, facts=STEEL), "Title"),
    (Thing('NOTEXT', "Espresso cup, four pieces", *MUG, facts=CERAMIC,
           but={'description_sale': False}), "Description"),
    (Thing('WORDS', "Mug with the whole of Moby-Dick", *MUG, facts=CERAMIC,
           but={'description_sale': "Call me Ishmael. " * 700}), "Description"),
    (Thing('BRAND', "Ship's bell, polished", *DECOR, but={'tts_brand': "Nobody & Sons"}), "Brand"),
    (Thing('NOPIC', "Driftwood picture frame", *DECOR, but={'image_1920': False}), "Image"),
    (Thing('TINY', "Sea glass paperweight", *DECOR,
           but={'image_1920': picture('box', size=(200, 200))}), "Image"),
    (Thing('WIDE', "Panorama of the harbour, framed", *DECOR,
           but={'image_1920': picture('sheet', size=(1200, 480))}), "Image"),
    (Thing('AIR', "Air plant without a pot", 'decor', 8, 'bottle', (0, 10, 10, 10)),
     "Package weight"),
    (Thing('FLAT', "Folded paper star, large", 'decor', 9, 'sheet', (0.1, 30, 0, 0)),
     "Package size"),
    (Thing('DIGIT', "Anchor coat hook, cast iron", *DECOR, but={'barcode': '5012345678901'}),
     "Barcode"),
    (Thing('SHOPNO', "Rope door stop", *DECOR, but={'barcode': 'HP-00417'}), "Barcode"),
    (Thing('BLANK', "Lobster buoy, painted", *DECOR, but={'default_code': "BUOY 7"}),
     "Internal reference"),
    (Thing('TWINS', "Deck chair canvas", 'decor', 39, 'cloth', SMALL, TWO,
           but={'default_code': 'DECK'}), "Internal reference"),
    (Thing('FREE', "Pebble from the beach", 'decor', 0, 'bottle', SMALL), "Price"),
    (Thing('MANY', "Signal flag, made to order", 'decor', 21, 'cloth', SMALL,
           {'Color': ('Blue', 'Red'), 'Size': ('S', 'L'), 'Pattern': ('Plain', 'Striped'),
            'Finish': ('Raw', 'Waxed')}), "Variants"),
    (Thing('WORDY', "Bag strap, vegetable-tanned", 'pets', 31, 'loop', SMALL,
           {OPTIONS[-1]: ('80', '120')}), "Attribute"),
    (Thing('VALUE', "Blanket for the boat", 'decor', 74, 'cloth', SMALL,
           {'Color': ("Grey with a thin blue stripe along both of its long sides", 'Sand')}),
     "Attribute value"),
    (Thing('CHART', "Thermal leggings, merino", 'leggings', 56, 'sock', (0.3, 30, 20, 4),
           {'Size': ('S', 'M')}, WOOL), "Size chart"),
)


# === ODOO === #

def enter_goods(odoo, things=(*THINGS, *(thing for thing, _problem in LACKING))):
    """Enter the range into Odoo: categories, attributes, products, pictures, stock.

    :return: ids of the product categories by TikTok's leaf ('' for the one that stands for none)
    :rtype: dict
    """
    leaves = sorted({thing.leaf for thing in things})
    [top] = odoo.call('product.category', 'create', [{'name': RANGE}])
    ids = odoo.call('product.category', 'create', [
        {'name': (leaf or 'curiosities').capitalize(), 'parent_id': top} for leaf in leaves])
    categories = dict(zip(leaves, ids, strict=True))
    words = enter_attributes(odoo, things)
    templates = odoo.call('product.template', 'create', [
        _template(thing, categories, words) for thing in things])
    enter_variants(odoo, dict(zip(templates, things, strict=True)))
    return {'range': top, **categories}


def enter_attributes(odoo, things):
    """Return ids: {attribute: (id, {value: id})}."""
    wanted = {}
    for thing in things:
        for name, values in {**thing.options, **thing.facts}.items():
            values = (values,) if isinstance(values, str) else values
            wanted.setdefault(name, {}).update(dict.fromkeys(values))
    names = list(wanted)
    attributes = odoo.call('product.attribute', 'create', [
        {'name': name, 'create_variant': 'always' if name in OPTIONS else 'no_variant'}
        for name in names])
    found = {}
    for name, attribute in zip(names, attributes, strict=True):
        values = odoo.call('product.attribute.value', 'create', [
            {'name': value, 'attribute_id': attribute} for value in wanted[name]])
        found[name] = attribute, dict(zip(wanted[name], values, strict=True))
    return found


def _template(thing, categories, words):
    """Return the values of a product."""
    weight, length, width, height = thing.package
    first = thing.options.get('Color', ('Sand',))[0]
    vals = {
        'name': thing.name, 'default_code': thing.code, 'is_storable': True,
        'list_price': thing.price, 'standard_price': round(thing.price * 0.45, 2),
        'categ_id': categories[thing.leaf], 'description_sale': f"{thing.name}.\nMade to last.",
        'image_1920': picture(thing.shape, first if len(first) < 10 else 'Grey'),
        'tts_weight': weight, 'tts_length': length, 'tts_width': width, 'tts_height': height,
        'attribute_line_ids': [
            (0, 0, {'attribute_id': words[name][0], 'value_ids': [(6, 0, [
                words[name][1][value] for value in values])]})
            for name, values in {
                **thing.options, **{name: (value,) for name, value in thing.facts.items()},
            }.items()
        ],
    }
    if not thing.options:
        vals['barcode'] = _barcode(thing.code)
    return {**vals, **thing.but}


def enter_variants(odoo, things):
    """Give variants their references, barcodes and pictures, and all of it stock.

    :param dict things: by the ids of the products
    """
    variants = odoo.call(
        'product.product', 'search_read', [('product_tmpl_id', 'in', list(things))],
        ['product_tmpl_id', 'product_template_attribute_value_ids'])
    options = {
        each['id']: each['name'] for each in odoo.call(
            'product.template.attribute.value', 'search_read',
            [('product_tmpl_id', 'in', list(things))], ['name'])
    }
    for variant in variants:
        thing = things[variant['product_tmpl_id'][0]]
        words = [options[each] for each in variant['product_template_attribute_value_ids']]
        if thing.options:
            vals = _variant(thing, words)
            odoo.call('product.product', 'write', [variant['id']], vals)
    [location] = odoo.call('stock.warehouse', 'search_read', [], ['lot_stock_id'], limit=1)
    quants = odoo.call('stock.quant', 'create', [
        {'product_id': variant['id'], 'location_id': location['lot_stock_id'][0],
         'inventory_quantity': UNITS} for variant in variants
    ], context={'inventory_mode': True})
    odoo.call('stock.quant', 'action_apply_inventory', quants)


def _variant(thing, words):
    code = '-'.join([thing.code, *(word[:5].upper().strip() for word in words)])
    vals = {'default_code': thing.but.get('default_code', code), 'barcode': _barcode(code)}
    [*colour] = [word for word in words if word in thing.options.get('Color', ())]
    if colour and colour[0] != thing.options['Color'][0] and len(colour[0]) < 10:
        vals['image_variant_1920'] = picture(thing.shape, colour[0])
    return vals


def _barcode(code):
    """Return an EAN of 13 digits that is the same for the same code."""
    number = 0
    for letter in code:
        number = (number * 37 + ord(letter)) % 10**8
    digits = f'5060{number:08d}'
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f'{digits}{-total % 10}'


# === THE SHOP === #

def map_categories(odoo, shop, categories):
    """Choose TikTok's category for each of Odoo's.

    :param dict shop: `id` and `category_version` of it
    :param dict categories: what `enter_goods` has returned
    """
    found = {
        each['tiktok_id']: each['id'] for each in odoo.call(
            'tts.category', 'search_read', [('shop_id', '=', shop['id'])], ['tiktok_id'])
    }
    for leaf, category in categories.items():
        if leaf not in ('', 'range'):
            there = found[BY_LEAF[shop['category_version'], leaf].id]
            odoo.call('product.category', 'write', [category], {
                'tts_category_ids': [(4, there)]})


def price_range(odoo, shop, categories):
    """Sell the range in the shop at its price in Odoo, turned into pounds and made to end in .95.

    :param dict shop: `pricelist_id` of it
    """
    odoo.call('product.pricelist.item', 'create', [{
        'pricelist_id': shop['pricelist_id'][0], 'applied_on': '2_product_category',
        'categ_id': categories['range'], 'compute_price': 'formula', 'base': 'list_price',
        'price_round': 1, 'price_surcharge': -0.05,
    }])
