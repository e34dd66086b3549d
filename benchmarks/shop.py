"""`python -m benchmarks.shop orders|products NUMBER`: a TikTok Shop that is full of them.

The orders are all to be shipped, the products all for sale.

A process of its own, so that its work does not count in Odoo's. It prints one line of JSON with
what Odoo has to know; each line that it reads is the latency of calls from then on, in seconds.
"""

import itertools
import json
import random
import sys
from decimal import Decimal

from sandbox import Sandbox
from sandbox.products import seller_center
from sandbox.products.model import Offer
from sandbox.products.seeding import word_id
from sandbox.world.markets import MARKETS

REGION = 'GB'
# Between two orders, in seconds: a period of n * SPACING has n orders.
SPACING = 10
# Older than any hold, much younger than TikTok's own cancellations.
YOUNGEST = 3 * 3600
# A variant per colour and size: two of each per product. Sellers name colours as they like.
COLOURS = [f'Colour {number:02d}' for number in range(60)]
SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL']
ATTRIBUTES = [
    ('100392', '100392{}', ('Steel', 'Ceramic', 'Cotton', 'Wool', 'Plastic', 'Glass', 'Wood')),
    ('100394', '100394{}', ('China', 'India', 'Portugal', 'United Kingdom', 'Vietnam')),
]


def fill_with_orders(world, count):
    """Make orders as a shop has them every day: own buyers, one to four products, a shipping fee.

    :return: the time of the first order
    """
    rng = random.Random(7)
    skus = [sku for sku in world.shops[0].skus if sku.known and not sku.components]
    for number in range(count):
        world.create_order(
            0, age=YOUNGEST + (count - number) * SPACING,
            items=[
                {'sku': sku.id, 'quantity': rng.choice((1, 1, 1, 2, 3))}
                for sku in rng.sample(skus, rng.choice((1, 2, 3, 4)))
            ],
            seller_discount=rng.choice(('0', '1.00')),
            charges={'original_shipping_fee': '3.99'},
        )
    return world.clock.now() - YOUNGEST - count * SPACING


def fill_with_products(world, count):
    """Make products of four variants each, without images, the latest of the shop.

    :return: the time of the last change of the first one
    """
    rng = random.Random(7)
    shop = world.shops[0]
    start = world.clock.now() - YOUNGEST - count * SPACING
    for product in world.products(shop):
        product.update_time = start - SPACING
    for number in range(count):
        product = seller_center.created(
            world, shop, title=f'Product {number:05d} of a large assortment', category='shirts',
            description=f'<p>What there is to say of it, {number}.</p><ul><li>Soft</li></ul>',
            brand='Northwind')
        product.content['main_images'] = []
        product.content['product_attributes'] = [
            attribute(rng, *each) for each in ATTRIBUTES[:rng.choice((1, 2))]]
        product.content['skus'], product.offers = variants(rng, world, product, number)
        product.status, product.audit = 'ACTIVATE', 'APPROVED'
        product.update_time = start + number * SPACING
        world.shelves.put(product)
        # Only now: nobody orders them, and a long list of what can be ordered slows the sandbox.
        product.listed = True
    return start


def attribute(rng, key, pattern, names):
    number = rng.randrange(len(names))
    return {'id': key, 'values': [{'id': pattern.format(number), 'name': names[number]}]}


def variants(rng, world, product, number):
    """Return the SKUs of a product, with a barcode each, and what they cost: a fourth of the
    products has variants that do not cost the same.
    """
    [stock] = [offer.stock for offer in product.offers.values()]
    price = rng.randint(500, 5000)
    skus, offers = [], {}
    options = itertools.product(rng.sample(COLOURS, 2), rng.sample(SIZES, 2))
    for place, (colour, size) in enumerate(options):
        sku = {
            'id': world.ids.new('sku'), 'seller_sku': f'ART-{number:05d}-{place}',
            'identifier_code': {'code': ean13(number * 10 + place), 'type': 'EAN'},
            'sales_attributes': [
                {'id': word_id('attribute', name), 'name': name,
                 'value_id': word_id('value', name, value), 'value_name': value}
                for name, value in (('Color', colour), ('Size', size))
            ],
        }
        skus.append(sku)
        cents = price + (place * 100 if number % 4 == 0 else 0)
        offers[sku['id']] = Offer(Decimal(cents) / 100, dict(stock))
    return skus, offers


def ean13(number):
    digits = f'299{number:09d}'
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f'{digits}{-total % 10}'


FILLS = {'orders': fill_with_orders, 'products': fill_with_products}


def main():
    sandbox = Sandbox(orders=0, markets=(REGION,))
    start = FILLS[sys.argv[1]](sandbox.world, int(sys.argv[2]))
    market = MARKETS[REGION]
    with sandbox:
        print(json.dumps({
            'start': start,
            'account': {
                'url': sandbox.url, 'app_key': sandbox.app_key, 'app_secret': sandbox.app_secret,
                'code': sandbox.authorize(seller=0),
            },
            'articles': [
                (article.seller_sku, article.name, float(article.price), article.barcode)
                for article in sandbox.world.catalogue(0)
            ],
            'rates': {market.currency: float(market.rate)},
        }), flush=True)
        for line in sys.stdin:
            sandbox.latency = float(line)


if __name__ == '__main__':
    main()
