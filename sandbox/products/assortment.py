"""What the sellers' listings say beyond codes and prices, and what they list that nobody orders.

`world.catalogue` has the products of generated orders; those of `MORE` come after them, so that
orders stay as they were. Odoo knows none of `MORE`: they are what a first import brings.
"""

from typing import NamedTuple

COLOUR, SIZE, STORAGE, WEIGHT = 'Color', 'Size', 'Storage', 'Net Weight'
ONE = ('Default',)
S, M, L = 'S', 'M', 'L'


class Sheet(NamedTuple):
    """The data sheet of a product.

    :param str leaf: its category, see `taxonomy`
    :param tuple options: names of its sales attributes, in the order of the variants' names
    :param str weight: of the parcel, in kilograms
    :param tuple sides: of the parcel, in centimetres
    :param dict attributes: names of built-in values, by attribute id
    """

    leaf: str
    options: tuple
    brand: str
    weight: str
    sides: tuple
    text: str
    attributes: dict = {}


STEEL, COTTON, WOOL = {'100392': 'Steel'}, {'100392': 'Cotton'}, {'100392': 'Wool'}
NO_BATTERY, BATTERY = {'100401': 'None'}, {'100401': 'Batteries', '100402': 'Lithium-ion'}
YEAR, PLAY = {'100421': '12 months'}, {'100431': '3+', '100401': 'None'}
SAFE = {'100412': 'No'}
SHEETS = {
    'MUG': Sheet('mugs', (COLOUR,), 'Camp & Co', '0.35', (12, 10, 10), 'Steel, enamelled.', STEEL),
    'TEE': Sheet('shirts', (COLOUR, SIZE), 'Northwind', '0.2', (30, 25, 3), 'Soft.', COTTON),
    'LAMP': Sheet('lamps', (COLOUR,), 'Thảo Điền', '1.4', (40, 20, 20), 'Warm light.',
                  {'100392': 'Steel', **NO_BATTERY}),
    'SERUM': Sheet('serums', (), 'Glowlab', '0.12', (12, 5, 5), 'For the morning.', SAFE),
    'PHONE': Sheet('phones', (COLOUR, STORAGE), '', '0.45', (18, 10, 6), 'Good as new.', BATTERY),
    'TEA': Sheet('tea', (WEIGHT,), 'Old Mill', '0.3', (20, 10, 8), 'From one garden.', YEAR),
    'SOCK': Sheet('socks', (COLOUR, SIZE), 'Tiny Fox', '0.06', (15, 10, 3), 'Warm feet.', COTTON),
    'BOTTLE': Sheet('juices', (), '', '3.6', (30, 20, 25), 'Six bottles.', YEAR),
    'CABLE': Sheet('cables', (COLOUR,), '', '0.08', (12, 10, 3), 'Charges fast.'),
    'PILLOW': Sheet('pillows', (SIZE,), 'Northwind', '1.1', (60, 40, 15), 'Sleep well.', COTTON),
    'STICKER': Sheet('stationery', (), 'Tiny Fox', '0.03', (22, 16, 1), 'Twelve foxes.'),
    'NOCODE': Sheet('decor', (), '', '0.5', (25, 20, 10), 'Nobody knows what is inside.'),
    'GONE': Sheet('hats', (SIZE,), '', '0.15', (25, 25, 12), 'The last of its kind.', WOOL),
    'BUNDLE': Sheet('camping', (), 'Camp & Co', '0.8', (25, 20, 12), 'Two mugs and a cable.'),
}
SHEETS['MUG-TWIN'] = SHEETS['MUG']
TWO, THREE = ('Black', 'Green'), ('Black', 'Blue', 'Red')
# (code, title, dollars, colours, other options, status, sheet)
MORE = (
    ('TENT', 'Two person hiking tent, 2.4 kg', '189.00', TWO, ONE, 'ACTIVATE',
     Sheet('camping', (COLOUR,), 'Camp & Co', '2.9', (60, 20, 20), 'Stands in five minutes.')),
    ('BAG', 'Rolltop backpack 24 l, waterproof', '79.00', THREE, ONE, 'ACTIVATE',
     Sheet('backpacks', (COLOUR,), 'Kite', '1.1', (50, 32, 12), 'Dry in any rain.',
           {'100392': 'Plastic'})),
    ('STOVE', 'Folding camping stove with case', '38.50', ONE, ONE, 'ACTIVATE',
     Sheet('camping', (), 'Camp & Co', '0.7', (18, 14, 10), 'Boils in four minutes.')),
    ('FLASK', 'Insulated flask, keeps warm 12 h', '27.00', THREE, ('500ml', '750ml'), 'ACTIVATE',
     Sheet('camping', (COLOUR, SIZE), 'Camp & Co', '0.5', (30, 9, 9), 'Steel, double-walled.')),
    ('HOODIE', 'Heavy hoodie, brushed inside', '54.00', TWO, (S, M, L), 'ACTIVATE',
     Sheet('hoodies', (COLOUR, SIZE), 'Northwind', '0.7', (35, 30, 6), 'For windy days.', COTTON)),
    ('LEGGING', 'High waist leggings, recycled', '36.00', TWO, (S, M, L), 'ACTIVATE',
     Sheet('leggings', (COLOUR, SIZE), 'Northwind', '0.3', (30, 22, 3), 'Stretch in all ways.',
           COTTON)),
    ('SCARF', 'Lambswool scarf, woven in Leeds', '44.90', THREE, ONE, 'ACTIVATE',
     Sheet('scarves', (COLOUR,), 'Old Mill', '0.25', (30, 20, 4), 'Warm & light.', WOOL)),
    ('CANDLE', 'Soy wax candle, burns for 40 h', '18.00', ONE, ('Cedar', 'Fig'), 'ACTIVATE',
     Sheet('decor', (SIZE,), 'Sólveig & Søn', '0.4', (10, 10, 12), 'Poured by hand.')),
    ('VASE', 'Hand-thrown vase, 22 cm, stoneware', '49.00', ONE, ONE, 'ACTIVATE',
     Sheet('decor', (), 'Sólveig & Søn', '1.3', (20, 20, 30), 'Each a little different.')),
    ('TOWEL', 'Waffle towel, 100 % organic cotton', '23.50', THREE, ('Hand', 'Bath'), 'ACTIVATE',
     Sheet('towels', (COLOUR, SIZE), 'Northwind', '0.5', (30, 25, 8), 'Dries fast.', COTTON)),
    ('RUG', 'Flat-woven rug, 120 × 180 cm', '129.00', TWO, ONE, 'ACTIVATE',
     Sheet('decor', (COLOUR,), 'Old Mill', '3.9', (125, 20, 20), 'From leftover yarn.')),
    ('PLANNER', 'Undated weekly planner, A5, linen', '21.00', TWO, ONE, 'ACTIVATE',
     Sheet('stationery', (COLOUR,), 'Tiny Fox', '0.4', (24, 17, 3), 'Begins any Monday.')),
    ('PEN', 'Brass ballpoint pen with spare refill', '16.50', ONE, ONE, 'ACTIVATE',
     Sheet('stationery', (), 'Tiny Fox', '0.08', (18, 5, 3), 'Writes upside down.')),
    ('CHARGER', 'Wall charger, 65 W, three sockets', '39.00', ('White',), ONE, 'ACTIVATE',
     Sheet('cables', (COLOUR,), '', '0.2', (12, 9, 5), 'One for all devices.')),
    ('EARBUD', 'Wireless earbuds with 30 h case', '69.00', TWO, ONE, 'ACTIVATE',
     Sheet('earphones', (COLOUR,), '', '0.15', (12, 12, 5), 'Quiet on the train.', BATTERY)),
    ('CASE', 'Shockproof phone case, clear back', '14.90', TWO, ('Mini', 'Plus'), 'ACTIVATE',
     Sheet('cases', (COLOUR, SIZE), '', '0.07', (18, 10, 2), 'Survives stairs.')),
    ('BALM', 'Repairing hand balm, 75 ml, fragrance-free', '11.20', ONE, ONE, 'ACTIVATE',
     Sheet('serums', (), 'Glowlab', '0.11', (15, 6, 4), 'For hands that work.', SAFE)),
    ('SOAP', 'Olive oil soap, set of three bars', '12.60', ONE, ONE, 'ACTIVATE',
     Sheet('soaps', (), 'Glowlab', '0.36', (18, 8, 5), 'Cured for six weeks.', SAFE)),
    ('COFFEE', 'Single-origin coffee beans, roasted weekly', '15.80', ONE, ('250g', '1kg'),
     'ACTIVATE', Sheet('coffee', (WEIGHT,), 'Old Mill', '0.4', (22, 12, 8), 'Nuts, cocoa.', YEAR)),
    ('PUZZLE', 'Wooden puzzle of the world, 200 pieces', '32.00', ONE, ONE, 'ACTIVATE',
     Sheet('toys', (), 'Tiny Fox', '0.9', (32, 24, 6), 'Every country a piece.', PLAY)),
    ('BLOCKS', 'Building blocks in a cotton bag, 60 pieces', '28.00', ONE, ONE,
     'SELLER_DEACTIVATED',
     Sheet('toys', (), 'Tiny Fox', '1.6', (30, 22, 18), 'Beech, water colours.', PLAY)),
    ('LEASH', 'Rope dog leash with brass hook, 1.8 m', '24.00', THREE, ONE, 'ACTIVATE',
     Sheet('pets', (COLOUR,), '', '0.3', (20, 15, 5), 'Made from climbing rope.')),
    ('BOWL', 'Non-slip stoneware bowl for cats and dogs', '17.00', ONE, (S, L), 'DRAFT',
     Sheet('pets', (SIZE,), '', '0.8', (20, 20, 8), 'Stays where it is.')),
    ('YOGA', 'Natural rubber yoga mat, 4 mm, with strap', '58.00', TWO, ONE, 'ACTIVATE',
     Sheet('fitness', (COLOUR,), 'Northwind', '2.2', (65, 14, 14), 'Grips when wet.')),
    ('WATCH', 'Replica divers watch, gold-coloured steel', '59.00', ONE, ONE, 'FAILED',
     Sheet('decor', (), '', '0.3', (12, 10, 8), 'Looks like the real one.')),
    ('DRONE', 'Pocket drone with camera and two batteries', '99.00', ONE, ONE,
     'PLATFORM_DEACTIVATED',
     Sheet('toys', (), '', '0.6', (24, 18, 8), 'Flies for 18 minutes.',
           {'100431': '12+', '100401': 'Batteries', '100402': 'Lithium-ion'})),
    ('TONIC', 'Herbal tonic that heals everything, 250 ml', '31.00', ONE, ONE, 'FREEZE',
     Sheet('serums', (), '', '0.4', (20, 8, 8), 'Ask your doctor.', SAFE)),
    ('POSTER', 'City map poster, printed on demand, 50 × 70', '19.00', ONE, ONE, 'DELETED',
     Sheet('decor', (), '', '0.3', (55, 8, 8), 'No longer printed.')),
)
SHEETS.update({row[0]: row[6] for row in MORE})
STATUSES = {row[0]: row[5] for row in MORE}
