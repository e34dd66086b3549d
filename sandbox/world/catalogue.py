"""What the sellers sell. A seller uses the same codes in all their shops, as an Odoo user would."""

import random
from decimal import ROUND_UP, Decimal
from typing import NamedTuple

from ..products.assortment import MORE
from .model import Sku

COLOURS = ('Black', 'Green', 'Crème', 'Đỏ')
SIZES = ('S', 'M', 'XL')
ONE = ('Default',)
# (code, name, dollars, first option, second option, tracking in a warehouse)
PRODUCTS = (
    ('MUG', 'Enamel camping mug 350 ml', '12.99', COLOURS[:2], ONE, 'none'),
    ('TEE', 'Organic T-shirt', '19.90', COLOURS, SIZES, 'none'),
    ('LAMP', 'Desk lamp "Nhật Quang"', '34.50', COLOURS[:3], ONE, 'none'),
    ('SERUM', 'Vitamin C serum 30 ml', '24.00', ONE, ONE, 'lot'),
    ('PHONE', 'Refurbished phone <64 GB>', '149.00', COLOURS[:2], ('64', '128'), 'serial'),
    ('TEA', 'Jasmine tea, loose leaf', '8.40', ONE, ('100g', '250g', '500g'), 'lot'),
    ('SOCK', "Kids' socks, pair", '3.35', COLOURS, SIZES[:2], 'none'),
    ('BOTTLE', 'Apple spritzer 6 × 0.5 l', '7.20', ONE, ONE, 'none'),
    ('CABLE', 'USB-C cable 2 m', '5.00', COLOURS[:1], ONE, 'none'),
    ('PILLOW', 'Memory foam pillow', '42.75', ONE, SIZES, 'none'),
    ('STICKER', 'Sticker sheet 🦊', '0.99', ONE, ONE, 'none'),
)
# Codes that careless code splits, escapes or compares wrongly.
ODD_CODES = {
    'SERUM': 'SÉRUM/C_№1', 'BOTTLE': '000471', 'STICKER': 'STICK&R+"1"=%20#🦊', 'CABLE': 'cable-2M',
}
GIFT, DEPOSIT = 'STICKER', 'BOTTLE'


class Article(NamedTuple):
    """Something that the Odoo user of a seller has as a product."""

    seller_sku: str
    name: str
    price: Decimal
    barcode: str
    tracking: str


class Listing(NamedTuple):
    """A variant as it is listed in each shop of a seller."""

    product: str
    title: str
    option: str
    seller_sku: str
    price: Decimal
    tracking: str
    known: bool
    components: tuple = ()


def listings(seed, seller):
    """Return what a seller lists in every shop, product by product.

    The last products are the troublesome ones: one listed twice under the same codes, one without
    codes, one whose codes Odoo does not have, and a virtual bundle of two others.
    """
    rng = random.Random(f'{seed}/catalogue/{seller}')
    made = [row for spec in PRODUCTS for row in _variants(spec, seller, rng)]
    code, title, price, *rest = PRODUCTS[0]
    made += _variants((code, f'{title} (again)', price, *rest), seller, rng, product='MUG-TWIN')
    made.append(Listing('NOCODE', 'Surprise bag', 'Default', '', Decimal(15), 'none', False))
    for size in SIZES[:2]:
        gone = f'S{seller}-GONE-{size}'
        made.append(Listing('GONE', 'Discontinued hat', size, gone, Decimal(9), 'none', False))
    parts = ((made[0].seller_sku, 2), (_code('CABLE', seller, 'Black', 'Default'), 1))
    made.append(
        Listing(
            'BUNDLE', 'Camping set', 'Default', f'S{seller}-SET', Decimal(28), 'none', True, parts
        )
    )
    return made


def more_listings(seed, seller):
    """Return what a seller lists beside that: nobody orders it, and Odoo does not know it."""
    rng = random.Random(f'{seed}/more/{seller}')
    specs = [(*row[:5], 'none') for row in MORE]
    return [
        row._replace(known=False) for spec in specs for row in _variants(spec, seller, rng)
    ]


def _variants(spec, seller, rng, product=None):
    code, title, price, colours, sizes, tracking = spec
    return [
        Listing(
            product or code, title, ', '.join(x for x in (colour, size) if x != 'Default')
            or 'Default', _code(code, seller, colour, size),
            Decimal(price) + (0 if product else rng.randrange(0, 3)), tracking, True,
        )
        for colour in colours
        for size in sizes
    ]


def _code(code, seller, colour, size):
    parts = [ODD_CODES.get(code, code)]
    parts += [option[:3].upper() for option in (colour, size) if option != 'Default']
    return f'S{seller}-' + '-'.join(parts)


def articles(seed, seller):
    """Return the articles of a seller: each code once, without bundles and unknown codes."""
    found = {}
    for row in listings(seed, seller):
        if row.known and not row.components and row.seller_sku not in found:
            name = row.title if row.option == 'Default' else f'{row.title} ({row.option})'
            number = f'40{seller}{len(found) + 1:09d}'
            found[row.seller_sku] = Article(
                row.seller_sku, name, row.price, number + _check_digit(number), row.tracking
            )
    return list(found.values())


def barcodes(seed, seller):
    """Return what is printed on the seller's goods, by seller SKU: EAN-13."""
    found = {article.seller_sku: article.barcode for article in articles(seed, seller)}
    for row in more_listings(seed, seller):
        number = f'41{seller}{len(found) + 1:09d}'
        found[row.seller_sku] = number + _check_digit(number)
    return found


def _check_digit(number):
    """Return the last digit of an EAN-13."""
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(number))
    return str(-total % 10)


def shop_skus(rows, ids, market, ordered=True):
    """List a seller's rows in one shop: own ids, prices in the market's money.

    :param bool ordered: whether generated orders may contain them
    """
    skus, products = [], {}
    for row in rows:
        if row.product not in products:
            products[row.product] = ids.new('product')
        skus.append(
            Sku(
                id=ids.new('sku'), product=row.product, product_id=products[row.product],
                product_name=row.title, name=row.option, seller_sku=row.seller_sku,
                price=local_price(row.price, market), known=row.known, components=row.components,
                ordered=ordered,
            )
        )
    by_code = {sku.seller_sku: sku for sku in reversed(skus)}
    for sku in skus:
        sku.components = tuple((by_code[code], count) for code, count in sku.components)
    return skus


def local_price(dollars, market):
    """Convert a price and make it look like one of the market (61000, 1280, 9.35)."""
    amount = dollars * market.rate
    grid = market.step if market.step < 1 else Decimal(10 ** max(0, len(str(int(amount))) - 2))
    return (amount / grid).quantize(Decimal(1), ROUND_UP) * grid
